"""Find out what a printer can do, by asking it: nothing comes out of it.

A printer that is out of paper or open answers only the first question, so nothing is concluded from the rest.
"""

import time
from collections.abc import Callable

from models.print_job import Reason
from printers.abilities import Abilities
from printers.conversation import ASK_PRINTER, Line, Tier, say_when_printed, talk
from printers.port import PrinterStatus
from printers.replies import Acknowledged, Named, Processed, Replies, Reply

ANSWER_S = 1.0
_TRIAL = b"TEST"
# What a printer took for text is forgotten by ESC @, and does not come out.
_FORGET = b"\x1b@"
_SAY_WHEN_PROCESSED = b"\x1dr\x01"
_MAKER, _MODEL = b"\x1dIB", b"\x1dIC"


def status_of(line: Line, tier: Tier, clock_s: Callable[[], float] = time.monotonic) -> PrinterStatus:
    """Whether it could print now; a silent one is taken for ready."""
    if tier is Tier.SILENT:
        return PrinterStatus(trouble=None, speaks=False)
    result = talk(line, (), tier, clock_s)
    return PrinterStatus(
        trouble=result.trouble,
        speaks=result.trouble not in (Reason.SILENT, Reason.ABSENT),
        is_paper_low=result.is_paper_low,
    )


def probe(line: Line, clock_s: Callable[[], float] = time.monotonic) -> Abilities | None:
    """What the printer can do; None while it cannot print, for it says so only then. Raises OSError."""
    line.write(ASK_PRINTER)
    if not _listen(line, lambda _: True, clock_s):
        return Abilities(tier=Tier.SILENT)
    if status_of(line, Tier.ANSWERS, clock_s).trouble is not None:
        return None
    tier = _tier(line, clock_s)
    maker, model = (_name(line, question, clock_s) for question in (_MAKER, _MODEL))
    return Abilities(tier=tier, name=" ".join(part for part in (maker, model) if part))


def _tier(line: Line, clock_s: Callable[[], float]) -> Tier:
    line.write(_FORGET + say_when_printed(_TRIAL) + _FORGET)
    if _listen(line, lambda reply: reply == Acknowledged(process_id=_TRIAL), clock_s):
        return Tier.ACKNOWLEDGES
    line.write(_SAY_WHEN_PROCESSED)
    answers = _listen(line, lambda reply: isinstance(reply, Processed), clock_s)
    return Tier.ANSWERS if answers else Tier.SILENT


def _name(line: Line, question: bytes, clock_s: Callable[[], float]) -> str:
    line.write(question + _FORGET)
    named = _listen(line, lambda reply: isinstance(reply, Named), clock_s)
    return named.text if isinstance(named, Named) else ""


def _listen(line: Line, is_it: Callable[[Reply], bool], clock_s: Callable[[], float]) -> Reply | None:
    """The reply that is waited for, None if it does not come in time."""
    replies, until_s = Replies(), clock_s() + ANSWER_S
    while (left_s := until_s - clock_s()) > 0:
        for reply in replies.heard(line.read(left_s)):
            if is_it(reply):
                return reply
    return None
