"""See who stands before the kiosk, through a real camera or a film in its place. The only OpenCV capture."""

import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from enum import StrEnum
from pathlib import Path
from typing import Protocol

import cv2
import numpy as np
import numpy.typing as npt

from kiosk.watchdog import Pulse
from kiosk.worker import living_on

Frame = npt.NDArray[np.uint8]
"""(H, W, 3) uint8, BGR, not mirrored."""

DEVICE_PREFIX = "device:"
_DEVICE_SIZE_PX = (1280, 720)
_DEVICES_TO_TRY = 10
_STOP_PATIENCE_S = 2.0
_REOPEN_PAUSE_S = 10.0
_LONGEST_READ_S = 30.0  # a camera that is pulled out is noticed within ten


class CameraFault(StrEnum):
    """Why there is no picture."""

    NO_SUCH_DEVICE = "no_such_device"
    FILE_MISSING = "file_missing"
    NOT_A_FILM = "not_a_film"
    FRAMES_STOPPED = "frames_stopped"


class CameraError(Exception):
    """There is no picture; `reason` says why, `source` which camera."""

    def __init__(self, reason: CameraFault, source: str) -> None:
        super().__init__(f"{source}: {reason}")
        self.reason = reason
        self.source = source


class Camera(Protocol):
    """What gives frames, one after the other, no faster than `fps` a second."""

    @property
    def fps(self) -> float: ...

    def read(self) -> Frame:
        """Wait for the next frame. Raises CameraError when there will be none."""
        ...

    def close(self) -> None: ...


class DeviceCamera:
    """A camera plugged into this machine."""

    def __init__(self, index: int, size_px: tuple[int, int] = _DEVICE_SIZE_PX) -> None:
        self._source = f"{DEVICE_PREFIX}{index}"
        with _quiet_opencv():
            self._capture = cv2.VideoCapture(index, cv2.CAP_V4L2 if sys.platform == "linux" else cv2.CAP_ANY)
            # Uncompressed 720p does not fit USB 2 at 25 frames a second; must be asked before the size.
            self._capture.set(cv2.CAP_PROP_FOURCC, cv2.VideoWriter.fourcc(*"MJPG"))
            self._capture.set(cv2.CAP_PROP_FRAME_WIDTH, size_px[0])
            self._capture.set(cv2.CAP_PROP_FRAME_HEIGHT, size_px[1])
            self._capture.set(cv2.CAP_PROP_BUFFERSIZE, 1)  # the newest frame, not the oldest waiting
            gives_frames = self._capture.read()[0]  # nodes that only carry metadata open, but give none
        if not gives_frames:
            self._capture.release()
            raise CameraError(CameraFault.NO_SUCH_DEVICE, self._source)
        self.fps = self._capture.get(cv2.CAP_PROP_FPS) or 30.0

    def read(self) -> Frame:
        """Wait for the next frame. Raises CameraError when the camera was unplugged."""
        good, frame = self._capture.read()
        if not good:
            raise CameraError(CameraFault.FRAMES_STOPPED, self._source)
        return np.asarray(frame, dtype=np.uint8)

    def close(self) -> None:
        self._capture.release()


class FilmCamera:
    """A film that plays at its own pace as if it were a camera; the stand-in for demo, test and training."""

    def __init__(
        self,
        path: Path,
        *,
        loop: bool = True,
        clock_s: Callable[[], float] = time.monotonic,
        sleep_s: Callable[[float], None] = time.sleep,
    ) -> None:
        self._source = str(path)
        if not path.is_file():
            raise CameraError(CameraFault.FILE_MISSING, self._source)
        with _quiet_opencv():
            self._capture = cv2.VideoCapture(str(path), cv2.CAP_FFMPEG)
        self.fps = self._capture.get(cv2.CAP_PROP_FPS)
        if self._capture.get(cv2.CAP_PROP_FRAME_COUNT) < 2 or self.fps <= 0:
            self._capture.release()
            raise CameraError(CameraFault.NOT_A_FILM, self._source)
        self._loop = loop
        self._clock_s = clock_s
        self._sleep_s = sleep_s
        self._due_s = clock_s()

    def read(self) -> Frame:
        """Wait until the next frame is due. Raises CameraError at the end of a film that does not loop."""
        good, frame = self._capture.read()
        if not good and self._loop:
            self._capture.set(cv2.CAP_PROP_POS_FRAMES, 0)
            good, frame = self._capture.read()
        if not good:
            raise CameraError(CameraFault.FRAMES_STOPPED, self._source)
        now_s = self._clock_s()
        if self._due_s > now_s:
            self._sleep_s(self._due_s - now_s)
        self._due_s = max(self._due_s, now_s) + 1 / self.fps
        return np.asarray(frame, dtype=np.uint8)

    def close(self) -> None:
        self._capture.release()


