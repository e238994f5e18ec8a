"""Does what the flow asks for, off the screen's thread, and posts back what came of it."""

import logging
import threading
from collections.abc import Callable

from kiosk.appointments import Sorry, check_in
from kiosk.checklist_paper import checklist_slip
from kiosk.code_reader import CodeReader
from kiosk.deeds import (
    CallStaff,
    CheckIn,
    Effect,
    Forget,
    IssueTicket,
    PrintChecklist,
    PrintSlip,
    ReadCode,
    Search,
    StartTimer,
    StopWatching,
    WatchFace,
)
from kiosk.events import (
    CameraFailed,
    ChecklistNotPrinted,
    ChecklistPrinted,
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
from kiosk.issuer import Issuer
from kiosk.kiosk import Message, NoNumbersChanged
from kiosk.paper import ticket_slip
from kiosk.sync import HallLink, SyncError
from kiosk.visit import IssuedTicket, NoCheckIn
from kiosk.watcher import FaceWatcher
from kiosk.worker import Worker
from models.procedures.catalogue import Catalogue
from models.procedures.lookup import Lookup
from models.store.database import StoreError
from printers.port import Outcome, Printer, PrinterError
from printers.slip import Paper

log = logging.getLogger(__name__)

MOST_FOUND = 5  # as many as one looks through

# A slip that went out without the printer's word is treated as printed: asking the citizen to look is
# better than a second paper with the same number.
ON_PAPER = frozenset({Outcome.PRINTED, Outcome.WEAK, Outcome.SENT})


class EffectRunner:
    """Performs effects: storing and printing each have a thread of their own, so neither waits for the other.

    post: says to the screen's thread what happened; may be called from any thread.
    issuer; procedures, and lookup, which finds them: None until the hall's catalogue is known.
    watcher: None on a kiosk that knows no faces. reader: None without a camera.
    """

    def __init__(
        self,
        *,
        printer: Printer,
        paper: Paper,
        watcher: FaceWatcher | None,
        link: HallLink,
        reader: CodeReader | None = None,
    ) -> None:
        self.issuer: Issuer | None = None
        self.procedures: Catalogue | None = None
        self.lookup: Lookup | None = None
        self._printer = printer
        self._paper = paper
        self._watcher = watcher
        self._reader = reader
        self._link = link
        self.post: Callable[[Message], None] = lambda _message: None
        # The store and the hall give up by themselves within 30 s, a slow printer within 60 s.
        self._storing = Worker("store-ticket", longest_s=60)
        self._printing = Worker("print-slip", longest_s=120)
        self._calling = Worker("call-staff", longest_s=60)
        self._searching = Worker("search", longest_s=10)
        self.pulses = (
            self._storing.pulse,
            self._printing.pulse,
            self._calling.pulse,
            self._searching.pulse,
        )
        self._timer: threading.Timer | None = None

    def open(self, post: Callable[[Message], None]) -> None:
        """Make ready; results go to `post`, from any thread."""
        self.post = post
        self._link.on_no_numbers = lambda no_numbers: post(NoNumbersChanged(no_numbers=no_numbers))
        if self._watcher is not None:
            self._watcher.open(post)
        if self._reader is not None:
            self._reader.open(post)

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
                self._storing.submit(self._check_in, effect)
            case Search():
                self._searching.submit(self._search, effect)
            case PrintSlip():
                self._printing.submit(self._print, effect)
            case PrintChecklist():
                self._printing.submit(self._print_checklist, effect)
            case CallStaff():
                self._calling.submit(self._call_staff, effect)

    def close(self) -> None:
        """Finish what was begun (a ticket half issued, a slip half printed), then stop."""
        self._cancel_timer()
        self._storing.shutdown()
        self._printing.shutdown()
        self._calling.shutdown()
        self._searching.shutdown()
        if self._watcher is not None:
            self._watcher.close()
        if self._reader is not None:
            self._reader.close()

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
            if self.issuer is None:
                raise RuntimeError("no catalogue yet")
            ticket = self.issuer.issue(effect.service_id, self._link.view)
        except Exception:  # the citizen must hear of it, whatever it was
            log.exception("no ticket could be issued for service %s", effect.service_id)
            self.post(TicketNotIssued(visit=effect.visit))
            return
        log.info("ticket %s issued", ticket.number)
        self.post(TicketIssued(visit=effect.visit, ticket=ticket))
        self._link.wake()

    def _check_in(self, effect: CheckIn) -> None:
        try:
            if self.issuer is None:
                raise RuntimeError("no catalogue yet")
            answer = check_in(self.issuer, self._link, effect.code)
        except Exception:  # the citizen must hear of it, whatever it was
            log.exception("an appointment could not be checked in")
            self.post(NotCheckedIn(visit=effect.visit, why=NoCheckIn.FAILED))
            return
        if isinstance(answer, Sorry):
            self.post(NotCheckedIn(visit=effect.visit, why=answer.why, appointment=answer.appointment))
            return
        log.info("appointment %s checked in", answer.number)
        self.post(TicketIssued(visit=effect.visit, ticket=answer))
        self._link.wake()

    def _search(self, effect: Search) -> None:
        try:
            if self.lookup is None:
                raise RuntimeError("no catalogue yet")
            found = tuple(one.procedure.id for one in self.lookup.search(effect.query, MOST_FOUND))
        except Exception:  # the citizen is sent to the help desk, whatever it was
            log.exception("no procedure could be searched for")
            found = ()
        self.post(ProceduresFound(visit=effect.visit, query=effect.query, procedure_ids=found))

    def _print(self, effect: PrintSlip) -> None:
        outcome = self._put_on_paper(effect.ticket)
        done = SlipPrinted if outcome in ON_PAPER else SlipNotPrinted
        self.post(done(visit=effect.visit))
        if self.issuer is not None:
            try:
                self.issuer.record_print(effect.ticket, outcome)
            except StoreError:
                log.exception("what became of the paper of %s is not written down", effect.ticket.number)
            self._link.wake()

    def _print_checklist(self, effect: PrintChecklist) -> None:
        outcome = self._put_checklist_on_paper(effect.procedure_id)
        done = ChecklistPrinted if outcome in ON_PAPER else ChecklistNotPrinted
        self.post(done(visit=effect.visit, procedure_id=effect.procedure_id))

    def _put_checklist_on_paper(self, procedure_id: str) -> Outcome:
        try:
            procedure = self.procedures.find(procedure_id) if self.procedures else None
            if self.issuer is None or self.procedures is None or procedure is None:
                raise RuntimeError("no such procedure")
            hall = self.issuer.catalogue.hall
            return self._printer.print_slip(checklist_slip(hall, self.procedures, procedure, self._paper))
        except PrinterError as error:
            log.error("the checklist of %s is not on paper: %s", procedure_id, error)
        except Exception:  # the citizen must hear of it, whatever it was
            log.exception("the checklist of %s is not on paper", procedure_id)
        return Outcome.FAILED

    def _put_on_paper(self, ticket: IssuedTicket) -> Outcome:
        try:
            if self.issuer is None:
                raise RuntimeError("no catalogue yet")
            slip = ticket_slip(self.issuer.catalogue, ticket, self._paper)
            outcome = self._printer.print_slip(slip)
        except PrinterError as error:
            log.error("ticket %s is not on paper: %s", ticket.number, error)
            return Outcome.FAILED
        except Exception:
            log.exception("ticket %s is not on paper", ticket.number)
            return Outcome.FAILED
        log.info("ticket %s on paper: %s", ticket.number, outcome)
        return outcome
