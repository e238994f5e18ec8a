"""What every command has in common: done once, by somebody of this hall, at a moment that can be."""

from collections.abc import Callable
from dataclasses import replace
from functools import partial
from typing import Any

import pytest

from models.hall import Hall
from models.store.database import Database
from models.store.hall_log import MOST_STEP_BACK_MS, ClockWentBack
from models.store.hall_tickets import StaleTicket
from models.ticket import Outcome
from queue_server import attend, call, line
from queue_server.attend import Goal
from queue_server.check_in import check_in
from queue_server.desk import close_counter, open_counter, pause_counter, resume_counter
from queue_server.order import Order
from queue_server.refusal import Refusal
from queue_server.undo import undo
from tests.helpers.floor import Floor, called
from tests.helpers.halls import desk, issue, moment_ms, whole_log

Command = Callable[[Floor, str], Any]

# Every command there is, under a key of the caller's choice.
COMMANDS: dict[str, Command] = {
    "next": lambda floor, key: floor.at(1, call.call_next, key=key),
    "recall": lambda floor, key: floor.at(1, call.recall, key=key),
    "serve": lambda floor, key: floor.at(1, attend.serve, key=key),
    "no-show": lambda floor, key: floor.at(1, call.no_show, key=key),
    "undo": lambda floor, key: floor.at(1, undo, key=key),
    "finish": lambda floor, key: floor.at(1, attend.finish, Outcome.DONE, key=key),
    "hold": lambda floor, key: floor.at(1, attend.hold, 5, "", key=key),
    "transfer": lambda floor, key: floor.at(1, attend.transfer, Goal(service_id="b"), "", key=key),
    "add-service": lambda floor, key: floor.at(1, attend.add_service, "b", key=key),
    "priority": lambda floor, key: floor.at(1, attend.set_priority, "merit", key=key),
    "open": lambda floor, key: floor.counter(1, open_counter, key=key),
    "pause": lambda floor, key: floor.counter(1, pause_counter, key=key, reason="lunch"),
    "go on": lambda floor, key: floor.counter(1, resume_counter, key=key),
    "close": lambda floor, key: floor.counter(1, close_counter, key=key),
    "issue": lambda floor, key: floor.come("a b", key=key),
}
# The same key for the same command with something else in it.
OTHERWISE: dict[str, tuple[Command, Command]] = {
    "finish": (COMMANDS["finish"], lambda floor, key: floor.at(1, attend.finish, Outcome.REFUSED, key=key)),
    "hold": (COMMANDS["hold"], lambda floor, key: floor.at(1, attend.hold, 6, "", key=key)),
    "hold, why": (COMMANDS["hold"], lambda floor, key: floor.at(1, attend.hold, 5, "copy", key=key)),
    "transfer": (
        COMMANDS["transfer"],
        lambda floor, key: floor.at(1, attend.transfer, Goal(counter=3), "", key=key),
    ),
    "add-service": (
        COMMANDS["add-service"],
        lambda floor, key: floor.at(1, attend.add_service, "a", key=key),
    ),
    "priority": (
        COMMANDS["priority"],
        lambda floor, key: floor.at(1, attend.set_priority, "elderly", key=key),
    ),
    "pause": (COMMANDS["pause"], lambda floor, key: floor.counter(1, pause_counter, key=key, reason="fire")),
    "issue": (COMMANDS["issue"], lambda floor, key: floor.come("a", key=key)),
    "issue, class": (COMMANDS["issue"], lambda floor, key: floor.come("a b", key=key, priority="elderly")),
    "another command": (COMMANDS["next"], COMMANDS["open"]),
    "another counter": (
        COMMANDS["pause"],
        lambda floor, key: floor.counter(3, pause_counter, by=1, key=key, reason="lunch"),
    ),
}


