"""A phone number for the answer, if one is wanted."""

from PySide6.QtCore import Property, QObject, Signal, Slot
from PySide6.QtQml import QmlElement

from kiosk.journey.errand_events import SendTouched
from kiosk.journey.events import DigitTouched, EraseTouched
from kiosk.kiosk import Kiosk
from ui.i18n import Words
from ui.viewmodels import Tell
from ui.viewmodels.sending import answer_about_of, answer_of

QML_IMPORT_NAME = "MotCua"
QML_IMPORT_MAJOR_VERSION = 1


@QmlElement
class LeavePhoneModel(QObject):
    changed = Signal()

    def __init__(self, kiosk: Kiosk, words: Words, tell: Tell) -> None:
        super().__init__()
        self._kiosk = kiosk
        self._words = words
        self._tell = tell

    def refresh(self) -> None:
        self.changed.emit()

    @Property(str, notify=changed)
    def phone(self) -> str:
        """In groups, as one reads it: 0912 345 678."""
        digits = self._kiosk.state.draft.phone
        return " ".join(group for group in (digits[:4], digits[4:7], digits[7:]) if group)

    @Property(str, notify=changed)
    def way_on(self) -> str:
        key = "phone.send" if self.phone else "phone.send_without"
        return self._words.text(key)

    @Property(bool, notify=changed)
    def is_sending(self) -> bool:
        return self._kiosk.state.draft.is_on_its_way

    @Property(str, notify=changed)
    def answer(self) -> str:
        return answer_of(self._kiosk.state.draft, self._words)

    @Property(str, notify=changed)
    def answer_about(self) -> str:
        return answer_about_of(self._kiosk.state.draft, self._words)

    @Slot(str)
    def enter(self, digit: str) -> None:
        self._tell(DigitTouched(digit=digit))

    @Slot()
    def erase(self) -> None:
        self._tell(EraseTouched())

    @Slot()
    def send(self) -> None:
        self._tell(SendTouched())
