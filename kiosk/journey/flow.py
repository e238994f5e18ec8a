"""One visit at the kiosk, from the first touch to the paper: `step(state, event) -> (state, effects)`.

Pure: no clock, no device, no store. Timeouts, cameras and printers come in as events (`events.py`); what is
to be done goes out as effects (`deeds.py`). What every screen offers alike is in `care.py`, the code of an
appointment in `enter_code.py`, looking up a procedure in `inquiry.py`, a printer that does not print in
`paperless.py`, what visitors say of themselves in `claims.py`, what needs no number in `ask_dossier.py` and
`give_opinion.py`, what becomes of a face in `face_wish.py`, what staff do in `staff_panel.py`; the time
limits are in `patience.py`.
From any state, any events end at the attract screen with nothing of the visitor left, because `_attract`
builds that state from nothing.
"""

from dataclasses import replace

from kiosk.journey.ask_dossier import ask_dossier
from kiosk.journey.care import Step, attend, awake, begun, challenged, timed
from kiosk.journey.claims import claim, denied, introduced
from kiosk.journey.deeds import (
    EraseFace,
    Forget,
    IssueTicket,
    PrintSlip,
    ReadCode,
    StopWatching,
    WatchFace,
)
from kiosk.journey.enter_code import ask_code, enter, enter_code, no_check_in, without_code
from kiosk.journey.errand import DossierQuestion, NoDossier
from kiosk.journey.errand_events import DossierFound, DossierNotFound, OpinionGiven, OpinionNotGiven
from kiosk.journey.events import (
    AnonymousWayTouched,
    AppointmentWayTouched,
    BackTouched,
    CameraFailed,
    CardNotRead,
    CardRead,
    ChecklistNotPrinted,
    ChecklistPrinted,
    CodeRead,
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
)
from kiosk.journey.face_events import (
    DeclineTouched,
    EnrolmentOffered,
    FaceChallenged,
    FaceErased,
    FaceFramed,
    FaceHeld,
    FaceKept,
    FaceNotErased,
    FaceNotKept,
    FaceOnRecord,
    FaceVerified,
)
from kiosk.journey.face_wish import answer_of, give_up, is_awaited, offer_of, verification_of, wish
from kiosk.journey.give_opinion import give_opinion
from kiosk.journey.hint import Hint
from kiosk.journey.inquiry import inquire
from kiosk.journey.paperless import go_without_paper
from kiosk.journey.patience import IDLE_S, LOOK_S, PRINTING_S
from kiosk.journey.staff_panel import see_to_kiosk
from kiosk.journey.visit import NoCheckIn, Notice, Paper, Question, Screen, State
from models.appointment import CODE_DIGITS

_LISTENING = frozenset(
    {
        Screen.ATTRACT,
        Screen.LOOK_HERE,
        Screen.ENTER_CODE,
        Screen.CHOOSE_SERVICE,
        Screen.CHOOSE_FIELD,
        Screen.CHOOSE_PROCEDURE,
        Screen.SEARCH,
        Screen.CHECKLIST,
        Screen.PRIORITY,
    }
)


