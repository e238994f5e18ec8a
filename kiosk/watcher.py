"""Look at the person before the camera until it is decided who they are, on a thread of its own."""

import logging
import threading
from collections.abc import Callable

from kiosk.camera import CameraFeed
from kiosk.events import CameraFailed, Event, FaceHinted, FaceNotKnown, FaceRecognised
from kiosk.faces.engine import Picture
from kiosk.faces.recogniser import Recogniser, Verdict
from kiosk.hint import Hint
from kiosk.visit import Visitor
from kiosk.worker import living_on

log = logging.getLogger(__name__)


class FaceWatcher:
    """Feeds the newest camera frame to the recogniser while somebody is looked at; others are skipped.

    shown_name: the masked name of a person id, None for somebody who has been erased since.
    """

    def __init__(
        self, camera: CameraFeed, recogniser: Recogniser, shown_name: Callable[[str], str | None]
    ) -> None:
        self._camera = camera
        self._recogniser = recogniser
        self._shown_name = shown_name
        self._changed = threading.Condition()
        self._frame: Picture | None = None
        self._visit: int | None = None
        self._unsubscribe: Callable[[], None] | None = None
        self._closing = False
        self._camera_failed = False
        self._last_hint: tuple[int, Hint] | None = None
        self._post: Callable[[Event], None] = lambda _event: None
        self._thread = threading.Thread(target=living_on(self._watch), name="face-watcher")

    def open(self, post: Callable[[Event], None]) -> None:
        """Make ready; what is seen goes to `post`."""
        self._post = post
        self._thread.start()

    def start(self, visit: int) -> None:
        """Begin to look at the citizen of `visit`."""
        self.stop()
        if self._camera_failed:
            self._post(CameraFailed(visit=visit))
            return
        self._recogniser.start()
        with self._changed:
            self._visit = visit
        self._unsubscribe = self._camera.subscribe(self._offer)

    def stop(self) -> None:
        """Look no longer, and forget what was seen."""
        if self._unsubscribe is not None:
            self._unsubscribe()
            self._unsubscribe = None
        with self._changed:
            self._visit = None
            self._frame = None
        self._recogniser.stop()

    def lose_camera(self) -> None:
        """No frames come: whoever is looked at now goes on without a face, and so do those after."""
        with self._changed:
            self._camera_failed = True
            visit = self._visit
        if visit is not None:
            self._post(CameraFailed(visit=visit))

    def regain_camera(self) -> None:
        """Frames come again: the next citizen can be looked at."""
        with self._changed:
            self._camera_failed = False

    def close(self) -> None:
        """Stop for good."""
        self.stop()
        with self._changed:
            self._closing = True
            self._changed.notify()
        if self._thread.is_alive():
            self._thread.join()

    def _offer(self, frame: Picture) -> None:
        with self._changed:
            if self._visit is None:  # the feed was still handing out a frame when the look ended
                return
            self._frame = frame
            self._changed.notify()

    def _watch(self) -> None:
        while True:
            with self._changed:
                self._changed.wait_for(lambda: self._closing or self._frame is not None)
                if self._closing:
                    return
            self._look_once()  # a function of its own, so that no picture outlives it on this thread

    def _look_once(self) -> None:
        with self._changed:
            frame, visit = self._frame, self._visit
            self._frame = None
        if frame is None or visit is None:
            return
        try:
            look = self._recogniser.feed(frame)
            name = None if look.person_id is None else self._shown_name(look.person_id)
        except Exception:  # whatever a model does, the citizen goes on without a face
            log.exception("looking at a face failed")
            self._post(CameraFailed(visit=visit))
            self._end_look(visit)
            return
        match look.verdict:
            case Verdict.RECOGNISED if look.person_id is not None and name is not None:
                visitor = Visitor(person_id=look.person_id, shown_name=name)
                self._post(FaceRecognised(visit=visit, visitor=visitor))
                self._end_look(visit)
            case Verdict.RECOGNISED | Verdict.NOT_KNOWN:
                self._post(FaceNotKnown(visit=visit))
                self._end_look(visit)
            case _:
                if (visit, look.hint) != self._last_hint:
                    self._last_hint = (visit, look.hint)
                    self._post(FaceHinted(visit=visit, hint=look.hint))

    def _end_look(self, visit: int) -> None:
        with self._changed:
            if self._visit == visit:
                self._visit = None
