"""Send the hall's log to its city, and get from there what a hall that was put back has lost."""

import logging
import time
from collections.abc import Callable, Sequence
from contextlib import closing
from functools import partial
from random import Random

from models.city_wire import MOST_ENTRIES, CityAnswer, HallPush
from models.event_log import GENESIS, Entry
from models.hall import Hall
from models.store.database import Connection, Database
from models.store.hall_city import CityLink, claim_city_link, find_city_link, save_city_link
from models.store.hall_copies import entries_between, tip_of
from models.store.hall_epoch import EpochState, epoch_state
from models.sync.back_off import pause_s
from models.sync.copies import Tip
from models.sync.epoch import FIRST, Heard, hear
from models.sync.outbox import NotOurLog, Outbox, confirmed
from models.sync.parting import last_common
from models.sync.recovery import CITY_PEER
from models.wire import WIRE_VERSION, HandOver
from queue_server.city_line import CityError, CityLine
from queue_server.draw import draw_code
from queue_server.recover import awaited_peers, hand_over, hear_epoch

HEARTBEAT_MS = 60_000
CLAIMED_MS = 5 * 60_000  # another process goes on after that, should this one die in the middle
UNHEARD, FORKED, PUT_BACK, ANOTHERS = "unheard", "forked", "put_back", "anothers"
MOST_MESSAGES = 20  # in one go: the server may be told to stop, and the hall to leave

BEGINNING = Tip(seq=0, hash=GENESIS)

log = logging.getLogger(__name__)


class _Stuck(Exception):
    """The city takes nothing more before a person has done something."""

    def __init__(self, trouble: str) -> None:
        super().__init__(trouble)
        self.trouble = trouble


