"""When a citizen came, by the hall's clock, though the kiosk's own was wrong: so that no queue is jumped."""

from models.event_log import Event

HALL_TIME = (
    "hall_time"  # 1 in the body of an entry whose moment is by the hall's clock, as its kiosk heard it
)


def arrival_ms(event: Event, *, offset_ms: int, received_ms: int, last_arrival_ms: int | None) -> int:
    """The hall's time of an entry of a kiosk's log. All in milliseconds since 1970-01-01 UTC.

    offset_ms: how far the kiosk's own clock is behind the hall's, as measured now. received_ms: now.
    last_arrival_ms: of the entry before, None for the first: what a kiosk wrote later came later.
    """
    at_ms = event.at_ms if event.body.get(HALL_TIME) else event.at_ms + offset_ms
    return min(max(at_ms, last_arrival_ms or 0), received_ms)
