"""Does what the flow asks for, off the screen's thread, and posts back what came of it."""

import logging
import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

from kiosk.flow import (
    CameraFailed,
    Effect,
    Forget,
    IssuedTicket,
    IssueTicket,
    PrintSlip,
    SlipNotPrinted,
    SlipPrinted,
    StartTimer,
    StopWatching,
    TicketIssued,
    TicketNotIssued,
    TimedOut,
    WatchFace,
)
from kiosk.issuer import Issuer
from kiosk.kiosk import Message
from kiosk.paper import ticket_slip
from kiosk.sync import HallLink
from kiosk.watcher import FaceWatcher
from models.store.database import StoreError
from printers.port import Outcome, Printer, PrinterError
from printers.slip import Paper

log = logging.getLogger(__name__)

# A slip that went out without the printer's word is treated as printed: asking the citizen to look is
# better than a second paper with the same number.
ON_PAPER = frozenset({Outcome.PRINTED, Outcome.WEAK, Outcome.SENT})


class EffectRunner:
    """Performs effects: storing and printing each have a thread of their own, so neither waits for the other.

    post: says to the screen's thread what happened; may be called from any thread.
    issuer: None until the hall's catalogue is known. watcher: None on a kiosk that knows no faces.
    """

    def __init__(
        self,
        *,
        printer: Printer,
        paper: Paper,
        watcher: FaceWatcher | None,
        link: HallLink,
    ) -> None:
        self.issuer: Issuer | None = None
        self._printer = printer
        self._paper = paper
        self._watcher = watcher
        self._link = link
        self.post: Callable[[Message], None] = lambda _message: None
        self._storing = ThreadPoolExecutor(1, "store-ticket")
        self._printing = ThreadPoolExecutor(1, "print-slip")
        self._timer: threading.Timer | None = None

    def open(self, post: Callable[[Message], None]) -> None:
        """Make ready; results go to `post`, from any thread."""
        self.post = post
        if self._watcher is not None:
            self._watcher.open(post)

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
            case StopWatching():
                self._stop_watching()
            case Forget():
                self._cancel_timer()
                self._stop_watching()
            case IssueTicket():
                self._storing.submit(self._issue, effect)
            case PrintSlip():
                self._printing.submit(self._print, effect)

    def close(self) -> None:
        """Finish what was begun (a ticket half issued, a slip half printed), then stop."""
        self._cancel_timer()
        self._storing.shutdown()
        self._printing.shutdown()
        if self._watcher is not None:
            self._watcher.close()

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
