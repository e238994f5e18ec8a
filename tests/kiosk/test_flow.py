"""The visit, step by step, without a screen, a camera or a clock."""

from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from kiosk.deeds import (
    CheckIn,
    Effect,
    Forget,
    IssueTicket,
    PrintSlip,
    ReadCode,
    StartTimer,
    StopWatching,
    WatchFace,
)
from kiosk.events import (
    AnonymousWayTouched,
    AppointmentWayTouched,
    CameraFailed,
    CodeRead,
    DigitTouched,
    EraseTouched,
    Event,
    FaceHinted,
    FaceNotKnown,
    FaceRecognised,
    FaceWayTouched,
    HomeTouched,
    KioskReady,
    KioskStopped,
    NotCheckedIn,
    NotMeTouched,
    ServiceTouched,
    SlipNotPrinted,
    SlipPrinted,
    StillHereTouched,
    TicketIssued,
    TicketNotIssued,
    TimedOut,
    YesTouched,
)
from kiosk.flow import CHECKING_S, IDLE_S, LOOK_S, READ_NUMBER_S, STILL_THERE_S, TAKE_PAPER_S, step
from kiosk.hint import Hint
from kiosk.visit import START, Appointment, IssuedTicket, NoCheckIn, Notice, Paper, Screen, State, Visitor

HOA = Visitor(person_id="p1", shown_name="N. T. Hoa")
TICKET = IssuedTicket(
    id="K1.1.1",
    number="A1-001",
    service_id="cert",
    public_id="f" * 32,
    issued_at_ms=0,
    ahead=2,
    counters=(1,),
)


def play(*events: Event, state: State = START) -> tuple[State, list[Effect]]:
    """Let `events` happen one after the other; TimedOut(timer=0) means the timer that is running."""
    effects: list[Effect] = []
    for event in events:
        if event == TimedOut(timer=0):
            event = TimedOut(timer=state.timer)
        state, new = step(state, event)
        effects += new
    return state, effects


TIME_OUT = TimedOut(timer=0)
ATTRACT, _ = play(KioskReady())
VISIT = ATTRACT.visit + 1
RECOGNISED = FaceRecognised(visit=VISIT, visitor=HOA)
ISSUED = TicketIssued(visit=VISIT, ticket=TICKET)


def test_a_kiosk_that_is_not_ready_takes_nobody() -> None:
    assert play(FaceWayTouched(), AnonymousWayTouched()) == (START, [])


def test_the_kiosk_opens_when_it_is_ready() -> None:
    assert ATTRACT.screen is Screen.ATTRACT


def test_a_second_word_that_the_kiosk_is_ready_disturbs_no_visit() -> None:
    choosing, _ = play(AnonymousWayTouched(), state=ATTRACT)
    assert play(KioskReady(), state=choosing) == (choosing, [])


def test_the_face_way_looks_for_a_face() -> None:
    state, effects = play(FaceWayTouched(), state=ATTRACT)
    assert state.screen is Screen.LOOK_HERE
    assert effects == [WatchFace(visit=VISIT), StartTimer(timer=state.timer, after_s=LOOK_S)]


def test_a_hint_from_the_camera_is_shown() -> None:
    state, _ = play(FaceWayTouched(), FaceHinted(visit=VISIT, hint=Hint.COME_CLOSER), state=ATTRACT)
    assert state.hint is Hint.COME_CLOSER


def test_a_recognised_citizen_is_asked_by_a_masked_name() -> None:
    state, effects = play(FaceWayTouched(), RECOGNISED, state=ATTRACT)
    assert (state.screen, state.visitor) == (Screen.IS_THIS_YOU, HOA)
    assert StopWatching() in effects


def test_yes_leads_to_the_services() -> None:
    state, _ = play(FaceWayTouched(), RECOGNISED, YesTouched(), state=ATTRACT)
    assert (state.screen, state.visitor) == (Screen.CHOOSE_SERVICE, HOA)


def test_not_me_leads_to_the_services_and_forgets_the_name() -> None:
    state, _ = play(FaceWayTouched(), RECOGNISED, NotMeTouched(), state=ATTRACT)
    assert (state.screen, state.visitor) == (Screen.CHOOSE_SERVICE, None)


