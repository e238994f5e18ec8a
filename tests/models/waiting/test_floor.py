"""How the hall stands, told by its log."""

from datetime import UTC, datetime, time
from typing import Any

import pytest

from models.calling.policy import Policy
from models.event_log import Event
from models.hall import Counter, Interval
from models.ticket import EventKind, TicketState
from models.waiting.durations import Served
from models.waiting.floor import Floor
from models.waiting.habits import PAUSE, Arrival
from models.waiting.situation import CounterNow

MINUTE_MS = 60_000
MIDNIGHT_MS = round(datetime(2026, 11, 22, 17, tzinfo=UTC).timestamp() * 1000)  # 23 November in Vietnam
EIGHT_MS = MIDNIGHT_MS + 8 * 60 * MINUTE_MS
K, S = EventKind, TicketState
PLAN = (
    Counter(number=1, name="Quầy 1", service_ids=("a",)),
    Counter(
        number=2,
        name="Quầy 2",
        service_ids=("a", "b"),
        shifts=(
            Interval(start=time(8), end=time(9)),
            Interval(start=time(9, 15), end=time(11, 30)),
        ),
    ),
)


def at(minute: float) -> int:
    return EIGHT_MS + round(minute * MINUTE_MS)


def event(
    kind: EventKind, minute: float, after: TicketState | None = None, ticket: str = "t", **body: Any
) -> Event:
    before = body.pop("before", None)
    return Event(
        seq=1, kind=kind, at_ms=at(minute), actor="", ticket_id=ticket, before=before, after=after, body=body
    )


def issued(minute: float, ticket: str = "t", **body: Any) -> Event:
    body = {"number": ticket.upper(), "service_id": "a", "arrived_at_ms": at(minute), **body}
    return event(K.TICKET_ISSUED, minute, S.WAITING, ticket, **body)


def called(minute: float, ticket: str = "t", counter: int = 1) -> Event:
    return event(K.TICKET_CALLED, minute, S.CALLED, ticket, counter=counter, before=S.WAITING)


def floor_of(*events: Event) -> Floor:
    floor = Floor(PLAN, Policy(), "Asia/Ho_Chi_Minh")
    for one in events:
        floor.see(one)
    return floor


def counter_of(floor: Floor, number: int, minute: float) -> CounterNow:
    return next(one for one in floor.situation(at(minute)).counters if one.number == number)


def test_the_day_begins_at_the_halls_midnight() -> None:
    situation = floor_of().situation(at(0.5))
    assert situation.midnight_ms == MIDNIGHT_MS
    assert situation.now_ms == at(0.5)


def test_who_has_a_ticket_waits() -> None:
    (one,) = floor_of(issued(1, priority="elderly")).situation(at(2)).waiting
    assert (one.ticket_id, one.number, one.service_id, one.priority) == ("t", "T", "a", "elderly")
    assert one.counts_from_ms == at(1)


def test_an_early_appointment_waits_from_its_time() -> None:
    (one,) = floor_of(issued(1, counts_from_ms=at(9))).situation(at(2)).waiting
    assert one.counts_from_ms == at(9)


def test_who_is_called_does_not_wait_any_more() -> None:
    situation = floor_of(issued(1), called(3)).situation(at(4))
    assert situation.waiting == []
    assert situation.recent_calls == [(at(3), "a")]


def test_calls_of_another_day_are_not_recent() -> None:
    yesterday = 24 * 60
    floor = floor_of(issued(1 - yesterday), called(3 - yesterday))
    assert floor.situation(at(0)).recent_calls == []


def test_a_counter_is_busy_from_the_call_to_the_end() -> None:
    floor = floor_of(issued(1), called(3), event(K.SERVICE_STARTED, 4, S.SERVING, counter=1))
    busy = counter_of(floor, 1, 5)
    assert (busy.is_open, busy.busy_with, busy.busy_since_ms) == (True, "a", at(3))
    floor.see(event(K.SERVICE_FINISHED, 9, S.FINISHED, counter=1))
    assert counter_of(floor, 1, 9).busy_with is None
    assert list(floor.record.served) == [Served(service_id="a", counter=1, lasted_ms=6 * MINUTE_MS)]


