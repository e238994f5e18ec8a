"""The code of an appointment, digit by digit, and what came of it."""

from PySide6.QtCore import Property, QObject, Signal, Slot
from PySide6.QtQml import QmlElement

from kiosk.journey.events import AnonymousWayTouched, DigitTouched, EraseTouched
from kiosk.kiosk import Kiosk
from models.appointment import CODE_DIGITS
from models.service_day import local_time
from ui.i18n import Words
from ui.viewmodels import Tell

QML_IMPORT_NAME = "MotCua"
QML_IMPORT_MAJOR_VERSION = 1


@QmlElement
class EnterCodeModel(QObject):
    changed = Signal()

    def __init__(self, kiosk: Kiosk, words: Words, tell: Tell) -> None:
        super().__init__()
        self._kiosk = kiosk
        self._words = words
        self._tell = tell

    def refresh(self) -> None:
        self.changed.emit()

    @Property("QVariantList", notify=changed)  # type: ignore[arg-type]
    def places(self) -> list[str]:
        """One text a digit, empty where it is still to come."""
        return [*self._kiosk.state.code.ljust(CODE_DIGITS)]

    @Property(str, notify=changed)
    def said(self) -> str:
        """The digits so far, for whoever listens to the screen."""
        code = " ".join(self._kiosk.state.code)
        return self._words.text("code.digits", code=code) if code else self._words.text("code.no_digits")

    @Property(bool, notify=changed)
    def is_checking(self) -> bool:
        return self._kiosk.state.is_checking

    @Property(bool, notify=changed)
    def scans(self) -> bool:
        """Whether a scanner reads its QR code."""
        return self._kiosk.scans

    @Property(bool, notify=changed)
    def sees(self) -> bool:
        """Whether the camera does instead."""
        return self._kiosk.camera is not None and not self._kiosk.scans

    @Property(str, notify=changed)
    def answer(self) -> str:
        """Why there is no number, in one line; that it is being looked up; else nothing."""
        state, offer = self._kiosk.state, self._kiosk.offer
        if state.is_checking:
            return self._words.text("code.checking")
        if state.no_check_in is None:
            return ""
        known: dict[str, str] = {}
        if state.appointment is not None and offer is not None:
            at = local_time(state.appointment.slot_ms, offer.hall.timezone)
            known = {"no": state.appointment.number, "time": f"{at:%H:%M}", "day": f"{at:%d/%m/%Y}"}
        return self._words.text(f"code.{state.no_check_in}", **known)

    @Property(str, notify=changed)
    def answer_about(self) -> str:
        """What to do then."""
        why = self._kiosk.state.no_check_in
        return "" if why is None else self._words.text(f"code.{why}_about")

    @Slot(str)
    def enter(self, digit: str) -> None:
        self._tell(DigitTouched(digit=digit))

    @Slot()
    def erase(self) -> None:
        self._tell(EraseTouched())

    @Slot()
    def take_anonymous_way(self) -> None:
        self._tell(AnonymousWayTouched())