def test_a_touch_that_no_button_of_the_screen_makes_changes_nothing() -> None:
    asked, _ = play(FaceWayTouched(), RECOGNISED, state=ATTRACT)
    assert play(ServiceTouched(service_id="cert"), StillHereTouched(), state=asked) == (asked, [])
    looking, _ = play(FaceWayTouched(), state=ATTRACT)
    assert play(YesTouched(), state=looking) == (looking, [])


def test_an_unknown_face_goes_on_without_a_name() -> None:
    state, _ = play(FaceWayTouched(), FaceNotKnown(visit=VISIT), state=ATTRACT)
    assert (state.screen, state.notice) == (Screen.CHOOSE_SERVICE, Notice.NOT_RECOGNISED)


def test_looking_gives_up_in_time() -> None:
    state, _ = play(FaceWayTouched(), TIME_OUT, state=ATTRACT)
    assert (state.screen, state.notice) == (Screen.CHOOSE_SERVICE, Notice.NOT_RECOGNISED)


def test_a_lost_camera_is_no_dead_end() -> None:
    state, _ = play(FaceWayTouched(), CameraFailed(visit=VISIT), state=ATTRACT)
    assert (state.screen, state.notice) == (Screen.CHOOSE_SERVICE, Notice.NO_CAMERA)


def test_the_anonymous_way_is_open_while_the_camera_looks() -> None:
    state, _ = play(FaceWayTouched(), AnonymousWayTouched(), state=ATTRACT)
    assert (state.screen, state.notice) == (Screen.CHOOSE_SERVICE, Notice.NONE)


def test_home_works_from_every_screen_before_the_ticket() -> None:
    ways: list[list[Event]] = [[FaceWayTouched()], [FaceWayTouched(), RECOGNISED], [AnonymousWayTouched()]]
    assert {play(*way, HomeTouched(), state=ATTRACT)[0].screen for way in ways} == {Screen.ATTRACT}


def test_a_service_takes_one_ticket_however_often_it_is_touched() -> None:
    _, effects = play(
        AnonymousWayTouched(),
        ServiceTouched(service_id="cert"),
        ServiceTouched(service_id="civil"),
        state=ATTRACT,
    )
    assert [effect for effect in effects if isinstance(effect, IssueTicket)] == [
        IssueTicket(visit=VISIT, service_id="cert")
    ]


def test_a_ticket_is_shown_and_printed() -> None:
    state, effects = play(AnonymousWayTouched(), ServiceTouched(service_id="cert"), ISSUED, state=ATTRACT)
    assert (state.ticket, state.paper) == (TICKET, Paper.PRINTING)
    assert PrintSlip(visit=VISIT, ticket=TICKET) in effects


def test_a_ticket_that_could_not_be_stored_lets_the_citizen_choose_again() -> None:
    state, _ = play(
        AnonymousWayTouched(), ServiceTouched(service_id="cert"), TicketNotIssued(visit=VISIT), state=ATTRACT
    )
    assert (state.screen, state.notice, state.paper) == (Screen.CHOOSE_SERVICE, Notice.NOT_ISSUED, Paper.NONE)


def test_a_printed_slip_ends_the_visit_by_itself() -> None:
    taking, effects = play(
        AnonymousWayTouched(),
        ServiceTouched(service_id="cert"),
        ISSUED,
        SlipPrinted(visit=VISIT),
        state=ATTRACT,
    )
    assert effects[-1] == StartTimer(timer=taking.timer, after_s=TAKE_PAPER_S)
    assert play(TIME_OUT, state=taking)[0].screen is Screen.ATTRACT


def test_a_printer_that_failed_leaves_time_to_note_the_number() -> None:
    state, effects = play(
        AnonymousWayTouched(),
        ServiceTouched(service_id="cert"),
        ISSUED,
        SlipNotPrinted(visit=VISIT),
        state=ATTRACT,
    )
    assert (state.ticket, state.paper) == (TICKET, Paper.NOT_PRINTED)
    assert effects[-1] == StartTimer(timer=state.timer, after_s=READ_NUMBER_S)


