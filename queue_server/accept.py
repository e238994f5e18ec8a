"""Take over the log of a kiosk, entry by entry, each exactly once.

An entry that continues the chain is never refused for what it says: what cannot be used is parked where
the operator sees it, and acknowledged, so that one bad entry does not stop all that come after it.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial

from models.calling.policy import APPOINTMENT, REGULAR
from models.event_log import Entry, Event
from models.hall import Hall, HallRules
from models.kiosk_health import after_push
from models.service_day import service_day
from models.signing import Asker
from models.store.database import Connection
from models.store.hall_epoch import epoch_state, save_epoch
from models.store.hall_issuers import Issuer, advance_issuer, find_issuer, park
from models.store.hall_kiosks import save_health
from models.store.hall_log import Happening, append_events
from models.store.hall_setup import rules_of, services_of
from models.store.hall_tickets import TicketTaken, admit, find_by_public_id, find_ticket
from models.sync.arrival import arrivals_ms
from models.sync.epoch import is_replaced
from models.sync.intake import DoesNotContinue, Held, fresh
from models.sync.lost_hours import ENTRY, ENTRY_HASH, INCARNATION
from models.ticket import MOST_SERVICES, EventKind, Ticket, TicketState, ticket_id
from models.waiting.promises import WaitRange
from models.wire import WIRE_VERSION, Push, PushAnswer, encode
from queue_server.asking import kiosk_for
from queue_server.check_in import BOOKING, check_in_step
from queue_server.issue import issued, promise_body
from queue_server.order import Body, told
from queue_server.recover import go_on_if_nothing_is_owed
from queue_server.refusal import Refusal, Refused

_NUMBER = re.compile(r"[A-Z][A-Z0-9]{0,7}-[0-9]{1,6}")
_PUBLIC_ID = re.compile(r"[0-9a-f]{32}")
_OUTCOME = re.compile(r"[a-z_]{1,32}")
LONGEST_PROMISE_MIN = 24 * 60
MOST_AHEAD_MS = 100 * 366 * 24 * 60 * 60_000  # a clock that is further off tells nothing more
_TICKET_ID = re.compile(r"[A-Za-z0-9_.-]{1,128}")


class PushRefused(Exception):
    """The push as a whole cannot continue what the hall holds. `high`: the last entry it does hold."""

    def __init__(self, reason: str, high: int = 0) -> None:
        super().__init__(reason)
        self.reason = reason
        self.high = high


class _Unusable(Exception):
    """Why an entry is parked."""


def accept_push(connection: Connection, hall: Hall, asker: Asker, push: Push, now_ms: int) -> PushAnswer:
    """Take over what is new in `push`. Raises Refused; PushRefused: another incarnation, a gap, a fork.

    A kiosk that follows another epoch is told ours first, and a hall that gathers what it lost takes nothing.
    """
    issuer = find_issuer(connection, kiosk_for(connection, hall, asker))
    if issuer is None or issuer.id != push.issuer_id or issuer.hall_id != hall.id:
        raise Refused(Refusal.UNKNOWN_KIOSK)
    if issuer.incarnation != push.incarnation:
        raise PushRefused("incarnation", issuer.high)
    state = epoch_state(connection, hall.id)
    recovering = state.is_gathering
    if is_replaced(state.epoch, push.epoch):
        save_epoch(connection, hall.id, replaced_by=push.epoch)
    if push.epoch != state.epoch or recovering:
        _hear_health(connection, push, [], now_ms)
        return PushAnswer(
            version=WIRE_VERSION, high=issuer.high, now_ms=now_ms, epoch=state.epoch, recovering=recovering
        )
    new = _continuation(connection, issuer, push.entries)
    accepting = _Accepting(
        hall=hall,
        issuer=issuer,
        rules=rules_of(connection, hall.id),
        letters={service.id: service.letter for service in services_of(connection, hall.id)},
        now_ms=now_ms,
    )
    taken: list[Happening] = []
    arrived = arrivals_ms(
        [entry.event for entry in new],
        offset_ms=now_ms - push.now_ms,
        received_ms=now_ms,
        last_arrival_ms=issuer.last_arrival_ms,
    )
    for entry, arrived_ms in zip(new, arrived, strict=True):
        try:
            happening = accepting.take(connection, entry.event, arrived_ms)
            taken += [] if happening is None else [of_entry(happening, issuer, entry)]
        except _Unusable as reason:
            park(connection, issuer, entry.event.seq, reason=str(reason), raw=encode(entry).decode())
    high, high_hash = (new[-1].event.seq, new[-1].hash) if new else (issuer.high, issuer.high_hash)
    advanced = replace(
        issuer,
        high=high,
        high_hash=high_hash,
        last_arrival_ms=arrived[-1] if arrived else issuer.last_arrival_ms,
    )
    advance_issuer(connection, advanced, now_ms)
    append_events(connection, hall.id, taken, is_recovery=state.recovering_since_ms is not None)
    if state.recovering_since_ms is not None:
        go_on_if_nothing_is_owed(connection, hall)
    _hear_health(connection, push, new, now_ms)
    return PushAnswer(version=WIRE_VERSION, high=high, now_ms=now_ms, epoch=state.epoch)


def _hear_health(connection: Connection, push: Push, taken: Sequence[Entry], now_ms: int) -> None:
    """Remember how the kiosk says it is; of one that ceases to say so, nothing is known any more."""
    health, clock_ahead_ms = None, None
    if push.health is not None:
        health = after_push(push.health, taken)
        clock_ahead_ms = max(-MOST_AHEAD_MS, min(push.health.wall_ms - now_ms, MOST_AHEAD_MS))
    save_health(connection, push.issuer_id, health, clock_ahead_ms=clock_ahead_ms, now_ms=now_ms)


def of_entry(happening: Happening, issuer: Issuer, entry: Entry) -> Happening:
    """`happening` with its place in the kiosk's log: a hall that is put back knows then how far it was."""
    place: Body = {INCARNATION: issuer.incarnation, ENTRY: entry.event.seq, ENTRY_HASH: entry.hash}
    return replace(happening, body={**happening.body, **place})


