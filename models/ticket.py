"""A ticket's states and the one table of moves between them. Nothing else moves a ticket."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from types import MappingProxyType


class TicketState(StrEnum):
    WAITING = "waiting"
    CALLED = "called"
    SERVING = "serving"
    FINISHED = "finished"
    NO_SHOW = "no_show"


class Move(StrEnum):
    CALL = "call"
    RECALL = "recall"
    SERVE = "serve"
    FINISH = "finish"
    MARK_NO_SHOW = "mark_no_show"


class EventKind(StrEnum):
    """What the log says happened. The first two come from an issuer, the others from a counter."""

    TICKET_ISSUED = "ticket_issued"
    SLIP_PRINTED = "slip_printed"
    TICKET_CALLED = "ticket_called"
    TICKET_RECALLED = "ticket_recalled"
    SERVICE_STARTED = "service_started"
    SERVICE_FINISHED = "service_finished"
    TICKET_NO_SHOW = "ticket_no_show"


MOVES = MappingProxyType(
    {
        (TicketState.WAITING, Move.CALL): TicketState.CALLED,
        (TicketState.CALLED, Move.RECALL): TicketState.CALLED,
        (TicketState.CALLED, Move.SERVE): TicketState.SERVING,
        (TicketState.CALLED, Move.FINISH): TicketState.FINISHED,
        (TicketState.CALLED, Move.MARK_NO_SHOW): TicketState.NO_SHOW,
        (TicketState.SERVING, Move.FINISH): TicketState.FINISHED,
    }
)

EVENT_OF_MOVE = MappingProxyType(
    {
        Move.CALL: EventKind.TICKET_CALLED,
        Move.RECALL: EventKind.TICKET_RECALLED,
        Move.SERVE: EventKind.SERVICE_STARTED,
        Move.FINISH: EventKind.SERVICE_FINISHED,
        Move.MARK_NO_SHOW: EventKind.TICKET_NO_SHOW,
    }
)

AT_COUNTER = frozenset({TicketState.CALLED, TicketState.SERVING})


class IllegalMove(Exception):
    """The table has no such move from where the ticket stands."""

    def __init__(self, state: TicketState, move: Move) -> None:
        super().__init__(f"a ticket that is {state} cannot {move}")
        self.state = state
        self.move = move


def state_after(state: TicketState, move: Move) -> TicketState:
    """Where `move` takes a ticket that stands in `state`. Raises IllegalMove."""
    try:
        return MOVES[state, move]
    except KeyError:
        raise IllegalMove(state, move) from None


def printed_number(letter: str, series: str, count: int) -> str:
    """The number a citizen reads: service letter, issuer's series, day's count: `A1-017` (ADR-0003)."""
    return f"{letter}{series}-{count:03d}"


@dataclass(frozen=True, kw_only=True)
class Ticket:
    """A citizen's place in the queue.

    id: `issuer.incarnation.seq` of the entry that issued it. public_id: 128 random bits in hex, the only
    name of the ticket outside the hall. arrived_at_ms: from when waiting counts, fair to all kiosks.
    calls: how often it was called, recalls included. version: grows by one with every move.
    """

    id: str
    issuer_id: str
    public_id: str
    service_id: str
    service_day: date
    number: str
    arrived_at_ms: int
    state: TicketState = TicketState.WAITING
    version: int = 1
    called_at_ms: int | None = None
    counter_number: int | None = None
    calls: int = 0


def ticket_id(issuer_id: str, incarnation: int, seq: int) -> str:
    """The key of a ticket: the entry of its issuer's log that issued it."""
    return f"{issuer_id}.{incarnation}.{seq}"
