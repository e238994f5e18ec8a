"""Open a counter and close it."""

from models.hall import Hall
from models.service_day import service_day
from models.store.database import Connection
from models.store.hall_setup import lock_counter, seat_staff, seats
from models.store.hall_staff import Staff
from models.store.hall_tickets import at_counter
from queue_server.refusal import Refusal, Refused


def open_counter(connection: Connection, hall: Hall, staff: Staff, number: int) -> None:
    """Sit down at a counter, leaving any other.

    Whoever sat there before is relieved; a citizen who was called there stays, and is now yours.
    """
    if number not in {seat.counter.number for seat in seats(connection, hall.id)}:
        raise Refused(Refusal.NO_SUCH_COUNTER, counter=number)
    seat_staff(connection, hall.id, number, staff.id)


def close_counter(connection: Connection, hall: Hall, staff: Staff, number: int, now_ms: int) -> None:
    """Nobody is called to this counter any more. Refused while a citizen stands at it."""
    seat = lock_counter(connection, hall.id, number)
    if seat is None:
        raise Refused(Refusal.NO_SUCH_COUNTER, counter=number)
    if seat.staff_id is None:
        return
    if seat.staff_id != staff.id:
        raise Refused(Refusal.COUNTER_NOT_YOURS, counter=number)
    ticket = at_counter(connection, hall.id, service_day(now_ms, hall.timezone), number)
    if ticket is not None:
        raise Refused(Refusal.TICKET_AT_COUNTER, counter=number, number=ticket.number)
    seat_staff(connection, hall.id, number, None)