def _continuation(connection: Connection, issuer: Issuer, entries: Sequence[Entry]) -> Sequence[Entry]:
    held = Held(high=issuer.high, high_hash=issuer.high_hash)
    try:
        return fresh(held, entries, partial(_is_another_ticket, connection, issuer))
    except DoesNotContinue as error:
        raise PushRefused(error.fault, issuer.high) from None


def _is_another_ticket(connection: Connection, issuer: Issuer, event: Event) -> bool:
    """Whether the hall holds another ticket under this entry: the kiosk lost its log and began anew."""
    if event.kind != EventKind.TICKET_ISSUED:
        return False
    ticket = find_ticket(connection, ticket_id(issuer.id, issuer.incarnation, event.seq))
    return ticket is not None and ticket.public_id != event.body.get("public_id")


@dataclass(frozen=True, kw_only=True)
class _Accepting:
    """What one push is judged by."""

    hall: Hall
    issuer: Issuer
    rules: HallRules
    letters: Mapping[str, str]
    now_ms: int

    def take(self, connection: Connection, event: Event, arrived_ms: int) -> Happening | None:
        """What `event` is for the hall's log; None for what it holds already. Raises _Unusable.

        arrived_ms: when its citizen came, by the hall's clock.
        """
        match event.kind:
            case EventKind.TICKET_ISSUED:
                return self._issued(connection, event, arrived_ms)
            case EventKind.TICKET_CHECKED_IN:
                return self._checked_in(connection, event, arrived_ms)
            case EventKind.SLIP_PRINTED:
                return self._printed(connection, event)
            case other:
                raise _Unusable(f"unknown kind: {other[:64]!r}")

    def _issued(self, connection: Connection, event: Event, arrived_ms: int) -> Happening | None:
        ticket = self._ticket(event, arrived_ms)
        try:
            with connection.begin_nested():
                admit(connection, self.hall.id, ticket)
        except TicketTaken:
            known = find_ticket(connection, ticket.id)
            if known is not None and known.public_id == ticket.public_id:
                return None  # it came back with a copy of our log
            raise _Unusable(f"number {ticket.number} or the ticket's id is taken") from None
        return issued(self._actor, ticket, self.now_ms, promise_body(_promise(event)))

    def _checked_in(self, connection: Connection, event: Event, arrived_ms: int) -> Happening | None:
        ticket = find_by_public_id(connection, _matching(event, "public_id", _PUBLIC_ID))
        if ticket is None:
            raise _Unusable("check-in of a booking the hall does not know")
        if ticket.state in (TicketState.CANCELLED, TicketState.EXPIRED):
            raise _Unusable(f"the booking was {ticket.state} already")
        if ticket.state is not TicketState.BOOKED:
            return None  # checked in at another kiosk or at the desk as well: it is one and the same number
        if ticket.service_day != service_day(arrived_ms, self.hall.timezone):
            raise _Unusable(f"the booking is for {ticket.service_day}")
        step = check_in_step(connection, ticket, arrived_ms, self.rules.late_min)
        return told(self._actor, step, self.now_ms, {})

    def _printed(self, connection: Connection, event: Event) -> Happening:
        known = find_ticket(connection, event.ticket_id) if _TICKET_ID.fullmatch(event.ticket_id) else None
        if known is None or known.issuer_id not in (self.issuer.id, BOOKING):
            raise _Unusable("paper of a ticket the hall does not know")
        trouble = str(event.body.get("trouble", ""))
        return Happening(
            kind=event.kind,
            at_ms=self.now_ms,
            actor=self._actor,
            ticket_id=known.id,
            service_day=known.service_day,
            body={
                "number": known.number,
                "outcome": _matching(event, "outcome", _OUTCOME),
                **({"trouble": trouble} if _OUTCOME.fullmatch(trouble) else {}),
            },
        )

    def _ticket(self, event: Event, arrived_at_ms: int) -> Ticket:
        if event.ticket_id != ticket_id(self.issuer.id, self.issuer.incarnation, event.seq):
            raise _Unusable("ticket_id does not name this entry")
        service_ids = (str(event.body.get("service_id")), *_words(event, "then_service_ids"))
        for service_id in service_ids:
            if service_id not in self.letters:
                raise _Unusable(f"no such service: {service_id[:64]!r}")
        priority = str(event.body.get("priority", REGULAR))
        known = {one.id for one in self.rules.policy.classes} - {APPOINTMENT}
        return Ticket(
            id=event.ticket_id,
            issuer_id=self.issuer.id,
            public_id=_matching(event, "public_id", _PUBLIC_ID),
            service_id=service_ids[0],
            then_service_ids=service_ids[1:],
            # Not the day the kiosk names: its clock may be years behind, and that day is never called.
            service_day=service_day(arrived_at_ms, self.hall.timezone),
            number=self._number(event, self.letters[service_ids[0]]),
            arrived_at_ms=arrived_at_ms,
            counts_from_ms=arrived_at_ms,
            priority=priority if priority in known else REGULAR,
        )

    def _number(self, event: Event, letter: str) -> str:
        """The number, which must be of the kiosk's own series: somebody else will want the others."""
        number = _matching(event, "number", _NUMBER)
        if number.partition("-")[0] != letter + self.issuer.series:
            raise _Unusable(f"number {number} is not of series {letter}{self.issuer.series}")
        return number

    @property
    def _actor(self) -> str:
        return f"kiosk:{self.issuer.id}"


def _matching(event: Event, field: str, pattern: re.Pattern[str]) -> str:
    value = str(event.body.get(field))
    if not pattern.fullmatch(value):
        raise _Unusable(f"{field} cannot be used")
    return value


def _words(event: Event, field: str) -> list[str]:
    return str(event.body.get(field) or "").split()[:MOST_SERVICES]


def _promise(event: Event) -> WaitRange | None:
    """How long the kiosk said it would take, if it said so."""
    p50_min, p80_min = event.body.get("p50_min"), event.body.get("p80_min")
    if not isinstance(p50_min, (int, float)) or not isinstance(p80_min, (int, float)):
        return None
    if not 0 <= p50_min <= p80_min <= LONGEST_PROMISE_MIN:  # not a number compares false, too
        return None
    return WaitRange(p50_min=float(p50_min), p80_min=float(p80_min))
