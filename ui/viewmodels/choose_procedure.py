"""The procedures of a life event or a field, those asked for often first."""

from PySide6.QtCore import Property, QObject, Signal, Slot
from PySide6.QtQml import QmlElement

from kiosk.journey.events import ProcedureTouched
from kiosk.journey.visit import Screen
from kiosk.kiosk import Kiosk
from models.procedures.catalogue import Field, LifeEvent
from models.procedures.procedure import Procedure
from ui.i18n import Words
from ui.viewmodels import Tell
from ui.viewmodels.procedure_tiles import tile_of

QML_IMPORT_NAME = "MotCua"
QML_IMPORT_MAJOR_VERSION = 1


@QmlElement
class ChooseProcedureModel(QObject):
    changed = Signal()
    listed = Signal()

    def __init__(self, kiosk: Kiosk, words: Words, tell: Tell) -> None:
        super().__init__()
        self._kiosk = kiosk
        self._words = words
        self._tell = tell
        self._procedures: list[dict[str, str]] = []

    def refresh(self) -> None:
        self.changed.emit()
        # Said only when they are others: a new list would make new tiles, on the first page.
        procedures = self._list_procedures()
        if procedures != self._procedures:
            self._procedures = procedures
            self.listed.emit()

    @Property(str, notify=changed)
    def topic(self) -> str:
        """The name of the life event or the field."""
        topic = self._chosen[0]
        return self._words.choose({"vi": topic.name_vi, "en": topic.name_en}) if topic else ""

    @Property("QVariantList", notify=listed)  # type: ignore[arg-type]
    def procedures(self) -> list[dict[str, str]]:
        """One map per tile: id, name, about (in plain words)."""
        return self._procedures

    @Slot(int, int, result=str)
    def page(self, number: int, of: int) -> str:
        return self._words.text("choose.page", n=number, of=of)

    @Slot(str)
    def choose(self, procedure_id: str) -> None:
        self._tell(ProcedureTouched(procedure_id=procedure_id))

    @property
    def _chosen(self) -> tuple[Field | LifeEvent | None, tuple[Procedure, ...]]:
        offer, question = self._kiosk.offer, self._kiosk.state.question
        catalogue = offer.procedures if offer else None
        if catalogue is not None and question.life_event_id is not None:
            event = next((one for one in catalogue.life_events if one.id == question.life_event_id), None)
            return event, catalogue.of_life_event(question.life_event_id)
        if catalogue is not None and question.field_id is not None:
            field = next((one for one in catalogue.fields if one.id == question.field_id), None)
            return field, catalogue.of_field(question.field_id)
        return None, ()

    def _list_procedures(self) -> list[dict[str, str]]:
        if self._kiosk.state.screen is not Screen.CHOOSE_PROCEDURE:
            return []
        return [tile_of(procedure, self._words) for procedure in self._chosen[1]]
