"""Take over the log of a kiosk, entry by entry, each exactly once.

An entry that continues the chain is never refused for what it says: what cannot be used is parked where
the operator sees it, and acknowledged, so that one bad entry does not stop all that come after it.
"""

import re
from collections.abc import Sequence

from models.event_log import Entry, Event, enter
from models.hall import Hall
from models.service_day import service_day
from models.store.database import Connection
from models.store.hall_issuers import Issuer, advance_issuer, find_issuer, issuer_of_token, park
from models.store.hall_log import Happening, append_events
from models.store.hall_setup import services_of
from models.store.hall_tickets import TicketTaken, admit, find_ticket
from models.ticket import EventKind, Ticket, TicketState, ticket_id
from models.wire import WIRE_VERSION, Push, PushAnswer, encode

_NUMBER = re.compile(r"[A-Z][A-Z0-9]{0,7}-[0-9]{1,6}")
_PUBLIC_ID = re.compile(r"[0-9a-f]{32}")
_OUTCOME = re.compile(r"[a-z_]{1,32}")
_TICKET_ID = re.compile(r"[A-Za-z0-9_.-]{1,128}")


class PushRefused(Exception):
    """The push as a whole cannot continue what the hall holds. `high`: the last entry it does hold."""

    def __init__(self, reason: str, high: int = 0) -> None:
        super().__init__(reason)
        self.reason = reason
        self.high = high


class UnknownToken(PushRefused):
    """No kiosk shows this token."""


class _Unusable(Exception):
    """Why an entry is parked."""


def issuer_for(connection: Connection, token: str) -> Issuer:
    """The kiosk that shows `token`. Raises UnknownToken."""
    issuer = issuer_of_token(connection, token)
    if issuer is None:
        raise UnknownToken("unknown token")
    return issuer


def accept_push(connection: Connection, hall: Hall, token: str, push: Push, now_ms: int) -> PushAnswer:
    """Take over what is new in `push`. Raises PushRefused: wrong issuer or incarnation, a gap, a fork."""
    issuer = find_issuer(connection, issuer_for(connection, token).id)
    if issuer is None or issuer.id != push.issuer_id:
        raise UnknownToken("the token belongs to another issuer")
    if issuer.incarnation != push.incarnation:
        raise PushRefused("incarnation", issuer.high)
    fresh = _continuation(connection, issuer, push.entries)
    service_ids = {service.id for service in services_of(connection, hall.id)}
    offset_ms = now_ms - push.now_ms  # how far the kiosk's clock is behind the hall's
    taken: list[Happening] = []
    for entry in fresh:
        try:
            taken.append(_take(connection, hall, issuer, entry.event, service_ids, offset_ms, now_ms))
        except _Unusable as reason:
            park(connection, issuer, entry.event.seq, reason=str(reason), raw=encode(entry).decode())
    high, high_hash = (fresh[-1].event.seq, fresh[-1].hash) if fresh else (issuer.high, issuer.high_hash)
    advance_issuer(connection, issuer.id, high=high, high_hash=high_hash, now_ms=now_ms)
    append_events(connection, hall.id, taken)
    return PushAnswer(version=WIRE_VERSION, high=high, now_ms=now_ms)


def _continuation(connection: Connection, issuer: Issuer, entries: Sequence[Entry]) -> list[Entry]:
    """The entries the hall does not hold yet, after checking that they continue the ones it does."""
    high, high_hash = issuer.high, issuer.high_hash
    fresh = []
    for entry in entries:
        seq = entry.event.seq
        if seq <= issuer.high:
            changed = seq == issuer.high and entry.hash != issuer.high_hash
            if changed or _is_another_ticket(connection, issuer, entry.event):
                raise PushRefused("fork", issuer.high)
            continue
        if seq != high + 1:
            raise PushRefused("gap", issuer.high)
        if enter(entry.event, high_hash) != entry:
            raise PushRefused("fork", issuer.high)
        fresh.append(entry)
        high, high_hash = seq, entry.hash
    return fresh


def _is_another_ticket(connection: Connection, issuer: Issuer, event: Event) -> bool:
    """Whether the hall holds another ticket under this entry: the kiosk lost its log and began anew."""
    if event.kind != EventKind.TICKET_ISSUED:
        return False
    ticket = find_ticket(connection, ticket_id(issuer.id, issuer.incarnation, event.seq))
    return ticket is not None and ticket.public_id != event.body.get("public_id")


def _take(
    connection: Connection,
    hall: Hall,
    issuer: Issuer,
    event: Event,
    service_ids: set[str],
    offset_ms: int,
    now_ms: int,
) -> Happening:
    match event.kind:
        case EventKind.TICKET_ISSUED:
            ticket = _issued_ticket(hall, issuer, event, offset_ms, now_ms)
            if ticket.service_id not in service_ids:
                raise _Unusable(f"no such service: {ticket.service_id[:64]!r}")
            try:
                with connection.begin_nested():
                    admit(connection, hall.id, ticket)
            except TicketTaken:
                raise _Unusable(f"number {ticket.number} or the ticket's id is taken") from None
            return Happening(
                kind=event.kind,
                at_ms=now_ms,
                actor=f"kiosk:{issuer.id}",
                ticket_id=ticket.id,
                service_day=ticket.service_day,
                after=TicketState.WAITING,
                body={
                    "number": ticket.number,
                    "service_id": ticket.service_id,
                    "arrived_at_ms": ticket.arrived_at_ms,
                },
            )
        case EventKind.SLIP_PRINTED:
            known = (
                find_ticket(connection, event.ticket_id) if _TICKET_ID.fullmatch(event.ticket_id) else None
            )
            if known is None or known.issuer_id != issuer.id:
                raise _Unusable("paper of a ticket the hall does not know")
            outcome = _matching(event, "outcome", _OUTCOME)
            return Happening(
                kind=event.kind,
                at_ms=now_ms,
                actor=f"kiosk:{issuer.id}",
                ticket_id=known.id,
                service_day=known.service_day,
                body={"number": known.number, "outcome": outcome},
            )
        case other:
            raise _Unusable(f"unknown kind: {other[:64]!r}")


def _issued_ticket(hall: Hall, issuer: Issuer, event: Event, offset_ms: int, now_ms: int) -> Ticket:
    if event.ticket_id != ticket_id(issuer.id, issuer.incarnation, event.seq):
        raise _Unusable("ticket_id does not name this entry")
    arrived_at_ms = max(0, min(event.at_ms + offset_ms, now_ms))
    return Ticket(
        id=event.ticket_id,
        issuer_id=issuer.id,
        public_id=_matching(event, "public_id", _PUBLIC_ID),
        service_id=str(event.body.get("service_id")),
        # Not the day the kiosk names: its clock may be years behind, and that day's queue is never called.
        service_day=service_day(arrived_at_ms, hall.timezone),
        number=_matching(event, "number", _NUMBER),
        arrived_at_ms=arrived_at_ms,
    )


def _matching(event: Event, field: str, pattern: re.Pattern[str]) -> str:
    value = str(event.body.get(field))
    if not pattern.fullmatch(value):
        raise _Unusable(f"{field} cannot be used")
    return value
