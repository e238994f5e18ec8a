"""The tickets of a hall: let one in, take the next, move one, and show them all."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import fields
from datetime import date

from sqlalchemy import Connection, Row, bindparam, func, insert, select, update
from sqlalchemy.exc import IntegrityError

from models.store.hall_tables import counter as counter_table
from models.store.hall_tables import hall as hall_table
from models.store.hall_tables import series_count
from models.store.hall_tables import ticket as ticket_table
from models.ticket import AT_COUNTER, Move, Ticket, TicketState, state_after
from models.wire import WIRE_VERSION, Call, CounterView, HallView

RECENT_CALLS = 6


class StaleTicket(Exception):
    """Somebody else moved the ticket first."""


class TicketTaken(Exception):
    """The hall already has a ticket with that id, public id, or number of the day."""


def next_count(connection: Connection, issuer_id: str, service_id: str, service_day: date) -> int:
    """The next number of the issuer's own series for that service and day: 1, 2, 3 …

    The caller holds the issuer's row (`hall_issuers.find_issuer`), so two issues at one issuer take turns.
    """
    key = {"issuer_id": issuer_id, "service_id": service_id, "service_day": service_day}
    last = connection.scalar(
        update(series_count)
        .filter_by(**key)
        .values(last=series_count.c.last + 1)
        .returning(series_count.c.last)
    )
    if last is None:
        connection.execute(insert(series_count).values(**key, last=1))
    return last or 1


def admit(connection: Connection, hall_id: str, ticket: Ticket) -> None:
    """Let `ticket` into the queue. Raises TicketTaken: then only a savepoint lets the transaction go on."""
    try:
        connection.execute(insert(ticket_table), {"hall_id": hall_id, **vars(ticket)})
    except IntegrityError as error:
        raise TicketTaken(ticket.number) from error


# Built once: putting a statement together takes as long as running it.
_TAKE_NEXT = (
    update(ticket_table)
    .where(
        ticket_table.c.id
        == select(ticket_table.c.id)
        .where(
            ticket_table.c.hall_id == bindparam("of_hall"),
            ticket_table.c.service_day == bindparam("of_day"),
            ticket_table.c.state == TicketState.WAITING,
            ticket_table.c.service_id.in_(bindparam("of_services", expanding=True)),
        )
        .order_by(ticket_table.c.arrived_at_ms, ticket_table.c.id)
        .limit(1)
        .with_for_update(skip_locked=True)
        .scalar_subquery(),
        ticket_table.c.state == TicketState.WAITING,
    )
    .values(
        state=state_after(TicketState.WAITING, Move.CALL),
        version=ticket_table.c.version + 1,
        called_at_ms=bindparam("now_ms"),
        counter_number=bindparam("at_counter"),
        calls=1,
    )
    .returning(ticket_table)
)


def take_next(
    connection: Connection,
    hall_id: str,
    *,
    service_day: date,
    service_ids: Sequence[str],
    counter_number: int,
    now_ms: int,
) -> Ticket | None:
    """Call the citizen who has waited longest for one of `service_ids`; None when nobody waits.

    One statement: two counters that ask at once get two citizens (ADR-0003).
    """
    row = connection.execute(
        _TAKE_NEXT,
        {
            "of_hall": hall_id,
            "of_day": service_day,
            "of_services": list(service_ids),
            "now_ms": now_ms,
            "at_counter": counter_number,
        },
    ).one_or_none()
    return None if row is None else _ticket(row)


def move_ticket(connection: Connection, ticket: Ticket, move: Move, now_ms: int) -> Ticket:
    """`ticket` after `move`, stored. Raises IllegalMove, or StaleTicket when somebody was faster."""
    changes: dict[str, object] = {"state": state_after(ticket.state, move), "version": ticket.version + 1}
    if move is Move.RECALL:
        changes |= {"called_at_ms": now_ms, "calls": ticket.calls + 1}
    row = connection.execute(
        update(ticket_table)
        .where(ticket_table.c.id == ticket.id, ticket_table.c.version == ticket.version)
        .values(**changes)
        .returning(ticket_table)
    ).one_or_none()
    if row is None:
        raise StaleTicket(ticket.number)
    return _ticket(row)


# Built once: putting a statement together takes as long as running it.
_AT_COUNTER = (
    select(ticket_table)
    .where(
        ticket_table.c.hall_id == bindparam("of_hall"),
        ticket_table.c.service_day == bindparam("of_day"),
        ticket_table.c.counter_number == bindparam("of_counter"),
        ticket_table.c.state.in_(AT_COUNTER),
    )
    .order_by(ticket_table.c.called_at_ms.desc())
    .limit(1)
)


def at_counter(connection: Connection, hall_id: str, service_day: date, counter_number: int) -> Ticket | None:
    """The ticket that stands called or is being served at a counter."""
    row = connection.execute(
        _AT_COUNTER, {"of_hall": hall_id, "of_day": service_day, "of_counter": counter_number}
    ).one_or_none()
    return None if row is None else _ticket(row)


def find_ticket(connection: Connection, ticket_id: str) -> Ticket | None:
    """The ticket with that id."""
    row = connection.execute(select(ticket_table).where(ticket_table.c.id == ticket_id)).one_or_none()
    return None if row is None else _ticket(row)


def find_by_public_id(connection: Connection, public_id: str) -> Ticket | None:
    """The ticket whose paper carries `public_id`."""
    row = connection.execute(select(ticket_table).where(ticket_table.c.public_id == public_id)).one_or_none()
    return None if row is None else _ticket(row)


def ahead_of(connection: Connection, hall_id: str, ticket: Ticket) -> int:
    """How many wait for the same service and came before `ticket`."""
    return (
        connection.scalar(
            select(func.count())
            .select_from(ticket_table)
            .where(
                ticket_table.c.hall_id == hall_id,
                ticket_table.c.service_day == ticket.service_day,
                ticket_table.c.service_id == ticket.service_id,
                ticket_table.c.state == TicketState.WAITING,
                ticket_table.c.arrived_at_ms < ticket.arrived_at_ms,
            )
        )
        or 0
    )


def hall_view(connection: Connection, hall_id: str, service_day: date, now_ms: int) -> HallView:
    """The hall as everybody in it may see it, at this moment."""
    of_today = (ticket_table.c.hall_id == hall_id, ticket_table.c.service_day == service_day)
    feed_seq = connection.scalar(select(hall_table.c.feed_seq).where(hall_table.c.id == hall_id)) or 0
    present = {
        row.counter_number: row
        for row in connection.execute(
            select(ticket_table)
            .where(*of_today, ticket_table.c.state.in_(AT_COUNTER))
            .order_by("called_at_ms")
        )
    }
    waiting = connection.execute(
        select(ticket_table.c.service_id, func.count().label("tickets"))
        .where(*of_today, ticket_table.c.state == TicketState.WAITING)
        .group_by(ticket_table.c.service_id)
    )
    recent = connection.execute(
        select(ticket_table.c.number, ticket_table.c.counter_number, ticket_table.c.called_at_ms)
        .where(*of_today, ticket_table.c.called_at_ms.is_not(None))
        .order_by(ticket_table.c.called_at_ms.desc(), ticket_table.c.id)
        .limit(RECENT_CALLS)
    )
    counters: list[CounterView] = []
    open_counters: dict[str, list[int]] = defaultdict(list)
    for row in connection.execute(
        select(counter_table).where(counter_table.c.hall_id == hall_id).order_by(counter_table.c.number)
    ):
        ticket = present.get(row.number)
        counters.append(
            CounterView(
                number=row.number,
                name=row.name,
                open=row.staff_id is not None,
                ticket_number=ticket.number if ticket else None,
                ticket_state=ticket.state if ticket else None,
                called_at_ms=ticket.called_at_ms if ticket else None,
                calls=ticket.calls if ticket else 0,
            )
        )
        if row.staff_id is not None:
            for service_id in row.service_ids:
                open_counters[service_id].append(row.number)
    return HallView(
        version=WIRE_VERSION,
        feed_seq=feed_seq,
        now_ms=now_ms,
        counters=counters,
        recent_calls=[
            Call(ticket_number=row.number, counter_number=row.counter_number, at_ms=row.called_at_ms)
            for row in recent
        ],
        waiting={row.service_id: row.tickets for row in waiting},
        open_counters=open_counters,
    )


def _ticket(row: Row[tuple[object, ...]]) -> Ticket:
    values = {field.name: getattr(row, field.name) for field in fields(Ticket)}
    return Ticket(**(values | {"state": TicketState(row.state)}))
