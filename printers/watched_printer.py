"""A printer of which it is known, without disturbing it, how its paper is."""

import threading

from models.kiosk_health import PaperLeft
from models.print_job import Reason
from printers.port import Printer, PrinterStatus, Result
from printers.slip import Slip


class WatchedPrinter:
    """Does what `printer` does, one thing at a time: most network printers take one connection.

    paper: how its paper was when it was last asked, or last said so.
    """

    def __init__(self, printer: Printer) -> None:
        self._printer = printer
        self._line = threading.Lock()
        self.paper = PaperLeft.UNKNOWN

    def status(self) -> PrinterStatus:
        """Whether it could print now."""
        with self._line:
            return self._ask()

    def print_slip(self, slip: Slip) -> Result:
        """Put `slip` on paper, and say what became of it."""
        with self._line:
            result = self._printer.print_slip(slip)
            if result.trouble is Reason.NO_PAPER:
                self.paper = PaperLeft.OUT
            elif result.is_paper_low:
                self.paper = PaperLeft.LOW
            return result

    def look(self) -> PrinterStatus | None:
        """As `status`, but None at once while something is printed. May take seconds."""
        if not self._line.acquire(blocking=False):
            return None
        try:
            return self._ask()
        finally:
            self._line.release()

    def _ask(self) -> PrinterStatus:
        status = self._printer.status()
        self.paper = _paper_of(status)
        return status


def _paper_of(status: PrinterStatus) -> PaperLeft:
    if status.trouble is Reason.NO_PAPER:
        return PaperLeft.OUT
    if not status.speaks or status.trouble is not None:
        return PaperLeft.UNKNOWN
    return PaperLeft.LOW if status.is_paper_low else PaperLeft.OK
