"""Learning a face before a camera, keeping it sealed, knowing it at once, and erasing it."""

import queue
from collections.abc import Iterator
from dataclasses import replace
from itertools import count
from pathlib import Path

import pytest

from kiosk import clock
from kiosk.camera import CameraFeed
from kiosk.face_keeper import FaceKeeper
from kiosk.face_store import CONSENT_LASTS_MS, FaceStore
from kiosk.face_verifier import FaceVerifier
from kiosk.faces.blaze_mfn import BlazeMobileFaceNet
from kiosk.faces.engine import FaceEngine
from kiosk.faces.face_secret import FaceSecret
from kiosk.faces.guard import Guard, Liveness
from kiosk.faces.hall_engine import HallEngine
from kiosk.faces.recogniser import Recogniser, enrol
from kiosk.faces.template import TemplateKind
from kiosk.journey.deeds import EraseFace, LearnFace, NoteAnswer, OfferEnrolment, TellHeldFace, VerifyFace
from kiosk.journey.events import Event, FaceHinted
from kiosk.journey.face_events import (
    EnrolmentOffered,
    FaceChallenged,
    FaceErased,
    FaceFramed,
    FaceHeld,
    FaceKept,
    FaceNotErased,
    FaceNotKept,
    FaceOnRecord,
    FaceVerified,
)
from kiosk.journey.hint import Hint
from models.face_record import ConsentEnd
from models.store.database import Database, StoreError
from models.store.kiosk_faces import Deed
from models.store.kiosk_people import Person, consents_of
from motcua.demo_film import demo_enrolment_frames
from tests.helpers.scene import SceneCamera
from tests.helpers.waiting import wait_until

WAIT_S = 20.0
CARD = "001156000018"
LEARN = LearnFace(visit=1, shown_name="E. Collins", consent="2/vi", card_number=CARD)


class OlderEngine(HallEngine):
    """What this kiosk knew people by before."""

    @property
    def kind(self) -> TemplateKind:
        return replace(super().kind, version="0")


class Kept:
    """A keeper with a camera that can be fed, and what it posts."""

    def __init__(
        self,
        database: Database,
        engine: HallEngine,
        store: FaceStore,
        *,
        older: FaceEngine | None = None,
        guard: Guard | None = None,
    ) -> None:
        self.database = database
        self.store = store
        self.camera = SceneCamera()
        self.posted: queue.SimpleQueue[Event] = queue.SimpleQueue()
        self.feed = CameraFeed(self.camera, on_failure=lambda _error: None)
        self.recogniser = Recogniser(engine, store.gallery(engine))
        self.keeper = FaceKeeper(
            camera=self.feed,
            engine=engine,
            store=store,
            verifier=FaceVerifier(self.feed, engine, store, lambda _kind: older),
            offers=True,
            guard=guard,
        )
        store.on_change = lambda: self.recogniser.know(store.gallery(engine))
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
def kept(kiosk_database: Database, hall_engine: HallEngine, face_store: FaceStore) -> Iterator[Kept]:
    kept = Kept(kiosk_database, hall_engine, face_store)
    yield kept
    kept.feed.stop()
    kept.keeper.close()


def test_a_kiosk_that_offers_it_may_ask_while_its_camera_is_there(kept: Kept) -> None:
    kept.keeper.perform(OfferEnrolment(visit=3))
    assert kept.next() == EnrolmentOffered(visit=3)
    kept.keeper.sees = False
    kept.keeper.perform(OfferEnrolment(visit=4))
    assert kept.posted.empty()


def test_a_kiosk_that_does_not_offer_it_asks_nobody(hall_engine: HallEngine, kept: Kept) -> None:
    silent = FaceKeeper(
        camera=kept.feed,
        engine=hall_engine,
        store=kept.store,
        verifier=FaceVerifier(kept.feed, hall_engine, kept.store, lambda _kind: None),
        offers=False,
    )
    silent.perform(OfferEnrolment(visit=3))
    silent.close()
    assert kept.posted.empty()


