"""Saying what one thinks of the service: a rating and what it is about, words, a phone number for the answer.

Pure; `flow.py` asks here before it answers for its own screens. Nobody is asked who they are.
"""

from dataclasses import replace

from kiosk.journey.care import Step, awake, begun, timed
from kiosk.journey.deeds import GiveOpinion
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
from kiosk.journey.events import BackTouched, DigitTouched, EraseTouched, Event
from kiosk.journey.patience import CHECKING_S
from kiosk.journey.telex import Typed
from kiosk.journey.visit import Screen, State
from models.opinion import MOST_PHONE_DIGITS, is_phone, says_something


def give_opinion(state: State, event: Event) -> Step | None:
    """The step on the way to a thank-you; None for anything else."""
    if state.draft.is_on_its_way:
        return _on_its_way(state, event)
    match state.screen:
        case Screen.ATTRACT if isinstance(event, OpinionWayTouched):
            return _go(begun(state), Screen.RATE_SERVICE, Draft())
        case Screen.RATE_SERVICE:
            return _at_rate_service(state, event)
        case Screen.SAY_WHY:
            return _at_say_why(state, event)
        case Screen.WRITE_FEEDBACK:
            return _at_write_feedback(state, event)
        case Screen.LEAVE_PHONE:
            return _at_leave_phone(state, event)
    return None


def _at_rate_service(state: State, event: Event) -> Step | None:
    match event:
        case RatingTouched(rating=rating):
            return _go(state, Screen.SAY_WHY, replace(state.draft, rating=rating))
        case WriteTouched():
            return _go(state, Screen.WRITE_FEEDBACK, state.draft)
    return None


def _at_say_why(state: State, event: Event) -> Step | None:
    draft = state.draft
    match event:
        case TopicTouched(topic=topic):
            return _say(state, replace(draft, topics=draft.topics ^ {topic}))
        case WriteTouched():
            return _go(state, Screen.WRITE_FEEDBACK, draft)
        case SendTouched():
            # What was written and left again is not on this screen, so it is not sent from here.
            return _give(state, replace(draft, typed=Typed(), phone=""))
        case BackTouched():
            return _go(state, Screen.RATE_SERVICE, replace(draft, rating=None, topics=frozenset()))
    return None


def _at_write_feedback(state: State, event: Event) -> Step | None:
    draft = state.draft
    match event:
        case FeedbackTyped(typed=typed):
            return _say(state, replace(draft, typed=typed))
        case WrittenTouched() if says_something(draft.typed.text):
            return _go(state, Screen.LEAVE_PHONE, draft)
        case WrittenTouched():
            return _say(state, draft, NoOpinion.BLANK)
        case BackTouched():
            return _go(state, _before_writing(draft), draft)
    return None


def _at_leave_phone(state: State, event: Event) -> Step | None:
    draft = state.draft
    match event:
        case DigitTouched(digit=digit):
            return _say(state, replace(draft, phone=(draft.phone + digit)[:MOST_PHONE_DIGITS]))
        case EraseTouched():
            return _say(state, replace(draft, phone=draft.phone[:-1]))
        case SendTouched() if draft.phone and not is_phone(draft.phone):
            return _say(state, draft, NoOpinion.NO_PHONE)
        case SendTouched():
            return _give(state, draft)
        case BackTouched():
            return _go(state, Screen.WRITE_FEEDBACK, draft)
    return None


def _on_its_way(state: State, event: Event) -> Step | None:
    match event:
        case OpinionGiven(tracking_code=tracking_code):
            return _go(state, Screen.THANK_YOU, Draft(tracking_code=tracking_code))
        case OpinionNotGiven():
            return _say(state, replace(state.draft, is_on_its_way=False), NoOpinion.FAILED)
    return None


def _give(state: State, draft: Draft) -> Step:
    giving = replace(
        state,
        draft=replace(draft, is_on_its_way=True, no_opinion=None),
        asks_still_there=False,
        way_back=None,
    )
    return timed(giving, CHECKING_S, GiveOpinion(visit=state.visit, opinion=giving.draft.opinion))


def _say(state: State, draft: Draft, no_opinion: NoOpinion | None = None) -> Step:
    return _go(state, state.screen, replace(draft, no_opinion=no_opinion))


def _go(state: State, screen: Screen, draft: Draft) -> Step:
    came = draft if screen is state.screen else replace(draft, no_opinion=None)
    ways_back = {
        Screen.SAY_WHY: Screen.RATE_SERVICE,
        Screen.WRITE_FEEDBACK: _before_writing(draft),
        Screen.LEAVE_PHONE: Screen.WRITE_FEEDBACK,
    }
    went = replace(state, screen=screen, draft=came, asks_still_there=False, way_back=ways_back.get(screen))
    return awake(went)


def _before_writing(draft: Draft) -> Screen:
    return Screen.RATE_SERVICE if draft.rating is None else Screen.SAY_WHY
