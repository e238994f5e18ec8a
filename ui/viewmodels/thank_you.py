"""The thanks, and the code to follow the answer by."""

from PySide6.QtCore import Property, QObject, Signal
from PySide6.QtQml import QmlElement

from kiosk.kiosk import Kiosk

QML_IMPORT_NAME = "MotCua"
QML_IMPORT_MAJOR_VERSION = 1


@QmlElement
class ThankYouModel(QObject):
    changed = Signal()

    def __init__(self, kiosk: Kiosk) -> None:
        super().__init__()
        self._kiosk = kiosk

    def refresh(self) -> None:
        self.changed.emit()

    @Property(str, notify=changed)
    def tracking_code(self) -> str:
        """Empty where there will be no answer."""
        return self._kiosk.state.draft.tracking_code or ""
