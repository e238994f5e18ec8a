"""Every printer keeps the same promises; a network one also says honestly what it does not know."""

import os
import socket
import subprocess
import sys
from collections.abc import Callable
from functools import partial
from pathlib import Path

import cv2
import numpy as np
import pytest
import zxingcpp
from PIL import Image

from models.print_job import Outcome, Reason
from printers import open_printer
from printers.abilities import Abilities
from printers.contents import Kind
from printers.conversation import Tier
from printers.escpos_encoder import CUT_ROWS
from printers.escpos_printer import EscposPrinter
from printers.file_printer import FilePrinter
from printers.lines.network_line import NetworkLine
from printers.port import Printer, PrinterStatus, Result
from printers.raster import draw
from printers.slip import PAPER_58MM, PAPER_80MM, Paper, Slip, Text
from printers.ticket import TicketSlip
from printers.virtual.device import Device, Model
from printers.virtual.printer import VirtualPrinter, VirtualPrinterError
from tests.helpers.printers import printer_on
from tests.helpers.printers import virtual_printer as a_virtual_printer
from tests.helpers.slips import ticket_on

Pictures = Callable[[], list[Image.Image]]


def read_picture(path: Path) -> Image.Image:
    with Image.open(path) as picture:
        picture.load()
        return picture


@pytest.fixture(params=["file", "network"])
def printer(request: pytest.FixtureRequest, tmp_path: Path) -> tuple[Printer, Pictures]:
    if request.param == "file":
        return FilePrinter(tmp_path), lambda: [read_picture(path) for path in sorted(tmp_path.glob("*.png"))]
    virtual: VirtualPrinter = request.getfixturevalue("virtual_printer")
    return printer_on(virtual), lambda: virtual.papers


def test_a_slip_is_on_paper_as_it_was_drawn(printer: tuple[Printer, Pictures], slip: Slip) -> None:
    port, pictures = printer
    assert port.print_slip(slip).outcome is Outcome.PRINTED
    assert [picture.tobytes() for picture in pictures()] == [draw(slip).tobytes()]


def test_two_slips_are_two_papers(printer: tuple[Printer, Pictures], slip: Slip) -> None:
    port, pictures = printer
    port.print_slip(slip)
    port.print_slip(slip)
    assert len(pictures()) == 2


def test_the_paper_that_was_used_is_told(printer: tuple[Printer, Pictures], slip: Slip) -> None:
    port, pictures = printer
    used_mm = port.print_slip(slip).paper_mm
    (picture,) = pictures()
    assert picture.height / 8 <= used_mm <= (picture.height + CUT_ROWS) / 8


def test_a_ready_printer_has_no_trouble(printer: tuple[Printer, Pictures]) -> None:
    assert printer[0].status().trouble is None


def test_what_cannot_be_drawn_is_no_fault_of_the_printer(printer: tuple[Printer, Pictures]) -> None:
    port, pictures = printer
    result = port.print_slip(Slip(paper=PAPER_80MM, elements=(Text(text="漢", size_mm=4),)))
    assert result == Result(outcome=Outcome.FAILED, trouble=Reason.UNPRINTABLE)
    assert pictures() == []


@pytest.mark.parametrize(
    ("deed", "mend", "reason"),
    [
        (Device.end_paper, lambda device: device.load(80_000), Reason.NO_PAPER),
        (Device.open_cover, Device.close_cover, Reason.COVER_OPEN),
    ],
)
def test_a_printer_in_trouble_is_sent_nothing(
    virtual_printer: VirtualPrinter,
    slip: Slip,
    deed: Callable[[Device], None],
    mend: Callable[[Device], None],
    reason: Reason,
) -> None:
    printer = printer_on(virtual_printer)
    with virtual_printer.at_hand() as device:
        deed(device)
    result = printer.print_slip(slip)
    assert (result.outcome, result.trouble, result.paper_mm) == (Outcome.FAILED, reason, 0)
    with virtual_printer.at_hand() as device:
        mend(device)
    assert printer.print_slip(slip).outcome is Outcome.PRINTED
    assert len(virtual_printer.papers) == 1


def test_a_printer_that_says_nothing_was_only_sent_the_slip(tmp_path: Path, slip: Slip) -> None:
    silent = Model(acknowledges=False, clears=False, speaks=False, speed_mm_s=1500)
    with a_virtual_printer(tmp_path / "paper", silent) as virtual:
        printer = printer_on(virtual)
        assert printer.status() == PrinterStatus(trouble=None, speaks=False)
        assert printer.print_slip(slip).outcome is Outcome.SENT
        assert len(virtual.wait_for_paper(1, 5)) == 1


def test_a_printer_that_only_answers_has_processed_the_slip(tmp_path: Path, slip: Slip) -> None:
    with a_virtual_printer(tmp_path / "paper", Model(acknowledges=False, speed_mm_s=1500)) as virtual:
        assert printer_on(virtual).print_slip(slip).outcome is Outcome.WEAK
        assert len(virtual.wait_for_paper(1, 5)) == 1


def test_a_printer_that_fell_silent_is_sent_nothing(virtual_printer: VirtualPrinter, slip: Slip) -> None:
    printer = printer_on(virtual_printer)
    printer.status()
    with virtual_printer.at_hand() as device:
        device.mute = True
    assert printer.print_slip(slip) == Result(outcome=Outcome.FAILED, trouble=Reason.SILENT)
    assert virtual_printer.papers == []


def test_a_printer_that_was_silent_at_first_is_asked_again(
    virtual_printer: VirtualPrinter, slip: Slip
) -> None:
    printer = printer_on(virtual_printer)
    with virtual_printer.at_hand() as device:
        device.mute = True
    assert not printer.status().speaks
    with virtual_printer.at_hand() as device:
        device.mute = False
    assert printer.print_slip(slip).outcome is Outcome.PRINTED


