"""What is around every screen: whose hall it is, the way home, the question "still there?"."""

from PySide6.QtCore import Property, QObject, Signal, Slot
from PySide6.QtQml import QmlElement

from kiosk.events import HomeTouched, StillHereTouched
from kiosk.flow import STILL_THERE_S
from kiosk.kiosk import Kiosk
from kiosk.visit import Screen
from ui.i18n import Words
from ui.viewmodels import Tell

QML_IMPORT_NAME = "MotCua"
QML_IMPORT_MAJOR_VERSION = 1

_WITHOUT_WAY_HOME = (Screen.ATTRACT, Screen.TAKE_TICKET, Screen.OUT_OF_SERVICE)


@QmlElement
class VisitModel(QObject):
    changed = Signal()
    moved = Signal()

    def __init__(self, kiosk: Kiosk, words: Words, tell: Tell) -> None:
        super().__init__()
        self._kiosk = kiosk
        self._words = words
        self._tell = tell
        self._place = self._whereabouts()

    def refresh(self) -> None:
        self.changed.emit()
        place = self._whereabouts()
        if place != self._place:
            self._place = place
            self.moved.emit()

    def _whereabouts(self) -> tuple[Screen, bool]:
        return self._kiosk.state.screen, self._kiosk.state.asks_still_there

    @Property(str, notify=moved)
    def screen(self) -> str:
        return self._kiosk.state.screen

    @Property(str, notify=changed)
    def authority(self) -> str:
        return self._kiosk.offer.hall.authority if self._kiosk.offer else ""

    @Property(str, notify=changed)
    def centre(self) -> str:
        return self._kiosk.offer.hall.centre if self._kiosk.offer else self._words.text("app.centre")

    @Property(bool, notify=changed)
    def has_way_home(self) -> bool:
        return self._kiosk.state.screen not in _WITHOUT_WAY_HOME

    @Property(bool, notify=changed)
    def is_cut_off(self) -> bool:
        """Whether the hall does not answer while numbers are still given."""
        return not self._kiosk.online and self._kiosk.state.screen is not Screen.OUT_OF_SERVICE

    @Property(bool, notify=moved)
    def asks_still_there(self) -> bool:
        return self._kiosk.state.asks_still_there

    @Property(int, notify=changed)
    def still_there_s(self) -> int:
        return int(STILL_THERE_S)

    @Property(str, notify=changed)
    def still_there_about(self) -> str:
        return self._words.text("still.about", n=int(STILL_THERE_S))

    @Slot()
    def go_home(self) -> None:
        self._tell(HomeTouched())

    @Slot()
    def stay(self) -> None:
        self._tell(StillHereTouched())
