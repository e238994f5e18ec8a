"""What time it is at the kiosk."""

import time


def now_ms() -> int:
    """Milliseconds since 1970-01-01 UTC, by this machine's clock."""
    return time.time_ns() // 1_000_000
