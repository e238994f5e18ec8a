"""What the events after a backup have done, in the shape in which a hall takes it over again."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from models.event_log import Event
from models.sync.intake import Held
from models.ticket import EventKind, Ticket
from models.ticket_log import ticket_of

KEY = "key"  # of the command that wrote an event
ENTRY = "entry"  # of the kiosk's log, which an event is taken from, with the hash and the incarnation
ENTRY_HASH = "entry_hash"
INCARNATION = "incarnation"


@dataclass(frozen=True, kw_only=True)
class Seating:
    """Who sits at a counter: the log-in, None for nobody; since when; why nobody is called, if so."""

    login: str | None
    since_ms: int
    paused_reason: str | None = None


@dataclass(frozen=True, kw_only=True)
class LostHours:
    """tickets: as they stand, by id. seats: by counter. commands: actor and key of each that was done.

    logs: how far the log of each kiosk is held, by issuer and incarnation. enrolments: the events of kiosks
    that came and went, oldest first.
    """

    tickets: Mapping[str, Ticket]
    seats: Mapping[int, Seating]
    commands: Mapping[tuple[str, str], int]
    logs: Mapping[tuple[str, int], Held]
    enrolments: tuple[Event, ...]


def fold(events: Iterable[Event]) -> LostHours:
    """What `events`, in the order of their places, have done. Of a ticket the newest version counts."""
    tickets: dict[str, Ticket] = {}
    seats: dict[int, Seating] = {}
    commands: dict[tuple[str, str], int] = {}
    logs: dict[tuple[str, int], Held] = {}
    enrolments: list[Event] = []
    for event in events:
        body = event.body
        ticket = ticket_of(event)
        if ticket is not None and (ticket.id not in tickets or ticket.version >= tickets[ticket.id].version):
            tickets[ticket.id] = ticket
        if KEY in body:
            commands[event.actor, str(body[KEY])] = event.at_ms
        if ENTRY in body:
            _take_log(logs, event)
        match event.kind:
            case EventKind.KIOSK_ENROLLED | EventKind.KIOSK_REVOKED:
                enrolments.append(event)
            case EventKind.COUNTER_OPENED:
                seats[int(body["counter"] or 0)] = Seating(login=str(body["login"]), since_ms=event.at_ms)
            case EventKind.COUNTER_CLOSED:
                seats[int(body["counter"] or 0)] = Seating(login=None, since_ms=event.at_ms)
            case EventKind.COUNTER_PAUSED | EventKind.COUNTER_RESUMED:
                reason = body.get("reason")
                seats[int(body["counter"] or 0)] = Seating(
                    login=event.actor.removeprefix("staff:"),
                    since_ms=event.at_ms,
                    paused_reason=None if reason is None else str(reason),
                )
    return LostHours(tickets=tickets, seats=seats, commands=commands, logs=logs, enrolments=tuple(enrolments))


def _take_log(logs: dict[tuple[str, int], Held], event: Event) -> None:
    body = event.body
    name = (event.actor.removeprefix("kiosk:"), int(body[INCARNATION] or 0))
    high = int(body[ENTRY] or 0)
    if name not in logs or high > logs[name].high:
        logs[name] = Held(high=high, high_hash=str(body[ENTRY_HASH]))
