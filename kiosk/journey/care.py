"""What the foot of every screen offers: language, letters, contrast, sound, reach, more time, and staff.

Pure, and the same wherever the visit is; `flow.py` asks here first.
"""

from dataclasses import replace

from kiosk.journey.deeds import CallStaff, Effect, StartTimer
from kiosk.journey.events import (
    ContrastTouched,
    Event,
    HelpTouched,
    LanguageTouched,
    LowReachTouched,
    PreferenceTouched,
    SoundTouched,
    StaffCalled,
    StaffNotCalled,
    StillHereTouched,
    TextSizeTouched,
)
from kiosk.journey.head_turn import Challenge
from kiosk.journey.hint import Hint
from kiosk.journey.patience import TURN_S, patience_s
from kiosk.journey.visit import Help, Misread, Preferences, Screen, State

Step = tuple[State, tuple[Effect, ...]]


def attend(state: State, event: Event) -> Step | None:
    """The step for what is the same on every screen; None for anything else."""
    match event:
        case LanguageTouched() | TextSizeTouched() | ContrastTouched() | SoundTouched() | LowReachTouched():
            liked = _prefer(state.preferences, event)
            return awake(replace(state, preferences=liked, asks_still_there=False))
        case HelpTouched() if state.help in (Help.NONE, Help.NOT_CALLED):
            calling = replace(state, help=Help.CALLING, asks_still_there=False)
            return awake(calling, CallStaff(screen=state.screen))
        case HelpTouched():
            return awake(replace(state, asks_still_there=False))
        case StaffCalled() | StaffNotCalled() if state.help is not Help.CALLING:
            return state, ()
        case StaffCalled():
            return awake(replace(state, help=Help.CALLED))
        case StaffNotCalled():
            return awake(replace(state, help=Help.NOT_CALLED))
        case StillHereTouched() if state.asks_still_there:
            return awake(replace(state, asks_still_there=False))
    return None


def begun(state: State) -> State:
    """A visit: the one there is, else the next."""
    return replace(state, visit=state.visit + 1) if state.screen is Screen.ATTRACT else state


def awake(state: State, *effects: Effect) -> Step:
    """Give the person before the kiosk their whole time (again); a machine's limit goes on as it was."""
    after_s = patience_s(state)
    return (state, effects) if after_s is None else timed(state, after_s, *effects)


def timed(state: State, after_s: float, *effects: Effect) -> Step:
    """Let `after_s` be what now counts, and no earlier limit. What was misread before is no news any more."""
    waiting = replace(state, timer=state.timer + 1, misread=Misread.NONE)
    return waiting, (*effects, StartTimer(timer=waiting.timer, after_s=after_s))


def challenged(state: State, challenge: Challenge) -> Step:
    """The visitor is asked to turn the head: time for all the turns begins with the first."""
    asked = replace(state, challenge=challenge, hint=Hint.OK)
    return timed(asked, TURN_S) if state.challenge is None else (asked, ())


def _prefer(usual: Preferences, event: PreferenceTouched) -> Preferences:
    match event:
        case LanguageTouched(language=language):
            return replace(usual, language=language)
        case TextSizeTouched():
            return replace(usual, is_large=not usual.is_large)
        case ContrastTouched():
            return replace(usual, is_contrast=not usual.is_contrast)
        case SoundTouched():
            return replace(usual, is_spoken=not usual.is_spoken)
        case LowReachTouched():
            return replace(usual, is_low=not usual.is_low)