def step(state: State, event: Event) -> Step:
    """The state after `event`, and what is to be done. An event that does not fit changes nothing."""
    seen_to = see_to_kiosk(state, event)
    if seen_to is not None:
        return seen_to
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
        case FaceKept() if not is_awaited(state, event):
            # The visitor has said no, or has gone, while it was being stored.
            return state, (EraseFace(visit=event.visit, person_id=event.person_id),)
        case (
            FaceHinted()
            | FaceRecognised()
            | FaceNotKnown()
            | CameraFailed()
            | NotCheckedIn()
            | ProceduresFound()
            | ChecklistPrinted()
            | ChecklistNotPrinted()
            | TicketIssued()
            | TicketNotIssued()
            | SlipPrinted()
            | SlipNotPrinted()
            | DossierFound()
            | DossierNotFound()
            | OpinionGiven()
            | OpinionNotGiven()
            | EnrolmentOffered()
            | FaceFramed()
            | FaceChallenged()
            | FaceNotKept()
            | FaceErased()
            | FaceNotErased()
            | FaceOnRecord()
            | FaceVerified()
            | FaceHeld()
        ) if event.visit != state.visit:
            return state, ()
        case CardRead() | CardNotRead() | CodeRead() if event.visit not in (None, state.visit):
            return state, ()
        case CardRead() | CardNotRead() | CodeRead() if state.screen is not Screen.ENTER_DOSSIER:
            return _hear(state, event) if _listens(state) else (state, ())
    for answer in (attend, claim, inquire, ask_dossier, give_opinion, wish):
        answered = answer(state, event)
        if answered is not None:
            return answered
    match state.screen:
        case Screen.ATTRACT:
            return _at_attract(state, event)
        case Screen.LOOK_HERE:
            return _at_look_here(state, event)
        case Screen.ENTER_CODE:
            return _at_enter_code(state, event)
        case Screen.CHOOSE_SERVICE:
            return _at_choose_service(state, event)
        case (
            Screen.CHOOSE_FIELD | Screen.CHOOSE_PROCEDURE | Screen.SEARCH | Screen.CHECKLIST | Screen.PRIORITY
        ):
            return _at_question(state, event)
        case (
            Screen.ENTER_DOSSIER
            | Screen.DOSSIER_STATUS
            | Screen.RATE_SERVICE
            | Screen.SAY_WHY
            | Screen.WRITE_FEEDBACK
            | Screen.LEAVE_PHONE
            | Screen.THANK_YOU
        ):
            return _at_errand(state, event)
        case Screen.TAKE_TICKET | Screen.PRINTER_OUT:
            return _at_take_ticket(state, event)
        case Screen.ENROL_CONSENT | Screen.ENROL_LOOK | Screen.ERASE_FACE | Screen.FACE_DONE:
            return _attract(state) if isinstance(event, HomeTouched | DeclineTouched) else (state, ())
        case Screen.OUT_OF_SERVICE | Screen.STAFF_PIN | Screen.STAFF_PANEL | Screen.STAFF_PAPERS:
            return state, ()


def _listens(state: State) -> bool:
    """Whether a card, or the code of an appointment, that is held up now means something."""
    return state.screen in _LISTENING and not state.is_checking


def _hear(state: State, event: CardRead | CardNotRead | CodeRead) -> Step:
    match event:
        case CardNotRead(why=why):
            told, effects = awake(replace(state, misread=why, asks_still_there=False))
            return replace(told, misread=why), effects
        case CardRead():
            known = introduced(begun(state), event)
            if state.screen in (Screen.ATTRACT, Screen.LOOK_HERE, Screen.ENTER_CODE):
                gone_on, effects = _choose(known)
            else:
                here = replace(known, notice=Notice.NONE, asks_still_there=False)
                gone_on, effects = awake(here, StopWatching())
            return gone_on, (*effects, *verification_of(gone_on))
        case CodeRead(code=code) if len(code) != CODE_DIGITS:  # a dossier's
            return state, ()
        case CodeRead(code=code) if state.screen is Screen.ENTER_CODE:
            return enter(state, code)
        case CodeRead(code=code) if state.screen in (Screen.ATTRACT, Screen.LOOK_HERE, Screen.CHOOSE_SERVICE):
            asked, asking = ask_code(begun(state))
            entered, entering = enter(asked, code)
            return entered, (StopWatching(), *asking, *entering)
    return state, ()


def _at_attract(state: State, event: Event) -> Step:
    match event:
        case FaceWayTouched():
            return _look(begun(state))
        case AnonymousWayTouched():
            return _choose(begun(state))
        case AppointmentWayTouched():
            return ask_code(begun(state))
    return state, ()


def _look(state: State) -> Step:
    looking = replace(
        state,
        screen=Screen.LOOK_HERE,
        hint=Hint.NO_FACE,
        challenge=None,
        notice=Notice.NONE,
        asks_still_there=False,
        way_back=None,
    )
    return timed(looking, LOOK_S, WatchFace(visit=looking.visit), ReadCode(visit=looking.visit))


def _at_look_here(state: State, event: Event) -> Step:
    match event:
        case FaceHinted(hint=hint):
            return replace(state, hint=hint), ()
        case FaceChallenged(challenge=challenge):
            return challenged(state, challenge)
        case FaceRecognised(visitor=visitor):
            # Choosing a service says that the name is right.
            return _choose(replace(denied(state), visitor=visitor))
        case FaceNotKnown():
            return _not_recognised(state)
        case CameraFailed():
            return _choose(state, Notice.NO_CAMERA)
        case AnonymousWayTouched():
            return _choose(state, way_back=Screen.LOOK_HERE)
        case HomeTouched():
            return _attract(state)
    return state, ()


