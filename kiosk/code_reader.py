"""Read the QR code of an appointment that is held before the camera, on a thread of its own."""

import logging
import re
import threading
from collections.abc import Callable

import cv2

from kiosk.camera import CameraFeed, Frame
from kiosk.events import CodeRead, Event
from models.appointment import CODE_DIGITS

_CODE = re.compile(rf"[0-9]{{{CODE_DIGITS}}}")
# The middle of the picture, as large again: read from twice as far as the whole picture is (ADR-0010).
_SIDE = 1 / 4
_TOP = 1 / 6
_ENLARGED = 2
_REST_S = 0.1  # so that looking takes a third of one core, and the keys answer at once

log = logging.getLogger(__name__)


class CodeReader:
    """Looks at the newest frame while a code is awaited; others are skipped, and none is kept."""

    def __init__(self, camera: CameraFeed) -> None:
        self._camera = camera
        self._changed = threading.Condition()
        self._frame: Frame | None = None
        self._visit: int | None = None
        self._last_code = ""
        self._unsubscribe: Callable[[], None] | None = None
        self._closing = False
        self._post: Callable[[Event], None] = lambda _event: None
        self._detector = cv2.QRCodeDetectorAruco()
        self._thread = threading.Thread(target=self._watch, name="code-reader")

    def open(self, post: Callable[[Event], None]) -> None:
        """Make ready; what is read goes to `post`."""
        self._post = post
        self._thread.start()

    def start(self, visit: int) -> None:
        """Begin to look for the code of the citizen of `visit`. The same code is told once."""
        self.stop()
        with self._changed:
            self._visit = visit
            self._last_code = ""
        self._unsubscribe = self._camera.subscribe(self._offer)

    def stop(self) -> None:
        """Look no longer, and forget what was seen."""
        if self._unsubscribe is not None:
            self._unsubscribe()
            self._unsubscribe = None
        with self._changed:
            self._visit = None
            self._frame = None
            self._last_code = ""

    def close(self) -> None:
        """Stop for good."""
        self.stop()
        with self._changed:
            self._closing = True
            self._changed.notify()
        if self._thread.is_alive():
            self._thread.join()

    def _offer(self, frame: Frame) -> None:
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
            with self._changed:
                self._changed.wait_for(lambda: self._closing, _REST_S)

    def _look_once(self) -> None:
        with self._changed:
            frame, visit = self._frame, self._visit
            self._frame = None
        if frame is None or visit is None:
            return
        try:
            code = code_in(frame, self._detector)
        except cv2.error:  # a picture it cannot make sense of: the next one comes, and there are the keys
            log.exception("looking for a code failed")
            return
        with self._changed:
            if code is None or self._visit != visit or code == self._last_code:
                return
            self._last_code = code
        self._post(CodeRead(visit=visit, code=code))


def code_in(frame: Frame, detector: cv2.QRCodeDetectorAruco) -> str | None:
    """The code of an appointment in a QR code in the middle of `frame`. Takes about 60 ms for 720p."""
    height_px, width_px = frame.shape[:2]
    top, side = int(height_px * _TOP), int(width_px * _SIDE)
    middle = cv2.cvtColor(frame[top : height_px - top, side : width_px - side], cv2.COLOR_BGR2GRAY)
    large = cv2.resize(middle, None, fx=_ENLARGED, fy=_ENLARGED, interpolation=cv2.INTER_CUBIC)
    text, _corners, _straight = detector.detectAndDecode(large)
    return text if _CODE.fullmatch(text) else None