def ready_for(name: str, database: Database) -> Floor:
    """The floor with a citizen called to counter 1, so that the command can be done; none to close it."""
    floor = Floor(database)
    if name != "close":
        floor.come("a b")
        floor.at(1, call.call_next)
    floor.come("a b")
    return floor


@pytest.mark.parametrize("name", COMMANDS)
def test_a_command_that_comes_again_gets_the_first_answer_and_changes_nothing(
    database: Database, name: str
) -> None:
    floor = ready_for(name, database)
    first = COMMANDS[name](floor, "one-key")
    before = floor.everything()
    for minutes in (0, 30, 24 * 60):
        floor.wait(minutes)
        assert COMMANDS[name](floor, "one-key") == first
    assert floor.everything() == before


@pytest.mark.parametrize("name", OTHERWISE)
def test_a_key_that_was_used_for_something_else_is_refused(database: Database, name: str) -> None:
    floor = ready_for("next", database)
    one, other = OTHERWISE[name]
    one(floor, "one-key")
    with floor.refuses(Refusal.KEY_CONFLICT):
        other(floor, "one-key")


def test_two_people_may_use_the_same_key(database: Database) -> None:
    floor = Floor(database)
    first, second = floor.come(), floor.come()
    assert called(floor.at(1, call.call_next, key="one-key")) == first
    assert called(floor.at(3, call.call_next, key="one-key")) == second


@pytest.mark.parametrize("name", sorted(set(COMMANDS) - {"open", "close", "issue"}))
def test_a_command_that_was_refused_may_be_given_again_under_its_key(
    sqlite_database: Database, name: str
) -> None:
    """What was not done is not remembered: the person mends what stood in the way and presses once more."""
    floor = Floor(sqlite_database, seated=False)
    with floor.refuses(Refusal.COUNTER_NOT_YOURS):
        COMMANDS[name](floor, "one-key")
    floor.come("a b")
    floor.counter(1, open_counter)
    if name != "next":
        floor.at(1, call.call_next)
    COMMANDS[name](floor, "one-key")


@pytest.mark.parametrize("name", sorted(set(COMMANDS) - {"issue"}))
def test_a_counter_that_does_not_exist_takes_no_command(sqlite_database: Database, name: str) -> None:
    floor = ready_for("next", sqlite_database)
    at, counter = floor.at, floor.counter
    floor.at = lambda number, *a, **k: at(77, *a, by=number, **k)  # type: ignore[method-assign]
    floor.counter = lambda number, *a, **k: counter(77, *a, by=number, **k)  # type: ignore[method-assign]
    with floor.refuses(Refusal.NO_SUCH_COUNTER):
        COMMANDS[name](floor, "one-key")


@pytest.mark.parametrize("name", sorted(set(COMMANDS) - {"issue", "open"}))
def test_a_counter_somebody_else_sits_at_takes_no_command(sqlite_database: Database, name: str) -> None:
    floor = ready_for("next", sqlite_database)
    floor.people[0] = floor.people[1]
    with floor.refuses(Refusal.COUNTER_NOT_YOURS):
        COMMANDS[name](floor, "one-key")


@pytest.mark.parametrize("name", COMMANDS)
def test_who_works_in_another_hall_commands_nothing_here(sqlite_database: Database, name: str) -> None:
    floor = ready_for("next", sqlite_database)
    floor.people[0] = replace(floor.people[0], hall_id="another")
    with floor.refuses(Refusal.WRONG_HALL):
        COMMANDS[name](floor, "one-key")


@pytest.mark.parametrize("use_case", [call.call_next, attend.serve])
def test_a_hall_takes_no_command_for_another(sqlite_database: Database, use_case: Any) -> None:
    floor = ready_for("next", sqlite_database)
    other = Hall(id="another", authority="", centre="", name="")
    at = replace(desk(floor.people[0], 1, "key"), hall=other)
    with floor.refuses(Refusal.WRONG_HALL):
        sqlite_database.write(partial(use_case, desk=at, now_ms=floor.now_ms)).result()
    with floor.refuses(Refusal.WRONG_HALL):
        issue(sqlite_database, floor.people[0], "a", "key", floor.now_ms, hall=other)
    with floor.refuses(Refusal.WRONG_HALL):
        Order.of(other, floor.people[0], "key")


