"""Let the citizen of an appointment into the queue, with or without a server: commit first, then show it."""

import logging
from dataclasses import dataclass

from kiosk.hall_line import SyncError
from kiosk.issuer import Issuer, want_paper
from kiosk.journey.visit import Appointment, IssuedTicket, NoCheckIn
from kiosk.sync import HallLink
from models.service_day import service_day
from models.store import kiosk_bookings
from models.store.database import Connection
from models.store.kiosk_bookings import KnownBooking
from models.ticket import TicketState
from models.wire import HallView

_COMING = TicketState.BOOKED
_HERE = frozenset({TicketState.WAITING, TicketState.CALLED, TicketState.SERVING, TicketState.HELD})

log = logging.getLogger(__name__)


@dataclass(frozen=True, kw_only=True)
class Sorry:
    """A code that gives no place in the queue. appointment: the one it belongs to, None if to none."""

    why: NoCheckIn
    appointment: Appointment | None = None


def check_in(issuer: Issuer, link: HallLink, code: str) -> IssuedTicket | Sorry:
    """The number of the appointment with that code, waiting from now on; durable when this returns.

    A code that is not known here is asked of the hall once, if it can be. Raises StoreError where it could
    not be saved, ClockWrong.
    """
    answer = _check_in(issuer, link.view, code)
    if isinstance(answer, IssuedTicket) or answer.why is not NoCheckIn.UNKNOWN:
        return answer
    try:
        if link.view is None:
            raise SyncError("it does not answer at the moment", retry=True)
        link.fetch_bookings(code)
    except SyncError as error:
        log.warning("the hall cannot be asked for an appointment: %s", error)
        return Sorry(why=NoCheckIn.FAILED)
    return _check_in(issuer, link.view, code)


def why_not(known: KnownBooking, now_ms: int, timezone: str) -> NoCheckIn | None:
    """Why the citizen of `known` cannot check in at `now_ms`, None: welcome, however early or late."""
    view = known.view
    if service_day(view.slot_ms, timezone) != service_day(now_ms, timezone):
        return NoCheckIn.OTHER_DAY
    if view.state is not _COMING and view.state not in _HERE:
        return NoCheckIn.OVER
    if known.checked_in_at_ms is not None or view.state in _HERE:
        return NoCheckIn.ALREADY_HERE
    return None


def _check_in(issuer: Issuer, view: HallView | None, code: str) -> IssuedTicket | Sorry:
    moment, catalogue = issuer.moment(), issuer.catalogue
    now_ms = moment.ms

    def work(connection: Connection) -> IssuedTicket | Sorry:
        known = kiosk_bookings.find_booking(connection, code)
        if known is None:
            return Sorry(why=NoCheckIn.UNKNOWN)
        booking, why = known.view, why_not(known, now_ms, catalogue.hall.timezone)
        if why is not None:
            appointment = Appointment(
                number=booking.number, service_id=booking.service_id, slot_ms=booking.slot_ms
            )
            return Sorry(why=why, appointment=appointment)
        kiosk_bookings.check_in(connection, catalogue.issuer_id, booking, now_ms, is_sure=moment.is_sure)
        ticket = IssuedTicket(
            id=booking.ticket_id,
            number=booking.number,
            service_id=booking.service_id,
            public_id=booking.public_id,
            issued_at_ms=now_ms,
            ahead=None,  # an appointment is not called in order of arrival
            counters=() if view is None else tuple(view.open_counters.get(booking.service_id, ())),
            slot_ms=booking.slot_ms,
            is_late=now_ms > booking.in_time_until_ms,
            follow_url=issuer.follow_url(booking.public_id),
        )
        want_paper(connection, ticket)
        return ticket

    return issuer.database.write(work).result()
