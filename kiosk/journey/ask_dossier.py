"""Asking how far a dossier has come: its code, typed or shown to the camera, and what can be told of it.

Pure; `flow.py` asks here before it answers for its own screens.
"""

from dataclasses import replace

from kiosk.journey.care import Step, awake, begun, timed
from kiosk.journey.deeds import FindDossier, ReadCode, StopWatching
from kiosk.journey.errand import DossierQuestion, NoDossier
from kiosk.journey.errand_events import (
    DossierCodeTyped,
    DossierFound,
    DossierNotFound,
    DossierWayTouched,
    FindDossierTouched,
)
from kiosk.journey.events import BackTouched, CodeRead, Event
from kiosk.journey.patience import CHECKING_S
from kiosk.journey.telex import Typed
from kiosk.journey.visit import Notice, Screen, State
from models.dossier import read_code


def ask_dossier(state: State, event: Event) -> Step | None:
    """The step on the way to what is known of a dossier; None for anything else."""
    match state.screen, event:
        case (Screen.ATTRACT, DossierWayTouched()):
            return _ask_code(begun(state))
        case (Screen.ENTER_DOSSIER, _):
            return _at_enter_dossier(state, event)
        case (_, BackTouched()) if state.way_back is Screen.ENTER_DOSSIER:
            return _ask_code(state)
    return None


def _at_enter_dossier(state: State, event: Event) -> Step | None:
    asked = state.dossier.asked
    match event:
        case DossierCodeTyped(typed=typed) if asked is None:
            return awake(_asking(state, DossierQuestion(typed=typed)))
        case FindDossierTouched() if asked is None:
            return _find(state, state.dossier.typed)
        case CodeRead(code=code) if asked is None and read_code(code) is not None:
            return _find(state, Typed(before=code))
        case DossierFound(status=status, next_step=next_step) if status.code == asked:
            told = DossierQuestion(status=status, next_step=next_step)
            shown = replace(_asking(state, told), screen=Screen.DOSSIER_STATUS, way_back=Screen.ENTER_DOSSIER)
            return awake(shown, StopWatching())
        case DossierNotFound(code=code, why=why) if code == asked:
            return awake(_asking(state, replace(state.dossier, asked=None, no_dossier=why)))
    return None


def _ask_code(state: State) -> Step:
    asking = replace(
        _asking(state, DossierQuestion()), screen=Screen.ENTER_DOSSIER, notice=Notice.NONE, way_back=None
    )
    return awake(asking, ReadCode(visit=asking.visit))


def _find(state: State, typed: Typed) -> Step:
    code = read_code(typed.text)
    if code is None:
        malformed = DossierQuestion(typed=typed, no_dossier=NoDossier.MALFORMED)
        return awake(_asking(state, malformed))
    finding = _asking(state, DossierQuestion(typed=typed, asked=code))
    return timed(finding, CHECKING_S, FindDossier(visit=state.visit, code=code))


def _asking(state: State, question: DossierQuestion) -> State:
    return replace(state, dossier=question, asks_still_there=False)
