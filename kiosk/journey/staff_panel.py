"""What staff do at the kiosk itself: five taps in a hidden corner, the PIN, and the panel behind it.

Pure; `flow.py` asks here first. Where the kiosk has no PIN, `kiosk/kiosk.py` passes no tap on.
"""

from dataclasses import replace

from kiosk.journey.care import Step, awake
from kiosk.journey.deeds import (
    AskHealth,
    CheckPin,
    Effect,
    Forget,
    LoadRoll,
    PrintDayReport,
    PrintSlipAgain,
    PrintTrial,
    Restart,
    SettleSlip,
)
from kiosk.journey.events import (
    BackTouched,
    DigitTouched,
    EraseTouched,
    Event,
    HomeTouched,
    KioskReady,
    SlipNotPrinted,
    SlipPrinted,
    TimedOut,
)
from kiosk.journey.staff_events import (
    CornerTapped,
    DayReportTouched,
    HealthTold,
    LookAgainTouched,
    PaperChanged,
    PaperSettled,
    PapersTouched,
    PinAccepted,
    PinEntered,
    PinRefused,
    ReprintTouched,
    RestartTouched,
    SettleTouched,
    TrialPrintTouched,
)
from kiosk.journey.visit import Paper, PinAnswer, Screen, Staff, State
from kiosk.staff_pin import LONGEST_PIN

TAPS = 5
TAPS_WITHIN_S = 3.0


def see_to_kiosk(state: State, event: Event) -> Step | None:
    """The step of a member of staff; None for anything else."""
    match state.screen, event:
        case (Screen.ATTRACT | Screen.OUT_OF_SERVICE, CornerTapped(at_s=at_s)):
            return _tap(state, at_s)
        case (Screen.STAFF_PIN | Screen.STAFF_PANEL | Screen.STAFF_PAPERS, KioskReady()):
            return replace(state, staff=replace(state.staff, is_stopped=False)), ()
        case (Screen.STAFF_PIN | Screen.STAFF_PANEL | Screen.STAFF_PAPERS, HomeTouched()):
            return _leave(state)
        case (
            Screen.STAFF_PIN | Screen.STAFF_PANEL | Screen.STAFF_PAPERS,
            TimedOut(timer=timer),
        ) if timer == state.timer:
            return _leave(state)
        case (Screen.STAFF_PIN, _):
            return _at_pin(state, event)
        case (Screen.STAFF_PANEL, _):
            return _at_panel(state, event)
        case (Screen.STAFF_PAPERS, _):
            return _at_papers(state, event)
    return None


def _tap(state: State, at_s: float) -> Step:
    taps_s = tuple(tap_s for tap_s in (*state.staff.taps_s, at_s) if at_s - tap_s <= TAPS_WITHIN_S)
    if len(taps_s) < TAPS:
        return replace(state, staff=Staff(taps_s=taps_s)), ()
    asking = State(
        screen=Screen.STAFF_PIN,
        visit=state.visit + 1,
        timer=state.timer,
        preferences=state.preferences,
        staff=Staff(is_stopped=state.screen is Screen.OUT_OF_SERVICE),
    )
    return awake(asking)


def _leave(state: State, *effects: Effect) -> Step:
    screen = Screen.OUT_OF_SERVICE if state.staff.is_stopped else Screen.ATTRACT
    return State(screen=screen, visit=state.visit + 1, timer=state.timer + 1), (Forget(), *effects)


def _at_pin(state: State, event: Event) -> Step | None:
    pin, is_checking = state.staff.pin, state.staff.answer is PinAnswer.CHECKING
    match event:
        case DigitTouched(digit=digit) if not is_checking:
            return awake(replace(state, staff=_entered(state, (pin + digit)[:LONGEST_PIN])))
        case EraseTouched() if not is_checking:
            return awake(replace(state, staff=_entered(state, pin[:-1])))
        case PinEntered() if pin:
            checking = replace(state.staff, pin="", answer=PinAnswer.CHECKING)
            return awake(replace(state, staff=checking), CheckPin(visit=state.visit, pin=pin))
        case PinAccepted(visit=visit) if visit == state.visit:
            return _look(replace(state, screen=Screen.STAFF_PANEL))
        case PinRefused(visit=visit, locked_s=locked_s) if visit == state.visit:
            answer = PinAnswer.LOCKED if locked_s else PinAnswer.WRONG
            refused = replace(state.staff, pin="", answer=answer, locked_s=locked_s)
            return awake(replace(state, staff=refused))
    return None


def _entered(state: State, pin: str) -> Staff:
    return Staff(is_stopped=state.staff.is_stopped, pin=pin)


def _at_panel(state: State, event: Event) -> Step | None:
    match event:
        case HealthTold(visit=visit, health=health) if visit == state.visit:
            return replace(state, staff=replace(state.staff, health=health)), ()
        case TrialPrintTouched() if state.staff.paper is not Paper.PRINTING:
            return _print(state, PrintTrial(visit=state.visit))
        case DayReportTouched() if state.staff.paper is not Paper.PRINTING:
            return _print(state, PrintDayReport(visit=state.visit))
        case SlipPrinted(visit=visit) if visit == state.visit:
            return _look(replace(state, staff=replace(state.staff, paper=Paper.PRINTED)))
        case SlipNotPrinted(visit=visit) if visit == state.visit:
            return _look(replace(state, staff=replace(state.staff, paper=Paper.NOT_PRINTED)))
        case PaperChanged():
            return _look(state, LoadRoll())
        case PapersTouched() if state.staff.health is not None:
            return awake(replace(state, screen=Screen.STAFF_PAPERS, way_back=Screen.STAFF_PANEL))
        case LookAgainTouched():
            return _look(state)
        case RestartTouched():
            ending = replace(state, staff=replace(state.staff, is_stopped=True))
            return _leave(ending, Restart())
    return None


def _at_papers(state: State, event: Event) -> Step | None:
    """What becomes of each paper in doubt; what is listed stays until it is known anew."""
    match event:
        case HealthTold(visit=visit, health=health) if visit == state.visit:
            return replace(state, staff=replace(state.staff, health=health)), ()
        case ReprintTouched(ticket_id=ticket_id) if state.staff.paper is not Paper.PRINTING:
            return _print(state, PrintSlipAgain(visit=state.visit, ticket_id=ticket_id))
        case SettleTouched(ticket_id=ticket_id):
            return awake(state, SettleSlip(visit=state.visit, ticket_id=ticket_id))
        case SlipPrinted(visit=visit) if visit == state.visit:
            printed = replace(state.staff, paper=Paper.PRINTED)
            return awake(replace(state, staff=printed), AskHealth(visit=visit))
        case SlipNotPrinted(visit=visit) if visit == state.visit:
            not_printed = replace(state.staff, paper=Paper.NOT_PRINTED)
            return awake(replace(state, staff=not_printed), AskHealth(visit=visit))
        case PaperSettled(visit=visit) if visit == state.visit:
            return awake(state, AskHealth(visit=visit))
        case BackTouched():
            return _look(replace(state, screen=Screen.STAFF_PANEL, way_back=None))
    return None


def _print(state: State, effect: Effect) -> Step:
    return awake(replace(state, staff=replace(state.staff, paper=Paper.PRINTING)), effect)


def _look(state: State, *effects: Effect) -> Step:
    """Ask again how everything is; what was told before is no longer shown."""
    asking = replace(state, staff=replace(state.staff, health=None))
    return awake(asking, *effects, AskHealth(visit=state.visit))
