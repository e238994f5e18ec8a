"""Threads that outlive what nobody foresaw: it is told to `sys.excepthook`, and they go on."""

import sys
import time
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from typing import TypeVar

from kiosk.watchdog import Pulse

_BREATH_S = 1.0  # what fails again at once must not keep a processor busy

What = TypeVar("What")


class Worker:
    """One thread that does one thing after another.

    longest_s: how long the longest of them may take before the thread counts as stuck.
    """

    def __init__(self, name: str, longest_s: float) -> None:
        self.pulse = Pulse(name, longest_s)
        self._executor = ThreadPoolExecutor(1, name)

    def submit(self, work: Callable[[What], None], what: What) -> None:
        """Have `work` done with `what`, after everything that was submitted before."""
        self._executor.submit(self._do, work, what).add_done_callback(_tell_failure)

    def shutdown(self) -> None:
        """Finish what was submitted, then stop."""
        self._executor.shutdown()

    def _do(self, work: Callable[[What], None], what: What) -> None:
        with self.pulse.beating():
            work(what)


def living_on(run: Callable[[], None], breath_s: float = _BREATH_S) -> Callable[[], None]:
    """`run` for a thread that must live: it is begun again until it returns by itself."""

    def again() -> None:
        while True:
            try:
                return run()
            except Exception as error:  # noqa: BLE001  whatever it was, the kiosk needs this thread
                sys.excepthook(type(error), error, error.__traceback__)
            time.sleep(breath_s)

    return again


def _tell_failure(done: Future[None]) -> None:
    error = done.exception()  # an executor would keep it to itself
    if error is not None:
        sys.excepthook(type(error), error, error.__traceback__)
