"""A ticket's states and the one table of moves between them. Nothing else moves a ticket."""

from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum
from types import MappingProxyType
from typing import Any

from models.calling.policy import REGULAR

UNDO_WITHIN_MS = 10_000
MOST_SERVICES = 5  # in one visit


class TicketState(StrEnum):
    BOOKED = "booked"
    WAITING = "waiting"
    CALLED = "called"
    SERVING = "serving"
    HELD = "held"
    NO_SHOW = "no_show"
    FINISHED = "finished"
    CANCELLED = "cancelled"
    EXPIRED = "expired"


class Move(StrEnum):
    CHECK_IN = "check_in"
    CALL = "call"
    RECALL = "recall"
    SERVE = "serve"
    SET_PRIORITY = "set_priority"
    ADD_SERVICE = "add_service"
    HOLD = "hold"
    RESUME = "resume"
    RELEASE = "release"
    TRANSFER = "transfer"
    CONTINUE_HERE = "continue_here"
    CONTINUE_ELSEWHERE = "continue_elsewhere"
    FINISH = "finish"
    MARK_NO_SHOW = "mark_no_show"
    REJOIN = "rejoin"
    CANCEL = "cancel"
    EXPIRE = "expire"


class EventKind(StrEnum):
    """What the log says happened: to a ticket, to a counter, to the hall's rules."""

    TICKET_BOOKED = "ticket_booked"
    BOOKING_DUE = "booking_due"
    TICKET_ISSUED = "ticket_issued"
    SLIP_PRINTED = "slip_printed"
    TICKET_CHECKED_IN = "ticket_checked_in"
    TICKET_CALLED = "ticket_called"
    TICKET_RECALLED = "ticket_recalled"
    SERVICE_STARTED = "service_started"
    PRIORITY_SET = "priority_set"
    SERVICE_ADDED = "service_added"
    TICKET_HELD = "ticket_held"
    TICKET_RESUMED = "ticket_resumed"
    TICKET_RELEASED = "ticket_released"
    TICKET_TRANSFERRED = "ticket_transferred"
    SERVICE_CONTINUED = "service_continued"
    SERVICE_FINISHED = "service_finished"
    TICKET_NO_SHOW = "ticket_no_show"
    TICKET_REJOINED = "ticket_rejoined"
    TICKET_CANCELLED = "ticket_cancelled"
    TICKET_EXPIRED = "ticket_expired"
    MOVE_UNDONE = "move_undone"
    COUNTER_OPENED = "counter_opened"
    COUNTER_PAUSED = "counter_paused"
    COUNTER_RESUMED = "counter_resumed"
    COUNTER_CLOSED = "counter_closed"
    RULES_CHANGED = "rules_changed"
    PLAYLIST_CHANGED = "playlist_changed"
    STAFF_CALLED = "staff_called"
    CLOCK_CORRECTED = "clock_corrected"
    KIOSK_ENROLLED = "kiosk_enrolled"
    KIOSK_REVOKED = "kiosk_revoked"
    EPOCH_BEGAN = "epoch_began"
    KIOSK_WAIVED = "kiosk_waived"


_S, _M = TicketState, Move
MOVES = MappingProxyType(
    {
        (_S.BOOKED, _M.CHECK_IN): _S.WAITING,
        (_S.BOOKED, _M.CANCEL): _S.CANCELLED,
        (_S.BOOKED, _M.EXPIRE): _S.EXPIRED,
        (_S.WAITING, _M.CALL): _S.CALLED,
        (_S.WAITING, _M.SET_PRIORITY): _S.WAITING,
        (_S.WAITING, _M.TRANSFER): _S.WAITING,
        (_S.WAITING, _M.CANCEL): _S.CANCELLED,
        (_S.WAITING, _M.EXPIRE): _S.EXPIRED,
        (_S.CALLED, _M.RECALL): _S.CALLED,
        (_S.CALLED, _M.SERVE): _S.SERVING,
        (_S.CALLED, _M.SET_PRIORITY): _S.CALLED,
        (_S.CALLED, _M.ADD_SERVICE): _S.CALLED,
        (_S.CALLED, _M.HOLD): _S.HELD,
        (_S.CALLED, _M.TRANSFER): _S.WAITING,
        (_S.CALLED, _M.CONTINUE_HERE): _S.SERVING,
        (_S.CALLED, _M.CONTINUE_ELSEWHERE): _S.WAITING,
        (_S.CALLED, _M.FINISH): _S.FINISHED,
        (_S.CALLED, _M.MARK_NO_SHOW): _S.NO_SHOW,
        (_S.CALLED, _M.EXPIRE): _S.EXPIRED,
        (_S.SERVING, _M.SET_PRIORITY): _S.SERVING,
        (_S.SERVING, _M.ADD_SERVICE): _S.SERVING,
        (_S.SERVING, _M.HOLD): _S.HELD,
        (_S.SERVING, _M.TRANSFER): _S.WAITING,
        (_S.SERVING, _M.CONTINUE_HERE): _S.SERVING,
        (_S.SERVING, _M.CONTINUE_ELSEWHERE): _S.WAITING,
        (_S.SERVING, _M.FINISH): _S.FINISHED,
        (_S.SERVING, _M.EXPIRE): _S.EXPIRED,
        (_S.HELD, _M.RESUME): _S.SERVING,
        (_S.HELD, _M.RELEASE): _S.WAITING,
        (_S.HELD, _M.CANCEL): _S.CANCELLED,
        (_S.HELD, _M.EXPIRE): _S.EXPIRED,
        (_S.NO_SHOW, _M.REJOIN): _S.WAITING,
        (_S.NO_SHOW, _M.EXPIRE): _S.EXPIRED,
    }
)