def _at_enter_code(state: State, event: Event) -> Step:
    match event:
        case AnonymousWayTouched():
            return _choose(state, way_back=Screen.ENTER_CODE)
        case HomeTouched():
            return _attract(state)
    return enter_code(state, event)


def _at_choose_service(state: State, event: Event) -> Step:
    match event:
        case ServiceTouched(service_id=service_id):
            return _take(state, service_id)
        case NotMeTouched():
            return awake(replace(denied(state), asks_still_there=False), *answer_of(state, is_they=False))
        case BackTouched() if state.way_back is Screen.LOOK_HERE:
            return _look(state)
        case BackTouched() if state.way_back is Screen.ENTER_CODE:
            return ask_code(state)
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


def _at_errand(state: State, event: Event) -> Step:
    match event:
        case AnonymousWayTouched() if state.screen is Screen.DOSSIER_STATUS:
            return _choose(state, way_back=Screen.ENTER_DOSSIER)
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
    issue = IssueTicket(visit=state.visit, service_id=service_id, priority=state.priority)
    return timed(taking, PRINTING_S, StopWatching(), issue, *answer_of(state, is_they=True))


def _at_take_ticket(state: State, event: Event) -> Step:
    match event:
        case TicketIssued(ticket=ticket):
            taken = replace(state, ticket=ticket)
            return timed(taken, PRINTING_S, PrintSlip(visit=state.visit, ticket=ticket))
        case TicketNotIssued() if _awaits_ticket(state):
            return _choose(replace(state, paper=Paper.NONE), Notice.NOT_ISSUED)
        case SlipPrinted() if state.ticket is not None:
            # Also after the printer was given up: it was only slow.
            printed = replace(state, screen=Screen.TAKE_TICKET, paper=Paper.PRINTED)
            return awake(printed, *offer_of(printed))
        case SlipNotPrinted() if state.ticket is not None and state.paper is Paper.PRINTING:
            return go_without_paper(state)
        case HomeTouched() if state.paper is not Paper.PRINTING:
            return _attract(state)
    return state, ()


def _time_out(state: State) -> Step:
    if state.screen is Screen.LOOK_HERE:
        return _not_recognised(state)
    if state.is_checking:
        return no_check_in(state, NoCheckIn.FAILED)
    if state.dossier.asked is not None:
        return step(state, DossierNotFound(visit=state.visit, code=state.dossier.asked, why=NoDossier.FAILED))
    if state.draft.is_on_its_way:
        return step(state, OpinionNotGiven(visit=state.visit))
    given_up = give_up(state)
    if given_up is not None:
        return given_up
    if state.screen in IDLE_S and not state.asks_still_there:
        return awake(replace(state, asks_still_there=True))
    if _awaits_ticket(state):
        return _choose(replace(state, paper=Paper.NONE), Notice.NOT_ISSUED)
    if state.screen is Screen.TAKE_TICKET and state.paper is Paper.PRINTING:
        return go_without_paper(state)  # the printer has not answered
    if state.screen is Screen.OUT_OF_SERVICE:
        return State(screen=Screen.OUT_OF_SERVICE, visit=state.visit, timer=state.timer), ()
    return _attract(state)


def _awaits_ticket(state: State) -> bool:
    return state.is_checking or (state.screen is Screen.TAKE_TICKET and state.ticket is None)


def _choose(state: State, notice: Notice = Notice.NONE, way_back: Screen | None = None) -> Step:
    choosing = replace(
        without_code(state),
        screen=Screen.CHOOSE_SERVICE,
        question=Question(),
        dossier=DossierQuestion(),
        hint=Hint.OK,
        challenge=None,
        notice=notice,
        asks_still_there=False,
        way_back=way_back,
    )
    return awake(choosing, StopWatching())


def _not_recognised(state: State) -> Step:
    """Whoever wished to be seen can still hold up a card: the camera goes on looking for its code alone."""
    choosing, effects = _choose(state, Notice.NOT_RECOGNISED, way_back=Screen.LOOK_HERE)
    return choosing, (*effects, ReadCode(visit=state.visit))


def _attract(state: State) -> Step:
    # Only the two counters survive a visit. The visit number moves on, so that late answers find nobody.
    return State(screen=Screen.ATTRACT, visit=state.visit + 1, timer=state.timer + 1), (Forget(),)
