"""What every printer can do, and how it says what became of the paper."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Protocol

from printers.slip import Slip


class Outcome(StrEnum):
    """How sure we are that a slip is on paper."""

    PRINTED = "printed"  # the printer says it is printed
    WEAK = "weak"  # the printer has processed all of it and says no more
    SENT = "sent"  # all of it went out to a printer that says nothing
    PARTIAL = "partial"  # some of it is on paper, and the rest will never be
    UNKNOWN = "unknown"  # some or all of it may be on paper
    FAILED = "failed"  # none of it is on paper


class Reason(StrEnum):
    """Why nothing could be printed."""

    ABSENT = "absent"
    NO_PAPER = "no_paper"
    COVER_OPEN = "cover_open"
    OFFLINE = "offline"
    UNPRINTABLE = "unprintable"


class PrinterError(Exception):
    """Nothing is on paper. `retry`: the same slip may succeed once somebody has seen to the printer."""

    def __init__(self, reason: Reason, printer: str, *, retry: bool) -> None:
        super().__init__(f"{printer}: {reason}")
        self.reason = reason
        self.retry = retry


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
        """Whether it could print now. Raises PrinterError when it is not there."""
        ...

    def print_slip(self, slip: Slip) -> Outcome:
        """Put `slip` on paper, or raise PrinterError with nothing on paper. Takes seconds at the most."""
        ...
