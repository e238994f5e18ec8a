"""Were we honest? Every promised waiting time beside what became of it, from the event log alone.

Which tickets count was fixed before anything was measured (ADR-0009): a ticket counts with its first call,
also when nobody came then. It does not count when it was never called, or was sent on or put into another
class before its first call, since the promise was made for another queue.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from statistics import fmean

from models.calling.policy import REGULAR
from models.event_log import Event
from models.ticket import EventKind, TicketState

TOO_SHORT = 1.5
TOO_SHORT_MIN = 5
MINUTE_MS = 60_000


@dataclass(frozen=True, kw_only=True, slots=True)
class WaitRange:
    """A waiting time as it is said: as likely more as less than p50_min, four of five at most p80_min."""

    p50_min: float
    p80_min: float


def is_at_once(promise: WaitRange) -> bool:
    """Whether this is no range but "you are called at once": nothing uncertain to be honest about."""
    return promise.p80_min <= 1


@dataclass(frozen=True, kw_only=True, slots=True)
class Kept:
    """A promise and what became of it. made_ms: when it was made. waited_min: from when waiting counted, for
    an appointment not before its time, to the first call."""

    ticket_id: str
    service_id: str
    priority: str
    made_ms: int
    called_ms: int
    promise: WaitRange
    waited_min: float


@dataclass(frozen=True, kw_only=True)
class Score:
    """How good the promises of one group were. Minutes, of p50 unless said otherwise.

    n: promises that count. mean_error_min: without sign. bias_min: above 0 is promised too long.
    held: share that waited at most p80. pinball_50, pinball_80: the loss that only the true quantiles make
    smallest. too_short: share that waited 1.5 times p80 and 5 minutes more than it.
    """

    key: str
    n: int
    mean_error_min: float
    bias_min: float
    held: float
    pinball_50: float
    pinball_80: float
    too_short: float


@dataclass(frozen=True, kw_only=True)
class PromiseScore:
    """All promises together (None: none counts yet), by class, and how many were made that do not count."""

    total: Score | None
    by_priority: Sequence[Score]
    uncounted: int


@dataclass(kw_only=True)
class _Life:
    """What a promise needs to know of its ticket."""

    service_id: str
    priority: str
    made_ms: int
    from_ms: int
    promise: WaitRange
    calls: int = 0
    called_ms: int | None = None
    other_queue: bool = False


class PromiseBook:
    """The promises that were made, event by event, and what becomes of them."""

    def __init__(self) -> None:
        self._lives: dict[str, _Life] = {}

    def see(self, event: Event) -> Kept | None:
        """Take note of what happened, in log order; a promise that counts, if this was the end of it."""
        if event.body.get("p80_min") is not None:
            self._lives[event.ticket_id] = _promised(event)
        life = self._lives.get(event.ticket_id)
        if life is None:
            return None
        if event.kind == EventKind.TICKET_CALLED:
            life.calls += 1
            if life.called_ms is None:
                life.called_ms = event.at_ms
                return _kept(event.ticket_id, life)
        elif event.kind == EventKind.MOVE_UNDONE and _was_called(event):
            # Called by a slip of the finger: nobody rose for it.
            life.calls -= 1
            life.called_ms = life.called_ms if life.calls else None
        elif life.called_ms is None and _joins_another_queue(event, life):
            life.other_queue = True
        return None

    def kept(self) -> Sequence[Kept]:
        """Every promise that counts, in order of the first calls."""
        found = (_kept(ticket_id, life) for ticket_id, life in self._lives.items())
        return sorted((one for one in found if one is not None), key=lambda one: one.called_ms)

    def __len__(self) -> int:
        """How many promises were made."""
        return len(self._lives)


def kept_promises(events: Iterable[Event]) -> Sequence[Kept]:
    """Every promise that counts, in order of the first calls."""
    return _book(events).kept()


def score_promises(events: Iterable[Event]) -> PromiseScore:
    """What a report says about the promises made and fulfilled within `events`, in log order."""
    book = _book(events)
    kept = book.kept()
    by_priority: dict[str, list[Kept]] = defaultdict(list)
    for one in kept:
        by_priority[one.priority].append(one)
    return PromiseScore(
        total=score("total", kept) if kept else None,
        by_priority=[score(key, by_priority[key]) for key in sorted(by_priority)],
        uncounted=len(book) - len(kept),
    )


def _book(events: Iterable[Event]) -> PromiseBook:
    book = PromiseBook()
    for event in events:
        book.see(event)
    return book


def score(key: str, kept: Sequence[Kept]) -> Score:
    """The figures of at least one promise."""
    over_50 = [one.waited_min - one.promise.p50_min for one in kept]
    over_80 = [one.waited_min - one.promise.p80_min for one in kept]
    return Score(
        key=key,
        n=len(kept),
        mean_error_min=fmean(map(abs, over_50)),
        bias_min=-fmean(over_50),
        held=fmean(over <= 0 for over in over_80),
        pinball_50=fmean(_pinball(over, 0.5) for over in over_50),
        pinball_80=fmean(_pinball(over, 0.8) for over in over_80),
        too_short=fmean(is_too_short(one.promise.p80_min, one.waited_min) for one in kept),
    )


def is_too_short(promised_min: float, waited_min: float) -> bool:
    """Whether a citizen would feel deceived."""
    return waited_min > TOO_SHORT * promised_min and waited_min - promised_min > TOO_SHORT_MIN


def _pinball(over_min: float, share: float) -> float:
    return max(share * over_min, (share - 1) * over_min)


def _kept(ticket_id: str, life: _Life) -> Kept | None:
    if life.called_ms is None or life.other_queue:
        return None
    return Kept(
        ticket_id=ticket_id,
        service_id=life.service_id,
        priority=life.priority,
        made_ms=life.made_ms,
        called_ms=life.called_ms,
        promise=life.promise,
        waited_min=max(0.0, (life.called_ms - life.from_ms) / MINUTE_MS),
    )


def _was_called(event: Event) -> bool:
    return event.before == TicketState.CALLED and event.after == TicketState.WAITING


def _joins_another_queue(event: Event, life: _Life) -> bool:
    return event.kind == EventKind.TICKET_TRANSFERRED or (
        event.kind == EventKind.PRIORITY_SET and event.body.get("priority") != life.priority
    )


def _promised(event: Event) -> _Life:
    body = event.body
    arrived_ms = int(body.get("arrived_at_ms") or event.at_ms)
    return _Life(
        service_id=str(body["service_id"]),
        priority=str(body.get("priority") or REGULAR),
        made_ms=event.at_ms,
        from_ms=int(body.get("counts_from_ms") or arrived_ms),
        promise=WaitRange(p50_min=float(body["p50_min"] or 0), p80_min=float(body["p80_min"] or 0)),
    )