def test_a_printer_that_says_nothing_counts_as_failed() -> None:
    state, _ = play(AnonymousWayTouched(), ServiceTouched(service_id="cert"), ISSUED, TIME_OUT, state=ATTRACT)
    assert (state.screen, state.paper) == (Screen.TAKE_TICKET, Paper.NOT_PRINTED)


def test_home_waits_until_the_paper_is_out() -> None:
    printing, _ = play(AnonymousWayTouched(), ServiceTouched(service_id="cert"), ISSUED, state=ATTRACT)
    assert play(HomeTouched(), state=printing) == (printing, [])
    printed, _ = play(SlipPrinted(visit=VISIT), HomeTouched(), state=printing)
    assert printed.screen is Screen.ATTRACT


def test_an_idle_citizen_is_asked_and_then_forgotten() -> None:
    asked, effects = play(FaceWayTouched(), RECOGNISED, TIME_OUT, state=ATTRACT)
    assert asked.asks_still_there
    assert effects[-1] == StartTimer(timer=asked.timer, after_s=STILL_THERE_S)
    gone, effects = play(TIME_OUT, state=asked)
    assert (gone.screen, gone.visitor, effects) == (Screen.ATTRACT, None, [Forget()])


def test_one_touch_gives_more_time() -> None:
    for way in ([FaceWayTouched(), RECOGNISED], [AnonymousWayTouched()]):
        before, _ = play(*way, state=ATTRACT)
        after, effects = play(TIME_OUT, StillHereTouched(), state=before)
        assert (after.screen, after.asks_still_there) == (before.screen, False)
        assert effects[-1] == StartTimer(timer=after.timer, after_s=IDLE_S)


def test_a_timer_that_was_replaced_changes_nothing() -> None:
    looking, _ = play(FaceWayTouched(), state=ATTRACT)
    choosing, _ = play(AnonymousWayTouched(), state=looking)
    assert play(TimedOut(timer=looking.timer), state=choosing) == (choosing, [])


def test_what_the_camera_says_of_an_earlier_citizen_reaches_nobody() -> None:
    second, _ = play(FaceWayTouched(), HomeTouched(), FaceWayTouched(), state=ATTRACT)
    assert play(RECOGNISED, FaceHinted(visit=VISIT, hint=Hint.TOO_DARK), state=second) == (second, [])


def test_the_paper_of_a_citizen_who_left_still_comes_out() -> None:
    gone, _ = play(
        AnonymousWayTouched(), ServiceTouched(service_id="cert"), TIME_OUT, HomeTouched(), state=ATTRACT
    )
    assert gone.screen is Screen.ATTRACT
    assert play(ISSUED, state=gone) == (gone, [PrintSlip(visit=VISIT, ticket=TICKET)])


def test_a_store_that_takes_too_long_lets_the_citizen_choose_again() -> None:
    waiting, _ = play(AnonymousWayTouched(), ServiceTouched(service_id="cert"), TIME_OUT, state=ATTRACT)
    assert (waiting.screen, waiting.notice) == (Screen.CHOOSE_SERVICE, Notice.NOT_ISSUED)
    assert play(ISSUED, state=waiting) == (waiting, [PrintSlip(visit=VISIT, ticket=TICKET)])


def test_a_kiosk_that_stops_shows_so_and_forgets_the_visitor() -> None:
    state, effects = play(FaceWayTouched(), RECOGNISED, KioskStopped(), state=ATTRACT)
    assert (state.screen, state.visitor, effects[-1]) == (Screen.OUT_OF_SERVICE, None, Forget())
    assert play(TIME_OUT, HomeTouched(), state=state) == (state, [])


# ---- an appointment ----

TYPED = [DigitTouched(digit=digit) for digit in "12345678"]
BOOKED = replace(TICKET, id="booking.1.1", number="AH-001", ahead=None, slot_ms=0)
TOLD = Appointment(number="AH-001", service_id="cert", slot_ms=0)


