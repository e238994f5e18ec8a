"""The code of a dossier, typed or shown, and why nothing can be told of it."""

from PySide6.QtCore import Property, QObject, Signal, Slot
from PySide6.QtQml import QmlElement

from kiosk.journey.errand_events import FindDossierTouched
from kiosk.kiosk import Kiosk
from models.dossier import EXAMPLE_CODE
from ui.i18n import Words
from ui.viewmodels import Tell

QML_IMPORT_NAME = "MotCua"
QML_IMPORT_MAJOR_VERSION = 1


@QmlElement
class EnterDossierModel(QObject):
    changed = Signal()

    def __init__(self, kiosk: Kiosk, words: Words, tell: Tell) -> None:
        super().__init__()
        self._kiosk = kiosk
        self._words = words
        self._tell = tell

    def refresh(self) -> None:
        self.changed.emit()

    @Property(str, notify=changed)
    def typed(self) -> str:
        return self._kiosk.state.dossier.typed.text

    @Property(str, notify=changed)
    def example(self) -> str:
        return self._words.text("dossier.example", code=EXAMPLE_CODE)

    @Property(bool, notify=changed)
    def is_finding(self) -> bool:
        return self._kiosk.state.dossier.asked is not None

    @Property(bool, notify=changed)
    def has_camera(self) -> bool:
        return self._kiosk.camera is not None

    @Property(str, notify=changed)
    def answer(self) -> str:
        """Why there is nothing to tell, in one line; that it is being looked up; else nothing."""
        if self.is_finding:
            return self._words.text("dossier.finding")
        why = self._kiosk.state.dossier.no_dossier
        return "" if why is None else self._words.text(f"dossier.{why}")

    @Property(str, notify=changed)
    def answer_about(self) -> str:
        """What to do then."""
        why = self._kiosk.state.dossier.no_dossier
        return "" if why is None else self._words.text(f"dossier.{why}_about", code=EXAMPLE_CODE)

    @Slot()
    def find(self) -> None:
        self._tell(FindDossierTouched())
