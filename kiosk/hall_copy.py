"""Keep a copy of the hall's log, and hand it over to a hall that was put back from a backup."""

from collections.abc import Callable, Sequence
from functools import partial

from kiosk import clock
from kiosk.hall_line import HallLine, SyncError, decode_answer
from models.event_log import Entry
from models.store.database import Database
from models.store.kiosk_copy import add_copies, copies_after, copy_tip
from models.sync.copies import CopyBroken, Tip, last_of, may_be_kept, parted_at
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
        tip = self._database.read(copy_tip).result()
        drop_after: int | None = None
        entries: list[Entry] = []
        while True:
            beat()
            page = self._ask(tip)
            if hear(promised, page.epoch) is not Heard.SAME:
                return  # the sender promises a new epoch first, and believes no old one
            if not page.is_known:
                drop_after, entries = parted_at(tip, page.base_seq), []
                tip = self._database.read(partial(copy_tip, up_to=drop_after)).result()
                continue
            if page.entries and tip is not None and page.entries[-1].event.seq <= tip.seq:
                raise SyncError("the hall tells the same again and again", retry=True)
            entries += page.entries
            tip = last_of(page.entries) or tip
            is_all = not page.entries or page.entries[-1].event.seq >= page.last
            if may_be_kept(drop_after=drop_after, is_all=is_all):
                self._keep(entries, drop_after)
                entries = []
            if is_all:
                return

    def hand_over(self, epoch: int, beat: Callable[[], None] = lambda: None) -> None:
        """Give a hall that gathers what it lost all that it may have lost. beat: called with each message."""
        base_seq = self._ask(self._database.read(copy_tip).result()).base_seq
        while True:
            beat()
            reading = partial(copies_after, seq=base_seq, most=MOST_ENTRIES_A_PAGE)
            entries = self._database.read(reading).result()
            is_all = len(entries) < MOST_ENTRIES_A_PAGE
            message = HandOver(version=WIRE_VERSION, epoch=epoch, entries=entries, is_all=is_all)
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

    def _keep(self, entries: Sequence[Entry], drop_after: int | None) -> None:
        since_ms = clock.now_ms() - KEPT_MS
        try:
            self._database.write(
                partial(add_copies, entries=entries, kept_since_ms=since_ms, drop_after=drop_after)
            ).result()
        except CopyBroken as error:
            raise SyncError(f"the hall's log is not whole: {error}", retry=True) from error
