"""Who waits and who is served at this moment, and what the hall has shown so far, as its log tells it.

A floor knows an event once it is shown it, and not before: who forecasts from a floor cannot see the future.
"""

from collections import deque
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import time

from models.calling.discipline import Candidate, Reason
from models.calling.policy import REGULAR, Policy
from models.event_log import Event
from models.hall import Counter
from models.service_day import local_time
from models.ticket import AT_COUNTER, OVER, EventKind, TicketState, for_counter, for_person
from models.waiting.durations import Served
from models.waiting.habits import PAUSE, Arrival, Record
from models.waiting.situation import CounterNow, Situation, comes_back

_RECENT_CALLS = 100
_NOBODYS, _NOWHERE = 0, -1
_COUNTER_KINDS = frozenset(
    {
        EventKind.COUNTER_OPENED,
        EventKind.COUNTER_PAUSED,
        EventKind.COUNTER_RESUMED,
        EventKind.COUNTER_CLOSED,
    }
)


@dataclass(kw_only=True)
class _Desk:
    """A counter as it stands: open or not, closed since when, and since when it has been busy with what."""

    plan: Counter
    open: bool = False
    closed_ms: int | None = None
    login: str = ""
    busy_with: str | None = None
    busy_since_ms: int = 0


@dataclass(kw_only=True)
class _Visit:
    """What matters of a ticket. since_ms: from when it has been in this state."""

    number: str
    service_id: str
    priority: str
    counts_from_ms: int
    state: str
    since_ms: int
    overtaken: int = 0
    desk: _Desk | None = None
    sent_to: str = ""


