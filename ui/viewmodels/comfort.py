"""The foot of every screen: how the visitor reads, hears and reaches it, and the call for staff."""

from PySide6.QtCore import Property, QObject, Signal, Slot
from PySide6.QtQml import QmlElement

from kiosk.journey.events import (
    ContrastTouched,
    HelpTouched,
    LanguageTouched,
    LowReachTouched,
    SoundTouched,
    TextSizeTouched,
)
from kiosk.journey.visit import Help
from kiosk.kiosk import Kiosk
from ui.i18n import Words
from ui.viewmodels import Tell

QML_IMPORT_NAME = "MotCua"
QML_IMPORT_MAJOR_VERSION = 1


@QmlElement
class ComfortModel(QObject):
    changed = Signal()

    def __init__(self, kiosk: Kiosk, words: Words, tell: Tell) -> None:
        super().__init__()
        self._kiosk = kiosk
        self._words = words
        self._tell = tell

    def refresh(self) -> None:
        self.changed.emit()

    @Property(bool, notify=changed)
    def is_large(self) -> bool:
        return self._kiosk.state.preferences.is_large

    @Property(bool, notify=changed)
    def is_contrast(self) -> bool:
        return self._kiosk.state.preferences.is_contrast

    @Property(bool, notify=changed)
    def is_spoken(self) -> bool:
        return self._kiosk.state.preferences.is_spoken

    @Property(bool, notify=changed)
    def is_low(self) -> bool:
        return self._kiosk.state.preferences.is_low

    @Property(bool, notify=changed)
    def has_sound(self) -> bool:
        """Whether this kiosk can speak at all."""
        return self._kiosk.speaker.can_speak

    @Property(str, notify=changed)
    def help(self) -> str:
        """What became of the call for staff; empty when there was none."""
        called = self._kiosk.state.help
        return "" if called is Help.NONE else self._words.text(f"help.{called}")

    @Slot()
    def change_language(self) -> None:
        self._tell(LanguageTouched(language=self._words.next_language))

    @Slot()
    def change_text_size(self) -> None:
        self._tell(TextSizeTouched())

    @Slot()
    def change_contrast(self) -> None:
        self._tell(ContrastTouched())

    @Slot()
    def change_sound(self) -> None:
        self._tell(SoundTouched())

    @Slot()
    def change_reach(self) -> None:
        self._tell(LowReachTouched())

    @Slot()
    def call_staff(self) -> None:
        self._tell(HelpTouched())

    @Slot()
    def hush(self) -> None:
        self._kiosk.speaker.hush()
