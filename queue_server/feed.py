"""Today's public happenings as messages of the hall's stream, so that who was away for a moment misses none.

Each has its number in the hall's log as its id: the log is what is told, and the log is what is resumed from.
"""

import asyncio
import json
from bisect import bisect_right
from collections.abc import Callable, Sequence
from datetime import date
from functools import partial

from models.event_log import Event
from models.hall import Hall
from models.service_day import service_day
from models.store.database import Database, timed
from models.store.hall_log import feed_seq, read_newest
from models.ticket import EventKind, TicketState

MOST_KEPT = 1000  # who was away for longer than that many events is better served by the state alone
NOBODYS_SEQ = -1  # of a watcher whose last event our log does not know

# What everybody in the hall may know. Whatever is not named here (who was found to have priority, whose paper
# jammed, who booked at home) stays in the log.
_PUBLIC = frozenset(
    {
        EventKind.TICKET_ISSUED,
        EventKind.TICKET_CHECKED_IN,
        EventKind.TICKET_CALLED,
        EventKind.TICKET_RECALLED,
        EventKind.SERVICE_STARTED,
        EventKind.SERVICE_CONTINUED,
        EventKind.SERVICE_FINISHED,
        EventKind.TICKET_HELD,
        EventKind.TICKET_RESUMED,
        EventKind.TICKET_RELEASED,
        EventKind.TICKET_TRANSFERRED,
        EventKind.TICKET_NO_SHOW,
        EventKind.TICKET_REJOINED,
        EventKind.TICKET_CANCELLED,
        EventKind.MOVE_UNDONE,
        EventKind.COUNTER_OPENED,
        EventKind.COUNTER_PAUSED,
        EventKind.COUNTER_RESUMED,
        EventKind.COUNTER_CLOSED,
    }
)
_NAMES = {EventKind.TICKET_CALLED.value: "call"}  # the others are named by their kind


class Feed:
    """The end of the hall's log as far as it is of today. All of it lives on the event loop."""

    def __init__(self, database: Database, hall: Hall, now_ms: Callable[[], int]) -> None:
        self._database, self._hall, self._now_ms = database, hall, now_ms
        self._day: date | None = None
        self._up_to = 0
        self._held_after = 0  # every public event of today after this one is held
        self._seqs: list[int] = []
        self._messages: list[bytes] = []

    async def newest_seq(self) -> int:
        """The number of the last event in the log."""
        return await asyncio.wrap_future(self._database.read(partial(feed_seq, hall_id=self._hall.id)))

    async def catch_up(self, up_to_seq: int) -> float:
        """Take in what the log has got up to that event; for how many seconds that kept the database."""
        today = service_day(self._now_ms(), self._hall.timezone)
        if up_to_seq == self._up_to and today == self._day:
            return 0.0
        read = partial(
            read_newest,
            hall_id=self._hall.id,
            service_day=today,
            after_seq=self._up_to,
            up_to_seq=up_to_seq,
            most=MOST_KEPT,
        )
        events, took_s = await asyncio.wrap_future(self._database.read(timed(read)))
        if self._day is None:
            self._held_after = events[0].seq - 1 if events else up_to_seq
        elif today != self._day:
            self._forget(len(self._seqs))
            self._held_after = self._up_to
        elif len(events) == MOST_KEPT:
            self._forget(len(self._seqs))
            self._held_after = events[0].seq - 1
        self._take(events)
        self._day, self._up_to = today, up_to_seq
        return took_s

    def since(self, seq: int) -> bytes | None:
        """What is to be told to who has heard up to event `seq`; None when that is not known any more."""
        if seq < self._held_after:
            return None
        return b"".join(self._messages[bisect_right(self._seqs, seq) :])

    def _take(self, events: Sequence[Event]) -> None:
        public = [event for event in events if _is_public(event)]
        self._seqs += [event.seq for event in public]
        self._messages += [_message(event) for event in public]
        if len(self._seqs) > 2 * MOST_KEPT:  # not each time: a list is cut in one go
            self._forget(len(self._seqs) - MOST_KEPT)

    def _forget(self, count: int) -> None:
        """Drop the oldest that many."""
        if count:
            self._held_after = self._seqs[count - 1]
            del self._seqs[:count], self._messages[:count]


def _is_public(event: Event) -> bool:
    """Whoever cancels an appointment at home was never in the hall."""
    at_home = event.kind == EventKind.TICKET_CANCELLED and event.before == TicketState.BOOKED
    return event.kind in _PUBLIC and not at_home


def _message(event: Event) -> bytes:
    """What the stream says of `event`: never who did it. A counter's own events have no number."""
    told = {name: event.body.get(name) for name in ("number", "service_id", "counter")}
    body = json.dumps({"kind": event.kind, "at_ms": event.at_ms} | told, ensure_ascii=False)
    name = _NAMES.get(event.kind, event.kind)
    return f"event: {name}\nid: {event.seq}\ndata: {body}\n\n".encode()
