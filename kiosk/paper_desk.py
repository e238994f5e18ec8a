"""What is printed at the kiosk, one paper after the other: tickets, which come out once, and the rest.

A ticket's paper was wanted in the same transaction as the ticket. Before the first byte goes out that is
written down, and afterwards what the printer said: after a restart one knows what may be on paper (ADR-0031).
"""

import logging
import threading
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from kiosk import clock
from kiosk.checklist_paper import checklist_of
from kiosk.day_paper import DayAtKiosk, day_report
from kiosk.journey.deeds import (
    Forget,
    LoadRoll,
    PaperDeed,
    PrintChecklist,
    PrintDayReport,
    PrintSlip,
    PrintSlipAgain,
    PrintTrial,
    SettleSlip,
)
from kiosk.journey.events import ChecklistNotPrinted, ChecklistPrinted, SlipNotPrinted, SlipPrinted
from kiosk.journey.staff_events import PaperSettled
from kiosk.journey.visit import IssuedTicket
from kiosk.kiosk import Message, PrinterTold
from kiosk.offering import Offering
from kiosk.paper import ticket_slip
from kiosk.sync import HallLink
from kiosk.trial_paper import trial_slip
from kiosk.worker import Worker, living_on
from models.paper_roll import Roll
from models.print_job import (
    ON_PAPER,
    Job,
    Next,
    Outcome,
    Reason,
    State,
    begun,
    ended,
    found_again,
    next_of,
    settled,
    wanted_again,
)
from models.service_day import service_day
from models.store import kiosk_log, kiosk_print
from models.store.database import Connection, Database, StoreError
from models.store.kiosk_print import KeptJob
from models.wire import decode
from printers.contents import Kind
from printers.port import Result
from printers.slip import Paper, Slip
from printers.template import lay_out
from printers.templates import Templates
from printers.watched_printer import WatchedPrinter

log = logging.getLogger(__name__)

AGAIN_S = 2.0
CATALOGUE_S = 10.0
LOOK_EVERY_S = 5.0
DAY_MS = 24 * 60 * 60_000
KEPT_MS = 2 * DAY_MS


@dataclass(frozen=True, kw_only=True)
class _Try:
    """A paper to be printed. visit: where to tell of it."""

    ticket_id: str
    visit: int


