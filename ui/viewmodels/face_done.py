"""What became of a face: kept, not kept, erased, or not erased."""

from PySide6.QtCore import Property, QObject, Signal, Slot
from PySide6.QtQml import QmlElement

from kiosk.journey.enrolment import FaceOutcome
from kiosk.journey.face_events import DeclineTouched, GoOnTouched
from kiosk.kiosk import Kiosk
from models.service_day import local_time
from ui.i18n import Words
from ui.viewmodels import Tell

QML_IMPORT_NAME = "MotCua"
QML_IMPORT_MAJOR_VERSION = 1

_SIGNS = {
    FaceOutcome.KEPT: "check",
    FaceOutcome.ERASED: "check",
    FaceOutcome.ERASING: "clock",
}


@QmlElement
class FaceDoneModel(QObject):
    changed = Signal()

    def __init__(self, kiosk: Kiosk, words: Words, tell: Tell) -> None:
        super().__init__()
        self._kiosk = kiosk
        self._words = words
        self._tell = tell

    def refresh(self) -> None:
        self.changed.emit()

    @Property(str, notify=changed)
    def title(self) -> str:
        outcome = self._outcome
        return "" if outcome is FaceOutcome.NONE else self._words.text(f"face.{outcome}")

    @Property(str, notify=changed)
    def about(self) -> str:
        if self._outcome in (FaceOutcome.NONE, FaceOutcome.ERASING):
            return ""
        return self._words.text(f"face.{self._outcome}_about", day=self._kept_until())

    @Property(str, notify=changed)
    def sign(self) -> str:
        return _SIGNS.get(self._outcome, "info")

    @Property(bool, notify=changed)
    def can_try_again(self) -> bool:
        return self._outcome in (FaceOutcome.NOT_KEPT, FaceOutcome.NOT_ERASED)

    @Slot()
    def try_again(self) -> None:
        self._tell(GoOnTouched())

    @Slot()
    def decline(self) -> None:
        self._tell(DeclineTouched())

    @property
    def _outcome(self) -> FaceOutcome:
        return self._kiosk.state.face.outcome

    def _kept_until(self) -> str:
        until_ms, offer = self._kiosk.state.face.kept_until_ms, self._kiosk.offer
        if until_ms is None or offer is None:
            return ""
        return f"{local_time(until_ms, offer.hall.timezone):%d/%m/%Y}"
