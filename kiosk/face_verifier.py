"""See whether the holder of a card is the one whose face is kept under it: one to one, and no more than that.

It costs the citizen nothing and denies nothing: whoever is not seen goes on by their card.
"""

import logging
import threading
from collections.abc import Callable
from dataclasses import dataclass, replace

import numpy as np

from kiosk.camera import CameraFeed, Frame
from kiosk.face_store import FaceStore
from kiosk.faces.engine import ENROL_GATES, FaceEngine, Vector
from kiosk.faces.gallery import Gallery
from kiosk.faces.recogniser import Learner, Recogniser, Verdict
from kiosk.faces.sight import see
from kiosk.journey.events import Event
from kiosk.journey.face_events import FaceOnRecord, FaceVerified
from kiosk.journey.hint import Hint
from kiosk.newest_frame import NewestFrame
from kiosk.worker import Worker
from models.store.kiosk_faces import Deed
from models.store.kiosk_people import Person

log = logging.getLogger(__name__)


@dataclass(frozen=True, kw_only=True)
class _Look:
    """One holder being looked at, by `engine`, which made their `template`.

    learner: of a face whose template is to be made anew; else None.
    """

    visit: int
    card_number: str
    person: Person
    engine: FaceEngine
    template: Vector
    recogniser: Recogniser
    learner: Learner | None

    def is_learnt(self) -> bool:
        """Whether nothing has to be learnt, or it was."""
        return self.learner is None or self.learner.template is not None

    def shows_holder(self, frame: Frame) -> bool:
        """Whether it is the holder who is in this very frame, and nobody else near."""
        seen = see(self.engine, frame, ENROL_GATES)
        if seen.face is None or seen.hint is not Hint.OK:
            return False
        embedding = self.engine.embed(seen.rgb, seen.face)
        return self.engine.kind.score(self.template, embedding) >= self.engine.point.verify


class FaceVerifier:
    """Looks at the citizen who showed a card, for as long as the visit gives it.

    engine_of: the engine that made templates of some kind, None where it is not installed. A template of
    another engine than `engine` is made anew while its owner stands there: no picture is kept to do it from.
    """

    def __init__(
        self,
        camera: CameraFeed,
        engine: FaceEngine,
        store: FaceStore,
        engine_of: Callable[[str], FaceEngine | None],
    ) -> None:
        self._engine = engine
        self._store = store
        self._engine_of = engine_of
        self._frames = NewestFrame(camera, self._look_at, name="face-verifier")
        self._looking_up = Worker("face-of-card", longest_s=60)
        self.pulse = self._looking_up.pulse
        self._changing = threading.Lock()
        self._wanted: tuple[int, str] | None = None
        self._look: _Look | None = None
        self._post: Callable[[Event], None] = lambda _event: None

    def open(self, post: Callable[[Event], None]) -> None:
        """Make ready; what is seen goes to `post`."""
        self._post = post
        self._frames.open()

    def start(self, visit: int, card_number: str, *, looks: bool) -> None:
        """Say whether the face of that card's holder is kept, and look whether it is they; returns at once.

        looks: whether there is a camera to look through.
        """
        self.stop()
        with self._changing:
            self._wanted = (visit, card_number)
        self._looking_up.submit(self._look_up, (visit, card_number, looks))

    def stop(self) -> None:
        """Look no longer, and forget what was seen."""
        with self._changing:
            self._wanted = None
            self._frames.stop()
            self._look = None

    def close(self) -> None:
        """Stop for good."""
        self.stop()
        self._looking_up.shutdown()
        self._frames.close()

    def _look_up(self, asked: tuple[int, str, bool]) -> None:
        visit, card_number, looks = asked
        self._store.erase_expired()
        person = self._store.of_card(card_number)
        if person is None:
            return
        self._post(FaceOnRecord(visit=visit, card_number=card_number, person_id=person.id))
        look = self._prepared(visit, card_number, person) if looks else None
        with self._changing:
            # The citizen may have gone on meanwhile, or shown another card.
            if look is not None and self._wanted == (visit, card_number):
                self._look = look
                self._frames.start(visit)

    def _prepared(self, visit: int, card_number: str, person: Person) -> _Look | None:
        is_current = person.kind == str(self._engine.kind)
        engine = self._engine if is_current else self._engine_of(person.kind)
        template = None if engine is None else self._store.template_of(person, engine.kind)
        if engine is None or template is None:
            return None
        only_they = Gallery(
            [person.id],
            template[np.newaxis],
            kind=engine.kind,
            point=replace(engine.point, identify=engine.point.verify, margin=0.0),
        )
        return _Look(
            visit=visit,
            card_number=card_number,
            person=person,
            engine=engine,
            template=template,
            recogniser=Recogniser(engine, only_they),
            learner=None if is_current else Learner(self._engine),
        )

    def _look_at(self, frame: Frame, visit: int) -> None:
        looking = self._look
        if looking is None or looking.visit != visit:
            return
        try:
            self._judge(looking, frame, visit)
        except Exception:  # whatever a model does, the citizen goes on by their card
            log.exception("looking at the holder of a card failed")
            self._frames.end(visit)

    def _judge(self, looking: _Look, frame: Frame, visit: int) -> None:
        look = looking.recogniser.feed(frame)
        if looking.learner is not None and not looking.is_learnt() and looking.shows_holder(frame):
            looking.learner.feed(frame)
        if look.verdict is Verdict.NOT_KNOWN:
            self._frames.end(visit)
        if look.verdict is not Verdict.RECOGNISED or not looking.is_learnt() or not self._frames.end(visit):
            return
        person = looking.person
        self._store.note(person.id, Deed.VERIFIED, kind=person.kind, score=look.score)
        if looking.learner is not None and looking.learner.template is not None:
            self._store.re_embed(person, self._engine, looking.learner.template)
        self._post(FaceVerified(visit=visit, card_number=looking.card_number, person_id=person.id))
