"""Who waits, as far as choosing the next citizen needs to know it."""

import re
from dataclasses import replace
from datetime import date
from functools import partial
from typing import Any

import pytest
from sqlalchemy import event, insert
from sqlalchemy.engine import Engine

from models.calling.discipline import CALLS_SEEN, LINE_SEEN
from models.calling.policy import CLASSES
from models.store.database import Connection, Database
from models.store.hall_line import (
    Pool,
    ahead_of,
    first_in_line,
    first_of_each_group,
    forget_overtaking,
    last_calls,
    record_overtaking,
    waiting_for,
)
from models.store.hall_tables import ticket as ticket_table
from models.store.hall_tickets import admit
from models.ticket import Ticket, TicketState
from tests.helpers.halls import HALL, moment_ms, set_up_hall

TODAY = date(2026, 11, 20)
NOW_MS = moment_ms(8)
PRIORITIES = [one.id for one in CLASSES]
POOL = Pool(hall_id=HALL.id, service_day=TODAY, service_ids=["a", "b"], sent_to=("counter:1", "staff:s1"))


def ticket(nth: int, service_id: str = "a", minutes: float = 0, **changes: Any) -> Ticket:
    """Somebody who came so many minutes after eight."""
    came_ms = NOW_MS + round(minutes * 60_000)
    return replace(
        Ticket(
            id=f"K1.1.{nth:06d}",
            issuer_id="K1",
            public_id=f"{nth:032x}",
            service_id=service_id,
            service_day=TODAY,
            number=f"{service_id.upper()}1-{nth:03d}",
            arrived_at_ms=came_ms,
            counts_from_ms=came_ms,
        ),
        **changes,
    )


@pytest.fixture
def hall(database: Database) -> Database:
    set_up_hall(database)
    return database


def let_in(database: Database, *tickets: Ticket) -> None:
    def work(connection: Connection) -> None:
        for one in tickets:
            admit(connection, HALL.id, one)

    database.write(work).result()


def heads(database: Database, pool: Pool = POOL) -> list[int]:
    """The numbers of the first of each group."""
    found = database.read(partial(first_of_each_group, pool=pool, priorities=PRIORITIES)).result()
    return [int(one.ticket.id[-6:]) for one in found]


def test_the_first_of_each_service_and_class_stand_in_order_of_turn(hall: Database) -> None:
    let_in(
        hall,
        ticket(1, "a", 5),
        ticket(2, "a", 4),
        ticket(3, "b", 3),
        ticket(4, "b", 9),
        ticket(5, "a", 6, priority="elderly"),
        ticket(6, "a", 7, priority="elderly"),
        ticket(7, "b", 1, priority="appointment"),
    )
    assert heads(hall) == [7, 3, 2, 5]


def test_of_two_who_came_at_the_same_moment_the_earlier_entry_is_first(hall: Database) -> None:
    let_in(hall, ticket(2, "a"), ticket(1, "a"))
    assert heads(hall) == [1]


def test_only_who_waits_today_for_these_services_is_seen(hall: Database) -> None:
    let_in(
        hall,
        *(ticket(nth, state=state) for nth, state in enumerate(TicketState, start=1)),
        ticket(50, service_day=date(2026, 11, 19)),
    )
    waiting = list(TicketState).index(TicketState.WAITING) + 1
    assert heads(hall) == [waiting]
    assert heads(hall, replace(POOL, service_ids=["b"])) == []
    assert heads(hall, replace(POOL, service_ids=[], sent_to=())) == []


def test_who_is_sent_somewhere_is_seen_there_alone_and_whatever_the_service(hall: Database) -> None:
    let_in(
        hall,
        ticket(1, "a", sent_to="counter:1"),
        ticket(2, "b", sent_to="staff:s1"),
        ticket(3, "b", 1, sent_to="staff:s1"),
        ticket(4, "a", sent_to="counter:2"),
    )
    assert heads(hall) == [1, 2]
    assert heads(hall, replace(POOL, service_ids=[])) == [1, 2]
    assert heads(hall, replace(POOL, sent_to=("counter:2",))) == [4]
    assert heads(hall, replace(POOL, sent_to=())) == []


def test_all_who_are_sent_to_somebody_are_found_when_they_leave(hall: Database) -> None:
    let_in(
        hall,
        ticket(1, "a", 2, sent_to="counter:1"),
        ticket(2, "b", 1, sent_to="counter:1"),
        ticket(3, "a", 0, sent_to="staff:s1"),
        ticket(4, "a", 0, sent_to="counter:1", state=TicketState.CANCELLED),
        ticket(5, "a", 0),
    )

    def found(*marks: str) -> list[int]:
        those = hall.read(lambda c: waiting_for(c, HALL.id, TODAY, marks)).result()
        return [int(one.id[-6:]) for one in those]

    assert found("counter:1") == [2, 1]
    assert found("counter:1", "staff:s1") == [3, 2, 1]
    assert found() == []


def test_the_line_is_cut_off_where_nobody_can_foresee_any_more(hall: Database) -> None:
    let_in(
        hall,
        *(ticket(nth, "ab"[nth % 2], LINE_SEEN - nth) for nth in range(1, LINE_SEEN + 9)),
        ticket(900, "a", -99, sent_to="counter:1"),
    )
    line = hall.read(partial(first_in_line, pool=POOL, priorities=PRIORITIES)).result()
    assert line == [NOW_MS + minutes * 60_000 for minutes in range(-8, LINE_SEEN - 8)]


def test_who_gives_no_service_has_no_line(hall: Database) -> None:
    let_in(hall, ticket(1))
    nothing = replace(POOL, service_ids=[])
    assert hall.read(partial(first_in_line, pool=nothing, priorities=PRIORITIES)).result() == []


