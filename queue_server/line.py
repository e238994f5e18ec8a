"""What staff and citizens do with a ticket that is not at a counter: cancel it, let it back, send it on."""

from collections.abc import Callable

from models.store.database import Connection
from models.store.hall_bookings import forget_contact
from models.store.hall_setup import rules_of
from models.store.hall_tickets import find_by_public_id
from models.ticket import AT_COUNTER, Move, Ticket
from models.turn import rejoined
from queue_server.at_desk import DeskTicket, desk_ticket
from queue_server.attend import Goal, priority_step, transfer_step
from queue_server.order import Order, Step, check_today, check_version, once, take_step, tell
from queue_server.refusal import Refusal, Refused

CITIZEN = "citizen"  # the actor of what is done with nothing but the address on the paper


def cancel(
    connection: Connection, order: Order, public_id: str, version: int | None, reason: str, now_ms: int
) -> DeskTicket:
    """The citizen will not wait any more, or will not come to the appointment."""

    def deed(ticket: Ticket) -> Step:
        step = take_step(connection, ticket, Move.CANCEL, {"reason": reason})
        if ticket.slot_ms is not None:
            forget_contact(connection, ticket.id)
        return step

    return _with_ticket(connection, order, f"cancel {reason}", public_id, version, deed, now_ms)


def rejoin(
    connection: Connection, order: Order, public_id: str, version: int | None, now_ms: int
) -> DeskTicket:
    """The citizen was called in vain and is here now: back into the queue, by the hall's rule."""

    def deed(ticket: Ticket) -> Step:
        check_today(order.hall, ticket, now_ms)
        if not rules_of(connection, order.hall.id).comes_back.allows(ticket, now_ms):
            raise Refused(Refusal.TOO_LATE_TO_COME_BACK, number=ticket.number)
        back = rejoined(ticket, now_ms)
        return take_step(
            connection,
            ticket,
            Move.REJOIN,
            {"counts_from_ms": back.counts_from_ms},
            counts_from_ms=back.counts_from_ms,
            sent_to=back.sent_to,
        )

    return _with_ticket(connection, order, "rejoin", public_id, version, deed, now_ms)


def redirect(
    connection: Connection,
    order: Order,
    public_id: str,
    version: int | None,
    goal: Goal,
    reason: str,
    now_ms: int,
) -> DeskTicket:
    """The citizen waits in the wrong line: from now on for something else, with what was waited so far."""

    def deed(ticket: Ticket) -> Step:
        check_today(order.hall, ticket, now_ms)
        _not_at_counter(ticket)
        return transfer_step(connection, order.hall, ticket, goal, reason)

    return _with_ticket(connection, order, f"redirect {goal} {reason}", public_id, version, deed, now_ms)


def prioritise(
    connection: Connection, order: Order, public_id: str, version: int | None, priority: str, now_ms: int
) -> DeskTicket:
    """Staff have seen that the citizen belongs to a class, or that it does not."""

    def deed(ticket: Ticket) -> Step:
        check_today(order.hall, ticket, now_ms)
        return priority_step(connection, order.hall, ticket, priority)

    return _with_ticket(connection, order, f"priority {priority}", public_id, version, deed, now_ms)


def _with_ticket(
    connection: Connection,
    order: Order,
    what: str,
    public_id: str,
    version: int | None,
    deed: Callable[[Ticket], Step],
    now_ms: int,
) -> DeskTicket:
    def work() -> DeskTicket:
        ticket = find_by_public_id(connection, public_id)
        if ticket is None:
            raise Refused(Refusal.NO_SUCH_TICKET)
        check_version(ticket, version)
        step = deed(ticket)
        tell(connection, order, [step], now_ms)
        return desk_ticket(step.after)

    return once(connection, order, f"{what} {public_id}", DeskTicket, work, now_ms)


def _not_at_counter(ticket: Ticket) -> None:
    if ticket.state in AT_COUNTER:
        raise Refused(Refusal.AT_ANOTHER_COUNTER, number=ticket.number)
