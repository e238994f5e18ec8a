"""The line to the hall: everything arrives once, and nothing the hall says can stop the kiosk."""

import threading
import time
from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import Future
from contextlib import contextmanager
from dataclasses import replace
from functools import partial
from importlib.metadata import version
from itertools import count
from pathlib import Path
from typing import cast

import pytest

from kiosk import clock
from kiosk.checkup import tell_health
from kiosk.hall_line import SyncError, decode_answer
from kiosk.issuer import Issuer
from kiosk.sync import HallLink
from models.hall import NoNumber
from models.kiosk_health import PaperLeft
from models.playlist import Playlist
from models.store import kiosk_log
from models.store.database import Connection, Database, StoreError
from models.store.kiosk_told import Topic
from models.sync.outbox import Outbox
from models.ticket import TicketState
from models.wire import (
    WIRE_VERSION,
    Bookings,
    BookingView,
    Catalogue,
    HallView,
    Procedures,
    Push,
    PushAnswer,
    encode,
)
from tests.helpers.kiosks import IDENTITY
from tests.helpers.stub_hall import (
    CATALOGUE,
    PLAYLIST,
    PLAYLIST_TAG,
    PROCEDURES,
    PROCEDURES_TAG,
    VIEW,
    StubHall,
    seqs,
    stub_hall,
)
from tests.helpers.waiting import wait_until


@pytest.fixture
def hall() -> Iterator[StubHall]:
    with stub_hall() as hall:
        yield hall


class Heard:
    """What the link told the kiosk."""

    def __init__(self) -> None:
        self.catalogues: list[Catalogue] = []
        self.online: list[bool] = []
        self.no_numbers: list[Mapping[str, NoNumber]] = []
        self.playlists: list[Playlist] = []
        self.procedures: list[Procedures] = []
        self.refused = threading.Event()


@contextmanager
def linked(database: Database, url: str) -> Iterator[tuple[HallLink, Heard]]:
    heard = Heard()
    link = HallLink(
        database=database,
        server_url=url,
        identity=IDENTITY,
        on_catalogue=heard.catalogues.append,
        on_online=heard.online.append,
        on_refused=heard.refused.set,
    )
    link.on_no_numbers = heard.no_numbers.append
    link.on_playlist = heard.playlists.append
    link.on_procedures = heard.procedures.append
    link.start()
    try:
        yield link, heard
    finally:
        link.stop()


def issue(database: Database, count: int) -> None:
    for _ in range(count):
        Issuer(private_key=IDENTITY.private_key, database=database, catalogue=CATALOGUE).issue("cert", None)


def unconfirmed(database: Database) -> int:
    return len(database.read(lambda connection: kiosk_log.unconfirmed(connection, 1000)).result())


def test_the_kiosk_learns_what_the_hall_offers(kiosk_database: Database, hall: StubHall) -> None:
    with linked(kiosk_database, hall.url) as (_, heard):
        wait_until(lambda: heard.catalogues)
    assert heard.catalogues[0] == CATALOGUE


def test_what_the_hall_changes_reaches_a_kiosk_it_talks_to(kiosk_database: Database, hall: StubHall) -> None:
    changed = replace(CATALOGUE, priorities=[])
    with linked(kiosk_database, hall.url) as (link, heard):
        wait_until(lambda: link.view is not None and heard.catalogues)
        hall.catalogue_answer = (200, encode(changed))
        link.wake()
        wait_until(lambda: heard.catalogues[-1] == changed)
        told = len(heard.catalogues)
        for pushes in range(len(hall.pushes), len(hall.pushes) + 2):
            link.wake()
            wait_until(partial(lambda before: len(hall.pushes) > before, pushes))
    assert len(heard.catalogues) == told


