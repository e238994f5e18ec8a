"""What the flow asks for is done off its thread, and every failure comes back as something it can show."""

import queue
import threading
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path

import pytest

from kiosk import clock
from kiosk.appointments import Sorry
from kiosk.card_scanner import CardReader
from kiosk.code_reader import Shown, shown_code
from kiosk.effects import EffectRunner
from kiosk.issuer import Issuer
from kiosk.journey.deeds import (
    AskHealth,
    CheckIn,
    CheckPin,
    FindDossier,
    Forget,
    GiveOpinion,
    IssueTicket,
    PrintChecklist,
    PrintSlip,
    PrintTrial,
    ReadCode,
    Restart,
    Search,
    StartTimer,
    StopWatching,
    WatchFace,
)
from kiosk.journey.errand import NoDossier
from kiosk.journey.errand_events import DossierNotFound, OpinionNotGiven
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
    TicketIssued,
    TicketNotIssued,
    TimedOut,
)
from kiosk.journey.visit import IssuedTicket, Misread, NoCheckIn
from kiosk.kiosk import Kiosk, Message, NoNumbersChanged, ScannerChanged
from kiosk.offering import Offering
from kiosk.sync import HallLink
from models.citizen_card import CardField, NotACard, UnreadableField, read_card
from models.hall import NoNumber
from models.opinion import Opinion
from models.print_job import Reason
from models.procedures.lookup import Lookup
from models.procedures.shipped import shipped_catalogue
from models.store import kiosk_bookings, kiosk_log
from models.store.database import Database
from models.ticket import EventKind, TicketState
from models.wire import BookingView
from printers.virtual.printer import VirtualPrinter
from tests.helpers.kiosks import IDENTITY
from tests.helpers.printers import paper_desk, printer_on, virtual_printer
from tests.helpers.stub_hall import CATALOGUE, VIEW

NOBODY_LISTENS = "http://127.0.0.1:9"
WAIT_S = 10.0


class Runner:
    """An effect runner with a real store and a real (drawn) printer, whose messages can be waited for."""

    def __init__(
        self, database: Database, printer: VirtualPrinter, scanner: CardReader | None = None
    ) -> None:
        self.messages: queue.SimpleQueue[Message] = queue.SimpleQueue()
        self.printer = printer
        self.link = HallLink(
            database=database,
            server_url=NOBODY_LISTENS,
            identity=IDENTITY,
            on_catalogue=lambda _: None,
            on_online=lambda _: None,
            on_refused=lambda: None,
        )
        self.offering = Offering(database, IDENTITY.private_key)
        self.offering.issuer = Issuer(
            private_key=IDENTITY.private_key, database=database, catalogue=CATALOGUE
        )
        self.effects = EffectRunner(
            papers=paper_desk(database, self.offering, self.link, printer_on(printer)),
            watcher=None,
            link=self.link,
            offering=self.offering,
            scanner=scanner,
        )

    def next(self) -> Message:
        return self.messages.get(timeout=WAIT_S)

    def issued(self) -> IssuedTicket:
        self.effects.perform(IssueTicket(visit=1, service_id="cert"))
        message = self.next()
        assert isinstance(message, TicketIssued)
        return message.ticket


@pytest.fixture
def runner(kiosk_database: Database, tmp_path: Path) -> Iterator[Runner]:
    with virtual_printer(tmp_path / "paper") as printer:
        runner = Runner(kiosk_database, printer)
        runner.effects.open(runner.messages.put)
        yield runner
        runner.effects.close()


def out_of_paper(runner: Runner) -> None:
    with runner.printer.at_hand() as device:
        device.end_paper()


def print_states(database: Database) -> list[object]:
    entries = database.read(lambda connection: kiosk_log.unconfirmed(connection, 100)).result()
    return [entry.event.body["outcome"] for entry in entries if "outcome" in entry.event.body]


def test_a_ticket_is_issued_while_the_hall_does_not_answer(runner: Runner) -> None:
    assert runner.issued().number == "A1-001"


