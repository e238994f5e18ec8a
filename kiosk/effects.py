"""Does what the flow asks for, off the screen's thread, and posts back what came of it."""

import logging
import threading
from collections.abc import Callable

from kiosk import clock
from kiosk.appointments import Sorry, check_in
from kiosk.card_scanner import CardReader
from kiosk.code_reader import CodeReader, Shown
from kiosk.desks import Desks
from kiosk.face_keeper import FaceKeeper
from kiosk.hall_line import SyncError
from kiosk.journey.claims import priority_by_age
from kiosk.journey.deeds import (
    AskHealth,
    CallStaff,
    CheckIn,
    CheckPin,
    Effect,
    EraseFace,
    FindDossier,
    Forget,
    GiveOpinion,
    IssueTicket,
    LearnFace,
    LoadRoll,
    NoteAnswer,
    OfferEnrolment,
    PrintChecklist,
    PrintDayReport,
    PrintSlip,
    PrintSlipAgain,
    PrintTrial,
    ReadCode,
    Restart,
    Search,
    SettleSlip,
    StartTimer,
    StopWatching,
    TellHeldFace,
    VerifyFace,
    WatchFace,
)
from kiosk.journey.events import (
    CameraFailed,
    CardNotRead,
    CardRead,
    CodeRead,
    NotCheckedIn,
    ProceduresFound,
    StaffCalled,
    StaffNotCalled,
    TicketIssued,
    TicketNotIssued,
    TimedOut,
)
from kiosk.journey.visit import Misread, NoCheckIn
from kiosk.kiosk import Message, NoNumbersChanged, ScannerChanged
from kiosk.offering import Offering
from kiosk.paper_desk import PaperDesk
from kiosk.staff_desk import StaffDesk
from kiosk.sync import HallLink
from kiosk.watcher import FaceWatcher
from kiosk.worker import Worker
from models.calling.policy import REGULAR
from models.citizen_card import NotACard, UnsignedCard
from models.service_day import service_day

log = logging.getLogger(__name__)

MOST_FOUND = 5  # as many as one looks through


