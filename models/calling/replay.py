"""A day as its record tells it, made ready to be played again under other rules.

Each time a citizen waits is one visit, so one ticket is several where it went on to another counter, came
back after a missed call or was released from being held. Who was sent to one counter may here be called by
any that gives the service. Where the record does not know how long a service would have taken (nobody was
called, nobody came), it is drawn from that day's services of the same kind.
"""

from bisect import bisect_left, insort
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from random import Random
from statistics import median

from models.calling.policy import REGULAR, Policy
from models.calling.simulation import Desk, Outcome, Visit
from models.event_log import Event
from models.ticket import AT_COUNTER, EventKind, TicketState
from models.waiting.durations import Durations

NO_SHOW_MS = 120_000
"""How long a counter waits for who does not come, on a day when all came."""
OPEN_END_MS = 2**62
"""Whoever is in the hall is served: the last counters stay as long as somebody waits."""

_OPENS = frozenset({EventKind.COUNTER_OPENED, EventKind.COUNTER_RESUMED})
_STOPS = frozenset({EventKind.COUNTER_PAUSED, EventKind.COUNTER_CLOSED})


@dataclass(frozen=True, kw_only=True)
class Day:
    """Who came and who served them.

    outcomes: what really became of them; None: it never happened. until_ms: the day is not over and known
    until then; None: it is over.
    """

    visits: Sequence[Visit]
    desks: Sequence[Desk]
    policy: Policy
    no_show_ms: int
    outcomes: Sequence[Outcome] | None = None
    until_ms: int | None = None


@dataclass(kw_only=True)
class _Stay:
    """One time that a ticket waited, and what came of it. busy_since_ms: a counter is with it since then."""

    id: str
    service_id: str
    priority: str
    arrived_ms: int
    counts_from_ms: int
    called_ms: int | None = None
    counter: int | None = None
    busy_since_ms: int | None = None
    busy_ms: int = 0
    left_ms: int | None = None
    expired: bool = False
    comes: bool = True

    @property
    def goes_on(self) -> bool:
        waits = self.called_ms is None and self.left_ms is None and not self.expired
        return waits or self.busy_since_ms is not None


@dataclass(kw_only=True)
class _Work:
    """When a counter worked."""

    shifts: list[tuple[int, int]] = field(default_factory=list)
    since_ms: int | None = None
    service_ids: set[str] = field(default_factory=set)

    def begin(self, at_ms: int) -> None:
        if self.since_ms is None:
            self.since_ms = at_ms

    def stop(self, at_ms: int) -> None:
        if self.since_ms is not None:
            self.shifts.append((self.since_ms, at_ms))
            self.since_ms = None


def replay_day(
    events: Iterable[Event], skills: Mapping[int, Sequence[str]], policy: Policy, random: Random
) -> Day:
    """The day of `events`, in log order. skills: the services of each counter. policy: the hall's own.

    A counter that was still open when the last citizen came stays, in the replay, until all are served.
    """
    stays_of: dict[str, list[_Stay]] = defaultdict(list)
    works = {number: _Work(service_ids=set(service_ids)) for number, service_ids in skills.items()}
    last_ms = 0
    for event in events:
        last_ms = max(last_ms, event.at_ms)
        number = int(event.body.get("counter") or 0)
        if event.kind in _OPENS:
            works.setdefault(number, _Work()).begin(event.at_ms)
        elif event.kind in _STOPS:
            works.setdefault(number, _Work()).stop(event.at_ms)
        elif event.after is not None:
            stays = stays_of[event.ticket_id]
            _follow(stays, event)
            if event.kind == EventKind.TICKET_CALLED and stays:
                work = works.setdefault(number, _Work())
                work.begin(event.at_ms)
                work.service_ids.add(stays[-1].service_id)
    stays = sorted(
        (one for some in stays_of.values() for one in some), key=lambda one: (one.arrived_ms, one.id)
    )
    visits = _visits(stays, random)
    desks = _desks(works, max((one.arrived_ms for one in stays), default=0))
    no_shows_ms = [one.busy_ms for one in stays if not one.comes]
    return Day(
        visits=visits,
        desks=desks,
        policy=policy,
        no_show_ms=round(median(no_shows_ms)) if no_shows_ms else NO_SHOW_MS,
        outcomes=_as_it_was(stays, visits, desks),
        until_ms=last_ms if any(one.goes_on for one in stays) else None,
    )


