"""Looking at the citizen: what is said of them, and that nothing of them stays."""

import gc
import queue
from collections.abc import Iterator
from contextlib import closing
from itertools import count

import pytest

from kiosk.camera import CameraFeed
from kiosk.face_store import FaceStore
from kiosk.faces.guard import Guard, Liveness
from kiosk.faces.hall_engine import HallEngine
from kiosk.faces.recogniser import Recogniser, enrol
from kiosk.journey.events import CameraFailed, Event, FaceHinted, FaceNotKnown, FaceRecognised
from kiosk.journey.face_events import FaceChallenged
from kiosk.journey.hint import Hint
from kiosk.journey.visit import Visitor
from kiosk.watcher import FaceWatcher
from models.face_record import ConsentEnd
from models.store.kiosk_faces import Deed
from motcua.demo_film import demo_enrolment_frames
from tests.helpers.scene import EMPTY, SceneCamera
from tests.helpers.waiting import wait_until

WAIT_S = 10.0


class Watched:
    """A watcher with a camera that can be fed, and what it posts."""

    def __init__(self, engine: HallEngine, store: FaceStore, guard: Guard | None = None) -> None:
        self.store = store
        template = enrol(engine, demo_enrolment_frames("eileen_collins"))
        kept = store.keep(engine, template, shown_name="E. Collins", consent_text="2/vi")
        self.person_id = kept.person_id
        gallery = store.gallery(engine)
        self.camera = SceneCamera()
        self.posted: queue.SimpleQueue[Event] = queue.SimpleQueue()
        self.feed = CameraFeed(self.camera, on_failure=lambda _error: self.watcher.lose_camera())
        self.watcher = FaceWatcher(self.feed, Recogniser(engine, gallery, guard=guard), store)
        self.watcher.open(self.posted.put)
        self.feed.start()

    def show(self, portrait: str) -> None:
        """Let somebody stand before the camera, still enough to be read."""
        self.camera.scene = demo_enrolment_frames(portrait)[4]

    def verdict(self) -> Event:
        """The next thing posted that is not a hint."""
        while True:
            event = self.posted.get(timeout=WAIT_S)
            if not isinstance(event, FaceHinted | FaceChallenged):
                return event

    def close(self) -> None:
        self.feed.stop()
        self.watcher.close()


@pytest.fixture
def watched(hall_engine: HallEngine, face_store: FaceStore) -> Iterator[Watched]:
    with closing(Watched(hall_engine, face_store)) as watched:
        yield watched


def test_a_known_citizen_is_named(watched: Watched) -> None:
    watched.watcher.start(visit=1)
    watched.show("eileen_collins")
    assert watched.verdict() == FaceRecognised(
        visit=1, visitor=Visitor(person_id=watched.person_id, shown_name="E. Collins", is_seen=True)
    )


def test_a_stranger_is_not_known(watched: Watched) -> None:
    watched.watcher.start(visit=1)
    watched.show("grace_hopper")
    assert watched.verdict() == FaceNotKnown(visit=1)


def test_that_somebody_was_recognised_is_written_down_with_the_score_before_it_is_told(
    watched: Watched,
) -> None:
    watched.watcher.start(visit=1)
    watched.show("eileen_collins")
    watched.verdict()
    use = watched.store.uses(watched.person_id)[-1]
    assert use.deed is Deed.RECOGNISED
    assert use.score is not None
    assert use.score > 0.735


def test_a_portrait_held_still_is_asked_to_turn_and_is_then_not_known(
    hall_engine: HallEngine, face_store: FaceStore
) -> None:
    now_s = count()  # a second passes from frame to frame
    guard = Guard(Liveness.ALWAYS, clock_s=lambda: next(now_s))
    with closing(Watched(hall_engine, face_store, guard)) as watched:
        watched.watcher.start(visit=1)
        watched.show("eileen_collins")
        while isinstance(asked := watched.posted.get(timeout=WAIT_S), FaceHinted):
            pass
        assert isinstance(asked, FaceChallenged)
        assert asked.challenge.done == 0
        assert watched.posted.get(timeout=WAIT_S) == FaceNotKnown(visit=1)


def test_somebody_erased_meanwhile_is_not_known(watched: Watched) -> None:
    watched.store.erase(watched.person_id, ConsentEnd.STAFF)
    watched.watcher.start(visit=1)
    watched.show("eileen_collins")
    assert watched.verdict() == FaceNotKnown(visit=1)


def test_an_empty_picture_is_hinted_at_once_and_only_once(watched: Watched) -> None:
    watched.watcher.start(visit=1)
    wait_until(lambda: len(watched.camera.seen) > 5)
    watched.show("grace_hopper")
    assert watched.posted.get(timeout=WAIT_S) == FaceHinted(visit=1, hint=Hint.NO_FACE)
    assert watched.verdict() == FaceNotKnown(visit=1)


def test_a_lost_camera_is_said_to_this_citizen_and_the_next(watched: Watched) -> None:
    watched.watcher.start(visit=1)
    watched.camera.unplugged.set()
    assert watched.verdict() == CameraFailed(visit=1)
    watched.watcher.start(visit=2)
    assert watched.verdict() == CameraFailed(visit=2)


def test_a_camera_that_came_back_is_used_for_the_next_citizen(watched: Watched) -> None:
    watched.watcher.lose_camera()
    watched.watcher.regain_camera()
    watched.watcher.start(visit=3)
    watched.show("grace_hopper")
    assert watched.verdict() == FaceNotKnown(visit=3)


def test_no_picture_of_a_citizen_stays_in_memory(watched: Watched) -> None:
    watched.show("eileen_collins")
    watched.watcher.start(visit=1)
    assert isinstance(watched.verdict(), FaceRecognised)
    watched.watcher.stop()
    watched.camera.scene = EMPTY
    of_the_citizen = list(watched.camera.seen)
    wait_until(lambda: len(watched.camera.seen) > len(of_the_citizen) + 2)

    def all_gone() -> bool:
        gc.collect()
        return all(picture() is None for picture in of_the_citizen)

    wait_until(all_gone)
