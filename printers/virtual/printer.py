"""A printer on a socket that draws its paper as pictures: for the demo, for tests and for training."""

import os
import select
import socket
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from types import TracebackType

from PIL import Image

from printers.file_printer import next_picture
from printers.virtual.device import Device

_MARGIN_DOTS = 32  # what an 80 mm roll shows left and right of 72 mm of print
_TICK_S = 0.005
_MOST_BYTES = 4096
_SMALL_BUFFER = 2048  # of the socket's own: what a printer has not taken, the sender shall know of


class VirtualPrinterError(Exception):
    """The stand-in printer cannot listen there; the message says why."""


class VirtualPrinter:
    """Listens as a network printer does, one connection at a time. port 0: any free one, see `port`.

    out_dir: gets a picture of each paper, with the roll's margins. device: the printer itself, which runs by
    the clock on the wall from now on, and is to be touched in `at_hand` only.
    """

    def __init__(
        self, out_dir: Path, host: str = "127.0.0.1", port: int = 0, *, device: Device | None = None
    ) -> None:
        self._device = device or Device()
        self._out_dir = out_dir
        self._began_s = time.monotonic() - self._device.now_s
        self._changed = threading.Condition()
        self._saved = 0
        self._stopping = threading.Event()
        self._breaks_after: int | None = None
        try:
            out_dir.mkdir(parents=True, exist_ok=True)
            self._listener = socket.create_server((host, port))
        except OSError as error:
            raise VirtualPrinterError(f"cannot listen on {host} port {port}: {error.strerror}") from error
        self._listener.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, _SMALL_BUFFER)
        self._listener.setblocking(False)
        self.port: int = self._listener.getsockname()[1]
        self._thread = threading.Thread(target=self._serve, name="virtual-printer")

    def __enter__(self) -> "VirtualPrinter":
        self.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.stop()

    def start(self) -> None:
        """Begin to listen."""
        self._thread.start()

    def stop(self) -> None:
        """Stop listening."""
        self._stopping.set()
        self._thread.join()
        self._listener.close()

    @contextmanager
    def at_hand(self) -> Iterator[Device]:
        """The printer, which stands still meanwhile: to open it, to put paper in, to break it."""
        with self._changed:
            yield self._device

    def break_line_after(self, received: int) -> None:
        """The next connection breaks once so many bytes have come over it."""
        with self._changed:
            self._breaks_after = received

    @property
    def papers(self) -> list[Image.Image]:
        """What has been cut or torn off so far, dot for dot."""
        with self._changed:
            return [piece.picture for piece in self._device.pieces]

    def wait_for_paper(self, count: int, timeout_s: float) -> list[Image.Image]:
        """The papers, as soon as there are `count` of them. Raises TimeoutError."""
        with self._changed:
            if not self._changed.wait_for(lambda: len(self._device.pieces) >= count, timeout_s):
                raise TimeoutError(f"{len(self._device.pieces)} of {count} papers after {timeout_s} s")
            return [piece.picture for piece in self._device.pieces]

    def _serve(self) -> None:
        while not self._stopping.is_set():
            self._go_on()
            if not select.select([self._listener], [], [], _TICK_S)[0]:
                continue
            with suppress(OSError):  # who called has hung up already
                line, _ = self._listener.accept()
                with line:
                    self._talk(line.fileno())
                with self._changed:
                    self._device.hang_up()

    def _talk(self, line: int) -> None:
        """Until the other side hangs up. Raises OSError when it does so rudely."""
        received = 0
        while not self._stopping.is_set():
            said, room = self._go_on()
            if said:
                os.write(line, said)
            if not select.select([line] if room else [], [], [], _TICK_S)[0]:
                continue
            data = os.read(line, min(room, _MOST_BYTES))
            if not data:
                return
            with self._changed:
                self._device.receive(data)
                received += len(data)
                if self._breaks_after is not None and received >= self._breaks_after:
                    self._breaks_after = None
                    return

    def _go_on(self) -> tuple[bytes, int]:
        """Let the printer work until now; what it says, and how many bytes it takes."""
        with self._changed:
            said = self._device.run(time.monotonic() - self._began_s)
            fresh = self._device.pieces[self._saved :]
            for piece in fresh:
                _with_margins(piece.picture).save(next_picture(self._out_dir))
            if fresh:
                self._saved += len(fresh)
                self._changed.notify_all()
            return said, self._device.room()


def _with_margins(paper: Image.Image) -> Image.Image:
    roll = Image.new("1", (paper.width + 2 * _MARGIN_DOTS, paper.height + 2 * _MARGIN_DOTS), 1)
    roll.paste(paper, (_MARGIN_DOTS, _MARGIN_DOTS))
    return roll
