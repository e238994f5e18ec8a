"""When the screen is dimmed: nobody has touched it for long, and no visit is on it.

Pure. It is dimmed by the program and stays on: a panel that was switched off may come back without its touch,
or show what is behind the program. The touch that wakes it does nothing else.
"""

from kiosk.journey.visit import Misread, Screen, State

DIM_AFTER_S = 600.0
_RESTING = frozenset({Screen.ATTRACT, Screen.OUT_OF_SERVICE})


def may_rest(state: State) -> bool:
    """Whether the screen may be dimmed at this point when nobody touches it; in a visit it never is."""
    return state.screen in _RESTING and state.misread is Misread.NONE
