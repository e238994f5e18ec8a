"""The question whether somebody's face is really to be erased."""

from PySide6.QtCore import QObject, Slot
from PySide6.QtQml import QmlElement

from kiosk.journey.face_events import DeclineTouched, GoOnTouched
from ui.viewmodels import Tell

QML_IMPORT_NAME = "MotCua"
QML_IMPORT_MAJOR_VERSION = 1


@QmlElement
class EraseFaceModel(QObject):
    def __init__(self, tell: Tell) -> None:
        super().__init__()
        self._tell = tell

    @Slot()
    def erase(self) -> None:
        self._tell(GoOnTouched())

    @Slot()
    def keep(self) -> None:
        self._tell(DeclineTouched())
