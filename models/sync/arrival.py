"""When a citizen came, by the hall's clock, though the kiosk's own was wrong: so that no queue is jumped."""


def arrival_ms(
    at_ms: int, *, offset_ms: int, received_ms: int, complete_at_ms: int | None, last_arrival_ms: int | None
) -> int:
    """The hall's time of an entry that its kiosk wrote at `at_ms`. All in milliseconds since 1970-01-01 UTC.

    offset_ms: how far the kiosk's clock is behind the hall's, as measured now. received_ms: now. What a kiosk
    hands over it has written since it had last handed over all (complete_at_ms), and in this order
    (last_arrival_ms), whatever its clock says; None where there was none before.
    """
    earliest_ms = max(complete_at_ms or 0, last_arrival_ms or 0)
    return min(max(at_ms + offset_ms, earliest_ms), received_ms)