class CityTeller:
    """One process of the hall's server. A city that cannot be asked is asked less and less often."""

    def __init__(self, database: Database, hall: Hall, now_ms: Callable[[], int]) -> None:
        self._database, self._hall, self._now_ms = database, hall, now_ms
        self._chance = Random()  # noqa: S311  when to ask again is no secret
        self._failures, self._rests_until_s = 0, 0.0

    def tell(self) -> bool:
        """Send what is new, or get what was lost; whether all that was lost is here by that. It blocks.

        Raises StoreError.
        """
        if time.monotonic() < self._rests_until_s:
            return False
        link, state, tip, waits = self._database.read(self._look).result()
        if link is None or link.name is None or not self._is_due(link, state, tip, waits):
            return False
        now_ms = self._now_ms()
        claiming = partial(
            claim_city_link, hall_id=self._hall.id, now_ms=now_ms, until_ms=now_ms + CLAIMED_MS
        )
        if not self._database.write(claiming).result():
            return False
        trouble = None
        try:
            with closing(CityLine(link)) as line:
                if waits:
                    return self._gather(line, tip, state.epoch)
                self._send(line, link.high, state.epoch)
        except _Stuck as error:
            trouble = error.trouble
        except CityError as error:
            trouble = error.refusal or UNHEARD
            log.warning("%s", error)
        except Exception:
            trouble = UNHEARD
            raise
        finally:
            self._failures = 0 if trouble is None else self._failures + 1
            if trouble is not None:
                self._rests_until_s = time.monotonic() + pause_s(self._failures, self._chance)
            self._save(trouble=trouble, claimed_until_ms=0)
        return False

    def _look(self, connection: Connection) -> tuple[CityLink | None, EpochState, Tip, bool]:
        """The link, the epoch, the end of the log, and whether the hall waits for what the city holds."""
        hall = self._hall
        return (
            find_city_link(connection, hall.id),
            epoch_state(connection, hall.id),
            tip_of(connection, hall.id),
            CITY_PEER in awaited_peers(connection, hall),
        )

    def _is_due(self, link: CityLink, state: EpochState, tip: Tip, waits: bool) -> bool:
        if state.replaced_by is not None:
            return False
        if state.is_gathering:
            return waits
        return link.high != tip.seq or abs(self._now_ms() - (link.heard_at_ms or 0)) >= HEARTBEAT_MS

    def _send(self, line: CityLine, high: int, epoch: int) -> None:
        """Everything after `high`, which the city said it holds; what it says now is believed instead."""
        for _ in range(MOST_MESSAGES):
            tip = self._database.read(partial(tip_of, hall_id=self._hall.id)).result()
            entries = self._entries(high + 1, min(high + MOST_ENTRIES, tip.seq))
            answer = line.push(HallPush(version=WIRE_VERSION, epoch=epoch, entries=entries))
            if self._is_replaced(line, epoch, answer.epoch):
                return
            if hear(epoch, answer.epoch) is Heard.OLDER:
                answer, entries = self._part(line, epoch, min(answer.high, tip.seq)), ()
            before, high = high, self._confirmed(tip, answer)
            if high == tip.seq:
                return
            if entries and high == before:
                raise CityError("the city takes nothing, and does not say why")

    def _is_replaced(self, line: CityLine, epoch: int, heard: int) -> bool:
        """Whether the city follows another server of this hall, which has begun a later epoch.

        What it holds has to be of this hall: under the same name another one may have joined before.
        """
        if hear(epoch, heard) is not Heard.NEWER:
            return False
        if not self._is_known(line, 1):
            raise _Stuck(ANOTHERS)
        log.error("the city follows another server of this hall: switch this one off")
        self._database.write(partial(hear_epoch, hall=self._hall, epoch=heard)).result()
        return True

    def _part(self, line: CityLine, epoch: int, most: int) -> CityAnswer:
        """Tell the city that a new epoch counts, and up to where it has the same log as this."""

        keep_to = last_common(most, partial(self._is_known, line))
        answer = line.push(HallPush(version=WIRE_VERSION, epoch=epoch, entries=(), keep_to=keep_to))
        if answer.epoch != epoch:
            raise CityError(f"the city does not follow epoch {epoch}")
        return answer

    def _is_known(self, line: CityLine, seq: int) -> bool:
        """Whether the city holds our entry of that place."""
        return any(
            line.log_after(Tip(seq=seq, hash=entry.hash), most=0).is_known
            for entry in self._entries(seq, seq)
        )

    def _entries(self, first_seq: int, last_seq: int) -> Sequence[Entry]:
        reading = partial(entries_between, hall_id=self._hall.id, first_seq=first_seq, last_seq=last_seq)
        return self._database.read(reading).result()

    def _confirmed(self, tip: Tip, answer: CityAnswer) -> int:
        """Up to where the city holds the log: it calls nobody, so whatever it says is believed."""
        if answer.is_forked:
            raise _Stuck(FORKED)
        try:
            high = confirmed(Outbox(last=tip.seq), epoch=FIRST, high=answer.high).acked
        except NotOurLog as error:
            raise _Stuck(PUT_BACK) from error
        self._save(high=high, heard_at_ms=self._now_ms())
        return high

    def _gather(self, line: CityLine, tip: Tip, epoch: int) -> bool:
        """Hand over what the city holds after the backup, which ends at `tip`; whether all of it is here."""
        while True:
            page = line.log_after(tip, MOST_ENTRIES)
            if self._is_replaced(line, epoch, page.epoch):
                return False
            if not page.is_known:  # another server was the hall for a while, and went another way
                common = last_common(min(page.last, tip.seq), partial(self._is_known, line))
                tip = next((_tip_at(one) for one in self._entries(common, common)), BEGINNING)
                continue
            is_all = not page.entries or page.entries[-1].event.seq >= page.last
            message = HandOver(version=WIRE_VERSION, epoch=epoch, entries=page.entries, is_all=is_all)
            taking = partial(
                hand_over,
                hall=self._hall,
                peers=(CITY_PEER,),
                message=message,
                draw_code=draw_code,
                now_ms=self._now_ms(),
            )
            answer = self._database.write(taking).result()
            if is_all:
                return CITY_PEER not in answer.awaited
            tip = _tip_at(page.entries[-1])

    def _save(self, **changes: str | int | None) -> None:
        self._database.write(lambda c: save_city_link(c, self._hall.id, **changes)).result()


def _tip_at(entry: Entry) -> Tip:
    return Tip(seq=entry.event.seq, hash=entry.hash)
