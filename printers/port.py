"""What every printer can do, and how it says what became of the paper."""

from dataclasses import dataclass
from typing import Protocol

from models.print_job import Outcome, Reason
from printers.slip import Slip


@dataclass(frozen=True, kw_only=True)
class Result:
    """What became of a slip. trouble: why it is not on paper; None where it is.

    paper_mm: how much of the roll it took, at most. is_paper_low: says a printer that has a sensor for it.
    """

    outcome: Outcome
    trouble: Reason | None = None
    paper_mm: float = 0.0
    is_paper_low: bool = False


@dataclass(frozen=True, kw_only=True)
class PrinterStatus:
    """trouble: what stands in the way of printing, None for nothing. speaks: whether it answers at all.

    is_paper_low: the roll is near its end, says a printer that has a sensor for it.
    """

    trouble: Reason | None
    speaks: bool
    is_paper_low: bool = False


class Printer(Protocol):
    def status(self) -> PrinterStatus:
        """Whether it could print now."""
        ...

    def print_slip(self, slip: Slip) -> Result:
        """Put `slip` on paper, and say what became of it. Takes seconds at the most."""
        ...
