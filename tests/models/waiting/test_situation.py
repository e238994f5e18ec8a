"""When counters will work, as far as the plan and their doors say."""

from models.calling.policy import Policy
from models.waiting.situation import ANY, CounterNow, Situation, comes_back, given_services, working_hours

HOUR_MS = 60 * 60_000
MORNING, AFTERNOON = (8 * HOUR_MS, 11 * HOUR_MS), (13 * HOUR_MS, 17 * HOUR_MS)


def hall(now_hour: float, *counters: CounterNow) -> Situation:
    return Situation(
        now_ms=round(now_hour * HOUR_MS), midnight_ms=0, policy=Policy(), waiting=(), counters=counters
    )


def counter(
    number: int = 1,
    *,
    shifts: tuple[tuple[int, int], ...] = (),
    is_open: bool = True,
    comes_back: bool = True,
) -> CounterNow:
    return CounterNow(
        number=number, service_ids=("a",), shifts=shifts, is_open=is_open, comes_back=comes_back
    )


def ends(situation: Situation) -> list[list[tuple[float, float]]]:
    """In hours; a counter that stays until all are served ends at 99."""
    return [
        [(from_ms / HOUR_MS, min(99, until_ms / HOUR_MS)) for from_ms, until_ms in hours]
        for hours in working_hours(situation)
    ]


def test_an_open_counter_without_a_plan_works_until_all_are_served() -> None:
    assert ends(hall(9, counter())) == [[(9, 99)]]


def test_a_closed_counter_without_a_plan_does_not_work() -> None:
    assert ends(hall(9, counter(is_open=False))) == [[]]


def test_a_counter_works_its_shifts_and_the_last_ones_stay() -> None:
    early = counter(1, shifts=(MORNING,))
    late = counter(2, shifts=(MORNING, AFTERNOON))
    assert ends(hall(9, early, late)) == [[(9, 11)], [(9, 11), (13, 99)]]


def test_a_counter_that_opened_before_its_shift_stays_open() -> None:
    assert ends(hall(7.9, counter(shifts=(MORNING, AFTERNOON)))) == [[(7.9, 11), (13, 99)]]


def test_a_counter_that_stays_after_its_last_shift_works_on() -> None:
    assert ends(hall(18, counter(shifts=(MORNING,)))) == [[(18, 99)]]


def test_a_counter_that_has_not_opened_yet_comes_with_its_next_shift() -> None:
    assert ends(hall(7, counter(is_open=False, shifts=(MORNING, AFTERNOON)))) == [[(8, 11), (13, 99)]]
    assert ends(hall(12, counter(is_open=False, shifts=(MORNING, AFTERNOON)))) == [[(13, 99)]]


def test_a_counter_that_closed_for_good_does_not_come_back() -> None:
    assert ends(hall(9, counter(is_open=False, comes_back=False, shifts=(MORNING, AFTERNOON)))) == [[]]


def test_closing_for_lunch_is_not_closing_for_good() -> None:
    shifts = (MORNING, AFTERNOON)
    assert comes_back(round(10.9 * HOUR_MS), shifts)
    assert comes_back(round(11.5 * HOUR_MS), shifts)
    assert not comes_back(9 * HOUR_MS, shifts)


def test_what_is_given_is_what_some_counter_that_works_gives() -> None:
    closed = CounterNow(number=2, service_ids=("b",), is_open=False)
    assert given_services(hall(9, counter(1), closed)) == {1: {"a"}, ANY: {"a"}}
    assert given_services(hall(9, closed)) == {ANY: frozenset()}
