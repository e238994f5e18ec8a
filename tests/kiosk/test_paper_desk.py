"""Of each ticket one paper comes out, whatever happens to the printer, the kiosk or its store in between."""

import queue
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

import pytest
from PIL import Image

from kiosk import clock
from kiosk.issuer import Issuer
from kiosk.journey.deeds import (
    Forget,
    LoadRoll,
    PrintDayReport,
    PrintSlip,
    PrintSlipAgain,
    PrintTrial,
    SettleSlip,
)
from kiosk.journey.events import SlipNotPrinted, SlipPrinted
from kiosk.journey.staff_events import PaperSettled
from kiosk.journey.visit import IssuedTicket
from kiosk.kiosk import Message, PrinterTold
from kiosk.offering import Offering
from kiosk.paper import ticket_slip
from kiosk.paper_desk import PaperDesk
from kiosk.sync import HallLink
from models.paper_roll import Roll
from models.print_job import STILL_HERE_MS, Job, Reason, State, begun
from models.store import kiosk_log, kiosk_print
from models.store.database import Database, StoreError
from printers.contents import Kind
from printers.raster import draw
from printers.slip import PAPER_80MM
from printers.templates import shipped_templates
from printers.virtual.device import Device
from printers.virtual.printer import VirtualPrinter
from tests.helpers.kiosks import IDENTITY
from tests.helpers.printers import paper_desk, printer_on, virtual_printer
from tests.helpers.stub_hall import CATALOGUE
from tests.helpers.waiting import wait_until

NOBODY_LISTENS = "http://127.0.0.1:9"
WAIT_S = 10.0
VISIT = 7


class Desk:
    """A kiosk's store, its printer, and what the screen is told."""

    def __init__(self, database: Database, printer: VirtualPrinter) -> None:
        self.database, self.printer = database, printer
        self.messages: queue.SimpleQueue[Message] = queue.SimpleQueue()
        self.issuer = Issuer(private_key=IDENTITY.private_key, database=database, catalogue=CATALOGUE)

    @contextmanager
    def open(self) -> Iterator[PaperDesk]:
        link = HallLink(
            database=self.database,
            server_url=NOBODY_LISTENS,
            identity=IDENTITY,
            on_catalogue=lambda _: None,
            on_online=lambda _: None,
            on_refused=lambda: None,
        )
        offering = Offering(self.database, IDENTITY.private_key)
        offering.issuer = self.issuer
        desk = paper_desk(self.database, offering, link, printer_on(self.printer))
        desk.open(self.messages.put)
        try:
            yield desk
        finally:
            desk.close()

    def issue(self) -> IssuedTicket:
        return self.issuer.issue("cert", None)

    def next(self) -> Message:
        while isinstance(message := self.messages.get(timeout=WAIT_S), PrinterTold):
            pass
        return message

    def job(self, ticket: IssuedTicket) -> Job:
        kept = self.database.read(lambda connection: kiosk_print.find(connection, ticket.id)).result()
        assert kept is not None
        return kept.job

    def keep(self, job: Job) -> None:
        self.database.write(lambda connection: kiosk_print.save(connection, job)).result()

    def told(self) -> list[tuple[object, object]]:
        """The outcomes and troubles that the hall will hear of."""
        entries = self.database.read(lambda connection: kiosk_log.unconfirmed(connection, 100)).result()
        bodies = [entry.event.body for entry in entries]
        return [(body["outcome"], body.get("trouble")) for body in bodies if "outcome" in body]

    def do(self, deed: Callable[[Device], None]) -> None:
        with self.printer.at_hand() as device:
            deed(device)


@pytest.fixture
def desk(kiosk_database: Database, tmp_path: Path) -> Iterator[Desk]:
    with virtual_printer(tmp_path / "paper") as printer:
        yield Desk(kiosk_database, printer)


def drawn(ticket: IssuedTicket, reprint: int = 0) -> Image.Image:
    template = shipped_templates()[Kind.TICKET]
    return draw(ticket_slip(CATALOGUE, ticket, template, PAPER_80MM, reprint=reprint))


def _new_roll(device: Device) -> None:
    device.load(80_000)


def test_a_ticket_and_its_paper_are_wanted_in_one_step(desk: Desk) -> None:
    job = desk.job(desk.issue())
    assert (job.state, job.number, job.copies) == (State.QUEUED, "A1-001", 0)


def test_a_paper_that_came_out_is_written_down_and_told(desk: Desk) -> None:
    ticket = desk.issue()
    with desk.open() as papers:
        assert desk.next() == SlipPrinted(visit=0)  # the kiosk was restarted since it was wanted
        papers.perform(PrintSlip(visit=VISIT, ticket=desk.issue()))
        assert desk.next() == SlipPrinted(visit=VISIT)
    assert desk.job(ticket).state is State.PRINTED
    assert desk.told() == [("printed", None), ("printed", None)]
    assert len(desk.printer.papers) == 2


def test_a_paper_comes_by_itself_as_soon_as_there_is_a_new_roll(desk: Desk) -> None:
    with desk.open() as papers:
        desk.do(Device.end_paper)
        ticket = desk.issue()
        papers.perform(PrintSlip(visit=VISIT, ticket=ticket))
        assert desk.next() == SlipNotPrinted(visit=VISIT, trouble=Reason.NO_PAPER)
        desk.do(_new_roll)
        answers = [desk.next()]
        while answers[-1] != SlipPrinted(visit=VISIT):
            answers.append(desk.next())
    assert desk.told() == [("failed", "no_paper"), ("printed", None)]
    assert len(desk.printer.papers) == desk.job(ticket).copies == 1


