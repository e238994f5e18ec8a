"""How one citizen's turn stands, for the page behind the QR code on the ticket."""

from collections.abc import Sequence
from dataclasses import dataclass

from models.hall import Hall
from models.service_day import service_day
from models.store.database import Connection
from models.store.hall_bookings import code_of
from models.store.hall_line import ahead_of
from models.store.hall_setup import seats, services_of
from models.store.hall_tickets import find_by_public_id
from models.ticket import Ticket, TicketState


@dataclass(frozen=True, kw_only=True)
class Turn:
    """ahead: how many wait before this ticket. open_counters: where its service is given at the moment.

    is_over: a ticket nobody called on its own day, and that nobody will call any more. code: of an
    appointment whose citizen has not come yet.
    """

    ticket: Ticket
    service_vi: str
    service_en: str
    ahead: int
    open_counters: Sequence[int]
    is_over: bool
    code: str | None


def follow_ticket(connection: Connection, hall: Hall, public_id: str, now_ms: int) -> Turn | None:
    """The turn of the ticket with that public id; None while the hall does not know it (yet)."""
    ticket = find_by_public_id(connection, public_id)
    if ticket is None:
        return None
    service = {service.id: service for service in services_of(connection, hall.id)}[ticket.service_id]
    is_today = ticket.service_day == service_day(now_ms, hall.timezone)
    return Turn(
        ticket=ticket,
        service_vi=service.name_vi,
        service_en=service.name_en,
        ahead=ahead_of(connection, hall.id, ticket),
        open_counters=[
            seat.counter.number
            for seat in seats(connection, hall.id)
            if seat.calls and ticket.service_id in seat.service_ids
        ],
        is_over=ticket.state is TicketState.WAITING and not is_today,
        code=code_of(connection, ticket.id) if ticket.state is TicketState.BOOKED else None,
    )