def test_paper_that_ends_in_the_middle_never_makes_a_second_ticket(tmp_path: Path, slip: Slip) -> None:
    with a_virtual_printer(tmp_path / "paper", roll_mm=60) as virtual:
        printer = printer_on(virtual)
        result = printer.print_slip(slip)
        assert (result.outcome, result.trouble) == (Outcome.PARTIAL, Reason.NO_PAPER)
        with virtual.at_hand() as device:
            device.load(80_000)
        assert printer.print_slip(slip).outcome is Outcome.PRINTED
        half, whole = virtual.papers
    assert half.height < 60 * 8 + 1
    assert whole.tobytes() == draw(slip).tobytes()


def test_a_printer_lost_in_the_middle_leaves_us_not_knowing(
    virtual_printer: VirtualPrinter, slip: Slip
) -> None:
    virtual_printer.break_line_after(9000)
    assert printer_on(virtual_printer).print_slip(slip).outcome is Outcome.UNKNOWN
    assert virtual_printer.papers == []


def test_what_is_known_of_a_printer_is_not_asked_again(
    virtual_printer: VirtualPrinter, slip: Slip, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delattr("printers.escpos_printer.probe")
    abilities = Abilities(tier=Tier.ANSWERS, doubles=False)
    printer = EscposPrinter(partial(NetworkLine, "127.0.0.1", virtual_printer.port), abilities)
    assert printer.print_slip(slip).outcome is Outcome.WEAK


def test_a_slip_goes_out_the_same_to_a_printer_that_doubles_no_dots(
    virtual_printer: VirtualPrinter, slip: Slip
) -> None:
    for doubles in (True, False):
        abilities = Abilities(tier=Tier.ACKNOWLEDGES, doubles=doubles)
        EscposPrinter(partial(NetworkLine, "127.0.0.1", virtual_printer.port), abilities).print_slip(slip)
    one, other = virtual_printer.papers
    assert one.tobytes() == other.tobytes()


@pytest.mark.parametrize("paper", [PAPER_80MM, PAPER_58MM], ids=["80 mm", "58 mm"])
@pytest.mark.parametrize("kind", [Kind.TICKET, Kind.LONG_TICKET])
def test_the_code_on_a_cut_off_ticket_is_read_by_two_readers(
    tmp_path: Path, ticket: TicketSlip, paper: Paper, kind: Kind
) -> None:
    with a_virtual_printer(
        tmp_path / "paper", Model(width_dots=paper.width_dots, speed_mm_s=1500)
    ) as virtual:
        printer_on(virtual).print_slip(ticket_on(paper, ticket, kind))
        virtual.wait_for_paper(1, 5)
    picture = read_picture(tmp_path / "paper" / "0001.png").convert("L")
    assert [code.text for code in zxingcpp.read_barcodes(picture)] == [ticket.follow_url]
    assert cv2.QRCodeDetector().detectAndDecode(np.asarray(picture))[0] == ticket.follow_url


def test_loading_the_escpos_library_leaves_nothing_behind(tmp_path: Path) -> None:
    program = "import logging, printers.escpos_library as one; one.load(); assert logging.root.handlers == []"
    environment = {**os.environ, "TMPDIR": str(tmp_path), "PYTHONPATH": os.pathsep.join(sys.path)}
    subprocess.run([sys.executable, "-c", program], check=True, env=environment)
    assert list(tmp_path.iterdir()) == []


def test_an_absent_printer_is_known_to_be_absent(slip: Slip, caplog: pytest.LogCaptureFixture) -> None:
    with socket.create_server(("127.0.0.1", 0)) as gone:
        port = gone.getsockname()[1]
    printer = EscposPrinter(partial(NetworkLine, "127.0.0.1", port))
    assert printer.print_slip(slip) == Result(outcome=Outcome.FAILED, trouble=Reason.ABSENT)
    assert printer.status() == PrinterStatus(trouble=Reason.ABSENT, speaks=False)
    assert "refused" in caplog.text


def test_a_directory_that_cannot_be_written_is_named(
    tmp_path: Path, slip: Slip, caplog: pytest.LogCaptureFixture
) -> None:
    (tmp_path / "paper").write_text("a file is in the way")
    result = FilePrinter(tmp_path / "paper").print_slip(slip)
    assert result == Result(outcome=Outcome.FAILED, trouble=Reason.ABSENT)
    assert str(tmp_path / "paper") in caplog.text


def test_two_stand_in_printers_cannot_share_a_port(virtual_printer: VirtualPrinter, tmp_path: Path) -> None:
    with pytest.raises(VirtualPrinterError, match=f"port {virtual_printer.port}"):
        VirtualPrinter(tmp_path, port=virtual_printer.port)


@pytest.mark.parametrize(
    "address",
    [
        "escpos:192.0.2.1:9100",
        "escpos:[2001:db8::1]:9100",
        "usb:04b8:0e15",
        "serial:/dev/ttyUSB0",
        "serial:/dev/serial/by-id/usb-Xprinter:115200",
        "device:/dev/usb/lp0",
        "cups:Kiosk",
        "windows:POS-80C",
    ],
)
def test_an_address_says_which_printer(address: str) -> None:
    assert isinstance(open_printer(address), EscposPrinter)


@pytest.mark.parametrize(
    "address", ["", "escpos:", "escpos:host", "escpos:host:0", "escpos:host:70000", "file:", "usb:0", "cups:"]
)
def test_an_address_that_is_none_is_explained(address: str) -> None:
    with pytest.raises(ValueError, match="escpos:HOST:PORT"):
        open_printer(address)
