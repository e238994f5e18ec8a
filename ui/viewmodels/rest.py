"""Whether the screen is dimmed because nobody has touched it for long."""

from PySide6.QtCore import Property, QObject, QTimer, Signal, Slot
from PySide6.QtQml import QmlElement

from kiosk.journey.rest import may_rest
from kiosk.kiosk import Kiosk

QML_IMPORT_NAME = "MotCua"
QML_IMPORT_MAJOR_VERSION = 1


@QmlElement
class RestModel(QObject):
    changed = Signal()

    def __init__(self, kiosk: Kiosk, dim_after_s: float) -> None:
        super().__init__()
        self._kiosk = kiosk
        self._is_dimmed = False
        self._may_rest = False
        self._waiting = QTimer(self)
        self._waiting.setSingleShot(True)
        self._waiting.setInterval(round(dim_after_s * 1000))
        self._waiting.timeout.connect(self._dim)

    def refresh(self) -> None:
        might, self._may_rest = self._may_rest, may_rest(self._kiosk.state)
        if might != self._may_rest:
            self.wake()

    @Property(bool, notify=changed)
    def is_dimmed(self) -> bool:
        return self._is_dimmed

    @Slot()
    def wake(self) -> None:
        """Somebody is there, or was until now."""
        if self._may_rest:
            self._waiting.start()
        else:
            self._waiting.stop()
        self._show(dimmed=False)

    @Slot()
    def _dim(self) -> None:
        self._show(dimmed=True)

    def _show(self, *, dimmed: bool) -> None:
        if dimmed != self._is_dimmed:
            self._is_dimmed = dimmed
            self.changed.emit()
