"""The tickets of a hall in the database, below the use-cases."""

from dataclasses import replace
from datetime import date
from functools import partial

import pytest

from models.store.database import Database
from models.store.hall_tickets import (
    StaleTicket,
    TicketTaken,
    admit,
    count_of_day,
    find_ticket,
    save_ticket,
    tickets_before,
    tickets_in,
)
from models.ticket import Move, Ticket, TicketState, moved
from tests.helpers.halls import HALL, moment_ms, set_up_hall

TODAY = date(2026, 11, 20)
NOW_MS = moment_ms(8)
TICKET = Ticket(
    id="K1.1.1",
    issuer_id="K1",
    public_id="0" * 32,
    service_id="a",
    then_service_ids=("b",),
    service_day=TODAY,
    number="A1-001",
    arrived_at_ms=NOW_MS,
    counts_from_ms=NOW_MS,
)


def let_in(database: Database, ticket: Ticket = TICKET) -> None:
    database.write(partial(admit, hall_id=HALL.id, ticket=ticket)).result()


def another(nth: int, service_id: str = "a", **changes: object) -> Ticket:
    """A ticket with names of its own."""
    letter = service_id.upper()
    names = {"id": f"K1.1.{nth}", "public_id": f"{nth:032x}", "number": f"{letter}1-{nth:03d}"}
    return replace(TICKET, **names, service_id=service_id, **changes)  # type: ignore[arg-type]


def stored(database: Database, ticket_id: str = TICKET.id) -> Ticket:
    found = database.read(partial(find_ticket, ticket_id=ticket_id)).result()
    assert found is not None
    return found


def save(database: Database, before: Ticket, after: Ticket) -> None:
    database.write(lambda connection: save_ticket(connection, before, after)).result()


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


def test_a_ticket_is_stored_with_everything_that_changed(database: Database) -> None:
    set_up_hall(database)
    let_in(database)
    changed = replace(
        TICKET,
        state=TicketState.HELD,
        version=2,
        service_id="b",
        then_service_ids=(),
        priority="elderly",
        priority_checked=True,
        slot_ms=NOW_MS + 1,
        sent_to="counter:3",
        called_at_ms=NOW_MS + 2,
        counter_number=1,
        calls=3,
        no_shows=1,
        held_by="s1",
        held_until_ms=NOW_MS + 3,
        outcome="done",
        counts_from_ms=NOW_MS + 4,
    )
    save(database, TICKET, changed)
    assert stored(database) == changed


def test_whoever_moves_a_ticket_by_an_old_look_at_it_is_told(database: Database) -> None:
    set_up_hall(database)
    let_in(database)
    called = moved(TICKET, Move.CALL)
    save(database, TICKET, called)
    with pytest.raises(StaleTicket, match="A1-001"):
        save(database, TICKET, moved(TICKET, Move.CANCEL))
    assert stored(database) == called


def test_a_ticket_that_is_not_there_cannot_be_stored(database: Database) -> None:
    set_up_hall(database)
    with pytest.raises(StaleTicket):
        save(database, TICKET, moved(TICKET, Move.CALL))


def test_a_list_stands_in_order_of_turn_and_ends_where_asked(database: Database) -> None:
    set_up_hall(database)
    for nth, minutes in enumerate([5, 1, 1, 3], start=1):
        let_in(database, another(nth, counts_from_ms=NOW_MS + minutes))
    let_in(database, another(5, state=TicketState.HELD))

    def listed(most: int | None) -> list[str]:
        states = [TicketState.WAITING]
        found = database.read(lambda c: tickets_in(c, HALL.id, TODAY, states, most)).result()
        return [ticket.number for ticket in found]

    assert listed(None) == ["A1-002", "A1-003", "A1-004", "A1-001"]
    assert listed(2) == ["A1-002", "A1-003"]


def test_only_days_before_are_found_as_left_over(database: Database) -> None:
    set_up_hall(database)
    for nth, day in enumerate([18, 19, 20, 21], start=1):
        let_in(database, another(nth, service_day=date(2026, 11, day)))
    let_in(database, another(5, service_day=date(2026, 11, 19), state=TicketState.FINISHED))
    states = [TicketState.WAITING, TicketState.BOOKED]
    found = database.read(lambda c: tickets_before(c, HALL.id, TODAY, states)).result()
    assert sorted(ticket.number for ticket in found) == ["A1-001", "A1-002"]


def test_numbers_of_a_service_count_for_the_day_wherever_the_visit_has_got_to(database: Database) -> None:
    set_up_hall(database)
    let_in(database)
    let_in(database, another(2, state=TicketState.FINISHED))
    let_in(database, another(3, state=TicketState.CANCELLED))
    let_in(database, another(4, "b"))
    let_in(database, another(5, service_day=date(2026, 11, 21)))
    save(database, TICKET, moved(TICKET, Move.TRANSFER, service_id="b"))

    def counted(letter: str) -> int:
        return database.read(lambda c: count_of_day(c, HALL.id, TODAY, letter)).result()

    assert (counted("A"), counted("B")) == (2, 1)
