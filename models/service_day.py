"""Which day of service a moment belongs to: the hall's own calendar date, never a UTC one."""

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo


def local_time(at_ms: int, timezone: str) -> datetime:
    """The wall-clock time in `timezone` of `at_ms`, milliseconds since 1970-01-01 UTC."""
    return datetime.fromtimestamp(at_ms / 1000, UTC).astimezone(ZoneInfo(timezone))


def service_day(at_ms: int, timezone: str) -> date:
    """The service day of `at_ms`, milliseconds since 1970-01-01 UTC."""
    return local_time(at_ms, timezone).date()
