"""What happened in a life, and the fields of administration: where to look for a procedure."""

from PySide6.QtCore import Property, QObject, Signal, Slot
from PySide6.QtQml import QmlElement

from kiosk.journey.events import FieldTouched, LifeEventTouched, SearchTouched
from kiosk.journey.visit import Screen
from kiosk.kiosk import Kiosk
from models.procedures.catalogue import Field, LifeEvent
from ui.i18n import Words
from ui.viewmodels import Tell

QML_IMPORT_NAME = "MotCua"
QML_IMPORT_MAJOR_VERSION = 1


@QmlElement
class ChooseFieldModel(QObject):
    changed = Signal()
    listed = Signal()

    def __init__(self, kiosk: Kiosk, words: Words, tell: Tell) -> None:
        super().__init__()
        self._kiosk = kiosk
        self._words = words
        self._tell = tell
        self._topics: list[dict[str, object]] = []

    def refresh(self) -> None:
        self.changed.emit()
        # Said only when they are others: a new list would make new tiles, on the first page.
        topics = self._list_topics()
        if topics != self._topics:
            self._topics = topics
            self.listed.emit()

    @Property("QVariantList", notify=listed)  # type: ignore[arg-type]
    def topics(self) -> list[dict[str, object]]:
        """One map per tile: id, name, is_field. Life events first; only where there is something to find."""
        return self._topics

    @Slot(int, int, result=str)
    def page(self, number: int, of: int) -> str:
        return self._words.text("choose.page", n=number, of=of)

    @Slot(str, bool)
    def choose(self, topic_id: str, is_field: bool) -> None:
        self._tell(FieldTouched(field_id=topic_id) if is_field else LifeEventTouched(life_event_id=topic_id))

    @Slot()
    def search(self) -> None:
        self._tell(SearchTouched())

    def _list_topics(self) -> list[dict[str, object]]:
        if self._kiosk.state.screen is not Screen.CHOOSE_FIELD:
            return []
        offer = self._kiosk.offer
        if offer is None or offer.procedures is None:
            return []
        catalogue = offer.procedures
        lived = {id_ for one in catalogue.procedures for id_ in one.life_event_ids}
        administered = {one.field_id for one in catalogue.procedures}
        events = [one for one in catalogue.life_events if one.id in lived]
        fields = [one for one in catalogue.fields if one.id in administered]
        return [
            *(self._topic(one, is_field=False) for one in events),
            *(self._topic(one, is_field=True) for one in fields),
        ]

    def _topic(self, topic: Field | LifeEvent, *, is_field: bool) -> dict[str, object]:
        name = self._words.choose({"vi": topic.name_vi, "en": topic.name_en})
        return {"id": topic.id, "name": name, "is_field": is_field}
