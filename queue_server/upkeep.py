"""What time itself does to tickets: a hold runs out, a service day ends."""

from models.hall import Hall
from models.service_day import service_day
from models.store.database import Connection
from models.store.hall_log import append_events
from models.store.hall_tickets import tickets_before, tickets_in
from models.ticket import MOVES, Move, TicketState
from queue_server.attend import release_step
from queue_server.desk import close_for_the_night
from queue_server.order import take_step, told

ACTOR = "hall"
NOT_OVER = tuple(sorted({state for state, move in MOVES if move is Move.EXPIRE}))


def keep_up(connection: Connection, hall: Hall, now_ms: int) -> int:
    """Do what is due at `now_ms`; how much that was. Doing it again does nothing."""
    today = service_day(now_ms, hall.timezone)
    steps = [
        take_step(connection, ticket, Move.EXPIRE)
        for ticket in tickets_before(connection, hall.id, today, NOT_OVER)
    ]
    steps += [
        release_step(connection, ticket)
        for ticket in tickets_in(connection, hall.id, today, [TicketState.HELD])
        if (ticket.held_until_ms or 0) <= now_ms
    ]
    append_events(connection, hall.id, [told(ACTOR, step, now_ms, {}) for step in steps])
    return len(steps) + close_for_the_night(connection, hall, ACTOR, now_ms)
