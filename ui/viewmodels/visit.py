"""What is around every screen: whose hall it is, the ways home and back, the question "still there?"."""

from PySide6.QtCore import Property, QObject, Signal, Slot
from PySide6.QtQml import QmlElement

from kiosk.journey.events import BackTouched, HomeTouched, StillHereTouched
from kiosk.journey.patience import patience_s
from kiosk.journey.visit import Misread, Paper, Screen
from kiosk.kiosk import Kiosk
from ui.i18n import Words
from ui.viewmodels import Tell

QML_IMPORT_NAME = "MotCua"
QML_IMPORT_MAJOR_VERSION = 1

_WITHOUT_WAY_HOME = (Screen.ATTRACT, Screen.OUT_OF_SERVICE)
_LEFT_BY = {
    Screen.TAKE_TICKET: "nav.finish",
    Screen.PRINTER_OUT: "nav.finish",
    Screen.THANK_YOU: "nav.finish",
    Screen.FACE_DONE: "nav.finish",
    Screen.STAFF_PIN: "nav.close",
    Screen.STAFF_PANEL: "nav.close",
    Screen.STAFF_PAPERS: "nav.close",
}
_ORDER = tuple(Screen)


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
        self._direction = 1

    def refresh(self) -> None:
        place = self._whereabouts()
        if place != self._place:
            self._direction = 1 if _ORDER.index(place[0]) >= _ORDER.index(self._place[0]) else -1
        self.changed.emit()
        if place != self._place:
            self._place = place
            self.moved.emit()

    def _whereabouts(self) -> tuple[Screen, bool]:
        return self._kiosk.state.screen, self._kiosk.state.asks_still_there

    @Property(str, notify=moved)
    def screen(self) -> str:
        return self._kiosk.state.screen

    @Property(int, notify=moved)
    def direction(self) -> int:
        """1 when the screen is further on in the visit than the last one, -1 when it is nearer the start."""
        return self._direction

    @Property(str, notify=changed)
    def authority(self) -> str:
        return self._kiosk.offer.hall.authority if self._kiosk.offer else ""

    @Property(str, notify=changed)
    def centre(self) -> str:
        return self._kiosk.offer.hall.centre if self._kiosk.offer else self._words.text("app.centre")

    @Property(str, notify=changed)
    def way_home(self) -> str:
        """What the key to the first screen says; empty where there is none."""
        state = self._kiosk.state
        if state.screen in _WITHOUT_WAY_HOME or state.paper is Paper.PRINTING:
            return ""
        return self._words.text(_LEFT_BY.get(state.screen, "nav.home"))

    @Property(bool, notify=changed)
    def has_way_back(self) -> bool:
        return self._kiosk.state.way_back is not None

    @Property(bool, notify=changed)
    def is_cut_off(self) -> bool:
        """Whether the hall does not answer while numbers are still given."""
        return not self._kiosk.online and self._kiosk.state.screen is not Screen.OUT_OF_SERVICE

    @Property(bool, notify=changed)
    def warns_of_printer(self) -> bool:
        """Whether whoever comes now should know that numbers come without paper."""
        return self._kiosk.printer_trouble is not None and self._kiosk.state.screen is Screen.ATTRACT

    @Property(str, notify=changed)
    def misread(self) -> str:
        """What to do with the card that was just held up and not read; empty otherwise."""
        misread = self._kiosk.state.misread
        return "" if misread is Misread.NONE else self._words.text(f"card.{misread}")

    @Property(bool, notify=moved)
    def asks_still_there(self) -> bool:
        return self._kiosk.state.asks_still_there

    @Property(int, notify=moved)
    def still_there_s(self) -> int:
        """How long there is to answer."""
        return int(patience_s(self._kiosk.state) or 0)

    @Property(str, notify=changed)
    def still_there_about(self) -> str:
        return self._words.text("still.about", n=self.still_there_s)

    @Slot()
    def go_home(self) -> None:
        self._tell(HomeTouched())

    @Slot()
    def go_back(self) -> None:
        self._tell(BackTouched())

    @Slot()
    def stay(self) -> None:
        self._tell(StillHereTouched())
