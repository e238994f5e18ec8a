"""A future is played by the same rules as a whole day is simulated."""

from collections.abc import Sequence
from dataclasses import replace
from random import Random

import pytest

from models.calling.discipline import Candidate
from models.calling.policy import CLASSES, Policy, Rule
from models.calling.simulation import Desk, Visit, simulate
from models.waiting.durations import Durations
from models.waiting.future import Futures
from models.waiting.habits import BIN_MS, Habits
from models.waiting.situation import CounterNow, Newcomer, Situation

MINUTE_MS = 60_000
NOW_MS = 8 * 60 * MINUTE_MS
SKILLS = (("a", "b"), ("a", "b"), ("b", "c"), ("c",))


class Certain(Durations):
    """Lengths that are known for sure."""

    def doubt(self, service_id: str) -> float:
        return 0.0


LENGTHS = Certain(pools_ms={"a": [311_111] * 3, "b": [523_457] * 3, "c": [777_013] * 3})
CERTAIN = Habits(durations=LENGTHS, no_show_share=0.0)


def situation(waiting: Sequence[Candidate], counters: Sequence[CounterNow], policy: Policy) -> Situation:
    return Situation(now_ms=NOW_MS, midnight_ms=0, policy=policy, waiting=waiting, counters=counters)


def candidate(
    ticket_id: str, minutes_ago: float, *, service_id: str = "a", priority: str = "regular"
) -> Candidate:
    return Candidate(
        ticket_id=ticket_id,
        number=ticket_id,
        service_id=service_id,
        priority=priority,
        counts_from_ms=NOW_MS - round(minutes_ago * MINUTE_MS),
    )


def counter(number: int = 1, service_ids: Sequence[str] = ("a",), **more: object) -> CounterNow:
    return CounterNow(number=number, service_ids=service_ids, **more)  # type: ignore[arg-type]


def crowd(random: Random, size: int) -> list[Candidate]:
    return [
        candidate(
            f"{place:03}",
            random.uniform(-5, 60),
            service_id=random.choice("abc"),
            priority=random.choice(CLASSES).id if random.random() < 0.5 else "regular",
        )
        for place in range(size)
    ]


@pytest.mark.parametrize("rule", Rule)
@pytest.mark.parametrize("seed", range(8))
def test_with_nothing_uncertain_it_is_the_simulated_day(rule: Rule, seed: int) -> None:
    waiting, policy = crowd(Random(seed), 70), Policy(rule=rule)
    break_ms = NOW_MS + 20 * MINUTE_MS
    shifts = [(NOW_MS, break_ms), (break_ms + 15 * MINUTE_MS, 10**12)]
    counters = [counter(number, skills, shifts=shifts) for number, skills in enumerate(SKILLS, start=1)]
    called_ms, calls = Futures(situation(waiting, counters, policy), CERTAIN, {}).play(
        [one.ticket_id for one in waiting], Random(0)
    )
    outcomes = simulate(
        [
            Visit(
                id=one.ticket_id,
                service_id=one.service_id,
                priority=one.priority,
                arrived_ms=NOW_MS - 60 * MINUTE_MS,
                counts_from_ms=one.counts_from_ms,
                service_ms=LENGTHS.pool_ms(one.service_id)[0],
            )
            for one in waiting
        ],
        [
            Desk(number=number, service_ids=skills, shifts=shifts)
            for number, skills in enumerate(SKILLS, start=1)
        ],
        policy,
        no_show_ms=0,
    )
    assert called_ms == {one.visit.id: one.called_ms for one in outcomes}
    assert calls == 70


def test_it_ends_once_all_that_was_asked_is_known() -> None:
    waiting = [candidate("x", 30), candidate("y", 20), candidate("z", 10)]
    called_ms, calls = Futures(situation(waiting, [counter()], Policy()), CERTAIN, {}).play(["x"], Random(0))
    assert called_ms == {"x": NOW_MS}
    assert calls == 1


def test_a_counter_finishes_what_it_is_doing() -> None:
    busy = counter(busy_with="a", busy_since_ms=NOW_MS - MINUTE_MS)
    habits = Habits(durations=Certain(pools_ms={"a": [5 * MINUTE_MS] * 3}), no_show_share=0.0)
    called_ms, _ = Futures(situation([candidate("x", 30)], [busy], Policy()), habits, {}).play(
        ["x"], Random(0)
    )
    assert called_ms == {"x": NOW_MS + 4 * MINUTE_MS}


def test_a_slow_counter_is_played_slow() -> None:
    habits = Habits(durations=Certain(pools_ms={"a": [MINUTE_MS]}, pace={1: 3.0}), no_show_share=0.0)
    hall = situation([candidate("x", 30), candidate("y", 20)], [counter()], Policy())
    called_ms, _ = Futures(hall, habits, {}).play(["y"], Random(0))
    assert called_ms == {"y": NOW_MS + 3 * MINUTE_MS}


def test_nobody_at_the_counter_costs_a_short_while_only() -> None:
    habits = Habits(durations=LENGTHS, no_show_share=1.0, no_show_ms=90_000)
    hall = situation([candidate("x", 30), candidate("y", 20)], [counter()], Policy())
    called_ms, _ = Futures(hall, habits, {}).play(["y"], Random(0))
    assert called_ms == {"y": NOW_MS + 90_000}


def test_who_has_given_up_costs_nothing() -> None:
    habits = Habits(durations=LENGTHS, no_show_share=0.0, leaves_per_ms=1.0)
    waiting = [candidate("x", 30), candidate("y", 20), candidate("z", 10)]
    hall = situation(waiting, [counter()], Policy())
    called_ms, _ = Futures(hall, habits, {}).play(["z"], Random(0))
    # The first is called now, with no time to give up; the second is gone when it would be called.
    assert called_ms == {"z": NOW_MS + 311_111}