def test_who_does_not_come_is_remembered_as_that() -> None:
    floor = floor_of(issued(1), called(3), event(K.TICKET_NO_SHOW, 4, S.NO_SHOW, counter=1))
    assert list(floor.record.calls_ms) == [MINUTE_MS]
    assert not floor.record.served


def test_an_undone_call_teaches_nothing_about_lengths() -> None:
    floor = floor_of(issued(1), called(3), event(K.MOVE_UNDONE, 3.1, S.WAITING, before=S.CALLED))
    assert not floor.record.served
    assert not floor.record.calls_ms
    assert [one.ticket_id for one in floor.situation(at(4)).waiting] == ["t"]


def test_a_service_that_was_ended_too_early_goes_on_after_undo() -> None:
    floor = floor_of(issued(1), called(3), event(K.SERVICE_FINISHED, 4, S.FINISHED, counter=1))
    floor.see(event(K.MOVE_UNDONE, 4.1, S.SERVING, counter=1, service_id="a"))
    assert counter_of(floor, 1, 5).busy_with == "a"


def test_who_gives_up_is_remembered_with_the_wait() -> None:
    floor = floor_of(issued(1), event(K.TICKET_CANCELLED, 31, S.CANCELLED))
    assert list(floor.record.waits) == [(30 * MINUTE_MS, True)]
    assert floor.situation(at(32)).waiting == []


def test_what_happens_while_waiting_does_not_begin_the_wait_anew() -> None:
    printed = event(K.SLIP_PRINTED, 2, S.WAITING)
    checked = event(K.PRIORITY_SET, 3, S.WAITING, priority="elderly")
    floor = floor_of(issued(1), printed, checked)
    assert floor.situation(at(4)).waiting[0].priority == "elderly"
    floor.see(called(11))
    assert list(floor.record.waits) == [(10 * MINUTE_MS, False)]


def test_a_transfer_waits_for_its_new_service_at_its_counter() -> None:
    sent = event(K.TICKET_TRANSFERRED, 5, S.WAITING, service_id="b", sent_to="counter:2", before=S.CALLED)
    floor = floor_of(issued(1), called(3), sent)
    situation = floor.situation(at(6))
    assert situation.waiting[0].service_id == "b"
    assert situation.sent_to == {"t": 2}
    floor.see(called(7, counter=2))
    assert floor.situation(at(8)).sent_to == {}


def test_who_is_sent_to_a_person_waits_where_that_person_sits() -> None:
    opened = event(K.COUNTER_OPENED, 0, ticket="", counter=2, login="lan")
    sent = event(K.TICKET_TRANSFERRED, 5, S.WAITING, sent_to="staff:lan", before=S.CALLED)
    assert floor_of(opened, issued(1), called(3), sent).situation(at(6)).sent_to == {"t": 2}


def test_who_is_sent_to_somebody_who_is_not_there_can_be_called_nowhere() -> None:
    sent = event(K.TICKET_TRANSFERRED, 5, S.WAITING, sent_to="staff:minh", before=S.CALLED)
    (nowhere,) = floor_of(issued(1), sent).situation(at(6)).sent_to.values()
    assert nowhere not in (0, 1, 2)


def test_who_is_passed_by_a_counter_that_could_have_called_them_is_overtaken() -> None:
    floor = floor_of(issued(1, "x"), issued(2, "y", service_id="b"), issued(3, "z"), called(4, "z", 1))
    assert {one.ticket_id: one.overtaken for one in floor.situation(at(5)).waiting} == {"x": 1, "y": 0}
    floor.see(issued(6, "w"))
    floor.see(called(7, "w", 2))
    assert {one.ticket_id: one.overtaken for one in floor.situation(at(8)).waiting} == {"x": 2, "y": 1}


def test_a_call_that_was_first_come_first_called_passes_nobody_whoever_waits_elsewhere() -> None:
    first_come = event(K.TICKET_CALLED, 4, S.CALLED, "z", before=S.WAITING, counter=1, reason="first_come")
    floor = floor_of(issued(1, "x"), issued(3, "z"), first_come)
    assert floor.situation(at(5)).waiting[0].overtaken == 0


