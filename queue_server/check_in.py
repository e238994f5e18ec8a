"""A citizen with an appointment has come: the booked number becomes a place in the queue."""

from models.service_day import service_day
from models.store.database import Connection
from models.store.hall_setup import rules_of
from models.store.hall_tickets import find_by_public_id
from models.ticket import Move, Ticket
from models.turn import checked_in
from queue_server.at_desk import DeskTicket, desk_ticket
from queue_server.order import Order, Step, once, take_step, tell
from queue_server.refusal import Refusal, Refused

BOOKING = "booking"  # the issuer that numbers appointments


def check_in(connection: Connection, order: Order, public_id: str, now_ms: int) -> DeskTicket:
    """Let the citizen of a booking wait, by the hall's rules for early and late. Refused on another day."""

    def work() -> DeskTicket:
        ticket = find_by_public_id(connection, public_id)
        if ticket is None:
            raise Refused(Refusal.NO_SUCH_TICKET)
        if ticket.service_day != service_day(now_ms, order.hall.timezone):
            raise Refused(Refusal.BOOKED_FOR_ANOTHER_DAY, day=f"{ticket.service_day:%d/%m/%Y}")
        step = check_in_step(connection, ticket, now_ms, rules_of(connection, order.hall.id).late_min)
        tell(connection, order, [step], now_ms)
        return desk_ticket(step.after)

    return once(connection, order, f"check-in {public_id}", DeskTicket, work, now_ms)


def check_in_step(connection: Connection, ticket: Ticket, now_ms: int, late_min: int) -> Step:
    """Move a booked ticket into the queue."""
    come = checked_in(ticket, now_ms, late_min)
    return take_step(
        connection,
        ticket,
        Move.CHECK_IN,
        {
            "arrived_at_ms": come.arrived_at_ms,
            "counts_from_ms": come.counts_from_ms,
            "slot_ms": come.slot_ms,
        },
        arrived_at_ms=come.arrived_at_ms,
        counts_from_ms=come.counts_from_ms,
        priority=come.priority,
    )
