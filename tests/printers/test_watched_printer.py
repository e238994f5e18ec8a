"""How a printer's paper is, is known without getting in the way of a slip."""

import threading
from collections.abc import Callable

import pytest

from models.kiosk_health import PaperLeft
from models.print_job import Outcome, Reason
from printers.port import PrinterStatus, Result
from printers.slip import Slip
from printers.virtual.device import Device
from printers.virtual.printer import VirtualPrinter
from printers.watched_printer import WatchedPrinter
from tests.helpers.printers import printer_on

ALMOST_EMPTY_MM = 2_000.0


@pytest.fixture
def watched(virtual_printer: VirtualPrinter) -> WatchedPrinter:
    return WatchedPrinter(printer_on(virtual_printer))


def _leave(_device: Device) -> None:
    """Nothing is wrong with it."""


def _nearly_empty(device: Device) -> None:
    device.load(ALMOST_EMPTY_MM)


def _mute(device: Device) -> None:
    device.mute = True


@pytest.mark.parametrize(
    ("deed", "paper"),
    [
        (_leave, PaperLeft.OK),
        (_nearly_empty, PaperLeft.LOW),
        (Device.end_paper, PaperLeft.OUT),
        (Device.open_cover, PaperLeft.UNKNOWN),
        (_mute, PaperLeft.UNKNOWN),
    ],
)
def test_what_the_printer_says_is_known(
    virtual_printer: VirtualPrinter,
    watched: WatchedPrinter,
    deed: Callable[[Device], None],
    paper: PaperLeft,
) -> None:
    with virtual_printer.at_hand() as device:
        deed(device)
    watched.look()
    assert watched.paper is paper


def test_a_printer_that_is_low_prints_all_the_same(
    virtual_printer: VirtualPrinter, watched: WatchedPrinter, slip: Slip
) -> None:
    with virtual_printer.at_hand() as device:
        device.load(ALMOST_EMPTY_MM)
    assert watched.status() == PrinterStatus(trouble=None, speaks=True, is_paper_low=True)
    assert watched.print_slip(slip).outcome is Outcome.PRINTED
    assert watched.paper is PaperLeft.LOW


def test_a_slip_that_found_no_paper_is_remembered_at_once(
    virtual_printer: VirtualPrinter, watched: WatchedPrinter, slip: Slip
) -> None:
    with virtual_printer.at_hand() as device:
        device.end_paper()
    assert watched.print_slip(slip).trouble is Reason.NO_PAPER
    assert watched.paper is PaperLeft.OUT


class SlowPrinter:
    """Holds whoever prints until it is let go."""

    def __init__(self) -> None:
        self.begun, self.go_on = threading.Event(), threading.Event()

    def status(self) -> PrinterStatus:
        raise AssertionError("it was disturbed")

    def print_slip(self, slip: Slip) -> Result:
        self.begun.set()
        self.go_on.wait(10)
        return Result(outcome=Outcome.PRINTED)


def test_a_printer_that_prints_is_not_disturbed(slip: Slip) -> None:
    slow = SlowPrinter()
    watched = WatchedPrinter(slow)
    printing = threading.Thread(target=watched.print_slip, args=(slip,))
    printing.start()
    assert slow.begun.wait(10)
    assert watched.look() is None
    slow.go_on.set()
    printing.join()
