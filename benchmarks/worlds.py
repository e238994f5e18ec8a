"""Halls that are not as a forecast assumes them: what happens there, as the event log of many mornings."""

import math
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import time
from random import Random

from models.calling.mornings import MINUTE_MS, OPENS_MS, World, draw_morning
from models.calling.policy import APPOINTMENT, Policy
from models.calling.simulation import Desk, Outcome, Visit, simulate
from models.event_log import Event
from models.hall import Counter, Hall, HallPlan, Interval, Service
from models.ticket import EventKind, TicketState

DAY_MS = 24 * 60 * MINUTE_MS
NO_SHOW_MS = 90_000
BOOKED_MS = 60 * MINUTE_MS
BREAK_MIN = 15
TYPICAL_MIN = 10.0
OPENS, CLOSES = time(7, 30), time(19, 30)
BREAKS = (time(8, 30), time(8, 50), time(9, 10), time(9, 30), time(9, 45), time(10, 0))

Day = tuple[Sequence[Visit], Sequence[Desk]]
Breaker = Callable[[Sequence[Visit], Sequence[Desk], Random], Day]


def plan() -> HallPlan:
    """The hall as it is set up, with breaks at the same time every day."""
    return HallPlan(
        hall=Hall(id="bench", authority="UBND", centre="Trung tâm", name="Sảnh"),
        services=[
            Service(id=each, letter=letter, name_vi=each, name_en=each, typical_min=TYPICAL_MIN)
            for each, letter in zip(World().services, "ABCD", strict=True)
        ],
        counters=[
            Counter(
                number=number,
                name=f"Quầy {number}",
                service_ids=service_ids,
                shifts=(
                    Interval(start=OPENS, end=begins),
                    Interval(start=_later(begins, BREAK_MIN), end=CLOSES),
                ),
            )
            for number, (service_ids, begins) in enumerate(
                zip(World().counters, BREAKS, strict=True), start=1
            )
        ],
    )


def as_assumed(visits: Sequence[Visit], desks: Sequence[Desk], random: Random) -> Day:
    return visits, desks


def counter_closes(visits: Sequence[Visit], desks: Sequence[Desk], random: Random) -> Day:
    """One counter closes for the rest of the day, and nobody knew before."""
    closed = random.randrange(len(desks))
    closes_ms = _moment_ms(desks, random)
    return visits, [
        replace(
            desk, shifts=[(start, min(end, closes_ms)) for start, end in desk.shifts if start < closes_ms]
        )
        if place == closed
        else desk
        for place, desk in enumerate(desks)
    ]


def burst(visits: Sequence[Visit], desks: Sequence[Desk], random: Random) -> Day:
    """Thirty citizens more come within ten minutes: a bus, a deadline."""
    begins_ms = _moment_ms(desks, random)
    ordinary = [visit for visit in visits if visit.counts_from_ms == visit.arrived_ms]
    more = [
        replace(
            random.choice(ordinary),
            id=f"{visits[0].id[:3]}-{len(visits) + place:04}",
            arrived_ms=arrived_ms,
            counts_from_ms=arrived_ms,
        )
        for place, arrived_ms in enumerate(begins_ms + random.randrange(10 * MINUTE_MS) for _ in range(30))
    ]
    return sorted([*visits, *more], key=lambda visit: (visit.arrived_ms, visit.id)), desks


def slow_counter(visits: Sequence[Visit], desks: Sequence[Desk], random: Random) -> Day:
    """One counter, not the same every day, needs twice as long."""
    slow = random.randrange(len(desks))
    return visits, [replace(desk, pace=2.0) if place == slow else desk for place, desk in enumerate(desks)]


def people_leave(visits: Sequence[Visit], desks: Sequence[Desk], random: Random) -> Day:
    """Half of the citizens would not wait longer than half an hour."""
    return [
        replace(visit, patience_ms=round(random.expovariate(math.log(2) / (30 * MINUTE_MS))))
        for visit in visits
    ], desks


def two_kinds(visits: Sequence[Visit], desks: Sequence[Desk], random: Random) -> Day:
    """Three of four services take half as long as was usual, the fourth two and a half times as long."""
    return [
        replace(visit, service_ms=round(visit.service_ms * random.choice((0.5, 0.5, 0.5, 2.5))))
        for visit in visits
    ], desks


WORLDS: dict[str, Breaker] = {
    "as assumed": as_assumed,
    "a counter closes": counter_closes,
    "a burst of 30": burst,
    "one slow counter": slow_counter,
    "people leave": people_leave,
    "two kinds of cases": two_kinds,
}


def log_of(breaker: Breaker, *, seed: str, warm_up: int, mornings: int) -> Iterator[Event]:
    """The log of `warm_up` mornings as assumed, and then of `mornings` as `breaker` makes them."""
    seq = 0
    for day in range(warm_up + mornings):
        random = Random(f"{seed}/{day}")
        opens_ms = OPENS_MS + day * DAY_MS
        visits: Sequence[Visit] = [
            replace(visit, id=f"{day:03}-{place:04}")
            for place, visit in enumerate(draw_morning(World(), random, opens_ms).visits)
        ]
        desks = _desks(opens_ms)
        if day >= warm_up:
            visits, desks = breaker(visits, desks, random)
        outcomes = simulate(visits, desks, Policy(), no_show_ms=NO_SHOW_MS)
        for event in sorted(
            _events(outcomes, desks, opens_ms), key=lambda one: (one.at_ms, _AT_ONCE[one.kind])
        ):
            seq += 1
            yield replace(event, seq=seq)