def test_a_number_waits_for_no_appointment_that_the_hall_is_asked_about(
    runner: Runner, monkeypatch: pytest.MonkeyPatch
) -> None:
    answered = threading.Event()

    def ask_for_long(*_of: object) -> Sorry:
        answered.wait(WAIT_S)
        return Sorry(why=NoCheckIn.FAILED)

    monkeypatch.setattr("kiosk.effects.check_in", ask_for_long)
    runner.effects.perform(CheckIn(visit=1, code="12345678"))
    assert runner.issued().number == "A1-001"
    answered.set()
    assert runner.next() == NotCheckedIn(visit=1, why=NoCheckIn.FAILED)


def test_who_takes_a_number_without_the_hall_is_told_of_who_took_one_before(runner: Runner) -> None:
    runner.link.remembered.hear(VIEW)
    runner.link.remembered.lose()
    tickets = [runner.issued() for _ in range(3)]
    assert [(ticket.ahead, ticket.is_estimate) for ticket in tickets] == [(4, True), (5, True), (6, True)]


def test_what_the_hall_has_closed_reaches_the_screen(runner: Runner) -> None:
    runner.link.on_no_numbers({"cert": NoNumber.ENOUGH})
    assert runner.next() == NoNumbersChanged(no_numbers={"cert": NoNumber.ENOUGH})


def test_a_service_that_is_not_offered_comes_back_as_not_issued(runner: Runner) -> None:
    runner.effects.perform(IssueTicket(visit=1, service_id="passports"))
    assert runner.next() == TicketNotIssued(visit=1)


def test_a_kiosk_without_a_catalogue_issues_nothing(runner: Runner) -> None:
    runner.offering.issuer = None
    runner.effects.perform(IssueTicket(visit=1, service_id="cert"))
    assert runner.next() == TicketNotIssued(visit=1)


def test_a_claimed_class_stands_on_the_ticket(runner: Runner) -> None:
    runner.effects.perform(IssueTicket(visit=1, service_id="cert", priority="elderly"))
    message = runner.next()
    assert isinstance(message, TicketIssued)
    assert message.ticket.priority == "elderly"


def test_a_printed_slip_is_reported_and_written_down(runner: Runner, kiosk_database: Database) -> None:
    runner.effects.perform(PrintSlip(visit=1, ticket=runner.issued()))
    assert runner.next() == SlipPrinted(visit=1)
    runner.effects.close()
    assert print_states(kiosk_database) == ["printed"]


def test_a_printer_without_paper_is_reported_and_written_down(
    runner: Runner, kiosk_database: Database
) -> None:
    out_of_paper(runner)
    runner.effects.perform(PrintSlip(visit=1, ticket=runner.issued()))
    assert runner.next() == SlipNotPrinted(visit=1, trouble=Reason.NO_PAPER)
    runner.effects.close()
    assert print_states(kiosk_database) == ["failed"]


def test_a_slip_that_may_or_may_not_be_on_paper_is_not_called_printed(runner: Runner) -> None:
    runner.printer.break_line_after(9000)
    runner.effects.perform(PrintSlip(visit=1, ticket=runner.issued()))
    assert runner.next() == SlipNotPrinted(visit=1, trouble=Reason.ABSENT)


def test_a_slip_that_cannot_be_drawn_is_not_the_printers_fault(runner: Runner) -> None:
    ticket = runner.issued()
    runner.offering.issuer = None
    runner.effects.perform(PrintSlip(visit=1, ticket=ticket))
    assert runner.next() == SlipNotPrinted(visit=1, trouble=Reason.UNPRINTABLE)


def test_a_trial_print_is_paper_and_no_ticket(runner: Runner, kiosk_database: Database) -> None:
    runner.effects.perform(PrintTrial(visit=1))
    assert runner.next() == SlipPrinted(visit=1)
    runner.offering.issuer = None
    runner.effects.perform(PrintTrial(visit=2))
    assert runner.next() == SlipPrinted(visit=2)
    assert len(runner.printer.wait_for_paper(2, WAIT_S)) == 2
    runner.effects.close()
    assert print_states(kiosk_database) == []


