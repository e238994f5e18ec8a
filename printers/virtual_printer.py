"""A printer on a socket that draws its paper as pictures: for the demo, for tests and for training."""

import signal
import socket
import threading
from pathlib import Path
from types import TracebackType

from PIL import Image

from printers.file_printer import next_picture
from printers.virtual_paper import Faults, VirtualPaper

_MARGIN_DOTS = 32  # what an 80 mm roll shows left and right of 72 mm of print
_READ_BYTES = 4096


class VirtualPrinterError(Exception):
    """The stand-in printer cannot listen there; the message says why."""


class VirtualPrinter:
    """Listens as a network printer does, one connection at a time. port 0: any free one, see `port`.

    papers: what has been cut off so far, dot for dot. The pictures in `out_dir` have the roll's margins.
    faults: may be changed at any time.
    """

    def __init__(self, out_dir: Path, host: str = "127.0.0.1", port: int = 0) -> None:
        self.papers: list[Image.Image] = []
        self.faults = Faults()
        self._out_dir = out_dir
        self._cut = threading.Condition()
        self._stopping = threading.Event()
        try:
            out_dir.mkdir(parents=True, exist_ok=True)
            self._listener = socket.create_server((host, port))
        except OSError as error:
            raise VirtualPrinterError(f"cannot listen on {host} port {port}: {error.strerror}") from error
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

    def wait_for_paper(self, count: int, timeout_s: float) -> list[Image.Image]:
        """The papers, as soon as there are `count` of them. Raises TimeoutError."""
        with self._cut:
            if not self._cut.wait_for(lambda: len(self.papers) >= count, timeout_s):
                raise TimeoutError(f"{len(self.papers)} of {count} papers after {timeout_s} s")
            return list(self.papers)

    def _serve(self) -> None:
        self._listener.settimeout(0.1)  # so that `stop` is noticed
        while not self._stopping.is_set():
            try:
                line, _ = self._listener.accept()
            except TimeoutError:
                continue
            with line:
                self._talk(line)

    def _talk(self, line: socket.socket) -> None:
        paper = VirtualPaper(self._keep, self.faults)
        line.settimeout(0.1)
        received = 0
        while not self._stopping.is_set():
            try:
                data = line.recv(_READ_BYTES)
                if not data:
                    return
                received += len(data)
                if self.faults.drop_after_bytes is not None and received > self.faults.drop_after_bytes:
                    return
                line.sendall(paper.feed(data))
            except TimeoutError:
                continue
            except OSError:  # the other side hung up
                return

    def _keep(self, paper: Image.Image) -> None:
        roll = Image.new("1", (paper.width + 2 * _MARGIN_DOTS, paper.height + 2 * _MARGIN_DOTS), 1)
        roll.paste(paper, (_MARGIN_DOTS, _MARGIN_DOTS))
        roll.save(next_picture(self._out_dir))
        with self._cut:
            self.papers.append(paper)
            self._cut.notify_all()


def run(host: str, port: int, out_dir: Path) -> int:
    """Print until SIGTERM or Ctrl+C. Says where it listens."""
    stopping = threading.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda *_: stopping.set())
    with VirtualPrinter(out_dir, host, port) as printer:
        print(f"The stand-in printer is listening on {host}:{printer.port}", flush=True)  # noqa: T201
        stopping.wait()
    return 0
