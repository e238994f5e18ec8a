"""Who waits how long under the hall's rule and under those of other systems, on the same mornings.

Two mixes of classes in an ordinary and in a busy hall; the same citizens with the same business under every
rule (models/mornings.py). Each figure is the mean over the mornings of that morning's figure, with the half
width of its 95 % confidence interval in the unit. The peers are rules, run by the same simulator.
"""

import statistics
import sys
import time
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from random import Random

from benchmarks.figure import figure
from models.calling.discipline import LINE_SEEN, Candidate, choose
from models.calling.mornings import MINUTE_MS, OPENS_MS, Morning, World, draw_morning
from models.calling.policy import APPOINTMENT, CLASSES, REGULAR, Policy, Rule
from models.calling.simulation import Outcome, Visit, simulate
from models.report import percentile

SEEDS = range(10_000, 10_250)
"""Other mornings than those on which the look-ahead was tuned."""
NO_SHOW_MS = MINUTE_MS
MIXES = {
    "27 %": {APPOINTMENT: 0.12, "elderly": 0.09, "with_child": 0.06},
    "45 %": {APPOINTMENT: 0.15, "elderly": 0.24, "with_child": 0.06},
}
LOADS = {"ordinary": 110, "busy": 118}
OURS = Policy()
LONGEST_MS = (OURS.max_wait_min or 0) * MINUTE_MS
RULES = {
    "ours": OURS,
    "fifo": Policy(rule=Rule.FIFO),
    "strict": Policy(rule=Rule.STRICT),
    "zms": Policy(rule=Rule.ZMS),
    "ours, overtakes capped only": replace(OURS, max_wait_min=None),
}
CHANCE = "fifo, the first twelve in another order"
LATE_SHARE = 0.001
"""Of a thousand citizens at most one waits too long for having been overtaken (ADR-0008)."""
CHOOSE_MS, MORNING_MS = 0.5, 20.0


@dataclass(frozen=True, kw_only=True)
class Played:
    """One morning under every rule."""

    morning: Morning
    outcomes: dict[str, Sequence[Outcome]]


def main() -> int:
    kept = []
    for load, tickets in LOADS.items():
        for mix, classes in MIXES.items():
            world = World(tickets=tickets, classes=classes)
            played = [_play(draw_morning(world, Random(seed)), seed) for seed in SEEDS]
            _tell_waits(f"{load} hall, {mix} first", played)
            kept += _tell_limits(f"{load} hall, {mix} first", played)
    kept += _tell_costs()
    return 0 if all(kept) else 1


def _play(morning: Morning, seed: int) -> Played:
    outcomes: dict[str, Sequence[Outcome]] = {
        name: simulate(morning.visits, morning.desks, policy, no_show_ms=NO_SHOW_MS)
        for name, policy in RULES.items()
    }
    outcomes[CHANCE] = simulate(
        _reordered(morning, Random(seed)), morning.desks, RULES["fifo"], no_show_ms=NO_SHOW_MS
    )
    return Played(morning=morning, outcomes=outcomes)


def _reordered(morning: Morning, random: Random) -> list[Visit]:
    """The same morning, but the first twelve to come do so in another order: what chance alone changes."""
    visits = list(morning.visits)
    first = random.sample(visits[:12], k=min(12, len(visits)))
    moved = [
        replace(visit, arrived_ms=other.arrived_ms, counts_from_ms=other.counts_from_ms)
        for visit, other in zip(first, visits, strict=False)
    ]
    return [*moved, *visits[len(moved) :]]


def _tell_waits(world: str, played: Sequence[Played]) -> None:
    columns: dict[str, tuple[Callable[[str], bool], float]] = {
        "regular p95": (lambda priority: priority == REGULAR, 0.95),
        "priority p90": (lambda priority: priority not in (REGULAR, APPOINTMENT), 0.90),
        "appointment p90": (lambda priority: priority == APPOINTMENT, 0.90),
        "priority mean": (lambda priority: priority not in (REGULAR, APPOINTMENT), 0.0),
        "longest": (lambda priority: True, 1.0),
    }
    for column, (belongs, share) in columns.items():
        for rule in RULES:
            values = [
                _of_morning([one for one in each.outcomes[rule] if belongs(one.visit.priority)], share)
                for each in played
            ]
            mean, half_width = _confidence([value for value in values if value is not None])
            figure(f"{world}: wait {column}, {rule}", mean, f"min (±{half_width:.1f})")


def _of_morning(outcomes: Sequence[Outcome], share: float) -> float | None:
    """A percentile of the waits of one morning, in minutes; share 0 is their mean."""
    waits_min = [one.waited_ms / MINUTE_MS for one in outcomes if one.waited_ms is not None]
    if share == 0:
        return statistics.fmean(waits_min) if waits_min else None
    return percentile(waits_min, share)


def _confidence(values: Sequence[float]) -> tuple[float, float]:
    """Mean and half width of its 95 % confidence interval."""
    return statistics.fmean(values), 1.96 * statistics.stdev(values) / len(values) ** 0.5


