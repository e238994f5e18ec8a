"""What whoever takes a number now is told of the queue: as the hall tells it, or, cut off, as an estimate.

Pure. Cut off from the hall a kiosk knows how the queue stood, and who has joined it here since. It does not
know whom the counters have called, nor who joined elsewhere; both grow with time, so after a while it says
nothing.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field

from models.waiting.promises import WaitRange
from models.waiting.wait import said
from models.wire import HallView

LONGEST_GUESS_S = 600.0  # a counter calls two or three in that time: then it is another queue


@dataclass(frozen=True, kw_only=True)
class LastTold:
    """The hall as it last told. silent_s: since when it has not been heard, None while it answers.

    joined: how many have joined the queue at this kiosk since, by service id.
    """

    view: HallView
    silent_s: float | None = None
    joined: Mapping[str, int] = field(default_factory=dict)


@dataclass(frozen=True, kw_only=True)
class Outlook:
    """What is told: how many wait before, how long it may take, and where; each None or empty where nobody
    can say. is_estimate: by this kiosk, and not by the hall."""

    ahead: int | None = None
    wait: WaitRange | None = None
    counters: tuple[int, ...] = ()
    is_estimate: bool = False


def outlook(told: LastTold | None, service_id: str, priority: str) -> Outlook:
    """For who joins the queue of a service in a priority class. told: None if the hall has never told."""
    if told is None:
        return Outlook()
    view = told.view
    waiting = view.waiting.get(service_id, 0)
    wait = view.waits.get(service_id, {}).get(priority)
    if told.silent_s is None:
        counters = tuple(view.open_counters.get(service_id, ()))
        return Outlook(ahead=waiting, wait=wait, counters=counters)
    if told.silent_s >= LONGEST_GUESS_S:
        return Outlook()
    joined = told.joined.get(service_id, 0)
    return Outlook(
        ahead=waiting + joined,
        wait=None if wait is None else _stretched(wait, by=(waiting + 1 + joined) / (waiting + 1)),
        is_estimate=True,
    )


def _stretched(wait: WaitRange, *, by: float) -> WaitRange:
    """As the queue has grown. Whoever asks is counted in it: an empty one can grow, too."""
    return wait if by == 1 else said(WaitRange(p50_min=wait.p50_min * by, p80_min=wait.p80_min * by))
