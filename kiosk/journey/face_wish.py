"""Being known by face from the next time on, or no longer: asked, agreed to, looked at, kept; or erased.

Pure; `flow.py` asks here before it answers for its own screens. Whoever declines, goes or is too slow
is not kept: what was stored for them by then is erased.
"""

from dataclasses import replace

from kiosk.journey.care import Step, awake, challenged, timed
from kiosk.journey.deeds import (
    EraseFace,
    LearnFace,
    NoteAnswer,
    OfferEnrolment,
    StopWatching,
    TellHeldFace,
    VerifyFace,
)
from kiosk.journey.enrolment import FaceOutcome, FaceWish
from kiosk.journey.events import CameraFailed, Event, FaceHinted
from kiosk.journey.face_events import (
    ConsentTouched,
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
from kiosk.journey.hint import Hint
from kiosk.journey.patience import ERASING_S, LEARN_S
from kiosk.journey.visit import Paper, Screen, State, Visitor

CONSENT_VERSION = "2"
"""Of the texts that are agreed to; docs/face-consent.md holds every one there has been."""


def wish(state: State, event: Event) -> Step | None:
    """The step about the visitor's face; None for anything else."""
    face = state.face
    match state.screen, event:
        case (_, FaceOnRecord(card_number=number, person_id=person_id)) if _holds_card(state, number):
            return _known(state, person_id, is_seen=False), ()
        case (_, FaceVerified(card_number=number, person_id=person_id)) if _holds_card(state, number):
            return _known(state, person_id, is_seen=True), ()
        case (Screen.TAKE_TICKET, EnrolmentOffered()) if _may_be_asked(state):
            return awake(replace(state, face=replace(face, is_offered=True)))
        case (Screen.TAKE_TICKET | Screen.ERASE_FACE, EnrolTouched()) if face.is_offered:
            return _go(state, Screen.ENROL_CONSENT)
        case (Screen.TAKE_TICKET, ForgetFaceTouched()) if may_forget(state):
            asking, effects = _go(state, Screen.ERASE_FACE)
            return asking, (*effects, *_telling(state))
        case (Screen.ERASE_FACE, FaceHeld(held=held)):
            return replace(state, face=replace(face, held=held)), ()
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


def verification_of(state: State) -> tuple[VerifyFace, ...]:
    """Looking whether the camera sees the card's holder; who acts for a relative may hold the relative's."""
    if state.card is None or state.is_for_relative:
        return ()
    return (VerifyFace(visit=state.visit, card_number=state.card.number),)


def answer_of(state: State, *, is_they: bool) -> tuple[NoteAnswer, ...]:
    """What the visitor has said to being taken for somebody by face; nothing where they were not."""
    if state.visitor is None or state.visitor.person_id is None or not state.visitor.is_seen:
        return ()
    return (NoteAnswer(person_id=state.visitor.person_id, is_they=is_they),)


def offer_of(state: State) -> tuple[OfferEnrolment, ...]:
    """Asking whether to keep the face of a card's holder, or to keep longer that of whom the kiosk knows.

    Not of who acts for a relative: the card may be the relative's.
    """
    is_unseen = state.visitor is not None and not state.visitor.is_seen
    if state.is_for_relative or (_is_known_by_face(state) and is_unseen):
        return ()  # an unsigned card alone renews nobody's face
    if state.card is None and not _is_known_by_face(state):
        return ()
    return (OfferEnrolment(visit=state.visit, person_id=_person_id(state) or None),)


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


def _telling(state: State) -> tuple[TellHeldFace, ...]:
    """What is kept is told to whom the camera has seen; an unsigned card alone may be anybody's."""
    if state.visitor is None or not state.visitor.is_seen:
        return ()
    return (TellHeldFace(visit=state.visit, person_id=_person_id(state)),)


def _person_id(state: State) -> str:
    return (state.visitor.person_id if state.visitor else None) or ""


def _holds_card(state: State, number: str) -> bool:
    return state.card is not None and state.card.number == number and not state.is_for_relative


def _known(state: State, person_id: str, *, is_seen: bool) -> State:
    name = state.card.shown_name if state.card else ""
    return replace(state, visitor=Visitor(shown_name=name, person_id=person_id, is_seen=is_seen))


def _go(state: State, screen: Screen) -> Step:
    face = FaceWish(is_offered=state.face.is_offered)
    return awake(replace(state, screen=screen, face=face, asks_still_there=False, way_back=None))


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
        shown_name=state.visitor.shown_name if state.visitor else "",
        consent=f"{CONSENT_VERSION}/{state.preferences.language}",
        card_number=state.card.number if state.card else None,
        person_id=_person_id(state) or None,
    )
    return timed(looking, LEARN_S, learn)


def _erase(state: State) -> Step:
    erasing = replace(
        state,
        screen=Screen.FACE_DONE,
        face=FaceWish(outcome=FaceOutcome.ERASING),
        asks_still_there=False,
    )
    return timed(erasing, ERASING_S, EraseFace(visit=state.visit, person_id=_person_id(state)))


def _done(state: State, outcome: FaceOutcome) -> Step:
    face = replace(state.face, outcome=outcome)
    done = replace(state, screen=Screen.FACE_DONE, hint=Hint.OK, challenge=None, face=face)
    return awake(done, StopWatching())
