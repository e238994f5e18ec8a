"""The hall's time at this kiosk: by what the hall said last, and a clock that nobody sets."""

import threading

from kiosk import clock
from models.store import kiosk_log
from models.store.database import Database
from models.sync.hall_time import Anchor, followed, guessed, heard

WORTH_KEEPING_MS = 1000
SLOW_MS = 5000  # an answer that took longer tells little of the time


class HallClock:
    """One for the whole kiosk; it may be asked on any thread."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._lock = threading.Lock()
        self._guess: Anchor | None = None
        self._heard: Anchor | None = None
        self._behind_ms = 0

    def moment(self) -> clock.Moment:
        """What time it is at the hall. Raises ClockWrong where nobody can know; StoreError."""
        with self._lock:
            anchor = self._heard or self._own()
        at_ms = anchor.now_ms(clock.steady_ms())
        clock.check(at_ms)
        return clock.Moment(ms=at_ms, is_sure=anchor.is_sure)

    def own_ms(self) -> int:
        """What time it is by the machine's own clock as it was believed at the start. Raises StoreError.

        By it are entries that were written before the hall was heard; the others say that they are not.
        """
        with self._lock:
            return self._own().now_ms(clock.steady_ms())

    def hear(self, answered_ms: int, asked_steady_ms: int) -> None:
        """The hall answered at `answered_ms`, which may be nonsense. Raises StoreError."""
        now_ms = clock.steady_ms()
        if now_ms - asked_steady_ms > SLOW_MS or not clock.is_of_our_time(answered_ms):
            return
        with self._lock:
            self._own()  # as it was believed before it is known better
            new = heard(answered_ms=answered_ms, asked_steady_ms=asked_steady_ms, heard_steady_ms=now_ms)
            self._heard = followed(self._heard, new)
            behind_ms = self._heard.now_ms(now_ms) - clock.now_ms()
            is_news = abs(behind_ms - self._behind_ms) > WORTH_KEEPING_MS
            self._behind_ms = behind_ms
        if is_news:
            self._database.write(lambda c: kiosk_log.save_behind(c, behind_ms)).result()

    def _own(self) -> Anchor:
        """What was believed first; and anew, as long as that cannot be true: somebody may set the clock."""
        if self._guess is None or not clock.is_of_our_time(self._guess.now_ms(clock.steady_ms())):
            behind_ms, last_at_ms = self._database.read(kiosk_log.load_clock).result()
            self._behind_ms = behind_ms
            self._guess = guessed(
                wall_ms=clock.now_ms(),
                behind_ms=behind_ms,
                last_at_ms=last_at_ms,
                steady_ms=clock.steady_ms(),
            )
        return self._guess