def test_the_kiosk_signs_whatever_it_asks(kiosk_database: Database, hall: StubHall) -> None:
    issue(kiosk_database, 1)
    with linked(kiosk_database, hall.url) as (link, heard):
        wait_until(lambda: heard.catalogues and hall.pushes)
        link.fetch_bookings("1234 Đ&?")
        link.call_staff("ChooseService")
    assert len(hall.signed) >= 5
    assert all(hall.signed)


def test_a_kiosk_that_has_met_its_hall_knows_its_services_without_it(kiosk_database: Database) -> None:
    with stub_hall() as hall, linked(kiosk_database, hall.url) as (_, heard):
        wait_until(lambda: heard.catalogues)
        url = hall.url
    with linked(kiosk_database, url) as (link, heard):
        assert heard.catalogues == [CATALOGUE]
        assert link.view is None


def test_every_entry_arrives_in_order(kiosk_database: Database, hall: StubHall) -> None:
    issue(kiosk_database, 3)
    with linked(kiosk_database, hall.url):
        wait_until(lambda: unconfirmed(kiosk_database) == 0)
    assert seqs(hall.pushes) == [1, 2, 3]


def test_a_long_backlog_is_sent_in_parts(kiosk_database: Database, hall: StubHall) -> None:
    issue(kiosk_database, 401)
    with linked(kiosk_database, hall.url):
        wait_until(lambda: unconfirmed(kiosk_database) == 0)
    assert [len(push.entries) for push in hall.pushes][:3] == [200, 200, 1]


def test_a_new_ticket_is_sent_at_once(kiosk_database: Database, hall: StubHall) -> None:
    with linked(kiosk_database, hall.url) as (link, heard):
        wait_until(lambda: heard.catalogues)
        issue(kiosk_database, 1)
        link.wake()
        wait_until(lambda: seqs(hall.pushes) == [1])


def test_what_a_failing_hall_did_not_take_is_sent_again(kiosk_database: Database, hall: StubHall) -> None:
    accept = hall.answer_push
    answers: list[Callable[[Push], tuple[int, bytes]]] = [lambda _: (500, b"oops"), accept]
    hall.answer_push = lambda push: answers.pop(0)(push)
    issue(kiosk_database, 1)
    with linked(kiosk_database, hall.url):
        wait_until(lambda: unconfirmed(kiosk_database) == 0)
    assert seqs(hall.pushes) == [1, 1]


@pytest.mark.parametrize(
    "answer",
    [
        (200, b"<html>Log in to the hotel's wireless network</html>"),
        (200, b'{"version": 99, "high": 1, "now_ms": 0}'),
        (200, encode(PushAnswer(version=WIRE_VERSION, high=0, now_ms=0))),
        (401, b'{"error": "unknown_kiosk"}'),
        (403, b"<html>Forbidden by your network</html>"),
        (403, b'{"error": "blocked"}'),
    ],
    ids=["a captive portal", "another version", "holds nothing", "not known", "a proxy", "another program"],
)
def test_an_answer_that_is_no_confirmation_loses_nothing(
    kiosk_database: Database, hall: StubHall, answer: tuple[int, bytes]
) -> None:
    hall.answer_push = lambda _: answer
    issue(kiosk_database, 1)
    with linked(kiosk_database, hall.url) as (_, heard):
        wait_until(lambda: hall.pushes)
    assert unconfirmed(kiosk_database) == 1
    assert not heard.refused.is_set()


@pytest.mark.parametrize("reason", ["revoked", "replaced"])
def test_a_kiosk_that_was_put_out_of_the_hall_gives_no_more_numbers(
    kiosk_database: Database, hall: StubHall, reason: str
) -> None:
    hall.catalogue_answer = (403, f'{{"error": "{reason}", "message": "…"}}'.encode())
    issue(kiosk_database, 1)
    with linked(kiosk_database, hall.url) as (_, heard):
        assert heard.refused.wait(10)
    assert unconfirmed(kiosk_database) == 1


