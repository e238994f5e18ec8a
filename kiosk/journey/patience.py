"""How long the kiosk waits before it asks, goes on, or goes back to its first screen.

Pure. People are given time by what they have to do; machines have limits of their own.
"""

from kiosk.journey.enrolment import FaceOutcome
from kiosk.journey.head_turn import TURNS_S
from kiosk.journey.visit import Help, Misread, Paper, Preferences, Screen, State

LOOK_S = 6.0  # no match by then: go on without a face, calmly
CHECKING_S = 20.0  # the hall may have to be asked
PRINTING_S = 20.0
TURN_S = TURNS_S + 1.0  # whoever is too slow is told so by who looks; this is for when nobody does
LEARN_S = 20.0  # five good pictures of somebody who must first find the place to stand
ERASING_S = 10.0

# Where nothing happens until the citizen does something. A code must first be found on a paper
# or a phone, a checklist be read and a question be typed.
IDLE_S = {
    Screen.ENTER_CODE: 60.0,
    Screen.CHOOSE_SERVICE: 30.0,
    Screen.CHOOSE_FIELD: 30.0,
    Screen.CHOOSE_PROCEDURE: 30.0,
    Screen.SEARCH: 60.0,
    Screen.CHECKLIST: 60.0,
    Screen.PRIORITY: 30.0,
    Screen.ENTER_DOSSIER: 60.0,
    Screen.DOSSIER_STATUS: 60.0,
    Screen.RATE_SERVICE: 30.0,
    Screen.SAY_WHY: 30.0,
    Screen.WRITE_FEEDBACK: 60.0,
    Screen.LEAVE_PHONE: 60.0,
    Screen.ENROL_CONSENT: 60.0,
    Screen.ERASE_FACE: 30.0,
}
STILL_THERE_S = 20.0  # WCAG 2.2.1: at least 20 s to ask for more time
TAKE_PAPER_S = 8.0
CONSIDER_S = 15.0  # the paper is out, and there is one question more
READ_OUTCOME_S = 15.0
TRY_AGAIN_S = 30.0
READ_NUMBER_S = 30.0  # nothing came out of the printer: time to note the number down
PIN_S = 30.0
PANEL_S = 60.0  # nobody forgets to close the panel for long
REST_S = 30.0  # somebody changed the language, called for help or held up a card, and went away
READ_THANKS_S = 8.0

_OUTCOME_S = {
    FaceOutcome.KEPT: READ_OUTCOME_S,
    FaceOutcome.ERASED: READ_OUTCOME_S,
    FaceOutcome.NOT_KEPT: TRY_AGAIN_S,
    FaceOutcome.NOT_ERASED: TRY_AGAIN_S,
}


def patience_s(state: State) -> float | None:
    """How long a person gets at this point of the visit; None where it is not for a person to go on."""
    given_s = _usual_s(state)
    return given_s and given_s * (2 if _needs_longer(state) else 1)


def _usual_s(state: State) -> float | None:
    if state.asks_still_there:
        return STILL_THERE_S
    if state.is_checking or state.dossier.asked is not None or state.draft.is_on_its_way:
        return None
    match state.screen:
        case Screen.LOOK_HERE | Screen.ENROL_LOOK:
            return None
        case Screen.ATTRACT | Screen.OUT_OF_SERVICE:
            usual = (Preferences(), Help.NONE, Misread.NONE)
            return None if (state.preferences, state.help, state.misread) == usual else REST_S
        case Screen.FACE_DONE:
            return _OUTCOME_S.get(state.face.outcome)
        case Screen.TAKE_TICKET if state.face.is_offered:
            return CONSIDER_S
        case Screen.TAKE_TICKET:
            return TAKE_PAPER_S if state.paper is Paper.PRINTED else None
        case Screen.PRINTER_OUT:
            return READ_NUMBER_S
        case Screen.STAFF_PIN:
            return PIN_S
        case Screen.STAFF_PANEL | Screen.STAFF_PAPERS:
            return PANEL_S
        case Screen.THANK_YOU:
            return READ_THANKS_S if state.draft.tracking_code is None else READ_NUMBER_S
        case asking:
            return IDLE_S[asking]


def _needs_longer(state: State) -> bool:
    """Large letters are fewer on a screen, listening is slower than reading, and staff have a way to walk."""
    likes = state.preferences
    return likes.is_large or likes.is_spoken or state.help is Help.CALLED