def test_a_kiosk_without_a_pin_does_nothing_for_staff(runner: Runner) -> None:
    for effect in (CheckPin(visit=1, pin="123456"), AskHealth(visit=1), Restart()):
        runner.effects.perform(effect)
    runner.effects.close()
    assert runner.messages.empty()


def test_a_query_comes_back_with_the_procedures_it_means(runner: Runner) -> None:
    runner.offering.lookup = Lookup(shipped_catalogue())
    runner.effects.perform(Search(visit=1, query="lam giay khai sinh"))
    found = runner.next()
    assert isinstance(found, ProceduresFound)
    assert (found.visit, found.query, found.procedure_ids[0]) == (1, "lam giay khai sinh", "khai-sinh")


def test_a_kiosk_that_cannot_search_finds_nothing(runner: Runner) -> None:
    runner.effects.perform(Search(visit=1, query="khai sinh"))
    assert runner.next() == ProceduresFound(visit=1, query="khai sinh", procedure_ids=())


def test_a_checklist_comes_out_of_the_printer(runner: Runner) -> None:
    runner.offering.procedures = shipped_catalogue()
    runner.effects.perform(PrintChecklist(visit=1, procedure_id="khai-sinh"))
    assert runner.next() == ChecklistPrinted(visit=1, procedure_id="khai-sinh")


def test_a_checklist_that_does_not_come_out_is_reported(runner: Runner) -> None:
    sorry = ChecklistNotPrinted(visit=1, procedure_id="khai-sinh")
    runner.effects.perform(PrintChecklist(visit=1, procedure_id="khai-sinh"))
    assert runner.next() == sorry
    runner.offering.procedures = shipped_catalogue()
    out_of_paper(runner)
    runner.effects.perform(PrintChecklist(visit=1, procedure_id="khai-sinh"))
    assert runner.next() == sorry


def test_a_kiosk_that_knows_no_faces_says_so_at_once(runner: Runner) -> None:
    runner.effects.perform(WatchFace(visit=3))
    assert runner.next() == CameraFailed(visit=3)


def test_a_timer_comes_back_as_an_event(runner: Runner) -> None:
    runner.effects.perform(StartTimer(timer=5, after_s=0.0))
    assert runner.next() == TimedOut(timer=5)


def test_a_new_timer_replaces_the_old_one(runner: Runner) -> None:
    runner.effects.perform(StartTimer(timer=1, after_s=30.0))
    runner.effects.perform(StartTimer(timer=2, after_s=0.0))
    assert runner.next() == TimedOut(timer=2)


def test_the_screens_thread_never_waits_for_the_printer(runner: Runner) -> None:
    with runner.printer.at_hand() as device:
        device.mute = True  # each question to it now takes its whole patience
    ticket = runner.issued()
    runner.effects.perform(PrintSlip(visit=1, ticket=ticket))
    runner.effects.perform(Forget())
    assert runner.messages.empty()  # both returned before the printer had answered
    assert runner.next() == SlipPrinted(visit=1)


CARD = "001155012345||NGUYỄN THỊ HỒNG HOA|09031955|Nữ|phường Hà Đông, Hà Nội|31012022"


class HeldUp:
    """A card reader under which a test holds things."""

    def open(self, on_shown: Callable[[Shown], None], on_health: Callable[[bool], None]) -> None:
        self.show = on_shown
        on_health(True)

    def close(self) -> None:
        self.show = lambda _shown: None


@pytest.fixture
def scanner() -> HeldUp:
    return HeldUp()


@pytest.fixture
def heard(kiosk_database: Database, tmp_path: Path, scanner: HeldUp) -> Iterator[list[Message]]:
    """What a kiosk with a scanner is told."""
    messages: list[Message] = []
    with virtual_printer(tmp_path / "paper") as printer:
        effects = Runner(kiosk_database, printer, scanner).effects
        effects.open(messages.append)
        yield messages
        effects.close()


def test_what_is_held_under_the_scanner_reaches_whoever_is_there(
    heard: list[Message], scanner: HeldUp
) -> None:
    card = read_card(CARD, today=date(2026, 11, 22))
    for shown in (card, "12345678", NotACard(""), UnreadableField(CardField.NAME)):
        scanner.show(shown)
    assert heard == [
        ScannerChanged(is_there=True),
        CardRead(card=card, priority="elderly"),
        CodeRead(code="12345678"),
        CardNotRead(why=Misread.OTHER),
        CardNotRead(why=Misread.AGAIN),
    ]


