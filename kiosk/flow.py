"""One visit at the kiosk, from the first touch to the paper: `step(state, event) -> (state, effects)`.

Pure: no clock, no device, no store. Timeouts, cameras and printers come in as events (`kiosk/events.py`);
what is to be done goes out as effects (`kiosk/deeds.py`). From any state, any events end at the attract
screen with nothing of the visitor left, because `_attract` builds that state from nothing.
"""

from dataclasses import replace

from kiosk.deeds import (
    CheckIn,
    Effect,
    Forget,
    IssueTicket,
    PrintSlip,
    ReadCode,
    StartTimer,
    StopWatching,
    WatchFace,
)
from kiosk.events import (
    AnonymousWayTouched,
    AppointmentWayTouched,
    CameraFailed,
    CodeRead,
    DigitTouched,
    EraseTouched,
    Event,
    FaceHinted,
    FaceNotKnown,
    FaceRecognised,
    FaceWayTouched,
    HomeTouched,
    KioskReady,
    KioskStopped,
    NotCheckedIn,
    NotMeTouched,
    ServiceTouched,
    SlipNotPrinted,
    SlipPrinted,
    StillHereTouched,
    TicketIssued,
    TicketNotIssued,
    TimedOut,
    YesTouched,
)
from kiosk.hint import Hint
from kiosk.visit import (
    Appointment,
    NoCheckIn,
    Notice,
    Paper,
    Screen,
    State,
)
from models.appointment import CODE_DIGITS

LOOK_S = 6.0  # no match by then: go on without a face, calmly
IDLE_S = 30.0
STILL_THERE_S = 20.0  # WCAG 2.2.1: at least 20 s to ask for more time
CHECKING_S = 20.0  # the hall may have to be asked
PRINTING_S = 20.0
TAKE_PAPER_S = 8.0
READ_NUMBER_S = 30.0  # nothing came out of the printer: time to note the number down

Step = tuple[State, tuple[Effect, ...]]

# Where nothing happens until the citizen does something.
_ASKING = frozenset({Screen.IS_THIS_YOU, Screen.ENTER_CODE, Screen.CHOOSE_SERVICE})


def step(state: State, event: Event) -> Step:
    """The state after `event`, and what is to be done. An event that does not fit changes nothing."""
    match event:
        case KioskStopped():
            return replace(_attract(state)[0], screen=Screen.OUT_OF_SERVICE), (Forget(),)
        case KioskReady():
            return _attract(state) if state.screen is Screen.OUT_OF_SERVICE else (state, ())
        case TimedOut():
            return _time_out(state) if event.timer == state.timer else (state, ())
        case TicketIssued() if event.visit != state.visit or not _awaits_ticket(state):
            # The citizen has gone on or away, the number is given all the same: the paper still comes out.
            return state, (PrintSlip(visit=event.visit, ticket=event.ticket),)
        case (
            FaceHinted()
            | FaceRecognised()
            | FaceNotKnown()
            | CameraFailed()
            | CodeRead()
            | NotCheckedIn()
            | TicketIssued()
            | TicketNotIssued()
            | SlipPrinted()
            | SlipNotPrinted()
        ) if event.visit != state.visit:
            return state, ()
    match state.screen:
        case Screen.ATTRACT:
            return _at_attract(state, event)
        case Screen.LOOK_HERE:
            return _at_look_here(state, event)
        case Screen.IS_THIS_YOU:
            return _at_is_this_you(state, event)
        case Screen.ENTER_CODE:
            return _at_enter_code(state, event)
        case Screen.CHOOSE_SERVICE:
            return _at_choose_service(state, event)
        case Screen.TAKE_TICKET:
            return _at_take_ticket(state, event)
        case Screen.OUT_OF_SERVICE:
            return state, ()


def _at_attract(state: State, event: Event) -> Step:
    match event:
        case FaceWayTouched():
            looking = replace(state, screen=Screen.LOOK_HERE, visit=state.visit + 1, hint=Hint.NO_FACE)
            return _timed(looking, LOOK_S, WatchFace(visit=looking.visit))
        case AnonymousWayTouched():
            return _choose(replace(state, visit=state.visit + 1))
        case AppointmentWayTouched():
            entering = replace(state, screen=Screen.ENTER_CODE, visit=state.visit + 1)
            return _timed(entering, IDLE_S, ReadCode(visit=entering.visit))
    return state, ()


def _at_look_here(state: State, event: Event) -> Step:
    match event:
        case FaceHinted(hint=hint):
            return replace(state, hint=hint), ()
        case FaceRecognised(visitor=visitor):
            known = replace(state, screen=Screen.IS_THIS_YOU, visitor=visitor, hint=Hint.OK)
            return _timed(known, IDLE_S, StopWatching())
        case FaceNotKnown():
            return _choose(state, Notice.NOT_RECOGNISED)
        case CameraFailed():
            return _choose(state, Notice.NO_CAMERA)
        case AnonymousWayTouched():
            return _choose(state)
        case HomeTouched():
            return _attract(state)
    return state, ()


def _at_is_this_you(state: State, event: Event) -> Step:
    match event:
        case YesTouched():
            return _choose(state)
        case NotMeTouched():
            return _choose(replace(state, visitor=None))
        case HomeTouched():
            return _attract(state)
        case StillHereTouched() if state.asks_still_there:
            return _timed(replace(state, asks_still_there=False), IDLE_S)
    return state, ()