EVENT_OF_MOVE = MappingProxyType(
    {
        Move.CHECK_IN: EventKind.TICKET_CHECKED_IN,
        Move.CALL: EventKind.TICKET_CALLED,
        Move.RECALL: EventKind.TICKET_RECALLED,
        Move.SERVE: EventKind.SERVICE_STARTED,
        Move.SET_PRIORITY: EventKind.PRIORITY_SET,
        Move.ADD_SERVICE: EventKind.SERVICE_ADDED,
        Move.HOLD: EventKind.TICKET_HELD,
        Move.RESUME: EventKind.TICKET_RESUMED,
        Move.RELEASE: EventKind.TICKET_RELEASED,
        Move.TRANSFER: EventKind.TICKET_TRANSFERRED,
        Move.CONTINUE_HERE: EventKind.SERVICE_CONTINUED,
        Move.CONTINUE_ELSEWHERE: EventKind.SERVICE_CONTINUED,
        Move.FINISH: EventKind.SERVICE_FINISHED,
        Move.MARK_NO_SHOW: EventKind.TICKET_NO_SHOW,
        Move.REJOIN: EventKind.TICKET_REJOINED,
        Move.CANCEL: EventKind.TICKET_CANCELLED,
        Move.EXPIRE: EventKind.TICKET_EXPIRED,
    }
)

AT_COUNTER = frozenset({TicketState.CALLED, TicketState.SERVING})
OVER = frozenset(TicketState) - {state for state, _ in MOVES}

# A slip of the finger at a counter can be taken back. Not a recall: it was heard.
UNDOABLE = frozenset(
    {
        Move.CALL,
        Move.SERVE,
        Move.HOLD,
        Move.RESUME,
        Move.TRANSFER,
        Move.CONTINUE_HERE,
        Move.CONTINUE_ELSEWHERE,
        Move.FINISH,
        Move.MARK_NO_SHOW,
    }
)


class Outcome(StrEnum):
    """How a service ended, as the counter says. NOT_SAID: the next citizen was called without a word."""

    NOT_SAID = "not_said"
    DONE = "done"
    DOSSIER_RECEIVED = "dossier_received"
    RESULT_GIVEN = "result_given"
    PAPERS_MISSING = "papers_missing"
    GUIDED = "guided"
    REFUSED = "refused"


class IllegalMove(Exception):
    """The table has no such move from where the ticket stands."""

    def __init__(self, state: TicketState, move: str) -> None:
        super().__init__(f"a ticket that is {state} cannot {move}")
        self.state = state
        self.move = move


def state_after(state: TicketState, move: Move) -> TicketState:
    """Where `move` takes a ticket that stands in `state`. Raises IllegalMove."""
    try:
        return MOVES[state, move]
    except KeyError:
        raise IllegalMove(state, move) from None


def moved(ticket: "Ticket", move: Move, **changes: Any) -> "Ticket":
    """`ticket` after `move`, with these other fields changed as well. Raises IllegalMove."""
    return replace(ticket, state=state_after(ticket.state, move), version=ticket.version + 1, **changes)


def taken_back(ticket: "Ticket", before: "Ticket") -> "Ticket":
    """`ticket` as it stood `before` the last move. Raises IllegalMove when that cannot be taken back."""
    if not any(MOVES.get((before.state, move)) is ticket.state for move in UNDOABLE):
        raise IllegalMove(ticket.state, "undo")
    return replace(before, version=ticket.version + 1)


def printed_number(letter: str, series: str, count: int) -> str:
    """The number a citizen reads: service letter, issuer's series, day's count: `A1-017` (ADR-0003)."""
    return f"{letter}{series}-{count:03d}"


def for_counter(number: int) -> str:
    """The `sent_to` of a ticket that only that counter may call."""
    return f"counter:{number}"


def for_person(login: str) -> str:
    """The `sent_to` of a ticket that only that member of staff may call."""
    return f"staff:{login}"


@dataclass(frozen=True, kw_only=True)
class Ticket:
    """A citizen's place in the queue.

    id: `issuer.incarnation.seq` of the entry that issued it. public_id: 128 random bits in hex, the only
    name of the ticket outside the hall. service_id: what it waits for now; then_service_ids: what comes
    after that in the same visit. arrived_at_ms: when the citizen came, fair to all kiosks (for a booking
    that is not checked in yet: its slot). counts_from_ms: from when waiting counts for the turn, see
    `models/turn.py`. slot_ms: its appointment. sent_to: who alone
    may call it (`for_counter`, `for_person`), "" is any counter that gives the service. held_by: the log-in
    of whom it is held for until held_until_ms. no_shows: how often it was called in vain. calls: how often
    it was called, recalls included. version: grows by one with every move.
    """

    id: str
    issuer_id: str
    public_id: str
    service_id: str
    service_day: date
    number: str
    arrived_at_ms: int
    counts_from_ms: int
    then_service_ids: tuple[str, ...] = ()
    priority: str = REGULAR
    priority_checked: bool = False
    slot_ms: int | None = None
    sent_to: str = ""
    state: TicketState = TicketState.WAITING
    version: int = 1
    called_at_ms: int | None = None
    counter_number: int | None = None
    calls: int = 0
    no_shows: int = 0
    held_by: str | None = None
    held_until_ms: int | None = None
    outcome: str | None = None


def ticket_id(issuer_id: str, incarnation: int, seq: int) -> str:
    """The key of a ticket: the entry of its issuer's log that issued it."""
    return f"{issuer_id}.{incarnation}.{seq}"