def test_who_is_known_is_asked_again_only_when_their_consent_soon_ends(
    kept: Kept, monkeypatch: pytest.MonkeyPatch
) -> None:
    person_id = kept.learnt().person_id
    kept.keeper.perform(OfferEnrolment(visit=3, person_id=person_id))
    soon_ms = clock.now_ms() + CONSENT_LASTS_MS - 1000
    kept.keeper.perform(TellHeldFace(visit=3, person_id=person_id))
    assert isinstance(kept.next(), FaceHeld)
    monkeypatch.setattr(clock, "now_ms", lambda: soon_ms)
    kept.keeper.perform(OfferEnrolment(visit=4, person_id=person_id))
    assert kept.next() == EnrolmentOffered(visit=4)


def test_the_holder_of_a_card_is_seen_to_be_they(kept: Kept) -> None:
    person_id = kept.learnt().person_id
    kept.keeper.perform(VerifyFace(visit=7, card_number=CARD))
    assert [kept.next(), kept.next()] == [
        FaceOnRecord(visit=7, card_number=CARD, person_id=person_id),
        FaceVerified(visit=7, card_number=CARD, person_id=person_id),
    ]
    assert [use.deed for use in kept.store.uses(person_id)] == [Deed.ENROLLED, Deed.VERIFIED]


def test_somebody_else_with_that_card_is_not(kept: Kept) -> None:
    person_id = kept.learnt().person_id
    kept.show("grace_hopper")
    kept.keeper.perform(VerifyFace(visit=7, card_number=CARD))
    assert kept.next() == FaceOnRecord(visit=7, card_number=CARD, person_id=person_id)
    read = len(kept.camera.seen)
    wait_until(lambda: len(kept.camera.seen) > read + 30)
    assert kept.posted.empty()


def test_nobody_is_looked_at_whose_card_is_not_known(kept: Kept) -> None:
    kept.learnt()
    read = len(kept.camera.seen)
    kept.keeper.perform(VerifyFace(visit=7, card_number="001156000026"))
    wait_until(lambda: len(kept.camera.seen) > read + 30)
    assert kept.posted.empty()


def test_who_goes_while_their_card_is_looked_up_is_not_looked_at(
    kept: Kept, monkeypatch: pytest.MonkeyPatch
) -> None:
    person_id = kept.learnt().person_id
    looked_up = kept.store.of_card

    def gone_meanwhile(number: str) -> Person | None:
        kept.keeper.stop()
        return looked_up(number)

    monkeypatch.setattr(kept.store, "of_card", gone_meanwhile)
    kept.keeper.perform(VerifyFace(visit=7, card_number=CARD))
    assert kept.next() == FaceOnRecord(visit=7, card_number=CARD, person_id=person_id)
    read = len(kept.camera.seen)
    wait_until(lambda: len(kept.camera.seen) > read + 30)
    assert kept.posted.empty()


def test_a_template_of_an_older_engine_is_made_anew_while_the_card_holder_stands_there(
    kiosk_database: Database, hall_engine: HallEngine, face_store: FaceStore, face_secret: FaceSecret
) -> None:
    older = OlderEngine(BlazeMobileFaceNet(), face_secret)
    template = enrol(older, demo_enrolment_frames("eileen_collins"))
    person_id = face_store.keep(
        older, template, shown_name="E. Collins", consent_text="2/vi", card_number=CARD
    ).person_id
    kept = Kept(kiosk_database, hall_engine, face_store, older=older)
    try:
        kept.show("eileen_collins")
        kept.keeper.perform(VerifyFace(visit=7, card_number=CARD))
        assert kept.next() == FaceOnRecord(visit=7, card_number=CARD, person_id=person_id)
        assert kept.next() == FaceVerified(visit=7, card_number=CARD, person_id=person_id)
        person = face_store.person(person_id)
        assert person is not None
        assert person.kind == str(hall_engine.kind)
        assert kept.recogniser.people == 1
    finally:
        kept.feed.stop()
        kept.keeper.close()


def test_no_template_is_made_anew_of_who_stands_beside_the_card_holder(
    kiosk_database: Database, hall_engine: HallEngine, face_store: FaceStore, face_secret: FaceSecret
) -> None:
    older = OlderEngine(BlazeMobileFaceNet(), face_secret)
    template = enrol(older, demo_enrolment_frames("eileen_collins"))
    person_id = face_store.keep(
        older, template, shown_name="E. Collins", consent_text="2/vi", card_number=CARD
    ).person_id
    kept = Kept(kiosk_database, hall_engine, face_store, older=older)
    try:
        kept.show("grace_hopper")
        kept.keeper.perform(VerifyFace(visit=7, card_number=CARD))
        assert kept.next() == FaceOnRecord(visit=7, card_number=CARD, person_id=person_id)
        read = len(kept.camera.seen)
        wait_until(lambda: len(kept.camera.seen) > read + 60)
        person = face_store.person(person_id)
        assert person is not None
        assert person.kind == str(older.kind)
    finally:
        kept.feed.stop()
        kept.keeper.close()