class PaperDesk:
    """Prints on a thread of its own. printer: as configured, watched. roll: what is in it when it is full."""

    def __init__(
        self,
        *,
        printer: WatchedPrinter,
        paper: Paper,
        templates: Templates,
        roll: Roll,
        database: Database,
        offering: Offering,
        link: HallLink,
    ) -> None:
        self._printer, self._paper, self._full_roll = printer, paper, roll
        self._templates = templates
        self._database, self._offering, self._link = database, offering, link
        self._post: Callable[[Message], None] = lambda _message: None
        self._visit: int | None = None  # whose paper is waited for at the screen
        self._again: threading.Timer | None = None
        self._closing = threading.Event()
        self._worker = Worker("print-slip", longest_s=120)  # a slow printer within 60 s
        self._watch = threading.Thread(target=living_on(self._look), name="watch-printer", daemon=True)
        self.pulse = self._worker.pulse

    def open(self, post: Callable[[Message], None]) -> None:
        """See what was left undone, and begin; results go to `post`, from any thread."""
        self._post = post
        self._worker.submit(self._find_again, None)
        self._watch.start()

    def perform(self, effect: PaperDeed | Forget) -> None:
        """Begin `effect` and return at once."""
        match effect:
            case PrintSlip(visit=visit, ticket=ticket):
                self._visit = visit
                self._worker.submit(self._print, _Try(ticket_id=ticket.id, visit=visit))
            case Forget():
                self._visit = None
            case PrintSlipAgain():
                self._worker.submit(self._print_again, effect)
            case SettleSlip():
                self._worker.submit(self._settle, effect)
            case PrintChecklist():
                self._worker.submit(self._print_checklist, effect)
            case PrintTrial():
                self._worker.submit(self._print_trial, effect)
            case PrintDayReport():
                self._worker.submit(self._print_day_report, effect)
            case LoadRoll():
                self._worker.submit(self._load_roll, None)

    def close(self) -> None:
        """Finish the paper that is being printed, then stop."""
        self._closing.set()
        if self._again is not None:
            self._again.cancel()
        self._worker.shutdown()
        if self._watch.ident is not None:
            self._watch.join()

    # ---- tickets ----

    def _find_again(self, _nothing: None) -> None:
        """The kiosk was off in between: print what had not begun, if its citizen may still be there."""

        def work(connection: Connection) -> list[Job]:
            kiosk_print.forget_before(connection, clock.now_ms() - KEPT_MS)
            if kiosk_print.roll_in_printer(connection) is None:
                kiosk_print.load_roll(connection, self._full_roll)
            found = [found_again(kept.job) for kept in kiosk_print.open_jobs(connection)]
            for job in found:
                kiosk_print.save(connection, job)
            return found

        wanted = [job for job in self._database.write(work).result() if job.state is State.QUEUED]
        until_s = time.monotonic() + CATALOGUE_S
        while wanted and self._offering.issuer is None and time.monotonic() < until_s:
            self._closing.wait(0.1)  # the store is just telling what the hall offers
        for job in wanted:
            if next_of(job, clock.now_ms()) is Next.PRINT:
                self._print(_Try(ticket_id=job.ticket_id, visit=0))

    def _print(self, wanted: _Try) -> None:
        kept = self._database.read(lambda connection: kiosk_print.find(connection, wanted.ticket_id)).result()
        if kept is None or next_of(kept.job, clock.now_ms()) is not Next.PRINT:
            self._tell(wanted.visit, Result(outcome=Outcome.FAILED, trouble=Reason.OFFLINE))
            return
        job = begun(kept.job)
        try:
            self._database.write(lambda connection: kiosk_print.save(connection, job)).result()
        except StoreError:
            log.exception("the paper of %s is not printed: it could come out twice", job.number)
            self._tell(wanted.visit, Result(outcome=Outcome.FAILED, trouble=Reason.OFFLINE))
            return
        result = self._put(f"ticket {job.number}", lambda: self._slip_of(kept.ticket, job.copies))
        after = ended(job, result.outcome, result.trouble)
        self._write_down(kept.job, after, result)
        self._tell(wanted.visit, result)
        if next_of(after, clock.now_ms(), is_here=self._visit == wanted.visit) is Next.PRINT:
            self._try_again(wanted)

    def _try_again(self, wanted: _Try) -> None:
        def again() -> None:
            if self._visit == wanted.visit and not self._closing.is_set():
                self._worker.submit(self._print, wanted)

        self._again = threading.Timer(AGAIN_S, again)
        self._again.daemon = True
        self._again.start()

    def _write_down(self, before: Job, after: Job, result: Result) -> None:
        """What became of it. Trying again in vain is not told again."""
        is_news = (before.state, before.trouble) != (after.state, after.trouble)

        def work(connection: Connection) -> None:
            kiosk_print.save(connection, after)
            kiosk_print.use_paper(connection, result.paper_mm)
            if is_news:
                self._tell_hall(connection, after)

        try:
            self._database.write(work).result()
        except StoreError:
            log.exception("what became of the paper of %s is not written down", after.number)
        self._link.wake()

    def _tell_hall(self, connection: Connection, job: Job) -> None:
        issuer = self._offering.issuer
        if issuer is None:
            return
        moment = issuer.moment()
        kiosk_log.record_print(
            connection,
            issuer_id=issuer.catalogue.issuer_id,
            ticket_id=job.ticket_id,
            number=job.number,
            outcome=job.state,
            trouble=job.trouble,
            now_ms=moment.ms,
            is_sure=moment.is_sure,
        )

    def _print_again(self, effect: PrintSlipAgain) -> None:
        """A member of staff has looked, and the paper is not there."""

        def work(connection: Connection) -> None:
            kept = kiosk_print.find(connection, effect.ticket_id)
            if kept is not None:
                kiosk_print.save(connection, wanted_again(kept.job, clock.now_ms()))

        self._database.write(work).result()
        self._print(_Try(ticket_id=effect.ticket_id, visit=effect.visit))

    def _settle(self, effect: SettleSlip) -> None:
        def work(connection: Connection) -> None:
            kept = kiosk_print.find(connection, effect.ticket_id)
            if kept is not None:
                job = settled(kept.job)
                kiosk_print.save(connection, job)
                self._tell_hall(connection, job)

        self._database.write(work).result()
        self._link.wake()
        self._post(PaperSettled(visit=effect.visit))

    def _slip_of(self, ticket: str, copies: int) -> Slip:
        if self._offering.issuer is None:
            raise RuntimeError("no catalogue yet")
        issued = decode(IssuedTicket, ticket)
        catalogue = self._offering.issuer.catalogue
        return ticket_slip(catalogue, issued, self._templates[Kind.TICKET], self._paper, reprint=copies)

    # ---- anything else ----

    def _print_trial(self, effect: PrintTrial) -> None:
        hall = self._offering.issuer.catalogue.hall if self._offering.issuer else None
        result = self._put("a trial print", lambda: trial_slip(hall, clock.now_ms(), self._paper))
        self._use_paper(result)
        self._tell(effect.visit, result)

    def _print_day_report(self, effect: PrintDayReport) -> None:
        result = self._put("the day's report", self._day_report)
        self._use_paper(result)
        self._tell(effect.visit, result)

    def _day_report(self) -> Slip:
        if self._offering.issuer is None:
            raise RuntimeError("no catalogue yet")
        catalogue, now_ms = self._offering.issuer.catalogue, clock.now_ms()
        zone = catalogue.hall.timezone

        def work(connection: Connection) -> tuple[Sequence[KeptJob], Roll | None]:
            return kiosk_print.jobs_since(connection, now_ms - DAY_MS), kiosk_print.roll_in_printer(
                connection
            )

        kept, roll = self._database.read(work).result()
        tickets = [(decode(IssuedTicket, one.ticket), one.job) for one in kept]
        today = service_day(now_ms, zone)
        of_today = [
            (ticket, job) for ticket, job in tickets if service_day(ticket.issued_at_ms, zone) == today
        ]
        report = day_report(catalogue, DayAtKiosk(tickets=of_today, roll=roll, now_ms=now_ms))
        return lay_out(self._templates[Kind.DAY], report, self._paper)

    def _print_checklist(self, effect: PrintChecklist) -> None:
        result = self._put(f"the checklist of {effect.procedure_id}", lambda: self._checklist(effect))
        self._use_paper(result)
        done = ChecklistPrinted if result.outcome in ON_PAPER else ChecklistNotPrinted
        self._post(done(visit=effect.visit, procedure_id=effect.procedure_id))

    def _checklist(self, effect: PrintChecklist) -> Slip:
        issuer, procedures = self._offering.issuer, self._offering.procedures
        procedure = procedures.find(effect.procedure_id) if procedures else None
        if issuer is None or procedures is None or procedure is None:
            raise RuntimeError("no such procedure")
        hall = issuer.catalogue.hall
        checklist = checklist_of(hall, procedures, procedure, is_for_relative=effect.is_for_relative)
        return lay_out(self._templates[Kind.CHECKLIST], checklist, self._paper)

    def _load_roll(self, _nothing: None) -> None:
        self._database.write(lambda connection: kiosk_print.load_roll(connection, self._full_roll)).result()

    def _use_paper(self, result: Result) -> None:
        try:
            self._database.write(
                lambda connection: kiosk_print.use_paper(connection, result.paper_mm)
            ).result()
        except StoreError:
            log.exception("what is left of the roll is not written down")

    # ---- the printer ----

    def _put(self, what: str, slip_of: Callable[[], Slip]) -> Result:
        try:
            result = self._printer.print_slip(slip_of())
        except Exception:  # the citizen must hear of it, whatever it was
            log.exception("%s is not on paper", what)
            return Result(outcome=Outcome.FAILED, trouble=Reason.UNPRINTABLE)
        if result.outcome in ON_PAPER:
            log.info("%s on paper: %s", what, result.outcome)
        else:
            log.error("%s: %s, %s", what, result.outcome, result.trouble)
        return result

    def _tell(self, visit: int, result: Result) -> None:
        if result.outcome in ON_PAPER:
            self._post(SlipPrinted(visit=visit))
        else:
            self._post(SlipNotPrinted(visit=visit, trouble=result.trouble or Reason.OFFLINE))

    def _look(self) -> None:
        """Know of an empty or open printer before the next citizen does."""
        while not self._closing.wait(LOOK_EVERY_S):
            before = self._printer.paper
            status = self._printer.look()
            if status is not None:
                self._post(PrinterTold(trouble=status.trouble))
            if self._printer.paper != before:
                self._link.wake()
