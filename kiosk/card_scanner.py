"""Hear what citizens hold under the scanner at the kiosk: their identity card, or an appointment's code."""

import errno
import logging
import os
import select
import termios
import threading
import tty
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path
from typing import Protocol

from kiosk import clock
from kiosk.code_reader import Shown, shown_code, text_of_picture
from models.citizen_card import NotACard
from models.service_day import service_day

SERIAL_PREFIX = "serial:"
_LONGEST_LINE = 2048  # a QR code of a card holds some 200 bytes, of anything at most 2,953
_TIMEZONE = "Asia/Ho_Chi_Minh"
_PICTURES = frozenset({".png", ".jpg", ".jpeg"})

log = logging.getLogger(__name__)


class CardReader(Protocol):
    """Something citizens show a code to; it may be unplugged and come back."""

    def open(self, on_shown: Callable[[Shown], None], on_health: Callable[[bool], None]) -> None:
        """Begin. on_health: whether it is there, at first and whenever that changes. Both on its thread."""

    def close(self) -> None:
        """Stop for good; nothing is told after it returns."""


class Lines:
    """Cuts what a scanner sends into lines that end in CR, LF or both, and forgets lines that never end."""

    def __init__(self) -> None:
        self._begun = bytearray()
        self._is_too_long = False

    @property
    def is_begun(self) -> bool:
        return bool(self._begun) or self._is_too_long

    def feed(self, sent: bytes) -> Iterator[bytes]:
        """The lines that are whole with `sent`, without their ends; no empty ones."""
        *ended, rest = sent.replace(b"\r", b"\n").split(b"\n")
        for part in ended:
            self._add(part)
            yield from self.end()
        self._add(rest)

    def end(self) -> Iterator[bytes]:
        """The line that was begun, for no end will come."""
        line, is_whole = bytes(self._begun), not self._is_too_long
        self._begun.clear()
        self._is_too_long = False
        if line and is_whole:
            yield line

    def _add(self, part: bytes) -> None:
        self._begun += part
        if len(self._begun) > _LONGEST_LINE:
            self._begun.clear()
            self._is_too_long = True


class SerialCardScanner:
    """A barcode scanner that sends lines over a serial line or over USB as if it were one (CDC-ACM).

    path: best the one under /dev/serial/by-id, which stays the same when the scanner is plugged in elsewhere.
    retry_s: how long to wait before each new try, the last one for ever. partial_s: a line whose end does
    not come for so long is taken as it is, for a scanner that was set up to send no end.
    """

    def __init__(
        self,
        path: Path,
        *,
        baud: int = 9600,
        retry_s: tuple[float, ...] = (0.5, 1.0, 2.0, 5.0),
        partial_s: float = 0.3,
        now_ms: Callable[[], int] = clock.now_ms,
    ) -> None:
        self._path = path
        self._speed = getattr(termios, f"B{baud}")
        self._retry_s = retry_s
        self._partial_s = partial_s
        self._now_ms = now_ms
        self._is_there: bool | None = None
        self._on_shown: Callable[[Shown], None] = lambda _shown: None
        self._on_health: Callable[[bool], None] = lambda _is_there: None
        self._woken, self._waking = os.pipe()
        self._thread = threading.Thread(target=self._run, name="card-scanner")

    def open(self, on_shown: Callable[[Shown], None], on_health: Callable[[bool], None]) -> None:
        self._on_shown = on_shown
        self._on_health = on_health
        self._thread.start()

    def close(self) -> None:
        os.write(self._waking, b".")
        if self._thread.is_alive():
            self._thread.join()
        os.close(self._woken)
        os.close(self._waking)

    def _run(self) -> None:
        tries = 0
        while True:
            try:
                device = self._open_device()
            except OSError as error:
                self._say_health(False, str(error))
            else:
                self._say_health(True, "it is there")
                tries = 0
                try:
                    if not self._listen(device):
                        return
                except OSError as error:
                    self._say_health(False, str(error))
                finally:
                    os.close(device)
            if self._is_closing(self._retry_s[min(tries, len(self._retry_s) - 1)]):
                return
            tries += 1

    def _open_device(self) -> int:
        device = os.open(self._path, os.O_RDWR | os.O_NOCTTY | os.O_NONBLOCK)
        try:
            tty.setraw(device)
            settings = termios.tcgetattr(device)
            settings[2] |= termios.CLOCAL | termios.CREAD  # scanners have no modem's wires
            settings[4] = settings[5] = self._speed
            termios.tcsetattr(device, termios.TCSANOW, settings)
            termios.tcflush(device, termios.TCIFLUSH)  # what was scanned before belongs to nobody
        except (OSError, termios.error) as error:
            os.close(device)
            raise OSError(errno.EIO, f"{self._path} is no serial line: {error}") from error
        return device

    def _listen(self, device: int) -> bool:
        """Hear until it is unplugged, an OSError, or until this is closed: False."""
        lines = Lines()
        while True:
            ready, _, _ = select.select(
                [device, self._woken], [], [], self._partial_s if lines.is_begun else None
            )
            if self._woken in ready:
                return False
            if not ready:
                self._tell(lines.end())
                continue
            sent = os.read(device, _LONGEST_LINE)
            if not sent:
                raise OSError(errno.ENODEV, f"{self._path} was unplugged")
            self._tell(lines.feed(sent))

    def _tell(self, lines: Iterator[bytes]) -> None:
        for line in lines:
            self._on_shown(_shown(line, self._now_ms()))

    def _is_closing(self, after_s: float) -> bool:
        return bool(select.select([self._woken], [], [], after_s)[0])

    def _say_health(self, is_there: bool, why: str) -> None:
        if is_there is not self._is_there:
            self._is_there = is_there
            log.log(logging.INFO if is_there else logging.ERROR, "card scanner: %s", why)
            self._on_health(is_there)


