"""Give a citizen an appointment: a number for a time of day, and the code to show on coming."""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import date

from models.appointment import MOST_OPEN, Slot, next_reminder, slots_of
from models.calling.policy import APPOINTMENT
from models.hall import Hall, Service
from models.service_day import service_day
from models.store.database import Connection
from models.store.hall_bookings import (
    Booking,
    add_booking,
    booked_slots,
    bookings_of_day,
    find_by_code,
    forget_contact,
    is_taken,
    open_bookings_of,
)
from models.store.hall_issuers import Issuer, add_issuer, advance_by_one
from models.store.hall_log import append_events
from models.store.hall_setup import offer_of, rules_of
from models.store.hall_staff import find_answer
from models.store.hall_tickets import admit, count_of_day, find_by_public_id
from models.ticket import EventKind, IllegalMove, Move, Ticket, TicketState
from models.turn import MINUTE_MS
from models.wire import WIRE_VERSION, Bookings, BookingView
from queue_server.at_desk import DeskTicket, desk_ticket
from queue_server.check_in import BOOKING
from queue_server.issue import Wish, check_wish, issued, number_ticket
from queue_server.line import CITIZEN
from queue_server.order import Order, answer_to_same, by_key, once, take_step, tell
from queue_server.refusal import Refusal, Refused

BOOKING_SERIES = "H"  # of "hẹn": no kiosk's, theirs are digits
_PHONE = re.compile(r"(\+84|0)[0-9]{8,10}")
_EMAIL = re.compile(r"[^\s@]{1,64}@[^\s@.]+(\.[^\s@.]+)+")


@dataclass(frozen=True, kw_only=True)
class Wanted:
    """What a citizen wants an appointment for. contact: the phone number or e-mail address to remind."""

    service_ids: Sequence[str]
    slot_ms: int
    contact: str | None = None


@dataclass(frozen=True, kw_only=True)
class Booked:
    """code: what the citizen shows on coming. public_id: names the appointment in the address of its page."""

    number: str
    code: str
    public_id: str
    slot_ms: int
    service_id: str


def slots_left(
    connection: Connection, hall: Hall, service: Service, day: date, now_ms: int
) -> Sequence[Slot]:
    """The slots of `day` for `service` that are still to come, with the room in each."""
    return slots_of(
        service,
        rules_of(connection, hall.id),
        day,
        booked_ms=booked_slots(connection, hall.id, service.id, day),
        given=count_of_day(connection, hall.id, day, service.letter),
        now_ms=now_ms,
        timezone=hall.timezone,
    )


def book(
    connection: Connection,
    order: Order,
    wanted: Wanted,
    *,
    public_id: str,
    draw_code: Callable[[], str],
    now_ms: int,
) -> Booked:
    """A number for the slot that is wanted; the same order again gives the same number.

    draw_code: a random code each time it is asked. Raises Refused: unknown service, no such slot, full, a
    contact that is none, or one that holds too many appointments already.
    """

    def work() -> Booked:
        hall = order.hall
        contact = _contact(connection, order, wanted.contact)
        service = check_wish(offer_of(connection, hall.id), Wish(service_ids=wanted.service_ids))
        # Counted in the transaction that takes the place: the commands of a hall run one after the other.
        check_slot(slots_left(connection, hall, service, _day(hall, wanted), now_ms), wanted.slot_ms)
        ticket = _ticket(connection, hall, service, wanted, public_id, now_ms)
        admit(connection, hall.id, ticket)
        code = draw_code()
        while is_taken(connection, code):
            code = draw_code()
        add_booking(
            connection,
            Booking(ticket=ticket, code=code),
            contact=contact,
            remind_at_ms=next_reminder(wanted.slot_ms, rules_of(connection, hall.id), now_ms),
        )
        told = issued(order.actor, ticket, now_ms, by_key(order))
        append_events(connection, hall.id, [replace(told, kind=EventKind.TICKET_BOOKED)])
        return Booked(
            number=ticket.number,
            code=code,
            public_id=public_id,
            slot_ms=wanted.slot_ms,
            service_id=service.id,
        )

    return once(connection, order, _what(wanted), Booked, work, now_ms)


def booked_before(connection: Connection, order: Order, wanted: Wanted) -> Booked | None:
    """What the same order was given when it came before, None when it is new. Raises Refused."""
    known = answer_to_same(find_answer(connection, order.actor, order.key), _what(wanted))
    return None if known is None else Booked(**known)


