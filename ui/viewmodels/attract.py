"""The first screen: two ways to a number."""

from PySide6.QtCore import QObject, Slot
from PySide6.QtQml import QmlElement

from kiosk.flow import AnonymousWayTouched, FaceWayTouched
from ui.viewmodels import Tell

QML_IMPORT_NAME = "MotCua"
QML_IMPORT_MAJOR_VERSION = 1


@QmlElement
class AttractModel(QObject):
    def __init__(self, tell: Tell) -> None:
        super().__init__()
        self._tell = tell

    @Slot()
    def take_face_way(self) -> None:
        self._tell(FaceWayTouched())

    @Slot()
    def take_anonymous_way(self) -> None:
        self._tell(AnonymousWayTouched())
