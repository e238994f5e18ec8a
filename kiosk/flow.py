"""One visit at the kiosk, from the first touch to the paper: `step(state, event) -> (state, effects)`.

Pure: no clock, no device, no store. Timeouts, cameras and printers come in as events; what is to be
done goes out as effects. From any state, any events end at the attract screen with nothing of the
visitor left, because `_attract` builds that state from nothing.
"""

from dataclasses import dataclass, replace
from enum import StrEnum

from kiosk.hint import Hint

LOOK_S = 6.0  # no match by then: go on without a face, calmly
IDLE_S = 30.0
STILL_THERE_S = 20.0  # WCAG 2.2.1: at least 20 s to ask for more time
PRINTING_S = 20.0
TAKE_PAPER_S = 8.0
READ_NUMBER_S = 30.0  # nothing came out of the printer: time to note the number down


class Screen(StrEnum):
    ATTRACT = "Attract"
    LOOK_HERE = "LookHere"
    IS_THIS_YOU = "IsThisYou"
    CHOOSE_SERVICE = "ChooseService"
    TAKE_TICKET = "TakeTicket"
    OUT_OF_SERVICE = "OutOfService"


class Notice(StrEnum):
    """Why the visit goes on in another way than the citizen asked for."""

    NONE = "none"
    NOT_RECOGNISED = "not_recognised"
    NO_CAMERA = "no_camera"
    NOT_ISSUED = "not_issued"


class Paper(StrEnum):
    NONE = "none"
    PRINTING = "printing"
    PRINTED = "printed"
    NOT_PRINTED = "not_printed"


@dataclass(frozen=True, kw_only=True)
class Visitor:
    """Somebody recognised: `shown_name` is masked and is all that ever reaches the screen."""

    person_id: str
    shown_name: str


@dataclass(frozen=True, kw_only=True)
class IssuedTicket:
    """A ticket that is safely stored. ahead: people before it, None when the hall cannot be asked."""

    id: str
    number: str
    service_id: str
    public_id: str
    issued_at_ms: int
    ahead: int | None
    counters: tuple[int, ...]


@dataclass(frozen=True, kw_only=True)
class State:
    """visit: which visit this is. timer: the only timer that still counts; older ones are ignored."""

    screen: Screen
    visit: int = 0
    timer: int = 0
    visitor: Visitor | None = None
    hint: Hint = Hint.OK
    notice: Notice = Notice.NONE
    ticket: IssuedTicket | None = None
    paper: Paper = Paper.NONE
    asks_still_there: bool = False


# ---- events: what happened (past tense); `visit` says in whose visit -------------------------------


@dataclass(frozen=True, kw_only=True)
class KioskReady:
    """The kiosk knows its services and can store tickets."""


@dataclass(frozen=True, kw_only=True)
class KioskStopped:
    """The kiosk cannot issue tickets at all."""


@dataclass(frozen=True, kw_only=True)
class FaceWayTouched:
    pass


@dataclass(frozen=True, kw_only=True)
class AnonymousWayTouched:
    pass


@dataclass(frozen=True, kw_only=True)
class YesTouched:
    pass


@dataclass(frozen=True, kw_only=True)
class NotMeTouched:
    pass


@dataclass(frozen=True, kw_only=True)
class HomeTouched:
    pass


@dataclass(frozen=True, kw_only=True)
class StillHereTouched:
    pass


@dataclass(frozen=True, kw_only=True)
class ServiceTouched:
    service_id: str


@dataclass(frozen=True, kw_only=True)
class FaceHinted:
    visit: int
    hint: Hint


@dataclass(frozen=True, kw_only=True)
class FaceRecognised:
    visit: int
    visitor: Visitor


@dataclass(frozen=True, kw_only=True)
class FaceNotKnown:
    visit: int


@dataclass(frozen=True, kw_only=True)
class CameraFailed:
    visit: int


@dataclass(frozen=True, kw_only=True)
class TicketIssued:
    visit: int
    ticket: IssuedTicket


@dataclass(frozen=True, kw_only=True)
class TicketNotIssued:
    visit: int


@dataclass(frozen=True, kw_only=True)
class SlipPrinted:
    visit: int


@dataclass(frozen=True, kw_only=True)
class SlipNotPrinted:
    visit: int


@dataclass(frozen=True, kw_only=True)
class TimedOut:
    timer: int


Event = (
    KioskReady
    | KioskStopped
    | FaceWayTouched
    | AnonymousWayTouched
    | YesTouched
    | NotMeTouched
    | HomeTouched
    | StillHereTouched
    | ServiceTouched
    | FaceHinted
    | FaceRecognised
    | FaceNotKnown
    | CameraFailed
    | TicketIssued
    | TicketNotIssued
    | SlipPrinted
    | SlipNotPrinted
    | TimedOut
)


# ---- effects: what is to be done (imperative) -----------------------------------------------------


@dataclass(frozen=True, kw_only=True)
class WatchFace:
    visit: int


@dataclass(frozen=True, kw_only=True)
class Forget:
    """Stop watching and drop every picture, name and number of the visitor from memory."""


@dataclass(frozen=True, kw_only=True)
class StopWatching:
    pass


@dataclass(frozen=True, kw_only=True)
class IssueTicket:
    visit: int
    service_id: str


@dataclass(frozen=True, kw_only=True)
class PrintSlip:
    visit: int
    ticket: IssuedTicket


@dataclass(frozen=True, kw_only=True)
class StartTimer:
    timer: int
    after_s: float


Effect = WatchFace | StopWatching | Forget | IssueTicket | PrintSlip | StartTimer
Step = tuple[State, tuple[Effect, ...]]

START = State(screen=Screen.OUT_OF_SERVICE)


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
    if state.screen in (Screen.IS_THIS_YOU, Screen.CHOOSE_SERVICE) and not state.asks_still_there:
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
    return state.screen is Screen.TAKE_TICKET and state.ticket is None


def _choose(state: State, notice: Notice = Notice.NONE) -> Step:
    choosing = replace(
        state, screen=Screen.CHOOSE_SERVICE, hint=Hint.OK, notice=notice, asks_still_there=False
    )
    return _timed(choosing, IDLE_S, StopWatching())


def _attract(state: State) -> Step:
    # Only the two counters survive a visit. The visit number moves on, so that late answers find nobody.
    return State(screen=Screen.ATTRACT, visit=state.visit + 1, timer=state.timer + 1), (Forget(),)


def _timed(state: State, after_s: float, *effects: Effect) -> Step:
    timed = replace(state, timer=state.timer + 1)
    return timed, (*effects, StartTimer(timer=timed.timer, after_s=after_s))
