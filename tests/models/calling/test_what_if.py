"""The same day under another rule, with another counter, at another hour: side by side."""

from dataclasses import replace
from random import Random

import pytest

from models.calling.mornings import World, draw_morning
from models.calling.policy import APPOINTMENT, REGULAR, Policy, Rule
from models.calling.replay import Day
from models.calling.simulation import Desk, Outcome, Visit
from models.calling.what_if import ALL, AS_IT_WAS, AS_SIMULATED, Row, Variation, compare, day_of, play

MINUTE_MS = 60_000
END_MS = 10**9


def visit(name: str, minute: int, priority: str = REGULAR, *, comes: bool = True) -> Visit:
    return Visit(
        id=name,
        service_id="a",
        priority=priority,
        arrived_ms=minute * MINUTE_MS,
        counts_from_ms=minute * MINUTE_MS,
        service_ms=10 * MINUTE_MS,
        comes=comes,
    )


DAY = Day(
    visits=[visit("A", 0), visit("B", 1), visit("C", 2, "elderly"), visit("D", 3, comes=False)],
    desks=[Desk(number=1, service_ids=["a"], shifts=[(0, END_MS)])],
    policy=Policy(rule=Rule.FIFO),
    no_show_ms=2 * MINUTE_MS,
)


def called_min(variation: Variation, day: Day = DAY) -> list[float | None]:
    return [None if one.called_ms is None else one.called_ms / MINUTE_MS for one in play(day, variation)]


def row(variation: str, priority: str, rows: list[Row]) -> Row:
    (found,) = (one for one in rows if (one.variation, one.priority) == (variation, priority))
    return found


def test_nothing_changed_is_the_day_as_the_simulator_plays_it() -> None:
    assert called_min(Variation(name="same")) == [0, 10, 20, 30]


def test_a_day_that_is_not_over_is_played_as_far_as_it_is_known() -> None:
    assert called_min(Variation(name="same"), replace(DAY, until_ms=15 * MINUTE_MS)) == [0, 10, None, None]


def test_another_rule_calls_others_first() -> None:
    assert called_min(Variation(name="strict", policy=Policy(rule=Rule.STRICT))) == [0, 20, 10, 30]


def test_one_more_counter_shortens_the_waiting() -> None:
    assert called_min(Variation(name="two", added=[["a"]])) == [0, 1, 10, 11]


def test_an_added_counter_has_a_number_of_its_own() -> None:
    outcomes = play(DAY, Variation(name="two", added=[["a"], ["z"]]))
    assert [one.counter for one in outcomes] == [1, 2, 1, 2]


def test_with_its_only_counter_closed_nobody_is_called() -> None:
    assert called_min(Variation(name="none", closed=[1])) == [None] * 4


def test_with_every_counter_replaced_the_new_ones_work_as_long() -> None:
    assert called_min(Variation(name="other", closed=[1], added=[["a"]])) == [0, 10, 20, 30]


def test_on_a_day_without_counters_nobody_is_called() -> None:
    assert called_min(Variation(name="same"), replace(DAY, desks=[])) == [None] * 4


@pytest.mark.parametrize(
    ("earlier_min", "first_min"), [(20, 10), (0, 30), (-25, 60), (-45, 75), (-500, None)]
)
def test_counters_begin_as_much_earlier_or_later(earlier_min: int, first_min: int | None) -> None:
    """Work from 30 to 50 and from 60 on; the citizen is there at 0."""
    shifts = [(30 * MINUTE_MS, 50 * MINUTE_MS), (60 * MINUTE_MS, 120 * MINUTE_MS)]
    day = replace(DAY, visits=DAY.visits[:1], desks=[replace(DAY.desks[0], shifts=shifts)])
    assert called_min(Variation(name="hours", open_earlier_min=earlier_min), day) == [first_min]


def test_the_comparison_has_a_row_for_every_class_and_for_all() -> None:
    strict = Variation(name="strict", policy=Policy(rule=Rule.STRICT))
    comparison = compare(DAY, [strict], target_min=10)
    assert comparison.target_min == 10
    assert [(one.variation, one.priority) for one in comparison.rows] == [
        (AS_SIMULATED, ALL),
        (AS_SIMULATED, REGULAR),
        (AS_SIMULATED, "elderly"),
        ("strict", ALL),
        ("strict", REGULAR),
        ("strict", "elderly"),
    ]
    assert row("strict", ALL, list(comparison.rows)) == Row(
        variation="strict",
        priority=ALL,
        tickets=4,
        served=3,
        left=0,
        wait_p50_min=8,
        wait_p90_min=27,
        wait_p95_min=27,
        longest_min=27,
        most_overtaken=1,
        over_cap=0,
        within_target=0.5,
    )


def test_more_overtakes_than_the_rule_allows_are_counted() -> None:
    strict = Policy(rule=Rule.STRICT, max_overtakes=1)
    day = replace(
        DAY, visits=[*DAY.visits[:2], visit("C", 2, "elderly"), visit("E", 3, "elderly")], policy=strict
    )
    rows = list(compare(day, []).rows)
    assert [row(AS_SIMULATED, key, rows).most_overtaken for key in (ALL, REGULAR, "elderly")] == [2, 2, 0]
    assert [row(AS_SIMULATED, key, rows).over_cap for key in (ALL, REGULAR, "elderly")] == [1, 1, 0]


def test_what_really_happened_stands_first() -> None:
    outcomes = [
        Outcome(visit=one, called_ms=None, counter=None, overtaken=0, left=one.id == "A")
        for one in DAY.visits
    ]
    rows = compare(replace(DAY, outcomes=outcomes), []).rows
    assert [one.variation for one in rows] == [AS_IT_WAS] * 3 + [AS_SIMULATED] * 3
    assert (rows[0].served, rows[0].left) == (0, 1)
    assert (rows[0].wait_p50_min, rows[0].longest_min, rows[0].within_target) == (None, None, None)


def test_a_class_the_hall_does_not_have_any_more_still_has_its_row() -> None:
    day = replace(DAY, visits=[visit("A", 0, "veteran"), visit("K", 1, APPOINTMENT)])
    assert [one.priority for one in compare(day, []).rows] == [ALL, APPOINTMENT, "veteran"]


def test_a_made_up_morning_can_be_compared_on_as_well() -> None:
    morning = draw_morning(World(tickets=40), Random(1))
    day = day_of(morning, Policy(), MINUTE_MS)
    rows = list(compare(day, [Variation(name="one less", closed=[1])]).rows)
    fewer, base = row("one less", ALL, rows), row(AS_SIMULATED, ALL, rows)
    assert base.tickets == fewer.tickets == len(morning.visits)
    assert (fewer.wait_p90_min or 0) > (base.wait_p90_min or 0)
