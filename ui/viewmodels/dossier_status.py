"""How far a dossier has come, and what to do about it."""

from PySide6.QtCore import Property, QObject, Signal, Slot
from PySide6.QtQml import QmlElement

from kiosk.journey.events import AnonymousWayTouched
from kiosk.kiosk import Kiosk
from models.dossier import TAKES_A_NUMBER, DossierStatus, NextStep, Stage, stages_passed
from ui.i18n import Words
from ui.viewmodels import Tell

QML_IMPORT_NAME = "MotCua"
QML_IMPORT_MAJOR_VERSION = 1


@QmlElement
class DossierStatusModel(QObject):
    changed = Signal()

    def __init__(self, kiosk: Kiosk, words: Words, tell: Tell) -> None:
        super().__init__()
        self._kiosk = kiosk
        self._words = words
        self._tell = tell

    def refresh(self) -> None:
        self.changed.emit()

    @Property(str, notify=changed)
    def code(self) -> str:
        return self._words.text("dossier.code", code=self._status.code) if self._status else ""

    @Property(str, notify=changed)
    def state(self) -> str:
        return self._words.text(f"dossier.{self._status.state}") if self._status else ""

    @Property("QVariantList", notify=changed)  # type: ignore[arg-type]
    def stages(self) -> list[dict[str, str]]:
        """One map per stage: name, place (passed, now or coming), said; none for one that went no further."""
        passed = stages_passed(self._status.state) if self._status else None
        if passed is None:
            return []
        stages = list(Stage)
        places = (
            *(("passed", stage) for stage in stages[:passed]),
            *(("now", stage) for stage in stages[passed : passed + 1]),
            *(("coming", stage) for stage in stages[passed + 1 :]),
        )
        return [self._stage(place, stage) for place, stage in places]

    @Property(str, notify=changed)
    def due(self) -> str:
        due_on = self._status.due_on if self._status else None
        return "" if due_on is None else self._words.text("dossier.due", day=f"{due_on:%d/%m/%Y}")

    @Property(str, notify=changed)
    def counter(self) -> str:
        """Where the result waits; empty where there is none yet, or nobody knows."""
        if self._status is None or self._status.counter is None or self._next is not NextStep.COLLECT:
            return ""
        return self._words.text("dossier.counter", n=self._status.counter)

    @Property(str, notify=changed)
    def apology(self) -> str:
        return self._words.text("dossier.overdue") if self._next is NextStep.ASK_NEW_DAY else ""

    @Property(str, notify=changed)
    def advice(self) -> str:
        """What to do now."""
        return self._words.text(f"next.{self._next}") if self._next else ""

    @Property(bool, notify=changed)
    def takes_a_number(self) -> bool:
        return self._next in TAKES_A_NUMBER

    @Slot()
    def take_number(self) -> None:
        self._tell(AnonymousWayTouched())

    @property
    def _status(self) -> DossierStatus | None:
        return self._kiosk.state.dossier.status

    @property
    def _next(self) -> NextStep | None:
        return self._kiosk.state.dossier.next_step

    def _stage(self, place: str, stage: Stage) -> dict[str, str]:
        name = self._words.text(f"stage.{stage}")
        return {"name": name, "place": place, "said": self._words.text(f"stage.{place}", stage=name)}