def test_who_was_sent_to_a_counter_waits_for_that_one() -> None:
    hall = Situation(
        now_ms=NOW_MS,
        midnight_ms=0,
        policy=Policy(),
        waiting=[candidate("x", 30)],
        counters=[counter(1), counter(2, ("b",), shifts=[(NOW_MS + MINUTE_MS, 10**12)], is_open=False)],
        sent_to={"x": 2},
    )
    called_ms, _ = Futures(hall, CERTAIN, {}).play(["x"], Random(0))
    assert called_ms == {"x": NOW_MS + MINUTE_MS}


def test_who_can_never_be_called_is_left_out() -> None:
    hall = situation([candidate("x", 30)], [counter(service_ids=("b",))], Policy())
    assert Futures(hall, CERTAIN, {}).play(["x"], Random(0)) == ({}, 0)


@pytest.mark.parametrize(("rule", "waits"), [(Rule.FIFO, 0), (Rule.CREDIT, 1), (Rule.STRICT, 1)])
def test_those_who_come_later_count_when_they_may_go_first(rule: Rule, waits: int) -> None:
    busy = counter(busy_with="a", busy_since_ms=NOW_MS)
    habits = Habits(
        durations=LENGTHS,
        no_show_share=0.0,
        comes={NOW_MS // BIN_MS: [("a", "elderly", 500.0), ("c", "merit", 500.0)]},
    )
    hall = situation([candidate("x", 1)], [busy], Policy(rule=rule, max_wait_min=None, max_overtakes=1))
    called_ms, _ = Futures(hall, habits, {}).play(["x"], Random(0))
    calls_before = (called_ms["x"] - NOW_MS) / 311_111
    assert (calls_before > 1) == bool(waits)


def test_regular_citizens_who_come_later_are_not_even_drawn() -> None:
    habits = Habits(durations=LENGTHS, comes={NOW_MS // BIN_MS: [("a", "regular", 500.0)]})
    assert Futures(situation([candidate("x", 1)], [counter()], Policy()), habits, {}).comes == {
        NOW_MS // BIN_MS: []
    }


def test_booked_appointments_are_expected_at_their_time() -> None:
    busy = counter(busy_with="a", busy_since_ms=NOW_MS)
    habits = Habits(durations=Certain(pools_ms={"a": [10 * MINUTE_MS] * 3}), no_show_share=0.0)
    hall = Situation(
        now_ms=NOW_MS,
        midnight_ms=0,
        policy=Policy(),
        waiting=[candidate("x", 0)],
        counters=[busy],
        booked=[
            candidate("gone", 5, priority="appointment"),
            candidate("next", -5, priority="appointment"),
        ],
    )
    called_ms, _ = Futures(hall, habits, {}).play(["x"], Random(0))
    assert called_ms == {"x": NOW_MS + 20 * MINUTE_MS}


def test_an_idle_counter_takes_whoever_comes_next() -> None:
    habits = Habits(durations=LENGTHS, no_show_share=0.0)
    hall = Situation(
        now_ms=NOW_MS,
        midnight_ms=0,
        policy=Policy(),
        waiting=[candidate("x", 0, service_id="b")],
        counters=[
            counter(1, ("a",)),
            counter(2, ("a", "b"), shifts=[(NOW_MS + 9 * MINUTE_MS, 10**12)], is_open=False),
        ],
        booked=[candidate("next", -5, priority="appointment")],
    )
    called_ms, _ = Futures(hall, habits, {}).play(["x"], Random(0))
    assert called_ms == {"x": NOW_MS + 9 * MINUTE_MS}


def test_a_newcomer_is_called_after_those_who_came_before_and_takes_no_time() -> None:
    waiting = [candidate("x", 30), candidate("y", 20)]
    newcomers = {
        "~0": Newcomer(service_id="a", priority="regular"),
        "~1": Newcomer(service_id="a", priority="elderly"),
        "~2": Newcomer(service_id="b", priority="regular"),
    }
    hall = situation(waiting, [counter(), counter(2, ("b",))], Policy())
    called_ms, _ = Futures(hall, CERTAIN, newcomers).play([], Random(0))
    # The credit of an elderly citizen is thirty minutes: as good as the first one who waits, but not better.
    assert called_ms == {"~2": NOW_MS, "~1": NOW_MS + 311_111, "~0": NOW_MS + 2 * 311_111}


@pytest.mark.parametrize(("rule", "place"), [(Rule.STRICT, 0), (Rule.ZMS, 0), (Rule.FIFO, 2)])
def test_a_newcomer_of_a_class_that_goes_first_goes_first_by_rule(rule: Rule, place: int) -> None:
    hall = situation([candidate("x", 30), candidate("y", 20)], [counter()], Policy(rule=rule))
    newcomer = {"~0": Newcomer(service_id="a", priority="elderly")}
    called_ms, _ = Futures(hall, CERTAIN, newcomer).play([], Random(0))
    assert called_ms == {"~0": NOW_MS + place * 311_111}


@pytest.mark.parametrize(("overtaken", "waits"), [(9, 0), (10, 1)])
def test_a_newcomer_does_not_pass_who_was_overtaken_enough(overtaken: int, waits: int) -> None:
    waiting = [replace(candidate("x", 29), overtaken=overtaken)]
    newcomer = {"~0": Newcomer(service_id="a", priority="elderly")}
    hall = situation(waiting, [counter()], Policy(max_overtakes=10))
    assert Futures(hall, CERTAIN, newcomer).play([], Random(0))[0] == {"~0": NOW_MS + waits * 311_111}
