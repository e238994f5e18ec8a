"""No way leads from a state of a ticket that the table does not have."""

from collections.abc import Callable
from contextlib import suppress
from dataclasses import replace

import pytest

from models.store.database import Database
from models.store.hall_log import read_all
from models.store.hall_tickets import StaleTicket, save_ticket
from models.ticket import AT_COUNTER, MOVES, IllegalMove, Move, TicketState
from queue_server import attend, call, line
from queue_server.attend import Goal
from queue_server.check_in import check_in
from queue_server.refusal import Refused
from tests.helpers.floor import Floor
from tests.helpers.halls import HALL


def the_day_after(floor: Floor) -> int:
    floor.wait(24 * 60)
    return floor.keep_up()


# Every command that could make a move, given to the ticket or to whoever stands at its counter.
COMMANDS: dict[Move, list[Callable[[Floor, str], object]]] = {
    Move.CHECK_IN: [lambda floor, it: floor.line(check_in, it)],
    Move.CALL: [lambda floor, it: floor.at(1, call.call_next)],
    Move.RECALL: [lambda floor, it: floor.at(1, call.recall)],
    Move.SERVE: [lambda floor, it: floor.at(1, attend.serve)],
    Move.SET_PRIORITY: [
        lambda floor, it: floor.at(1, attend.set_priority, "merit"),
        lambda floor, it: floor.line(line.prioritise, it, priority="merit"),
    ],
    Move.ADD_SERVICE: [lambda floor, it: floor.at(1, attend.add_service, "b")],
    Move.HOLD: [lambda floor, it: floor.at(1, attend.hold, 5, "")],
    Move.RESUME: [lambda floor, it: floor.at(1, attend.resume, it)],
    Move.RELEASE: [lambda floor, it: floor.keep_up()],
    Move.TRANSFER: [
        lambda floor, it: floor.at(1, attend.transfer, Goal(service_id="b"), ""),
        lambda floor, it: floor.line(line.redirect, it, goal=Goal(service_id="b"), reason=""),
    ],
    Move.CONTINUE_HERE: [lambda floor, it: floor.at(1, attend.finish)],
    Move.CONTINUE_ELSEWHERE: [lambda floor, it: floor.at(1, attend.finish)],
    Move.FINISH: [lambda floor, it: floor.at(1, attend.finish)],
    Move.MARK_NO_SHOW: [lambda floor, it: floor.at(1, call.no_show)],
    Move.REJOIN: [lambda floor, it: floor.line(line.rejoin, it)],
    Move.CANCEL: [lambda floor, it: floor.line(line.cancel, it, reason="")],
    Move.EXPIRE: [lambda floor, it: the_day_after(floor)],
}
LATER = {Move.CONTINUE_HERE: ("a",), Move.CONTINUE_ELSEWHERE: ("b",)}


def standing(database: Database, state: TicketState, move: Move) -> tuple[Floor, str]:
    """The floor with one ticket, which stands in `state` with everything else as favourable as can be."""
    floor = Floor(database)
    citizen = floor.come()
    ticket = floor.ticket(citizen)
    held = state is TicketState.HELD
    placed = replace(
        ticket,
        state=state,
        counter_number=1,
        called_at_ms=floor.now_ms,
        held_by="s1" if held else None,
        held_until_ms=floor.now_ms if held else None,
        then_service_ids=LATER.get(move, ()),
    )
    database.write(lambda connection: save_ticket(connection, ticket, placed)).result()
    return floor, citizen


@pytest.mark.parametrize(("state", "move"), sorted(MOVES))
def test_every_way_in_the_table_is_taken_by_a_command(
    sqlite_database: Database, state: TicketState, move: Move
) -> None:
    floor, citizen = standing(sqlite_database, state, move)
    for command in COMMANDS[move]:  # one is for who stands at the counter, the other for who does not
        with suppress(Refused):
            command(floor, citizen)
            break
    assert floor.ticket(citizen).state is MOVES[state, move]
    assert floor.ticket(citizen).version > 1


@pytest.mark.parametrize(
    ("state", "move"),
    [(state, move) for state in TicketState for move in Move if (state, move) not in MOVES],
)
def test_no_command_takes_a_way_the_table_does_not_have(
    sqlite_database: Database, state: TicketState, move: Move
) -> None:
    floor, citizen = standing(sqlite_database, state, move)
    stands = floor.ticket(citizen)
    if move is Move.CALL and state in AT_COUNTER:
        floor.at(2, call.call_next)  # calling from counter 1 would finish who is there, as it should
        floor.at(3, call.call_next)
        assert floor.ticket(citizen) == stands
        return
    for command in COMMANDS[move]:
        before = floor.everything()
        try:
            command(floor, citizen)
        except (Refused, IllegalMove, StaleTicket):
            assert floor.everything() == before
        else:  # "nobody waits" and "nothing is due" are answers
            assert move in (Move.CALL, Move.RELEASE, Move.EXPIRE)
            assert floor.ticket(citizen) == stands


def test_the_log_of_a_ticket_is_empty_of_what_was_refused(sqlite_database: Database) -> None:
    floor, citizen = standing(sqlite_database, TicketState.FINISHED, Move.FINISH)
    for move, commands in COMMANDS.items():
        if move in (Move.CALL, Move.RELEASE, Move.EXPIRE):
            continue
        for command in commands:
            with pytest.raises((Refused, IllegalMove)):
                command(floor, citizen)
    told = sqlite_database.read(lambda connection: list(read_all(connection, HALL.id))).result()
    assert len(told) == 1  # that it was issued