def test_the_last_calls_are_those_of_this_line(hall: Database) -> None:
    let_in(
        hall,
        *(
            ticket(nth, "a", called_at_ms=NOW_MS + nth, state=TicketState.FINISHED)
            for nth in range(1, CALLS_SEEN + 4)
        ),
        ticket(900, "tax", called_at_ms=NOW_MS + 999),
        ticket(901, "a", called_at_ms=NOW_MS + 999, service_day=date(2026, 11, 19)),
    )
    calls = hall.read(partial(last_calls, pool=POOL)).result()
    assert calls == [NOW_MS + nth for nth in range(4, CALLS_SEEN + 4)]
    assert hall.read(partial(last_calls, pool=replace(POOL, service_ids=[]))).result() == []


def test_only_those_who_came_before_and_still_wait_are_ahead(hall: Database) -> None:
    mine = ticket(9, "a", 9)
    let_in(
        hall,
        ticket(1, "a", 0),
        ticket(2, "a", 1),
        ticket(3, "b", 0),
        ticket(4, "a", 20),
        ticket(5, "a", 0, state=TicketState.CALLED),
        mine,
    )
    assert hall.read(lambda c: ahead_of(c, HALL.id, mine)).result() == 2


# ---- overtaking ----


def overtaken(database: Database, one: Ticket) -> int:
    found = database.read(partial(first_of_each_group, pool=POOL, priorities=PRIORITIES)).result()
    return next(head.overtaken for head in found if head.ticket.id == one.id)


def record(database: Database, called: Ticket, *service_ids: str) -> None:
    database.write(partial(record_overtaking, called=called, service_ids=service_ids)).result()


def test_who_came_before_was_overtaken_and_who_came_after_was_not(hall: Database) -> None:
    before, called, after = ticket(1, "a", 0), ticket(2, "b", 5), ticket(3, "a", 9, priority="elderly")
    let_in(hall, before, called, after)
    record(hall, called, "a")
    assert (overtaken(hall, before), overtaken(hall, after)) == (1, 0)


def test_of_two_who_came_at_the_same_moment_the_earlier_entry_can_be_overtaken(hall: Database) -> None:
    """Appointments of one slot all count from the same moment."""
    first, second = ticket(1, "a", 0), ticket(2, "a", 0, priority="elderly")
    let_in(hall, first, second)
    record(hall, second, "a")
    assert (overtaken(hall, first), overtaken(hall, second)) == (1, 0)


def test_one_call_overtakes_in_several_services_and_is_taken_back_in_all(hall: Database) -> None:
    one, other, called = ticket(1, "a"), ticket(2, "b"), ticket(3, "a", 5)
    let_in(hall, one, other, called)
    record(hall, called, "a", "b")
    record(hall, replace(called, version=4), "a")
    assert (overtaken(hall, one), overtaken(hall, other)) == (2, 1)
    hall.write(partial(forget_overtaking, called=called)).result()
    assert (overtaken(hall, one), overtaken(hall, other)) == (1, 0)


# ---- what one call costs ----


def fill(database: Database, count: int) -> None:
    """So many people who wait, of both services and all classes."""
    let_in(database, ticket(0))

    def work(connection: Connection) -> None:
        rows = [
            {
                **vars(ticket(nth, "ab"[nth % 2], nth / 100, priority=PRIORITIES[nth % len(PRIORITIES)])),
                "hall_id": HALL.id,
                "then_service_ids": [],
            }
            for nth in range(1, count)
        ]
        connection.execute(insert(ticket_table), rows)

    database.write(work).result()


def look_as_a_call_does(connection: Connection) -> int:
    found = first_of_each_group(connection, POOL, PRIORITIES)
    line = first_in_line(connection, POOL, PRIORITIES)
    return len(found) + len(line) + len(last_calls(connection, POOL))


def test_a_call_reads_the_same_with_a_thousand_waiting_as_with_many_more(sqlite_database: Database) -> None:
    """SQLite says how far each step of its program got: rows are not read that are not asked for."""

    def steps() -> int:
        taken = 0

        def another() -> int:
            nonlocal taken
            taken += 1
            return 0

        def work(connection: Connection) -> None:
            look_as_a_call_does(connection)  # statements are put together once
            driver: Any = connection.connection.driver_connection
            driver.set_progress_handler(another, 1)
            look_as_a_call_does(connection)
            driver.set_progress_handler(None, 0)

        sqlite_database.read(work).result()
        return taken

    set_up_hall(sqlite_database)
    fill(sqlite_database, 1000)
    few = steps()

    def empty(connection: Connection) -> None:
        connection.execute(ticket_table.delete())

    sqlite_database.write(empty).result()
    fill(sqlite_database, 8000)
    assert steps() < 1.1 * few


def test_no_statement_of_a_call_sorts_or_scans_the_queue(sqlite_database: Database) -> None:
    set_up_hall(sqlite_database)
    fill(sqlite_database, 5000)
    plans: list[str] = []

    def explain(
        _connection: Connection, cursor: Any, statement: str, parameters: Any, _context: Any, _many: bool
    ) -> None:
        if statement.startswith("SELECT"):
            cursor.execute(f"EXPLAIN QUERY PLAN {statement}", parameters)
            plans.extend(row[-1] for row in cursor.fetchall())

    event.listen(Engine, "before_cursor_execute", explain)
    try:
        sqlite_database.read(look_as_a_call_does).result()
    finally:
        event.remove(Engine, "before_cursor_execute", explain)
    looked = [plan for plan in plans if re.search(r"\b(ticket|overtaking)\b", plan)]
    assert looked
    assert [plan for plan in looked if plan.startswith("SCAN") or "TEMP B-TREE" in plan] == []
