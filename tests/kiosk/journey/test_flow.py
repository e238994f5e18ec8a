"""The visit, step by step, without a screen, a camera or a clock."""

from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kiosk.journey.deeds import (
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
from kiosk.journey.errand import DossierQuestion, Draft, NoDossier
from kiosk.journey.errand_events import (
    DossierCodeTyped,
    DossierFound,
    DossierNotFound,
    DossierWayTouched,
    FeedbackTyped,
    FindDossierTouched,
    OpinionGiven,
    OpinionNotGiven,
    OpinionWayTouched,
    RatingTouched,
    SendTouched,
    TopicTouched,
    WriteTouched,
    WrittenTouched,
)
from kiosk.journey.events import (
    AnonymousWayTouched,
    AppointmentWayTouched,
    BackTouched,
    CameraFailed,
    CardNotRead,
    CardRead,
    ChecklistNotPrinted,
    ChecklistPrinted,
    CodeRead,
    ContrastTouched,
    DigitTouched,
    EraseTouched,
    Event,
    FaceHinted,
    FaceNotKnown,
    FaceRecognised,
    FaceWayTouched,
    FieldTouched,
    HelpTouched,
    HomeTouched,
    KioskReady,
    KioskStopped,
    LanguageTouched,
    LifeEventTouched,
    LookUpTouched,
    LowReachTouched,
    NotCheckedIn,
    NotMeTouched,
    PaperTouched,
    PrintTouched,
    PriorityTouched,
    PriorityWayTouched,
    ProceduresFound,
    ProcedureTouched,
    QueryTyped,
    RelativeTouched,
    SearchTouched,
    ServiceTouched,
    SlipNotPrinted,
    SlipPrinted,
    SoundTouched,
    StaffCalled,
    StaffNotCalled,
    StillHereTouched,
    TextSizeTouched,
    TicketIssued,
    TicketNotIssued,
    TimedOut,
)
from kiosk.journey.face_events import FaceChallenged
from kiosk.journey.flow import step
from kiosk.journey.head_turn import Challenge, Turn
from kiosk.journey.health import Health, Sight
from kiosk.journey.hint import Hint
from kiosk.journey.patience import (
    CHECKING_S,
    IDLE_S,
    LOOK_S,
    REST_S,
    STILL_THERE_S,
    TAKE_PAPER_S,
    TURN_S,
    patience_s,
)
from kiosk.journey.rest import may_rest
from kiosk.journey.staff_events import (
    CornerTapped,
    HealthTold,
    LookAgainTouched,
    PaperChanged,
    PinAccepted,
    PinEntered,
    PinRefused,
    RestartTouched,
    TrialPrintTouched,
)
from kiosk.journey.telex import Typed
from kiosk.journey.visit import (
    START,
    Appointment,
    Help,
    IssuedTicket,
    Misread,
    NoCheckIn,
    Notice,
    Paper,
    Preferences,
    Question,
    Screen,
    State,
    Visitor,
)
from models.calling.policy import ELDERLY, REGULAR
from models.citizen_card import Sex, UnsignedCard
from models.dossier import EXAMPLE_CODE, DossierState, DossierStatus, NextStep
from models.opinion import Rating, Topic

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
    timer = StartTimer(timer=state.timer, after_s=LOOK_S)
    assert effects == [WatchFace(visit=VISIT), ReadCode(visit=VISIT), timer]


LEFT = Challenge(turn=Turn.LEFT, done=0, of=3)
THEN_RIGHT = Challenge(turn=Turn.RIGHT, done=1, of=3)


def test_who_is_asked_to_turn_the_head_sees_which_way_and_gets_time_for_all_of_it_once() -> None:
    asked = FaceChallenged(visit=VISIT, challenge=LEFT)
    state, effects = play(FaceWayTouched(), asked, state=ATTRACT)
    assert (state.challenge, state.screen) == (LEFT, Screen.LOOK_HERE)
    assert effects[-1] == StartTimer(timer=state.timer, after_s=TURN_S)
    then, effects = play(FaceChallenged(visit=VISIT, challenge=THEN_RIGHT), state=state)
    assert (then.challenge, then.timer, effects) == (THEN_RIGHT, state.timer, [])


@pytest.mark.parametrize("end", [FaceNotKnown(visit=VISIT), TIME_OUT])
def test_who_did_not_turn_the_head_goes_on_as_anybody_who_is_not_known(end: Event) -> None:
    asked = FaceChallenged(visit=VISIT, challenge=LEFT)
    state, _ = play(FaceWayTouched(), asked, end, state=ATTRACT)
    assert (state.screen, state.notice) == (Screen.CHOOSE_SERVICE, Notice.NOT_RECOGNISED)
    assert state.challenge is None


def test_who_turned_the_head_is_greeted_with_two_touches_as_ever() -> None:
    asked = FaceChallenged(visit=VISIT, challenge=LEFT)
    state, _ = play(FaceWayTouched(), asked, RECOGNISED, state=ATTRACT)
    assert (state.screen, state.challenge) == (Screen.CHOOSE_SERVICE, None)
    assert state.visitor is not None


def test_who_looks_again_is_asked_anew() -> None:
    asked = FaceChallenged(visit=VISIT, challenge=LEFT)
    state, _ = play(FaceWayTouched(), asked, TIME_OUT, BackTouched(), state=ATTRACT)
    assert (state.screen, state.challenge) == (Screen.LOOK_HERE, None)


def test_a_challenge_of_an_earlier_visit_is_ignored() -> None:
    looking, _ = play(FaceWayTouched(), state=ATTRACT)
    assert play(FaceChallenged(visit=VISIT - 1, challenge=LEFT), state=looking) == (looking, [])


def test_a_hint_from_the_camera_is_shown() -> None:
    state, _ = play(FaceWayTouched(), FaceHinted(visit=VISIT, hint=Hint.COME_CLOSER), state=ATTRACT)
    assert state.hint is Hint.COME_CLOSER


def test_a_recognised_citizen_is_led_straight_to_the_services() -> None:
    state, effects = play(FaceWayTouched(), RECOGNISED, state=ATTRACT)
    assert (state.screen, state.visitor) == (Screen.CHOOSE_SERVICE, HOA)
    assert StopWatching() in effects


def test_a_returning_citizen_needs_two_touches() -> None:
    state, effects = play(FaceWayTouched(), RECOGNISED, ServiceTouched(service_id="cert"), state=ATTRACT)
    assert state.screen is Screen.TAKE_TICKET
    assert IssueTicket(visit=VISIT, service_id="cert") in effects


def test_not_me_forgets_the_name_and_the_visit_goes_on() -> None:
    asked, _ = play(FaceWayTouched(), RECOGNISED, TIME_OUT, state=ATTRACT)
    state, effects = play(NotMeTouched(), state=asked)
    assert (state.screen, state.visitor, state.asks_still_there) == (Screen.CHOOSE_SERVICE, None, False)
    assert effects == [StartTimer(timer=state.timer, after_s=IDLE_S[Screen.CHOOSE_SERVICE])]


def test_a_touch_that_no_button_of_the_screen_makes_changes_nothing() -> None:
    greeted, _ = play(FaceWayTouched(), RECOGNISED, state=ATTRACT)
    assert play(StillHereTouched(), state=greeted) == (greeted, [])
    looking, _ = play(FaceWayTouched(), state=ATTRACT)
    for touched in (NotMeTouched(), ServiceTouched(service_id="cert")):
        assert play(touched, state=looking) == (looking, [])


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
        assert effects[-1] == StartTimer(timer=after.timer, after_s=IDLE_S[after.screen])


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
    assert effects == [
        ReadCode(visit=VISIT),
        StartTimer(timer=state.timer, after_s=IDLE_S[Screen.ENTER_CODE]),
    ]


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


# ---- what the foot of every screen offers ----

PREFERENCES: list[tuple[Event, Preferences]] = [
    (LanguageTouched(language="en"), Preferences(language="en")),
    (TextSizeTouched(), Preferences(is_large=True)),
    (ContrastTouched(), Preferences(is_contrast=True)),
    (SoundTouched(), Preferences(is_spoken=True)),
    (LowReachTouched(), Preferences(is_low=True)),
]
TAKING, _ = play(AnonymousWayTouched(), ServiceTouched(service_id="cert"), ISSUED, state=ATTRACT)
PRINTED, _ = play(SlipPrinted(visit=VISIT), state=TAKING)
LOOKING, _ = play(FaceWayTouched(), state=ATTRACT)
CHOOSING, _ = play(AnonymousWayTouched(), state=ATTRACT)
STOPPED, _ = play(KioskStopped(), state=ATTRACT)


@pytest.mark.parametrize(("touched", "liked"), PREFERENCES, ids=lambda value: type(value).__name__)
def test_a_preference_holds_on_every_screen_and_on_no_other_visit(touched: Event, liked: Preferences) -> None:
    for state in (ATTRACT, LOOKING, CHOOSING, ENTERING, CHECKING, PRINTED, STOPPED):
        changed, _ = play(touched, state=state)
        assert (changed.screen, changed.preferences) == (state.screen, liked)
    later, _ = play(touched, AnonymousWayTouched(), state=ATTRACT)
    assert later.preferences == liked
    assert play(HomeTouched(), state=later)[0].preferences == Preferences()


@pytest.mark.parametrize("touched", [touched for touched, _ in PREFERENCES[1:]])
def test_what_was_turned_on_is_turned_off_by_the_same_key(touched: Event) -> None:
    assert play(touched, touched, state=CHOOSING)[0].preferences == Preferences()


@pytest.mark.parametrize("touched", [*(touched for touched, _ in PREFERENCES), HelpTouched()])
def test_what_was_changed_before_a_visit_does_not_stay_for_the_next_one(touched: Event) -> None:
    for state in (ATTRACT, STOPPED):
        changed, effects = play(touched, state=state)
        assert isinstance(effects[-1], StartTimer)
        rested, _ = play(TIME_OUT, state=changed)
        assert rested == State(screen=state.screen, visit=rested.visit, timer=rested.timer)


def test_a_preference_gives_the_whole_time_again_and_answers_the_question() -> None:
    asked, _ = play(TIME_OUT, state=CHOOSING)
    state, effects = play(ContrastTouched(), state=asked)
    assert not state.asks_still_there
    assert effects == [StartTimer(timer=state.timer, after_s=IDLE_S[Screen.CHOOSE_SERVICE])]


def test_a_preference_does_not_hold_up_the_camera_the_hall_or_the_printer() -> None:
    for state in (LOOKING, CHECKING, TAKING):
        assert play(ContrastTouched(), state=state)[1] == []


@pytest.mark.parametrize("slower", [TextSizeTouched(), SoundTouched()])
def test_large_letters_and_listening_get_twice_the_time(slower: Event) -> None:
    asked, _ = play(TIME_OUT, state=CHOOSING)
    not_printed, _ = play(TIME_OUT, state=TAKING)
    for state in (CHOOSING, ENTERING, asked, PRINTED, not_printed):
        usual_s = patience_s(state) or 0
        liked = play(slower, state=replace(state, asks_still_there=False))[0].preferences
        assert patience_s(replace(state, preferences=liked)) == 2 * usual_s > 0


def test_more_time_can_be_asked_for_again_and_again() -> None:
    state = CHOOSING
    for _ in range(20):
        asked, effects = play(TIME_OUT, state=state)
        assert asked.asks_still_there
        assert effects[-1] == StartTimer(timer=asked.timer, after_s=STILL_THERE_S)
        state, effects = play(StillHereTouched(), state=asked)
        assert effects[-1] == StartTimer(timer=state.timer, after_s=IDLE_S[Screen.CHOOSE_SERVICE])


def test_nobody_is_asked_for_less_than_the_standard_allows() -> None:
    assert STILL_THERE_S >= 20  # WCAG 2.2.1
    assert min(IDLE_S.values()) >= 30


def test_help_calls_staff_once_and_says_so_until_the_visit_ends() -> None:
    state, effects = play(HelpTouched(), HelpTouched(), StaffCalled(), HelpTouched(), state=CHOOSING)
    assert [effect for effect in effects if isinstance(effect, CallStaff)] == [
        CallStaff(screen=Screen.CHOOSE_SERVICE)
    ]
    assert state.help is Help.CALLED
    assert play(HomeTouched(), state=state)[0].help is Help.NONE


def test_help_can_be_called_where_the_kiosk_is_stopped() -> None:
    state, effects = play(HelpTouched(), state=STOPPED)
    assert effects == [
        CallStaff(screen=Screen.OUT_OF_SERVICE),
        StartTimer(timer=state.timer, after_s=REST_S),
    ]


def test_who_waits_for_staff_gets_twice_the_time() -> None:
    state, _ = play(HelpTouched(), StaffCalled(), state=CHOOSING)
    assert patience_s(state) == 2 * IDLE_S[Screen.CHOOSE_SERVICE]


def test_a_call_that_reached_nobody_is_said_and_can_be_repeated() -> None:
    state, _ = play(HelpTouched(), StaffNotCalled(), state=CHOOSING)
    assert state.help is Help.NOT_CALLED
    assert CallStaff(screen=Screen.CHOOSE_SERVICE) in play(HelpTouched(), state=state)[1]


def test_word_of_a_call_that_nobody_made_changes_nothing() -> None:
    for word in (StaffCalled(), StaffNotCalled()):
        assert play(word, state=CHOOSING) == (CHOOSING, [])


def test_back_leads_to_the_camera_or_to_the_code_one_came_from() -> None:
    not_known, _ = play(FaceNotKnown(visit=VISIT), state=LOOKING)
    again, effects = play(BackTouched(), state=not_known)
    assert (again.screen, again.notice, again.way_back) == (Screen.LOOK_HERE, Notice.NONE, None)
    assert WatchFace(visit=VISIT) in effects
    without_code, _ = play(AnonymousWayTouched(), state=ENTERING)
    again, effects = play(BackTouched(), state=without_code)
    assert (again.screen, ReadCode(visit=VISIT) in effects) == (Screen.ENTER_CODE, True)


def test_back_never_leads_to_a_name_or_a_lost_camera() -> None:
    named, _ = play(RECOGNISED, state=LOOKING)
    lost, _ = play(CameraFailed(visit=VISIT), state=LOOKING)
    for state in (named, lost, CHOOSING, ATTRACT):
        assert play(BackTouched(), state=state) == (state, [])


# ---- what is held up: an identity card, or the code of an appointment ----

CARD = UnsignedCard(
    number="001184012345",
    old_number="",
    name="NGUYỄN THỊ LAN",
    born_on=date(1984, 3, 9),
    sex=Sex.FEMALE,
    residence="phường Hà Đông, Hà Nội",
    issued_on=date(2022, 1, 31),
)
LAN = Visitor(shown_name="N. T. Lan")
SCANNED = CardRead(card=CARD)
NOT_READ = CardNotRead(why=Misread.AGAIN)


def test_a_card_under_the_scanner_begins_a_visit_and_needs_one_touch() -> None:
    greeted, _ = play(SCANNED, state=ATTRACT)
    assert (greeted.screen, greeted.visit, greeted.visitor) == (Screen.CHOOSE_SERVICE, VISIT, LAN)
    _, effects = play(ServiceTouched(service_id="cert"), state=greeted)
    assert IssueTicket(visit=VISIT, service_id="cert") in effects


def test_a_card_before_the_camera_ends_the_look_for_a_face() -> None:
    looking, _ = play(FaceWayTouched(), state=ATTRACT)
    state, effects = play(CardRead(card=CARD, visit=VISIT), state=looking)
    assert (state.screen, state.visitor, state.card) == (Screen.CHOOSE_SERVICE, LAN, CARD)
    assert StopWatching() in effects


def test_whoever_was_not_recognised_can_still_hold_up_a_card() -> None:
    for unknown in (FaceNotKnown(visit=VISIT), TIME_OUT):
        state, effects = play(FaceWayTouched(), unknown, state=ATTRACT)
        assert [type(effect) for effect in effects[-3:]] == [StopWatching, StartTimer, ReadCode]
        known, effects = play(CardRead(card=CARD, visit=VISIT), state=state)
        assert (known.visitor, known.notice) == (LAN, Notice.NONE)
        assert StopWatching() in effects


def test_the_camera_is_let_go_with_the_service_that_is_chosen() -> None:
    unknown, _ = play(FaceWayTouched(), FaceNotKnown(visit=VISIT), state=ATTRACT)
    assert StopWatching() in play(ServiceTouched(service_id="cert"), state=unknown)[1]


def test_a_card_makes_the_visitor_known_wherever_the_visit_is() -> None:
    searching, _ = play(AnonymousWayTouched(), LookUpTouched(), SearchTouched(), state=ATTRACT)
    known, _ = play(TIME_OUT, SCANNED, state=searching)
    assert (known.screen, known.visitor, known.asks_still_there) == (Screen.SEARCH, LAN, False)
    entering, _ = play(DigitTouched(digit="1"), SCANNED, state=ENTERING)
    assert (entering.screen, entering.code, entering.visitor) == (Screen.CHOOSE_SERVICE, "", LAN)


def test_a_card_or_a_code_changes_nothing_where_a_ticket_is_under_way_or_none_is_given() -> None:
    for state in (CHECKING, PRINTED, STOPPED):
        for held_up in (SCANNED, NOT_READ, CodeRead(code="87654321")):
            assert play(held_up, state=state) == (state, [])


def test_what_the_camera_reads_of_an_earlier_citizen_is_nobodys() -> None:
    for seen in (CardRead(card=CARD, visit=0), CardNotRead(why=Misread.AGAIN, visit=0)):
        assert play(seen, state=LOOKING) == (LOOKING, [])


def test_not_me_forgets_the_card_too() -> None:
    state, _ = play(SCANNED, NotMeTouched(), state=ATTRACT)
    assert (state.visitor, state.card) == (None, None)


def test_a_face_that_is_recognised_after_a_card_is_who_counts() -> None:
    unknown, _ = play(FaceWayTouched(), FaceNotKnown(visit=VISIT), SCANNED, state=ATTRACT)
    state, _ = play(BackTouched(), RECOGNISED, state=unknown)
    assert (state.visitor, state.card) == (HOA, None)


def test_a_card_that_was_not_read_is_said_until_something_is_done() -> None:
    for state in (CHOOSING, ENTERING):
        told, effects = play(NOT_READ, state=state)
        assert (told.screen, told.misread) == (state.screen, Misread.AGAIN)
        assert isinstance(effects[-1], StartTimer)
        assert play(ContrastTouched(), state=told)[0].misread is Misread.NONE
        assert play(SCANNED, state=told)[0].misread is Misread.NONE


def test_a_card_that_was_not_read_wakes_the_first_screen_and_is_forgotten() -> None:
    told, effects = play(NOT_READ, state=ATTRACT)
    assert (told.screen, told.misread, may_rest(told)) == (Screen.ATTRACT, Misread.AGAIN, False)
    assert effects == [StartTimer(timer=told.timer, after_s=REST_S)]
    rested, _ = play(TIME_OUT, state=told)
    assert (rested.misread, may_rest(rested)) == (Misread.NONE, True)


def test_the_code_of_an_appointment_under_the_scanner_needs_no_touch() -> None:
    choosing, _ = play(AnonymousWayTouched(), state=ATTRACT)
    for state in (ATTRACT, LOOKING, choosing):
        checking, effects = play(CodeRead(code="87654321"), state=state)
        assert (checking.screen, checking.is_checking) == (Screen.ENTER_CODE, True)
        assert CheckIn(visit=VISIT, code="87654321") in effects
        assert effects.index(StopWatching()) < effects.index(ReadCode(visit=VISIT))


def test_the_code_of_an_appointment_interrupts_no_look_up() -> None:
    fields, _ = play(AnonymousWayTouched(), LookUpTouched(), state=ATTRACT)
    assert play(CodeRead(code="87654321"), state=fields) == (fields, [])


def test_nothing_of_a_card_is_in_a_log() -> None:
    state, effects = play(SCANNED, state=ATTRACT)
    said = f"{state} {effects} {SCANNED}"
    assert not [word for word in (CARD.number, CARD.name, CARD.residence, "1984") if word in said]


# ---- a procedure is looked up ----

FIELDS, _ = play(LookUpTouched(), state=CHOOSING)
OF_BIRTHS, _ = play(LifeEventTouched(life_event_id="birth"), state=FIELDS)
OF_CERTIFICATION, _ = play(FieldTouched(field_id="certification"), state=FIELDS)
SEARCHING, _ = play(SearchTouched(), state=FIELDS)
CHOSEN = ProcedureTouched(procedure_id="birth-registration")
SHEET, _ = play(CHOSEN, state=OF_BIRTHS)


def typing(text: str) -> QueryTyped:
    return QueryTyped(typed=Typed(before=text))


def answer(query: str, *procedure_ids: str, visit: int = VISIT) -> ProceduresFound:
    return ProceduresFound(visit=visit, query=query, procedure_ids=procedure_ids)


def test_who_does_not_know_the_service_chooses_what_happened_or_a_field() -> None:
    assert FIELDS.screen is Screen.CHOOSE_FIELD
    assert (OF_BIRTHS.screen, OF_BIRTHS.question) == (
        Screen.CHOOSE_PROCEDURE,
        Question(life_event_id="birth"),
    )
    assert OF_CERTIFICATION.question == Question(field_id="certification")


def test_a_procedure_opens_its_checklist_and_a_paper_is_ticked_and_unticked() -> None:
    assert (SHEET.screen, SHEET.question.procedure_id) == (Screen.CHECKLIST, "birth-registration")
    ticked, _ = play(PaperTouched(place=0), PaperTouched(place=2), PaperTouched(place=0), state=SHEET)
    assert ticked.question.ticked == {2}


def test_a_touch_on_the_checklist_gives_the_whole_time_again() -> None:
    asked, _ = play(TIME_OUT, state=SHEET)
    state, effects = play(PaperTouched(place=0), state=asked)
    assert not state.asks_still_there
    assert effects == [StartTimer(timer=state.timer, after_s=60.0)]


def test_the_checklist_leads_to_a_ticket_and_is_forgotten() -> None:
    state, effects = play(PaperTouched(place=0), ServiceTouched(service_id="civil"), state=SHEET)
    assert (state.screen, state.question, state.way_back) == (Screen.TAKE_TICKET, Question(), None)
    assert IssueTicket(visit=VISIT, service_id="civil") in effects


def test_a_service_is_chosen_only_where_one_is_offered() -> None:
    for state in (FIELDS, OF_BIRTHS, SEARCHING):
        assert play(ServiceTouched(service_id="civil"), state=state) == (state, [])


def test_every_letter_is_searched_for_and_its_answer_shown() -> None:
    state, effects = play(typing("khai sinh "), state=SEARCHING)
    assert effects[0] == Search(visit=VISIT, query="khai sinh")
    assert effects[-1] == StartTimer(timer=state.timer, after_s=60.0)
    shown, effects = play(answer("khai sinh", "birth-registration"), state=state)
    assert (shown.question.found_for, shown.question.found) == ("khai sinh", ("birth-registration",))
    assert effects == []


def test_an_answer_to_what_stood_there_before_changes_nothing() -> None:
    typed, _ = play(typing("khai"), typing("khai sinh"), state=SEARCHING)
    assert play(answer("khai", "death"), state=typed) == (typed, [])
    assert play(answer("khai sinh", "birth", visit=VISIT - 1), state=typed) == (typed, [])
    assert play(answer("khai sinh", "birth"), state=SHEET) == (SHEET, [])


def test_an_empty_field_is_not_searched_for_and_shows_nothing() -> None:
    state, effects = play(typing("khai"), answer("khai", "birth"), typing(" "), state=SEARCHING)
    assert (state.question.found_for, state.question.found) == ("", ())
    assert [effect for effect in effects if isinstance(effect, Search)] == [Search(visit=VISIT, query="khai")]


def test_nothing_is_said_not_to_be_found_before_three_letters() -> None:
    typed, _ = play(typing("kh"), answer("kh"), state=SEARCHING)
    assert not typed.question.is_not_found
    not_found, _ = play(typing("vé số"), answer("vé số"), state=typed)
    assert not_found.question.is_not_found
    assert not play(typing("vé số đề"), state=not_found)[0].question.is_not_found


def test_back_goes_one_step_back_and_finds_what_was_typed() -> None:
    found, _ = play(typing("khai"), answer("khai", "birth"), state=SEARCHING)
    sheet, _ = play(CHOSEN, PaperTouched(place=1), state=found)
    again, _ = play(BackTouched(), state=sheet)
    assert (again.screen, again.question) == (Screen.SEARCH, found.question)
    assert play(BackTouched(), state=again)[0].screen is Screen.CHOOSE_FIELD
    procedures, _ = play(BackTouched(), state=SHEET)
    assert (procedures.screen, procedures.question) == (Screen.CHOOSE_PROCEDURE, OF_BIRTHS.question)
    fields, _ = play(BackTouched(), state=procedures)
    assert (fields.screen, fields.question) == (Screen.CHOOSE_FIELD, Question())
    services, _ = play(BackTouched(), state=fields)
    assert (services.screen, services.way_back) == (Screen.CHOOSE_SERVICE, None)


def test_a_checklist_is_printed_once_and_again_only_when_nothing_came_out() -> None:
    printing, effects = play(PrintTouched(), PrintTouched(), state=SHEET)
    assert printing.question.paper is Paper.PRINTING
    asked = PrintChecklist(visit=VISIT, procedure_id="birth-registration")
    assert [effect for effect in effects if isinstance(effect, PrintChecklist)] == [asked]
    word = {"visit": VISIT, "procedure_id": "birth-registration"}
    printed, effects = play(ChecklistPrinted(**word), PrintTouched(), state=printing)  # type: ignore[arg-type]
    assert (printed.question.paper, effects) == (Paper.PRINTED, [])
    _, effects = play(ChecklistNotPrinted(**word), PrintTouched(), state=printing)  # type: ignore[arg-type]
    assert asked in effects


def test_word_of_another_checklist_on_paper_changes_nothing() -> None:
    printing, _ = play(PrintTouched(), state=SHEET)
    for word in (ChecklistPrinted, ChecklistNotPrinted):
        assert play(word(visit=VISIT, procedure_id="death"), state=printing) == (printing, [])
        assert play(word(visit=0, procedure_id="birth-registration"), state=printing) == (printing, [])


def test_home_from_a_look_up_leaves_nothing_of_it() -> None:
    for state in (FIELDS, OF_BIRTHS, SEARCHING, SHEET):
        gone, _ = play(HomeTouched(), state=state)
        assert gone == State(screen=Screen.ATTRACT, visit=gone.visit, timer=gone.timer)


def test_what_was_typed_is_in_no_log() -> None:
    typed, effects = play(typing("tranh chấp"), answer("tranh chấp", "x"), state=SEARCHING)
    assert "tranh" not in f"{typed} {effects} {answer('tranh chấp')} {typing('tranh chấp')}"


HEALTH = Health(
    hall_heard_ms=None,
    is_online=False,
    unsent_tickets=0,
    printer=None,
    printer_speaks=True,
    papers=(),
    roll=None,
    camera=Sight.NONE,
    faces=None,
    disk_free_mb=1000,
    clock_ahead_s=None,
)
TAPPED = [CornerTapped(at_s=0.0)] * 3  # thrice as likely as others: it takes five
DOSSIER = DossierStatus(code=EXAMPLE_CODE, state=DossierState.PROCESSING)
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
            NotMeTouched(),
            HomeTouched(),
            BackTouched(),
            StillHereTouched(),
            *(touched for touched, _ in PREFERENCES),
            HelpTouched(),
            StaffCalled(),
            StaffNotCalled(),
            ServiceTouched(service_id="cert"),
            LookUpTouched(),
            LifeEventTouched(life_event_id="birth"),
            FieldTouched(field_id="certification"),
            SearchTouched(),
            typing("khai"),
            CHOSEN,
            PaperTouched(place=0),
            PrintTouched(),
            *TAPPED,
            PinEntered(),
            TrialPrintTouched(),
            PaperChanged(),
            LookAgainTouched(),
            RestartTouched(),
            PriorityWayTouched(),
            PriorityTouched(priority="disabled"),
            RelativeTouched(),
            DossierWayTouched(),
            DossierCodeTyped(typed=Typed(before=EXAMPLE_CODE)),
            FindDossierTouched(),
            OpinionWayTouched(),
            RatingTouched(rating=Rating.NEUTRAL),
            TopicTouched(topic=Topic.STAFF),
            WriteTouched(),
            FeedbackTyped(typed=Typed(before="góp ý")),
            WrittenTouched(),
            SendTouched(),
            TIME_OUT,
        ]
    ),
    st.builds(FaceHinted, visit=_visits, hint=st.sampled_from(Hint)),
    st.builds(FaceChallenged, visit=_visits, challenge=st.sampled_from([LEFT, THEN_RIGHT])),
    st.builds(FaceRecognised, visit=_visits, visitor=st.just(HOA)),
    st.builds(FaceNotKnown, visit=_visits),
    st.builds(CameraFailed, visit=_visits),
    st.builds(TicketIssued, visit=_visits, ticket=st.just(TICKET)),
    st.builds(ProceduresFound, visit=_visits, query=st.just("khai"), procedure_ids=st.just(("birth",))),
    st.builds(ChecklistPrinted, visit=_visits, procedure_id=st.just("birth-registration")),
    st.builds(ChecklistNotPrinted, visit=_visits, procedure_id=st.just("birth-registration")),
    st.builds(CodeRead, visit=_visits | st.none(), code=st.just("12345678")),
    st.builds(
        CardRead, visit=_visits | st.none(), card=st.just(CARD), priority=st.sampled_from([REGULAR, ELDERLY])
    ),
    st.builds(CardNotRead, visit=_visits | st.none(), why=st.sampled_from([Misread.AGAIN, Misread.OTHER])),
    st.builds(NotCheckedIn, visit=_visits, why=st.sampled_from(NoCheckIn), appointment=st.just(TOLD)),
    st.builds(CodeRead, visit=_visits, code=st.just(EXAMPLE_CODE)),
    st.builds(DossierFound, visit=_visits, status=st.just(DOSSIER), next_step=st.sampled_from(NextStep)),
    st.builds(DossierNotFound, visit=_visits, code=st.just(EXAMPLE_CODE), why=st.sampled_from(NoDossier)),
    st.builds(OpinionGiven, visit=_visits, tracking_code=st.sampled_from([None, "GY-0001"])),
    st.builds(OpinionNotGiven, visit=_visits),
    st.builds(TicketNotIssued, visit=_visits),
    st.builds(SlipPrinted, visit=_visits),
    st.builds(SlipNotPrinted, visit=_visits),
    st.builds(PinAccepted, visit=_visits),
    st.builds(PinRefused, visit=_visits, locked_s=st.sampled_from([0.0, 60.0])),
    st.builds(HealthTold, visit=_visits, health=st.just(HEALTH)),
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
    assert state.visitor != HOA or shown


