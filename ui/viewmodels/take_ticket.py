"""The number that was given, where to wait, and what became of the paper."""

from PySide6.QtCore import Property, QObject, Signal, Slot
from PySide6.QtQml import QmlElement

from kiosk.journey.face_events import EnrolTouched, ForgetFaceTouched
from kiosk.journey.face_wish import may_forget
from kiosk.journey.visit import IssuedTicket, Paper
from kiosk.kiosk import Kiosk
from models.print_job import Reason
from models.service_day import local_time
from models.waiting.promises import is_at_once
from printers.qr import qr_picture
from ui.i18n import Words
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
    def priority(self) -> str:
        """The class that was claimed; empty for none."""
        offer = self._kiosk.offer
        claimed = offer.priority(self._ticket.priority) if self._ticket and offer else None
        if claimed is None:
            return ""
        name = self._words.choose({"vi": claimed.name_vi, "en": claimed.name_en})
        return self._words.text("ticket.priority", name=name)

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
        return self._as_told(self._words.text(key, n=self._ticket.ahead))

    @Property(str, notify=changed)
    def wait(self) -> str:
        """How long that may take, a range as a range; empty where nobody can say, or when called at once."""
        wait = self._ticket.wait if self._ticket else None
        if wait is None or is_at_once(wait):
            return ""
        key = "ticket.wait" if wait.p50_min < wait.p80_min else "ticket.wait_about"
        return self._as_told(self._words.text(key, low=f"{wait.p50_min:g}", high=f"{wait.p80_min:g}"))

    @Property(str, notify=changed)
    def paper(self) -> str:
        return self._kiosk.state.paper

    @Property(str, notify=changed)
    def paper_title(self) -> str:
        return "" if self._kiosk.state.paper is Paper.NONE else what_of_paper(self._kiosk, self._words)

    @Property(str, notify=changed)
    def paper_about(self) -> str:
        match self._kiosk.state.paper:
            case Paper.PRINTED:
                return self._words.text("ticket.printed_about")
            case Paper.NOT_PRINTED:
                return self._words.text("ticket.not_printed_about")
        return ""

    @Property(str, notify=changed)
    def code(self) -> str:
        """The ticket's own page as a code for a phone, as on the paper that did not come; else empty."""
        if self._ticket is None or self._kiosk.state.paper is not Paper.NOT_PRINTED:
            return ""
        return qr_picture(self._ticket.follow_url) or ""

    @Property(bool, notify=changed)
    def offers_enrolment(self) -> bool:
        return self._kiosk.state.face.is_offered and not self.offers_erasure

    @Property(bool, notify=changed)
    def offers_erasure(self) -> bool:
        return may_forget(self._kiosk.state)

    @Property(str, notify=changed)
    def remembered(self) -> str:
        """That the visitor's face is kept, and whether that soon ends."""
        return self._words.text("erase.soon" if self._kiosk.state.face.is_offered else "erase.offer")

    @Slot()
    def enrol(self) -> None:
        self._tell(EnrolTouched())

    @Slot()
    def forget_face(self) -> None:
        self._tell(ForgetFaceTouched())

    def _as_told(self, said: str) -> str:
        """Marked where the hall could not be asked."""
        is_estimate = self._ticket is not None and self._ticket.is_estimate
        return self._words.text("ticket.estimate", said=said) if is_estimate else said

    @property
    def _ticket(self) -> IssuedTicket | None:
        return self._kiosk.state.ticket


def what_of_paper(kiosk: Kiosk, words: Words) -> str:
    """What became of the ticket on paper, and why it did not come where that is known."""
    paper = kiosk.state.paper
    is_empty = paper is Paper.NOT_PRINTED and kiosk.printer_trouble is Reason.NO_PAPER
    return words.text("ticket.no_paper" if is_empty else f"ticket.{paper}")
