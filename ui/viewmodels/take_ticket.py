"""The number that was given, where to wait, and what became of the paper."""

from PySide6.QtCore import Property, QObject, Signal, Slot
from PySide6.QtQml import QmlElement

from kiosk.flow import HomeTouched, IssuedTicket, Paper
from kiosk.kiosk import Kiosk
from ui.i18n import Language, Words
from ui.viewmodels import Tell

QML_IMPORT_NAME = "MotCua"
QML_IMPORT_MAJOR_VERSION = 1


@QmlElement
class TakeTicketModel(QObject):
    changed = Signal()

    def __init__(self, kiosk: Kiosk, words: Words, tell: Tell) -> None:
        super().__init__()
        self._kiosk = kiosk
        self._words = words
        self._tell = tell

    def refresh(self) -> None:
        self.changed.emit()

    @Property(str, notify=changed)
    def number(self) -> str:
        """Empty until the ticket is safely stored."""
        return self._ticket.number if self._ticket else ""

    @Property(str, notify=changed)
    def service(self) -> str:
        offer = self._kiosk.offer
        if self._ticket is None or offer is None:
            return ""
        is_vietnamese = self._words.spoken is Language.VIETNAMESE
        names = {
            service.id: service.name_vi if is_vietnamese else service.name_en for service in offer.services
        }
        return names.get(self._ticket.service_id, "")

    @Property(str, notify=changed)
    def counters(self) -> str:
        if self._ticket is None or not self._ticket.counters:
            return ""
        return self._words.text(
            "ticket.counter", n=", ".join(str(number) for number in self._ticket.counters)
        )

    @Property(str, notify=changed)
    def ahead(self) -> str:
        """How many wait before; empty when the hall could not be asked."""
        if self._ticket is None or self._ticket.ahead is None:
            return ""
        key = {0: "ticket.ahead_none", 1: "ticket.ahead_one"}.get(self._ticket.ahead, "ticket.ahead")
        return self._words.text(key, n=self._ticket.ahead)

    @Property(str, notify=changed)
    def paper(self) -> str:
        return self._kiosk.state.paper

    @Property(str, notify=changed)
    def paper_title(self) -> str:
        return (
            ""
            if self._kiosk.state.paper is Paper.NONE
            else self._words.text(f"ticket.{self._kiosk.state.paper}")
        )

    @Property(str, notify=changed)
    def paper_about(self) -> str:
        match self._kiosk.state.paper:
            case Paper.PRINTED:
                return self._words.text("ticket.printed_about")
            case Paper.NOT_PRINTED:
                return self._words.text("ticket.not_printed_about", no=self.number)
        return ""

    @Property(bool, notify=changed)
    def is_done(self) -> bool:
        return self._kiosk.state.paper is not Paper.PRINTING

    @Slot()
    def finish(self) -> None:
        self._tell(HomeTouched())

    @property
    def _ticket(self) -> IssuedTicket | None:
        return self._kiosk.state.ticket
