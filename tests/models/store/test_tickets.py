"""The tickets of a hall in the database, below the use-cases."""

from dataclasses import replace
from datetime import date
from functools import partial

import pytest

from models.store.database import Connection, Database
from models.store.hall_tickets import (
    StaleTicket,
    TicketTaken,
    admit,
    ahead_of,
    find_ticket,
    move_ticket,
    take_next,
)
from models.ticket import IllegalMove, Move, Ticket, TicketState
from tests.helpers.halls import HALL, moment_ms, set_up_hall

TODAY = date(2026, 11, 20)
NOW_MS = moment_ms(8)
TICKET = Ticket(
    id="K1.1.1",
    issuer_id="K1",
    public_id="0" * 32,
    service_id="a",
    service_day=TODAY,
    number="A1-001",
    arrived_at_ms=NOW_MS,
)


def let_in(database: Database, ticket: Ticket = TICKET) -> None:
    database.write(partial(admit, hall_id=HALL.id, ticket=ticket)).result()


def stored(database: Database, ticket_id: str = TICKET.id) -> Ticket:
    found = database.read(partial(find_ticket, ticket_id=ticket_id)).result()
    assert found is not None
    return found


def call_next(database: Database) -> Ticket | None:
    return database.write(
        partial(
            take_next,
            hall_id=HALL.id,
            service_day=TODAY,
            service_ids=["a"],
            counter_number=1,
            now_ms=NOW_MS,
        )
    ).result()


def test_a_ticket_is_found_as_it_was_let_in(database: Database) -> None:
    set_up_hall(database)
    let_in(database)
    assert stored(database) == TICKET


@pytest.mark.parametrize(
    "other",
    [
        replace(TICKET, public_id="1" * 32, number="A1-002"),
        replace(TICKET, id="K1.1.2", number="A1-002"),
        replace(TICKET, id="K1.1.2", public_id="1" * 32),
    ],
    ids=["same id", "same public id", "same number of the day"],
)
def test_no_two_tickets_share_a_name(database: Database, other: Ticket) -> None:
    set_up_hall(database)
    let_in(database)
    with pytest.raises(TicketTaken):
        let_in(database, other)


def test_a_number_comes_back_on_another_day(database: Database) -> None:
    set_up_hall(database)
    let_in(database)
    let_in(
        database,
        replace(TICKET, id="K1.1.2", public_id="1" * 32, service_day=date(2026, 11, 21)),
    )


def test_two_who_came_at_the_same_moment_are_called_in_the_order_of_their_entries(
    database: Database,
) -> None:
    set_up_hall(database)
    for index in (2, 1):
        let_in(
            database, replace(TICKET, id=f"K1.1.{index}", public_id=f"{index:032x}", number=f"A1-00{index}")
        )
    called = [call_next(database), call_next(database)]
    assert [ticket.number for ticket in called if ticket] == ["A1-001", "A1-002"]


def test_a_called_ticket_knows_where_and_when(database: Database) -> None:
    set_up_hall(database)
    let_in(database)
    assert call_next(database) == replace(
        TICKET,
        state=TicketState.CALLED,
        version=2,
        called_at_ms=NOW_MS,
        counter_number=1,
        calls=1,
    )


def test_whoever_moves_a_ticket_by_an_old_look_at_it_is_told(database: Database) -> None:
    set_up_hall(database)
    let_in(database)
    called = call_next(database)
    assert called is not None
    database.write(partial(move_ticket, ticket=called, move=Move.SERVE, now_ms=NOW_MS)).result()
    with pytest.raises(StaleTicket):
        database.write(partial(move_ticket, ticket=called, move=Move.RECALL, now_ms=NOW_MS)).result()
    assert stored(database).state is TicketState.SERVING


def test_a_move_the_table_does_not_know_is_never_stored(database: Database) -> None:
    set_up_hall(database)
    let_in(database)
    with pytest.raises(IllegalMove):
        database.write(partial(move_ticket, ticket=TICKET, move=Move.FINISH, now_ms=NOW_MS)).result()
    assert stored(database) == TICKET


def test_only_those_who_came_before_and_still_wait_are_ahead(database: Database) -> None:
    set_up_hall(database)
    mine = replace(TICKET, id="K1.1.9", public_id="9" * 32, number="A1-009", arrived_at_ms=NOW_MS + 9)
    for index, (service, minutes_later) in enumerate([("a", 0), ("a", 1), ("b", 0), ("a", 20)], start=1):
        let_in(
            database,
            replace(
                TICKET,
                id=f"K1.1.{index}",
                public_id=f"{index:032x}",
                number=f"A1-00{index}",
                service_id=service,
                arrived_at_ms=NOW_MS + minutes_later,
            ),
        )
    let_in(database, mine)

    def ahead(connection: Connection) -> int:
        return ahead_of(connection, HALL.id, mine)

    assert database.read(ahead).result() == 2
    call_next(database)
    assert database.read(ahead).result() == 1
