"""A hall small enough to be played by hand, and what must hold in any hall."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from models.calling.mornings import Morning, World, draw_morning
from models.calling.policy import APPOINTMENT, REGULAR, Policy, Rule
from models.calling.simulation import Desk, Outcome, Visit, simulate

MINUTE_MS = 60_000
FIFO = Policy(rule=Rule.FIFO)
ALL_DAY = ((0, 600 * MINUTE_MS),)


def visit(
    name: str,
    arrived_min: float,
    *,
    service_id: str = "a",
    priority: str = REGULAR,
    service_min: float = 10,
    slot_min: float | None = None,
    patience_min: int | None = None,
    comes: bool = True,
) -> Visit:
    arrived_ms = round(arrived_min * MINUTE_MS)
    return Visit(
        id=name,
        service_id=service_id,
        priority=priority,
        arrived_ms=arrived_ms,
        counts_from_ms=arrived_ms if slot_min is None else max(arrived_ms, round(slot_min * MINUTE_MS)),
        service_ms=round(service_min * MINUTE_MS),
        patience_ms=None if patience_min is None else patience_min * MINUTE_MS,
        comes=comes,
    )


def desk(number: int, services: str = "a", *shifts_min: tuple[int, int], pace: float = 1.0) -> Desk:
    shifts = [(start * MINUTE_MS, end * MINUTE_MS) for start, end in shifts_min] or ALL_DAY
    return Desk(number=number, service_ids=list(services), shifts=shifts, pace=pace)


def calls(
    visits: Sequence[Visit], desks: Sequence[Desk], policy: Policy = FIFO
) -> dict[str, tuple[float, int]]:
    """Minute and counter of each call."""
    return {
        one.visit.id: (one.called_ms / MINUTE_MS, one.counter or 0)
        for one in simulate(visits, desks, policy, no_show_ms=2 * MINUTE_MS)
        if one.called_ms is not None
    }


def test_citizens_are_called_one_after_the_other_to_the_counter_that_is_free() -> None:
    visits = [visit("A", 0), visit("B", 1), visit("C", 2), visit("D", 30)]
    assert calls(visits, [desk(1), desk(2)]) == {"A": (0, 1), "B": (1, 2), "C": (10, 1), "D": (30, 2)}


def test_a_counter_calls_only_for_services_it_gives() -> None:
    visits = [
        visit("A", 0),
        visit("B", 1, service_id="b"),
        visit("C", 2),
        visit("nobody's", 2, service_id="z"),
    ]
    assert calls(visits, [desk(1, "a"), desk(2, "bc")]) == {"A": (0, 1), "B": (1, 2), "C": (10, 1)}


def test_work_begun_is_finished_and_the_break_comes_after_it() -> None:
    visits = [visit("A", 0, service_min=12), visit("B", 1), visit("C", 2)]
    assert calls(visits, [desk(1, "a", (0, 10), (20, 31))]) == {"A": (0, 1), "B": (20, 1), "C": (30, 1)}


def test_nobody_is_called_in_a_break_nor_after_the_last_shift() -> None:
    visits = [visit("A", 12), visit("B", 35)]
    assert calls(visits, [desk(1, "a", (0, 10), (20, 30))]) == {"A": (20, 1)}


def test_a_counter_without_shifts_stays_closed() -> None:
    closed = Desk(number=1, service_ids=["a"], shifts=())
    assert calls([visit("A", 0)], [closed]) == {}


def test_a_slow_counter_takes_longer() -> None:
    assert calls([visit("A", 0), visit("B", 0)], [desk(1, pace=1.5)]) == {"A": (0, 1), "B": (15, 1)}


def test_who_does_not_come_keeps_the_counter_waiting_a_little() -> None:
    assert calls([visit("A", 0, comes=False), visit("B", 1)], [desk(1)]) == {"A": (0, 1), "B": (2, 1)}


def test_who_loses_patience_leaves_and_is_not_called() -> None:
    visits = [visit("A", 0, patience_min=1), visit("B", 1, patience_min=5), visit("C", 2)]
    left = {one.visit.id: one.left for one in simulate(visits, [desk(1)], FIFO, no_show_ms=0)}
    assert left == {"A": False, "B": True, "C": False}
    assert calls(visits, [desk(1)]) == {"A": (0, 1), "C": (10, 1)}


def test_who_is_never_called_has_not_left() -> None:
    visits = [visit("A", 0), visit("B", 1)]
    outcomes = simulate(visits, [desk(1, "a", (0, 10))], FIFO, no_show_ms=0)
    assert [one.left for one in outcomes] == [False, False]
    assert [one.waited_ms for one in outcomes] == [0, None]


def test_nothing_happens_after_the_end() -> None:
    visits = [visit("A", 0), visit("B", 1), visit("C", 50)]
    outcomes = simulate(visits, [desk(1)], FIFO, no_show_ms=0, until_ms=9 * MINUTE_MS)
    assert [one.called_ms for one in outcomes] == [0, None, None]
    assert [one.left for one in outcomes] == [False, False, False]


def test_an_appointment_has_not_waited_before_its_time() -> None:
    visits = [visit("A", 0, service_min=25), visit("K", 1, priority=APPOINTMENT, slot_min=20), visit("B", 2)]
    outcomes = {one.visit.id: one for one in simulate(visits, [desk(1)], Policy(), no_show_ms=0)}
    assert outcomes["K"].called_ms == 25 * MINUTE_MS
    assert outcomes["K"].waited_ms == 5 * MINUTE_MS
    assert outcomes["B"].overtaken == 1


def test_who_was_there_before_keeps_the_place_but_waits_from_now() -> None:
    back = replace(visit("back", 12), counts_from_ms=-5 * MINUTE_MS)
    visits = [visit("A", 0, service_min=20), visit("B", 1), back]
    outcomes = {one.visit.id: one for one in simulate(visits, [desk(1)], FIFO, no_show_ms=0)}
    assert outcomes["back"].called_ms == 20 * MINUTE_MS
    assert outcomes["back"].waited_ms == 8 * MINUTE_MS
    assert outcomes["back"].overtaken == 0


def test_the_rule_of_the_policy_decides() -> None:
    visits = [visit("A", 0), visit("R", 1), visit("E", 9, priority="elderly")]
    assert calls(visits, [desk(1)])["R"] == (10, 1)
    for rule in (Rule.CREDIT, Rule.STRICT, Rule.ZMS):
        assert calls(visits, [desk(1)], Policy(rule=rule))["E"] == (10, 1)


@pytest.mark.parametrize(("most", "last"), [(1, 30), (2, 40), (3, 50)])
def test_the_limit_on_overtakes_holds_in_the_simulator_too(most: int, last: int) -> None:
    """Called at 0 somebody else, then as many as may overtake; then the one who was overtaken."""
    visits = [visit("A", 0), visit("R", 1), *(visit(f"E{n}", 2 + n, priority="elderly") for n in range(6))]
    outcomes = simulate(visits, [desk(1)], Policy(max_overtakes=most, max_wait_min=None), no_show_ms=0)
    assert (outcomes[1].overtaken, outcomes[1].called_ms) == (most, (last - 10) * MINUTE_MS)


@settings(max_examples=30)
@given(
    seed=st.integers(0, 10_000),
    rule=st.sampled_from(Rule),
    most=st.integers(1, 10),
    longest=st.none() | st.integers(5, 60),
)
def test_on_any_morning_all_are_called_once_and_the_simulator_counts_what_happened(
    seed: int, rule: Rule, most: int, longest: int | None
) -> None:
    policy = Policy(rule=rule, max_overtakes=most, max_wait_min=longest)
    morning = draw_morning(World(tickets=70), Random(seed))
    outcomes = simulate(morning.visits, morning.desks, policy, no_show_ms=MINUTE_MS)
    assert [one.visit for one in outcomes] == list(morning.visits)
    assert {one.visit.id: one.overtaken for one in outcomes} == overtakes(morning, outcomes)
    for number in range(1, len(morning.desks) + 1):
        assert_serves_one_at_a_time([one for one in outcomes if one.counter == number])
    if rule is Rule.CREDIT:
        assert max(one.overtaken for one in outcomes) <= most


def overtakes(morning: Morning, outcomes: Sequence[Outcome]) -> dict[str, int]:
    """Counted by comparing every call with everybody who waited then."""
    gives = {one.number: one.service_ids for one in morning.desks}
    counted: Counter[str] = Counter({one.visit.id: 0 for one in outcomes})
    for call in outcomes:
        assert call.called_ms is not None
        assert call.counter is not None
        for one in outcomes:
            counted[one.visit.id] += (
                _place(one) < _place(call)
                and one.visit.arrived_ms <= call.called_ms < (one.called_ms or 0)
                and one.visit.service_id in gives[call.counter]
            )
    return dict(counted)


def assert_serves_one_at_a_time(outcomes: Sequence[Outcome]) -> None:
    ends_ms = 0
    for one in sorted(outcomes, key=lambda one: one.called_ms or 0):
        called_ms = one.called_ms or 0
        assert called_ms >= max(ends_ms, one.visit.arrived_ms)
        ends_ms = called_ms + (one.visit.service_ms if one.visit.comes else MINUTE_MS)


def _place(outcome: Outcome) -> tuple[int, str]:
    return outcome.visit.counts_from_ms, outcome.visit.id