def _follow(stays: list[_Stay], event: Event) -> None:
    """What `event` means for the stays of its ticket."""
    at_ms, before, after = event.at_ms, event.before, event.after
    if event.kind == EventKind.MOVE_UNDONE and stays:
        if after == TicketState.WAITING:
            stays[-1].called_ms = stays[-1].counter = stays[-1].busy_since_ms = None
            return
        if before == TicketState.WAITING:
            stays.pop()
    if after == TicketState.WAITING and before != TicketState.WAITING:
        stays.append(_new_stay(stays, event))
    if not stays:
        return
    stay = stays[-1]
    if after == TicketState.WAITING:
        stay.service_id = str(event.body.get("service_id") or stay.service_id)
        stay.priority = str(event.body.get("priority") or stay.priority)
    elif after in AT_COUNTER and before not in AT_COUNTER:
        stay.busy_since_ms, stay.comes = at_ms, True
        if stay.called_ms is None:
            stay.called_ms, stay.counter = at_ms, int(event.body.get("counter") or 0)
    elif after not in AT_COUNTER and before in AT_COUNTER:
        _leave_counter(stay, at_ms)
        stay.comes = after != TicketState.NO_SHOW
    elif after == TicketState.CANCELLED and before == TicketState.WAITING:
        stay.left_ms = at_ms
    elif after == TicketState.EXPIRED:
        stay.expired = True


def _new_stay(stays: Sequence[_Stay], event: Event) -> _Stay:
    arrived_ms = event.at_ms
    counts_from_ms = arrived_ms
    if stays:
        _leave_counter(stays[-1], event.at_ms)
        counts_from_ms = stays[-1].counts_from_ms
    else:
        arrived_ms = counts_from_ms = int(event.body.get("arrived_at_ms") or event.at_ms)
    return _Stay(
        id=f"{event.ticket_id}/{len(stays) + 1}",
        service_id=str(event.body["service_id"]),
        priority=str(event.body.get("priority") or REGULAR),
        arrived_ms=arrived_ms,
        counts_from_ms=int(event.body.get("counts_from_ms") or counts_from_ms),
    )


def _leave_counter(stay: _Stay, at_ms: int) -> None:
    if stay.busy_since_ms is not None:
        stay.busy_ms += at_ms - stay.busy_since_ms
        stay.busy_since_ms = None


def _visits(stays: Sequence[_Stay], random: Random) -> list[Visit]:
    real_ms: dict[str, list[int]] = defaultdict(list)
    for stay in stays:
        if _is_known(stay):
            insort(real_ms[stay.service_id], stay.busy_ms)
    durations = Durations(pools_ms=real_ms)
    return [
        Visit(
            id=stay.id,
            service_id=stay.service_id,
            priority=stay.priority,
            arrived_ms=stay.arrived_ms,
            counts_from_ms=stay.counts_from_ms,
            service_ms=stay.busy_ms if _is_known(stay) else random.choice(durations.pool_ms(stay.service_id)),
            patience_ms=(
                None if stay.left_ms is None else stay.left_ms - max(stay.arrived_ms, stay.counts_from_ms)
            ),
            comes=stay.comes,
        )
        for stay in stays
    ]


def _is_known(stay: _Stay) -> bool:
    """Whether the day tells how long this service took."""
    return stay.comes and stay.busy_ms > 0 and stay.busy_since_ms is None


def _desks(works: Mapping[int, _Work], last_arrival_ms: int) -> list[Desk]:
    desks = []
    for number, work in sorted(works.items()):
        work.stop(OPEN_END_MS)
        if work.shifts:
            start_ms, end_ms = work.shifts[-1]
            work.shifts[-1] = (start_ms, OPEN_END_MS if end_ms >= last_arrival_ms else end_ms)
            desks.append(Desk(number=number, service_ids=sorted(work.service_ids), shifts=work.shifts))
    return desks


def _as_it_was(stays: Sequence[_Stay], visits: Sequence[Visit], desks: Sequence[Desk]) -> list[Outcome]:
    gives = {desk.number: desk.service_ids for desk in desks}
    calls = sorted((one.called_ms, one.counts_from_ms, one.id, one.counter) for one in stays if one.called_ms)
    outcomes = []
    for stay, visit in zip(stays, visits, strict=True):
        until_ms = stay.called_ms or stay.left_ms or OPEN_END_MS
        while_waiting = calls[bisect_left(calls, (stay.arrived_ms,)) : bisect_left(calls, (until_ms,))]
        outcomes.append(
            Outcome(
                visit=visit,
                called_ms=stay.called_ms,
                counter=stay.counter,
                overtaken=sum(
                    (counts_from_ms, name) > (stay.counts_from_ms, stay.id)
                    and stay.service_id in gives[counter or 0]
                    for _, counts_from_ms, name, counter in while_waiting
                ),
                left=stay.left_ms is not None,
            )
        )
    return outcomes
