"""What a hall's record teaches about who comes, who does not, and who gives up."""

from random import Random

import pytest

from models.waiting.durations import Served
from models.waiting.habits import BIN_MS, PAUSE, Arrival, Record, draw_arrivals, learn_habits

MINUTE_MS = 60_000
EIGHT_MS = 8 * 60 * MINUTE_MS


def arrival(day: int, minutes: float, *, priority: str = "regular") -> Arrival:
    return Arrival(
        day=day, of_day_ms=EIGHT_MS + round(minutes * MINUTE_MS), service_id="a", priority=priority
    )


def test_of_a_hall_nobody_has_seen_only_the_configured_lengths_are_known() -> None:
    habits = learn_habits(Record(), {"a": 20.0})
    assert habits.durations.mean_ms("a") == pytest.approx(20 * MINUTE_MS, rel=0.05)
    assert habits.comes == {}
    assert habits.no_show_share == pytest.approx(0.05)
    assert habits.leaves_per_ms == 0.0


def test_a_pause_is_some_ten_minutes_until_pauses_were_seen() -> None:
    habits = learn_habits(Record(), {})
    assert habits.durations.mean_ms(PAUSE) == pytest.approx(10 * MINUTE_MS, rel=0.05)


def test_those_who_do_not_come_are_counted_and_timed() -> None:
    record = Record()
    record.calls_ms.extend([30_000, None] * 500)
    habits = learn_habits(record, {})
    assert habits.no_show_share == pytest.approx(0.5, abs=0.02)
    assert habits.no_show_ms == pytest.approx(30_000, rel=0.1)


def test_those_who_give_up_are_counted_against_all_waiting() -> None:
    record = Record()
    record.waits.extend([(10 * MINUTE_MS, True), (20 * MINUTE_MS, False)])
    assert learn_habits(record, {}).leaves_per_ms == pytest.approx(1 / (30 * MINUTE_MS))


def test_services_are_learned_from_the_record() -> None:
    record = Record()
    record.served.extend([Served(service_id="a", counter=1, lasted_ms=MINUTE_MS)] * 40)
    assert learn_habits(record, {}).durations.mean_ms("a") == MINUTE_MS


def test_on_the_first_day_people_are_expected_as_evenly_as_they_came() -> None:
    record = Record()
    record.arrivals.extend(arrival(1, minutes) for minutes in range(61))
    comes = learn_habits(record, {}).comes
    ((service_id, priority, number),) = comes[0]
    assert comes[47] == comes[0]
    assert (service_id, priority) == ("a", "regular")
    assert number == pytest.approx(30.5)


def test_from_the_second_day_on_they_are_expected_as_on_the_days_before() -> None:
    record = Record()
    record.arrivals.extend([arrival(1, 5), arrival(1, 10), arrival(2, 5, priority="elderly"), arrival(3, 40)])
    comes = learn_habits(record, {}).comes
    assert comes == {EIGHT_MS // BIN_MS: [("a", "regular", 1.0), ("a", "elderly", 0.5)]}


def test_a_drawn_future_holds_about_as_many_as_are_expected() -> None:
    comes = {EIGHT_MS // BIN_MS: [("a", "regular", 6.0), ("b", "elderly", 2.0)], EIGHT_MS // BIN_MS + 1: []}
    midnight_ms = 10**12
    drawn = [
        one
        for seed in range(200)
        for one in draw_arrivals(comes, midnight_ms, midnight_ms + EIGHT_MS + BIN_MS // 2, Random(seed))
    ]
    assert len(drawn) == pytest.approx(200 * 4, rel=0.1)
    assert sum(priority == "elderly" for _, _, priority in drawn) == pytest.approx(200, rel=0.2)
    assert all(EIGHT_MS + BIN_MS // 2 <= at_ms - midnight_ms < EIGHT_MS + BIN_MS for at_ms, *_ in drawn)


def test_a_drawn_future_is_in_order() -> None:
    comes = {place: [("a", "regular", 5.0)] for place in range(16, 20)}
    moments_ms = [at_ms for at_ms, *_ in draw_arrivals(comes, 0, EIGHT_MS, Random(1))]
    assert len(moments_ms) > 5
    assert moments_ms == sorted(moments_ms)
