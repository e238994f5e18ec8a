"""What somebody writes about the service, and how much more there is room for."""

from PySide6.QtCore import Property, QObject, Signal, Slot
from PySide6.QtQml import QmlElement

from kiosk.journey.errand_events import WrittenTouched
from kiosk.journey.telex import LONGEST
from kiosk.kiosk import Kiosk
from ui.i18n import Words
from ui.viewmodels import Tell
from ui.viewmodels.sending import answer_about_of, answer_of

QML_IMPORT_NAME = "MotCua"
QML_IMPORT_MAJOR_VERSION = 1


@QmlElement
class WriteFeedbackModel(QObject):
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
        return self._kiosk.state.draft.typed.text

    @Property(str, notify=changed)
    def length(self) -> str:
        """How much has been written, of how much can be."""
        written = len(self._kiosk.state.draft.typed.text)
        return self._words.text("feedback.length", n=written, most=LONGEST)

    @Property(str, notify=changed)
    def answer(self) -> str:
        return answer_of(self._kiosk.state.draft, self._words)

    @Property(str, notify=changed)
    def answer_about(self) -> str:
        return answer_about_of(self._kiosk.state.draft, self._words)

    @Slot()
    def finish(self) -> None:
        self._tell(WrittenTouched())
