"""Learning a face before a camera, keeping it sealed, knowing it at once, and erasing it."""

import queue
from collections.abc import Iterator
from itertools import count

import pytest

from kiosk import face_keeper
from kiosk.camera import CameraFeed
from kiosk.face_keeper import FaceKeeper
from kiosk.faces.blaze_mfn import BlazeMobileFaceNet
from kiosk.faces.guard import Guard, Liveness
from kiosk.faces.recogniser import Recogniser
from kiosk.journey.deeds import EraseFace, LearnFace, OfferEnrolment
from kiosk.journey.events import Event, FaceHinted
from kiosk.journey.face_events import (
    EnrolmentOffered,
    FaceChallenged,
    FaceErased,
    FaceFramed,
    FaceKept,
    FaceNotErased,
    FaceNotKept,
)
from kiosk.journey.hint import Hint
from kiosk.people import load_gallery, shown_name
from models.face_record import ConsentEnd
from models.store.database import Database, StoreError
from models.store.kiosk_people import consents_of
from motcua.demo_film import demo_enrolment_frames
from tests.helpers.scene import SceneCamera
from tests.helpers.waiting import wait_until

WAIT_S = 20.0
KEY = bytes(32)
LEARN = LearnFace(visit=1, shown_name="E. Collins", consent="1/vi")


@pytest.fixture(scope="module")
def engine() -> BlazeMobileFaceNet:
    return BlazeMobileFaceNet()


class Kept:
    """A keeper with a camera that can be fed, and what it posts."""

    def __init__(self, database: Database, engine: BlazeMobileFaceNet, guard: Guard | None = None) -> None:
        self.database = database
        self.camera = SceneCamera()
        self.posted: queue.SimpleQueue[Event] = queue.SimpleQueue()
        self.feed = CameraFeed(self.camera, on_failure=lambda _error: None)
        self.recogniser = Recogniser(engine, load_gallery(database, engine, KEY))
        self.keeper = FaceKeeper(
            camera=self.feed,
            engine=engine,
            recogniser=self.recogniser,
            database=database,
            key=KEY,
            offers=True,
            guard=guard,
        )
        self.keeper.open(self.posted.put)
        self.feed.start()

    def show(self, portrait: str) -> None:
        self.camera.scene = demo_enrolment_frames(portrait)[4]

    def next(self) -> Event:
        return self.posted.get(timeout=WAIT_S)

    def learnt(self) -> FaceKept:
        self.show("eileen_collins")
        self.keeper.perform(LEARN)
        while not isinstance(event := self.next(), FaceKept):
            assert isinstance(event, FaceFramed | FaceHinted)
        return event


@pytest.fixture
def kept(kiosk_database: Database, engine: BlazeMobileFaceNet) -> Iterator[Kept]:
    kept = Kept(kiosk_database, engine)
    yield kept
    kept.feed.stop()
    kept.keeper.close()


def test_a_kiosk_that_offers_it_may_ask_while_its_camera_is_there(kept: Kept) -> None:
    kept.keeper.perform(OfferEnrolment(visit=3))
    assert kept.next() == EnrolmentOffered(visit=3)
    kept.keeper.sees = False
    kept.keeper.perform(OfferEnrolment(visit=4))
    assert kept.posted.empty()


def test_a_kiosk_that_does_not_offer_it_asks_nobody(
    kiosk_database: Database, engine: BlazeMobileFaceNet, kept: Kept
) -> None:
    silent = FaceKeeper(
        camera=kept.feed,
        engine=engine,
        recogniser=kept.recogniser,
        database=kiosk_database,
        key=KEY,
        offers=False,
    )
    silent.perform(OfferEnrolment(visit=3))
    assert kept.posted.empty()


def test_a_face_is_learnt_kept_under_its_masked_name_and_known_at_once(kept: Kept) -> None:
    event = kept.learnt()
    assert event.visit == 1
    assert shown_name(kept.database, event.person_id) == "E. Collins"
    consents = kept.database.read(lambda connection: consents_of(connection, event.person_id)).result()
    assert [consent.text for consent in consents] == ["1/vi"]
    wait_until(lambda: kept.recogniser.people == 1)


def test_good_pictures_are_counted_and_what_is_wrong_is_said_once(kept: Kept) -> None:
    kept.keeper.perform(LEARN)
    assert kept.next() == FaceHinted(visit=1, hint=Hint.NO_FACE)
    kept.show("eileen_collins")
    counted = [kept.next() for _ in range(6)]
    assert counted[:5] == [FaceFramed(visit=1, good_frames=number) for number in range(5)]
    assert isinstance(counted[5], FaceKept)


def test_a_portrait_is_asked_to_turn_its_head_and_is_not_kept(
    kiosk_database: Database, engine: BlazeMobileFaceNet
) -> None:
    now_s = count()  # a second passes from frame to frame
    guard = Guard(Liveness.SOMETIMES, clock_s=lambda: next(now_s))
    kept = Kept(kiosk_database, engine, guard)
    try:
        kept.show("eileen_collins")
        kept.keeper.perform(LEARN)
        while isinstance(asked := kept.next(), FaceFramed):
            pass
        assert isinstance(asked, FaceChallenged)
        assert kept.next() == FaceNotKept(visit=1)
        assert kept.recogniser.people == 0
    finally:
        kept.feed.stop()
        kept.keeper.close()


def test_who_stops_before_the_last_picture_is_not_kept(kept: Kept) -> None:
    kept.show("eileen_collins")
    kept.keeper.perform(LEARN)
    assert kept.next() == FaceFramed(visit=1, good_frames=0)
    kept.keeper.stop()
    read = len(kept.camera.seen)
    wait_until(lambda: len(kept.camera.seen) > read + 30)
    assert kept.recogniser.people == 0
    assert not any(isinstance(kept.posted.get(), FaceKept) for _ in range(kept.posted.qsize()))


def test_a_face_that_cannot_be_stored_is_said(kept: Kept, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_args: object, **_named: object) -> None:
        raise StoreError("disk full")

    monkeypatch.setattr(face_keeper, "keep_face", fail)
    kept.show("eileen_collins")
    kept.keeper.perform(LEARN)
    events = [kept.next() for _ in range(6)]
    assert events[-1] == FaceNotKept(visit=1)


def test_an_erased_face_is_known_no_more_and_the_proof_stays(kept: Kept) -> None:
    person_id = kept.learnt().person_id
    wait_until(lambda: kept.recogniser.people == 1)
    kept.keeper.perform(EraseFace(visit=2, person_id=person_id))
    assert kept.next() == FaceErased(visit=2)
    assert kept.recogniser.people == 0
    assert shown_name(kept.database, person_id) is None
    consents = kept.database.read(lambda connection: consents_of(connection, person_id)).result()
    assert [consent.ended_by for consent in consents] == [ConsentEnd.CITIZEN]


def test_a_face_that_cannot_be_erased_is_said(kept: Kept, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_args: object) -> bool:
        raise StoreError("disk full")

    monkeypatch.setattr(face_keeper, "forget_person", fail)
    kept.keeper.perform(EraseFace(visit=2, person_id="p"))
    assert kept.next() == FaceNotErased(visit=2)