def open_camera(source: str) -> Camera:
    """Open what the setting names: `device:0` for a plugged-in camera, anything else the path of a film."""
    if not source.startswith(DEVICE_PREFIX):
        return FilmCamera(Path(source))
    index = source.removeprefix(DEVICE_PREFIX)
    if not index.isdecimal():
        raise CameraError(CameraFault.NO_SUCH_DEVICE, source)
    return DeviceCamera(int(index))


def find_device() -> int | None:
    """The first plugged-in camera that gives a picture, or None."""
    for index in range(_DEVICES_TO_TRY):
        try:
            DeviceCamera(index).close()
        except CameraError:
            continue
        return index
    return None


def pictures_in(folder: Path) -> list[Frame]:
    """The pictures in a folder, in the order of their names; files that are none are left out."""
    read = (cv2.imread(str(path)) for path in sorted(folder.iterdir()) if path.is_file())
    return [np.asarray(picture, dtype=np.uint8) for picture in read if picture is not None]


class CameraFeed:
    """Hand each new frame to whoever looks, and keep none.

    camera: already open, or None for one that the feed is to open; it is closed when the feed ends, for
    whatever reason.
    on_failure: told once each time the pictures end, or when there are none to begin with. reopen: how to get
    a camera (again); tried every 10 s until it works, and then `on_return` is told. Without it the first
    failure is the end. All of them, and the subscribers, are called on the feed's own thread.
    pulse: of that thread. It counts from the first picture: a camera that never gives one is only missing.
    """

    def __init__(
        self,
        camera: Camera | None,
        on_failure: Callable[[CameraError], None],
        *,
        reopen: Callable[[], Camera] | None = None,
        on_return: Callable[[], None] = lambda: None,
        pause_s: float = _REOPEN_PAUSE_S,
    ) -> None:
        self._camera: Camera | None = camera
        self._on_failure = on_failure
        self._reopen = reopen
        self._on_return = on_return
        self._pause_s = pause_s
        self._subscribers: tuple[Callable[[Frame], None], ...] = ()
        self._changing = threading.Lock()
        self._stopping = threading.Event()
        self.pulse = Pulse("camera", _LONGEST_READ_S)
        self._thread = threading.Thread(target=living_on(self._run), name="camera", daemon=True)

    def subscribe(self, subscriber: Callable[[Frame], None]) -> Callable[[], None]:
        """Call `subscriber` with each frame from now on; returns what ends that."""

        def unsubscribe() -> None:
            with self._changing:
                self._subscribers = tuple(other for other in self._subscribers if other is not subscriber)

        with self._changing:
            self._subscribers = (*self._subscribers, subscriber)
        return unsubscribe

    def start(self) -> None:
        """Begin to read."""
        self._thread.start()

    def stop(self) -> None:
        """End the feed; the camera is closed when this returns, unless it hangs in a read."""
        self._stopping.set()
        if self._thread.ident is None:
            self._close()
        elif threading.current_thread() is not self._thread:
            self._thread.join(_STOP_PATIENCE_S)

    def _run(self) -> None:
        while not self._stopping.is_set():
            try:
                if self._camera is None and self._reopen is not None:
                    self._camera = self._reopen()
                    self._on_return()
                self._hand_out()
            except CameraError as error:
                if not self._stopping.is_set():
                    self._on_failure(error)
            finally:
                self.pulse.rest()
                self._close()
            if self._reopen is None:
                return
            self._wait_for_camera(self._reopen)

    def _hand_out(self) -> None:
        while self._camera is not None and not self._stopping.is_set():
            try:
                frame = self._camera.read()
            except cv2.error as error:
                raise CameraError(CameraFault.FRAMES_STOPPED, "camera") from error
            self.pulse.beat()
            for subscriber in self._subscribers:
                subscriber(frame)

    def _wait_for_camera(self, reopen: Callable[[], Camera]) -> None:
        while not self._stopping.wait(self._pause_s):
            try:
                self._camera = reopen()
            except CameraError:
                continue
            self._on_return()
            return

    def _close(self) -> None:
        if self._camera is not None:
            self._camera.close()
            self._camera = None


@contextmanager
def _quiet_opencv() -> Iterator[None]:
    """OpenCV warns on stderr of every device it cannot open; we raise instead."""
    level = cv2.utils.logging.getLogLevel()
    cv2.utils.logging.setLogLevel(cv2.utils.logging.LOG_LEVEL_SILENT)
    try:
        yield
    finally:
        cv2.utils.logging.setLogLevel(level)
