"""Say in the log that an appointment comes near, each time once, and forget whom to remind afterwards.

Neither the log nor a webhook says whom: the program that sends the messages asks for the contact of one
appointment at a time, and shows the secret of its webhook for it.
"""

import hmac
from dataclasses import dataclass

from models.appointment import next_reminder
from models.hall import Hall
from models.service_day import service_day
from models.store.database import Connection
from models.store.hall_bookings import contact_of, due_for_reminder, forget_past, remind_next
from models.store.hall_log import Happening, append_events
from models.store.hall_setup import rules_of
from models.store.hall_tickets import find_by_public_id
from models.store.hall_webhooks import webhooks_of
from models.ticket import EventKind, Ticket, TicketState
from models.turn import MINUTE_MS
from queue_server.refusal import Refusal, Refused
from queue_server.upkeep import ACTOR


@dataclass(frozen=True, kw_only=True)
class Contact:
    """A phone number or an e-mail address; None where the citizen gave none, or it is erased."""

    contact: str | None


def contact_for(connection: Connection, hall: Hall, secret: str, public_id: str) -> Contact:
    """Whom to remind of an appointment, for a program that is told of them. Raises Refused for others."""
    known = [one.secret for one in webhooks_of(connection, hall.id) if EventKind.BOOKING_DUE in one.kinds]
    if not any(hmac.compare_digest(one.encode(), secret.encode()) for one in known):
        raise Refused(Refusal.NOT_LOGGED_IN)
    ticket = find_by_public_id(connection, public_id)
    if ticket is None:
        raise Refused(Refusal.NO_SUCH_TICKET)
    return Contact(contact=contact_of(connection, ticket.id))


def remind(connection: Connection, hall: Hall, now_ms: int) -> int:
    """Tell what is due at `now_ms`; how many reminders that were. Doing it again does nothing."""
    forget_past(connection, hall.id, service_day(now_ms, hall.timezone))
    rules = rules_of(connection, hall.id)
    told = []
    for ticket in due_for_reminder(connection, hall.id, now_ms):
        remind_next(connection, ticket.id, next_reminder(ticket.slot_ms or 0, rules, now_ms))
        if ticket.state is TicketState.BOOKED and (ticket.slot_ms or 0) > now_ms:
            told.append(_due(ticket, now_ms))
    append_events(connection, hall.id, told)
    return len(told)


def _due(ticket: Ticket, now_ms: int) -> Happening:
    slot_ms = ticket.slot_ms or 0
    return Happening(
        kind=EventKind.BOOKING_DUE,
        at_ms=now_ms,
        actor=ACTOR,
        ticket_id=ticket.id,
        service_day=ticket.service_day,
        before=ticket.state,
        after=ticket.state,
        body={
            "number": ticket.number,
            "service_id": ticket.service_id,
            "slot_ms": slot_ms,
            "in_min": (slot_ms - now_ms) // MINUTE_MS,
        },
    )