# ---- stale pages ----


@pytest.mark.parametrize(
    "name", ["next", "recall", "serve", "finish", "hold", "transfer", "priority", "undo"]
)
def test_who_saw_another_version_of_the_ticket_is_told(sqlite_database: Database, name: str) -> None:
    floor = ready_for("next", sqlite_database)
    at = floor.at
    for seen in (1, 3):
        floor.at = partial(at, version=seen)  # type: ignore[method-assign]
        with floor.refuses(StaleTicket):
            COMMANDS[name](floor, "one-key")
    floor.at = partial(at, version=2)  # type: ignore[method-assign]
    COMMANDS[name](floor, "one-key")


@pytest.mark.parametrize(
    "name", ["next", "recall", "serve", "finish", "hold", "transfer", "priority", "undo"]
)
def test_who_saw_another_citizen_at_the_counter_is_told(sqlite_database: Database, name: str) -> None:
    floor = ready_for("next", sqlite_database)
    here = called(floor.at(1, call.call_next, key="who-is-here"))
    there = floor.look(1).ticket
    assert there is not None
    at = floor.at
    floor.at = partial(at, seen=floor.come())  # type: ignore[method-assign]
    with floor.refuses(StaleTicket):
        COMMANDS[name](floor, "one-key")
    floor.at = partial(at, seen=there.public_id)  # type: ignore[method-assign]
    COMMANDS[name](floor, "one-key")
    assert here == there.public_id


# ---- the clock ----

# Those that write an event; "go on" has nothing to say at a counter that is not paused.
TELLING = sorted(set(COMMANDS) - {"go on", "undo"})


@pytest.mark.parametrize("name", TELLING)
def test_a_clock_that_went_far_back_stops_every_command(sqlite_database: Database, name: str) -> None:
    floor = ready_for(name, sqlite_database)
    floor.now_ms -= MOST_STEP_BACK_MS + 1
    with floor.refuses(ClockWentBack):
        COMMANDS[name](floor, "one-key")


@pytest.mark.parametrize("name", TELLING)
def test_a_clock_that_was_set_a_little_back_waits_for_itself(sqlite_database: Database, name: str) -> None:
    floor = ready_for(name, sqlite_database)
    last_ms = whole_log(sqlite_database)[-1].at_ms
    floor.now_ms -= MOST_STEP_BACK_MS
    COMMANDS[name](floor, "one-key")
    assert whole_log(sqlite_database)[-1].at_ms == last_ms


@pytest.mark.parametrize("deed", ["check-in", "cancel", "rejoin", "redirect", "prioritise"])
def test_a_clock_that_went_far_back_stops_what_happens_in_the_line(
    sqlite_database: Database, deed: str
) -> None:
    floor = Floor(sqlite_database, now_ms=moment_ms(8))
    booked, missed, waits = floor.book(moment_ms(9)), floor.come(), floor.come()
    assert called(floor.at(1, call.call_next)) == missed
    floor.at(1, call.no_show)
    floor.now_ms += MOST_STEP_BACK_MS
    floor.come()
    floor.now_ms -= MOST_STEP_BACK_MS + 1
    tries: dict[str, Callable[[], object]] = {
        "check-in": lambda: floor.line(check_in, booked),
        "cancel": lambda: floor.line(line.cancel, waits, reason=""),
        "rejoin": lambda: floor.line(line.rejoin, missed),
        "redirect": lambda: floor.line(line.redirect, waits, goal=Goal(service_id="b"), reason=""),
        "prioritise": lambda: floor.line(line.prioritise, waits, priority="merit"),
    }
    with floor.refuses(ClockWentBack):
        tries[deed]()