def _desks(opens_ms: int) -> Sequence[Desk]:
    midnight_ms = opens_ms - _of_day_ms(OPENS)
    return [
        Desk(
            number=one.number,
            service_ids=one.service_ids,
            shifts=[
                (midnight_ms + _of_day_ms(each.start), midnight_ms + _of_day_ms(each.end))
                for each in one.shifts
            ],
        )
        for one in plan().counters
    ]


def _events(outcomes: Sequence[Outcome], desks: Sequence[Desk], opens_ms: int) -> Iterator[Event]:
    """What the log would say, in no order."""
    busy: dict[int, list[tuple[int, int]]] = {desk.number: [] for desk in desks}
    paces = {desk.number: desk.pace for desk in desks}
    for one in outcomes:
        visit = one.visit
        issued: dict[str, str | int] = {
            "number": visit.id,
            "service_id": visit.service_id,
            "priority": visit.priority,
            "arrived_at_ms": visit.arrived_ms,
            "counts_from_ms": visit.counts_from_ms,
        }
        kind, before = EventKind.TICKET_ISSUED, None
        if visit.priority == APPOINTMENT:
            kind, before = EventKind.TICKET_CHECKED_IN, TicketState.BOOKED
            since_ms = visit.counts_from_ms - opens_ms
            slot_ms = opens_ms + since_ms - since_ms % (World().slot_min * MINUTE_MS)
            booked = {**issued, "arrived_at_ms": slot_ms, "counts_from_ms": slot_ms}
            yield _event(EventKind.TICKET_BOOKED, opens_ms - BOOKED_MS, visit.id, None, before, booked)
        yield _event(kind, visit.arrived_ms, visit.id, before, TicketState.WAITING, issued)
        if one.called_ms is None or one.counter is None:
            gone_ms = visit.counts_from_ms + (visit.patience_ms or DAY_MS // 2)
            state = TicketState.CANCELLED if one.left else TicketState.EXPIRED
            kind = EventKind.TICKET_CANCELLED if one.left else EventKind.TICKET_EXPIRED
            yield _event(kind, gone_ms, visit.id, TicketState.WAITING, state, {})
            continue
        at = {"counter": one.counter}
        yield _event(
            EventKind.TICKET_CALLED, one.called_ms, visit.id, TicketState.WAITING, TicketState.CALLED, at
        )
        done_ms = one.called_ms + (int(visit.service_ms * paces[one.counter]) if visit.comes else NO_SHOW_MS)
        state = TicketState.FINISHED if visit.comes else TicketState.NO_SHOW
        kind = EventKind.SERVICE_FINISHED if visit.comes else EventKind.TICKET_NO_SHOW
        yield _event(kind, done_ms, visit.id, TicketState.CALLED, state, at)
        if not visit.comes:
            expires_ms = done_ms + DAY_MS // 4
            yield _event(EventKind.TICKET_EXPIRED, expires_ms, visit.id, state, TicketState.EXPIRED, {})
        busy[one.counter].append((one.called_ms, done_ms))
    for desk in desks:
        for place, (start_ms, end_ms) in enumerate(desk.shifts):
            kind = EventKind.COUNTER_RESUMED if place else EventKind.COUNTER_OPENED
            yield _event(kind, start_ms, "", None, None, {"counter": desk.number})
            # Work begun is finished first.
            ends_ms = max(
                [end_ms, *(until_ms for from_ms, until_ms in busy[desk.number] if from_ms < end_ms)]
            )
            pauses = place + 1 < len(desk.shifts)
            kind = EventKind.COUNTER_PAUSED if pauses else EventKind.COUNTER_CLOSED
            yield _event(kind, ends_ms, "", None, None, {"counter": desk.number})


def _event(
    kind: EventKind,
    at_ms: int,
    ticket_id: str,
    before: TicketState | None,
    after: TicketState | None,
    body: Mapping[str, str | int],
) -> Event:
    return Event(
        seq=0,
        kind=kind,
        at_ms=at_ms,
        actor="simulation",
        ticket_id=ticket_id,
        before=before,
        after=after,
        body=body,
    )


def _moment_ms(desks: Sequence[Desk], random: Random) -> int:
    """Some time between 8:30 and 10:00."""
    return min(desk.shifts[0][0] for desk in desks) + random.randrange(60, 150) * MINUTE_MS


def _of_day_ms(clock: time) -> int:
    return (clock.hour * 60 + clock.minute) * MINUTE_MS


def _later(clock: time, minutes: int) -> time:
    total_min = clock.hour * 60 + clock.minute + minutes
    return time(total_min // 60, total_min % 60)


_AT_ONCE: Mapping[str, int] = {
    EventKind.SERVICE_FINISHED: 0,
    EventKind.TICKET_NO_SHOW: 0,
    EventKind.TICKET_CANCELLED: 0,
    EventKind.TICKET_EXPIRED: 0,
    EventKind.COUNTER_PAUSED: 1,
    EventKind.COUNTER_CLOSED: 1,
    EventKind.COUNTER_OPENED: 2,
    EventKind.COUNTER_RESUMED: 2,
    EventKind.TICKET_BOOKED: 3,
    EventKind.TICKET_ISSUED: 3,
    EventKind.TICKET_CHECKED_IN: 3,
    EventKind.TICKET_CALLED: 4,
}
"""What happened at the same moment, in the order in which it did."""
