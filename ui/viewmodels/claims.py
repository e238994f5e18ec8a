"""What visitors say of themselves: a class of priority, and that they act for a relative."""

from PySide6.QtCore import Property, QObject, Signal, Slot
from PySide6.QtQml import QmlElement

from kiosk.journey.events import PriorityTouched, PriorityWayTouched, RelativeTouched
from kiosk.kiosk import Kiosk
from models.calling.policy import REGULAR
from models.wire import Priority
from ui.i18n import Words
from ui.viewmodels import Tell

QML_IMPORT_NAME = "MotCua"
QML_IMPORT_MAJOR_VERSION = 1


@QmlElement
class ClaimsModel(QObject):
    changed = Signal()

    def __init__(self, kiosk: Kiosk, words: Words, tell: Tell) -> None:
        super().__init__()
        self._kiosk = kiosk
        self._words = words
        self._tell = tell

    def refresh(self) -> None:
        self.changed.emit()

    @Property(bool, notify=changed)
    def has_priorities(self) -> bool:
        """Whether this hall lets anybody go first."""
        return bool(self._priorities)

    @Property("QVariantList", notify=changed)  # type: ignore[arg-type]
    def priorities(self) -> list[dict[str, str]]:
        """One map per class: id, name, about (what staff look at)."""
        say = self._words.choose
        return [
            {
                "id": one.id,
                "name": say({"vi": one.name_vi, "en": one.name_en}),
                "about": say({"vi": one.proof_vi, "en": one.proof_en}),
            }
            for one in self._priorities
        ]

    @Property(str, notify=changed)
    def priority_id(self) -> str:
        """The class that is claimed; empty for none."""
        return self._claimed.id if self._claimed else ""

    @Property(str, notify=changed)
    def priority(self) -> str:
        """Its name, and who checks it."""
        if self._claimed is None:
            return ""
        name = self._words.choose({"vi": self._claimed.name_vi, "en": self._claimed.name_en})
        return self._words.text("priority.claimed", name=name)

    @Property(bool, notify=changed)
    def is_for_relative(self) -> bool:
        return self._kiosk.state.is_for_relative

    @Slot()
    def ask_priority(self) -> None:
        self._tell(PriorityWayTouched())

    @Slot(str)
    def claim(self, priority_id: str) -> None:
        self._tell(PriorityTouched(priority=priority_id))

    @Slot()
    def claim_none(self) -> None:
        self._tell(PriorityTouched(priority=REGULAR))

    @Slot()
    def turn_relative(self) -> None:
        self._tell(RelativeTouched())

    @Slot(int, int, result=str)
    def page(self, number: int, of: int) -> str:
        return self._words.text("choose.page", n=number, of=of)

    @property
    def _priorities(self) -> tuple[Priority, ...]:
        offer = self._kiosk.offer
        return offer.priorities if offer is not None else ()

    @property
    def _claimed(self) -> Priority | None:
        offer = self._kiosk.offer
        return offer.priority(self._kiosk.state.priority) if offer is not None else None