@pytest.mark.parametrize("changed", [{"incarnation": 2}, {"issuer_id": "K2"}])
def test_what_was_told_to_another_enrolment_is_not_used(
    kiosk_database: Database, hall: StubHall, changed: dict[str, str | int]
) -> None:
    told = encode(replace(CATALOGUE, **changed))  # type: ignore[arg-type]
    kiosk_database.write(partial(kiosk_log.save_catalogue, payload=told.decode())).result()
    hall.catalogue_answer = (200, told)
    with linked(kiosk_database, hall.url) as (link, heard):
        wait_until(lambda: link.view is not None and len(hall.signed) > 1)
    assert heard.catalogues == []
    assert hall.pushes == []


def test_a_kiosk_with_nothing_to_send_is_heard_all_the_same(kiosk_database: Database, hall: StubHall) -> None:
    with linked(kiosk_database, hall.url):
        wait_until(lambda: hall.pushes)
    assert seqs(hall.pushes) == []


def test_a_kiosk_whose_log_the_hall_disowns_gives_no_more_numbers(
    kiosk_database: Database, hall: StubHall
) -> None:
    hall.answer_push = lambda _: (409, b'{"error": "fork", "high": 7}')
    issue(kiosk_database, 1)
    with linked(kiosk_database, hall.url) as (_, heard):
        assert heard.refused.wait(10)
    assert unconfirmed(kiosk_database) == 1


@pytest.mark.parametrize("code", ["123456", "1" * 5000])
def test_nonsense_about_appointments_leaves_the_line_as_it_is(
    kiosk_database: Database, hall: StubHall, monkeypatch: pytest.MonkeyPatch, code: str
) -> None:
    crashes: list[object] = []
    monkeypatch.setattr("sys.excepthook", lambda *error: crashes.append(error))
    booking = BookingView(
        ticket_id="h.1",
        public_id="0" * 32,
        number="H1-001",
        service_id="cert",
        slot_ms=(1 << 63) if len(code) > 100 else 0,
        in_time_until_ms=0,
        code=code,
        state=TicketState.BOOKED,
    )
    twice = Bookings(version=WIRE_VERSION, bookings=[booking, replace(booking, ticket_id="h.2")])
    hall.bookings_answer = lambda _path: (200, encode(twice))
    issue(kiosk_database, 1)
    with linked(kiosk_database, hall.url) as (link, heard):
        wait_until(lambda: unconfirmed(kiosk_database) == 0)
        issue(kiosk_database, 1)
        link.wake()
        wait_until(lambda: unconfirmed(kiosk_database) == 0)
    assert crashes == []
    assert not heard.refused.is_set()


def test_a_hall_that_is_another_with_each_answer_is_asked_no_more_often_than_one_that_is_away(
    kiosk_database: Database, hall: StubHall
) -> None:
    epochs = count(2)
    hall.answer_push = lambda _: (
        200,
        encode(PushAnswer(version=WIRE_VERSION, high=0, now_ms=clock.now_ms(), epoch=next(epochs))),
    )
    with linked(kiosk_database, hall.url):
        wait_until(lambda: hall.pushes)
        time.sleep(0.5)
    assert len(hall.pushes) <= 4


def test_whoever_hands_over_last_sends_its_own_log_at_once(kiosk_database: Database, hall: StubHall) -> None:
    def answer(push: Push) -> tuple[int, bytes]:
        gathers = not hall.handed_over
        high = 0 if gathers else max([entry.event.seq for entry in push.entries], default=0)
        now_ms = clock.now_ms()
        return 200, encode(
            PushAnswer(version=WIRE_VERSION, high=high, now_ms=now_ms, epoch=2, recovering=gathers)
        )

    hall.answer_push = answer
    issue(kiosk_database, 1)
    with linked(kiosk_database, hall.url):
        wait_until(lambda: unconfirmed(kiosk_database) == 0)
    assert [message.own_last for message in hall.handed_over] == [1]


