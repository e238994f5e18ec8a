"""What time it is at the kiosk."""

import time
from dataclasses import dataclass
from datetime import UTC, datetime

_FIRST = datetime(2025, 1, 1, tzinfo=UTC)  # this program is younger: no kiosk has served before
_LAST = datetime(2125, 1, 1, tzinfo=UTC)


class ClockWrong(Exception):
    """This machine's clock cannot be right; whoever looks after it has to set it."""


@dataclass(frozen=True, kw_only=True)
class Moment:
    """ms: since 1970-01-01 UTC. is_sure: whether the hall has said so since the kiosk was started."""

    ms: int
    is_sure: bool


def now_ms() -> int:
    """Milliseconds since 1970-01-01 UTC, by this machine's clock."""
    return time.time_ns() // 1_000_000


def steady_ms() -> int:
    """Milliseconds of a clock that nobody sets and that counts on while the machine sleeps."""
    return time.clock_gettime_ns(time.CLOCK_BOOTTIME) // 1_000_000


def own_moment() -> Moment:
    """This machine's clock, taken for right. Raises ClockWrong."""
    at_ms = now_ms()
    check(at_ms)
    return Moment(ms=at_ms, is_sure=True)


def is_of_our_time(at_ms: int) -> bool:
    """Whether it can be that moment now."""
    return _FIRST.timestamp() * 1000 <= at_ms < _LAST.timestamp() * 1000


def check(at_ms: int) -> None:
    """Raises ClockWrong where the clock has lost the date, as one without a battery does in a power cut.

    A number of a wrong day would be given a second time when the clock is set right.
    """
    if not is_of_our_time(at_ms):
        day = datetime.fromtimestamp(at_ms / 1000, UTC).date()
        raise ClockWrong(f"this machine's clock says {day}; no number can be given until it is set")
