"""A receipt printer: a slip becomes dots, dots become groups, and the printer says of each what it did.

Of python-escpos only the transports are used (`printers.lines`): its own image call is slow and wide, and its
status calls misread what printers say (ADR-0031).
"""

import logging
import time
from collections.abc import Callable, Sequence
from contextlib import suppress

from models.print_job import Outcome, Reason
from printers.abilities import Abilities
from printers.conversation import Group, Line, Tier, talk
from printers.escpos_encoder import END_OF_PICTURE, SCRAP_OFF, encode
from printers.port import PrinterStatus, Result
from printers.probe import probe, status_of
from printers.raster import draw
from printers.slip import Slip, SlipError

log = logging.getLogger(__name__)

# Some drop what they have not yet printed when the line closes, and a silent one does not say when that is.
SETTLE_S = 1.0


class EscposPrinter:
    """open_line: connects, or raises OSError. abilities: as found out before; None to ask the printer."""

    def __init__(self, open_line: Callable[[], Line], abilities: Abilities | None = None) -> None:
        self._open_line = open_line
        self._abilities = abilities
        self._first: Sequence[Group] = [
            END_OF_PICTURE
        ]  # what was sent before this program began, nobody knows

    def status(self) -> PrinterStatus:
        """Whether it could print now."""
        try:
            line = self._open_line()
        except OSError:
            return PrinterStatus(trouble=Reason.ABSENT, speaks=False)
        try:
            return status_of(line, self._known(line).tier)
        except OSError:
            return PrinterStatus(trouble=Reason.ABSENT, speaks=False)
        finally:
            _close(line)

    def print_slip(self, slip: Slip) -> Result:
        """Send the slip, and say what became of it."""
        try:
            picture = draw(slip)
        except SlipError as error:
            log.error("a slip cannot be drawn: %s", error)
            return Result(outcome=Outcome.FAILED, trouble=Reason.UNPRINTABLE)
        try:
            line = self._open_line()
        except OSError as error:
            log.error("the printer is not there: %s", error)
            return Result(outcome=Outcome.FAILED, trouble=Reason.ABSENT)
        try:
            abilities = self._known(line)
        except OSError:
            _close(line)
            return Result(outcome=Outcome.FAILED, trouble=Reason.ABSENT)
        groups = encode(picture, doubles=abilities.doubles)
        result = talk(line, [*self._first, *groups], abilities.tier, time.monotonic)
        self._first = first_after(result.outcome, self._first)
        with suppress(OSError):
            if result.outcome is Outcome.SENT:
                line.read(SETTLE_S)
        _close(line)
        return result

    def _known(self, line: Line) -> Abilities:
        """What it can do. What it does not say now, it may say the next time. Raises OSError."""
        if self._abilities is not None:
            return self._abilities
        abilities = probe(line)
        if abilities is None:
            return Abilities(tier=Tier.ANSWERS)
        if abilities.tier is not Tier.SILENT:
            self._abilities = abilities
        return abilities


def first_after(outcome: Outcome, before: Sequence[Group]) -> Sequence[Group]:
    """What is sent before the next slip, if `before` was sent before this one."""
    match outcome:
        case Outcome.FAILED:
            return before
        case Outcome.UNKNOWN:
            return [END_OF_PICTURE, SCRAP_OFF]
        case _:
            return []


def _close(line: Line) -> None:
    with suppress(OSError):
        line.close()
