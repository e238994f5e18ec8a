"""Every printer keeps the same promises; a network one also says honestly what it does not know."""

import os
import socket
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
import zxingcpp
from PIL import Image

from printers import open_printer
from printers.escpos_printer import EscposPrinter
from printers.file_printer import FilePrinter
from printers.port import Outcome, Printer, PrinterError, Reason
from printers.raster import draw
from printers.slip import PAPER_58MM, PAPER_80MM, Slip, Text, TicketSlip, lay_out
from printers.virtual_printer import VirtualPrinter, VirtualPrinterError

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
    return EscposPrinter("127.0.0.1", virtual.port), lambda: virtual.papers


def test_a_slip_is_on_paper_as_it_was_drawn(printer: tuple[Printer, Pictures], slip: Slip) -> None:
    port, pictures = printer
    assert port.print_slip(slip) in (Outcome.PRINTED, Outcome.WEAK)
    assert [picture.tobytes() for picture in pictures()] == [draw(slip).tobytes()]


def test_two_slips_are_two_papers(printer: tuple[Printer, Pictures], slip: Slip) -> None:
    port, pictures = printer
    port.print_slip(slip)
    port.print_slip(slip)
    assert len(pictures()) == 2


def test_a_ready_printer_has_no_trouble(printer: tuple[Printer, Pictures]) -> None:
    assert printer[0].status().trouble is None


def test_what_cannot_be_drawn_is_not_retried(printer: tuple[Printer, Pictures]) -> None:
    port, pictures = printer
    with pytest.raises(PrinterError) as caught:
        port.print_slip(Slip(paper=PAPER_80MM, elements=(Text(text="→", size_mm=4),)))
    assert (caught.value.reason, caught.value.retry) == (Reason.UNPRINTABLE, False)
    assert pictures() == []


@pytest.mark.parametrize(
    ("fault", "reason"), [("paper_out", Reason.NO_PAPER), ("cover_open", Reason.COVER_OPEN)]
)
def test_a_printer_in_trouble_is_sent_nothing(
    virtual_printer: VirtualPrinter, slip: Slip, fault: str, reason: Reason
) -> None:
    setattr(virtual_printer.faults, fault, True)
    with pytest.raises(PrinterError) as caught:
        EscposPrinter("127.0.0.1", virtual_printer.port).print_slip(slip)
    assert (caught.value.reason, caught.value.retry) == (reason, True)
    setattr(virtual_printer.faults, fault, False)
    EscposPrinter("127.0.0.1", virtual_printer.port).print_slip(slip)
    assert len(virtual_printer.papers) == 1


def test_a_printer_that_says_nothing_was_only_sent_the_slip(
    virtual_printer: VirtualPrinter, slip: Slip
) -> None:
    virtual_printer.faults.mute = True
    assert EscposPrinter("127.0.0.1", virtual_printer.port).print_slip(slip) is Outcome.SENT
    assert len(virtual_printer.wait_for_paper(1, 5)) == 1


def test_a_printer_lost_in_the_middle_leaves_us_not_knowing(
    virtual_printer: VirtualPrinter, slip: Slip
) -> None:
    virtual_printer.faults.drop_after_bytes = 9000
    assert EscposPrinter("127.0.0.1", virtual_printer.port).print_slip(slip) is Outcome.UNKNOWN
    assert virtual_printer.papers == []


def test_a_cut_off_ticket_on_narrow_paper_still_leads_to_its_page(
    virtual_printer: VirtualPrinter, ticket: TicketSlip, tmp_path: Path
) -> None:
    EscposPrinter("127.0.0.1", virtual_printer.port).print_slip(lay_out(ticket, PAPER_58MM))
    virtual_printer.wait_for_paper(1, 5)
    (code,) = zxingcpp.read_barcodes(read_picture(tmp_path / "paper" / "0001.png").convert("L"))
    assert code.text == ticket.follow_url


def test_loading_the_escpos_library_leaves_nothing_behind(tmp_path: Path) -> None:
    program = "import logging, printers.escpos_library; assert logging.root.handlers == []"
    environment = {**os.environ, "TMPDIR": str(tmp_path), "PYTHONPATH": os.pathsep.join(sys.path)}
    subprocess.run([sys.executable, "-c", program], check=True, env=environment)
    assert list(tmp_path.iterdir()) == []


def test_an_absent_printer_is_named() -> None:
    with socket.create_server(("127.0.0.1", 0)) as gone:
        port = gone.getsockname()[1]
    with pytest.raises(PrinterError, match=f"127.0.0.1:{port}: absent") as caught:
        EscposPrinter("127.0.0.1", port).print_slip(Slip(paper=PAPER_80MM, elements=()))
    assert caught.value.retry


def test_a_directory_that_cannot_be_written_is_named(tmp_path: Path, slip: Slip) -> None:
    (tmp_path / "paper").write_text("a file is in the way")
    with pytest.raises(PrinterError, match="paper"):
        FilePrinter(tmp_path / "paper").print_slip(slip)


def test_two_stand_in_printers_cannot_share_a_port(virtual_printer: VirtualPrinter, tmp_path: Path) -> None:
    with pytest.raises(VirtualPrinterError, match=f"port {virtual_printer.port}"):
        VirtualPrinter(tmp_path, port=virtual_printer.port)


def test_an_address_says_which_printer() -> None:
    assert isinstance(open_printer("escpos:192.0.2.1:9100"), EscposPrinter)
    assert isinstance(open_printer("file:var/paper"), FilePrinter)


@pytest.mark.parametrize("address", ["", "escpos:", "escpos:host", "escpos:host:0", "file:", "usb:0"])
def test_an_address_that_is_none_is_explained(address: str) -> None:
    with pytest.raises(ValueError, match="escpos:HOST:PORT"):
        open_printer(address)
