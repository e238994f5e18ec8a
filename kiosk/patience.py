"""How long the kiosk waits before it asks, goes on, or goes back to its first screen.

Pure. People are given time by what they have to do; machines have limits of their own.
"""

from kiosk.visit import Help, Paper, Preferences, Screen, State

LOOK_S = 6.0  # no match by then: go on without a face, calmly
CHECKING_S = 20.0  # the hall may have to be asked
PRINTING_S = 20.0

# Where nothing happens until the citizen does something. A code must first be found on a paper
# or a phone, a checklist be read and a question be typed.
IDLE_S = {
    Screen.IS_THIS_YOU: 30.0,
    Screen.ENTER_CODE: 60.0,
    Screen.CHOOSE_SERVICE: 30.0,
    Screen.CHOOSE_FIELD: 30.0,
    Screen.CHOOSE_PROCEDURE: 30.0,
    Screen.SEARCH: 60.0,
    Screen.CHECKLIST: 60.0,
}
STILL_THERE_S = 20.0  # WCAG 2.2.1: at least 20 s to ask for more time
TAKE_PAPER_S = 8.0
READ_NUMBER_S = 30.0  # nothing came out of the printer: time to note the number down
REST_S = 30.0  # somebody changed the language, or called for help, and went away


def patience_s(state: State) -> float | None:
    """How long a person gets at this point of the visit; None where it is not for a person to go on."""
    given_s = _usual_s(state)
    return given_s and given_s * (2 if _needs_longer(state) else 1)


def _usual_s(state: State) -> float | None:
    if state.asks_still_there:
        return STILL_THERE_S
    if state.is_checking:
        return None
    match state.screen:
        case Screen.LOOK_HERE:
            return None
        case Screen.ATTRACT | Screen.OUT_OF_SERVICE:
            is_as_usual = state.preferences == Preferences() and state.help is Help.NONE
            return None if is_as_usual else REST_S
        case Screen.TAKE_TICKET:
            return {Paper.PRINTED: TAKE_PAPER_S, Paper.NOT_PRINTED: READ_NUMBER_S}.get(state.paper)
        case asking:
            return IDLE_S[asking]


def _needs_longer(state: State) -> bool:
    """Large letters are fewer on a screen, listening is slower than reading, and staff have a way to walk."""
    likes = state.preferences
    return likes.is_large or likes.is_spoken or state.help is Help.CALLED
