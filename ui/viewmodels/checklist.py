"""The sheet of one procedure: what it is, who may apply, what to bring, what it costs, and who takes it."""

from PySide6.QtCore import Property, QObject, Signal, Slot
from PySide6.QtQml import QmlElement

from kiosk.checklist_paper import papers_for_relative
from kiosk.journey.events import PaperTouched, PrintTouched, ServiceTouched
from kiosk.journey.visit import Paper as Printed
from kiosk.journey.visit import Screen
from kiosk.kiosk import Kiosk
from models.hall import Service
from models.procedures.procedure import Paper, Procedure
from printers.qr import qr_picture
from ui.i18n import Words
from ui.viewmodels import Tell
from ui.viewmodels.procedure_facts import fee_of, for_phone, online_of, paper_about, source_of, time_of
from ui.viewmodels.procedure_tiles import found_in, name_of, plain_of

QML_IMPORT_NAME = "MotCua"
QML_IMPORT_MAJOR_VERSION = 1


@QmlElement
class ChecklistModel(QObject):
    changed = Signal()
    listed = Signal()

    def __init__(self, kiosk: Kiosk, words: Words, tell: Tell) -> None:
        super().__init__()
        self._kiosk = kiosk
        self._words = words
        self._tell = tell
        self._rows: list[dict[str, object]] = []

    def refresh(self) -> None:
        self.changed.emit()
        # Said only when they are others: a new list would make new tiles, on the first page.
        rows = self._list_rows()
        if rows != self._rows:
            self._rows = rows
            self.listed.emit()

    @Property(str, notify=changed)
    def title(self) -> str:
        return name_of(self._procedure, self._words) if self._procedure else ""

    @Property("QVariantList", notify=listed)  # type: ignore[arg-type]
    def rows(self) -> list[dict[str, object]]:
        """One map per row, from top to bottom: sign, heading, text, about, place, code.

        place: of a paper to be ticked, counted from 0; -1 for what is only read. code: a picture for a
        phone, on the last row alone.
        """
        return self._rows

    @Property("QVariantList", notify=changed)  # type: ignore[arg-type]
    def ticks(self) -> list[bool]:
        """Whether each paper is there; apart from the rows, which thus stay in place."""
        return [place in self._kiosk.state.question.ticked for place in range(len(self._papers))]

    @Property(str, notify=changed)
    def way_to_ticket(self) -> str:
        """What the key to a number says; empty where this hall gives none for it."""
        if self._service is None or self.closed:
            return ""
        name = self._words.choose({"vi": self._service.name_vi, "en": self._service.name_en})
        return self._words.text("sheet.ticket", service=name)

    @Property(str, notify=changed)
    def closed(self) -> str:
        """Why no number is given for it now."""
        why = self._kiosk.no_numbers.get(self._service.id) if self._service else None
        return "" if why is None else self._words.text(f"choose.{why}")

    @Slot(int, int, result=str)
    def page(self, number: int, of: int) -> str:
        return self._words.text("choose.page", n=number, of=of)

    @Property(str, notify=changed)
    def paper(self) -> str:
        """What became of the checklist on paper; empty before anybody asked for it."""
        paper = self._kiosk.state.question.paper
        return "" if paper is Printed.NONE else self._words.text(f"sheet.{paper}")

    @Property(bool, notify=changed)
    def can_print(self) -> bool:
        """Whether it can be asked for, or asked for again."""
        return self._kiosk.state.question.paper in (Printed.NONE, Printed.NOT_PRINTED)

    @Slot()
    def print_list(self) -> None:
        self._tell(PrintTouched())

    @Slot(int)
    def tick(self, place: int) -> None:
        self._tell(PaperTouched(place=place))

    @Slot()
    def take_ticket(self) -> None:
        if self._service is not None:
            self._tell(ServiceTouched(service_id=self._service.id))

    @property
    def _procedure(self) -> Procedure | None:
        return found_in(self._kiosk.offer, self._kiosk.state.question.procedure_id)

    @property
    def _service(self) -> Service | None:
        offer, procedure = self._kiosk.offer, self._procedure
        return offer.service_of(procedure) if offer and procedure else None

    @property
    def _papers(self) -> tuple[Paper, ...]:
        """What is to be brought: for the procedure, then by whoever acts for somebody else."""
        procedure = self._procedure
        if procedure is None:
            return ()
        more = papers_for_relative(procedure) if self._kiosk.state.is_for_relative else ()
        return procedure.papers + more

    def _list_rows(self) -> list[dict[str, object]]:
        if self._kiosk.state.screen is not Screen.CHECKLIST:
            return []
        procedure = self._procedure
        if procedure is None:
            return []
        words = self._words
        headings = {0: words.text("sheet.papers"), len(procedure.papers): words.text("sheet.relative")}
        papers = [
            _row("", headings.get(place, ""), paper.name, paper_about(paper, words), place)
            for place, paper in enumerate(self._papers)
        ]
        first_of_relative = len(procedure.papers)
        rows = [
            _row("info", words.text("sheet.what"), plain_of(procedure, words)),
            # What was just asked for stands where it is seen.
            *papers[first_of_relative:],
            *papers[:first_of_relative],
            _row("person", words.text("sheet.who"), ", ".join(procedure.who_may_apply)),
            _row("ticket", words.text("sheet.fee"), *fee_of(procedure.fee, words)),
            _row("clock", words.text("sheet.time"), *time_of(procedure.time, words)),
            _row("globe", words.text("sheet.online"), online_of(procedure.online, words)),
            _row("check", words.text("sheet.source"), *source_of(procedure, self._kiosk.offer, words)),
        ]
        code = qr_picture(for_phone(procedure, self._papers, words)) or ""
        phone = _row("qr", words.text("sheet.phone"), words.text("sheet.phone_about")) | {"code": code}
        return [row for row in (*rows, phone) if row["text"]]


def _row(sign: str, heading: str, text: str, about: str = "", place: int = -1) -> dict[str, object]:
    return {"sign": sign, "heading": heading, "text": text, "about": about, "place": place, "code": ""}
