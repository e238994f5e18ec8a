"""A printer that does not print costs nobody a number, and staff hear of it once a visit."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kiosk.journey.deeds import CallStaff, Effect, StartTimer
from kiosk.journey.events import (
    AnonymousWayTouched,
    ChecklistNotPrinted,
    ChecklistPrinted,
    Event,
    HelpTouched,
    HomeTouched,
    KioskReady,
    ServiceTouched,
    SlipNotPrinted,
    SlipPrinted,
    StaffCalled,
    StaffNotCalled,
    TicketIssued,
    TimedOut,
)
from kiosk.journey.flow import step
from kiosk.journey.paperless import trouble_after
from kiosk.journey.patience import READ_NUMBER_S, TAKE_PAPER_S
from kiosk.journey.staff_events import PaperChanged
from kiosk.journey.visit import START, Help, IssuedTicket, Paper, Screen, State
from kiosk.kiosk import Kiosk
from models.print_job import Reason

TICKET = IssuedTicket(
    id="K1.1.1",
    number="A1-001",
    service_id="cert",
    public_id="f" * 32,
    issued_at_ms=0,
    ahead=2,
    counters=(1,),
)
CALL = CallStaff(screen=Screen.PRINTER_OUT)


def play(state: State, *events: Event) -> tuple[State, list[Effect]]:
    effects: list[Effect] = []
    for event in events:
        state, new = step(state, event)
        effects += new
    return state, effects


ATTRACT, _ = play(START, KioskReady())
CHOOSING, _ = play(ATTRACT, AnonymousWayTouched())
VISIT = CHOOSING.visit
TAKING = (ServiceTouched(service_id="cert"), TicketIssued(visit=VISIT, ticket=TICKET))
PRINTING, _ = play(CHOOSING, *TAKING)
NO_PAPER = SlipNotPrinted(visit=VISIT, trouble=Reason.NO_PAPER)
OUT, _ = play(PRINTING, NO_PAPER)


def test_the_number_stays_on_the_screen_when_its_paper_fails() -> None:
    state, effects = play(PRINTING, NO_PAPER)
    assert (state.screen, state.ticket, state.paper) == (Screen.PRINTER_OUT, TICKET, Paper.NOT_PRINTED)
    assert effects == [CALL, StartTimer(timer=state.timer, after_s=READ_NUMBER_S)]


def test_a_printer_that_says_nothing_counts_as_failed() -> None:
    state, effects = play(PRINTING, TimedOut(timer=PRINTING.timer))
    assert (state.screen, CALL in effects) == (Screen.PRINTER_OUT, True)


def test_the_visitor_hears_whether_staff_were_called() -> None:
    assert OUT.help is Help.CALLING
    assert play(OUT, StaffCalled())[0].help is Help.CALLED


def test_staff_are_called_once_a_visit() -> None:
    for word in ((), (StaffCalled(),)):
        called, effects = play(CHOOSING, HelpTouched(), *word, *TAKING, NO_PAPER)
        assert (called.screen, CALL in effects) == (Screen.PRINTER_OUT, False)
    assert play(OUT, NO_PAPER, HelpTouched())[1].count(CALL) == 0


def test_staff_who_could_not_be_called_before_are_called_again() -> None:
    _, effects = play(CHOOSING, HelpTouched(), StaffNotCalled(), *TAKING, NO_PAPER)
    assert CALL in effects


def test_the_screen_clears_itself_and_at_a_touch() -> None:
    for end in (TimedOut(timer=OUT.timer), HomeTouched()):
        state, _ = play(OUT, end)
        assert state == State(screen=Screen.ATTRACT, visit=state.visit, timer=state.timer)


def test_a_paper_that_comes_late_is_to_be_taken() -> None:
    state, effects = play(OUT, SlipPrinted(visit=VISIT))
    assert (state.screen, state.paper) == (Screen.TAKE_TICKET, Paper.PRINTED)
    assert effects == [StartTimer(timer=state.timer, after_s=TAKE_PAPER_S)]


def test_word_of_another_visits_paper_changes_no_visit() -> None:
    assert play(PRINTING, SlipNotPrinted(visit=VISIT - 1)) == (PRINTING, [])


@pytest.mark.parametrize("works", [SlipPrinted(visit=0), PaperChanged()])
def test_a_printer_is_out_until_it_prints_or_somebody_has_changed_the_paper(works: Event) -> None:
    trouble = trouble_after(None, NO_PAPER)
    assert trouble is Reason.NO_PAPER
    assert trouble_after(trouble, works) is None


def test_a_checklist_on_paper_shows_that_the_printer_works() -> None:
    assert trouble_after(Reason.ABSENT, ChecklistPrinted(visit=0, procedure_id="birth")) is None


def test_what_cannot_be_drawn_and_what_is_no_ticket_says_nothing_of_the_printer() -> None:
    for message in (
        SlipNotPrinted(visit=0, trouble=Reason.UNPRINTABLE),
        ChecklistNotPrinted(visit=0, procedure_id="birth"),
        KioskReady(),
    ):
        assert trouble_after(Reason.NO_PAPER, message) is Reason.NO_PAPER
        assert trouble_after(None, message) is None


def test_the_kiosk_remembers_the_printer_from_visit_to_visit() -> None:
    kiosk = Kiosk(perform=lambda _effect: None, camera=None)
    kiosk.handle(KioskReady())
    kiosk.handle(SlipNotPrinted(visit=99, trouble=Reason.NO_PAPER))  # of a citizen who has left
    kiosk.handle(AnonymousWayTouched())
    kiosk.handle(HomeTouched())
    assert kiosk.printer_trouble is Reason.NO_PAPER
    kiosk.handle(SlipPrinted(visit=99))
    assert kiosk.printer_trouble is None


@given(
    st.lists(st.sampled_from([NO_PAPER, HelpTouched(), StaffCalled(), SlipPrinted(visit=VISIT)]), max_size=12)
)
def test_whatever_the_printer_says_staff_who_heard_of_it_are_not_called_again(events: list[Event]) -> None:
    _, effects = play(PRINTING, *events)
    assert effects.count(CALL) <= 1
