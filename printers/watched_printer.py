"""A printer of which it is known, without disturbing it, how its paper is."""

import threading
import time
from collections.abc import Callable

from models.kiosk_health import PaperLeft
from printers.port import Outcome, Printer, PrinterError, PrinterStatus, Reason
from printers.slip import Slip

ASKED_EVERY_S = 60.0


class WatchedPrinter:
    """Does what `printer` does, one thing at a time: most network printers take one connection."""

    def __init__(self, printer: Printer, *, clock_s: Callable[[], float] = time.monotonic) -> None:
        self._printer = printer
        self._clock_s = clock_s
        self._line = threading.Lock()
        self._paper = PaperLeft.UNKNOWN
        self._asked_s: float | None = None

    def status(self) -> PrinterStatus:
        """Whether it could print now. Raises PrinterError when it is not there."""
        with self._line:
            return self._ask()

    def print_slip(self, slip: Slip) -> Outcome:
        """Put `slip` on paper, or raise PrinterError with nothing on paper."""
        with self._line:
            self._asked_s = None  # what a slip has changed is asked at the next occasion
            try:
                return self._printer.print_slip(slip)
            except PrinterError as error:
                if error.reason is Reason.NO_PAPER:
                    self._paper = PaperLeft.OUT
                raise

    def paper(self) -> PaperLeft:
        """How its paper is. It is asked once a minute, never while it prints. May take seconds."""
        now_s = self._clock_s()
        is_due = self._asked_s is None or now_s - self._asked_s > ASKED_EVERY_S
        if is_due and self._line.acquire(blocking=False):
            try:
                self._ask()
            except PrinterError:
                pass  # it is remembered, and whoever prints is told
            finally:
                self._line.release()
        return self._paper

    def _ask(self) -> PrinterStatus:
        self._asked_s = self._clock_s()
        self._paper = PaperLeft.UNKNOWN
        status = self._printer.status()
        self._paper = _paper_of(status)
        return status


def _paper_of(status: PrinterStatus) -> PaperLeft:
    if status.trouble is Reason.NO_PAPER:
        return PaperLeft.OUT
    if not status.speaks or status.trouble is not None:
        return PaperLeft.UNKNOWN
    return PaperLeft.LOW if status.is_paper_low else PaperLeft.OK
