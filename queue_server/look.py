"""What a counter sees: its citizen, who is next and why, who waits, who is held, who missed the call."""

from collections.abc import Sequence
from dataclasses import dataclass, fields

from models.hall import Hall
from models.service_day import service_day
from models.store.database import Connection
from models.store.hall_desk import standing_of
from models.store.hall_line import Pool, who_waits
from models.store.hall_log import last_of_ticket
from models.store.hall_setup import Seat, seats
from models.store.hall_staff import Staff
from models.store.hall_tickets import tickets_in
from models.ticket import UNDO_WITHIN_MS, EventKind, Ticket, TicketState, for_counter, for_person
from queue_server.at_desk import Desk, DeskTicket, Why, desk_ticket
from queue_server.call import whose_turn
from queue_server.refusal import Refusal, Refused

MOST_LISTED = 50


@dataclass(frozen=True, kw_only=True)
class Colleague:
    """Who sits at which counter."""

    counter: int
    counter_name: str
    login: str
    name: str
    paused: bool


@dataclass(frozen=True, kw_only=True)
class DeskView:
    """login: who sits here. next: whom a call would bring, with the reason. waiting: whom this counter may
    call, or everybody in the hall if that was asked for. The lists stand in order of turn, cut off at 50.
    """

    now_ms: int
    open: bool
    login: str | None
    paused_reason: str | None
    service_ids: Sequence[str]
    ticket: DeskTicket | None
    undo_until_ms: int | None
    next: DeskTicket | None
    waiting: Sequence[DeskTicket]
    held: Sequence[DeskTicket]
    missed: Sequence[DeskTicket]
    booked: Sequence[DeskTicket]
    colleagues: Sequence[Colleague]


def look_at_desk(
    connection: Connection, hall: Hall, staff: Staff, number: int, now_ms: int, *, whole_hall: bool = False
) -> DeskView:
    """How the counter stands for `staff`. Raises Refused when there is no such counter."""
    today = service_day(now_ms, hall.timezone)
    standing = standing_of(connection, hall.id, number, today, actor="", key="")
    if standing is None:
        raise Refused(Refusal.NO_SUCH_COUNTER, counter=number)
    seat, ticket = standing.seat, standing.present
    desk = Desk(hall=hall, staff=staff, counter_number=number, key="")
    turn = whose_turn(connection, desk, standing, now_ms)
    undo_until_ms = seat.undo["at_ms"] + UNDO_WITHIN_MS if seat.undo else 0
    here = Pool(
        hall_id=hall.id,
        service_day=today,
        service_ids=seat.service_ids,
        sent_to=(for_counter(number), for_person(staff.login)),
    )

    def those(state: TicketState) -> list[Ticket]:
        return tickets_in(connection, hall.id, today, [state], MOST_LISTED)

    waiting = those(TicketState.WAITING) if whole_hall else who_waits(connection, here, MOST_LISTED)
    return DeskView(
        now_ms=now_ms,
        open=seat.staff_id is not None,
        login=seat.staff_login,
        paused_reason=seat.paused_reason,
        service_ids=seat.service_ids,
        ticket=None if ticket is None else desk_ticket(ticket, _why_called(connection, hall, ticket)),
        undo_until_ms=undo_until_ms if undo_until_ms > now_ms else None,
        next=None if turn is None else desk_ticket(turn.ticket, turn.why),
        waiting=_listed(waiting),
        held=_listed(those(TicketState.HELD)),
        missed=_listed(those(TicketState.NO_SHOW)),
        booked=_listed(those(TicketState.BOOKED)),
        colleagues=[_colleague(one) for one in seats(connection, hall.id) if one.staff_id is not None],
    )


def _listed(tickets: Sequence[Ticket]) -> list[DeskTicket]:
    return [desk_ticket(ticket) for ticket in tickets]


def _why_called(connection: Connection, hall: Hall, ticket: Ticket) -> Why | None:
    """Why the ticket was called when it was, as the log keeps it."""
    called = last_of_ticket(connection, hall.id, ticket.service_day, ticket.id, EventKind.TICKET_CALLED)
    if called is None:
        return None
    return Why(**{field.name: called.body.get(field.name) for field in fields(Why)})  # type: ignore[arg-type]


def _colleague(seat: Seat) -> Colleague:
    return Colleague(
        counter=seat.counter.number,
        counter_name=seat.counter.name,
        login=str(seat.staff_login),
        name=str(seat.staff_name),
        paused=seat.paused_reason is not None,
    )
