"""Faces go to the hall and come from it step by step, whatever it answers; numbers never wait for them."""

import logging
from collections.abc import Iterator
from pathlib import Path

import pytest

from kiosk import clock
from kiosk.face_sync import FaceSync
from kiosk.faces.gallery import MAX_TEMPLATES
from kiosk.hall_line import HallLine
from kiosk.issuer import Issuer
from kiosk.sync import HallLink
from models.face_exchange import MOST_CHANGES_A_MESSAGE, MOST_FACES, FaceChange, FaceFeed, FacePush
from models.face_record import FaceRecord
from models.store.database import Database, StoreError
from models.wire import WIRE_VERSION, encode
from tests.helpers.faces import AN, BINH, CHI, NOW_MS, KioskFaces, erasure, record
from tests.helpers.kiosks import IDENTITY
from tests.helpers.stub_hall import CATALOGUE, Answer, StubHall, seqs, stub_hall
from tests.helpers.waiting import wait_until

REFUSED = (422, b'{"error": "bad_request", "message": "expires_at_ms cannot be used"}')


@pytest.fixture
def hall() -> Iterator[StubHall]:
    with stub_hall() as hall:
        yield hall


@pytest.fixture
def store(kiosk_database: Database, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> KioskFaces:
    monkeypatch.setattr(clock, "now_ms", lambda: NOW_MS)
    return KioskFaces(kiosk_database, tmp_path / "keys")


def learn(store: KioskFaces, *faces: FaceRecord) -> None:
    for face in faces:
        store.learn(face)


@pytest.fixture
def sync(hall: StubHall, store: KioskFaces) -> FaceSync:
    return FaceSync(HallLine(server_url=hall.url, identity=IDENTITY, ca_file=None), store.changes)


def handed_over(hall: StubHall) -> list[list[str]]:
    return [[change.person_id for change in message.changes] for message in hall.faces]


def fed(last: int, *changes: FaceChange) -> Answer:
    return 200, encode(FaceFeed(version=WIRE_VERSION, changes=changes, last=last))


def refuses(hall: StubHall, *person_ids: str) -> None:
    """The hall refuses whatever message one of these is in."""

    def answer(message: FacePush) -> Answer:
        is_bad = any(change.person_id in person_ids for change in message.changes)
        return REFUSED if is_bad else (200, b"{}")

    hall.answer_faces = answer


def test_what_is_known_here_goes_to_the_hall_oldest_first(
    hall: StubHall, store: KioskFaces, sync: FaceSync
) -> None:
    store.learn(record(AN))
    store.forget(erasure(BINH))
    store.learn(record(CHI))
    assert not sync.exchange()
    assert list(hall.faces[0].changes) == [record(AN), erasure(BINH), record(CHI)]
    assert store.waiting == []
    sync.exchange()
    assert len(hall.faces) == 1


def test_many_faces_go_in_parts_one_part_at_a_time(hall: StubHall, store: KioskFaces, sync: FaceSync) -> None:
    learn(store, *(record(f"{nth:016x}") for nth in range(MOST_CHANGES_A_MESSAGE + 1)))
    assert sync.exchange()
    assert [len(ids) for ids in handed_over(hall)] == [MOST_CHANGES_A_MESSAGE]
    assert not sync.exchange()
    assert [len(ids) for ids in handed_over(hall)] == [MOST_CHANGES_A_MESSAGE, 1]


def test_one_face_the_hall_does_not_take_keeps_no_other_and_is_tried_again(
    hall: StubHall, store: KioskFaces, sync: FaceSync
) -> None:
    learn(store, record(AN), record(BINH))
    store.forget(erasure(CHI))
    refuses(hall, AN)
    while sync.exchange():
        pass
    assert handed_over(hall) == [[AN, BINH, CHI], [AN], [BINH], [CHI]]
    assert store.waiting == [record(AN)]
    refuses(hall)
    sync.exchange()
    sync.exchange()
    assert store.waiting == []


def test_a_face_the_hall_never_takes_costs_one_question_a_turn(
    hall: StubHall, store: KioskFaces, sync: FaceSync, caplog: pytest.LogCaptureFixture
) -> None:
    learn(store, record(AN))
    refuses(hall, AN)
    for turns in range(1, 4):
        assert not sync.exchange()
        assert len(hall.faces) <= turns
    assert f"the hall does not take what is known of {AN}" in caplog.text


@pytest.mark.parametrize("status", [401, 404, 409, 500, 503])
def test_a_hall_that_cannot_take_any_is_asked_again_later(
    hall: StubHall, store: KioskFaces, sync: FaceSync, status: int
) -> None:
    learn(store, record(AN), record(BINH))
    hall.answer_faces = lambda _: (status, b"no")
    assert not sync.exchange()
    hall.answer_faces = lambda _: (200, b"{}")
    sync.exchange()
    assert handed_over(hall) == [[AN, BINH], [AN, BINH]]
    assert store.waiting == []


def test_what_others_know_is_taken_over_page_by_page(
    hall: StubHall, store: KioskFaces, sync: FaceSync
) -> None:
    pages = {0: fed(2, record(AN), record(BINH)), 2: fed(3, erasure(AN)), 3: fed(3)}
    hall.answer_feed = lambda after: pages[after]
    assert sync.exchange()
    assert (set(store.known), store.at) == ({AN, BINH}, 2)
    assert sync.exchange()
    assert (set(store.known), store.at) == ({BINH}, 3)
    assert not sync.exchange()


def test_a_page_of_which_nothing_can_be_told_is_passed(
    hall: StubHall, store: KioskFaces, sync: FaceSync
) -> None:
    hall.answer_feed = lambda after: fed(9)
    assert sync.exchange()
    assert store.at == 9
    assert not sync.exchange()


def test_a_hall_that_was_set_back_is_taken_over_from_the_beginning(
    hall: StubHall, store: KioskFaces, sync: FaceSync
) -> None:
    store.changes.take_over((), 7)
    hall.answer_feed = lambda after: fed(2) if after > 2 else fed(2, record(AN))
    assert sync.exchange()
    assert store.at == 0
    assert sync.exchange()
    assert (set(store.known), store.at) == ({AN}, 2)


@pytest.mark.parametrize(
    "answer",
    [
        (200, b"<html>Log in to the hotel's wireless network</html>"),
        (200, b'{"version": 99, "changes": [], "last": 5}'),
        (200, fed(5, record(AN))[1].replace(AN.encode(), b"../../etc/passwd")),
        (404, b"not here"),
    ],
    ids=["a captive portal", "another version", "a path", "an older hall"],
)
def test_what_is_no_feed_changes_nothing(
    hall: StubHall, store: KioskFaces, sync: FaceSync, answer: Answer
) -> None:
    hall.answer_feed = lambda _: answer
    assert not sync.exchange()
    assert (store.known, store.at) == ({}, 0)


@pytest.mark.parametrize("trouble", [StoreError("the disk is full"), OSError("no space left")])
def test_a_store_that_fails_is_told_in_the_log_and_asked_again(
    hall: StubHall,
    store: KioskFaces,
    sync: FaceSync,
    caplog: pytest.LogCaptureFixture,
    monkeypatch: pytest.MonkeyPatch,
    trouble: Exception,
) -> None:
    def fail() -> int:
        raise trouble

    learn(store, record(AN))
    with monkeypatch.context() as patch, caplog.at_level(logging.WARNING):
        patch.setattr(store.changes, "cursor", fail)
        assert not sync.exchange()
    assert str(trouble) in caplog.text
    assert not sync.exchange()
    assert store.waiting == []


def test_the_halls_page_tells_the_limit_the_kiosk_keeps() -> None:
    assert MOST_FACES == MAX_TEMPLATES


# ---- on the line, with the numbers ----


@pytest.fixture
def link(hall: StubHall, store: KioskFaces, kiosk_database: Database) -> Iterator[HallLink]:
    link = HallLink(
        database=kiosk_database,
        server_url=hall.url,
        identity=IDENTITY,
        on_catalogue=lambda _: None,
        on_online=lambda _: None,
        on_refused=lambda: pytest.fail("no more numbers"),
    )
    link.share_faces(store.changes)
    yield link
    link.stop()


def test_all_faces_go_at_once_with_numbers_in_between(
    hall: StubHall, store: KioskFaces, link: HallLink
) -> None:
    learn(store, *(record(f"{nth:016x}") for nth in range(3 * MOST_CHANGES_A_MESSAGE)))
    pushes_before: list[int] = []

    def answer(_changes: FacePush) -> Answer:
        pushes_before.append(len(hall.pushes))
        return 200, b"{}"

    hall.answer_faces = answer
    link.start()
    wait_until(lambda: not store.waiting)
    first, second, third = pushes_before
    assert first < second < third


def test_a_face_learnt_later_goes_as_soon_as_the_line_is_woken(
    hall: StubHall, store: KioskFaces, link: HallLink
) -> None:
    link.start()
    wait_until(lambda: link.view is not None)
    store.learn(record(AN))
    link.wake()
    wait_until(lambda: handed_over(hall) == [[AN]])


@pytest.mark.parametrize("status", [404, 409, 422, 500])
def test_whatever_the_hall_says_to_faces_it_gets_the_log(
    hall: StubHall, store: KioskFaces, link: HallLink, kiosk_database: Database, status: int
) -> None:
    learn(store, record(AN))
    hall.answer_faces = lambda _: (status, b"no")
    link.start()
    wait_until(lambda: hall.faces)
    Issuer(private_key=IDENTITY.private_key, database=kiosk_database, catalogue=CATALOGUE).issue("cert", None)
    link.wake()
    wait_until(lambda: seqs(hall.pushes) == [1])
