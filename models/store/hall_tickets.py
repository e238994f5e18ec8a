"""The tickets of a hall: let one in, find one, store where it has moved."""

from collections.abc import Sequence
from dataclasses import fields
from datetime import date
from functools import lru_cache
from typing import Any

from sqlalchemy import Column, Connection, Update, bindparam, func, insert, select, update
from sqlalchemy.exc import IntegrityError

from models.store.hall_tables import IS_AT_COUNTER, NOT_OVER, series_count
from models.store.hall_tables import ticket as ticket_table
from models.ticket import Ticket, TicketState

_FIELDS = [field.name for field in fields(Ticket)]
TICKET_COLUMNS = [ticket_table.c[name] for name in _FIELDS]


class StaleTicket(Exception):
    """Somebody else moved the ticket first."""


class TicketTaken(Exception):
    """The hall already has a ticket with that id, public id, or number of the day."""


# Built once: putting a statement together takes as long as running it.
_COUNT_UP = (
    update(series_count)
    .where(
        series_count.c.issuer_id == bindparam("of_issuer"),
        series_count.c.service_id == bindparam("of_service"),
        series_count.c.service_day == bindparam("of_day"),
    )
    .values(last=series_count.c.last + 1)
    .returning(series_count.c.last)
)


def next_count(connection: Connection, issuer_id: str, service_id: str, service_day: date) -> int:
    """The next number of the issuer's own series for that service and day: 1, 2, 3 …

    The caller holds the issuer's row (`hall_issuers.advance_by_one`), so two issues at one issuer take turns.
    """
    key = {"of_issuer": issuer_id, "of_service": service_id, "of_day": service_day}
    last: int | None = connection.scalar(_COUNT_UP, key)
    if last is None:
        first = {"issuer_id": issuer_id, "service_id": service_id, "service_day": service_day, "last": 1}
        connection.execute(insert(series_count), first)
    return last or 1


def admit(connection: Connection, hall_id: str, ticket: Ticket) -> None:
    """Let `ticket` into the queue. Raises TicketTaken: then only a savepoint lets the transaction go on."""
    values = vars(ticket) | {"then_service_ids": list(ticket.then_service_ids)}
    try:
        connection.execute(insert(ticket_table), {"hall_id": hall_id, **values})
    except IntegrityError as error:
        raise TicketTaken(ticket.number) from error


def save_ticket(connection: Connection, before: Ticket, after: Ticket) -> None:
    """Store `after` in the place of `before`. Raises StaleTicket when somebody was faster."""
    changes = {name: new for name, new in vars(after).items() if new != getattr(before, name)}
    if "then_service_ids" in changes:
        changes["then_service_ids"] = list(after.then_service_ids)
    of_before = {"of_id": before.id, "of_version": before.version}
    saved = connection.execute(_save(tuple(changes)), changes | of_before)
    if saved.rowcount != 1:
        raise StaleTicket(before.number)


@lru_cache(maxsize=128)
def _save(changed: Sequence[str]) -> Update:
    """Built once for each set of columns: putting a statement together takes as long as running it."""
    return (
        update(ticket_table)
        .where(ticket_table.c.id == bindparam("of_id"), ticket_table.c.version == bindparam("of_version"))
        .values({name: bindparam(name) for name in changed})
    )


# Built once: putting a statement together takes as long as running it.
_AT_COUNTER = (
    select(*TICKET_COLUMNS)
    .where(
        ticket_table.c.hall_id == bindparam("of_hall"),
        ticket_table.c.service_day == bindparam("of_day"),
        ticket_table.c.counter_number == bindparam("of_counter"),
        IS_AT_COUNTER,
    )
    .order_by(ticket_table.c.called_at_ms.desc())
    .limit(1)
)


def at_counter(connection: Connection, hall_id: str, service_day: date, counter_number: int) -> Ticket | None:
    """The ticket that stands called or is being served at a counter."""
    row = connection.execute(
        _AT_COUNTER, {"of_hall": hall_id, "of_day": service_day, "of_counter": counter_number}
    ).one_or_none()
    return None if row is None else to_ticket(row)


def find_ticket(connection: Connection, ticket_id: str) -> Ticket | None:
    """The ticket with that id."""
    return _one(connection, ticket_table.c.id, ticket_id)


def find_by_public_id(connection: Connection, public_id: str) -> Ticket | None:
    """The ticket whose paper carries `public_id`."""
    return _one(connection, ticket_table.c.public_id, public_id)


def tickets_in(
    connection: Connection,
    hall_id: str,
    service_day: date,
    states: Sequence[TicketState],
    most: int | None = None,
) -> list[Ticket]:
    """The tickets of that day which stand in one of `states`, in order of their turn: the first `most`."""
    rows = connection.execute(
        select(*TICKET_COLUMNS)
        .where(
            ticket_table.c.hall_id == hall_id,
            ticket_table.c.service_day == service_day,
            ticket_table.c.state.in_(states),
        )
        .order_by(ticket_table.c.counts_from_ms, ticket_table.c.id)
        .limit(most)
    )
    return [to_ticket(row) for row in rows]


def tickets_before(
    connection: Connection, hall_id: str, service_day: date, states: Sequence[TicketState]
) -> list[Ticket]:
    """The tickets of days before `service_day` which still stand in one of `states`, none of which is over.

    Every ticket there ever was is of a day before: NOT_OVER leads to the few of the index.
    """
    rows = connection.execute(
        select(*TICKET_COLUMNS).where(
            ticket_table.c.hall_id == hall_id,
            ticket_table.c.service_day < service_day,
            NOT_OVER,
            ticket_table.c.state.in_(states),
        )
    )
    return [to_ticket(row) for row in rows]


def count_tickets(connection: Connection, hall_id: str) -> int:
    """How many tickets the hall has had."""
    of_hall = select(func.count()).select_from(ticket_table).where(ticket_table.c.hall_id == hall_id)
    return connection.scalar(of_hall) or 0


def count_of_day(connection: Connection, hall_id: str, service_day: date, letter: str) -> int:
    """How many numbers with that service's letter count towards the day: all that were not cancelled.

    By what is printed, since a ticket that is sent on to another service is still a number of the first.
    """
    return (
        connection.scalar(
            select(func.count()).where(
                ticket_table.c.hall_id == hall_id,
                ticket_table.c.service_day == service_day,
                ticket_table.c.number.startswith(letter, autoescape=True),
                ticket_table.c.state != TicketState.CANCELLED,
            )
        )
        or 0
    )


def to_ticket(row: Sequence[Any]) -> Ticket:
    """The ticket in a row that begins with TICKET_COLUMNS."""
    values: dict[str, Any] = dict(zip(_FIELDS, row, strict=False))
    values["state"] = TicketState(values["state"])
    values["then_service_ids"] = tuple(values["then_service_ids"])
    return Ticket(**values)


def _one(connection: Connection, column: Column[str], wanted: str) -> Ticket | None:
    row = connection.execute(select(*TICKET_COLUMNS).where(column == wanted)).one_or_none()
    return None if row is None else to_ticket(row)
