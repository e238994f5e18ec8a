"""How the hall stands at one moment: who waits, who is served, which counters are open."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field

from models.calling.discipline import Candidate
from models.calling.policy import Policy

ANY = 0
"""Stands for the number of a counter where any counter will do."""


@dataclass(frozen=True, kw_only=True, slots=True)
class CounterNow:
    """shifts: when it is planned to be open today, in ms; () is while somebody waits. comes_back: while it is
    closed, whether it will be open again with its next shift. busy_with: the service it has been giving
    since busy_since_ms; PAUSE: it is paused without a plan.
    """

    number: int
    service_ids: Sequence[str]
    is_open: bool = True
    comes_back: bool = True
    shifts: Sequence[tuple[int, int]] = ()
    busy_with: str | None = None
    busy_since_ms: int = 0


@dataclass(frozen=True, kw_only=True, slots=True)
class Newcomer:
    """Somebody who might take a ticket now, for one service in one class."""

    service_id: str
    priority: str


@dataclass(frozen=True, kw_only=True)
class Situation:
    """midnight_ms: when the day began by the hall's clock. waiting: in any order. booked: appointments of
    today whose citizens have not come yet. sent_to: the only counter that may call a ticket. recent_calls:
    moment and service of the last calls today, ascending.
    """

    now_ms: int
    midnight_ms: int
    policy: Policy
    waiting: Sequence[Candidate]
    counters: Sequence[CounterNow]
    booked: Sequence[Candidate] = ()
    sent_to: Mapping[str, int] = field(default_factory=dict)
    recent_calls: Sequence[tuple[int, str]] = ()


def working_hours(situation: Situation) -> Sequence[Sequence[tuple[int, int]]]:
    """When each counter will call citizens from now on, as far as is known.

    The last counters of the day stay until all are served. One that is open though it should not be stays.
    """
    last_ms = max((until_ms for one in situation.counters for _, until_ms in one.shifts), default=0)
    return [_working(one, situation.now_ms, last_ms) for one in situation.counters]


def given_services(situation: Situation) -> Mapping[int, Collection[str]]:
    """What each counter that works today, now or later, gives; under ANY, what any of them does."""
    every = zip(situation.counters, working_hours(situation), strict=True)
    gives = {counter.number: frozenset(counter.service_ids) for counter, hours in every if hours}
    return {**gives, ANY: frozenset().union(*gives.values())}


def comes_back(closed_ms: int, shifts: Sequence[tuple[int, int]]) -> bool:
    """Whether a counter that was closed at `closed_ms` will be open again with its next shift: when it closed
    near the end of one, or between two, as planned."""
    return not any(from_ms <= closed_ms < until_ms - _EARLY_MS for from_ms, until_ms in shifts)


def _working(counter: CounterNow, now_ms: int, last_ms: int) -> Sequence[tuple[int, int]]:
    shifts = [
        (from_ms, until_ms if until_ms < last_ms else _OPEN_END_MS)
        for from_ms, until_ms in counter.shifts
        if until_ms > now_ms
    ]
    if counter.is_open:
        return [(now_ms, shifts[0][1] if shifts else _OPEN_END_MS), *shifts[1:]]
    return [shift for shift in shifts if shift[0] > now_ms and counter.comes_back]


_OPEN_END_MS = 2**62
_EARLY_MS = 15 * 60_000
