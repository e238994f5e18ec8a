"""Saying what one thinks of the service, step by step."""

import pytest

from kiosk.journey.deeds import Effect, GiveOpinion, StartTimer
from kiosk.journey.errand import Draft, NoOpinion
from kiosk.journey.errand_events import (
    FeedbackTyped,
    OpinionGiven,
    OpinionNotGiven,
    OpinionWayTouched,
    RatingTouched,
    SendTouched,
    TopicTouched,
    WriteTouched,
    WrittenTouched,
)
from kiosk.journey.events import BackTouched, DigitTouched, EraseTouched, Event, HomeTouched
from kiosk.journey.patience import CHECKING_S, READ_NUMBER_S, READ_THANKS_S
from kiosk.journey.telex import Typed
from kiosk.journey.visit import Screen, State
from models.opinion import MOST_PHONE_DIGITS, Opinion, Rating, Topic
from tests.kiosk.journey.test_flow import ATTRACT, TIME_OUT, VISIT, play

RATING, _ = play(OpinionWayTouched(), state=ATTRACT)
WHY, _ = play(RatingTouched(rating=Rating.SATISFIED), state=RATING)
WRITING, _ = play(WriteTouched(), state=RATING)
WROTE = FeedbackTyped(typed=Typed(before="Thiếu ghế ngồi "))
PHONE, _ = play(WROTE, WrittenTouched(), state=WRITING)
DIGITS = [DigitTouched(digit=digit) for digit in "0912345678"]
SENDING, _ = play(SendTouched(), state=PHONE)
GIVEN = OpinionGiven(visit=VISIT, tracking_code="GY-0001")
NOT_GIVEN = OpinionNotGiven(visit=VISIT)


def given(effects: list[Effect]) -> list[Opinion]:
    return [effect.opinion for effect in effects if isinstance(effect, GiveOpinion)]


def test_a_rating_alone_is_enough() -> None:
    assert (RATING.screen, WHY.screen, WHY.way_back) == (
        Screen.RATE_SERVICE,
        Screen.SAY_WHY,
        Screen.RATE_SERVICE,
    )
    state, effects = play(SendTouched(), state=WHY)
    assert given(effects) == [Opinion(rating=Rating.SATISFIED)]
    assert effects[-1] == StartTimer(timer=state.timer, after_s=CHECKING_S)


def test_what_it_is_about_is_ticked_and_unticked() -> None:
    touches = [TopicTouched(topic=topic) for topic in (Topic.STAFF, Topic.PLACE, Topic.STAFF)]
    _, effects = play(*touches, SendTouched(), state=WHY)
    assert given(effects) == [Opinion(rating=Rating.SATISFIED, topics=frozenset({Topic.PLACE}))]


def test_another_rating_can_be_chosen_and_what_it_was_about_with_it() -> None:
    state, _ = play(TopicTouched(topic=Topic.STAFF), BackTouched(), state=WHY)
    assert (state.screen, state.draft, state.way_back) == (Screen.RATE_SERVICE, Draft(), None)


def test_words_go_with_a_rating_or_without_one() -> None:
    _, effects = play(SendTouched(), state=PHONE)
    assert given(effects) == [Opinion(text="Thiếu ghế ngồi")]
    _, effects = play(WriteTouched(), WROTE, WrittenTouched(), SendTouched(), state=WHY)
    assert given(effects) == [Opinion(rating=Rating.SATISFIED, text="Thiếu ghế ngồi")]


@pytest.mark.parametrize("text", ["", "  ", "...", "?! -"])
def test_nothing_written_goes_no_further_and_is_said_so_until_something_is(text: str) -> None:
    blank = FeedbackTyped(typed=Typed(before=text))
    state, _ = play(blank, WrittenTouched(), state=WRITING)
    assert (state.screen, state.draft.no_opinion) == (Screen.WRITE_FEEDBACK, NoOpinion.BLANK)
    assert play(WROTE, state=state)[0].draft.no_opinion is None


def test_a_phone_number_may_be_left_and_mended() -> None:
    _, effects = play(*DIGITS, DigitTouched(digit="9"), EraseTouched(), SendTouched(), state=PHONE)
    assert given(effects) == [Opinion(text="Thiếu ghế ngồi", phone="0912345678")]


