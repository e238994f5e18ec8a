"""What would have been, had the hall called by another rule, had another counter, or opened earlier.

The same citizens with the same business come at the same moments; only what the hall decides is changed.
Beside what really happened stands the same day played by the simulator without any change: where these two
differ, the simulator is wrong by as much.
"""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, replace

from models.calling.mornings import Morning
from models.calling.policy import Policy
from models.calling.replay import Day
from models.calling.simulation import Desk, Outcome, simulate
from models.report import percentile

MINUTE_MS = 60_000
AS_IT_WAS = "as it was"
AS_SIMULATED = "as simulated"
ALL = "all"


@dataclass(frozen=True, kw_only=True)
class Variation:
    """What the hall does otherwise.

    policy: None is the hall's own. closed: numbers of counters that stay closed. added: the services of each
    counter more, open all day. open_earlier_min: by so much every counter begins earlier, or later below 0.
    """

    name: str
    policy: Policy | None = None
    closed: Sequence[int] = ()
    added: Sequence[Sequence[str]] = ()
    open_earlier_min: float = 0.0


@dataclass(frozen=True, kw_only=True)
class Row:
    """How one class fared, or ALL. Waiting in minutes to the call; None where nobody was called.

    served: came when called. left: lost patience, or cancelled.
    most_overtaken: the most that one citizen was; over_cap: how many more often than the policy allows.
    within_target: share of the called that waited no longer than the target.
    """

    variation: str
    priority: str
    tickets: int
    served: int
    left: int
    wait_p50_min: float | None
    wait_p90_min: float | None
    wait_p95_min: float | None
    longest_min: float | None
    most_overtaken: int
    over_cap: int
    within_target: float | None


@dataclass(frozen=True, kw_only=True)
class Comparison:
    """Rows in order of variation, each first ALL and then by class."""

    target_min: float
    rows: Sequence[Row]


def compare(day: Day, variations: Sequence[Variation], target_min: float = 30.0) -> Comparison:
    """`day` as it was (if it was), as simulated, and under each of `variations`, side by side."""
    rows: list[Row] = []
    if day.outcomes is not None:
        rows += _rows(AS_IT_WAS, day.outcomes, day.policy, target_min)
    for variation in (Variation(name=AS_SIMULATED), *variations):
        rows += _rows(variation.name, play(day, variation), variation.policy or day.policy, target_min)
    return Comparison(target_min=target_min, rows=rows)


def play(day: Day, variation: Variation) -> Sequence[Outcome]:
    """What would have become of each citizen."""
    return simulate(
        day.visits,
        _desks(day, variation),
        variation.policy or day.policy,
        no_show_ms=day.no_show_ms,
        until_ms=day.until_ms,
    )


def day_of(morning: Morning, policy: Policy, no_show_ms: int) -> Day:
    """A made-up morning as a day to compare on."""
    return Day(visits=morning.visits, desks=morning.desks, policy=policy, no_show_ms=no_show_ms)


def _desks(day: Day, variation: Variation) -> list[Desk]:
    desks = [desk for desk in day.desks if desk.number not in variation.closed]
    open_all_day = (
        min((desk.shifts[0][0] for desk in day.desks), default=0),
        max((desk.shifts[-1][1] for desk in day.desks), default=0),
    )
    after = max((desk.number for desk in day.desks), default=0) + 1
    desks += [
        Desk(number=number, service_ids=service_ids, shifts=(open_all_day,))
        for number, service_ids in enumerate(variation.added, start=after)
    ]
    earlier_ms = round(variation.open_earlier_min * MINUTE_MS)
    return [replace(desk, shifts=_begin_earlier(desk.shifts, earlier_ms)) for desk in desks]


def _begin_earlier(shifts: Sequence[tuple[int, int]], earlier_ms: int) -> list[tuple[int, int]]:
    (start_ms, end_ms), *later = shifts
    opens_ms = start_ms - earlier_ms
    return [(max(begin, opens_ms), end) for begin, end in ((opens_ms, end_ms), *later) if end > opens_ms]


def _rows(name: str, outcomes: Sequence[Outcome], policy: Policy, target_min: float) -> list[Row]:
    by_class: dict[str, list[Outcome]] = defaultdict(list)
    for outcome in outcomes:
        by_class[outcome.visit.priority].append(outcome)
    ordered = [one.id for one in policy.classes if one.id in by_class]
    ordered += sorted(by_class.keys() - {*ordered})
    groups = [(ALL, outcomes), *((priority, by_class[priority]) for priority in ordered)]
    return [_row(name, priority, group, policy, target_min) for priority, group in groups]


def _row(name: str, priority: str, outcomes: Sequence[Outcome], policy: Policy, target_min: float) -> Row:
    waits_min = [one.waited_ms / MINUTE_MS for one in outcomes if one.waited_ms is not None]
    return Row(
        variation=name,
        priority=priority,
        tickets=len(outcomes),
        served=sum(one.called_ms is not None and one.visit.comes for one in outcomes),
        left=sum(one.left for one in outcomes),
        wait_p50_min=percentile(waits_min, 0.5),
        wait_p90_min=percentile(waits_min, 0.9),
        wait_p95_min=percentile(waits_min, 0.95),
        longest_min=max(waits_min, default=None),
        most_overtaken=max((one.overtaken for one in outcomes), default=0),
        over_cap=sum(one.overtaken > policy.max_overtakes for one in outcomes),
        within_target=sum(wait <= target_min for wait in waits_min) / len(waits_min) if waits_min else None,
    )
