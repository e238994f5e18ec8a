"""Learn the face of a citizen who has agreed to that, and keep it sealed; tell what is kept; or erase it."""

import logging
from collections.abc import Callable

from kiosk.camera import CameraFeed, Frame
from kiosk.face_store import FaceStore
from kiosk.face_verifier import FaceVerifier
from kiosk.faces.engine import FaceEngine, FaceError
from kiosk.faces.guard import Guard
from kiosk.faces.recogniser import Learner
from kiosk.journey.deeds import (
    EraseFace,
    FaceDeed,
    LearnFace,
    NoteAnswer,
    OfferEnrolment,
    TellHeldFace,
    VerifyFace,
)
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
)
from kiosk.journey.hint import Hint
from kiosk.newest_frame import NewestFrame
from kiosk.worker import Worker
from models.face_record import ConsentEnd
from models.store.database import StoreError
from models.store.kiosk_faces import Deed

_REST_S = 0.15  # eight pictures of more than one moment: a face is learnt over a second or longer

log = logging.getLogger(__name__)


class FaceKeeper:
    """Does what a visit asks about the visitor's face.

    offers: whether citizens are asked; whoever is known can be erased all the same. sees: whether the camera
    gives pictures at the moment. guard: whom it asks to turn the head; nobody without one.
    """

    def __init__(
        self,
        *,
        camera: CameraFeed,
        engine: FaceEngine,
        store: FaceStore,
        verifier: FaceVerifier,
        offers: bool,
        guard: Guard | None = None,
    ) -> None:
        self.sees = True
        self._offers = offers
        self._guard = guard
        self._engine = engine
        self._store = store
        self._verifier = verifier
        self._frames = NewestFrame(camera, self._look, name="face-keeper", rest_s=_REST_S)
        self._learning: tuple[LearnFace, Learner] | None = None
        self._last_said: Event | None = None
        self._storing = Worker("face-store", longest_s=60)
        self.pulses = (self._storing.pulse, verifier.pulse)
        self._post: Callable[[Event], None] = lambda _event: None

    def open(self, post: Callable[[Event], None]) -> None:
        """Make ready; what came of a deed goes to `post`, from any thread."""
        self._post = post
        self._frames.open()
        self._verifier.open(post)

    def perform(self, effect: FaceDeed) -> None:
        """Begin `effect` and return at once."""
        match effect:
            case VerifyFace(visit=visit, card_number=card_number):
                self._verifier.start(visit, card_number, looks=self.sees)
            case NoteAnswer():
                self._storing.submit(self._note, effect)
            case OfferEnrolment():
                if self._offers and self.sees:
                    self._storing.submit(self._offer, effect)
            case LearnFace():
                self._learning, self._last_said = (effect, Learner(self._engine, self._guard)), None
                self._frames.start(effect.visit)
            case TellHeldFace():
                self._storing.submit(self._tell, effect)
            case EraseFace():
                self._storing.submit(self._erase, effect)

    def stop(self) -> None:
        """Look no longer, and forget what was seen."""
        self._verifier.stop()
        self._frames.stop()
        self._learning = None

    def close(self) -> None:
        """Finish what was begun to be stored, then stop."""
        self.stop()
        self._verifier.close()
        self._frames.close()
        self._storing.shutdown()

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
        kept = self._store.keep(
            self._engine,
            template,
            shown_name=wish.shown_name,
            consent_text=wish.consent,
            card_number=wish.card_number,
            person_id=wish.person_id,
        )
        log.info("face of %s kept", kept.person_id)
        self._post(FaceKept(visit=wish.visit, person_id=kept.person_id, until_ms=kept.until_ms))

    def _offer(self, effect: OfferEnrolment) -> None:
        # Whoever is not known has a card to be looked up by, so there is always room.
        if effect.person_id is None or self._store.may_renew(effect.person_id):
            self._post(EnrolmentOffered(visit=effect.visit))

    def _note(self, effect: NoteAnswer) -> None:
        deed = Deed.CONFIRMED if effect.is_they else Deed.DENIED
        self._store.note(effect.person_id, deed, kind=str(self._engine.kind))

    def _tell(self, effect: TellHeldFace) -> None:
        held = self._store.held(effect.person_id)
        if held is not None:
            self._post(FaceHeld(visit=effect.visit, held=held))

    def _erase(self, effect: EraseFace) -> None:
        try:
            self._store.erase(effect.person_id, ConsentEnd.CITIZEN)
        except (StoreError, FaceError, OSError):
            log.exception("the face of %s could not be erased", effect.person_id)
            self._post(FaceNotErased(visit=effect.visit))
            return
        log.info("face of %s erased", effect.person_id)
        self._post(FaceErased(visit=effect.visit))


def _news(visit: int, hint: Hint, learner: Learner) -> Event:
    if learner.challenge is not None:
        return FaceChallenged(visit=visit, challenge=learner.challenge)
    if hint is Hint.OK:
        return FaceFramed(visit=visit, good_frames=learner.good_frames)
    return FaceHinted(visit=visit, hint=hint)
