"""Keep a copy of the hall's log, and hand it over to a hall that was put back from a backup."""

from collections.abc import Callable
from functools import partial

from kiosk import clock
from kiosk.hall_line import HallLine, SyncError, decode_answer
from models.store import kiosk_log
from models.store.database import Database
from models.store.kiosk_copy import add_copies, copies_after, copy_tip, drop_copies
from models.sync.copies import CopyBroken, Tip, parted_at
from models.sync.epoch import Heard, hear
from models.wire import (
    MOST_ENTRIES_A_PAGE,
    WIRE_VERSION,
    HandOver,
    HandOverAnswer,
    LogPage,
    encode,
)

KEPT_MS = 30 * 24 * 60 * 60_000
_NOTHING = Tip(seq=-1, hash="0" * 64)


class HallCopy:
    """The copy of one hall's log. Raises SyncError; StoreError where the kiosk's own disk fails."""

    def __init__(self, database: Database, line: HallLine) -> None:
        self._database, self._line = database, line

    def catch_up(self, promised: int, beat: Callable[[], None] = lambda: None) -> None:
        """Copy what the hall has written since. promised: the epoch followed; no other hall is copied.

        beat: called with each page.
        """
        while True:
            beat()
            tip = self._database.read(copy_tip).result()
            page = self._ask(tip)
            if hear(promised, page.epoch) is not Heard.SAME:
                return  # the sender promises a new epoch first, and believes no old one
            if not page.is_known:
                dropping = partial(drop_copies, after_seq=parted_at(tip, page.base_seq))
                self._database.write(dropping).result()
                continue
            since_ms = clock.now_ms() - KEPT_MS
            try:
                adding = partial(add_copies, entries=page.entries, kept_since_ms=since_ms)
                added = self._database.write(adding).result()
            except CopyBroken as error:
                raise SyncError(f"the hall's log is not whole: {error}", retry=True) from error
            if not added or page.entries[-1].event.seq >= page.last:
                return

    def hand_over(self, epoch: int, beat: Callable[[], None] = lambda: None) -> None:
        """Give a hall that gathers what it lost all that it may have lost. beat: called with each message."""
        base_seq = self._ask(self._database.read(copy_tip).result()).base_seq
        while True:
            beat()
            reading = partial(copies_after, seq=base_seq, most=MOST_ENTRIES_A_PAGE)
            entries = self._database.read(reading).result()
            is_all = len(entries) < MOST_ENTRIES_A_PAGE
            message = HandOver(
                version=WIRE_VERSION,
                epoch=epoch,
                entries=entries,
                is_all=is_all,
                own_last=self._database.read(kiosk_log.last_seq).result(),
            )
            answer = self._line.ask("POST", "/api/kiosk/hand-over", encode(message))
            decode_answer(HandOverAnswer, answer)
            if is_all:
                return
            base_seq = entries[-1].event.seq

    def _ask(self, tip: Tip | None) -> LogPage:
        at = tip or _NOTHING
        page = decode_answer(LogPage, self._line.ask("GET", f"/api/kiosk/log?after={at.seq}&hash={at.hash}"))
        if tip is None and not page.is_known:
            raise SyncError("the hall does not know its own log", retry=True)
        return page
