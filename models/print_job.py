"""What happens to the paper of one ticket: printed once, by itself again only where that cannot make two.

Pure. The number is given before its paper is queued, and stays the same on every copy. Whatever may have left
something on paper makes the next copy a reprint, which says so (ADR-0031).
"""

from dataclasses import dataclass, replace
from enum import StrEnum

STILL_HERE_MS = 60_000  # so long a citizen waits before the printer; after that a person decides


class Outcome(StrEnum):
    """How sure we are that a slip is on paper."""

    PRINTED = "printed"  # the printer says it is printed
    WEAK = "weak"  # the printer has processed all of it and says no more
    SENT = "sent"  # all of it went out to a printer that says nothing
    PARTIAL = "partial"  # some of it is on paper, and the rest will never be
    UNKNOWN = "unknown"  # some or all of it may be on paper
    FAILED = "failed"  # none of it is on paper


ON_PAPER = frozenset({Outcome.PRINTED, Outcome.WEAK, Outcome.SENT})


class Reason(StrEnum):
    """Why a slip is not on paper."""

    ABSENT = "absent"
    NO_PAPER = "no_paper"
    COVER_OPEN = "cover_open"
    JAMMED = "jammed"
    OFFLINE = "offline"
    SILENT = "silent"
    UNPRINTABLE = "unprintable"  # the slip is at fault, not the printer


class State(StrEnum):
    """Where a job stands; all but QUEUED, SENDING and SETTLED are what an `Outcome` is."""

    QUEUED = "queued"
    SENDING = "sending"
    PRINTED = "printed"
    WEAK = "weak"
    SENT = "sent"
    PARTIAL = "partial"
    UNKNOWN = "unknown"
    FAILED = "failed"
    SETTLED = "settled"  # a person has said that the paper is there, or not wanted any more


class Next(StrEnum):
    """What is to be done about a job: print it now, nothing, or ask a person whether the paper is there."""

    PRINT = "print"
    NOTHING = "nothing"
    ASK = "ask"


DONE = frozenset({State.PRINTED, State.WEAK, State.SENT, State.SETTLED})
_CERTAIN = frozenset({State.QUEUED, State.PARTIAL, State.FAILED})


@dataclass(frozen=True, kw_only=True)
class Job:
    """The paper of one ticket. queued_at_ms: when it was wanted. trouble: why it is not on paper, if known.

    copies: how many may have come out so far, whole or in part.
    """

    ticket_id: str
    number: str
    queued_at_ms: int
    state: State = State.QUEUED
    copies: int = 0
    trouble: Reason | None = None


def begun(job: Job) -> Job:
    """It goes to the printer now; stored before the first byte is sent."""
    return replace(job, state=State.SENDING, trouble=None)


def ended(job: Job, outcome: Outcome, trouble: Reason | None) -> Job:
    """What the printer has made of it."""
    came_out = outcome is not Outcome.FAILED
    return replace(job, state=State(outcome), copies=job.copies + came_out, trouble=trouble)


def found_again(job: Job) -> Job:
    """The kiosk was switched off in between: of what was being sent nobody knows what became."""
    if job.state is State.SENDING:
        return replace(job, state=State.UNKNOWN, copies=job.copies + 1)
    return job


def wanted_again(job: Job, now_ms: int) -> Job:
    """A person has looked, and wants the paper of that ticket (again)."""
    return replace(job, state=State.QUEUED, queued_at_ms=now_ms)


def settled(job: Job) -> Job:
    """A person has looked: the paper is there, or not wanted any more."""
    return replace(job, state=State.SETTLED, trouble=None)


def next_of(job: Job, now_ms: int, *, is_here: bool = True) -> Next:
    """What is to be done now. is_here: whether the citizen is known not to have gone.

    A copy is made without a person only where the last one cannot come out any more: nothing of it was sent,
    or the printer has said that it has forgotten the rest.
    """
    if job.state in DONE or job.state is State.SENDING:
        return Next.NOTHING
    is_sure = job.state in _CERTAIN and job.trouble is not Reason.UNPRINTABLE
    waits = is_here and 0 <= now_ms - job.queued_at_ms <= STILL_HERE_MS
    return Next.PRINT if is_sure and waits else Next.ASK