class EffectRunner:
    """Performs effects: storing and printing each have a thread of their own, so neither waits for the other.

    post: says to the screen's thread what happened; may be called from any thread.
    offering: what numbers are given for and what can be looked up.
    watcher, faces: None on a kiosk that knows no faces. reader: None without a camera.
    scanner: None without one. staff: None on a kiosk without a PIN.
    desks: who knows dossiers and takes opinions; None where nobody does.
    """

    def __init__(
        self,
        *,
        papers: PaperDesk,
        watcher: FaceWatcher | None,
        link: HallLink,
        offering: Offering,
        reader: CodeReader | None = None,
        staff: StaffDesk | None = None,
        scanner: CardReader | None = None,
        desks: Desks | None = None,
        faces: FaceKeeper | None = None,
    ) -> None:
        self._offering = offering
        self._papers = papers
        self._watcher = watcher
        self._reader = reader
        self._faces = faces
        self._scanner = scanner
        self._link = link
        self._staff = staff
        self._desks = desks or Desks()
        self.post: Callable[[Message], None] = lambda _message: None
        # The store and the hall give up by themselves within 30 s.
        self._storing = Worker("store-ticket", longest_s=60)
        self._calling = Worker("call-staff", longest_s=60)
        # What asks the hall about an appointment must keep nobody from taking a number.
        self._checking_in = Worker("check-in", longest_s=60)
        self._searching = Worker("search", longest_s=10)
        self.pulses = (
            self._storing.pulse,
            self._checking_in.pulse,
            self._papers.pulse,
            self._calling.pulse,
            self._searching.pulse,
            *(() if staff is None else (staff.pulse,)),
            self._desks.pulse,
            *(() if faces is None else faces.pulses),
        )
        self._timer: threading.Timer | None = None

    def open(self, post: Callable[[Message], None]) -> None:
        """Make ready; results go to `post`, from any thread."""
        self.post = post
        self._papers.open(post)
        self._link.on_no_numbers = lambda no_numbers: post(NoNumbersChanged(no_numbers=no_numbers))
        if self._watcher is not None:
            self._watcher.open(post)
        if self._reader is not None:
            self._reader.open(lambda visit, shown: self._hear(shown, visit))
        if self._faces is not None:
            self._faces.open(post)
        if self._scanner is not None:
            self._scanner.open(self._hear, lambda is_there: post(ScannerChanged(is_there=is_there)))

    def perform(self, effect: Effect) -> None:
        """Begin `effect` and return at once."""
        match effect:
            case StartTimer():
                self._start_timer(effect)
            case WatchFace(visit=visit):
                if self._watcher is None:
                    self.post(CameraFailed(visit=visit))
                else:
                    self._watcher.start(visit)
            case ReadCode(visit=visit):
                if self._reader is not None:
                    self._reader.start(visit)
            case StopWatching():
                self._stop_watching()
            case Forget():
                self._cancel_timer()
                self._stop_watching()
                self._papers.perform(effect)
            case IssueTicket():
                self._storing.submit(self._issue, effect)
            case CheckIn():
                self._checking_in.submit(self._check_in, effect)
            case Search():
                self._searching.submit(self._search, effect)
            case VerifyFace() | NoteAnswer() | OfferEnrolment() | LearnFace() | TellHeldFace() | EraseFace():
                if self._faces is not None:
                    self._faces.perform(effect)
            case FindDossier() | GiveOpinion():
                self._desks.perform(effect, self.post)
            case CallStaff():
                self._calling.submit(self._call_staff, effect)
            case (
                PrintSlip()
                | PrintChecklist()
                | PrintTrial()
                | PrintDayReport()
                | PrintSlipAgain()
                | SettleSlip()
                | LoadRoll()
            ):
                self._papers.perform(effect)
            case CheckPin() | AskHealth() | Restart():
                if self._staff is not None:
                    self._staff.perform(effect, self.post)

    def close(self) -> None:
        """Finish what was begun (a ticket half issued, a slip half printed), then stop."""
        self._cancel_timer()
        if self._scanner is not None:
            self._scanner.close()
        self._storing.shutdown()
        self._checking_in.shutdown()
        self._papers.close()
        self._calling.shutdown()
        self._searching.shutdown()
        if self._staff is not None:
            self._staff.close()
        self._desks.close()
        if self._watcher is not None:
            self._watcher.close()
        if self._reader is not None:
            self._reader.close()
        if self._faces is not None:
            self._faces.close()

    def _start_timer(self, effect: StartTimer) -> None:
        self._cancel_timer()
        self._timer = threading.Timer(effect.after_s, self.post, [TimedOut(timer=effect.timer)])
        self._timer.daemon = True
        self._timer.start()

    def _cancel_timer(self) -> None:
        if self._timer is not None:
            self._timer.cancel()

    def _stop_watching(self) -> None:
        if self._watcher is not None:
            self._watcher.stop()
        if self._reader is not None:
            self._reader.stop()
        if self._faces is not None:
            self._faces.stop()

    def _hear(self, shown: Shown, visit: int | None = None) -> None:
        match shown:
            case str(code):
                self.post(CodeRead(code=code, visit=visit))
            case UnsignedCard() as card:
                self.post(CardRead(card=card, priority=self._priority_of(card), visit=visit))
            case error:
                log.info("no card was read: %s", error)
                why = Misread.OTHER if isinstance(error, NotACard) else Misread.AGAIN
                self.post(CardNotRead(why=why, visit=visit))

    def _priority_of(self, card: UnsignedCard) -> str:
        if self._offering.issuer is None:
            return REGULAR
        catalogue = self._offering.issuer.catalogue
        today = service_day(clock.now_ms(), catalogue.hall.timezone)
        return priority_by_age(card, catalogue.priorities, today)

    def _call_staff(self, effect: CallStaff) -> None:
        try:
            self._link.call_staff(effect.screen)
        except SyncError as error:
            log.warning("staff could not be called: %s", error)
            self.post(StaffNotCalled())
            return
        self.post(StaffCalled())

    def _issue(self, effect: IssueTicket) -> None:
        try:
            if self._offering.issuer is None:
                raise RuntimeError("no catalogue yet")
            remembered = self._link.remembered
            ticket = self._offering.issuer.issue(effect.service_id, remembered.last(), effect.priority)
            remembered.join(effect.service_id)
        except Exception:  # the citizen must hear of it, whatever it was
            log.exception("no ticket could be issued for service %s", effect.service_id)
            self.post(TicketNotIssued(visit=effect.visit))
            return
        log.info("ticket %s issued", ticket.number)
        self.post(TicketIssued(visit=effect.visit, ticket=ticket))
        self._link.wake()

    def _check_in(self, effect: CheckIn) -> None:
        try:
            if self._offering.issuer is None:
                raise RuntimeError("no catalogue yet")
            answer = check_in(self._offering.issuer, self._link, effect.code)
        except Exception:  # the citizen must hear of it, whatever it was
            log.exception("an appointment could not be checked in")
            self.post(NotCheckedIn(visit=effect.visit, why=NoCheckIn.FAILED))
            return
        if isinstance(answer, Sorry):
            self.post(NotCheckedIn(visit=effect.visit, why=answer.why, appointment=answer.appointment))
            return
        log.info("appointment %s checked in", answer.number)
        self._link.remembered.join(answer.service_id)
        self.post(TicketIssued(visit=effect.visit, ticket=answer))
        self._link.wake()

    def _search(self, effect: Search) -> None:
        try:
            if self._offering.lookup is None:
                raise RuntimeError("no catalogue yet")
            found = tuple(one.procedure.id for one in self._offering.lookup.search(effect.query, MOST_FOUND))
        except Exception:  # the citizen is sent to the help desk, whatever it was
            log.exception("no procedure could be searched for")
            found = ()
        self.post(ProceduresFound(visit=effect.visit, query=effect.query, procedure_ids=found))
