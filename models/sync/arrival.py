"""When a citizen came, by the hall's clock, though the kiosk's own was wrong: so that no queue is jumped."""

from collections.abc import Sequence

from models.event_log import Event

HALL_TIME = (
    "hall_time"  # 1 in the body of an entry whose moment is by the hall's clock, as its kiosk heard it
)


def arrivals_ms(
    events: Sequence[Event], *, offset_ms: int, received_ms: int, last_arrival_ms: int | None
) -> Sequence[int]:
    """The hall's time of each of these entries of a kiosk's log. All in milliseconds since 1970-01-01 UTC.

    offset_ms: how far the kiosk's own clock is behind the hall's, as measured now. received_ms: now.
    last_arrival_ms: of the entry before them, None for the first: what a kiosk wrote later came later.

    An entry by a clock of its own may be from before the kiosk was last started, when that clock was wrong by
    something else: it came no later than those after it, and no earlier than the last whose time is certain.
    """
    earliest_ms = last_arrival_ms or 0
    bounds_ms = []
    for event in events:
        bounds_ms.append(earliest_ms)
        if event.body.get(HALL_TIME):
            earliest_ms = max(earliest_ms, min(event.at_ms, received_ms))
    latest_ms = received_ms
    arrived_ms = []
    for event, bound_ms in zip(reversed(events), reversed(bounds_ms), strict=True):
        at_ms = event.at_ms if event.body.get(HALL_TIME) else event.at_ms + offset_ms
        latest_ms = min(max(min(at_ms, latest_ms), bound_ms), received_ms)
        arrived_ms.append(latest_ms)
    return arrived_ms[::-1]
