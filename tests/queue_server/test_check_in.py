"""A citizen with an appointment has come."""

import pytest

from models.calling.policy import APPOINTMENT, REGULAR
from models.hall import HallRules
from models.store.database import Database
from models.ticket import EventKind, IllegalMove, TicketState
from models.turn import MINUTE_MS
from queue_server import attend, call, line
from queue_server.check_in import check_in
from queue_server.refusal import Refusal
from tests.helpers.floor import Floor, called
from tests.helpers.halls import moment_ms, whole_log

SLOT_MS = moment_ms(9)


@pytest.mark.parametrize(
    ("came_min", "counts_from_min", "priority"),
    [(-40, 0, APPOINTMENT), (10, 10, APPOINTMENT), (16, 16, REGULAR)],
    ids=["early", "late", "too late"],
)
def test_who_has_come_waits_by_the_halls_rule(
    database: Database, came_min: int, counts_from_min: int, priority: str
) -> None:
    floor = Floor(database)
    citizen = floor.book(SLOT_MS)
    floor.now_ms = SLOT_MS + came_min * MINUTE_MS
    answer = floor.line(check_in, citizen)
    assert (answer.state, answer.priority) == ("waiting", priority)
    ticket = floor.ticket(citizen)
    early_s = (counts_from_min - came_min) * 60
    assert ticket.counts_from_ms == SLOT_MS + counts_from_min * MINUTE_MS - early_s
    assert ticket.arrived_at_ms == floor.now_ms
    event = whole_log(database)[-1]
    assert (event.kind, event.before, event.after) == (EventKind.TICKET_CHECKED_IN, "booked", "waiting")
    assert event.body["counts_from_ms"] == ticket.counts_from_ms
    assert event.body["slot_ms"] == SLOT_MS


def test_the_hall_decides_how_late_is_too_late(database: Database) -> None:
    floor = Floor(database)
    floor.rules(HallRules(late_min=0))
    citizen = floor.book(SLOT_MS)
    floor.now_ms = SLOT_MS + 1
    assert floor.line(check_in, citizen).priority == REGULAR


def test_a_booking_is_not_called_before_its_citizen_has_come(database: Database) -> None:
    floor = Floor(database, now_ms=SLOT_MS)
    citizen = floor.book(SLOT_MS)
    assert called(floor.at(1, call.call_next)) is None
    floor.line(check_in, citizen)
    assert called(floor.at(1, call.call_next)) == citizen


def test_who_comes_in_time_is_called_before_those_who_came_a_little_earlier(database: Database) -> None:
    floor = Floor(database)
    citizen = floor.book(SLOT_MS)
    long_waiting, waiting = floor.come(), ""
    floor.now_ms = SLOT_MS - 10 * MINUTE_MS
    waiting = floor.come()
    floor.line(check_in, citizen)
    floor.now_ms = SLOT_MS
    assert [called(floor.at(1, call.call_next)) for _ in range(3)] == [long_waiting, citizen, waiting]


@pytest.mark.parametrize("day", [19, 21])
def test_a_booking_for_another_day_stays_booked(database: Database, day: int) -> None:
    floor = Floor(database)
    citizen = floor.book(SLOT_MS, day=day)
    with floor.refuses(Refusal.BOOKED_FOR_ANOTHER_DAY):
        floor.line(check_in, citizen)


def test_only_a_booking_is_checked_in_and_only_once(database: Database) -> None:
    floor = Floor(database)
    citizen, walk_in = floor.book(SLOT_MS), floor.come()
    floor.line(check_in, citizen)
    for somebody in (citizen, walk_in):
        with floor.refuses(IllegalMove):
            floor.line(check_in, somebody)


def test_a_booking_nobody_knows_is_not_checked_in(database: Database) -> None:
    floor = Floor(database)
    with floor.refuses(Refusal.NO_SUCH_TICKET):
        floor.line(check_in, "f" * 32)


def test_the_same_key_again_gets_the_first_answer(database: Database) -> None:
    floor = Floor(database)
    citizen = floor.book(SLOT_MS)
    first = floor.line(check_in, citizen, key="one")
    before = floor.everything()
    floor.wait(200)
    assert floor.line(check_in, citizen, key="one") == first
    assert floor.everything() == before


def test_an_appointment_can_be_cancelled_days_before(database: Database) -> None:
    floor = Floor(database)
    citizen = floor.book(SLOT_MS, day=27)
    floor.line(line.cancel, citizen, reason="citizen")
    assert floor.ticket(citizen).state is TicketState.CANCELLED


def test_an_appointment_can_take_no_other_way(database: Database) -> None:
    floor = Floor(database)
    citizen = floor.book(SLOT_MS)
    for use_case, more in (
        (line.prioritise, {"priority": "elderly"}),
        (line.redirect, {"goal": attend.Goal(service_id="b"), "reason": ""}),
    ):
        with floor.refuses(IllegalMove):
            floor.line(use_case, citizen, **more)
