"""The staff panel: hidden from citizens, behind a PIN, and closed by itself."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kiosk.journey.deeds import (
    AskHealth,
    CheckPin,
    Effect,
    Forget,
    LoadRoll,
    PrintDayReport,
    PrintSlipAgain,
    PrintTrial,
    Restart,
    SettleSlip,
    StartTimer,
)
from kiosk.journey.events import (
    AnonymousWayTouched,
    BackTouched,
    DigitTouched,
    EraseTouched,
    Event,
    HomeTouched,
    KioskReady,
    KioskStopped,
    ServiceTouched,
    SlipNotPrinted,
    SlipPrinted,
    TextSizeTouched,
    TimedOut,
)
from kiosk.journey.flow import step
from kiosk.journey.health import Health, KnownFaces, PaperInDoubt, Sight
from kiosk.journey.patience import PANEL_S, PIN_S
from kiosk.journey.staff_events import (
    CornerTapped,
    DayReportTouched,
    HealthTold,
    LookAgainTouched,
    PaperChanged,
    PaperSettled,
    PapersTouched,
    PinAccepted,
    PinEntered,
    PinRefused,
    ReprintTouched,
    RestartTouched,
    SettleTouched,
    TrialPrintTouched,
)
from kiosk.journey.visit import START, Paper, PinAnswer, Screen, Staff, State
from kiosk.kiosk import Kiosk
from models.print_job import Reason
from models.print_job import State as JobState

HEALTH = Health(
    hall_heard_ms=0,
    is_online=True,
    unsent_tickets=0,
    printer=None,
    printer_speaks=True,
    papers=(),
    roll=None,
    camera=Sight.SEES,
    faces=KnownFaces(people=312, of_1000=3.1, is_full=False),
    disk_free_mb=5000,
    clock_ahead_s=0.2,
)


def play(state: State, *events: Event) -> tuple[State, list[Effect]]:
    effects: list[Effect] = []
    for event in events:
        state, new = step(state, event)
        effects += new
    return state, effects


def taps(*at_s: float) -> list[Event]:
    return [CornerTapped(at_s=one) for one in at_s]


FIVE = taps(10.0, 10.4, 10.8, 11.2, 11.6)
ATTRACT, _ = play(START, KioskReady())
STOPPED, _ = play(ATTRACT, KioskStopped())
AT_PIN, _ = play(ATTRACT, *FIVE)
TYPED = [DigitTouched(digit=digit) for digit in "246810"]
CHECKING, _ = play(AT_PIN, *TYPED, PinEntered())
PANEL, _ = play(CHECKING, PinAccepted(visit=CHECKING.visit))
VISIT = PANEL.visit


@pytest.mark.parametrize("state", [ATTRACT, STOPPED], ids=["attract", "out of service"])
def test_five_taps_in_three_seconds_ask_for_the_pin(state: State) -> None:
    asking, effects = play(state, *FIVE)
    assert (asking.screen, asking.staff.pin) == (Screen.STAFF_PIN, "")
    assert effects == [StartTimer(timer=asking.timer, after_s=PIN_S)]


def test_four_taps_or_slower_ones_do_nothing() -> None:
    assert play(ATTRACT, *FIVE[:4])[0].screen is Screen.ATTRACT
    assert play(ATTRACT, *taps(0, 1, 2, 3, 4, 5, 6, 7, 8))[0].screen is Screen.ATTRACT


def test_only_the_last_three_seconds_count() -> None:
    assert play(ATTRACT, *taps(0, 1, 10, 10.5, 11, 11.5))[0].screen is Screen.ATTRACT
    assert play(ATTRACT, *taps(0, 1, 10, 10.5, 11, 11.5, 12))[0].screen is Screen.STAFF_PIN


def test_taps_in_a_visit_do_nothing() -> None:
    choosing, _ = play(ATTRACT, AnonymousWayTouched())
    assert play(choosing, *FIVE) == (choosing, [])


def test_a_kiosk_without_a_pin_has_no_panel() -> None:
    for has_panel, screen in ((False, Screen.ATTRACT), (True, Screen.STAFF_PIN)):
        kiosk = Kiosk(perform=lambda _effect: None, camera=None)
        kiosk.has_staff_panel = has_panel
        for message in (KioskReady(), *FIVE):
            kiosk.handle(message)
        assert kiosk.state.screen is screen


def test_the_pin_is_checked_when_all_of_it_is_entered_and_is_then_forgotten() -> None:
    state, effects = play(AT_PIN, *TYPED, DigitTouched(digit="1"), EraseTouched(), PinEntered())
    assert CheckPin(visit=VISIT, pin="246810") in effects
    assert (state.staff.pin, state.staff.answer) == ("", PinAnswer.CHECKING)


def test_while_the_pin_is_checked_the_keys_do_nothing() -> None:
    assert play(CHECKING, DigitTouched(digit="1"), EraseTouched(), PinEntered()) == (CHECKING, [])


def test_no_pin_is_not_checked_and_a_long_one_is_cut() -> None:
    assert play(AT_PIN, PinEntered()) == (AT_PIN, [])
    assert len(play(AT_PIN, *TYPED * 3)[0].staff.pin) == 12


def test_the_pin_is_in_no_log() -> None:
    typed, effects = play(AT_PIN, *TYPED, PinEntered())
    assert "246810" not in f"{play(AT_PIN, *TYPED)[0]} {typed} {effects}"


def test_a_wrong_pin_is_said_and_the_next_digit_begins_anew() -> None:
    wrong, _ = play(CHECKING, PinRefused(visit=VISIT))
    assert (wrong.screen, wrong.staff.answer) == (Screen.STAFF_PIN, PinAnswer.WRONG)
    again, _ = play(wrong, DigitTouched(digit="7"))
    assert (again.staff.pin, again.staff.answer) == ("7", PinAnswer.NONE)


def test_how_long_it_is_locked_is_said() -> None:
    locked, _ = play(CHECKING, PinRefused(visit=VISIT, locked_s=60.0))
    assert (locked.staff.answer, locked.staff.locked_s) == (PinAnswer.LOCKED, 60.0)


def test_the_right_pin_opens_the_panel_which_asks_how_everything_is() -> None:
    state, effects = play(CHECKING, PinAccepted(visit=VISIT))
    assert (state.screen, state.staff.health) == (Screen.STAFF_PANEL, None)
    assert effects == [AskHealth(visit=VISIT), StartTimer(timer=state.timer, after_s=PANEL_S)]
    assert play(state, HealthTold(visit=VISIT, health=HEALTH))[0].staff.health == HEALTH


def test_an_answer_to_another_visit_opens_nothing_and_tells_nothing() -> None:
    for word in (PinAccepted(visit=VISIT - 1), PinRefused(visit=VISIT - 1)):
        assert play(CHECKING, word) == (CHECKING, [])
    assert play(PANEL, HealthTold(visit=VISIT - 1, health=HEALTH)) == (PANEL, [])
    assert play(ATTRACT, PinAccepted(visit=ATTRACT.visit)) == (ATTRACT, [])


def test_a_trial_print_is_asked_for_once_and_what_became_of_it_is_said() -> None:
    printing, effects = play(PANEL, TrialPrintTouched(), TrialPrintTouched())
    assert effects.count(PrintTrial(visit=VISIT)) == 1
    for word, paper in (
        (SlipPrinted(visit=VISIT), Paper.PRINTED),
        (SlipNotPrinted(visit=VISIT), Paper.NOT_PRINTED),
    ):
        state, effects = play(printing, word)
        assert (state.staff.paper, AskHealth(visit=VISIT) in effects) == (paper, True)


def test_the_paper_of_a_citizen_who_left_is_no_trial() -> None:
    assert play(PANEL, SlipPrinted(visit=VISIT - 1), SlipNotPrinted(visit=VISIT - 1)) == (PANEL, [])


@pytest.mark.parametrize("touched", [PaperChanged(), LookAgainTouched()])
def test_after_each_touch_everything_is_asked_again(touched: Event) -> None:
    told, _ = play(PANEL, HealthTold(visit=VISIT, health=HEALTH))
    state, effects = play(told, touched)
    assert (state.staff.health, AskHealth(visit=VISIT) in effects) == (None, True)


def test_a_restart_shows_that_the_kiosk_is_out_of_service_and_ends_it() -> None:
    state, effects = play(PANEL, RestartTouched())
    assert (state.screen, effects) == (Screen.OUT_OF_SERVICE, [Forget(), Restart()])


@pytest.mark.parametrize("state", [AT_PIN, CHECKING, PANEL], ids=["pin", "checking", "panel"])
def test_silence_and_a_touch_close_it_with_nothing_left(state: State) -> None:
    for end in (TimedOut(timer=state.timer), HomeTouched()):
        closed, effects = play(state, end)
        assert closed == State(screen=Screen.ATTRACT, visit=closed.visit, timer=closed.timer)
        assert effects == [Forget()]
    assert play(state, TimedOut(timer=state.timer - 1)) == (state, [])


def test_a_touch_keeps_it_open_for_the_whole_time_again() -> None:
    state, effects = play(PANEL, LookAgainTouched())
    assert effects[-1] == StartTimer(timer=state.timer, after_s=PANEL_S)
    large, _ = play(PANEL, TextSizeTouched())
    assert (large.screen, large.preferences.is_large) == (Screen.STAFF_PANEL, True)


def test_a_kiosk_out_of_service_is_so_again_afterwards_unless_it_was_opened_meanwhile() -> None:
    asking, _ = play(STOPPED, *FIVE)
    assert play(asking, *TYPED, PinEntered(), HomeTouched())[0].screen is Screen.OUT_OF_SERVICE
    assert play(asking, KioskReady(), *TYPED, PinEntered(), HomeTouched())[0].screen is Screen.ATTRACT


def test_a_kiosk_that_stops_closes_the_panel() -> None:
    state, _ = play(PANEL, KioskStopped())
    assert (state.screen, state.staff) == (Screen.OUT_OF_SERVICE, Staff())


def test_what_citizens_touch_does_nothing_there() -> None:
    for state in (AT_PIN, PANEL):
        assert play(state, AnonymousWayTouched(), ServiceTouched(service_id="cert")) == (state, [])


_events: st.SearchStrategy[Event] = st.one_of(
    st.sampled_from(
        [
            *FIVE,
            *TYPED,
            EraseTouched(),
            PinEntered(),
            TrialPrintTouched(),
            PaperChanged(),
            LookAgainTouched(),
            RestartTouched(),
            HomeTouched(),
            KioskReady(),
            KioskStopped(),
            AnonymousWayTouched(),
        ]
    ),
    st.builds(PinRefused, visit=st.integers(0, 6), locked_s=st.sampled_from([0.0, 60.0])),
    st.builds(HealthTold, visit=st.integers(0, 6), health=st.just(HEALTH)),
    st.builds(SlipPrinted, visit=st.integers(0, 6)),
)


@given(st.lists(_events, max_size=40))
def test_nothing_but_the_right_pin_opens_the_panel(events: list[Event]) -> None:
    state, effects = play(ATTRACT, *FIVE, *events)
    assert state.screen is not Screen.STAFF_PANEL
    assert not [effect for effect in effects if isinstance(effect, AskHealth | PrintTrial | Restart)]


@given(st.lists(_events, max_size=40))
def test_a_pin_is_remembered_only_while_it_is_asked_for(events: list[Event]) -> None:
    state, _ = play(ATTRACT, *FIVE, *TYPED, *events)
    assert state.screen is Screen.STAFF_PIN or replace(state.staff, taps_s=()) == Staff()


DOUBT = PaperInDoubt(
    ticket_id="K1.1.17", number="A1-017", at_ms=0, state=JobState.UNKNOWN, trouble=Reason.ABSENT
)
PAPERS, _ = play(PANEL, HealthTold(visit=VISIT, health=replace(HEALTH, papers=(DOUBT,))), PapersTouched())


def test_the_papers_in_doubt_are_a_screen_of_their_own_with_a_way_back() -> None:
    assert (PAPERS.screen, PAPERS.way_back) == (Screen.STAFF_PAPERS, Screen.STAFF_PANEL)
    back, effects = play(PAPERS, BackTouched())
    assert (back.screen, back.way_back) == (Screen.STAFF_PANEL, None)
    assert AskHealth(visit=VISIT) in effects


def test_before_it_is_known_which_papers_are_in_doubt_none_are_listed() -> None:
    assert play(PANEL, PapersTouched()) == (PANEL, [])


def test_a_copy_is_asked_for_once_and_the_list_is_made_anew_when_it_is_there() -> None:
    printing, effects = play(PAPERS, *[ReprintTouched(ticket_id=DOUBT.ticket_id)] * 2)
    assert effects.count(PrintSlipAgain(visit=VISIT, ticket_id=DOUBT.ticket_id)) == 1
    for word, paper in (
        (SlipPrinted(visit=VISIT), Paper.PRINTED),
        (SlipNotPrinted(visit=VISIT), Paper.NOT_PRINTED),
    ):
        state, effects = play(printing, word)
        assert (state.staff.paper, AskHealth(visit=VISIT) in effects) == (paper, True)
    listed, _ = play(printing, HealthTold(visit=VISIT, health=HEALTH))
    assert listed.staff.health == HEALTH


def test_a_paper_that_is_there_is_settled_and_the_list_is_made_anew() -> None:
    state, effects = play(PAPERS, SettleTouched(ticket_id=DOUBT.ticket_id), PaperSettled(visit=VISIT))
    assert SettleSlip(visit=VISIT, ticket_id=DOUBT.ticket_id) in effects
    assert AskHealth(visit=VISIT) in effects
    assert state.staff.health is not None


def test_what_comes_of_another_visit_or_from_elsewhere_changes_no_list() -> None:
    others = (PaperSettled(visit=VISIT - 1), SlipPrinted(visit=VISIT - 1), PapersTouched())
    assert play(PAPERS, *others) == (PAPERS, [])


def test_the_list_closes_like_the_panel() -> None:
    for end in (TimedOut(timer=PAPERS.timer), HomeTouched()):
        closed, effects = play(PAPERS, end)
        assert (closed.screen, effects) == (Screen.ATTRACT, [Forget()])


def test_a_new_roll_is_counted_from_now_on() -> None:
    assert LoadRoll() in play(PANEL, PaperChanged())[1]


def test_the_days_report_is_asked_for_once() -> None:
    _, effects = play(PANEL, DayReportTouched(), DayReportTouched())
    assert effects.count(PrintDayReport(visit=VISIT)) == 1
