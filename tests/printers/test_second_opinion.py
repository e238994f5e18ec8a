"""Another printer in software, by other people, prints the same paper and says the same of itself.

emupos needs Python 3.13: `make emupos` installs it beside the program, where there is one.
"""

import shutil
import socket
import subprocess
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from functools import partial
from pathlib import Path

import pytest
from PIL import Image

from models.print_job import Outcome, Reason
from printers.contents import Kind
from printers.escpos_printer import EscposPrinter
from printers.lines.network_line import NetworkLine
from printers.raster import draw
from printers.samples import SAMPLES
from printers.slip import PAPER_80MM
from printers.virtual.device import Device
from printers.virtual.printer import VirtualPrinter
from tests.helpers.slips import slip_of

EMUPOS = shutil.which("emupos", path=Path("build/emupos/bin").absolute())
pytestmark = pytest.mark.skipif(EMUPOS is None, reason="emupos is not installed: make emupos (Python 3.13)")
PATIENCE_S = 20.0
CONFIG = """
schema: 1
api: {{ host: 127.0.0.1, port: {api} }}
devices:
  - id: front
    type: printer
    profile: xprinter-xp80t
    connections: [{{ tcp: {{ port: {port} }} }}]
"""


class Emupos:
    """The other printer. port: where it listens; papers: what it has printed so far."""

    def __init__(self, folder: Path, port: int, api: int) -> None:
        self.folder, self.port = folder, port
        self._api = f"http://127.0.0.1:{api}"

    def fault(self, deed: str, name: str) -> None:
        command = [str(EMUPOS), "--api", self._api, "fault", deed, "front", name]
        subprocess.run(command, check=True, capture_output=True)

    def papers(self, count: int) -> list[Image.Image]:
        files: list[Path] = []
        until_s = time.monotonic() + PATIENCE_S
        while len(files) < count and time.monotonic() < until_s:
            time.sleep(0.1)
            files = sorted((self.folder / "receipts").glob("*.png"))
        return [Image.open(path) for path in files]


@pytest.fixture
def emupos(tmp_path: Path) -> Iterator[Emupos]:
    port, api = _free_port(), _free_port()
    (tmp_path / "emupos.yaml").write_text(CONFIG.format(port=port, api=api))
    with subprocess.Popen([str(EMUPOS), "run"], cwd=tmp_path, stdout=subprocess.DEVNULL) as process:
        try:
            until_s = time.monotonic() + PATIENCE_S
            while time.monotonic() < until_s:
                with suppress(OSError), socket.create_connection(("127.0.0.1", port), timeout=1):
                    break
                time.sleep(0.1)
            yield Emupos(tmp_path, port, api)
        finally:
            process.terminate()


def test_every_slip_is_on_its_paper_as_it_was_drawn(emupos: Emupos) -> None:
    slips = [slip_of(kind, SAMPLES[kind][1], PAPER_80MM) for kind in Kind]
    printer = EscposPrinter(partial(NetworkLine, "127.0.0.1", emupos.port))
    assert {printer.print_slip(slip).outcome for slip in slips} == {Outcome.WEAK}
    for paper, slip in zip(emupos.papers(len(slips)), slips, strict=True):
        assert paper.convert("1").tobytes() == draw(slip).tobytes()


def test_what_ails_it_is_understood(emupos: Emupos) -> None:
    printer = EscposPrinter(partial(NetworkLine, "127.0.0.1", emupos.port))
    for fault, reason in (("paper-out", Reason.NO_PAPER), ("cover-open", Reason.COVER_OPEN)):
        emupos.fault("set", fault)
        slip = slip_of(Kind.DAY, SAMPLES[Kind.DAY][0], PAPER_80MM)
        result = printer.print_slip(slip)
        assert (result.outcome, result.trouble) == (Outcome.FAILED, reason)
        emupos.fault("clear", fault)


@pytest.mark.parametrize(
    ("fault", "deed"),
    [
        (None, lambda _device: None),
        ("cover-open", Device.open_cover),
        ("paper-out", Device.end_paper),
        ("paper-near-end", lambda device: device.load(100)),
    ],
    ids=["well", "cover open", "paper out", "paper near its end"],
)
def test_our_stand_in_says_the_same_of_itself(
    emupos: Emupos, virtual_printer: VirtualPrinter, fault: str | None, deed: Callable[[Device], None]
) -> None:
    if fault is not None:
        emupos.fault("set", fault)
    with virtual_printer.at_hand() as device:
        deed(device)
    assert _says(emupos.port) == _says(virtual_printer.port)


def _says(port: int) -> list[int]:
    """Its answers to the four real-time questions."""
    answers = []
    with socket.create_connection(("127.0.0.1", port), timeout=5) as line:
        for question in (1, 2, 3, 4):
            line.sendall(bytes([0x10, 0x04, question]))
            answers.append(line.recv(1)[0])
    return answers


def _free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as server:
        return int(server.getsockname()[1])