def test_what_is_no_phone_number_is_said_so_and_not_sent() -> None:
    state, effects = play(*DIGITS[:5], SendTouched(), state=PHONE)
    assert (state.draft.no_opinion, given(effects)) == (NoOpinion.NO_PHONE, [])
    erased, _ = play(*[EraseTouched()] * 5, state=state)
    assert erased.draft.no_opinion is None
    assert given(play(SendTouched(), state=erased)[1]) == [Opinion(text="Thiếu ghế ngồi")]


def test_a_phone_number_becomes_no_longer_than_any_is() -> None:
    state, _ = play(*DIGITS, *DIGITS, state=PHONE)
    assert len(state.draft.phone) == MOST_PHONE_DIGITS


def test_it_is_sent_once_however_often_it_is_touched() -> None:
    again: list[Event] = [SendTouched(), BackTouched(), *DIGITS, WROTE, WriteTouched()]
    assert play(*again, state=SENDING) == (SENDING, [])


def test_thanks_come_with_the_code_to_follow_the_answer_and_nothing_of_what_was_said() -> None:
    state, effects = play(GIVEN, state=SENDING)
    assert (state.screen, state.draft, state.way_back) == (
        Screen.THANK_YOU,
        Draft(tracking_code="GY-0001"),
        None,
    )
    assert effects == [StartTimer(timer=state.timer, after_s=READ_NUMBER_S)]
    gone, _ = play(TIME_OUT, state=state)
    assert gone == State(screen=Screen.ATTRACT, visit=gone.visit, timer=gone.timer)


def test_thanks_without_a_code_are_read_sooner() -> None:
    state, effects = play(SendTouched(), OpinionGiven(visit=VISIT, tracking_code=None), state=WHY)
    assert effects[-1] == StartTimer(timer=state.timer, after_s=READ_THANKS_S)


@pytest.mark.parametrize("failure", [NOT_GIVEN, TIME_OUT], ids=["it failed", "it took too long"])
@pytest.mark.parametrize("before", [WHY, PHONE], ids=["a rating", "words"])
def test_what_could_not_be_handed_over_stays_and_can_be_sent_again(before: State, failure: Event) -> None:
    state, effects = play(SendTouched(), failure, SendTouched(), state=before)
    assert len(given(effects)) == 2
    assert len({*given(effects)}) == 1
    assert state.draft.is_on_its_way
    failed, _ = play(SendTouched(), failure, state=before)
    assert (failed.screen, failed.draft.no_opinion) == (before.screen, NoOpinion.FAILED)
    assert failed.way_back is before.way_back


def test_word_that_nobody_awaits_changes_nothing() -> None:
    for event in (GIVEN, NOT_GIVEN):
        assert play(event, state=PHONE) == (PHONE, [])
    later, _ = play(HomeTouched(), OpinionWayTouched(), state=SENDING)
    for event in (GIVEN, NOT_GIVEN):
        assert play(event, state=later) == (later, [])


def test_back_goes_one_step_back_and_finds_what_was_said() -> None:
    writing, _ = play(*DIGITS, BackTouched(), state=PHONE)
    assert (writing.screen, writing.draft.typed.text) == (Screen.WRITE_FEEDBACK, "Thiếu ghế ngồi ")
    assert play(BackTouched(), state=writing)[0].screen is Screen.RATE_SERVICE
    after_rating, _ = play(WriteTouched(), WROTE, WrittenTouched(), BackTouched(), BackTouched(), state=WHY)
    assert (after_rating.screen, after_rating.draft.rating) == (Screen.SAY_WHY, Rating.SATISFIED)


def test_words_that_were_left_again_are_not_sent_with_the_rating() -> None:
    _, effects = play(WriteTouched(), WROTE, BackTouched(), SendTouched(), state=WHY)
    assert given(effects) == [Opinion(rating=Rating.SATISFIED)]


def test_home_leaves_nothing_of_what_was_said() -> None:
    for state in (RATING, WHY, WRITING, PHONE, SENDING, play(GIVEN, state=SENDING)[0]):
        gone, _ = play(HomeTouched(), state=state)
        assert gone == State(screen=Screen.ATTRACT, visit=gone.visit, timer=gone.timer)


def test_what_was_said_is_in_no_log() -> None:
    state, effects = play(*DIGITS, SendTouched(), state=PHONE)
    for secret in ("ghế", "0912345678", "GY-0001"):
        assert secret not in f"{state} {effects} {WROTE} {play(GIVEN, state=state)} {GIVEN}"
