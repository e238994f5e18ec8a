"""A camera that shows what a test puts before it."""

import threading
import weakref

import numpy as np

from kiosk.camera import CameraError, CameraFault, Frame

EMPTY = np.full((720, 1280, 3), 128, np.uint8)


class SceneCamera:
    """Shows whatever scene it is given, over and over, until it is unplugged."""

    fps = 50.0

    def __init__(self) -> None:
        self.scene: Frame = EMPTY
        self.seen: list[weakref.ref[Frame]] = []
        self.unplugged = threading.Event()

    def read(self) -> Frame:
        if self.unplugged.wait(1 / self.fps):
            raise CameraError(CameraFault.FRAMES_STOPPED, "scene")
        frame = self.scene.copy()
        self.seen.append(weakref.ref(frame))
        return frame

    def close(self) -> None:
        pass
