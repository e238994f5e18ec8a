"""The number that was given, where to wait, and what became of the paper."""

from PySide6.QtCore import Property, QObject, Signal
from PySide6.QtQml import QmlElement

from kiosk.kiosk import Kiosk
from kiosk.visit import IssuedTicket, Paper
from models.service_day import local_time
from models.waiting.promises import is_at_once
from ui.i18n import Words

QML_IMPORT_NAME = "MotCua"
QML_IMPORT_MAJOR_VERSION = 1


@QmlElement
class TakeTicketModel(QObject):
    changed = Signal()

    def __init__(self, kiosk: Kiosk, words: Words) -> None:
        super().__init__()
        self._kiosk = kiosk
        self._words = words

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
        names = {
            service.id: self._words.choose({"vi": service.name_vi, "en": service.name_en})
            for service in offer.services
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
    def appointment(self) -> str:
        """When it was booked for; empty for a number without an appointment."""
        offer = self._kiosk.offer
        if self._ticket is None or self._ticket.slot_ms is None or offer is None:
            return ""
        at = local_time(self._ticket.slot_ms, offer.hall.timezone)
        return self._words.text("ticket.appointment", time=f"{at:%H:%M}")

    @Property(str, notify=changed)
    def ahead(self) -> str:
        """How many wait before, or that the appointment has lost its place; empty where nobody can say."""
        if self._ticket is None:
            return ""
        if self._ticket.is_late:
            return self._words.text("ticket.late")
        if self._ticket.ahead is None:
            return ""
        key = {0: "ticket.ahead_none", 1: "ticket.ahead_one"}.get(self._ticket.ahead, "ticket.ahead")
        return self._words.text(key, n=self._ticket.ahead)

    @Property(str, notify=changed)
    def wait(self) -> str:
        """How long that may take, a range as a range; empty where nobody can say, or when called at once."""
        wait = self._ticket.wait if self._ticket else None
        if wait is None or is_at_once(wait):
            return ""
        key = "ticket.wait" if wait.p50_min < wait.p80_min else "ticket.wait_about"
        return self._words.text(key, low=f"{wait.p50_min:g}", high=f"{wait.p80_min:g}")

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

    @property
    def _ticket(self) -> IssuedTicket | None:
        return self._kiosk.state.ticket
