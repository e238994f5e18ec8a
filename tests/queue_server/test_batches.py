"""Commands that share a commit: each is done as if it were alone, whatever becomes of the others."""

import threading
from collections.abc import Callable, Sequence
from functools import partial
from typing import Any

import pytest
from sqlalchemy import Connection
from sqlalchemy.exc import IntegrityError

from models.store.database import Database, Work
from models.store.hall_log import feed_seq
from models.store.hall_setup import seats
from models.store.hall_staff import Answered, Staff, save_answer
from queue_server import call
from queue_server.at_desk import Desk, DeskAnswer
from queue_server.issue import IssuedTicket, Wish, issue_ticket
from queue_server.refusal import Refused
from queue_server.undo import undo
from tests.helpers.halls import HALL, desk, moment_ms, seat, set_up_hall, whole_log

NOW_MS = moment_ms(8)
PATIENCE_S = 10


@pytest.fixture
def staff(database: Database) -> Staff:
    people = set_up_hall(database)
    seat(database, people[0], 1)
    return people[0]


def together(database: Database, works: Sequence[Work[Any]]) -> list[Any]:
    """What `works`, which come while the writer is busy, answer or fail with."""
    busy, go_on = threading.Event(), threading.Event()

    def hold(_connection: Connection) -> None:
        busy.set()
        go_on.wait(PATIENCE_S)

    held = database.write(hold)
    assert busy.wait(PATIENCE_S), "the writer did not begin"
    futures = [database.write(work) for work in works]
    go_on.set()
    held.result(PATIENCE_S)
    return [future.exception(PATIENCE_S) or future.result() for future in futures]


def issuing(staff: Staff, key: str) -> Work[IssuedTicket]:
    return partial(
        issue_ticket,
        hall=HALL,
        staff=staff,
        wish=Wish(service_ids=["a"]),
        public_id=key.encode().hex().ljust(32, "0"),
        key=key,
        now_ms=NOW_MS,
    )


def at_counter(use_case: Callable[[Connection, Desk, int], DeskAnswer], at: Desk) -> Work[DeskAnswer]:
    return lambda connection: use_case(connection, at, NOW_MS)


def test_a_command_that_fails_at_its_end_leaves_no_gap_and_uses_up_no_number(
    database: Database, staff: Staff
) -> None:
    def fail(connection: Connection) -> None:
        issuing(staff, "key-lost")(connection)
        raise ValueError("no")

    first, failed, second = together(database, [issuing(staff, "key-1"), fail, issuing(staff, "key-2")])
    assert isinstance(failed, ValueError)
    assert [first.number, second.number] == ["A9-001", "A9-002"]
    assert [event.body["number"] for event in whole_log(database)] == ["A9-001", "A9-002"]


def test_who_is_refused_before_anything_is_written_costs_the_others_nothing(
    database: Database, staff: Staff
) -> None:
    done = []

    def refuse(connection: Connection) -> DeskAnswer:
        return call.call_next(connection, desk(staff, 99, "key-nowhere"), NOW_MS)

    def issue(connection: Connection) -> IssuedTicket:
        done.append("issued")
        return issuing(staff, "key-1")(connection)

    issued, refused = together(database, [issue, refuse])
    assert (issued.number, type(refused)) == ("A9-001", Refused)
    assert done == ["issued"]


def test_what_the_database_refuses_at_the_end_fails_only_the_command_that_left_it(
    database: Database, staff: Staff
) -> None:
    answered = Answered(order="-", answer={})

    def answer_again(connection: Connection) -> None:
        save_answer(connection, "staff:s1", "key-known", answered, NOW_MS)

    database.write(answer_again).result()
    first, refused, second = together(
        database, [issuing(staff, "key-1"), answer_again, issuing(staff, "key-2")]
    )
    assert isinstance(refused, IntegrityError)
    assert [first.number, second.number] == ["A9-001", "A9-002"]
    assert len(whole_log(database)) == 2


def test_what_cannot_be_put_into_words_of_the_database_fails_only_itself(
    database: Database, staff: Staff
) -> None:
    def answer(connection: Connection) -> None:
        save_answer(connection, "staff:\ud800", "key-known", Answered(order="-", answer={}), NOW_MS)

    refused, issued = together(database, [answer, issuing(staff, "key-1")])
    assert isinstance(refused, Exception)
    assert issued.number == "A9-001"


def test_the_same_command_twice_in_one_commit_is_done_once(database: Database, staff: Staff) -> None:
    first, again = together(database, [issuing(staff, "key-1"), issuing(staff, "key-1")])
    assert first == again
    calling = at_counter(call.call_next, desk(staff, 1, "key-call"))
    called, called_again = together(database, [calling, calling])
    assert called.ticket.number == "A9-001"
    assert called == called_again
    assert len(whole_log(database)) == 2


def test_a_call_is_taken_back_in_the_commit_in_which_it_was_made(database: Database, staff: Staff) -> None:
    calling = at_counter(call.call_next, desk(staff, 1, "key-call"))
    taking_back = at_counter(undo, desk(staff, 1, "key-undo"))
    _, called, undone, called_again = together(
        database,
        [
            issuing(staff, "key-1"),
            calling,
            taking_back,
            at_counter(call.call_next, desk(staff, 1, "key-again")),
        ],
    )
    assert undone.ticket is None  # nobody stands at the counter then
    assert called.ticket.number == called_again.ticket.number == "A9-001"


def test_what_is_left_for_the_end_of_a_commit_is_read_in_the_middle_of_it(
    database: Database, staff: Staff
) -> None:
    calling = at_counter(call.call_next, desk(staff, 1, "key-call"))

    def look(connection: Connection) -> tuple[int, bool]:
        return feed_seq(connection, HALL.id), seats(connection, HALL.id)[0].undo is not None

    _, _, seen, issued = together(database, [issuing(staff, "key-1"), calling, look, issuing(staff, "key-2")])
    assert seen == (2, True)
    assert issued.number == "A9-002"
    assert [event.seq for event in whole_log(database)] == [1, 2, 3]
