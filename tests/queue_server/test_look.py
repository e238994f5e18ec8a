"""What a counter sees."""

from functools import partial

import pytest

from models.store.database import Database
from models.ticket import UNDO_WITHIN_MS
from queue_server import attend, call
from queue_server.desk import pause_counter
from queue_server.look import MOST_LISTED
from queue_server.refusal import Refusal
from tests.helpers.floor import Floor, called
from tests.helpers.halls import moment_ms


def numbers(tickets: object) -> list[str]:
    return [one.number for one in tickets]  # type: ignore[attr-defined]


def test_an_empty_counter_shows_nobody(database: Database) -> None:
    seen = Floor(database).look(1)
    assert (seen.open, seen.paused_reason, seen.ticket, seen.next, seen.undo_until_ms) == (
        True,
        None,
        None,
        None,
        None,
    )
    assert [*seen.waiting, *seen.held, *seen.missed, *seen.booked] == []


def test_each_citizen_stands_in_the_list_of_their_state(database: Database) -> None:
    floor = Floor(database)
    for deed in (partial(attend.hold, minutes=5, reason=""), call.no_show, attend.finish, attend.serve):
        floor.come()
        floor.at(1, call.call_next)
        floor.at(1, deed)
    floor.come("b")
    floor.come()
    floor.book(moment_ms(9))
    floor.book(moment_ms(9, day=21), day=21)
    floor.counter(1, pause_counter, reason="họp")
    seen = floor.look(1)
    assert seen.paused_reason == "họp"
    assert seen.ticket is not None
    assert (seen.ticket.number, seen.ticket.state) == ("A9-004", "serving")
    assert numbers(seen.held) == ["A9-001"]
    assert numbers(seen.missed) == ["A9-002"]
    assert numbers(seen.waiting) == ["A9-005"]  # the counter does not give the other service
    assert numbers(floor.look(1, whole_hall=True).waiting) == ["B9-001", "A9-005"]
    assert numbers(seen.booked) == ["AH-001"]


def test_who_would_be_called_next_and_why_is_seen_before(database: Database) -> None:
    floor = Floor(database)
    floor.come()
    floor.come(priority="elderly")
    floor.wait(3)
    seen = floor.look(1).next
    assert seen is not None
    assert floor.look(2).next is None  # it gives another service
    answer = floor.at(1, call.call_next)
    assert answer.ticket is not None
    assert (answer.ticket.number, answer.ticket.why) == (seen.number, seen.why)
    assert seen.why is not None
    assert seen.why.reason == "highest_score"


def test_looking_changes_nothing(database: Database) -> None:
    floor = Floor(database)
    floor.come()
    floor.come(priority="elderly")
    before = floor.everything()
    floor.look(1)
    assert floor.everything() == before


def test_who_is_sent_to_a_person_is_seen_as_next_by_that_person_alone(database: Database) -> None:
    floor = Floor(database)
    sent = floor.come()
    floor.at(1, call.call_next)
    floor.at(1, attend.transfer, attend.Goal(login="s3"), "")
    seen = floor.look(3).next
    assert seen is not None
    assert seen.public_id == sent
    assert floor.look(1).next is None


def test_how_long_a_slip_can_be_taken_back_is_seen(database: Database) -> None:
    floor = Floor(database)
    floor.come()
    answer = floor.at(1, call.call_next)
    assert floor.look(1).undo_until_ms == answer.undo_until_ms == floor.now_ms + UNDO_WITHIN_MS
    floor.wait(seconds=UNDO_WITHIN_MS / 1000)
    assert floor.look(1).undo_until_ms is None


def test_a_long_list_is_cut_off(sqlite_database: Database) -> None:
    floor = Floor(sqlite_database)
    first = floor.come()
    for _ in range(MOST_LISTED):
        floor.come()
    seen = floor.look(1).waiting
    assert len(seen) == MOST_LISTED
    assert seen[0].public_id == first


def test_the_list_of_today_is_empty_tomorrow(database: Database) -> None:
    floor = Floor(database)
    floor.come()
    floor.wait(24 * 60)
    assert (floor.look(1).waiting, floor.look(1).next) == ([], None)


def test_a_counter_that_does_not_exist_cannot_be_looked_at(sqlite_database: Database) -> None:
    floor = Floor(sqlite_database)
    with floor.refuses(Refusal.NO_SUCH_COUNTER):
        floor.look(77, by=1)


@pytest.mark.parametrize("by", [1, 2])
def test_a_colleague_may_look_too(sqlite_database: Database, by: int) -> None:
    floor = Floor(sqlite_database)
    citizen = floor.come()
    assert called(floor.at(1, call.call_next)) == citizen
    seen = floor.look(1, by=by).ticket
    assert seen is not None
    assert seen.public_id == citizen
