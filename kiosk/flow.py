"""One visit at the kiosk, from the first touch to the paper: `step(state, event) -> (state, effects)`.

Pure: no clock, no device, no store. Timeouts, cameras and printers come in as events (`kiosk/events.py`);
what is to be done goes out as effects (`kiosk/deeds.py`). What every screen offers alike is in
`kiosk/care.py`, looking up a procedure in `kiosk/inquiry.py`, the time limits are in `kiosk/patience.py`.
From any state, any events end at the attract screen with nothing of the visitor left, because `_attract`
builds that state from nothing.
"""

from dataclasses import replace

from kiosk.care import Step, attend, awake, timed
from kiosk.deeds import CheckIn, Forget, IssueTicket, PrintSlip, ReadCode, StopWatching, WatchFace
from kiosk.events import (
    AnonymousWayTouched,
    AppointmentWayTouched,
    BackTouched,
    CameraFailed,
    ChecklistNotPrinted,
    ChecklistPrinted,
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
    ProceduresFound,
    ServiceTouched,
    SlipNotPrinted,
    SlipPrinted,
    TicketIssued,
    TicketNotIssued,
    TimedOut,
    YesTouched,
)
from kiosk.hint import Hint
from kiosk.inquiry import inquire
from kiosk.patience import CHECKING_S, IDLE_S, LOOK_S, PRINTING_S
from kiosk.visit import Appointment, NoCheckIn, Notice, Paper, Question, Screen, State
from models.appointment import CODE_DIGITS


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
            | ProceduresFound()
            | ChecklistPrinted()
            | ChecklistNotPrinted()
            | TicketIssued()
            | TicketNotIssued()
            | SlipPrinted()
            | SlipNotPrinted()
        ) if event.visit != state.visit:
            return state, ()
    attended = attend(state, event)
    if attended is not None:
        return attended
    inquired = inquire(state, event)
    if inquired is not None:
        return inquired
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
        case Screen.CHOOSE_FIELD | Screen.CHOOSE_PROCEDURE | Screen.SEARCH | Screen.CHECKLIST:
            return _at_question(state, event)
        case Screen.TAKE_TICKET:
            return _at_take_ticket(state, event)
        case Screen.OUT_OF_SERVICE:
            return state, ()


def _at_attract(state: State, event: Event) -> Step:
    match event:
        case FaceWayTouched():
            return _look(replace(state, visit=state.visit + 1))
        case AnonymousWayTouched():
            return _choose(replace(state, visit=state.visit + 1))
        case AppointmentWayTouched():
            return _ask_code(replace(state, visit=state.visit + 1))
    return state, ()


def _look(state: State) -> Step:
    looking = replace(
        state,
        screen=Screen.LOOK_HERE,
        hint=Hint.NO_FACE,
        notice=Notice.NONE,
        asks_still_there=False,
        way_back=None,
    )
    return timed(looking, LOOK_S, WatchFace(visit=looking.visit))


def _ask_code(state: State) -> Step:
    asking = replace(
        state, screen=Screen.ENTER_CODE, notice=Notice.NONE, asks_still_there=False, way_back=None
    )
    return awake(asking, ReadCode(visit=asking.visit))


def _at_look_here(state: State, event: Event) -> Step:
    match event:
        case FaceHinted(hint=hint):
            return replace(state, hint=hint), ()
        case FaceRecognised(visitor=visitor):
            known = replace(state, screen=Screen.IS_THIS_YOU, visitor=visitor, hint=Hint.OK)
            return awake(known, StopWatching())
        case FaceNotKnown():
            return _choose(state, Notice.NOT_RECOGNISED, way_back=Screen.LOOK_HERE)
        case CameraFailed():
            return _choose(state, Notice.NO_CAMERA)
        case AnonymousWayTouched():
            return _choose(state, way_back=Screen.LOOK_HERE)
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
            return timed(taking, PRINTING_S, StopWatching(), PrintSlip(visit=state.visit, ticket=ticket))
        case NotCheckedIn(why=why, appointment=appointment) if state.is_checking:
            return _no_check_in(state, why, appointment)
        case AnonymousWayTouched():
            return _choose(state, way_back=Screen.ENTER_CODE)
        case HomeTouched():
            return _attract(state)
    return state, ()


