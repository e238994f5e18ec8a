"""Tell systemd that the kiosk is well, as long as it is, so that a kiosk that hangs is started anew.

Speaks sd_notify(3): datagrams to $NOTIFY_SOCKET. Without that variable nothing happens. $WATCHDOG_PID is not
asked: it names the compositor, which systemd started, and not this program, which the compositor did.
"""

import logging
import os
import socket
import time
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager

log = logging.getLogger(__name__)


class Pulse:
    """Whether one thread still answers. A thread that waits for work, however long, is well.

    name: what the log calls it. longest_s: how long it may be silent while it has something to do.
    """

    def __init__(self, name: str, longest_s: float, *, clock_s: Callable[[], float] = time.monotonic) -> None:
        self.name = name
        self._longest_s = longest_s
        self._clock_s = clock_s
        self._last_s: float | None = None

    def beat(self) -> None:
        """I am here, and shall be heard of again within `longest_s`, or rest."""
        self._last_s = self._clock_s()

    def rest(self) -> None:
        """I have nothing to do; nobody need hear of me."""
        self._last_s = None

    @contextmanager
    def beating(self) -> Iterator[None]:
        """One piece of work, after which there is rest."""
        self.beat()
        try:
            yield
        finally:
            self.rest()

    def has_stopped(self) -> bool:
        last_s = self._last_s
        return last_s is not None and self._clock_s() - last_s > self._longest_s


class Watchdog:
    """Says to systemd how the kiosk is.

    pulses: of the threads that must live; with one of them stopped systemd is not told that all is well.
    """

    def __init__(self, pulses: Iterable[Pulse] = (), environment: Mapping[str, str] = os.environ) -> None:
        self._pulses = tuple(pulses)
        address = environment.get("NOTIFY_SOCKET", "")
        self._address = "\0" + address[1:] if address.startswith("@") else address
        self._patience_us = environment.get("WATCHDOG_USEC", "")
        self._stopped: list[str] = []

    @property
    def feed_every_s(self) -> float | None:
        """How often `feed` wants to be called, twice as often as systemd looks; None where nobody looks."""
        if not self._address or not self._patience_us.isdecimal():
            return None
        return int(self._patience_us) / 1e6 / 2 or None

    def ready(self) -> None:
        """The kiosk is on the screen."""
        self._say("READY=1\nSTATUS=open")

    def feed(self) -> None:
        """All is well, unless a thread that must live does not answer."""
        stopped = [pulse.name for pulse in self._pulses if pulse.has_stopped()]
        if stopped != self._stopped:
            self._stopped = stopped
            if stopped:
                log.critical("no answer from: %s", ", ".join(stopped))
            self.tell_status(f"no answer from: {', '.join(stopped)}" if stopped else "open")
        if not stopped:
            self._say("WATCHDOG=1")

    def tell_status(self, status: str) -> None:
        """What `systemctl status` shows."""
        self._say(f"STATUS={status}")

    def stopping(self) -> None:
        """The kiosk ends, as it was told to or because it must."""
        self._say("STOPPING=1")

    def _say(self, message: str) -> None:
        if not self._address:
            return
        try:
            with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM | socket.SOCK_CLOEXEC) as line:
                line.setblocking(False)  # the screen's thread waits for nobody
                line.sendto(message.encode(), self._address)
        except OSError as error:
            log.warning("systemd could not be told: %s", error)
