"""The frame of every command at a counter: whose counter it is, who stands there, what can be undone."""

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from models.hall import Hall
from models.service_day import service_day
from models.store.database import Connection
from models.store.hall_desk import Standing, standing_of
from models.store.hall_setup import save_undo
from models.store.hall_staff import Staff
from models.store.hall_tickets import StaleTicket
from models.ticket import AT_COUNTER, UNDO_WITHIN_MS, UNDOABLE, Ticket
from models.wire import encode
from queue_server.order import Order, Step, check_version, settle, tell
from queue_server.refusal import Refusal, Refused


@dataclass(frozen=True, kw_only=True)
class Desk:
    """Who gives a command at which counter, and the key of that command.

    seen: the public id of the ticket the person has seen at the counter, "" for nobody. version: its version.
    None does not look.
    """

    hall: Hall
    staff: Staff
    counter_number: int
    key: str
    seen: str | None = None
    version: int | None = None


@dataclass(frozen=True, kw_only=True)
class Why:
    """Why this citizen was called: in words of `models.calling.discipline.Reason`, and in figures.

    waited_min: as far as the turn is concerned. runner_up: the number that came next.
    """

    reason: str
    waited_min: float
    score: float | None = None
    credit_min: float | None = None
    rate: float | None = None
    runner_up: str | None = None
    runner_up_score: float | None = None
    overtaken: int = 0


@dataclass(frozen=True, kw_only=True)
class DeskTicket:
    """What a counter needs to know of the ticket before it."""

    public_id: str
    number: str
    service_id: str
    then_service_ids: Sequence[str]
    state: str
    version: int
    priority: str
    priority_checked: bool
    slot_ms: int | None
    arrived_at_ms: int
    called_at_ms: int | None
    calls: int
    sent_to: str = ""
    held_by: str | None = None
    held_until_ms: int | None = None
    why: Why | None = None


@dataclass(frozen=True, kw_only=True)
class DeskAnswer:
    """ticket: the one the command was about; None when nobody waits to be called, or nobody is left here.

    undo_until_ms: until when the command can be taken back, None when it cannot.
    """

    ticket: DeskTicket | None
    undo_until_ms: int | None = None


@dataclass(frozen=True, kw_only=True)
class Moved:
    """Where a ticket stood before a command, and the version the command gave it."""

    before: Ticket
    version_after: int


@dataclass(frozen=True, kw_only=True)
class LastCommand:
    """What it takes to bring the tickets of a command back to where they stood."""

    at_ms: int
    tickets: Sequence[Moved]


@dataclass(frozen=True, kw_only=True)
class Done:
    """What a deed did: its steps, which ticket the answer is about, and why that one was called."""

    steps: Sequence[Step]
    about: Ticket | None
    why: Why | None = None


Deed = Callable[[Standing], Done]


def at_desk(connection: Connection, desk: Desk, what: str, deed: Deed, now_ms: int) -> DeskAnswer:
    """Do `deed` at the counter, once. Raises Refused: no such counter, somebody else's, a key used before."""
    order = Order.of(desk.hall, desk.staff, desk.key)
    here = standing_of(
        connection,
        desk.hall.id,
        desk.counter_number,
        service_day(now_ms, desk.hall.timezone),
        actor=order.actor,
        key=order.key,
    )
    if here is None:
        raise Refused(Refusal.NO_SUCH_COUNTER, counter=desk.counter_number)

    def work() -> DeskAnswer:
        if here.seat.staff_id != desk.staff.id:
            raise Refused(Refusal.COUNTER_NOT_YOURS, counter=desk.counter_number)
        if here.present is not None:
            if desk.seen not in (None, here.present.public_id):
                raise StaleTicket(here.present.number)
            check_version(here.present, desk.version)
        done = deed(here)
        undo = _undo(done.steps, now_ms)
        if undo != here.seat.undo:
            save_undo(connection, desk.hall.id, desk.counter_number, undo)
        tell(connection, order, done.steps, now_ms)
        return DeskAnswer(
            ticket=None if done.about is None else desk_ticket(done.about, done.why),
            undo_until_ms=now_ms + UNDO_WITHIN_MS if undo else None,
        )

    what = f"{what} at {desk.counter_number}"
    return settle(connection, order, what, here.earlier, _answer, work, now_ms)


def must_be_here(here: Standing) -> Ticket:
    """The ticket at the counter. Raises Refused when there is none."""
    if here.present is None:
        raise Refused(Refusal.NO_TICKET_HERE, counter=here.seat.counter.number)
    return here.present


def still_here(ticket: Ticket) -> Ticket | None:
    """`ticket` while it is at a counter."""
    return ticket if ticket.state in AT_COUNTER else None


def desk_ticket(ticket: Ticket, why: Why | None = None) -> DeskTicket:
    """The ticket as a counter sees it."""
    shown = {name: getattr(ticket, name) for name in DeskTicket.__dataclass_fields__ if name != "why"}
    shown["then_service_ids"] = list(ticket.then_service_ids)  # as a repeated answer has them
    return DeskTicket(**shown, why=why)


def _undo(steps: Sequence[Step], now_ms: int) -> dict[str, Any] | None:
    """The last command as the counter keeps it, None when it cannot be taken back."""
    if not steps or any(step.move not in UNDOABLE for step in steps):
        return None
    tickets = [Moved(before=step.before, version_after=step.after.version) for step in steps]
    kept: dict[str, Any] = json.loads(encode(LastCommand(at_ms=now_ms, tickets=tickets)))
    return kept


def _answer(ticket: Mapping[str, Any] | None, undo_until_ms: int | None) -> DeskAnswer:
    if ticket is None:
        return DeskAnswer(ticket=None, undo_until_ms=undo_until_ms)
    why = ticket["why"] and Why(**ticket["why"])
    return DeskAnswer(ticket=DeskTicket(**{**ticket, "why": why}), undo_until_ms=undo_until_ms)
