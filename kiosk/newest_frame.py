"""Look at the camera's newest frame, again and again, for one visit at a time and on a thread of its own."""

import threading
from collections.abc import Callable

from kiosk.camera import CameraFeed, Frame
from kiosk.worker import living_on


class NewestFrame:
    """Hands over the newest frame whenever the one before is done with; others are skipped, and none is kept.

    look: is given a frame and the visit it belongs to. rest_s: between two looks.
    """

    def __init__(
        self, camera: CameraFeed, look: Callable[[Frame, int], None], *, name: str, rest_s: float = 0.0
    ) -> None:
        self._camera = camera
        self._look = look
        self._rest_s = rest_s
        self._changed = threading.Condition()
        self._frame: Frame | None = None
        self._visit: int | None = None
        self._unsubscribe: Callable[[], None] | None = None
        self._closing = False
        self._thread = threading.Thread(target=living_on(self._run), name=name)

    @property
    def visit(self) -> int | None:
        """Whom is looked at now."""
        return self._visit

    def open(self) -> None:
        """Make ready."""
        self._thread.start()

    def start(self, visit: int) -> None:
        """Begin to look, for `visit`."""
        self.stop()
        with self._changed:
            self._visit = visit
        self._unsubscribe = self._camera.subscribe(self._offer)

    def stop(self) -> None:
        """Look no longer, and forget what was seen. For the thread that starts."""
        if self._unsubscribe is not None:
            self._unsubscribe()
            self._unsubscribe = None
        with self._changed:
            self._visit = None
            self._frame = None

    def end(self, visit: int) -> bool:
        """Everything is seen, if `visit` is still looked at; whether it was. For any thread."""
        with self._changed:
            was_awaited = self._visit == visit
            if was_awaited:
                self._visit = None
            return was_awaited

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

    def _run(self) -> None:
        while True:
            with self._changed:
                self._changed.wait_for(lambda: self._closing or self._frame is not None)
                if self._closing:
                    return
            self._look_once()  # a function of its own, so that no picture outlives it on this thread
            if self._rest_s:
                with self._changed:
                    self._changed.wait_for(lambda: self._closing, self._rest_s)

    def _look_once(self) -> None:
        with self._changed:
            frame, visit = self._frame, self._visit
            self._frame = None
        if frame is not None and visit is not None:
            self._look(frame, visit)
