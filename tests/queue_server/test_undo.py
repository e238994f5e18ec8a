"""Taking back a slip of the finger."""

from collections.abc import Callable
from dataclasses import replace

import pytest
from sqlalchemy import func, select

from models.store.database import Database
from models.store.hall_tables import overtaking
from models.store.hall_tickets import StaleTicket
from models.ticket import UNDO_WITHIN_MS, EventKind, Ticket, TicketState
from queue_server import attend, call, line
from queue_server.attend import Goal
from queue_server.desk import close_counter, open_counter, pause_counter
from queue_server.refusal import Refusal
from queue_server.undo import undo
from tests.helpers.floor import Floor, called
from tests.helpers.halls import view, whole_log

Scene = Callable[[Floor], str]


def a_call(floor: Floor) -> str:
    citizen = floor.come()
    floor.at(1, call.call_next)
    return citizen


def a_service(floor: Floor) -> str:
    citizen = a_call(floor)
    floor.at(1, attend.serve)
    return citizen


def held(floor: Floor) -> str:
    citizen = a_service(floor)
    floor.at(1, attend.hold, 10, "")
    return citizen


def of_two_parts(later: str, at: int) -> Scene:
    def scene(floor: Floor) -> str:
        citizen = floor.come(f"a {later}")
        floor.at(at, call.call_next)
        return citizen

    return scene


# The scene before, at which counter, and the command that is taken back.
UNDOABLE_COMMANDS: dict[str, tuple[Scene, int, Callable[[Floor, str], object]]] = {
    "call": (lambda floor: floor.come(), 1, lambda floor, _: floor.at(1, call.call_next)),
    "serve": (a_call, 1, lambda floor, _: floor.at(1, attend.serve)),
    "hold a called": (a_call, 1, lambda floor, _: floor.at(1, attend.hold, 5, "")),
    "hold a served": (a_service, 1, lambda floor, _: floor.at(1, attend.hold, 5, "")),
    "resume": (held, 1, lambda floor, citizen: floor.at(1, attend.resume, citizen)),
    "transfer to a service": (
        a_service,
        1,
        lambda floor, _: floor.at(1, attend.transfer, Goal(service_id="b"), ""),
    ),
    "transfer to a counter": (a_call, 1, lambda floor, _: floor.at(1, attend.transfer, Goal(counter=3), "")),
    "go on here": (of_two_parts("b", 3), 3, lambda floor, _: floor.at(3, attend.finish)),
    "go on elsewhere": (of_two_parts("b", 1), 1, lambda floor, _: floor.at(1, attend.finish)),
    "finish": (a_service, 1, lambda floor, _: floor.at(1, attend.finish)),
    "no-show": (a_call, 1, lambda floor, _: floor.at(1, call.no_show)),
}


@pytest.mark.parametrize("name", UNDOABLE_COMMANDS)
def test_what_is_taken_back_is_as_it_was_before(database: Database, name: str) -> None:
    scene, number, command = UNDOABLE_COMMANDS[name]
    floor = Floor(database)
    citizen = scene(floor)
    floor.wait(1)
    before = floor.ticket(citizen)
    command(floor, citizen)
    done = floor.ticket(citizen)
    assert done != before
    floor.wait(seconds=UNDO_WITHIN_MS / 1000)
    floor.at(number, undo)
    assert floor.ticket(citizen) == replace(before, version=done.version + 1)
    event = whole_log(database)[-1]
    assert (event.kind, event.before, event.after) == (EventKind.MOVE_UNDONE, done.state, before.state)


@pytest.mark.parametrize("name", UNDOABLE_COMMANDS)
def test_after_ten_seconds_it_is_done(sqlite_database: Database, name: str) -> None:
    scene, number, command = UNDOABLE_COMMANDS[name]
    floor = Floor(sqlite_database)
    citizen = scene(floor)
    command(floor, citizen)
    floor.wait(seconds=UNDO_WITHIN_MS / 1000 + 0.001)
    with floor.refuses(Refusal.NOTHING_TO_UNDO):
        floor.at(number, undo)


def test_a_next_that_finished_one_and_called_another_is_taken_back_whole(database: Database) -> None:
    floor = Floor(database)
    first, second = a_service(floor), floor.come()
    before = [floor.ticket(one) for one in (first, second)]
    assert called(floor.at(1, call.call_next)) == second
    answer = floor.at(1, undo)
    assert called(answer) == first
    assert answer.undo_until_ms is None
    assert [replace(floor.ticket(one), version=0) for one in (first, second)] == [
        replace(ticket, version=0) for ticket in before
    ]
    assert [event.kind for event in whole_log(database)[-2:]] == [EventKind.MOVE_UNDONE] * 2
    shown = view(database, floor.now_ms).counters[0]
    assert (shown.ticket_number, shown.ticket_state) == (before[0].number, "serving")


def test_a_next_in_vain_that_finished_the_last_is_taken_back(database: Database) -> None:
    floor = Floor(database)
    citizen = a_service(floor)
    assert floor.at(1, call.call_next).ticket is None
    assert called(floor.at(1, undo)) == citizen
    assert floor.ticket(citizen).state is TicketState.SERVING


def test_a_call_that_is_taken_back_has_overtaken_nobody(database: Database) -> None:
    def overtakings() -> int:
        return database.read(
            lambda connection: connection.scalar(select(func.count()).select_from(overtaking)) or 0
        ).result()

    floor = Floor(database)
    floor.come()
    elder = floor.come(priority="elderly")
    assert called(floor.at(1, call.call_next)) == elder
    assert overtakings() == 1
    floor.at(1, undo)
    assert overtakings() == 0


