"""What is kept of somebody's face, and the questions whether to keep it longer or to erase it."""

from PySide6.QtCore import Property, QObject, Signal, Slot
from PySide6.QtQml import QmlElement

from kiosk.journey.face_events import DeclineTouched, EnrolTouched, GoOnTouched
from kiosk.kiosk import Kiosk
from models.service_day import local_time
from ui.i18n import Words
from ui.viewmodels import Tell

QML_IMPORT_NAME = "MotCua"
QML_IMPORT_MAJOR_VERSION = 1


@QmlElement
class EraseFaceModel(QObject):
    changed = Signal()

    def __init__(self, kiosk: Kiosk, words: Words, tell: Tell) -> None:
        super().__init__()
        self._kiosk = kiosk
        self._words = words
        self._tell = tell

    def refresh(self) -> None:
        self.changed.emit()

    @Property(str, notify=changed)
    def held(self) -> str:
        """Since when and until when it is kept; empty until that is known."""
        held = self._kiosk.state.face.held
        if held is None or self._kiosk.offer is None:
            return ""
        since, until = (
            f"{local_time(at_ms, self._kiosk.offer.hall.timezone):%d/%m/%Y}"
            for at_ms in (held.since_ms, held.until_ms)
        )
        return self._words.text("erase.held", since=since, until=until)

    @Property(str, notify=changed)
    def used(self) -> str:
        """How often somebody was recognised by it; empty until that is known."""
        held = self._kiosk.state.face.held
        if held is None:
            return ""
        return self._words.text(
            "erase.used_once" if held.times_used == 1 else "erase.used", n=held.times_used
        )

    @Property(bool, notify=changed)
    def may_renew(self) -> bool:
        return self._kiosk.state.face.is_offered

    @Slot()
    def renew(self) -> None:
        self._tell(EnrolTouched())

    @Slot()
    def erase(self) -> None:
        self._tell(GoOnTouched())

    @Slot()
    def keep(self) -> None:
        self._tell(DeclineTouched())