class FileCardReader:
    """A card that is a file, a picture of its code or the text of it: for demo, test and training.

    It is held up whenever the file is written or touched after this was opened.
    """

    def __init__(self, path: Path, *, look_s: float = 0.2, now_ms: Callable[[], int] = clock.now_ms) -> None:
        self._path = path
        self._look_s = look_s
        self._now_ms = now_ms
        self._closing = threading.Event()
        self._on_shown: Callable[[Shown], None] = lambda _shown: None
        self._thread = threading.Thread(target=self._run, name="card-file", daemon=True)
        self._written_ns = 0

    def open(self, on_shown: Callable[[Shown], None], on_health: Callable[[bool], None]) -> None:
        self._on_shown = on_shown
        self._written_ns = self._last_written_ns()
        on_health(True)
        self._thread.start()

    def close(self) -> None:
        self._closing.set()
        if self._thread.is_alive():
            self._thread.join()

    def _run(self) -> None:
        while not self._closing.wait(self._look_s):
            written_ns = self._last_written_ns()
            if written_ns not in (0, self._written_ns):
                with suppress(OSError):  # taken away again
                    self._on_shown(_shown(self._read(), self._now_ms()))
            self._written_ns = written_ns

    def _read(self) -> bytes:
        if self._path.suffix.lower() in _PICTURES:
            return text_of_picture(self._path).encode()
        return self._path.read_bytes().strip()

    def _last_written_ns(self) -> int:
        try:
            return self._path.stat().st_mtime_ns
        except OSError:
            return 0


def open_card_reader(source: str) -> CardReader:
    """What the setting names: `serial:/dev/serial/by-id/…` for a scanner, anything else a file's path."""
    if source.startswith(SERIAL_PREFIX):
        return SerialCardScanner(Path(source.removeprefix(SERIAL_PREFIX)))
    return FileCardReader(Path(source))


def _shown(line: bytes, now_ms: int) -> Shown:
    try:
        text = line.decode()
    except UnicodeDecodeError:
        return NotACard("the letters are not UTF-8")
    return shown_code(text, service_day(now_ms, _TIMEZONE))