def _enter(state: State, code: str) -> Step:
    """`code` is what stands there now; with its last digit it is looked up."""
    entered = replace(_without_code(state), code=code, asks_still_there=False)
    if len(code) < CODE_DIGITS:
        return awake(entered)
    return timed(replace(entered, is_checking=True), CHECKING_S, CheckIn(visit=state.visit, code=code))


def _no_check_in(state: State, why: NoCheckIn, appointment: Appointment | None = None) -> Step:
    answered = replace(state, is_checking=False, no_check_in=why, appointment=appointment)
    return awake(answered)


def _without_code(state: State) -> State:
    return replace(state, code="", is_checking=False, no_check_in=None, appointment=None)


def _at_choose_service(state: State, event: Event) -> Step:
    match event:
        case ServiceTouched(service_id=service_id):
            return _take(state, service_id)
        case BackTouched() if state.way_back is Screen.LOOK_HERE:
            return _look(state)
        case BackTouched() if state.way_back is Screen.ENTER_CODE:
            return _ask_code(state)
        case HomeTouched():
            return _attract(state)
    return state, ()


def _at_question(state: State, event: Event) -> Step:
    match event:
        case ServiceTouched(service_id=service_id) if state.screen is Screen.CHECKLIST:
            return _take(state, service_id)
        case BackTouched() if state.way_back is Screen.CHOOSE_SERVICE:
            return _choose(state)
        case HomeTouched():
            return _attract(state)
    return state, ()


def _take(state: State, service_id: str) -> Step:
    # The screen changes with the first touch, so that a second one cannot take a second ticket.
    taking = replace(
        state,
        screen=Screen.TAKE_TICKET,
        notice=Notice.NONE,
        question=Question(),
        paper=Paper.PRINTING,
        asks_still_there=False,
        way_back=None,
    )
    return timed(taking, PRINTING_S, IssueTicket(visit=state.visit, service_id=service_id))


def _at_take_ticket(state: State, event: Event) -> Step:
    match event:
        case TicketIssued(ticket=ticket):
            taken = replace(state, ticket=ticket)
            return timed(taken, PRINTING_S, PrintSlip(visit=state.visit, ticket=ticket))
        case TicketNotIssued() if _awaits_ticket(state):
            return _choose(replace(state, paper=Paper.NONE), Notice.NOT_ISSUED)
        case SlipPrinted() if state.ticket is not None:
            return awake(replace(state, paper=Paper.PRINTED))
        case SlipNotPrinted() if state.ticket is not None:
            return awake(replace(state, paper=Paper.NOT_PRINTED))
        case HomeTouched() if state.paper is not Paper.PRINTING:
            return _attract(state)
    return state, ()


def _time_out(state: State) -> Step:
    if state.screen is Screen.LOOK_HERE:
        return _choose(state, Notice.NOT_RECOGNISED, way_back=Screen.LOOK_HERE)
    if state.is_checking:
        return _no_check_in(state, NoCheckIn.FAILED)
    if state.screen in IDLE_S and not state.asks_still_there:
        return awake(replace(state, asks_still_there=True))
    if _awaits_ticket(state):
        return _choose(replace(state, paper=Paper.NONE), Notice.NOT_ISSUED)
    if state.screen is Screen.TAKE_TICKET and state.paper is Paper.PRINTING:
        # The printer has not answered: show the number long enough to be noted down.
        return awake(replace(state, paper=Paper.NOT_PRINTED))
    if state.screen is Screen.OUT_OF_SERVICE:
        return State(screen=Screen.OUT_OF_SERVICE, visit=state.visit, timer=state.timer), ()
    return _attract(state)


def _awaits_ticket(state: State) -> bool:
    return state.is_checking or (state.screen is Screen.TAKE_TICKET and state.ticket is None)


def _choose(state: State, notice: Notice = Notice.NONE, way_back: Screen | None = None) -> Step:
    choosing = replace(
        _without_code(state),
        screen=Screen.CHOOSE_SERVICE,
        question=Question(),
        hint=Hint.OK,
        notice=notice,
        asks_still_there=False,
        way_back=way_back,
    )
    return awake(choosing, StopWatching())


def _attract(state: State) -> Step:
    # Only the two counters survive a visit. The visit number moves on, so that late answers find nobody.
    return State(screen=Screen.ATTRACT, visit=state.visit + 1, timer=state.timer + 1), (Forget(),)
