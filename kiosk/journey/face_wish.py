"""Being known by face from the next time on, or no longer: asked, agreed to, looked at, kept; or erased.

Pure; `flow.py` asks here before it answers for its own screens. Whoever declines, goes or is too slow
is not kept: what was stored for them by then is erased.
"""

from dataclasses import replace

from kiosk.journey.care import Step, awake, challenged, timed
from kiosk.journey.deeds import EraseFace, LearnFace, OfferEnrolment, StopWatching
from kiosk.journey.enrolment import FaceOutcome, FaceWish
from kiosk.journey.events import CameraFailed, Event, FaceHinted
from kiosk.journey.face_events import (
    ConsentTouched,
    EnrolmentOffered,
    EnrolTouched,
    FaceChallenged,
    FaceErased,
    FaceFramed,
    FaceKept,
    FaceNotErased,
    FaceNotKept,
    ForgetFaceTouched,
    GoOnTouched,
)
from kiosk.journey.hint import Hint
from kiosk.journey.patience import ERASING_S, LEARN_S
from kiosk.journey.visit import Paper, Screen, State

CONSENT_VERSION = "1"
"""Of the texts that are agreed to; docs/face-consent.md holds every one there has been."""


def wish(state: State, event: Event) -> Step | None:
    """The step about the visitor's face; None for anything else."""
    face = state.face
    match state.screen, event:
        case (Screen.TAKE_TICKET, EnrolmentOffered()) if _may_be_asked(state):
            return awake(replace(state, face=replace(face, is_offered=True)))
        case (Screen.TAKE_TICKET, EnrolTouched()) if face.is_offered:
            return _go(state, Screen.ENROL_CONSENT)
        case (Screen.TAKE_TICKET, ForgetFaceTouched()) if may_forget(state):
            return _go(state, Screen.ERASE_FACE)
        case (Screen.ENROL_CONSENT, ConsentTouched(consent=consent)):
            agreed = replace(face, consents=face.consents ^ {consent})
            return awake(replace(state, face=agreed, asks_still_there=False))
        case (Screen.ENROL_CONSENT, GoOnTouched()) if face.is_agreed:
            return _learn(state)
        case (Screen.ENROL_LOOK, FaceHinted(hint=hint)):
            return replace(state, hint=hint), ()
        case (Screen.ENROL_LOOK, FaceFramed(good_frames=good_frames)):
            return replace(state, hint=Hint.OK, face=replace(face, good_frames=good_frames)), ()
        case (Screen.ENROL_LOOK, FaceChallenged(challenge=challenge)):
            return challenged(state, challenge)
        case (Screen.ENROL_LOOK, FaceKept(until_ms=until_ms)):
            return _done(replace(state, face=replace(face, kept_until_ms=until_ms)), FaceOutcome.KEPT)
        case (Screen.ENROL_LOOK, FaceNotKept() | CameraFailed()):
            return _done(state, FaceOutcome.NOT_KEPT)
        case (Screen.ERASE_FACE, GoOnTouched()):
            return _erase(state)
        case (Screen.FACE_DONE, FaceErased()) if face.outcome in _BEING_ERASED:
            return _done(replace(state, visitor=None), FaceOutcome.ERASED)
        case (Screen.FACE_DONE, FaceNotErased()) if face.outcome is FaceOutcome.ERASING:
            return _done(state, FaceOutcome.NOT_ERASED)
        case (Screen.FACE_DONE, GoOnTouched()) if face.outcome is FaceOutcome.NOT_KEPT:
            return _learn(state)
        case (Screen.FACE_DONE, GoOnTouched()) if face.outcome is FaceOutcome.NOT_ERASED:
            return _erase(state)
    return None


def offer_of(state: State) -> tuple[OfferEnrolment, ...]:
    """Asking whether to keep the face of a card's holder, whom the kiosk does not know by face.

    Not of who acts for a relative: the card may be the relative's.
    """
    is_by_card = state.card is not None and not state.is_for_relative and not _is_known_by_face(state)
    return (OfferEnrolment(visit=state.visit),) if is_by_card else ()


def may_forget(state: State) -> bool:
    """Whether the visitor can be asked to be forgotten: known by face, and with the number on paper."""
    return _is_known_by_face(state) and state.paper is Paper.PRINTED


def is_awaited(state: State, event: FaceKept) -> bool:
    """Whether a face that was kept belongs to somebody who still wants it kept."""
    return event.visit == state.visit and state.screen is Screen.ENROL_LOOK


def give_up(state: State) -> Step | None:
    """The step when something about a face takes too long; None for anything else."""
    if state.screen is Screen.ENROL_LOOK:
        return _done(state, FaceOutcome.NOT_KEPT)
    if state.screen is Screen.FACE_DONE and state.face.outcome is FaceOutcome.ERASING:
        return _done(state, FaceOutcome.NOT_ERASED)
    return None


_BEING_ERASED = (FaceOutcome.ERASING, FaceOutcome.NOT_ERASED)


def _may_be_asked(state: State) -> bool:
    return bool(offer_of(state)) and state.paper is Paper.PRINTED and not state.face.is_offered


def _is_known_by_face(state: State) -> bool:
    return state.visitor is not None and state.visitor.person_id is not None


def _go(state: State, screen: Screen) -> Step:
    return awake(replace(state, screen=screen, face=FaceWish(), asks_still_there=False, way_back=None))


def _learn(state: State) -> Step:
    looking = replace(
        state,
        screen=Screen.ENROL_LOOK,
        hint=Hint.NO_FACE,
        challenge=None,
        face=replace(state.face, good_frames=0, outcome=FaceOutcome.NONE),
        asks_still_there=False,
    )
    learn = LearnFace(
        visit=state.visit,
        shown_name=state.card.shown_name if state.card else "",
        consent=f"{CONSENT_VERSION}/{state.preferences.language}",
    )
    return timed(looking, LEARN_S, learn)


def _erase(state: State) -> Step:
    person_id = (state.visitor.person_id if state.visitor else None) or ""
    erasing = replace(
        state,
        screen=Screen.FACE_DONE,
        face=FaceWish(outcome=FaceOutcome.ERASING),
        asks_still_there=False,
    )
    return timed(erasing, ERASING_S, EraseFace(visit=state.visit, person_id=person_id))


def _done(state: State, outcome: FaceOutcome) -> Step:
    face = replace(state.face, outcome=outcome)
    done = replace(state, screen=Screen.FACE_DONE, hint=Hint.OK, challenge=None, face=face)
    return awake(done, StopWatching())
