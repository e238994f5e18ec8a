"""The hall's time at this kiosk: by what the hall said last, and a clock that nobody sets."""

import threading
import time
from collections.abc import Sequence

from kiosk import clock
from models.event_log import Entry
from models.store import kiosk_log
from models.store.database import Database
from models.sync.hall_time import Anchor, guessed, heard, of_one_clock

WORTH_KEEPING_MS = 1000
SLOW_MS = 5000  # an answer that took longer tells little of the time


class HallClock:
    """One for the whole kiosk; it may be asked on any thread."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._lock = threading.Lock()
        self._guess: Anchor | None = None
        self._heard: Anchor | None = None
        self._sure_after = 0
        self._behind_ms = 0

    def moment(self) -> clock.Moment:
        """What time it is at the hall. Raises ClockWrong where nobody can know; StoreError."""
        with self._lock:
            anchor = self._heard or self._guessed()
        return clock.Moment(ms=anchor.now_ms(steady_ms()), is_sure=anchor.is_sure)

    def of_one_clock(self, entries: Sequence[Entry]) -> tuple[Sequence[Entry], int]:
        """The first of `entries` that one clock wrote, and what time it is by that clock now."""
        with self._lock:
            some, is_sure = of_one_clock(entries, self._sure_after)
            anchor = self._heard if is_sure else self._guess
            if anchor is None:
                return some, clock.now_ms() if self._guess is None else self._guess.now_ms(steady_ms())
        return some, anchor.now_ms(steady_ms())

    def hear(self, answered_ms: int, asked_steady_ms: int, last_seq: int) -> None:
        """The hall answered at `answered_ms`; our log held `last_seq` entries by then. Raises StoreError."""
        now_ms = steady_ms()
        if now_ms - asked_steady_ms > SLOW_MS:
            return
        with self._lock:
            if self._heard is None:
                self._sure_after = last_seq
            self._heard = heard(
                answered_ms=answered_ms, asked_steady_ms=asked_steady_ms, heard_steady_ms=now_ms
            )
            behind_ms = self._heard.hall_ms - clock.now_ms()
            is_news = abs(behind_ms - self._behind_ms) > WORTH_KEEPING_MS
            self._behind_ms = behind_ms
        if is_news:
            self._database.write(lambda c: kiosk_log.save_behind(c, behind_ms)).result()

    def _guessed(self) -> Anchor:
        if self._guess is None:
            behind_ms, last_at_ms = self._database.read(kiosk_log.load_clock).result()
            self._behind_ms = behind_ms
            self._guess = guessed(
                wall_ms=clock.now_ms(), behind_ms=behind_ms, last_at_ms=last_at_ms, steady_ms=steady_ms()
            )
        guess = self._guess
        try:
            clock.check(guess.now_ms(steady_ms()))
        except clock.ClockWrong:
            self._guess = None  # somebody may set it right
            raise
        return guess


def steady_ms() -> int:
    """Milliseconds of a clock that only ever counts on."""
    return time.monotonic_ns() // 1_000_000
