"""A hall that promises waiting times: it watches its own log, forecasts, and learns from what becomes of it.

It knows an event once it is shown it, and not before: over an old log it promises as it would have then.
"""

from collections.abc import Iterable, Iterator
from dataclasses import replace
from random import Random

from models.event_log import Event
from models.hall import HallPlan
from models.ticket import EventKind, TicketState
from models.waiting.calibration import Calibration, calibrated, scored
from models.waiting.floor import Floor
from models.waiting.habits import Habits, learn_habits
from models.waiting.promises import MINUTE_MS, PromiseBook, WaitRange
from models.waiting.situation import Newcomer
from models.waiting.wait import Forecast, forecast, said

RELEARN_MS = 10 * MINUTE_MS
"""So often a hall looks again at what is usual in it."""
_BEGINS_TO_WAIT = (EventKind.TICKET_ISSUED, EventKind.TICKET_CHECKED_IN)


class Foreteller:
    """Show it every event of a hall, in log order; ask it at any moment."""

    def __init__(self, plan: HallPlan) -> None:
        self.floor = Floor(plan.counters, plan.rules.policy, plan.hall.timezone)
        self.calibration = Calibration()
        self._plan = plan
        self._typical_min = {one.id: one.typical_min for one in plan.services}
        self._habits = learn_habits(self.floor.record, self._typical_min)
        self._learned_ms = 0
        self._book = PromiseBook()

    def see(self, event: Event) -> None:
        """Take note of what happened, and of the promise that was made with it."""
        self.floor.see(event)
        self._learn(event)

    def promise(self, ticket_id: str, now_ms: int) -> WaitRange | None:
        """What to tell the citizen of a ticket that waits; None: no counter will call it today."""
        random = Random(ticket_id)  # noqa: S311  the same ticket, the same forecast
        found = forecast(self.floor.situation(now_ms), self.habits(now_ms), random, tickets=[ticket_id])
        return self._said(found.tickets[ticket_id])

    def outlook(self, now_ms: int) -> Forecast:
        """What to tell everybody who waits, and whoever takes a ticket now, by service and class."""
        asked = [
            Newcomer(service_id=service.id, priority=one.id)
            for service in self._plan.services
            for one in self._plan.rules.policy.classes
            if one.on
        ]
        random = Random(now_ms)  # noqa: S311  the same moment, the same forecast
        situation = self.floor.situation(now_ms)
        waiting = [one.ticket_id for one in situation.waiting]
        found = forecast(situation, self.habits(now_ms), random, tickets=waiting, newcomers=asked)
        return replace(
            found,
            tickets={one: self._said(told) for one, told in found.tickets.items()},
            newcomers={one: self._said(told) for one, told in found.newcomers.items()},
        )

    def retold(self, event: Event) -> Event:
        """Like `see`, but `event` with the promise that would have been made, whatever was promised then."""
        self.floor.see(event)
        if event.kind in _BEGINS_TO_WAIT and event.after == TicketState.WAITING:
            told = self.promise(event.ticket_id, event.at_ms)
            p50_min, p80_min = (None, None) if told is None else (told.p50_min, told.p80_min)
            event = replace(event, body={**event.body, "p50_min": p50_min, "p80_min": p80_min})
        self._learn(event)
        return event

    def habits(self, now_ms: int) -> Habits:
        """What is usual in this hall, as it was at most RELEARN_MS ago."""
        if now_ms - self._learned_ms >= RELEARN_MS:
            self._habits = learn_habits(self.floor.record, self._typical_min)
            self._learned_ms = now_ms
        return self._habits

    def _learn(self, event: Event) -> None:
        kept = self._book.see(event)
        if kept is not None:
            self.calibration = scored(self.calibration, kept.promise, kept.waited_min)

    def _said(self, told: WaitRange | None) -> WaitRange | None:
        return None if told is None else said(calibrated(self.calibration, told))


def foretold(events: Iterable[Event], plan: HallPlan) -> Iterator[Event]:
    """The log of a hall with the promises it would have made, each from the events before it and no others.

    Score them with `models.waiting.promises.score_promises`.
    """
    hall = Foreteller(plan)
    for event in events:
        yield hall.retold(event)
