"""A face is kept only for somebody who was asked, agreed to both, and stayed; and erased for who asks."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kiosk.journey.deeds import (
    Effect,
    EraseFace,
    Forget,
    LearnFace,
    NoteAnswer,
    OfferEnrolment,
    StartTimer,
    StopWatching,
    TellHeldFace,
    VerifyFace,
)
from kiosk.journey.enrolment import Consent, FaceOutcome, FaceWish, HeldFace
from kiosk.journey.events import (
    AnonymousWayTouched,
    CameraFailed,
    CardRead,
    Event,
    FaceHinted,
    HomeTouched,
    KioskReady,
    LanguageTouched,
    NotMeTouched,
    ServiceTouched,
    SlipNotPrinted,
    SlipPrinted,
    StillHereTouched,
    TicketIssued,
    TimedOut,
)
from kiosk.journey.face_events import (
    ConsentTouched,
    DeclineTouched,
    EnrolmentOffered,
    EnrolTouched,
    FaceChallenged,
    FaceErased,
    FaceFramed,
    FaceHeld,
    FaceKept,
    FaceNotErased,
    FaceNotKept,
    FaceOnRecord,
    FaceVerified,
    ForgetFaceTouched,
    GoOnTouched,
)
from kiosk.journey.face_wish import CONSENT_VERSION, may_forget
from kiosk.journey.flow import step
from kiosk.journey.head_turn import Challenge, Turn
from kiosk.journey.hint import Hint
from kiosk.journey.patience import (
    CONSIDER_S,
    IDLE_S,
    LEARN_S,
    READ_OUTCOME_S,
    TAKE_PAPER_S,
    TRY_AGAIN_S,
    TURN_S,
)
from kiosk.journey.visit import START, IssuedTicket, Screen, State, Visitor
from models.citizen_card import Sex, UnsignedCard

CARD = UnsignedCard(
    number="001090000018",
    old_number="",
    name="NGUYỄN THỊ HOA",
    born_on=date(1990, 1, 1),
    sex=Sex.FEMALE,
    residence="Hà Đông",
    issued_on=date(2021, 5, 1),
)
HOA = Visitor(person_id="p1", shown_name="N. T. Hoa", is_seen=True)
TICKET = IssuedTicket(
    id="K1.1.1",
    number="A1-001",
    service_id="cert",
    public_id="f" * 32,
    issued_at_ms=0,
    ahead=2,
    counters=(1,),
)
TIME_OUT = TimedOut(timer=0)


def play(*events: Event, state: State) -> tuple[State, list[Effect]]:
    """Let `events` happen one after the other; TimedOut(timer=0) means the timer that is running."""
    effects: list[Effect] = []
    for event in events:
        if event == TIME_OUT:
            event = TimedOut(timer=state.timer)
        state, new = step(state, event)
        effects += new
    return state, effects


ATTRACT, _ = play(KioskReady(), state=START)
VISIT = ATTRACT.visit + 1
TURN_RIGHT = FaceChallenged(visit=VISIT, challenge=Challenge(turn=Turn.RIGHT, done=0, of=3))
TAKING = (ServiceTouched(service_id="cert"), TicketIssued(visit=VISIT, ticket=TICKET))
HOLDER = Visitor(shown_name=CARD.shown_name)
CHOOSING = replace(play(AnonymousWayTouched(), state=ATTRACT)[0], card=CARD, visitor=HOLDER)
PRINTING, _ = play(*TAKING, state=CHOOSING)
PRINTED, ON_PAPER = play(SlipPrinted(visit=VISIT), state=PRINTING)
ASKED, _ = play(EnrolmentOffered(visit=VISIT), state=PRINTED)
CONSENTING, _ = play(EnrolTouched(), state=ASKED)
BOTH = tuple(ConsentTouched(consent=consent) for consent in Consent)
AGREED, _ = play(*BOTH, state=CONSENTING)
LOOKING, LEARNING = play(GoOnTouched(), state=AGREED)
KEPT = FaceKept(visit=VISIT, person_id="p9", until_ms=12)
LEARN = LearnFace(
    visit=VISIT, shown_name="N. T. Hoa", consent=f"{CONSENT_VERSION}/vi", card_number=CARD.number
)
KNOWN = replace(PRINTED, card=None, visitor=HOA)
SURE, _ = play(ForgetFaceTouched(), state=KNOWN)
ERASING, ERASURE = play(GoOnTouched(), state=SURE)
ERASE = EraseFace(visit=VISIT, person_id="p1")


def deeds(effects: Sequence[Effect]) -> list[Effect]:
    return [effect for effect in effects if not isinstance(effect, StartTimer | StopWatching)]


def given_s(effects: Sequence[Effect]) -> float:
    timer = effects[-1]
    assert isinstance(timer, StartTimer)
    return timer.after_s


def test_a_card_holder_may_be_asked_once_the_paper_is_out() -> None:
    assert deeds(ON_PAPER) == [OfferEnrolment(visit=VISIT)]
    assert given_s(ON_PAPER) == TAKE_PAPER_S


@pytest.mark.parametrize(
    "state",
    [
        replace(PRINTING, card=None, visitor=None),
        replace(PRINTING, is_for_relative=True),
    ],
    ids=["without a card", "with a card that may be a relative's"],
)
def test_nobody_else_is_asked(state: State) -> None:
    printed, effects = play(SlipPrinted(visit=VISIT), state=state)
    assert deeds(effects) == []
    assert play(EnrolmentOffered(visit=VISIT), state=printed) == (printed, [])


def test_an_unsigned_card_alone_renews_nobodys_face_and_tells_nothing_of_it() -> None:
    unseen = replace(PRINTING, visitor=replace(HOA, is_seen=False))
    printed, effects = play(SlipPrinted(visit=VISIT), state=unseen)
    assert deeds(effects) == []
    _, effects = play(ForgetFaceTouched(), state=printed)
    assert not any(isinstance(effect, TellHeldFace) for effect in effects)


def test_word_of_another_card_than_the_one_shown_last_is_nobodys() -> None:
    for event in (
        FaceOnRecord(visit=VISIT, card_number="001090000026", person_id="p2"),
        FaceVerified(visit=VISIT, card_number="001090000026", person_id="p2"),
    ):
        assert play(event, state=CHOOSING) == (CHOOSING, [])


@pytest.mark.parametrize("card", [CARD, None], ids=["by card", "by face alone"])
def test_who_is_known_is_asked_again_under_the_same_id(card: UnsignedCard | None) -> None:
    state, effects = play(SlipPrinted(visit=VISIT), state=replace(PRINTING, card=card, visitor=HOA))
    assert deeds(effects) == [OfferEnrolment(visit=VISIT, person_id="p1")]
    _, effects = play(EnrolmentOffered(visit=VISIT), EnrolTouched(), *BOTH, GoOnTouched(), state=state)
    (learn,) = deeds(effects)
    assert isinstance(learn, LearnFace)
    assert (learn.person_id, learn.card_number) == ("p1", card and card.number)


def test_the_face_of_a_cards_holder_is_looked_for() -> None:
    shown = CardRead(card=CARD, visit=None)
    for state in (ATTRACT, CHOOSING):
        looking, effects = play(shown, state=state)
        assert VerifyFace(visit=looking.visit, card_number=CARD.number) in effects
        assert effects.index(StopWatching()) < len(effects) - 1, "else it would be stopped at once"


def test_of_who_acts_for_a_relative_no_face_is_looked_for() -> None:
    _, effects = play(CardRead(card=CARD, visit=None), state=replace(CHOOSING, is_for_relative=True))
    assert not any(isinstance(effect, VerifyFace) for effect in effects)


def test_a_card_holder_whose_face_is_kept_may_have_it_erased_also_unseen() -> None:
    known, effects = play(FaceOnRecord(visit=VISIT, card_number=CARD.number, person_id="p1"), state=CHOOSING)
    assert known.visitor == replace(HOA, is_seen=False)
    assert effects == []
    printed, _ = play(*TAKING, SlipPrinted(visit=VISIT), state=known)
    assert may_forget(printed)


def test_a_card_holder_whom_the_camera_sees_is_seen() -> None:
    known, effects = play(FaceVerified(visit=VISIT, card_number=CARD.number, person_id="p1"), state=CHOOSING)
    assert (known.visitor, effects) == (HOA, [])


@pytest.mark.parametrize(
    "event",
    [
        FaceOnRecord(visit=VISIT, card_number=CARD.number, person_id="p1"),
        FaceVerified(visit=VISIT, card_number=CARD.number, person_id="p1"),
    ],
)
def test_word_of_a_face_comes_too_late_for_who_is_not_the_cards_holder(event: Event) -> None:
    for state in (replace(CHOOSING, card=None, visitor=None), replace(CHOOSING, is_for_relative=True)):
        assert play(event, state=state) == (state, [])


def test_choosing_a_service_says_that_the_kiosk_was_right_and_not_me_that_it_was_wrong() -> None:
    known = replace(CHOOSING, card=None, visitor=HOA)
    assert NoteAnswer(person_id="p1", is_they=True) in play(ServiceTouched(service_id="cert"), state=known)[1]
    assert NoteAnswer(person_id="p1", is_they=False) in play(NotMeTouched(), state=known)[1]


@pytest.mark.parametrize("visitor", [None, HOLDER, replace(HOA, is_seen=False)])
def test_nothing_is_said_of_a_face_that_was_not_compared(visitor: Visitor | None) -> None:
    _, effects = play(ServiceTouched(service_id="cert"), state=replace(CHOOSING, visitor=visitor))
    assert not any(isinstance(effect, NoteAnswer) for effect in effects)


def test_who_wishes_to_be_forgotten_is_told_what_is_kept() -> None:
    asking, effects = play(ForgetFaceTouched(), state=KNOWN)
    assert TellHeldFace(visit=VISIT, person_id="p1") in effects
    held = HeldFace(since_ms=1, until_ms=2, times_used=3)
    assert play(FaceHeld(visit=VISIT, held=held), state=asking)[0].face.held == held


def test_whose_number_is_not_on_paper_has_other_worries() -> None:
    unprinted, effects = play(SlipNotPrinted(visit=VISIT), state=PRINTING)
    assert OfferEnrolment(visit=VISIT) not in effects
    assert play(EnrolmentOffered(visit=VISIT), state=unprinted) == (unprinted, [])


def test_an_offer_gives_time_to_think_and_then_the_visit_ends() -> None:
    _, effects = play(EnrolmentOffered(visit=VISIT), state=PRINTED)
    assert given_s(effects) == CONSIDER_S
    gone, _ = play(TIME_OUT, state=ASKED)
    assert gone == State(screen=Screen.ATTRACT, visit=gone.visit, timer=gone.timer)


def test_it_is_asked_once_and_nothing_can_be_wished_for_before() -> None:
    assert play(EnrolmentOffered(visit=VISIT), EnrolmentOffered(visit=VISIT - 1), state=ASKED) == (ASKED, [])
    assert play(EnrolTouched(), ForgetFaceTouched(), state=PRINTED) == (PRINTED, [])


def test_both_consents_are_not_given_until_they_are() -> None:
    assert (CONSENTING.screen, CONSENTING.face) == (Screen.ENROL_CONSENT, FaceWish(is_offered=True))
    for one in BOTH:
        half, _ = play(one, state=CONSENTING)
        assert play(GoOnTouched(), state=half) == (half, [])
    taken_back, _ = play(BOTH[0], state=AGREED)
    assert not taken_back.face.is_agreed


def test_reading_what_is_agreed_to_takes_its_time() -> None:
    asked, effects = play(TIME_OUT, state=CONSENTING)
    assert asked.asks_still_there
    _, effects = play(StillHereTouched(), state=asked)
    assert given_s(effects) == IDLE_S[Screen.ENROL_CONSENT]
    assert not play(BOTH[0], state=asked)[0].asks_still_there


def test_who_has_agreed_is_looked_at_under_the_masked_name_and_the_text_that_was_shown() -> None:
    assert LOOKING.screen is Screen.ENROL_LOOK
    assert deeds(LEARNING) == [LEARN]
    assert given_s(LEARNING) == LEARN_S
    _, effects = play(LanguageTouched(language="en"), GoOnTouched(), state=AGREED)
    assert deeds(effects) == [replace(LEARN, consent=f"{CONSENT_VERSION}/en")]


def test_what_the_camera_needs_and_has_is_shown() -> None:
    hinted, _ = play(FaceHinted(visit=VISIT, hint=Hint.COME_CLOSER), state=LOOKING)
    assert hinted.hint is Hint.COME_CLOSER
    framed, _ = play(FaceFramed(visit=VISIT, good_frames=3), state=hinted)
    assert (framed.hint, framed.face.good_frames) == (Hint.OK, 3)


def test_who_is_asked_to_turn_the_head_gets_time_for_it_and_may_fail_calmly() -> None:
    asked, effects = play(TURN_RIGHT, state=LOOKING)
    assert (asked.challenge, given_s(effects)) == (TURN_RIGHT.challenge, TURN_S)
    done, _ = play(FaceNotKept(visit=VISIT), state=asked)
    assert (done.face.outcome, done.challenge) == (FaceOutcome.NOT_KEPT, None)
    again, _ = play(TURN_RIGHT, TIME_OUT, GoOnTouched(), state=LOOKING)
    assert (again.screen, again.challenge) == (Screen.ENROL_LOOK, None)


def test_a_kept_face_is_said_with_the_day_it_ends() -> None:
    done, effects = play(KEPT, state=LOOKING)
    assert (done.screen, done.face.outcome, done.face.kept_until_ms) == (
        Screen.FACE_DONE,
        FaceOutcome.KEPT,
        12,
    )
    assert StopWatching() in effects
    assert given_s(effects) == READ_OUTCOME_S
    assert play(TIME_OUT, state=done)[0].screen is Screen.ATTRACT


@pytest.mark.parametrize("why", [FaceNotKept(visit=VISIT), CameraFailed(visit=VISIT), TIME_OUT])
def test_a_face_that_was_not_learnt_can_be_tried_again(why: Event) -> None:
    done, effects = play(why, state=LOOKING)
    assert (done.screen, done.face.outcome) == (Screen.FACE_DONE, FaceOutcome.NOT_KEPT)
    assert (StopWatching() in effects, given_s(effects)) == (True, TRY_AGAIN_S)
    again, effects = play(GoOnTouched(), state=done)
    assert (again.screen, again.face.good_frames, deeds(effects)) == (Screen.ENROL_LOOK, 0, [LEARN])


@pytest.mark.parametrize("no", [DeclineTouched(), HomeTouched()])
@pytest.mark.parametrize("state", [CONSENTING, AGREED, LOOKING, SURE, ERASING])
def test_no_ends_the_visit_anywhere(state: State, no: Event) -> None:
    gone, effects = play(no, state=state)
    assert gone == State(screen=Screen.ATTRACT, visit=gone.visit, timer=gone.timer)
    assert effects == [Forget()]


@pytest.mark.parametrize("no", [DeclineTouched(), FaceNotKept(visit=VISIT), TIME_OUT])
def test_what_was_stored_while_somebody_said_no_is_erased(no: Event) -> None:
    gone, _ = play(no, state=LOOKING)
    assert play(KEPT, state=gone) == (gone, [EraseFace(visit=VISIT, person_id="p9")])


def test_who_is_known_by_face_can_be_forgotten() -> None:
    assert may_forget(KNOWN)
    assert not may_forget(PRINTED)
    assert SURE.screen is Screen.ERASE_FACE
    assert (ERASING.screen, ERASING.face.outcome) == (Screen.FACE_DONE, FaceOutcome.ERASING)
    assert deeds(ERASURE) == [ERASE]


def test_an_erased_face_takes_its_name_with_it() -> None:
    done, effects = play(FaceErased(visit=VISIT), state=ERASING)
    assert (done.face.outcome, done.visitor) == (FaceOutcome.ERASED, None)
    assert given_s(effects) == READ_OUTCOME_S


@pytest.mark.parametrize("why", [FaceNotErased(visit=VISIT), TIME_OUT])
def test_a_face_that_was_not_erased_is_tried_again_and_late_word_counts(why: Event) -> None:
    sorry, effects = play(why, state=ERASING)
    assert (sorry.face.outcome, given_s(effects)) == (FaceOutcome.NOT_ERASED, TRY_AGAIN_S)
    again, effects = play(GoOnTouched(), state=sorry)
    assert (again.face.outcome, deeds(effects)) == (FaceOutcome.ERASING, [ERASE])
    late, _ = play(FaceErased(visit=VISIT), state=sorry)
    assert late.face.outcome is FaceOutcome.ERASED


def test_word_of_an_erasure_nobody_awaits_changes_nothing() -> None:
    done, _ = play(FaceErased(visit=VISIT), state=ERASING)
    for word in (FaceErased(visit=VISIT), FaceNotErased(visit=VISIT), GoOnTouched()):
        assert play(word, state=done) == (done, [])


def test_nothing_of_the_card_is_in_any_log() -> None:
    assert "HOA" not in f"{LOOKING} {LEARNING}"
    assert CARD.number not in f"{LOOKING} {LEARNING}"


_visits = st.integers(min_value=0, max_value=3)
_events: st.SearchStrategy[Event] = st.one_of(
    st.sampled_from(
        [
            EnrolTouched(),
            ForgetFaceTouched(),
            *BOTH,
            GoOnTouched(),
            DeclineTouched(),
            HomeTouched(),
            StillHereTouched(),
            TIME_OUT,
            LanguageTouched(language="en"),
        ]
    ),
    st.builds(EnrolmentOffered, visit=_visits),
    st.builds(FaceHinted, visit=_visits, hint=st.sampled_from(Hint)),
    st.just(TURN_RIGHT),
    st.builds(FaceFramed, visit=_visits, good_frames=st.integers(1, 5)),
    st.builds(FaceKept, visit=_visits, person_id=st.just("p9"), until_ms=st.just(12)),
    st.builds(FaceNotKept, visit=_visits),
    st.builds(CameraFailed, visit=_visits),
    st.builds(FaceErased, visit=_visits),
    st.builds(FaceNotErased, visit=_visits),
)
_begun = st.sampled_from([PRINTED, ASKED, CONSENTING, AGREED, LOOKING, KNOWN, SURE, ERASING])


@given(_begun, st.lists(_events, max_size=30))
def test_from_any_wish_silence_leads_back_to_attract_with_nothing_left(
    begun: State, events: list[Event]
) -> None:
    state, _ = play(*events, state=begun)
    silent, _ = play(*[TIME_OUT] * 5, state=state)
    assert silent == State(screen=Screen.ATTRACT, visit=silent.visit, timer=silent.timer)


@given(_begun, st.lists(_events, max_size=30))
def test_every_screen_of_a_wish_has_a_running_timer(begun: State, events: list[Event]) -> None:
    state, effects = play(*events, state=begun)
    started = [effect.timer for effect in effects if isinstance(effect, StartTimer)]
    assert state.screen is Screen.ATTRACT or state.timer == (started[-1] if started else begun.timer)


@given(st.lists(_events, max_size=30))
def test_no_face_is_looked_at_without_both_consents(events: list[Event]) -> None:
    state = PRINTED
    for event in events:
        before = state
        state, effects = play(event, state=state)
        assert not any(isinstance(effect, LearnFace) for effect in effects) or before.face.is_agreed


@given(st.lists(_events, max_size=30))
def test_every_face_that_is_stored_is_either_said_to_be_kept_or_erased(events: list[Event]) -> None:
    state = PRINTED
    for event in events:
        state, effects = play(event, state=state)
        if isinstance(event, FaceKept):
            erased = EraseFace(visit=event.visit, person_id=event.person_id) in effects
            assert erased or state.face.outcome is FaceOutcome.KEPT
