"""The question whether the kiosk recognised the right person."""

from PySide6.QtCore import Property, QObject, Signal, Slot
from PySide6.QtQml import QmlElement

from kiosk.events import NotMeTouched, YesTouched
from kiosk.kiosk import Kiosk
from ui.i18n import Words
from ui.viewmodels import Tell

QML_IMPORT_NAME = "MotCua"
QML_IMPORT_MAJOR_VERSION = 1


@QmlElement
class IsThisYouModel(QObject):
    changed = Signal()

    def __init__(self, kiosk: Kiosk, words: Words, tell: Tell) -> None:
        super().__init__()
        self._kiosk = kiosk
        self._words = words
        self._tell = tell

    def refresh(self) -> None:
        self.changed.emit()

    @Property(str, notify=changed)
    def name(self) -> str:
        visitor = self._kiosk.state.visitor
        return self._words.text("you.name", name=visitor.shown_name) if visitor else ""

    @Slot()
    def say_yes(self) -> None:
        self._tell(YesTouched())

    @Slot()
    def say_not_me(self) -> None:
        self._tell(NotMeTouched())
