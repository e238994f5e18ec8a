"""What the hall offers, in the citizen's language, and why the visit came here another way."""

from PySide6.QtCore import Property, QObject, Signal, Slot
from PySide6.QtQml import QmlElement

from kiosk.journey.events import LookUpTouched, NotMeTouched, ServiceTouched
from kiosk.journey.visit import Notice
from kiosk.kiosk import Kiosk
from models.hall import Service
from ui.i18n import Words
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
    def visitor(self) -> str:
        """The masked name of who is known to stand here."""
        visitor = self._kiosk.state.visitor
        return visitor.shown_name if visitor else ""

    @Property(bool, notify=changed)
    def is_seen(self) -> bool:
        """Whether the camera has seen that it is they."""
        visitor = self._kiosk.state.visitor
        return visitor is not None and visitor.is_seen

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
        return [self._tile(service) for service in offer.services] if offer else []

    @Property("QVariantMap", notify=changed)  # type: ignore[arg-type]
    def reasons(self) -> dict[str, str]:
        """Why a service cannot be chosen now, by its id; apart from the tiles, which thus stay in place."""
        return {id_: self._words.text(f"choose.{why}") for id_, why in self._kiosk.no_numbers.items()}

    @Property(bool, notify=changed)
    def has_procedures(self) -> bool:
        """Whether one can be looked up."""
        offer = self._kiosk.offer
        return offer is not None and offer.procedures is not None

    @Slot()
    def say_not_me(self) -> None:
        self._tell(NotMeTouched())

    @Slot()
    def look_up(self) -> None:
        self._tell(LookUpTouched())

    @Slot(str)
    def choose(self, service_id: str) -> None:
        self._tell(ServiceTouched(service_id=service_id))

    @Slot(int, int, result=str)
    def page(self, number: int, of: int) -> str:
        return self._words.text("choose.page", n=number, of=of)

    def _tile(self, service: Service) -> dict[str, str]:
        names = {"vi": service.name_vi, "en": service.name_en}
        name = self._words.choose(names)
        return {
            "id": service.id,
            "letter": service.letter,
            "name": name,
            "examples": self._words.choose({"vi": service.examples_vi, "en": service.examples_en}),
            "other_name": next((other for other in names.values() if other != name), ""),
        }
