"""How long a citizen will probably wait: a range, from the hall as it stands, never a single number.

The hall is played forward many times, each time with other durations from its own record. Where that would
cost too much, a rule on the length of the queue stands in for it. ADR-0009.
"""

import math
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from random import Random

from models.calling.discipline import Candidate
from models.calling.policy import Policy
from models.waiting.future import Futures
from models.waiting.habits import Habits
from models.waiting.promises import MINUTE_MS, WaitRange
from models.waiting.queue_rule import queue_rule
from models.waiting.situation import ANY, Newcomer, Situation, given_services

MOST_FUTURES = 60
FEWEST_FUTURES = 10
"""Fewer futures than that say nothing about a p80."""
MOST_CALLS = 2400
"""Citizens called in all futures together: some 15 of the 20 ms it may take (benchmarks/wait.py)."""
_CALLS_A_FUTURE = 8
"""What beginning to play one future costs, in calls."""
_NEWCOMERS_A_CALL = 16
"""To look at each call whether one of so many newcomers would be called instead costs as much as the call."""


@dataclass(frozen=True, kw_only=True)
class Forecast:
    """Minutes from now, for an appointment that is early from its time. None: nobody who could call them
    works any more today. futures: how many were played, 0 is the rule on the length of the queue."""

    tickets: Mapping[str, WaitRange | None]
    newcomers: Mapping[Newcomer, WaitRange | None]
    futures: int


def forecast(
    situation: Situation,
    habits: Habits,
    random: Random,
    *,
    tickets: Collection[str],
    newcomers: Collection[Newcomer] = (),
    most_calls: int = MOST_CALLS,
) -> Forecast:
    """How long `tickets`, which wait in `situation`, will go on waiting, and `newcomers` would.

    random: the same seed gives the same forecast. most_calls: what it may cost.
    """
    asked = frozenset(tickets)
    gives = given_services(situation)
    # Classes that are treated alike wait alike: one of them is played.
    keys = {one: _key(one, situation.policy) for one in newcomers if one.service_id in gives[ANY]}
    from_ms = {
        one.ticket_id: max(situation.now_ms, one.counts_from_ms)
        for one in situation.waiting
        if one.ticket_id in asked and _has_somebody(one, situation, gives)
    }
    futures = Futures(situation, habits, {key: one for one, key in keys.items()})

    def affordable(calls: int) -> int:
        """How many futures with so many calls in each."""
        cost = _CALLS_A_FUTURE + calls * (1 + len({*keys.values()}) / _NEWCOMERS_A_CALL)
        return min(MOST_FUTURES, int(most_calls / cost))

    ranges: Mapping[str, WaitRange | None]
    count = affordable(len(from_ms))  # at best: the others are called, too, who wait before them
    if count >= FEWEST_FUTURES:
        first, calls = futures.play(from_ms, random)
        count = affordable(calls)
    if count < FEWEST_FUTURES:
        count = 0
        ranges = queue_rule(futures, from_ms)
    else:
        played = [first, *(futures.play(from_ms, random)[0] for _ in range(count - 1))]
        from_ms |= dict.fromkeys(keys.values(), situation.now_ms)
        ranges = {
            key: _range([one.get(key) for one in played], start_ms) for key, start_ms in from_ms.items()
        }
    return Forecast(
        tickets={ticket_id: ranges.get(ticket_id) for ticket_id in tickets},
        newcomers={one: ranges.get(keys[one]) if one in keys else None for one in newcomers},
        futures=count,
    )


def said(promise: WaitRange) -> WaitRange:
    """The range as people say it: in whole minutes, from an hour on in steps of five, the upper end never
    below the exact one."""
    p50_min = _in_steps(promise.p50_min, round)
    return WaitRange(p50_min=p50_min, p80_min=max(p50_min, _in_steps(promise.p80_min, math.ceil)))


def _has_somebody(one: Candidate, situation: Situation, gives: Mapping[int, Collection[str]]) -> bool:
    """Whether a counter that works today may call the ticket."""
    sent_to = situation.sent_to.get(one.ticket_id, ANY)
    return one.service_id in gives[ANY] if sent_to == ANY else sent_to in gives


def _key(newcomer: Newcomer, policy: Policy) -> str:
    """Stands for the newcomer among the ticket ids."""
    one = policy.class_of(newcomer.priority)
    return f"~{newcomer.service_id} {one.credit_min} {one.rate} {one.rank}"


def _in_steps(minutes: float, whole: Callable[[float], int]) -> int:
    return whole(minutes) if minutes < 60 else whole(minutes / 5) * 5


def _range(called_ms: Sequence[int | None], from_ms: int) -> WaitRange | None:
    """From when somebody was called in each future; None: in too many of them never."""
    waits_min = sorted(
        math.inf if at_ms is None else max(0.0, at_ms - from_ms) / MINUTE_MS for at_ms in called_ms
    )
    p50_min, p80_min = (_quantile(waits_min, share) for share in (0.5, 0.8))
    return None if math.isinf(p80_min) else WaitRange(p50_min=p50_min, p80_min=p80_min)


def _quantile(ascending: Sequence[float], share: float) -> float:
    """Between the two values nearest to it."""
    place = share * (len(ascending) - 1)
    low, high = ascending[math.floor(place)], ascending[math.ceil(place)]
    return low if low == high else low + (high - low) * (place - math.floor(place))