def _at_enter_code(state: State, event: Event) -> Step:
    match event:
        case DigitTouched(digit=digit) if not state.is_checking:
            # After an answer the next digit begins another code; the keys stay where they are.
            return _enter(state, digit if state.no_check_in else state.code + digit)
        case EraseTouched() if not state.is_checking:
            return _enter(state, state.code[:-1])
        case CodeRead(code=code) if not state.is_checking:
            return _enter(state, code)
        case TicketIssued(ticket=ticket):
            taking = replace(
                _without_code(state), screen=Screen.TAKE_TICKET, ticket=ticket, paper=Paper.PRINTING
            )
            return _timed(taking, PRINTING_S, StopWatching(), PrintSlip(visit=state.visit, ticket=ticket))
        case NotCheckedIn(why=why, appointment=appointment) if state.is_checking:
            return _no_check_in(state, why, appointment)
        case AnonymousWayTouched():
            return _choose(state)
        case HomeTouched():
            return _attract(state)
        case StillHereTouched() if state.asks_still_there:
            return _timed(replace(state, asks_still_there=False), IDLE_S)
    return state, ()


def _enter(state: State, code: str) -> Step:
    """`code` is what stands there now; with its last digit it is looked up."""
    entered = replace(_without_code(state), code=code, asks_still_there=False)
    if len(code) < CODE_DIGITS:
        return _timed(entered, IDLE_S)
    return _timed(replace(entered, is_checking=True), CHECKING_S, CheckIn(visit=state.visit, code=code))


def _no_check_in(state: State, why: NoCheckIn, appointment: Appointment | None = None) -> Step:
    answered = replace(state, is_checking=False, no_check_in=why, appointment=appointment)
    return _timed(answered, IDLE_S)


def _without_code(state: State) -> State:
    return replace(state, code="", is_checking=False, no_check_in=None, appointment=None)


def _at_choose_service(state: State, event: Event) -> Step:
    match event:
        case ServiceTouched(service_id=service_id):
            # The screen changes with the first touch, so that a second one cannot take a second ticket.
            taking = replace(
                state,
                screen=Screen.TAKE_TICKET,
                notice=Notice.NONE,
                paper=Paper.PRINTING,
                asks_still_there=False,
            )
            return _timed(taking, PRINTING_S, IssueTicket(visit=state.visit, service_id=service_id))
        case HomeTouched():
            return _attract(state)
        case StillHereTouched() if state.asks_still_there:
            return _timed(replace(state, asks_still_there=False), IDLE_S)
    return state, ()


def _at_take_ticket(state: State, event: Event) -> Step:
    match event:
        case TicketIssued(ticket=ticket):
            return _timed(
                replace(state, ticket=ticket), PRINTING_S, PrintSlip(visit=state.visit, ticket=ticket)
            )
        case TicketNotIssued() if _awaits_ticket(state):
            return _choose(replace(state, paper=Paper.NONE), Notice.NOT_ISSUED)
        case SlipPrinted() if state.ticket is not None:
            return _timed(replace(state, paper=Paper.PRINTED), TAKE_PAPER_S)
        case SlipNotPrinted() if state.ticket is not None:
            return _timed(replace(state, paper=Paper.NOT_PRINTED), READ_NUMBER_S)
        case HomeTouched() if state.paper is not Paper.PRINTING:
            return _attract(state)
    return state, ()


def _time_out(state: State) -> Step:
    if state.screen is Screen.LOOK_HERE:
        return _choose(state, Notice.NOT_RECOGNISED)
    if state.is_checking:
        return _no_check_in(state, NoCheckIn.FAILED)
    if state.screen in _ASKING and not state.asks_still_there:
        return _timed(replace(state, asks_still_there=True), STILL_THERE_S)
    if _awaits_ticket(state):
        return _choose(replace(state, paper=Paper.NONE), Notice.NOT_ISSUED)
    if state.screen is Screen.TAKE_TICKET and state.paper is Paper.PRINTING:
        # The printer has not answered: show the number long enough to be noted down.
        return _timed(replace(state, paper=Paper.NOT_PRINTED), READ_NUMBER_S)
    if state.screen is Screen.OUT_OF_SERVICE:
        return state, ()
    return _attract(state)


def _awaits_ticket(state: State) -> bool:
    return state.is_checking or (state.screen is Screen.TAKE_TICKET and state.ticket is None)


def _choose(state: State, notice: Notice = Notice.NONE) -> Step:
    choosing = replace(
        _without_code(state),
        screen=Screen.CHOOSE_SERVICE,
        hint=Hint.OK,
        notice=notice,
        asks_still_there=False,
    )
    return _timed(choosing, IDLE_S, StopWatching())


def _attract(state: State) -> Step:
    # Only the two counters survive a visit. The visit number moves on, so that late answers find nobody.
    return State(screen=Screen.ATTRACT, visit=state.visit + 1, timer=state.timer + 1), (Forget(),)


def _timed(state: State, after_s: float, *effects: Effect) -> Step:
    timed = replace(state, timer=state.timer + 1)
    return timed, (*effects, StartTimer(timer=timed.timer, after_s=after_s))
