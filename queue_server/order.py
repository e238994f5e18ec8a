"""What every command has in common: it is done once, moves tickets by the table, and is in the log.

Each command carries a key made before it was sent. The same key of the same person is the same command:
it is done once, and whoever asks again gets the first answer (a lost answer costs nobody their turn).
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from typing import Any, TypeVar

from models.hall import Hall
from models.service_day import service_day
from models.store.database import Connection
from models.store.hall_copies import entries_between
from models.store.hall_log import Happening, append_events, entered, must_go_on
from models.store.hall_put_back import DONE_BEFORE
from models.store.hall_staff import Answered, Staff, find_answer, save_answer
from models.store.hall_tickets import StaleTicket, save_ticket
from models.sync.lost_hours import KEY
from models.ticket import EVENT_OF_MOVE, EventKind, Move, Ticket, moved
from models.ticket_log import told_whole
from queue_server.refusal import Refusal, Refused

Answer = TypeVar("Answer")
Body = Mapping[str, str | int | float | None]


@dataclass(frozen=True, kw_only=True)
class Order:
    """Who gives a command, and the key made for it before it was sent."""

    hall: Hall
    actor: str
    key: str

    @classmethod
    def of(cls, hall: Hall, staff: Staff, key: str) -> "Order":
        """A command of a member of staff, who must work in this hall."""
        if staff.hall_id != hall.id:
            raise Refused(Refusal.WRONG_HALL)
        return cls(hall=hall, actor=f"staff:{staff.login}", key=key)


@dataclass(frozen=True, kw_only=True)
class Step:
    """One move of one ticket, already stored. body: what the log keeps of it besides the ticket itself."""

    kind: EventKind
    before: Ticket
    after: Ticket
    body: Body = field(default_factory=dict)
    move: Move | None = None


def once(
    connection: Connection,
    order: Order,
    what: str,
    answer_type: Callable[..., Answer],
    deed: Callable[[], Answer],
    now_ms: int,
) -> Answer:
    """What `deed` answers, or what it answered when the same command came before.

    what: the command with all it asks for, in words. The same key for something else is refused. Of
    `answer_type` only what JSON can hold is remembered.
    """
    earlier = find_answer(connection, order.actor, order.key)
    return settle(connection, order, what, earlier, answer_type, deed, now_ms)


def settle(
    connection: Connection,
    order: Order,
    what: str,
    earlier: Answered | None,
    answer_type: Callable[..., Answer],
    deed: Callable[[], Answer],
    now_ms: int,
) -> Answer:
    """The same where it is known already what was done by that key, if anything."""
    known = answer_to_same(earlier, what)
    if known is not None:
        if earlier is not None and earlier.first_seq is not None and earlier.last_seq is not None:
            written = entries_between(connection, order.hall.id, earlier.first_seq, earlier.last_seq)
            entered(connection).extend(written)  # the desk keeps them, and may not have had the first answer
        return answer_type(**known)
    answer = deed()
    if not entered(connection):
        must_go_on(connection, order.hall.id)  # "nobody waits" is no answer of a hall that has lost its queue
    seqs = [entry.event.seq for entry in entered(connection)]
    answered = Answered(
        order=what,
        answer=asdict(answer),  # type: ignore[call-overload]
        first_seq=min(seqs, default=None),
        last_seq=max(seqs, default=None),
    )
    save_answer(connection, order.actor, order.key, answered, now_ms)
    return answer


def answer_to_same(earlier: Answered | None, what: str) -> Mapping[str, Any] | None:
    """What `earlier` was answered, None when there was none. Raises Refused when it was another order."""
    if earlier is None:
        return None
    if earlier.order == DONE_BEFORE:
        raise Refused(Refusal.DONE_BEFORE_RESTORE)
    if earlier.order != what:
        raise Refused(Refusal.KEY_CONFLICT)
    return earlier.answer


def take_step(
    connection: Connection, ticket: Ticket, move: Move, body: Body | None = None, **changes: Any
) -> Step:
    """Move `ticket` and store it. Raises IllegalMove, StaleTicket."""
    after = moved(ticket, move, **changes)
    save_ticket(connection, ticket, after)
    return Step(kind=EVENT_OF_MOVE[move], before=ticket, after=after, body=body or {}, move=move)


def check_version(ticket: Ticket, version: int | None) -> Ticket:
    """`ticket`, if it is still as the person who commands has seen it. Raises StaleTicket."""
    if version is not None and version != ticket.version:
        raise StaleTicket(ticket.number)
    return ticket


def check_today(hall: Hall, ticket: Ticket, now_ms: int) -> Ticket:
    """`ticket`, if it is of this service day: only then can anybody call it. Raises Refused."""
    if ticket.service_day != service_day(now_ms, hall.timezone):
        raise Refused(Refusal.ANOTHER_DAY, number=ticket.number, day=f"{ticket.service_day:%d/%m/%Y}")
    return ticket


def tell(connection: Connection, order: Order, steps: Sequence[Step], now_ms: int) -> None:
    """Write what was done into the log."""
    happenings = [told(order.actor, step, now_ms, by_key(order)) for step in steps]
    append_events(connection, order.hall.id, happenings)


def by_key(order: Order) -> Body:
    """What the log keeps of the command itself: a hall that is put back from its log must know it as done."""
    return {KEY: order.key} if order.key else {}


def told(actor: str, step: Step, now_ms: int, more: Body) -> Happening:
    """The step as the log keeps it, with the ticket as it stands after it. more: what is to be added."""
    ticket = step.after
    return Happening(
        kind=step.kind,
        at_ms=now_ms,
        actor=actor,
        ticket_id=ticket.id,
        service_day=ticket.service_day,
        before=step.before.state,
        after=ticket.state,
        body={
            "number": ticket.number,
            "service_id": ticket.service_id,
            "counter": ticket.counter_number,
            "calls": ticket.calls,
            "priority": ticket.priority,
        }
        | dict(step.body)
        | dict(told_whole(ticket))
        | dict(more),
    )


def tell_of_hall(connection: Connection, order: Order, kind: EventKind, now_ms: int, body: Body) -> None:
    """Write into the log what happened to no ticket: to a counter, to the rules."""
    happening = Happening(
        kind=kind,
        at_ms=now_ms,
        actor=order.actor,
        ticket_id="",
        service_day=service_day(now_ms, order.hall.timezone),
        body=dict(body) | dict(by_key(order)),
    )
    append_events(connection, order.hall.id, [happening])