def test_a_call_from_a_counter_nobody_planned_passes_nobody() -> None:
    floor = floor_of(issued(1, "x"), issued(2, "y"), called(4, "y", 9))
    assert floor.situation(at(5)).waiting[0].overtaken == 0


def test_booked_citizens_are_expected() -> None:
    booked = event(
        K.TICKET_BOOKED, -60, S.BOOKED, service_id="a", counts_from_ms=at(30), priority="appointment"
    )
    floor = floor_of(booked)
    (one,) = floor.situation(at(0)).booked
    assert one.counts_from_ms == at(30)
    assert not floor.record.arrivals
    floor.see(event(K.TICKET_CHECKED_IN, 25, S.WAITING, counts_from_ms=at(30)))
    assert floor.situation(at(26)).booked == []
    assert len(floor.situation(at(26)).waiting) == 1


def test_who_comes_unannounced_is_remembered_by_the_halls_clock() -> None:
    (one,) = floor_of(issued(1)).record.arrivals
    assert one == Arrival(day=one.day, of_day_ms=(8 * 60 + 1) * MINUTE_MS, service_id="a", priority="regular")


def test_counters_open_and_close() -> None:
    floor = floor_of()
    assert not counter_of(floor, 1, 0).is_open
    floor.see(event(K.COUNTER_OPENED, 0, ticket="", counter=1))
    assert counter_of(floor, 1, 1).is_open
    floor.see(event(K.COUNTER_CLOSED, 30, ticket="", counter=1))
    assert not counter_of(floor, 1, 31).is_open


def test_a_counter_that_closes_in_the_middle_of_its_shift_does_not_come_back() -> None:
    opened = event(K.COUNTER_OPENED, 0, ticket="", counter=2)
    in_the_middle = floor_of(opened, event(K.COUNTER_CLOSED, 20, ticket="", counter=2))
    at_its_end = floor_of(opened, event(K.COUNTER_CLOSED, 59, ticket="", counter=2))
    assert not counter_of(in_the_middle, 2, 21).comes_back
    assert counter_of(at_its_end, 2, 60).comes_back


def test_a_planned_break_ends_as_planned() -> None:
    floor = floor_of(
        event(K.COUNTER_OPENED, 0, ticket="", counter=2), event(K.COUNTER_PAUSED, 60, ticket="", counter=2)
    )
    resting = counter_of(floor, 2, 61)
    assert (resting.is_open, resting.comes_back, resting.busy_with) == (False, True, None)


def test_a_break_that_was_not_planned_lasts_as_such_breaks_do() -> None:
    opened = event(K.COUNTER_OPENED, 0, ticket="", counter=1)
    floor = floor_of(opened, event(K.COUNTER_PAUSED, 10, ticket="", counter=1))
    resting = counter_of(floor, 1, 12)
    assert (resting.is_open, resting.busy_with, resting.busy_since_ms) == (True, PAUSE, at(10))
    floor.see(event(K.COUNTER_RESUMED, 17, ticket="", counter=1))
    assert counter_of(floor, 1, 18).busy_with is None
    assert list(floor.record.served) == [Served(service_id=PAUSE, counter=0, lasted_ms=7 * MINUTE_MS)]
    assert not floor.record.calls_ms


def test_a_counter_that_pauses_while_it_serves_is_still_serving() -> None:
    floor = floor_of(issued(1), called(3), event(K.COUNTER_PAUSED, 4, ticket="", counter=1))
    assert counter_of(floor, 1, 5).busy_with == "a"


@pytest.mark.parametrize(
    "unknown",
    [
        event(K.COUNTER_OPENED, 0, ticket="", counter=9),
        event(K.TICKET_CALLED, 0, S.CALLED, "never issued here", counter=1),
        event(K.RULES_CHANGED, 0, ticket=""),
    ],
)
def test_what_the_hall_does_not_know_changes_nothing(unknown: Event) -> None:
    assert floor_of(unknown).situation(at(1)) == floor_of().situation(at(1))
