"""Wait for something to become true, without guessing how long it takes."""

import time
from collections.abc import Callable


def wait_until(what: Callable[[], object], timeout_s: float = 10.0) -> None:
    """Return as soon as `what()` is true. Fails when it has not become so in `timeout_s`."""
    deadline = time.monotonic() + timeout_s
    while not what():
        if time.monotonic() > deadline:
            raise AssertionError(f"still not true after {timeout_s} s")
        time.sleep(0.01)
