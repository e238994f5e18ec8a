"""What is typed, and the procedures it may mean."""

from PySide6.QtCore import Property, QObject, Signal, Slot
from PySide6.QtQml import QmlElement

from kiosk.journey.events import ProcedureTouched
from kiosk.journey.visit import Screen
from kiosk.kiosk import Kiosk
from ui.i18n import Words
from ui.viewmodels import Tell
from ui.viewmodels.procedure_tiles import found_in, tile_of

QML_IMPORT_NAME = "MotCua"
QML_IMPORT_MAJOR_VERSION = 1


@QmlElement
class SearchModel(QObject):
    changed = Signal()
    listed = Signal()

    def __init__(self, kiosk: Kiosk, words: Words, tell: Tell) -> None:
        super().__init__()
        self._kiosk = kiosk
        self._words = words
        self._tell = tell
        self._found: list[dict[str, str]] = []

    def refresh(self) -> None:
        self.changed.emit()
        # Said only when they are others: a new list would make new tiles, on the first page.
        found = self._list_found()
        if found != self._found:
            self._found = found
            self.listed.emit()

    @Property(str, notify=changed)
    def typed(self) -> str:
        return self._kiosk.state.question.typed.text

    @Property("QVariantList", notify=listed)  # type: ignore[arg-type]
    def found(self) -> list[dict[str, str]]:
        """One map per tile: id, name, about (in plain words)."""
        return self._found

    @Property(bool, notify=changed)
    def is_not_found(self) -> bool:
        return self._kiosk.state.question.is_not_found

    @Slot(int, int, result=str)
    def page(self, number: int, of: int) -> str:
        return self._words.text("choose.page", n=number, of=of)

    @Slot(str)
    def choose(self, procedure_id: str) -> None:
        self._tell(ProcedureTouched(procedure_id=procedure_id))

    def _list_found(self) -> list[dict[str, str]]:
        if self._kiosk.state.screen is not Screen.SEARCH:
            return []
        offer = self._kiosk.offer
        procedures = [found_in(offer, one) for one in self._kiosk.state.question.found]
        return [tile_of(one, self._words) for one in procedures if one is not None]