def test_a_kiosk_that_lost_its_log_learns_so_before_it_has_issued_anything(
    kiosk_database: Database, hall: StubHall
) -> None:
    hall.answer_push = lambda _: (200, encode(PushAnswer(version=WIRE_VERSION, high=7, now_ms=0)))
    with linked(kiosk_database, hall.url) as (_, heard):
        assert heard.refused.wait(10)


def test_a_store_that_fails_for_a_moment_does_not_end_the_line(
    kiosk_database: Database, hall: StubHall, monkeypatch: pytest.MonkeyPatch
) -> None:
    real, failures = kiosk_log.confirm, iter([StoreError("disk full")])

    def confirm(connection: Connection, *, epoch: int, high: int) -> Outbox:
        for failure in failures:
            raise failure
        return real(connection, epoch=epoch, high=high)

    monkeypatch.setattr(kiosk_log, "confirm", confirm)
    issue(kiosk_database, 1)
    with linked(kiosk_database, hall.url):
        wait_until(lambda: unconfirmed(kiosk_database) == 0)


def test_the_kiosk_hears_how_the_hall_stands(kiosk_database: Database, hall: StubHall) -> None:
    with linked(kiosk_database, hall.url) as (link, heard):
        wait_until(lambda: link.view)
        assert link.view == VIEW
        assert heard.online == [True]


def test_a_hall_that_falls_silent_is_noticed(kiosk_database: Database, hall: StubHall) -> None:
    with linked(kiosk_database, hall.url) as (link, heard):
        wait_until(lambda: link.view)
        hall.closing.set()
        wait_until(lambda: heard.online[:2] == [True, False])


def test_how_a_hall_stood_is_remembered_when_it_has_gone(kiosk_database: Database) -> None:
    with stub_hall() as hall, linked(kiosk_database, hall.url) as (link, heard):
        wait_until(lambda: link.view)
        told = link.remembered.last()
        assert told is not None
        assert (told.view, told.silent_s) == (VIEW, None)
        hall.stream = []  # whoever comes back hears nothing
        hall.closing.set()
        wait_until(lambda: heard.online == [True, False])
        told = link.remembered.last()
        assert told is not None
        assert told.view == VIEW
        assert told.silent_s is not None


def frame(view: HallView) -> bytes:
    return b"event: hall\nid: %d\ndata: %s\n\n" % (view.feed_seq, encode(view))


@pytest.mark.parametrize(
    "other",
    [
        b'event: call\nid: 8\ndata: {"kind": "ticket_called", "number": "A1-001"}\n\n',
        b"event: reset\ndata: {}\n\n",
        b'data: {"kind": "ticket_called"}\n\n',
        b": still here\n\n",
    ],
    ids=["an event", "a reset", "without a kind", "a comment"],
)
def test_other_messages_of_the_stream_are_passed_over(
    kiosk_database: Database, hall: StubHall, other: bytes
) -> None:
    later = replace(VIEW, feed_seq=8)
    hall.stream = [other, frame(VIEW), other, frame(later)]
    with linked(kiosk_database, hall.url) as (link, heard):
        wait_until(lambda: link.view == later)
        assert heard.online == [True]


def test_the_kiosk_hears_once_what_is_closed_and_forgets_it_with_the_hall(
    kiosk_database: Database, hall: StubHall
) -> None:
    closed = {"cert": NoNumber.CLOSED}
    shut = replace(VIEW, no_numbers=closed)
    hall.stream = [frame(VIEW), frame(shut), frame(replace(shut, feed_seq=8))]
    with linked(kiosk_database, hall.url) as (link, heard):
        wait_until(lambda: link.view is not None and link.view.feed_seq == 8)
        assert heard.no_numbers == [closed]
        hall.closing.set()
        wait_until(lambda: heard.online[:2] == [True, False])
    assert heard.no_numbers[:2] == [closed, {}]


