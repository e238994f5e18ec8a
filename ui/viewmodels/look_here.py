"""The camera's screens: the newest picture while one is shown, and what would help the camera."""

import threading
from collections.abc import Callable

from PySide6.QtCore import Property, QObject, Qt, Signal, Slot
from PySide6.QtGui import QImage
from PySide6.QtQml import QmlElement

from kiosk.camera import Frame
from kiosk.card_guide import guide_in
from kiosk.journey.events import AnonymousWayTouched
from kiosk.journey.hint import Hint
from kiosk.journey.visit import Screen, State
from kiosk.kiosk import Kiosk
from ui.i18n import Words
from ui.viewmodels import Tell

QML_IMPORT_NAME = "MotCua"
QML_IMPORT_MAJOR_VERSION = 1

WITH_PICTURE = frozenset(
    {Screen.LOOK_HERE, Screen.ENTER_CODE, Screen.ENTER_DOSSIER, Screen.ENROL_LOOK, Screen.STAFF_PANEL}
)
_USUAL_SIZE_PX = (1280, 720)  # until there is a picture


@QmlElement
class LookHereModel(QObject):
    """Looks at the camera only while such a screen is there; no picture outlives the screen."""

    changed = Signal()
    picture_changed = Signal()
    _arrived = Signal()

    def __init__(self, kiosk: Kiosk, words: Words, tell: Tell) -> None:
        super().__init__()
        self._kiosk = kiosk
        self._words = words
        self._tell = tell
        self._picture = QImage()
        self._newest: QImage | None = None
        self._handing_over = threading.Lock()
        self._stop_looking: Callable[[], None] | None = None
        self._arrived.connect(self._show_newest, Qt.ConnectionType.QueuedConnection)

    def refresh(self) -> None:
        screen = self._kiosk.state.screen
        # Where a scanner reads the code of an appointment, nobody is shown a picture.
        is_shown = screen in WITH_PICTURE and not (screen is Screen.ENTER_CODE and self._kiosk.scans)
        if is_shown and self._stop_looking is None and self._kiosk.camera is not None:
            self._stop_looking = self._kiosk.camera.subscribe(self._receive)
        elif not is_shown:
            self.close()
        self.changed.emit()

    def close(self) -> None:
        """Stop looking and drop the picture."""
        if self._stop_looking is not None:
            self._stop_looking()
            self._stop_looking = None
        with self._handing_over:
            self._newest = None
        self._picture = QImage()
        self.picture_changed.emit()

    @Property("QVariant", notify=picture_changed)  # type: ignore[arg-type]
    def picture(self) -> QImage:
        return self._picture

    @Property(float, notify=picture_changed)
    def card_share(self) -> float:
        """How wide a card must be, of the picture's width, so that its code can be read."""
        size = self._picture.size()
        width_px, height_px = _USUAL_SIZE_PX if size.isEmpty() else (size.width(), size.height())
        return guide_in(width_px, height_px).width_px / width_px

    @Property(str, notify=changed)
    def hint(self) -> str:
        return what_helps(self._kiosk.state, self._words)

    @Property(str, notify=changed)
    def title(self) -> str:
        return self._words.text("look.title" if self._kiosk.state.challenge is None else "turn.title")

    @Property(str, notify=changed)
    def turn(self) -> str:
        """Which way the head is to be turned; empty while it is not."""
        challenge = self._kiosk.state.challenge
        return "" if challenge is None else challenge.turn

    @Property(int, notify=changed)
    def turns_done(self) -> int:
        challenge = self._kiosk.state.challenge
        return 0 if challenge is None else challenge.done

    @Property(int, notify=changed)
    def turns(self) -> int:
        """How many turns there are; none while none are asked for."""
        challenge = self._kiosk.state.challenge
        return 0 if challenge is None else challenge.of

    @Slot()
    def take_anonymous_way(self) -> None:
        self._tell(AnonymousWayTouched())

    def _receive(self, frame: Frame) -> None:
        # On the camera's thread. The copy lets the frame go; only the newest waits for a slow screen.
        height_px, width_px = frame.shape[:2]
        image = QImage(frame.data, width_px, height_px, frame.strides[0], QImage.Format.Format_BGR888).copy()
        with self._handing_over:
            is_awaited = self._newest is None
            self._newest = image
        if is_awaited:
            self._arrived.emit()

    @Slot()
    def _show_newest(self) -> None:
        with self._handing_over:
            newest, self._newest = self._newest, None
        if newest is not None and self._stop_looking is not None:
            self._picture = newest
            self.picture_changed.emit()


def what_helps(state: State, words: Words) -> str:
    """What the camera asks for now, in one sentence."""
    if state.challenge is not None:
        return words.text(f"turn.{state.challenge.turn}")
    if state.screen is Screen.ENROL_LOOK and state.hint is Hint.OK:
        return words.text("enrol.seen")
    return words.text(f"hint.{state.hint}")
