"""Logs as a hall or a kiosk writes them."""

from collections.abc import Sequence

from models.event_log import GENESIS, Entry, Event, enter


def written(
    *kinds: str, after: Sequence[Entry] = (), body: dict[str, str | int | float | None] | None = None
) -> list[Entry]:
    """The log `after` with one more entry of each kind."""
    log = list(after)
    for kind in kinds:
        seq, before = (log[-1].event.seq + 1, log[-1].hash) if log else (1, GENESIS)
        event = Event(
            seq=seq,
            kind=kind,
            at_ms=seq,
            actor="hall",
            ticket_id="",
            before=None,
            after=None,
            body=body or {},
        )
        log.append(enter(event, before))
    return log
