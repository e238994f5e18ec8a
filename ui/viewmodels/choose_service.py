"""What the hall offers, in the citizen's language, and why the visit came here another way."""

from PySide6.QtCore import Property, QObject, Signal, Slot
from PySide6.QtQml import QmlElement

from kiosk.events import ServiceTouched
from kiosk.kiosk import Kiosk
from kiosk.visit import Notice
from models.hall import Service
from ui.i18n import Language, Words
from ui.viewmodels import Tell

QML_IMPORT_NAME = "MotCua"
QML_IMPORT_MAJOR_VERSION = 1


@QmlElement
class ChooseServiceModel(QObject):
    changed = Signal()

    def __init__(self, kiosk: Kiosk, words: Words, tell: Tell) -> None:
        super().__init__()
        self._kiosk = kiosk
        self._words = words
        self._tell = tell

    def refresh(self) -> None:
        self.changed.emit()

    @Property(str, notify=changed)
    def greeting(self) -> str:
        visitor = self._kiosk.state.visitor
        return self._words.text("choose.greeting", name=visitor.shown_name) if visitor else ""

    @Property(str, notify=changed)
    def title(self) -> str:
        offer, no_numbers = self._kiosk.offer, self._kiosk.no_numbers
        is_none = offer is not None and all(service.id in no_numbers for service in offer.services)
        return self._words.text("choose.none" if is_none else "choose.title")

    @Property(str, notify=changed)
    def notice(self) -> str:
        notice = self._kiosk.state.notice
        return "" if notice is Notice.NONE else self._words.text(f"notice.{notice}")

    @Property("QVariantList", notify=changed)  # type: ignore[arg-type]
    def services(self) -> list[dict[str, str]]:
        """One map per tile: id, letter, name, examples, other_name (in the other language)."""
        offer = self._kiosk.offer
        return [_tile(service, self._words.spoken) for service in offer.services] if offer else []

    @Property("QVariantMap", notify=changed)  # type: ignore[arg-type]
    def reasons(self) -> dict[str, str]:
        """Why a service cannot be chosen now, by its id; apart from the tiles, which thus stay in place."""
        return {id_: self._words.text(f"choose.{why}") for id_, why in self._kiosk.no_numbers.items()}

    @Slot(str)
    def choose(self, service_id: str) -> None:
        self._tell(ServiceTouched(service_id=service_id))


def _tile(service: Service, language: Language) -> dict[str, str]:
    names = (service.name_vi, service.name_en)
    name, other_name = names if language is Language.VIETNAMESE else reversed(names)
    examples = service.examples_vi if language is Language.VIETNAMESE else service.examples_en
    return {
        "id": service.id,
        "letter": service.letter,
        "name": name,
        "examples": examples,
        "other_name": other_name,
    }