def _tell_limits(world: str, played: Sequence[Played]) -> list[bool]:
    """What the policy promises, counted anew from who was called when, not by what guards it."""
    longest = f"{OURS.max_wait_min} min"
    tickets = sum(len(each.morning.visits) for each in played)
    late = {rule: sum(len(_late(each.outcomes[rule])) for each in played) for rule in (*RULES, CHANCE)}
    newly = {rule: [one for each in played for one in _newly_late(each, rule)] for rule in (*RULES, CHANCE)}
    harmed = {rule: sum(one.overtaken > 0 for one in newly[rule]) for rule in RULES}
    more, half_width = _confidence(
        [float(len(_late(each.outcomes["ours"])) - len(_late(each.outcomes["fifo"]))) for each in played]
    )
    ours, strict = ([_count_passes(each, rule) for each in played] for rule in ("ours", "strict"))
    return [
        figure(
            f"{world}: overtaken more than {OURS.max_overtakes} times, ours against strict",
            sum(each.too_often for each in ours),
            f"of {tickets}",
            peer=sum(each.too_often for each in strict),
            at_most=0,
        ),
        figure(
            f"{world}: passed over after {longest}, ours against strict",
            sum(each.too_late for each in ours),
            "times",
            peer=sum(each.too_late for each in strict),
            at_most=0,
        ),
        figure(
            f"{world}: overtaken and past {longest}, but in time in order of arrival, ours against zms",
            harmed["ours"],
            f"of {tickets}",
            peer=harmed["zms"],
            at_most=LATE_SHARE * tickets,
        ),
        figure(
            f"{world}: the same, overtaken or not, ours against {CHANCE}",
            len(newly["ours"]),
            f"of {tickets}",
            peer=len(newly[CHANCE]),
        ),
        figure(
            f"{world}: past {longest}, ours against fifo",
            late["ours"],
            f"of {tickets}; a morning {more:+.2f} (±{half_width:.2f})",
            peer=late["fifo"],
        ),
    ]


def _late(outcomes: Sequence[Outcome]) -> set[str]:
    return {one.visit.id for one in outcomes if (one.waited_ms or 0) > LONGEST_MS}


def _newly_late(played: Played, rule: str) -> list[Outcome]:
    """Who waited too long under `rule` and would not have in order of arrival, on the same morning."""
    late = _late(played.outcomes[rule]) - _late(played.outcomes["fifo"])
    return [one for one in played.outcomes[rule] if one.visit.id in late]


@dataclass(frozen=True, kw_only=True)
class Passes:
    """too_often: citizens overtaken more often than allowed. too_late: how often one who had waited long."""

    too_often: int
    too_late: int


def _count_passes(played: Played, rule: str) -> Passes:
    gives = {desk.number: desk.service_ids for desk in played.morning.desks}
    outcomes = sorted(played.outcomes[rule], key=_place)
    passes: Counter[str] = Counter()
    too_late = 0
    for place, call in enumerate(outcomes):
        called_ms = call.called_ms or 0
        for one in outcomes[:place]:
            if (one.called_ms or 0) > called_ms >= one.visit.arrived_ms and one.visit.service_id in gives[
                call.counter or 0
            ]:
                passes[one.visit.id] += 1
                too_late += called_ms - one.visit.counts_from_ms >= LONGEST_MS
    if passes != Counter({one.visit.id: one.overtaken for one in outcomes}):
        raise SystemExit("the simulator counts overtakes otherwise than they happened")
    return Passes(too_often=sum(n > OURS.max_overtakes for n in passes.values()), too_late=too_late)


def _place(outcome: Outcome) -> tuple[int, str]:
    return outcome.visit.counts_from_ms, outcome.visit.id


def _tell_costs() -> list[bool]:
    """Of choosing among all groups of five services, a full line behind them, and of playing a morning."""
    candidates = [
        Candidate(
            ticket_id=f"{service}-{one.id}",
            number="A1-001",
            service_id=str(service),
            priority=one.id,
            counts_from_ms=OPENS_MS + 1000 * (service + len(one.id)),
            overtaken=1,
        )
        for service in range(5)
        for one in CLASSES
    ]
    line = [OPENS_MS + 1000 * place for place in range(LINE_SEEN)]
    now_ms = OPENS_MS + 20 * MINUTE_MS
    choose_s = _median_s(lambda: choose(OURS, candidates, line, now_ms, 20_000), 2000)
    morning = draw_morning(World(tickets=LOADS["busy"]), Random(1))
    morning_s = _median_s(lambda: simulate(morning.visits, morning.desks, OURS, no_show_ms=NO_SHOW_MS), 50)
    return [
        figure("one choice among 30 groups", choose_s * 1000, "ms", at_most=CHOOSE_MS),
        figure(f"one morning of {len(morning.visits)}", morning_s * 1000, "ms", at_most=MORNING_MS),
    ]


def _median_s(deed: Callable[[], object], times: int) -> float:
    """Of many times the median, so that whoever else uses the machine does not count."""
    lasted_s = []
    for _ in range(times):
        began = time.perf_counter()
        deed()
        lasted_s.append(time.perf_counter() - began)
    return statistics.median(lasted_s)


if __name__ == "__main__":
    sys.exit(main())
