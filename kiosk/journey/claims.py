"""What visitors say of themselves: a class of priority, which staff check, and that they act for a relative.

Pure; `flow.py` asks here before it answers for its own screens.
"""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date

from kiosk.journey.care import Step, awake
from kiosk.journey.events import (
    BackTouched,
    CardRead,
    Event,
    PriorityTouched,
    PriorityWayTouched,
    RelativeTouched,
)
from kiosk.journey.visit import Notice, Screen, State, Visitor
from models.calling.policy import ELDERLY, REGULAR
from models.citizen_card import UnsignedCard
from models.wire import Priority

ELDERLY_YEARS = 60  # Law on the Elderly 39/2009/QH12, article 2


def priority_by_age(card: UnsignedCard, priorities: Sequence[Priority], today: date) -> str:
    """The class that the holder of `card` belongs to by age, where the hall has it; else the regular one."""
    is_offered = any(one.id == ELDERLY for one in priorities)
    return ELDERLY if is_offered and card.age_years(today) >= ELDERLY_YEARS else REGULAR


def claim(state: State, event: Event) -> Step | None:
    """The step for what is said of oneself; None for anything else."""
    match state.screen, event:
        case (Screen.CHOOSE_SERVICE | Screen.CHECKLIST, PriorityWayTouched()):
            return awake(
                replace(
                    state,
                    screen=Screen.PRIORITY,
                    asked_from=(state.screen, state.way_back),
                    way_back=state.screen,
                    notice=Notice.NONE,
                    asks_still_there=False,
                )
            )
        case (Screen.PRIORITY, PriorityTouched(priority=priority)):
            return _back(replace(state, priority=priority))
        case (Screen.PRIORITY, BackTouched()):
            return _back(state)
        case (Screen.CHOOSE_SERVICE | Screen.CHECKLIST, RelativeTouched()):
            turned = replace(state, is_for_relative=not state.is_for_relative, asks_still_there=False)
            return awake(_without_age(turned) if turned.is_for_relative else turned)
    return None


def introduced(state: State, event: CardRead) -> State:
    """The visitor known by a card, which gives no priority to whoever acts for a relative."""
    known = replace(state, visitor=Visitor(shown_name=event.card.shown_name))
    if not state.is_for_relative:
        known = _without_age(known)
        if event.priority != REGULAR:
            known = replace(known, priority=event.priority)
    return replace(known, card=event.card)


def denied(state: State) -> State:
    """The visitor is not who was recognised."""
    return replace(_without_age(state), visitor=None, card=None)


def _without_age(state: State) -> State:
    """Without the class that a card may have given; one that was chosen instead of it stays."""
    if state.card is not None and state.priority == ELDERLY:
        return replace(state, priority=REGULAR)
    return state


def _back(state: State) -> Step:
    screen, way_back = state.asked_from or (Screen.CHOOSE_SERVICE, None)
    return awake(replace(state, screen=screen, way_back=way_back, asked_from=None, asks_still_there=False))