class Floor:
    """The hall as far as its events have been shown. counters: as they are planned."""

    def __init__(self, counters: Iterable[Counter], policy: Policy, timezone: str) -> None:
        self.record = Record()
        self._policy, self._timezone = policy, timezone
        self._recent_calls: deque[tuple[int, str]] = deque(maxlen=_RECENT_CALLS)
        self._desks = {one.number: _Desk(plan=one) for one in counters}
        self._visits: dict[str, _Visit] = {}

    def see(self, event: Event) -> None:
        """Take note of what happened, in order of the log."""
        if event.kind in _COUNTER_KINDS:
            self._see_counter(event)
        elif event.after is not None:
            self._see_ticket(event, event.after)

    def situation(self, now_ms: int) -> Situation:
        """Everything a forecast may know at `now_ms`, the moment of the last event or later."""
        midnight_ms = self._midnight_ms(now_ms)
        tickets = [(_candidate(ticket_id, visit), visit.state) for ticket_id, visit in self._visits.items()]
        return Situation(
            now_ms=now_ms,
            midnight_ms=midnight_ms,
            policy=self._policy,
            waiting=[one for one, state in tickets if state == TicketState.WAITING],
            counters=[self._counter_now(desk, now_ms, midnight_ms) for desk in self._desks.values()],
            booked=[one for one, state in tickets if state == TicketState.BOOKED],
            sent_to={
                ticket_id: self._counter_of(visit.sent_to)
                for ticket_id, visit in self._visits.items()
                if visit.sent_to
            },
            recent_calls=[each for each in self._recent_calls if each[0] >= midnight_ms],
        )

    def _counter_now(self, desk: _Desk, now_ms: int, midnight_ms: int) -> CounterNow:
        shifts = [
            (midnight_ms + _of_day_ms(one.start), midnight_ms + _of_day_ms(one.end))
            for one in desk.plan.shifts
        ]
        on_shift = not shifts or any(from_ms <= now_ms < until_ms for from_ms, until_ms in shifts)
        # A pause between two shifts was planned: it ends with the next one.
        resting = desk.busy_with == PAUSE and not on_shift
        return CounterNow(
            number=desk.plan.number,
            service_ids=desk.plan.service_ids,
            is_open=desk.open and not resting,
            comes_back=desk.closed_ms is None or comes_back(desk.closed_ms, shifts),
            shifts=shifts,
            busy_with=None if resting else desk.busy_with,
            busy_since_ms=desk.busy_since_ms,
        )

    def _counter_of(self, sent_to: str) -> int:
        """The counter a ticket was sent to, or where the person it was sent to sits."""
        for number, desk in self._desks.items():
            if sent_to in (for_counter(number), for_person(desk.login)):
                return number
        return _NOWHERE

    def _see_counter(self, event: Event) -> None:
        desk = self._desks.get(int(event.body["counter"] or 0))
        if desk is None:
            return
        if desk.busy_with == PAUSE:
            self._free(desk, event)
        desk.open = event.kind != EventKind.COUNTER_CLOSED
        desk.closed_ms = None if desk.open else event.at_ms
        desk.login = str(event.body.get("login") or desk.login)
        if event.kind == EventKind.COUNTER_PAUSED and desk.busy_with is None:
            desk.busy_with, desk.busy_since_ms = PAUSE, event.at_ms

    def _see_ticket(self, event: Event, after: str) -> None:
        visit = self._visits.get(event.ticket_id)
        if visit is None:
            if "service_id" not in event.body:
                return
            visit = self._visits[event.ticket_id] = self._arrived(event, after)
        elif visit.state == TicketState.WAITING and after != TicketState.WAITING:
            self.record.waits.append((event.at_ms - visit.since_ms, after == TicketState.CANCELLED))
            if after == TicketState.CALLED:
                self._recent_calls.append((event.at_ms, visit.service_id))
                self._count_overtakes(event, visit)
        if visit.desk is not None and after not in AT_COUNTER:
            self._free(visit.desk, event)
            visit.desk = None
        body = event.body
        visit.service_id = str(body.get("service_id") or visit.service_id)
        visit.priority = str(body.get("priority") or visit.priority)
        visit.counts_from_ms = int(body.get("counts_from_ms") or visit.counts_from_ms)
        visit.sent_to = str(body.get("sent_to", visit.sent_to)) if after == TicketState.WAITING else ""
        desk = self._desks.get(int(body.get("counter") or 0))
        if desk is not None and visit.desk is None and after in AT_COUNTER:
            visit.desk = desk
            desk.open, desk.closed_ms = True, None
            desk.busy_with, desk.busy_since_ms = visit.service_id, event.at_ms
        if after != visit.state:
            visit.state, visit.since_ms = after, event.at_ms
        if after in OVER:
            del self._visits[event.ticket_id]

    def _arrived(self, event: Event, after: str) -> _Visit:
        body = event.body
        visit = _Visit(
            number=str(body.get("number") or ""),
            service_id=str(body["service_id"]),
            priority=str(body.get("priority") or REGULAR),
            counts_from_ms=int(body.get("counts_from_ms") or body.get("arrived_at_ms") or event.at_ms),
            state=after,
            since_ms=event.at_ms,
        )
        if event.kind == EventKind.TICKET_ISSUED:
            local = local_time(event.at_ms, self._timezone)
            self.record.arrivals.append(
                Arrival(
                    day=local.toordinal(),
                    of_day_ms=_of_day_ms(local.time()),
                    service_id=visit.service_id,
                    priority=visit.priority,
                )
            )
        return visit

    def _count_overtakes(self, event: Event, called: _Visit) -> None:
        """Everybody whom this counter could have called and who comes before `called` in order is passed."""
        if event.body.get("reason") == Reason.FIRST_COME:
            return
        desk = self._desks.get(int(event.body.get("counter") or 0))
        place = (called.counts_from_ms, event.ticket_id)
        for ticket_id, visit in self._visits.items():
            if (
                desk is not None
                and visit.state == TicketState.WAITING
                and (visit.counts_from_ms, ticket_id) < place
                and visit.service_id in desk.plan.service_ids
            ):
                visit.overtaken += 1

    def _free(self, desk: _Desk, event: Event) -> None:
        """Remember for how long the counter was busy, unless it turned out that it was not."""
        lasted_ms = event.at_ms - desk.busy_since_ms
        if event.kind == EventKind.TICKET_NO_SHOW:
            self.record.calls_ms.append(lasted_ms)
        elif event.kind != EventKind.MOVE_UNDONE and desk.busy_with is not None:
            # A pause says nothing about the pace of a counter: it is nobody's.
            pause = desk.busy_with == PAUSE
            counter = _NOBODYS if pause else desk.plan.number
            served = Served(service_id=desk.busy_with, counter=counter, lasted_ms=lasted_ms)
            self.record.served.append(served)
            if not pause:
                self.record.calls_ms.append(None)
        desk.busy_with = None

    def _midnight_ms(self, now_ms: int) -> int:
        local = local_time(now_ms, self._timezone)
        return now_ms - _of_day_ms(local.time())


def _candidate(ticket_id: str, visit: _Visit) -> Candidate:
    return Candidate(
        ticket_id=ticket_id,
        number=visit.number,
        service_id=visit.service_id,
        priority=visit.priority,
        counts_from_ms=visit.counts_from_ms,
        overtaken=visit.overtaken,
    )


def _of_day_ms(clock: time) -> int:
    return ((clock.hour * 60 + clock.minute) * 60 + clock.second) * 1000 + clock.microsecond // 1000
