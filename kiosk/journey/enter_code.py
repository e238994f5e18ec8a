"""The code of an appointment: typed or read, looked up, and what came of it.

Pure; `flow.py` asks here after it has answered for the ways out.
"""

from dataclasses import replace

from kiosk.journey.care import Step, awake, timed
from kiosk.journey.deeds import CheckIn, PrintSlip, ReadCode, StopWatching
from kiosk.journey.events import DigitTouched, EraseTouched, Event, NotCheckedIn, TicketIssued
from kiosk.journey.patience import CHECKING_S, PRINTING_S
from kiosk.journey.visit import Appointment, NoCheckIn, Notice, Paper, Screen, State
from models.appointment import CODE_DIGITS


def ask_code(state: State) -> Step:
    """To the screen that asks for it."""
    asking = replace(
        state, screen=Screen.ENTER_CODE, notice=Notice.NONE, asks_still_there=False, way_back=None
    )
    return awake(asking, ReadCode(visit=asking.visit))


def enter_code(state: State, event: Event) -> Step:
    """What follows at that screen."""
    match event:
        case DigitTouched(digit=digit) if not state.is_checking:
            # After an answer the next digit begins another code; the keys stay where they are.
            return enter(state, digit if state.no_check_in else state.code + digit)
        case EraseTouched() if not state.is_checking:
            return enter(state, state.code[:-1])
        case TicketIssued(ticket=ticket):
            taking = replace(
                without_code(state), screen=Screen.TAKE_TICKET, ticket=ticket, paper=Paper.PRINTING
            )
            return timed(taking, PRINTING_S, StopWatching(), PrintSlip(visit=state.visit, ticket=ticket))
        case NotCheckedIn(why=why, appointment=appointment) if state.is_checking:
            return no_check_in(state, why, appointment)
    return state, ()


def enter(state: State, code: str) -> Step:
    """`code` is what stands there now; with its last digit it is looked up."""
    entered = replace(without_code(state), code=code, asks_still_there=False)
    if len(code) < CODE_DIGITS:
        return awake(entered)
    return timed(replace(entered, is_checking=True), CHECKING_S, CheckIn(visit=state.visit, code=code))


def no_check_in(state: State, why: NoCheckIn, appointment: Appointment | None = None) -> Step:
    """It gives no place in the queue."""
    answered = replace(state, is_checking=False, no_check_in=why, appointment=appointment)
    return awake(answered)


def without_code(state: State) -> State:
    """Nothing of it is left."""
    return replace(state, code="", is_checking=False, no_check_in=None, appointment=None)
