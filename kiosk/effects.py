"""Does what the flow asks for, off the screen's thread, and posts back what came of it."""

import logging
import threading
from collections.abc import Callable

from kiosk import clock
from kiosk.appointments import Sorry, check_in
from kiosk.card_scanner import CardReader
from kiosk.checklist_paper import checklist_slip
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
    NoteAnswer,
    OfferEnrolment,
    PrintChecklist,
    PrintSlip,
    PrintTrial,
    ReadCode,
    Restart,
    Search,
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
    ChecklistNotPrinted,
    ChecklistPrinted,
    CodeRead,
    NotCheckedIn,
    ProceduresFound,
    SlipNotPrinted,
    SlipPrinted,
    StaffCalled,
    StaffNotCalled,
    TicketIssued,
    TicketNotIssued,
    TimedOut,
)
from kiosk.journey.visit import IssuedTicket, Misread, NoCheckIn
from kiosk.kiosk import Message, NoNumbersChanged, ScannerChanged
from kiosk.offering import Offering
from kiosk.paper import ticket_slip
from kiosk.staff_desk import StaffDesk
from kiosk.sync import HallLink
from kiosk.trial_paper import trial_slip
from kiosk.watcher import FaceWatcher
from kiosk.worker import Worker
from models.calling.policy import REGULAR
from models.citizen_card import NotACard, UnsignedCard
from models.service_day import service_day
from models.store.database import StoreError
from printers.port import Outcome, Printer, PrinterError, Reason
from printers.slip import Paper, Slip

log = logging.getLogger(__name__)

MOST_FOUND = 5  # as many as one looks through

# A slip that went out without the printer's word is treated as printed: asking the citizen to look is
# better than a second paper with the same number.
ON_PAPER = frozenset({Outcome.PRINTED, Outcome.WEAK, Outcome.SENT})


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
        printer: Printer,
        paper: Paper,
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
        self._printer = printer
        self._paper = paper
        self._watcher = watcher
        self._reader = reader
        self._faces = faces
        self._scanner = scanner
        self._link = link
        self._staff = staff
        self._desks = desks or Desks()
        self.post: Callable[[Message], None] = lambda _message: None
        # The store and the hall give up by themselves within 30 s, a slow printer within 60 s.
        self._storing = Worker("store-ticket", longest_s=60)
        self._printing = Worker("print-slip", longest_s=120)
        self._calling = Worker("call-staff", longest_s=60)
        # What asks the hall about an appointment must keep nobody from taking a number.
        self._checking_in = Worker("check-in", longest_s=60)
        self._searching = Worker("search", longest_s=10)
        self.pulses = (
            self._storing.pulse,
            self._checking_in.pulse,
            self._printing.pulse,
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
            case IssueTicket():
                self._storing.submit(self._issue, effect)
            case CheckIn():
                self._checking_in.submit(self._check_in, effect)
            case Search():
                self._searching.submit(self._search, effect)
            case PrintSlip():
                self._printing.submit(self._print, effect)
            case PrintChecklist():
                self._printing.submit(self._print_checklist, effect)
            case VerifyFace() | NoteAnswer() | OfferEnrolment() | LearnFace() | TellHeldFace() | EraseFace():
                if self._faces is not None:
                    self._faces.perform(effect)
            case FindDossier() | GiveOpinion():
                self._desks.perform(effect, self.post)
            case CallStaff():
                self._calling.submit(self._call_staff, effect)
            case PrintTrial():
                self._printing.submit(self._print_trial, effect)
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
        self._printing.shutdown()
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

    def _print(self, effect: PrintSlip) -> None:
        ticket = effect.ticket
        outcome = self._put_on_paper(
            effect.visit, f"ticket {ticket.number}", lambda: self._ticket_slip(ticket)
        )
        if self._offering.issuer is not None:
            try:
                self._offering.issuer.record_print(ticket, outcome)
            except StoreError:
                log.exception("what became of the paper of %s is not written down", ticket.number)
            self._link.wake()

    def _print_trial(self, effect: PrintTrial) -> None:
        hall = self._offering.issuer.catalogue.hall if self._offering.issuer else None
        self._put_on_paper(
            effect.visit, "a trial print", lambda: trial_slip(hall, clock.now_ms(), self._paper)
        )

    def _print_checklist(self, effect: PrintChecklist) -> None:
        outcome = self._put_checklist_on_paper(effect)
        done = ChecklistPrinted if outcome in ON_PAPER else ChecklistNotPrinted
        self.post(done(visit=effect.visit, procedure_id=effect.procedure_id))

    def _put_checklist_on_paper(self, effect: PrintChecklist) -> Outcome:
        procedure_id = effect.procedure_id
        try:
            issuer, procedures = self._offering.issuer, self._offering.procedures
            procedure = procedures.find(procedure_id) if procedures else None
            if issuer is None or procedures is None or procedure is None:
                raise RuntimeError("no such procedure")
            hall = issuer.catalogue.hall
            slip = checklist_slip(
                hall, procedures, procedure, self._paper, is_for_relative=effect.is_for_relative
            )
            return self._printer.print_slip(slip)
        except PrinterError as error:
            log.error("the checklist of %s is not on paper: %s", procedure_id, error)
        except Exception:  # the citizen must hear of it, whatever it was
            log.exception("the checklist of %s is not on paper", procedure_id)
        return Outcome.FAILED

    def _ticket_slip(self, ticket: IssuedTicket) -> Slip:
        if self._offering.issuer is None:
            raise RuntimeError("no catalogue yet")
        return ticket_slip(self._offering.issuer.catalogue, ticket, self._paper)

    def _put_on_paper(self, visit: int, what: str, slip_of: Callable[[], Slip]) -> Outcome:
        trouble = Reason.OFFLINE
        try:
            outcome = self._printer.print_slip(slip_of())
            log.info("%s on paper: %s", what, outcome)
        except PrinterError as error:
            log.error("%s is not on paper: %s", what, error)
            outcome, trouble = Outcome.FAILED, error.reason
        except Exception:  # the citizen must hear of it, whatever it was
            log.exception("%s is not on paper", what)
            outcome, trouble = Outcome.FAILED, Reason.UNPRINTABLE
        is_there = outcome in ON_PAPER
        self.post(SlipPrinted(visit=visit) if is_there else SlipNotPrinted(visit=visit, trouble=trouble))
        return outcome
