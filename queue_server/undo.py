"""Take back a slip of the finger: the last command at a counter, within ten seconds."""

import json

from models.store.database import Connection
from models.store.hall_desk import Standing
from models.store.hall_line import forget_overtaking
from models.store.hall_tickets import StaleTicket, find_ticket, save_ticket
from models.ticket import UNDO_WITHIN_MS, EventKind, Ticket, TicketState, taken_back
from models.wire import decode
from queue_server.at_desk import Desk, DeskAnswer, Done, LastCommand, at_desk, still_here
from queue_server.order import Step
from queue_server.refusal import Refusal, Refused


def undo(connection: Connection, desk: Desk, now_ms: int) -> DeskAnswer:
    """Everything the last command here did is as it was before. Refused when it was longer ago, was heard in
    the hall (a recall), or when somebody has moved one of its tickets since."""

    def deed(here: Standing) -> Done:
        last_command = here.seat.undo
        if last_command is None or not 0 <= now_ms - last_command["at_ms"] <= UNDO_WITHIN_MS:
            raise Refused(Refusal.NOTHING_TO_UNDO)
        last = decode(LastCommand, json.dumps(last_command))
        steps = [_take_back(connection, one.before, one.version_after) for one in reversed(last.tickets)]
        return Done(steps=steps, about=still_here(steps[-1].after))

    return at_desk(connection, desk, "undo", deed, now_ms)


def _take_back(connection: Connection, before: Ticket, version: int) -> Step:
    ticket = find_ticket(connection, before.id)
    if ticket is None or ticket.version != version:
        raise StaleTicket(before.number)
    after = taken_back(ticket, before)
    save_ticket(connection, ticket, after)
    if ticket.state is TicketState.CALLED and before.state is TicketState.WAITING:
        forget_overtaking(connection, ticket)
    return Step(kind=EventKind.MOVE_UNDONE, before=ticket, after=after)
