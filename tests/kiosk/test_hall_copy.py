"""A kiosk's copy of the hall's log: it grows as that does, and is there for a hall that lost its own."""

from collections.abc import Iterator
from dataclasses import replace
from functools import partial
from urllib.parse import parse_qs, urlsplit

import pytest

from kiosk import clock
from kiosk.hall_copy import KEPT_MS, HallCopy
from kiosk.hall_line import HallLine, SyncError
from kiosk.issuer import Issuer
from models.event_log import GENESIS, Entry, Event, enter
from models.store.database import Database
from models.store.kiosk_copy import copies_after
from models.wire import MOST_ENTRIES_A_PAGE, WIRE_VERSION, LogPage, encode
from tests.helpers.kiosks import IDENTITY
from tests.helpers.stub_hall import CATALOGUE, Answer, StubHall, stub_hall

PROMISED = 1


@pytest.fixture
def hall() -> Iterator[StubHall]:
    with stub_hall() as hall:
        yield hall


def written(count: int, *, after: list[Entry] | None = None, actor: str = "hall") -> list[Entry]:
    """A hall's log, going on after those entries."""
    log = list(after or [])
    for _ in range(count):
        event = Event(
            seq=len(log) + 1,
            kind="ticket_called",
            at_ms=clock.now_ms(),
            actor=actor,
            ticket_id="",
            before=None,
            after=None,
            body={},
        )
        log.append(enter(event, log[-1].hash if log else GENESIS))
    return log


def tell(hall: StubHall, log: list[Entry], *, epoch: int = PROMISED, base_seq: int = 0) -> None:
    """The hall has that log, and answers as `queue_server/pages/recovery_api.py` does."""

    def answer(path: str) -> Answer:
        asked = parse_qs(urlsplit(path).query)
        after, last_hash = int(asked["after"][0]), asked["hash"][0]
        is_known = after <= 0 or (after <= len(log) and log[after - 1].hash == last_hash)
        page = LogPage(
            version=WIRE_VERSION,
            epoch=epoch,
            is_known=is_known,
            base_seq=base_seq,
            last=len(log),
            entries=log[max(after, 0) :][:MOST_ENTRIES_A_PAGE] if is_known else [],
        )
        return 200, encode(page)

    hall.answer_log = answer


def copy_of(database: Database, hall: StubHall) -> HallCopy:
    return HallCopy(database, HallLine(server_url=hall.url, identity=IDENTITY, ca_file=None))


def copied(database: Database) -> list[Entry]:
    return list(database.read(partial(copies_after, seq=0, most=10_000)).result())


def test_the_whole_log_is_copied_page_by_page(kiosk_database: Database, hall: StubHall) -> None:
    log = written(2 * MOST_ENTRIES_A_PAGE + 5)
    tell(hall, log)
    copy_of(kiosk_database, hall).catch_up(PROMISED)
    assert copied(kiosk_database) == log


def test_what_the_hall_writes_later_is_added(kiosk_database: Database, hall: StubHall) -> None:
    log = written(3)
    tell(hall, log)
    copy = copy_of(kiosk_database, hall)
    copy.catch_up(PROMISED)
    tell(hall, longer := written(2, after=log))
    copy.catch_up(PROMISED)
    assert copied(kiosk_database) == longer


@pytest.mark.parametrize("epoch", [PROMISED - 1, PROMISED + 1])
def test_only_the_hall_that_is_followed_is_copied(
    kiosk_database: Database, hall: StubHall, epoch: int
) -> None:
    tell(hall, written(3), epoch=epoch)
    copy_of(kiosk_database, hall).catch_up(PROMISED)
    assert copied(kiosk_database) == []


def test_a_hall_that_was_put_back_is_copied_from_its_backup_on(
    kiosk_database: Database, hall: StubHall
) -> None:
    backup = written(2)
    tell(hall, written(3, after=backup))
    copy = copy_of(kiosk_database, hall)
    copy.catch_up(PROMISED)
    tell(hall, other := written(2, after=backup, actor="operator"), epoch=PROMISED, base_seq=2)
    copy.catch_up(PROMISED)
    assert copied(kiosk_database) == other


def test_a_hall_that_tells_the_same_again_and_again_is_not_asked_without_end(
    kiosk_database: Database, hall: StubHall
) -> None:
    log = written(3)
    tell(hall, log)
    copy = copy_of(kiosk_database, hall)
    copy.catch_up(PROMISED)
    same = LogPage(version=WIRE_VERSION, epoch=PROMISED, is_known=True, base_seq=0, last=99, entries=log)
    hall.answer_log = lambda _path: (200, encode(same))
    copy.catch_up(PROMISED)
    assert copied(kiosk_database) == log


def test_a_hall_with_quite_another_log_is_copied_anew(kiosk_database: Database, hall: StubHall) -> None:
    tell(hall, written(3))
    copy = copy_of(kiosk_database, hall)
    copy.catch_up(PROMISED)
    tell(hall, other := written(2, actor="another"))
    copy.catch_up(PROMISED)
    assert copied(kiosk_database) == other


def test_an_entry_that_was_altered_is_not_kept(kiosk_database: Database, hall: StubHall) -> None:
    log = written(3)
    event = replace(log[2].event, actor="somebody")
    tell(hall, [*log[:2], replace(log[2], event=event)])
    with pytest.raises(SyncError):
        copy_of(kiosk_database, hall).catch_up(PROMISED)
    assert log[2].event.seq not in [entry.event.seq for entry in copied(kiosk_database)]


def test_what_is_older_than_a_month_is_let_go(
    kiosk_database: Database, hall: StubHall, monkeypatch: pytest.MonkeyPatch
) -> None:
    log = written(3)
    tell(hall, log)
    copy = copy_of(kiosk_database, hall)
    copy.catch_up(PROMISED)
    month_later_ms = clock.now_ms() + KEPT_MS + 1000
    monkeypatch.setattr(clock, "now_ms", lambda: month_later_ms)
    tell(hall, longer := written(1, after=log))
    copy.catch_up(PROMISED)
    assert copied(kiosk_database) == longer[3:]


def test_all_that_came_after_the_backup_is_handed_over(kiosk_database: Database, hall: StubHall) -> None:
    log = written(MOST_ENTRIES_A_PAGE + 30)
    tell(hall, log)
    copy = copy_of(kiosk_database, hall)
    copy.catch_up(PROMISED)
    tell(hall, log[:10], base_seq=10)
    copy.hand_over(2)
    assert [entry for message in hall.handed_over for entry in message.entries] == log[10:]
    assert [(message.epoch, message.is_all) for message in hall.handed_over] == [(2, False), (2, True)]


def test_a_kiosk_that_holds_nothing_says_so(kiosk_database: Database, hall: StubHall) -> None:
    tell(hall, written(3))
    copy_of(kiosk_database, hall).hand_over(2)
    assert [(list(message.entries), message.is_all) for message in hall.handed_over] == [([], True)]


def test_a_kiosk_tells_how_long_its_own_log_is(kiosk_database: Database, hall: StubHall) -> None:
    tell(hall, written(3))
    issuer = Issuer(private_key=IDENTITY.private_key, database=kiosk_database, catalogue=CATALOGUE)
    issuer.issue("cert", None)
    issuer.issue("cert", None)
    copy_of(kiosk_database, hall).hand_over(2)
    assert [message.own_last for message in hall.handed_over] == [2]
