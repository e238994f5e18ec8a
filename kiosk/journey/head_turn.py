"""Which way the citizen is asked to turn the head, so that a photograph is not taken for a person."""

from dataclasses import dataclass
from enum import StrEnum

TURNS_S = 15.0
"""For all the turns together: three seconds to hear and do each of up to four, and three to spare."""


class Turn(StrEnum):
    """Left and right are the citizen's own; so they are on the screen, which shows them as a mirror does."""

    LEFT = "left"
    RIGHT = "right"
    STRAIGHT = "straight"


@dataclass(frozen=True, kw_only=True)
class Challenge:
    """turn: what is asked for now. done, of: how many turns there have been, and will be."""

    turn: Turn
    done: int
    of: int
