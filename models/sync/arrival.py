"""When a citizen came, by the hall's clock, though the kiosk's own was wrong: so that no queue is jumped."""


def arrival_ms(at_ms: int, *, offset_ms: int, received_ms: int, last_arrival_ms: int | None) -> int:
    """The hall's time of an entry that its kiosk wrote at `at_ms`. All in milliseconds since 1970-01-01 UTC.

    offset_ms: how far the kiosk's clock is behind the hall's, as measured now. received_ms: now.
    last_arrival_ms: of the entry before, None for the first: what a kiosk wrote later came later.
    """
    return min(max(at_ms + offset_ms, last_arrival_ms or 0), received_ms)
