"""The way to the staff panel: a corner that nobody sees, and the PIN."""

import time
from math import ceil

from PySide6.QtCore import Property, QObject, Signal, Slot
from PySide6.QtQml import QmlElement

from kiosk.journey.events import DigitTouched, EraseTouched
from kiosk.journey.staff_events import CornerTapped, PinEntered
from kiosk.journey.visit import PinAnswer
from kiosk.kiosk import Kiosk
from ui.i18n import Words
from ui.viewmodels import Tell

QML_IMPORT_NAME = "MotCua"
QML_IMPORT_MAJOR_VERSION = 1


@QmlElement
class StaffPinModel(QObject):
    changed = Signal()

    def __init__(self, kiosk: Kiosk, words: Words, tell: Tell) -> None:
        super().__init__()
        self._kiosk = kiosk
        self._words = words
        self._tell = tell

    def refresh(self) -> None:
        self.changed.emit()

    @Property(bool, notify=changed)
    def has_corner(self) -> bool:
        """Whether there is a panel to come to."""
        return self._kiosk.has_staff_panel

    @Property(int, notify=changed)
    def entered(self) -> int:
        """How many digits stand there; which ones they are never reaches the screen."""
        return len(self._kiosk.state.staff.pin)

    @Property(str, notify=changed)
    def said(self) -> str:
        return self._words.text("pin.entered", n=self.entered)

    @Property(bool, notify=changed)
    def is_checking(self) -> bool:
        return self._kiosk.state.staff.answer is PinAnswer.CHECKING

    @Property(str, notify=changed)
    def answer(self) -> str:
        """What became of the PIN; empty before there was one."""
        staff = self._kiosk.state.staff
        if staff.answer is PinAnswer.NONE:
            return ""
        return self._words.text(f"pin.{staff.answer}", n=ceil(staff.locked_s / 60))

    @Slot()
    def tap_corner(self) -> None:
        self._tell(CornerTapped(at_s=time.monotonic()))

    @Slot(str)
    def enter(self, digit: str) -> None:
        self._tell(DigitTouched(digit=digit))

    @Slot()
    def erase(self) -> None:
        self._tell(EraseTouched())

    @Slot()
    def open(self) -> None:
        self._tell(PinEntered())
