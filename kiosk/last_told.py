"""Keep how the hall last stood, and who has joined the queue here since, for when it cannot be asked."""

import threading
from collections import Counter
from collections.abc import Callable

from kiosk import clock
from kiosk.journey.outlook import LastTold
from models.wire import HallView


class Remembered:
    """The last the hall told, from the thread that hears it to the one that gives numbers.

    clock_ms: one that only goes on: the other is set, and not least while there is no network.
    """

    def __init__(self, clock_ms: Callable[[], int] = clock.steady_ms) -> None:
        self._clock_ms = clock_ms
        self._lock = threading.Lock()
        self._view: HallView | None = None
        self._heard_ms = 0
        self._answers = False
        self._joined: Counter[str] = Counter()

    def hear(self, view: HallView) -> None:
        """The hall has told how it stands."""
        with self._lock:
            self._view = view
            self._joined.clear()
            self._heard_ms, self._answers = self._clock_ms(), True

    def hear_sign(self) -> None:
        """The hall is there, and nothing is new. A hall that must not be believed is not heard by this."""
        with self._lock:
            if self._answers:
                self._heard_ms = self._clock_ms()

    def lose(self) -> None:
        """The hall answers no more, since it was last heard."""
        with self._lock:
            self._answers = False

    def join(self, service_id: str) -> None:
        """Somebody has joined a queue at this kiosk."""
        with self._lock:
            self._joined[service_id] += 1

    def last(self) -> LastTold | None:
        """What is known now, None if the hall has not told since the start."""
        with self._lock:
            if self._view is None:
                return None
            silent_s = None if self._answers else (self._clock_ms() - self._heard_ms) / 1000
            return LastTold(view=self._view, silent_s=silent_s, joined=dict(self._joined))
