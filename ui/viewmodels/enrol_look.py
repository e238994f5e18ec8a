"""Learning a face: what would help the camera, and how much of it there is."""

from PySide6.QtCore import Property, QObject, Signal, Slot
from PySide6.QtQml import QmlElement

from kiosk.journey.enrolment import GOOD_FRAMES
from kiosk.journey.face_events import DeclineTouched
from kiosk.kiosk import Kiosk
from ui.i18n import Words
from ui.viewmodels import Tell
from ui.viewmodels.look_here import what_helps

QML_IMPORT_NAME = "MotCua"
QML_IMPORT_MAJOR_VERSION = 1


@QmlElement
class EnrolLookModel(QObject):
    changed = Signal()

    def __init__(self, kiosk: Kiosk, words: Words, tell: Tell) -> None:
        super().__init__()
        self._kiosk = kiosk
        self._words = words
        self._tell = tell

    def refresh(self) -> None:
        self.changed.emit()

    @Property(str, notify=changed)
    def hint(self) -> str:
        return what_helps(self._kiosk.state, self._words)

    @Property(int, notify=changed)
    def good_frames(self) -> int:
        return self._kiosk.state.face.good_frames

    @Property(int, notify=changed)
    def frames_needed(self) -> int:
        return GOOD_FRAMES

    @Slot()
    def decline(self) -> None:
        self._tell(DeclineTouched())