def sorry(why: NoCheckIn, visit: int = VISIT) -> NotCheckedIn:
    return NotCheckedIn(visit=visit, why=why, appointment=TOLD)


ENTERING, _ = play(AppointmentWayTouched(), state=ATTRACT)
CHECKING, _ = play(*TYPED, state=ENTERING)
REFUSED, _ = play(sorry(NoCheckIn.UNKNOWN), state=CHECKING)


def test_the_appointment_way_asks_for_the_code_and_looks_for_it() -> None:
    state, effects = play(AppointmentWayTouched(), state=ATTRACT)
    assert (state.screen, state.code) == (Screen.ENTER_CODE, "")
    assert effects == [ReadCode(visit=VISIT), StartTimer(timer=state.timer, after_s=IDLE_S)]


def test_the_last_digit_looks_the_code_up_once() -> None:
    state, effects = play(*TYPED, *TYPED, EraseTouched(), state=ENTERING)
    assert (state.code, state.is_checking) == ("12345678", True)
    assert [effect for effect in effects if isinstance(effect, CheckIn)] == [
        CheckIn(visit=VISIT, code="12345678")
    ]
    assert effects[-1] == StartTimer(timer=state.timer, after_s=CHECKING_S)


def test_a_digit_can_be_erased() -> None:
    state, _ = play(*TYPED[:3], EraseTouched(), state=ENTERING)
    assert state.code == "12"
    assert play(EraseTouched(), state=ENTERING)[0].code == ""


def test_a_code_held_before_the_camera_is_looked_up_at_once() -> None:
    state, effects = play(*TYPED[:3], CodeRead(visit=VISIT, code="87654321"), state=ENTERING)
    assert state.code == "87654321"
    assert CheckIn(visit=VISIT, code="87654321") in effects


def test_a_code_that_is_being_looked_up_is_not_replaced() -> None:
    assert play(CodeRead(visit=VISIT, code="87654321"), state=CHECKING) == (CHECKING, [])


def test_the_booked_number_is_shown_and_printed_and_the_camera_let_go() -> None:
    state, effects = play(TicketIssued(visit=VISIT, ticket=BOOKED), state=CHECKING)
    assert (state.screen, state.ticket, state.paper) == (Screen.TAKE_TICKET, BOOKED, Paper.PRINTING)
    assert (state.code, state.is_checking) == ("", False)
    assert effects[:2] == [StopWatching(), PrintSlip(visit=VISIT, ticket=BOOKED)]


def test_why_there_is_no_number_is_said_and_nothing_is_printed() -> None:
    for why in NoCheckIn:
        state, effects = play(sorry(why), state=CHECKING)
        assert (state.screen, state.no_check_in, state.appointment) == (Screen.ENTER_CODE, why, TOLD)
        assert [type(effect) for effect in effects] == [StartTimer]


def test_after_an_answer_a_digit_begins_anew_and_erasing_mends_the_end() -> None:
    assert play(DigitTouched(digit="9"), state=REFUSED)[0].code == "9"
    mended, effects = play(EraseTouched(), DigitTouched(digit="9"), state=REFUSED)
    assert (mended.code, mended.no_check_in) == ("12345679", None)
    assert CheckIn(visit=VISIT, code="12345679") in effects


def test_an_answer_that_nobody_awaits_changes_nothing() -> None:
    for state in (ENTERING, REFUSED, ATTRACT):
        assert play(sorry(NoCheckIn.OVER), state=state) == (state, [])
    assert play(sorry(NoCheckIn.OVER, visit=VISIT - 1), state=CHECKING) == (CHECKING, [])


def test_a_look_up_that_takes_too_long_fails_and_can_be_tried_again() -> None:
    failed, _ = play(TIME_OUT, state=CHECKING)
    assert (failed.screen, failed.no_check_in) == (Screen.ENTER_CODE, NoCheckIn.FAILED)
    assert not failed.is_checking
    late, effects = play(TicketIssued(visit=VISIT, ticket=BOOKED), state=failed)
    assert (late, effects) == (failed, [PrintSlip(visit=VISIT, ticket=BOOKED)])


