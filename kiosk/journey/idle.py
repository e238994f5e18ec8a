"""What the first screen shows while nobody is there: the greeting, the cards of the day, how the hall stands.

Pure. They take turns where the greeting stands; the ways to a number stay where they are all the time.
"""

from dataclasses import dataclass
from datetime import date

from models.playlist import Card, Playlist, shown_on
from models.wire import HallView


@dataclass(frozen=True, kw_only=True)
class Greeting:
    """What everybody finds who comes. Also for so long after each touch: whoever touches is there."""

    shown_s: int = 20


@dataclass(frozen=True, kw_only=True)
class HallStands:
    """How many wait, and which counters are open, as `view` told when the turn began."""

    view: HallView
    shown_s: int = 15


Turn = Greeting | Card | HallStands


def round_of(playlist: Playlist, day: date, view: HallView | None) -> tuple[Turn, ...]:
    """Everything that is shown on `day`, in order. view: None while the hall does not answer."""
    stands = (HallStands(view=view),) if playlist.shows_hall_status and view is not None else ()
    return (Greeting(), *shown_on(playlist, day), *stands)
