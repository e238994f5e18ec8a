"""The papers of which nobody knows whether they came out, for staff to look and to decide."""

from PySide6.QtCore import Property, QObject, Signal, Slot
from PySide6.QtQml import QmlElement

from kiosk.journey.health import PaperInDoubt
from kiosk.journey.staff_events import ReprintTouched, SettleTouched
from kiosk.journey.visit import Paper, Screen
from kiosk.kiosk import Kiosk
from models.service_day import local_time
from ui.i18n import Words
from ui.viewmodels import Tell

QML_IMPORT_NAME = "MotCua"
QML_IMPORT_MAJOR_VERSION = 1


@QmlElement
class StaffPapersModel(QObject):
    changed = Signal()
    listed = Signal()

    def __init__(self, kiosk: Kiosk, words: Words, tell: Tell) -> None:
        super().__init__()
        self._kiosk = kiosk
        self._words = words
        self._tell = tell
        self._papers: list[dict[str, str]] = []

    def refresh(self) -> None:
        self.changed.emit()
        papers = self._list_papers()
        if papers != self._papers:
            self._papers = papers
            self.listed.emit()

    @Property("QVariantList", notify=listed)  # type: ignore[arg-type]
    def papers(self) -> list[dict[str, str]]:
        """One map a paper: id, number, about (when, what became of it and why)."""
        return self._papers

    @Property(bool, notify=changed)
    def can_print(self) -> bool:
        return self._kiosk.state.staff.paper is not Paper.PRINTING

    @Slot(int, int, result=str)
    def page(self, number: int, of: int) -> str:
        return self._words.text("choose.page", n=number, of=of)

    @Slot(str)
    def reprint(self, ticket_id: str) -> None:
        self._tell(ReprintTouched(ticket_id=ticket_id))

    @Slot(str)
    def settle(self, ticket_id: str) -> None:
        self._tell(SettleTouched(ticket_id=ticket_id))

    def _list_papers(self) -> list[dict[str, str]]:
        state, offer = self._kiosk.state, self._kiosk.offer
        if state.screen is not Screen.STAFF_PAPERS or state.staff.health is None or offer is None:
            return []
        zone = offer.hall.timezone
        return [
            {"id": one.ticket_id, "number": one.number, "about": self._about(one, zone)}
            for one in state.staff.health.papers or ()
        ]

    def _about(self, paper: PaperInDoubt, zone: str) -> str:
        say = self._words.text
        when = say("papers.at", time=f"{local_time(paper.at_ms, zone):%H:%M}")
        why = [] if paper.trouble is None else [say(f"health.printer_{paper.trouble}").lower()]
        return ", ".join((say(f"papers.{paper.state}"), *why, when))