def test_the_ordinary_way_is_open_beside_the_code() -> None:
    for state in (ENTERING, CHECKING, REFUSED):
        chosen, effects = play(AnonymousWayTouched(), state=state)
        assert (chosen.screen, chosen.code, chosen.no_check_in) == (Screen.CHOOSE_SERVICE, "", None)
        assert (chosen.is_checking, StopWatching() in effects) == (False, True)


def test_who_types_slowly_is_asked_and_goes_on_where_they_were() -> None:
    asked, _ = play(*TYPED[:4], TIME_OUT, state=ENTERING)
    assert asked.asks_still_there
    going_on, _ = play(StillHereTouched(), *TYPED[4:], state=asked)
    assert (going_on.code, going_on.asks_still_there) == ("12345678", False)


def test_home_from_the_code_leaves_nothing_of_it() -> None:
    state, effects = play(HomeTouched(), state=REFUSED)
    assert state == State(screen=Screen.ATTRACT, visit=state.visit, timer=state.timer)
    assert effects == [Forget()]


_visits = st.integers(min_value=0, max_value=4)
_events: st.SearchStrategy[Event] = st.one_of(
    st.sampled_from(
        [
            KioskReady(),
            FaceWayTouched(),
            AnonymousWayTouched(),
            AppointmentWayTouched(),
            DigitTouched(digit="5"),
            EraseTouched(),
            YesTouched(),
            NotMeTouched(),
            HomeTouched(),
            StillHereTouched(),
            ServiceTouched(service_id="cert"),
            TIME_OUT,
        ]
    ),
    st.builds(FaceHinted, visit=_visits, hint=st.sampled_from(Hint)),
    st.builds(FaceRecognised, visit=_visits, visitor=st.just(HOA)),
    st.builds(FaceNotKnown, visit=_visits),
    st.builds(CameraFailed, visit=_visits),
    st.builds(TicketIssued, visit=_visits, ticket=st.just(TICKET)),
    st.builds(CodeRead, visit=_visits, code=st.just("12345678")),
    st.builds(NotCheckedIn, visit=_visits, why=st.sampled_from(NoCheckIn), appointment=st.just(TOLD)),
    st.builds(TicketNotIssued, visit=_visits),
    st.builds(SlipPrinted, visit=_visits),
    st.builds(SlipNotPrinted, visit=_visits),
    st.builds(TimedOut, timer=_visits),
)


@given(st.lists(_events, max_size=40))
def test_from_any_state_silence_leads_back_to_attract_with_nothing_left(events: list[Event]) -> None:
    state, _ = play(KioskReady(), *events)
    silent, _ = play(*[TIME_OUT] * 5, state=state)
    assert silent == State(screen=Screen.ATTRACT, visit=silent.visit, timer=silent.timer)


@given(st.lists(_events, max_size=40))
def test_every_screen_but_the_first_has_a_running_timer(events: list[Event]) -> None:
    state, effects = play(KioskReady(), *events)
    started = [effect.timer for effect in effects if isinstance(effect, StartTimer)]
    assert state.screen is Screen.ATTRACT or started[-1] == state.timer


@given(st.lists(_events, max_size=40))
def test_a_name_is_on_screen_only_in_the_visit_it_was_recognised_in(events: list[Event]) -> None:
    state, _ = play(KioskReady(), *events)
    shown = any(isinstance(event, FaceRecognised) and event.visit == state.visit for event in events)
    assert state.visitor is None or shown


@given(st.lists(_events, max_size=40))
def test_a_code_is_remembered_only_while_it_is_asked_for(events: list[Event]) -> None:
    state, _ = play(KioskReady(), *events)
    assert state.screen is Screen.ENTER_CODE or not (state.code or state.is_checking or state.appointment)


@given(st.lists(_events, max_size=40))
def test_no_number_is_printed_more_often_than_it_is_given(events: list[Event]) -> None:
    _, effects = play(KioskReady(), *events)
    given_out = [event for event in events if isinstance(event, TicketIssued)]
    assert len([effect for effect in effects if isinstance(effect, PrintSlip)]) <= len(given_out)