def test_the_kiosk_learns_what_it_shows_while_nobody_is_there(
    kiosk_database: Database, hall: StubHall
) -> None:
    with linked(kiosk_database, hall.url) as (_, heard):
        wait_until(lambda: heard.playlists)
    assert heard.playlists == [PLAYLIST]
    assert hall.known_tags[Topic.PLAYLIST] == [""]


def test_the_kiosk_learns_which_procedures_can_be_looked_up(kiosk_database: Database, hall: StubHall) -> None:
    with linked(kiosk_database, hall.url) as (_, heard):
        wait_until(lambda: heard.procedures)
    assert heard.procedures == [PROCEDURES]
    assert hall.known_tags[Topic.PROCEDURES] == [""]


def test_a_kiosk_uses_what_it_was_told_at_once_and_is_not_sent_it_again(
    kiosk_database: Database, hall: StubHall
) -> None:
    with linked(kiosk_database, hall.url) as (_, heard):
        wait_until(lambda: heard.procedures)
    with linked(kiosk_database, hall.url) as (_, heard):
        assert heard.playlists == [PLAYLIST]
        assert heard.procedures == [PROCEDURES]
        wait_until(lambda: len(hall.known_tags[Topic.PROCEDURES]) == 2)
    assert hall.known_tags == {Topic.PLAYLIST: ["", PLAYLIST_TAG], Topic.PROCEDURES: ["", PROCEDURES_TAG]}
    assert heard.procedures == [PROCEDURES]


@pytest.mark.parametrize("topic", list(Topic))
@pytest.mark.parametrize("answer", [(404, b"not here"), (200, b"{}")], ids=["an older hall", "garbage"])
def test_a_hall_that_does_not_tell_a_topic_still_gets_the_log(
    kiosk_database: Database, hall: StubHall, topic: Topic, answer: tuple[int, bytes]
) -> None:
    hall.told[topic] = answer, '"none"'
    with linked(kiosk_database, hall.url) as (link, heard):
        wait_until(lambda: hall.known_tags[topic])
        issue(kiosk_database, 1)
        link.wake()
        wait_until(lambda: seqs(hall.pushes) == [1])
    assert (heard.playlists if topic is Topic.PLAYLIST else heard.procedures) == []


def test_garbage_instead_of_a_view_is_named() -> None:
    with pytest.raises(SyncError, match="not an answer of a queue server"):
        decode_answer(HallView, b"\x00\xff")


def test_each_push_tells_how_the_kiosk_is(kiosk_database: Database, hall: StubHall, tmp_path: Path) -> None:
    issue(kiosk_database, 2)
    with linked(kiosk_database, hall.url) as (link, _):
        wait_until(lambda: hall.pushes)
        assert hall.pushes[0].health is None
        link.health = lambda: tell_health(kiosk_database, tmp_path, PaperLeft.LOW)
        told = len(hall.pushes)
        link.wake()
        wait_until(lambda: len(hall.pushes) > told)
    health = hall.pushes[-1].health
    assert health is not None
    assert (health.outbox, health.oldest_unsent_ms, health.paper) == (0, None, PaperLeft.LOW)
    assert health.disk_free_mb is not None
    assert health.program_version == version("motcua")


def test_what_the_hall_has_not_confirmed_is_counted_from_the_oldest(
    kiosk_database: Database, tmp_path: Path
) -> None:
    issue(kiosk_database, 2)
    first = kiosk_database.read(partial(kiosk_log.unconfirmed, most=1)).result()[0].event
    health = tell_health(kiosk_database, tmp_path, PaperLeft.UNKNOWN)
    assert health is not None
    assert (health.outbox, health.oldest_unsent_ms) == (2, first.at_ms)


def test_a_kiosk_whose_store_cannot_be_read_tells_nothing_and_goes_on(tmp_path: Path) -> None:
    class Broken:
        def read(self, _work: object) -> Future[object]:
            failed: Future[object] = Future()
            failed.set_exception(StoreError("the disk is gone"))
            return failed

    assert tell_health(cast(Database, Broken()), tmp_path, PaperLeft.OK) is None
