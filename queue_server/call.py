"""What a counter does with its citizens: call the next, call again, serve, finish, note an absence.

Each command carries a key made before it was sent. The same key of the same person is the same command:
it is done once, and whoever asks again gets the first answer (a lost answer costs nobody their turn).
"""

from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass
from typing import Any

from models.hall import Counter, Hall
from models.service_day import service_day
from models.store.database import Connection
from models.store.hall_log import Happening, append_events
from models.store.hall_setup import lock_counter
from models.store.hall_staff import Staff, find_answer, save_answer
from models.store.hall_tickets import at_counter, move_ticket, take_next
from models.ticket import EVENT_OF_MOVE, Move, Ticket, TicketState
from queue_server.refusal import Refusal, Refused


@dataclass(frozen=True, kw_only=True)
class Desk:
    """Who gives a command at which counter, and the key of that command."""

    hall: Hall
    staff: Staff
    counter_number: int
    key: str


@dataclass(frozen=True, kw_only=True)
class DeskTicket:
    """What a counter needs to know of the ticket before it."""

    number: str
    service_id: str
    state: str
    calls: int
    called_at_ms: int | None


@dataclass(frozen=True, kw_only=True)
class DeskAnswer:
    """ticket: the one the command was about; None when nobody waits to be called."""

    ticket: DeskTicket | None


@dataclass(frozen=True, kw_only=True)
class _Step:
    before: TicketState
    move: Move
    ticket: Ticket


_Deed = Callable[[Connection, Desk, Counter, Ticket | None, int], list[_Step]]


def call_next(connection: Connection, desk: Desk, now_ms: int) -> DeskAnswer:
    """Finish whoever is still at the counter, and call the citizen who has waited longest for it."""

    def deed(
        connection: Connection, desk: Desk, counter: Counter, present: Ticket | None, now_ms: int
    ) -> list[_Step]:
        steps = [] if present is None else [_moved(connection, present, Move.FINISH, now_ms)]
        ticket = take_next(
            connection,
            desk.hall.id,
            service_day=service_day(now_ms, desk.hall.timezone),
            service_ids=counter.service_ids,
            counter_number=counter.number,
            now_ms=now_ms,
        )
        if ticket is not None:
            steps.append(_Step(before=TicketState.WAITING, move=Move.CALL, ticket=ticket))
        return steps

    return _once(connection, desk, Move.CALL, deed, now_ms)


def recall(connection: Connection, desk: Desk, now_ms: int) -> DeskAnswer:
    """Call the citizen of this counter once more."""
    return _once(connection, desk, Move.RECALL, _move_here(Move.RECALL), now_ms)


def serve(connection: Connection, desk: Desk, now_ms: int) -> DeskAnswer:
    """The citizen has come: service begins."""
    return _once(connection, desk, Move.SERVE, _move_here(Move.SERVE), now_ms)


def finish(connection: Connection, desk: Desk, now_ms: int) -> DeskAnswer:
    """The citizen's business is done, and nobody is called yet."""
    return _once(connection, desk, Move.FINISH, _move_here(Move.FINISH), now_ms)


def no_show(connection: Connection, desk: Desk, now_ms: int) -> DeskAnswer:
    """The citizen was called and did not come."""
    return _once(connection, desk, Move.MARK_NO_SHOW, _move_here(Move.MARK_NO_SHOW), now_ms)


def _once(connection: Connection, desk: Desk, command: Move, deed: _Deed, now_ms: int) -> DeskAnswer:
    seat = lock_counter(connection, desk.hall.id, desk.counter_number)
    if seat is None:
        raise Refused(Refusal.NO_SUCH_COUNTER, counter=desk.counter_number)
    actor, key = f"staff:{desk.staff.login}", f"{command} {desk.counter_number} {desk.key}"
    earlier = find_answer(connection, actor, key)
    if earlier is not None:
        return _answer(earlier)
    if seat.staff_id != desk.staff.id:
        raise Refused(Refusal.COUNTER_NOT_YOURS, counter=desk.counter_number)
    today = service_day(now_ms, desk.hall.timezone)
    present = at_counter(connection, desk.hall.id, today, desk.counter_number)
    steps = deed(connection, desk, seat.counter, present, now_ms)
    answer = DeskAnswer(ticket=_desk_ticket(steps[-1].ticket) if _did(command, steps) else None)
    save_answer(connection, actor, key, now_ms, asdict(answer))
    told = [_told(step, actor, desk.counter_number, now_ms) for step in steps]
    append_events(connection, desk.hall.id, told)  # last of all: this is where counters wait for each other
    return answer


def _did(command: Move, steps: list[_Step]) -> bool:
    return bool(steps) and steps[-1].move is command


def _move_here(move: Move) -> _Deed:
    def deed(
        connection: Connection, desk: Desk, counter: Counter, present: Ticket | None, now_ms: int
    ) -> list[_Step]:
        if present is None:
            raise Refused(Refusal.NO_TICKET_HERE, counter=counter.number)
        return [_moved(connection, present, move, now_ms)]

    return deed


def _moved(connection: Connection, ticket: Ticket, move: Move, now_ms: int) -> _Step:
    return _Step(before=ticket.state, move=move, ticket=move_ticket(connection, ticket, move, now_ms))


def _told(step: _Step, actor: str, counter_number: int, now_ms: int) -> Happening:
    return Happening(
        kind=EVENT_OF_MOVE[step.move],
        at_ms=now_ms,
        actor=actor,
        ticket_id=step.ticket.id,
        service_day=step.ticket.service_day,
        before=step.before,
        after=step.ticket.state,
        body={
            "number": step.ticket.number,
            "service_id": step.ticket.service_id,
            "counter": counter_number,
            "calls": step.ticket.calls,
        },
    )


def _desk_ticket(ticket: Ticket) -> DeskTicket:
    return DeskTicket(
        number=ticket.number,
        service_id=ticket.service_id,
        state=ticket.state,
        calls=ticket.calls,
        called_at_ms=ticket.called_at_ms,
    )


def _answer(stored: Mapping[str, Any]) -> DeskAnswer:
    return DeskAnswer(ticket=None if stored["ticket"] is None else DeskTicket(**stored["ticket"]))
