"""Learn the face of a citizen who has agreed to that, and keep it sealed; or erase one."""

import logging
from collections.abc import Callable

from kiosk.camera import CameraFeed, Frame
from kiosk.faces.engine import FaceEngine, FaceError
from kiosk.faces.guard import Guard
from kiosk.faces.recogniser import Learner, Recogniser
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
from kiosk.newest_frame import NewestFrame
from kiosk.people import forget_person, keep_face, load_gallery
from kiosk.worker import Worker
from models.face_record import ConsentEnd
from models.store.database import Database, StoreError

_REST_S = 0.15  # eight pictures of more than one moment: a face is learnt over a second or longer

log = logging.getLogger(__name__)


class FaceKeeper:
    """Changes who is known here, and lets `recogniser` know.

    offers: whether citizens are asked; whoever is known can be erased all the same. sees: whether the camera
    gives pictures at the moment. guard: whom it asks to turn the head; nobody without one.
    """

    def __init__(
        self,
        *,
        camera: CameraFeed,
        engine: FaceEngine,
        recogniser: Recogniser,
        database: Database,
        key: bytes,
        offers: bool,
        guard: Guard | None = None,
    ) -> None:
        self.sees = True
        self._offers = offers
        self._guard = guard
        self._engine = engine
        self._recogniser = recogniser
        self._database = database
        self._key = key
        self._frames = NewestFrame(camera, self._look, name="face-keeper", rest_s=_REST_S)
        self._learning: tuple[LearnFace, Learner] | None = None
        self._last_said: Event | None = None
        self._erasing = Worker("erase-face", longest_s=60)
        self.pulse = self._erasing.pulse
        self._post: Callable[[Event], None] = lambda _event: None

    def open(self, post: Callable[[Event], None]) -> None:
        """Make ready; what came of a deed goes to `post`, from any thread."""
        self._post = post
        self._frames.open()

    def perform(self, effect: OfferEnrolment | LearnFace | EraseFace) -> None:
        """Begin `effect` and return at once."""
        match effect:
            case OfferEnrolment(visit=visit):
                if self._offers and self.sees:
                    self._post(EnrolmentOffered(visit=visit))
            case LearnFace():
                self._learning, self._last_said = (effect, Learner(self._engine, self._guard)), None
                self._frames.start(effect.visit)
            case EraseFace():
                self._erasing.submit(self._erase, effect)

    def stop(self) -> None:
        """Look no longer, and forget what was seen."""
        self._frames.stop()
        self._learning = None

    def close(self) -> None:
        """Finish what was begun to be erased, then stop."""
        self.stop()
        self._frames.close()
        self._erasing.shutdown()

    def _look(self, frame: Frame, visit: int) -> None:
        learning = self._learning
        if learning is None or learning[0].visit != visit:
            return
        wish, learner = learning
        try:
            hint = learner.feed(frame)
            if learner.template is not None:
                self._keep(wish, learner)
            elif learner.has_failed:
                self._frames.end(visit)
                self._post(FaceNotKept(visit=visit))
            else:
                self._say(_news(visit, hint, learner))
        except Exception:  # the citizen must hear of it, whatever it was
            log.exception("a face could not be kept")
            self._frames.end(visit)
            self._post(FaceNotKept(visit=visit))

    def _say(self, news: Event) -> None:
        if news != self._last_said:
            self._last_said = news
            self._post(news)

    def _keep(self, wish: LearnFace, learner: Learner) -> None:
        template = learner.template
        if template is None or not self._frames.end(wish.visit):
            return
        kept = keep_face(
            self._database,
            self._engine,
            self._key,
            template=template,
            shown_name=wish.shown_name,
            consent_text=wish.consent,
        )
        log.info("face of %s kept", kept.person_id)
        self._post(FaceKept(visit=wish.visit, person_id=kept.person_id, until_ms=kept.until_ms))
        self._know_again()

    def _erase(self, effect: EraseFace) -> None:
        try:
            forget_person(self._database, effect.person_id, ConsentEnd.CITIZEN)
            self._know_again()
        except (StoreError, FaceError):
            log.exception("the face of %s could not be erased", effect.person_id)
            self._post(FaceNotErased(visit=effect.visit))
            return
        log.info("face of %s erased", effect.person_id)
        self._post(FaceErased(visit=effect.visit))

    def _know_again(self) -> None:
        self._recogniser.know(load_gallery(self._database, self._engine, self._key))


def _news(visit: int, hint: Hint, learner: Learner) -> Event:
    if learner.challenge is not None:
        return FaceChallenged(visit=visit, challenge=learner.challenge)
    if hint is Hint.OK:
        return FaceFramed(visit=visit, good_frames=learner.good_frames)
    return FaceHinted(visit=visit, hint=hint)