def test_a_citizen_whose_call_was_taken_back_is_still_sent_here_alone(database: Database) -> None:
    floor = Floor(database)
    citizen = a_service(floor)
    floor.at(1, attend.transfer, Goal(counter=3), "")
    assert called(floor.at(3, call.call_next)) == citizen
    floor.at(3, undo)
    assert floor.ticket(citizen).sent_to == "counter:3"


@pytest.mark.parametrize("heard", [call.recall, None, "priority", "add-service"])
def test_what_cannot_be_taken_back_hides_what_came_before_it(
    sqlite_database: Database, heard: object
) -> None:
    floor = Floor(sqlite_database)
    if heard is not None:
        a_call(floor)
    if heard == "priority":
        floor.at(1, attend.set_priority, "elderly")
    elif heard == "add-service":
        floor.at(1, attend.add_service, "b")
    elif heard is not None:
        answer = floor.at(1, call.recall)
        assert answer.undo_until_ms is None
    with floor.refuses(Refusal.NOTHING_TO_UNDO):
        floor.at(1, undo)


def test_a_next_that_did_nothing_cannot_be_taken_back(database: Database) -> None:
    floor = Floor(database)
    assert floor.at(1, call.call_next).undo_until_ms is None
    with floor.refuses(Refusal.NOTHING_TO_UNDO):
        floor.at(1, undo)


def test_nothing_is_taken_back_twice(database: Database) -> None:
    floor = Floor(database)
    a_call(floor)
    floor.at(1, undo)
    with floor.refuses(Refusal.NOTHING_TO_UNDO):
        floor.at(1, undo)


def test_the_same_undo_again_gets_the_first_answer(database: Database) -> None:
    floor = Floor(database)
    a_service(floor)
    floor.at(1, attend.finish)
    first = floor.at(1, undo, key="undo")
    before = floor.everything()
    assert floor.at(1, undo, key="undo") == first
    assert floor.everything() == before


@pytest.mark.parametrize("since", ["called elsewhere", "sent on", "cancelled", "rejoined"])
def test_what_somebody_moved_since_is_not_taken_back(database: Database, since: str) -> None:
    floor = Floor(database)
    citizen = a_call(floor)
    if since == "rejoined":
        floor.at(1, call.no_show)
        floor.line(line.rejoin, citizen)
    else:
        floor.at(1, attend.transfer, Goal(service_id="b"), "")
    if since == "called elsewhere":
        floor.at(2, call.call_next)
    elif since == "sent on":
        floor.line(line.redirect, citizen, goal=Goal(service_id="a"), reason="")
    elif since == "cancelled":
        floor.line(line.cancel, citizen, reason="")
    with floor.refuses(StaleTicket):
        floor.at(1, undo)


def test_half_of_a_command_is_never_taken_back(database: Database) -> None:
    floor = Floor(database)
    first = floor.come("a b")
    floor.at(1, call.call_next)
    second = floor.come()
    assert called(floor.at(1, call.call_next)) == second
    assert called(floor.at(2, call.call_next)) == first  # its second part has begun
    with floor.refuses(StaleTicket):
        floor.at(1, undo)


def test_only_who_sits_there_takes_back(sqlite_database: Database) -> None:
    floor = Floor(sqlite_database)
    a_call(floor)
    with floor.refuses(Refusal.COUNTER_NOT_YOURS):
        floor.at(1, undo, by=2)


@pytest.mark.parametrize("between", ["relieved", "moved and back", "opened again"])
def test_a_counter_that_was_opened_anew_has_nothing_to_take_back(
    sqlite_database: Database, between: str
) -> None:
    floor = Floor(sqlite_database)
    a_call(floor)
    person = 1
    if between == "relieved":
        person = 2
        floor.counter(1, open_counter, by=2)
    elif between == "moved and back":
        floor.at(1, attend.finish)
        floor.counter(3, open_counter, by=1)
        floor.counter(1, open_counter)
    else:
        floor.counter(1, open_counter)
    with floor.refuses(Refusal.NOTHING_TO_UNDO):
        floor.at(1, undo, by=person)


def test_a_pause_does_not_stop_a_call_from_being_taken_back(sqlite_database: Database) -> None:
    floor = Floor(sqlite_database)
    citizen = a_call(floor)
    floor.counter(1, pause_counter, reason="break")
    floor.at(1, undo)
    assert floor.ticket(citizen).state is TicketState.WAITING


def test_a_clock_that_went_back_takes_nothing_back(sqlite_database: Database) -> None:
    floor = Floor(sqlite_database)
    a_call(floor)
    floor.wait(seconds=-1)
    with floor.refuses(Refusal.NOTHING_TO_UNDO):
        floor.at(1, undo)


def test_an_undo_across_midnight_brings_the_ticket_back_into_its_own_day(database: Database) -> None:
    floor = Floor(database)
    floor.wait(16 * 60 - 0.1)  # 23:59:54
    citizen = a_call(floor)
    floor.wait(seconds=8)
    floor.at(1, undo)
    ticket: Ticket = floor.ticket(citizen)
    assert ticket.state is TicketState.WAITING
    assert called(floor.at(1, call.call_next)) is None


def test_a_finish_is_taken_back_even_when_the_counter_was_to_be_closed(database: Database) -> None:
    floor = Floor(database)
    citizen = a_service(floor)
    floor.at(1, attend.finish)
    floor.at(1, undo)
    with floor.refuses(Refusal.TICKET_AT_COUNTER):
        floor.counter(1, close_counter)
    assert floor.ticket(citizen).outcome is None
