"""Look at the person before the camera until it is decided who they are, on a thread of its own."""

import logging
from collections.abc import Callable

from kiosk.camera import CameraFeed
from kiosk.face_store import FaceStore
from kiosk.faces.engine import Picture
from kiosk.faces.recogniser import Look, Recogniser, Verdict
from kiosk.journey.events import CameraFailed, Event, FaceHinted, FaceNotKnown, FaceRecognised
from kiosk.journey.face_events import FaceChallenged
from kiosk.journey.head_turn import Challenge
from kiosk.journey.hint import Hint
from kiosk.journey.visit import Visitor
from kiosk.newest_frame import NewestFrame
from models.store.kiosk_faces import Deed

log = logging.getLogger(__name__)


class FaceWatcher:
    """Feeds the newest camera frame to the recogniser while somebody is looked at."""

    def __init__(self, camera: CameraFeed, recogniser: Recogniser, store: FaceStore) -> None:
        self._frames = NewestFrame(camera, self._look, name="face-watcher")
        self._recogniser = recogniser
        self._store = store
        self._camera_failed = False
        self._last_said: tuple[int, Hint, Challenge | None] | None = None
        self._post: Callable[[Event], None] = lambda _event: None

    def open(self, post: Callable[[Event], None]) -> None:
        """Make ready; what is seen goes to `post`."""
        self._post = post
        self._frames.open()

    def start(self, visit: int) -> None:
        """Begin to look at the citizen of `visit`."""
        self.stop()
        self._recogniser.start()
        self._frames.start(visit)
        if self._camera_failed:  # asked last, so that a camera lost just now is said by somebody
            self._frames.stop()
            self._post(CameraFailed(visit=visit))

    def stop(self) -> None:
        """Look no longer, and forget what was seen."""
        self._frames.stop()
        self._recogniser.stop()

    def lose_camera(self) -> None:
        """No frames come: whoever is looked at now goes on without a face, and so do those after."""
        self._camera_failed = True
        visit = self._frames.visit
        if visit is not None:
            self._post(CameraFailed(visit=visit))

    def regain_camera(self) -> None:
        """Frames come again: the next citizen can be looked at."""
        self._camera_failed = False

    def close(self) -> None:
        """Stop for good."""
        self.stop()
        self._frames.close()

    def _look(self, frame: Picture, visit: int) -> None:
        try:
            look = self._recogniser.feed(frame)
            name = None if look.person_id is None else self._store.shown_name(look.person_id)
            self._tell(look, name, visit)
        except Exception:  # whatever a model does, the citizen goes on without a face
            log.exception("looking at a face failed")
            self._post(CameraFailed(visit=visit))
            self._frames.end(visit)

    def _tell(self, look: Look, name: str | None, visit: int) -> None:
        match look.verdict:
            case Verdict.RECOGNISED if look.person_id is not None and name is not None:
                if self._frames.end(visit):
                    kind = str(self._recogniser.kind)
                    self._store.note(look.person_id, Deed.RECOGNISED, kind=kind, score=look.score)
                    visitor = Visitor(person_id=look.person_id, shown_name=name, is_seen=True)
                    self._post(FaceRecognised(visit=visit, visitor=visitor))
            case Verdict.RECOGNISED | Verdict.NOT_KNOWN:
                self._post(FaceNotKnown(visit=visit))
                if self._frames.end(visit):
                    self._store.erase_expired()
            case _:
                said = (visit, look.hint, look.challenge)
                if said == self._last_said:
                    return
                self._last_said = said
                if look.challenge is None:
                    self._post(FaceHinted(visit=visit, hint=look.hint))
                else:
                    self._post(FaceChallenged(visit=visit, challenge=look.challenge))