def test_the_kiosk_knows_whether_its_scanner_is_there() -> None:
    kiosk = Kiosk(perform=lambda _effect: None, camera=None)
    known = []
    for is_there in (True, False):
        kiosk.handle(ScannerChanged(is_there=is_there))
        known.append(kiosk.scans)
    assert known == [True, False]


def test_nothing_of_a_card_is_logged(
    heard: list[Message], scanner: HeldUp, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level("DEBUG")
    scanner.show(read_card(CARD, today=date(2026, 11, 22)))
    scanner.show(shown_code(CARD.replace("Nữ", "Nam"), date(2026, 11, 22)))
    assert "sex contradicts" in caplog.text
    assert not [word for word in ("001155012345", "HOA", "Hoa", "1955", "Hà Đông") if word in caplog.text]


def know(database: Database) -> None:
    """The kiosk expects one citizen now."""
    now_ms = clock.now_ms()
    view = BookingView(
        ticket_id="booking.1.7",
        public_id="b" * 32,
        number="AH-007",
        service_id="cert",
        slot_ms=now_ms,
        in_time_until_ms=now_ms + 900_000,
        code="12345678",
        state=TicketState.BOOKED,
    )
    database.write(lambda connection: kiosk_bookings.save_bookings(connection, [view])).result()


def test_the_citizen_of_an_appointment_gets_its_number_on_paper(
    runner: Runner, kiosk_database: Database
) -> None:
    know(kiosk_database)
    runner.effects.perform(CheckIn(visit=1, code="12345678"))
    message = runner.next()
    assert isinstance(message, TicketIssued)
    runner.effects.perform(PrintSlip(visit=1, ticket=message.ticket))
    assert runner.next() == SlipPrinted(visit=1)
    entries = kiosk_database.read(lambda connection: kiosk_log.unconfirmed(connection, 100)).result()
    runner.effects.close()
    printed = kiosk_database.read(lambda connection: kiosk_log.unconfirmed(connection, 100)).result()[-1]
    assert entries[0].event.kind == EventKind.TICKET_CHECKED_IN
    assert (printed.event.kind, printed.event.ticket_id) == (EventKind.SLIP_PRINTED, "booking.1.7")
    assert printed.event.body["number"] == "AH-007"


def test_a_second_time_with_the_same_code_prints_nothing(runner: Runner, kiosk_database: Database) -> None:
    know(kiosk_database)
    for _ in range(2):
        runner.effects.perform(CheckIn(visit=1, code="12345678"))
    assert isinstance(runner.next(), TicketIssued)
    second = runner.next()
    assert isinstance(second, NotCheckedIn)
    assert (second.why, second.appointment and second.appointment.number) == (
        NoCheckIn.ALREADY_HERE,
        "AH-007",
    )


def test_a_code_without_a_catalogue_fails_and_is_said(runner: Runner) -> None:
    runner.offering.issuer = None
    runner.effects.perform(CheckIn(visit=1, code="12345678"))
    assert runner.next() == NotCheckedIn(visit=1, why=NoCheckIn.FAILED)


def test_a_kiosk_without_a_camera_awaits_the_keys(runner: Runner) -> None:
    runner.effects.perform(ReadCode(visit=1))
    runner.effects.perform(StopWatching())
    runner.effects.perform(WatchFace(visit=2))
    assert runner.next() == CameraFailed(visit=2)


def test_a_kiosk_without_desks_says_so(runner: Runner) -> None:
    code = "H26.17.03-261110-0001"
    runner.effects.perform(FindDossier(visit=1, code=code))
    assert runner.next() == DossierNotFound(visit=1, code=code, why=NoDossier.FAILED)
    runner.effects.perform(GiveOpinion(visit=1, opinion=Opinion(text="Thiếu ghế")))
    assert runner.next() == OpinionNotGiven(visit=1)