@given(st.lists(_events, max_size=40))
def test_a_card_is_kept_only_while_its_holder_is_greeted(events: list[Event]) -> None:
    state, _ = play(KioskReady(), *events)
    assert state.card is None or state.visitor == LAN


@given(st.lists(_events, max_size=40))
def test_a_code_is_remembered_only_while_it_is_asked_for(events: list[Event]) -> None:
    state, _ = play(KioskReady(), *events)
    assert state.screen is Screen.ENTER_CODE or not (state.code or state.is_checking or state.appointment)


_LOOK_UP = (
    Screen.CHOOSE_FIELD,
    Screen.CHOOSE_PROCEDURE,
    Screen.SEARCH,
    Screen.CHECKLIST,
    Screen.PRIORITY,
)


@given(st.lists(_events, max_size=40))
def test_a_question_is_remembered_only_while_it_is_looked_up(events: list[Event]) -> None:
    state, _ = play(KioskReady(), *events)
    assert state.screen in _LOOK_UP or state.question == Question()


@given(st.lists(_events, max_size=40))
def test_the_question_of_priority_always_knows_where_it_leads_back_to(events: list[Event]) -> None:
    state, _ = play(KioskReady(), *events)
    assert (state.screen is Screen.PRIORITY) == (state.asked_from is not None)


@given(st.lists(_events, max_size=40))
def test_a_dossier_is_remembered_only_while_it_is_asked_about(events: list[Event]) -> None:
    state, _ = play(KioskReady(), *events)
    asked_about = state.screen in (Screen.ENTER_DOSSIER, Screen.DOSSIER_STATUS)
    assert asked_about or state.dossier == DossierQuestion()


_OPINION = (
    Screen.RATE_SERVICE,
    Screen.SAY_WHY,
    Screen.WRITE_FEEDBACK,
    Screen.LEAVE_PHONE,
    Screen.THANK_YOU,
)


@given(st.lists(_events, max_size=40))
def test_an_opinion_is_remembered_only_while_it_is_said(events: list[Event]) -> None:
    state, _ = play(KioskReady(), *events)
    assert state.screen in _OPINION or state.draft == Draft()


@given(st.lists(_events, max_size=40))
def test_no_number_is_printed_more_often_than_it_is_given(events: list[Event]) -> None:
    _, effects = play(KioskReady(), *events)
    given_out = [event for event in events if isinstance(event, TicketIssued)]
    assert len([effect for effect in effects if isinstance(effect, PrintSlip)]) <= len(given_out)
