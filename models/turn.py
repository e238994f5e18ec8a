"""From when a citizen's waiting counts for the turn: early, late, gone for a while and back again."""

from dataclasses import dataclass, replace

from models.calling.policy import REGULAR
from models.ticket import Ticket

MINUTE_MS = 60_000


@dataclass(frozen=True, kw_only=True)
class ReturnRule:
    """Whether a citizen who did not come when called may wait again.

    within_min: minutes after the last call. times: how often at most.
    """

    within_min: int = 60
    times: int = 2

    def allows(self, ticket: Ticket, now_ms: int) -> bool:
        """Whether `ticket`, which was called in vain, may come back at `now_ms`."""
        called_at_ms = ticket.called_at_ms or 0
        return ticket.no_shows <= self.times and now_ms - called_at_ms <= self.within_min * MINUTE_MS


def checked_in(ticket: Ticket, now_ms: int, late_min: int) -> Ticket:
    """A booked ticket whose citizen has come.

    Who is early waits from the appointment on; of two early ones who came first goes first, a second counting
    as a millisecond. Who is at most `late_min` late waits from now, still with
    the appointment's credit. Who is later than that waits from now like everybody else.
    """
    slot_ms = ticket.slot_ms or now_ms
    early_ms = max(0, slot_ms - now_ms)
    in_time = now_ms - slot_ms <= late_min * MINUTE_MS
    return replace(
        ticket,
        arrived_at_ms=now_ms,
        counts_from_ms=max(slot_ms, now_ms) - early_ms // 1000,
        priority=ticket.priority if in_time else REGULAR,
    )


def rejoined(ticket: Ticket, now_ms: int) -> Ticket:
    """A citizen who missed the call and is back: the minutes away do not count as waiting, the others do.

    Minutes before the appointment would not have counted anyway.
    """
    left_ms = max(ticket.called_at_ms or now_ms, ticket.counts_from_ms)
    away_ms = max(0, now_ms - left_ms)
    return replace(ticket, counts_from_ms=ticket.counts_from_ms + away_ms, sent_to="")
