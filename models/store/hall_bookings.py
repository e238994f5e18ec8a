"""What belongs to an appointment besides its ticket: the code, the contact to remind, when to remind.

The contact is the only thing here that says who somebody is. It is erased as soon as the appointment is
over (`forget_past`) or cancelled, and is never copied into the log.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, Connection, Select, delete, func, insert, select, update

from models.store.hall_tables import booking as booking_table
from models.store.hall_tables import ticket as ticket_table
from models.store.hall_tickets import TICKET_COLUMNS, to_ticket
from models.ticket import Ticket, TicketState

_BOOKED_TICKETS = booking_table.join(ticket_table, ticket_table.c.id == booking_table.c.ticket_id)


@dataclass(frozen=True, kw_only=True)
class Booking:
    """An appointment: its ticket, and the code its citizen shows."""

    ticket: Ticket
    code: str


def add_booking(
    connection: Connection, booking: Booking, *, contact: str | None, remind_at_ms: int | None
) -> None:
    """Keep what belongs to a ticket that was just admitted."""
    connection.execute(
        insert(booking_table).values(
            ticket_id=booking.ticket.id, code=booking.code, contact=contact, remind_at_ms=remind_at_ms
        )
    )


def is_taken(connection: Connection, code: str) -> bool:
    """Whether an appointment has that code already."""
    return connection.scalar(select(booking_table.c.code).where(booking_table.c.code == code)) is not None


def code_of(connection: Connection, ticket_id: str) -> str | None:
    """The code of an appointment; None for a ticket that is none, and once its day is over."""
    return connection.scalar(select(booking_table.c.code).where(booking_table.c.ticket_id == ticket_id))


def booked_slots(connection: Connection, hall_id: str, service_id: str, day: date) -> Sequence[int]:
    """When each appointment of that day and service begins, those that were cancelled left out."""
    return connection.scalars(
        select(ticket_table.c.slot_ms).where(
            ticket_table.c.hall_id == hall_id,
            ticket_table.c.service_day == day,
            ticket_table.c.service_id == service_id,
            ticket_table.c.slot_ms.is_not(None),
            ticket_table.c.state != TicketState.CANCELLED,
        )
    ).all()


def open_bookings_of(connection: Connection, hall_id: str, contact: str) -> int:
    """How many appointments that contact holds and has not come to yet."""
    count = connection.scalar(
        select(func.count())
        .select_from(_BOOKED_TICKETS)
        .where(
            ticket_table.c.hall_id == hall_id,
            ticket_table.c.state == TicketState.BOOKED,
            booking_table.c.contact == contact,
        )
    )
    return count or 0


def bookings_of_day(connection: Connection, hall_id: str, day: date) -> Sequence[Booking]:
    """The appointments of that day in the order of their slots, whatever became of them."""
    return _bookings(connection, ticket_table.c.hall_id == hall_id, ticket_table.c.service_day == day)


def find_by_code(connection: Connection, hall_id: str, code: str) -> Booking | None:
    """The appointment with that code, on whatever day it is."""
    found = _bookings(connection, ticket_table.c.hall_id == hall_id, booking_table.c.code == code)
    return found[0] if found else None


def due_for_reminder(connection: Connection, hall_id: str, now_ms: int) -> Sequence[Ticket]:
    """The appointments of which somebody should be reminded by now."""
    rows = connection.execute(
        select(*TICKET_COLUMNS)
        .select_from(_BOOKED_TICKETS)
        .where(ticket_table.c.hall_id == hall_id, booking_table.c.remind_at_ms <= now_ms)
        .order_by(booking_table.c.remind_at_ms, ticket_table.c.id)
    )
    return [to_ticket(row) for row in rows]


def remind_next(connection: Connection, ticket_id: str, at_ms: int | None) -> None:
    """When to remind of it after this, None: never again."""
    connection.execute(
        update(booking_table).where(booking_table.c.ticket_id == ticket_id).values(remind_at_ms=at_ms)
    )


def contact_of(connection: Connection, ticket_id: str) -> str | None:
    """Whom to remind of it, None where nobody asked for it or it is erased."""
    return connection.scalar(select(booking_table.c.contact).where(booking_table.c.ticket_id == ticket_id))


def forget_contact(connection: Connection, ticket_id: str) -> None:
    """Erase whom to remind, and remind nobody."""
    connection.execute(
        update(booking_table)
        .where(booking_table.c.ticket_id == ticket_id)
        .values(contact=None, remind_at_ms=None)
    )


def forget_past(connection: Connection, hall_id: str, today: date) -> int:
    """Erase codes and contacts of the days before `today`; how many there were."""
    # Asked of each appointment: those are few, while tickets are kept for years.
    day = select(ticket_table.c.service_day).where(
        ticket_table.c.id == booking_table.c.ticket_id, ticket_table.c.hall_id == hall_id
    )
    return connection.execute(delete(booking_table).where(day.scalar_subquery() < today)).rowcount


def _bookings(connection: Connection, *where: ColumnElement[bool]) -> Sequence[Booking]:
    codes = connection.scalars(_in_order(booking_table.c.code).where(*where))
    rows = connection.execute(_in_order(*TICKET_COLUMNS).where(*where))
    return [Booking(ticket=to_ticket(row), code=code) for row, code in zip(rows, codes, strict=True)]


def _in_order(*columns: ColumnElement[Any]) -> Select[Any]:
    return select(*columns).select_from(_BOOKED_TICKETS).order_by(ticket_table.c.slot_ms, ticket_table.c.id)
