"""Open a counter, pause it, and close it."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from models.hall import Hall
from models.service_day import service_day
from models.store.database import Connection
from models.store.hall_line import waiting_for
from models.store.hall_setup import Seat, save_seat, seat_at, seat_staff, seats
from models.store.hall_staff import Staff
from models.store.hall_tickets import at_counter, tickets_in
from models.ticket import EventKind, Move, TicketState, for_counter, for_person
from queue_server.attend import release_step
from queue_server.order import Body, Order, once, take_step, tell, tell_of_hall
from queue_server.refusal import Refusal, Refused


@dataclass(frozen=True, kw_only=True)
class CounterAnswer:
    """How the counter stands after the command. paused_reason: None while citizens are called."""

    open: bool
    paused_reason: str | None = None


def open_counter(
    connection: Connection, hall: Hall, staff: Staff, number: int, key: str, now_ms: int
) -> CounterAnswer:
    """Sit down at a counter, leaving any other. Refused while a citizen stands at the one that is left.

    Whoever sat there before is relieved; a citizen who was called there stays, and is now yours.
    """
    order = Order.of(hall, staff, key)

    def work(seat: Seat) -> CounterAnswer:
        for left in seats(connection, hall.id):
            if left.staff_id == staff.id and left.counter.number != number:
                _must_be_empty(connection, hall, left.counter.number, now_ms)
                _leave(connection, order, left, [for_counter(left.counter.number)], now_ms)
        if seat.staff_login is not None and seat.staff_id != staff.id:
            _leave(connection, order, seat, [for_person(seat.staff_login)], now_ms)
        seat_staff(connection, hall.id, number, staff.id, service_day(now_ms, hall.timezone))
        _tell(connection, order, EventKind.COUNTER_OPENED, number, now_ms, {"login": staff.login})
        return CounterAnswer(open=True)

    return _at_seat(connection, order, "open", number, work, now_ms)


def pause_counter(
    connection: Connection, hall: Hall, staff: Staff, number: int, key: str, now_ms: int, reason: str
) -> CounterAnswer:
    """Call nobody for a while; the citizen who is there may be served to the end."""
    order = Order.of(hall, staff, key)

    def work(seat: Seat) -> CounterAnswer:
        _must_be_mine(seat, staff)
        save_seat(connection, hall.id, number, paused_reason=reason)
        _tell(connection, order, EventKind.COUNTER_PAUSED, number, now_ms, {"reason": reason})
        return CounterAnswer(open=True, paused_reason=reason)

    return _at_seat(connection, order, f"pause {reason}", number, work, now_ms)


def resume_counter(
    connection: Connection, hall: Hall, staff: Staff, number: int, key: str, now_ms: int
) -> CounterAnswer:
    """Go on calling."""
    order = Order.of(hall, staff, key)

    def work(seat: Seat) -> CounterAnswer:
        _must_be_mine(seat, staff)
        if seat.paused_reason is not None:
            save_seat(connection, hall.id, number, paused_reason=None)
            _tell(connection, order, EventKind.COUNTER_RESUMED, number, now_ms)
        return CounterAnswer(open=True)

    return _at_seat(connection, order, "go on", number, work, now_ms)


def close_counter(
    connection: Connection, hall: Hall, staff: Staff, number: int, key: str, now_ms: int
) -> CounterAnswer:
    """Nobody is called to this counter any more. Refused while a citizen stands at it.

    Who was sent here is called by whoever gives the service.
    """
    order = Order.of(hall, staff, key)

    def work(seat: Seat) -> CounterAnswer:
        if seat.staff_id is None:
            return CounterAnswer(open=False)
        _must_be_mine(seat, staff)
        _must_be_empty(connection, hall, number, now_ms)
        gone = [for_counter(number), for_person(staff.login)]
        _leave(connection, order, seat, gone, now_ms)
        return CounterAnswer(open=False)

    return _at_seat(connection, order, "close", number, work, now_ms)


def close_for_the_night(connection: Connection, hall: Hall, actor: str, now_ms: int) -> int:
    """Close what was left open on a day before; how many counters that were.

    Who was called there yesterday is not there any more, and nobody may be sent to who is at home.
    """
    order = Order(hall=hall, actor=actor, key="")
    today = service_day(now_ms, hall.timezone)
    left = [one for one in seats(connection, hall.id) if one.opened_on is not None and one.opened_on < today]
    for seat in left:
        gone = [for_counter(seat.counter.number), for_person(seat.staff_login or "")]
        _leave(connection, order, seat, gone, now_ms)
    return len(left)


def _at_seat(
    connection: Connection,
    order: Order,
    what: str,
    number: int,
    work: Callable[[Seat], CounterAnswer],
    now_ms: int,
) -> CounterAnswer:
    seat = seat_at(connection, order.hall.id, number)
    if seat is None:
        raise Refused(Refusal.NO_SUCH_COUNTER, counter=number)
    return once(connection, order, f"{what} {number}", CounterAnswer, lambda: work(seat), now_ms)


def _must_be_empty(connection: Connection, hall: Hall, number: int, now_ms: int) -> None:
    ticket = at_counter(connection, hall.id, service_day(now_ms, hall.timezone), number)
    if ticket is not None:
        raise Refused(Refusal.TICKET_AT_COUNTER, counter=number, number=ticket.number)


def _must_be_mine(seat: Seat, staff: Staff) -> None:
    if seat.staff_id != staff.id:
        raise Refused(Refusal.COUNTER_NOT_YOURS, counter=seat.counter.number)


def _leave(connection: Connection, order: Order, seat: Seat, gone: Sequence[str], now_ms: int) -> None:
    """Whoever sits there leaves. Nobody may go on waiting for a person or a counter that is not there.

    gone: the marks of those (`for_counter`, `for_person`). A person who only moves is still there, and so
    is a counter that a colleague takes over. Whom a person held who is gone, any counter may take.
    """
    number = seat.counter.number
    today = service_day(now_ms, order.hall.timezone)
    steps = [
        take_step(connection, ticket, Move.TRANSFER, {"reason": "counter closed", "sent_to": ""}, sent_to="")
        for ticket in waiting_for(connection, order.hall.id, today, gone)
    ]
    steps += [
        release_step(connection, ticket)
        for ticket in tickets_in(connection, order.hall.id, today, [TicketState.HELD])
        if for_person(ticket.held_by or "") in gone
    ]
    tell(connection, order, steps, now_ms)
    seat_staff(connection, order.hall.id, number, None)
    _tell(connection, order, EventKind.COUNTER_CLOSED, number, now_ms, {"login": seat.staff_login})


def _tell(
    connection: Connection,
    order: Order,
    kind: EventKind,
    number: int,
    now_ms: int,
    body: Body | None = None,
) -> None:
    tell_of_hall(connection, order, kind, now_ms, {"counter": number, **(body or {})})