def check_slot(slots: Sequence[Slot], slot_ms: int) -> Slot:
    """The one of `slots` that begins at `slot_ms`. Raises Refused when there is none, or no room in it."""
    found = [slot for slot in slots if slot.starts_ms == slot_ms]
    if not found:
        raise Refused(Refusal.NO_SUCH_SLOT)
    if found[0].left == 0:
        raise Refused(Refusal.SLOT_FULL)
    return found[0]


def cancel_booking(connection: Connection, order: Order, public_id: str, now_ms: int) -> DeskTicket:
    """The citizen will not come; the place is free again. Raises IllegalMove once the citizen has come."""

    def work() -> DeskTicket:
        ticket = find_by_public_id(connection, public_id)
        if ticket is None:
            raise Refused(Refusal.NO_SUCH_TICKET)
        if ticket.state is not TicketState.BOOKED:
            raise IllegalMove(ticket.state, Move.CANCEL)
        step = take_step(connection, ticket, Move.CANCEL)
        forget_contact(connection, ticket.id)
        tell(connection, order, [step], now_ms)
        return desk_ticket(step.after)

    return once(connection, order, f"cancel booking {public_id}", DeskTicket, work, now_ms)


def bookings_for_kiosk(connection: Connection, hall: Hall, today: date, code: str) -> Bookings:
    """What a kiosk needs to let in who is expected `today`, and whoever has `code`, if there is one."""
    bookings = list(bookings_of_day(connection, hall.id, today))
    asked_for = find_by_code(connection, hall.id, code) if code else None
    if asked_for is not None and asked_for.ticket.service_day != today:
        bookings.append(asked_for)
    late_ms = rules_of(connection, hall.id).late_min * MINUTE_MS
    return Bookings(version=WIRE_VERSION, bookings=[_shown(one, late_ms) for one in bookings])


def _shown(booking: Booking, late_ms: int) -> BookingView:
    ticket = booking.ticket
    slot_ms = ticket.slot_ms or 0
    return BookingView(
        ticket_id=ticket.id,
        public_id=ticket.public_id,
        number=ticket.number,
        service_id=ticket.service_id,
        slot_ms=slot_ms,
        in_time_until_ms=slot_ms + late_ms,
        code=booking.code,
        state=ticket.state,
    )


def _contact(connection: Connection, order: Order, typed: str | None) -> str | None:
    """The contact as it is compared and kept, None where none was given."""
    contact = "".join((typed or "").split()).casefold()
    if "@" not in contact:
        contact = re.sub(r"[.()-]", "", contact)
    if not contact:
        return None
    if not _PHONE.fullmatch(contact) and not _EMAIL.fullmatch(contact):
        raise Refused(Refusal.BAD_CONTACT)
    if order.actor == CITIZEN and open_bookings_of(connection, order.hall.id, contact) >= MOST_OPEN:
        raise Refused(Refusal.TOO_MANY_BOOKINGS, most=MOST_OPEN)
    return contact


def _what(wanted: Wanted) -> str:
    """The order in words, without the contact: it is kept with the answer."""
    return f"book {' '.join(wanted.service_ids)} {wanted.slot_ms}"


def _day(hall: Hall, wanted: Wanted) -> date:
    return service_day(wanted.slot_ms, hall.timezone)


def _ticket(
    connection: Connection, hall: Hall, service: Service, wanted: Wanted, public_id: str, now_ms: int
) -> Ticket:
    day, issuer = _day(hall, wanted), _issuer(connection, hall, now_ms)
    key, number = number_ticket(connection, issuer, service, day)
    return Ticket(
        id=key,
        issuer_id=issuer.id,
        public_id=public_id,
        service_id=service.id,
        then_service_ids=tuple(wanted.service_ids[1:]),
        service_day=day,
        number=number,
        arrived_at_ms=wanted.slot_ms,
        counts_from_ms=wanted.slot_ms,
        priority=APPOINTMENT,
        priority_checked=True,  # the code is the proof
        slot_ms=wanted.slot_ms,
        state=TicketState.BOOKED,
    )


def _issuer(connection: Connection, hall: Hall, now_ms: int) -> Issuer:
    """Who numbers appointments, with this one counted; made for the first one."""
    found = advance_by_one(connection, BOOKING, now_ms)
    if found is None:
        add_issuer(connection, hall.id, issuer_id=BOOKING, series=BOOKING_SERIES)
        return _issuer(connection, hall, now_ms)
    return found