def test_without_a_camera_a_card_holder_still_learns_that_a_face_is_kept(kept: Kept) -> None:
    person_id = kept.learnt().person_id
    kept.keeper.sees = False
    kept.keeper.perform(VerifyFace(visit=7, card_number=CARD))
    assert kept.next() == FaceOnRecord(visit=7, card_number=CARD, person_id=person_id)
    read = len(kept.camera.seen)
    wait_until(lambda: len(kept.camera.seen) > read + 30)
    assert kept.posted.empty()


def test_enrolling_and_erasing_leave_no_picture_and_no_open_template_on_the_disk(
    kept: Kept, tmp_path: Path, hall_engine: HallEngine
) -> None:
    person_id = kept.learnt().person_id
    person = kept.store.person(person_id)
    assert person is not None
    template = kept.store.template_of(person, hall_engine.kind)
    assert template is not None
    kept.keeper.perform(EraseFace(visit=2, person_id=person_id))
    assert kept.next() == FaceErased(visit=2)
    row = demo_enrolment_frames("eileen_collins")[4][360, 600:632].tobytes()
    for path in (path for path in tmp_path.rglob("*") if path.is_file()):
        held = path.read_bytes()
        assert not any(mark in held for mark in (b"\xff\xd8\xff", b"\x89PNG", row)), path.name
        assert template[:16].astype("<f2").tobytes() not in held, path.name
        assert template[:16].tobytes() not in held, path.name


def test_what_the_citizen_says_to_being_taken_for_somebody_is_written_down(kept: Kept) -> None:
    person_id = kept.learnt().person_id
    kept.keeper.perform(NoteAnswer(person_id=person_id, is_they=True))
    kept.keeper.perform(NoteAnswer(person_id=person_id, is_they=False))
    kept.keeper.close()
    assert [use.deed for use in kept.store.uses(person_id)] == [Deed.ENROLLED, Deed.CONFIRMED, Deed.DENIED]


def test_a_face_is_learnt_kept_under_its_masked_name_and_known_at_once(kept: Kept) -> None:
    event = kept.learnt()
    assert event.visit == 1
    assert kept.store.shown_name(event.person_id) == "E. Collins"
    consents = kept.database.read(lambda connection: consents_of(connection, event.person_id)).result()
    assert [consent.text for consent in consents] == ["2/vi"]
    wait_until(lambda: kept.recogniser.people == 1)


def test_good_pictures_are_counted_and_what_is_wrong_is_said_once(kept: Kept) -> None:
    kept.keeper.perform(LEARN)
    assert kept.next() == FaceHinted(visit=1, hint=Hint.NO_FACE)
    kept.show("eileen_collins")
    counted = [kept.next() for _ in range(6)]
    assert counted[:5] == [FaceFramed(visit=1, good_frames=number) for number in range(5)]
    assert isinstance(counted[5], FaceKept)


def test_a_portrait_is_asked_to_turn_its_head_and_is_not_kept(
    kiosk_database: Database, hall_engine: HallEngine, face_store: FaceStore
) -> None:
    now_s = count()  # a second passes from frame to frame
    guard = Guard(Liveness.SOMETIMES, clock_s=lambda: next(now_s))
    kept = Kept(kiosk_database, hall_engine, face_store, guard=guard)
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

    monkeypatch.setattr(kept.store, "keep", fail)
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
    assert kept.store.shown_name(person_id) is None
    consents = kept.database.read(lambda connection: consents_of(connection, person_id)).result()
    assert [consent.ended_by for consent in consents] == [ConsentEnd.CITIZEN]


def test_a_face_that_cannot_be_erased_is_said(kept: Kept, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_args: object) -> bool:
        raise StoreError("disk full")

    monkeypatch.setattr(kept.store, "erase", fail)
    kept.keeper.perform(EraseFace(visit=2, person_id="p"))
    assert kept.next() == FaceNotErased(visit=2)