def test_nothing_comes_by_itself_for_who_has_gone(desk: Desk) -> None:
    with desk.open() as papers:
        desk.do(Device.end_paper)
        ticket = desk.issue()
        papers.perform(PrintSlip(visit=VISIT, ticket=ticket))
        assert desk.next() == SlipNotPrinted(visit=VISIT, trouble=Reason.NO_PAPER)
        papers.perform(Forget())
        desk.do(_new_roll)
        wait_until(lambda: desk.messages.qsize() > 0)  # the printer is looked at every few seconds
        assert desk.messages.get() == PrinterTold(trouble=None)
    assert desk.printer.papers == []
    assert desk.job(ticket).state is State.FAILED


def test_a_paper_that_ended_in_the_middle_is_followed_by_a_marked_copy(
    kiosk_database: Database, tmp_path: Path
) -> None:
    with virtual_printer(tmp_path / "paper", roll_mm=50) as printer:
        desk = Desk(kiosk_database, printer)
        with desk.open() as papers:
            ticket = desk.issue()
            papers.perform(PrintSlip(visit=VISIT, ticket=ticket))
            assert desk.next() == SlipNotPrinted(visit=VISIT, trouble=Reason.NO_PAPER)
            desk.do(_new_roll)
            while desk.next() != SlipPrinted(visit=VISIT):
                pass
        scrap, whole = printer.papers
    assert whole.tobytes() == drawn(ticket, reprint=1).tobytes()
    assert scrap.tobytes() == drawn(ticket).crop((0, 0, *scrap.size)).tobytes()


def test_what_was_being_sent_when_the_kiosk_went_off_waits_for_a_person(desk: Desk) -> None:
    ticket = desk.issue()
    desk.keep(begun(desk.job(ticket)))
    with desk.open():
        wait_until(lambda: desk.job(ticket).state is State.UNKNOWN)
    assert desk.printer.papers == []
    assert desk.job(ticket).copies == 1


def test_what_was_wanted_long_before_the_restart_is_not_printed_for_nobody(desk: Desk) -> None:
    ticket = desk.issue()
    desk.keep(replace(desk.job(ticket), queued_at_ms=clock.now_ms() - STILL_HERE_MS - 1))
    with desk.open() as papers:
        papers.perform(PrintTrial(visit=VISIT))
        assert desk.next() == SlipPrinted(visit=VISIT)
    assert desk.job(ticket).state is State.QUEUED


def test_a_copy_that_staff_want_bears_the_mark(desk: Desk) -> None:
    ticket = desk.issue()
    desk.keep(begun(desk.job(ticket)))
    with desk.open() as papers:
        papers.perform(PrintSlipAgain(visit=VISIT, ticket_id=ticket.id))
        assert desk.next() == SlipPrinted(visit=VISIT)
    (paper,) = desk.printer.papers
    assert paper.tobytes() == drawn(ticket, reprint=1).tobytes()
    assert (desk.job(ticket).state, desk.job(ticket).copies) == (State.PRINTED, 2)


def test_a_paper_that_staff_have_found_is_asked_about_no_more(desk: Desk) -> None:
    ticket = desk.issue()
    desk.keep(begun(desk.job(ticket)))
    with desk.open() as papers:
        papers.perform(SettleSlip(visit=VISIT, ticket_id=ticket.id))
        assert desk.next() == PaperSettled(visit=VISIT)
    assert desk.job(ticket).state is State.SETTLED
    assert desk.told() == [("settled", None)]


def test_a_slip_is_not_sent_while_it_cannot_be_written_down_that_it_is(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object) -> None:
        raise StoreError("the disk is full")

    with desk.open() as papers:
        ticket = desk.issue()
        monkeypatch.setattr(kiosk_print, "save", full)
        papers.perform(PrintSlip(visit=VISIT, ticket=ticket))
        assert desk.next() == SlipNotPrinted(visit=VISIT, trouble=Reason.OFFLINE)
    assert desk.printer.papers == []


def test_the_paper_that_came_out_is_taken_off_the_roll_until_a_new_one_is_in(desk: Desk) -> None:
    def roll() -> Roll | None:
        return desk.database.read(kiosk_print.roll_in_printer).result()

    with desk.open() as papers:
        papers.perform(PrintSlip(visit=VISIT, ticket=desk.issue()))
        assert desk.next() == SlipPrinted(visit=VISIT)
        wait_until(lambda: (left := roll()) is not None and left.used_mm > 100)
        papers.perform(LoadRoll())
        wait_until(lambda: roll() == Roll(length_mm=80_000))


def test_the_days_report_comes_out_and_is_no_ticket(desk: Desk) -> None:
    with desk.open() as papers:
        papers.perform(PrintSlip(visit=VISIT, ticket=desk.issue()))
        assert desk.next() == SlipPrinted(visit=VISIT)
        papers.perform(PrintDayReport(visit=VISIT))
        assert desk.next() == SlipPrinted(visit=VISIT)
    assert len(desk.printer.papers) == 2
    assert desk.told() == [("printed", None)]


def test_an_open_printer_is_known_before_the_next_citizen_comes(desk: Desk) -> None:
    with desk.open():
        desk.do(Device.open_cover)
        assert desk.messages.get(timeout=WAIT_S) == PrinterTold(trouble=Reason.COVER_OPEN)
