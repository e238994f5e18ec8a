"""How a printer's paper is, is known without getting in the way of a slip."""

import threading

import pytest

from models.kiosk_health import PaperLeft
from printers.escpos_printer import EscposPrinter
from printers.file_printer import FilePrinter
from printers.port import Outcome, PrinterError, PrinterStatus, Reason
from printers.slip import Slip
from printers.virtual_printer import VirtualPrinter
from printers.watched_printer import ASKED_EVERY_S, WatchedPrinter


class Clock:
    now_s = 0.0

    def __call__(self) -> float:
        return self.now_s


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def watched(virtual_printer: VirtualPrinter, clock: Clock) -> WatchedPrinter:
    return WatchedPrinter(EscposPrinter("127.0.0.1", virtual_printer.port), clock_s=clock)


@pytest.mark.parametrize(
    ("fault", "paper"),
    [
        (None, PaperLeft.OK),
        ("paper_low", PaperLeft.LOW),
        ("paper_out", PaperLeft.OUT),
        ("cover_open", PaperLeft.UNKNOWN),
        ("mute", PaperLeft.UNKNOWN),
    ],
)
def test_what_the_printer_says_is_known(
    virtual_printer: VirtualPrinter, watched: WatchedPrinter, fault: str | None, paper: PaperLeft
) -> None:
    if fault is not None:
        setattr(virtual_printer.faults, fault, True)
    assert watched.paper() is paper


def test_a_printer_that_is_low_prints_all_the_same(
    virtual_printer: VirtualPrinter, watched: WatchedPrinter, slip: Slip
) -> None:
    virtual_printer.faults.paper_low = True
    assert watched.status() == PrinterStatus(trouble=None, speaks=True, is_paper_low=True)
    assert watched.print_slip(slip) is Outcome.WEAK


def test_it_is_asked_once_a_minute_and_after_each_slip(
    virtual_printer: VirtualPrinter, watched: WatchedPrinter, clock: Clock, slip: Slip
) -> None:
    assert watched.paper() is PaperLeft.OK
    virtual_printer.faults.paper_low = True
    assert watched.paper() is PaperLeft.OK
    clock.now_s += ASKED_EVERY_S + 1
    assert watched.paper() is PaperLeft.LOW
    virtual_printer.faults.paper_low = False
    watched.print_slip(slip)
    assert watched.paper() is PaperLeft.OK


def test_a_slip_that_found_no_paper_is_remembered_at_once(
    virtual_printer: VirtualPrinter, watched: WatchedPrinter, slip: Slip
) -> None:
    virtual_printer.faults.paper_out = True
    with pytest.raises(PrinterError):
        watched.print_slip(slip)
    assert watched.paper() is PaperLeft.OUT


class Held:
    """A printer that prints until it is let go."""

    def __init__(self) -> None:
        self.began, self.go_on = threading.Event(), threading.Event()

    def status(self) -> PrinterStatus:
        raise PrinterError(Reason.ABSENT, "held", retry=True)

    def print_slip(self, slip: Slip) -> Outcome:
        self.began.set()
        assert self.go_on.wait(60)
        raise PrinterError(Reason.OFFLINE, "held", retry=True)


def test_nobody_waits_for_a_slip_to_know_of_the_paper(slip: Slip) -> None:
    held = Held()
    watched = WatchedPrinter(held)
    failed: list[PrinterError] = []

    def print_it() -> None:
        try:
            watched.print_slip(slip)
        except PrinterError as error:
            failed.append(error)

    printing = threading.Thread(target=print_it)
    printing.start()
    assert held.began.wait(60)
    assert watched.paper() is PaperLeft.UNKNOWN
    held.go_on.set()
    printing.join()
    assert [error.reason for error in failed] == [Reason.OFFLINE]
    assert watched.paper() is PaperLeft.UNKNOWN  # and a printer that is not there says nothing


def test_a_printer_into_files_always_has_paper(tmp_path_factory: pytest.TempPathFactory) -> None:
    assert WatchedPrinter(FilePrinter(tmp_path_factory.mktemp("paper"))).paper() is PaperLeft.OK
