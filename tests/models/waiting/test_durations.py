"""How long services take, from a long record, a short one, and none."""

from random import Random

import pytest

from models.waiting.durations import ENOUGH, KEPT, Durations, Served, learn_durations

MINUTE_MS = 60_000


def served(minutes: float, *, counter: int = 1, service_id: str = "a") -> Served:
    return Served(service_id=service_id, counter=counter, lasted_ms=round(minutes * MINUTE_MS))


def test_a_service_nobody_has_seen_is_as_long_as_it_is_configured() -> None:
    durations = learn_durations([], {"a": 20.0})
    assert durations.mean_ms("a") == pytest.approx(20 * MINUTE_MS, rel=0.05)


def test_a_service_that_is_not_configured_either_takes_some_ten_minutes() -> None:
    assert Durations(pools_ms={}).mean_ms("a") == pytest.approx(10 * MINUTE_MS, rel=0.05)


def test_a_few_visits_are_filled_up_with_the_configured_length() -> None:
    durations = learn_durations([served(3)] * 10, {"a": 20.0})
    pool_ms = durations.pool_ms("a")
    assert len(pool_ms) == ENOUGH
    assert pool_ms.count(3 * MINUTE_MS) == 10


def test_the_filling_leans_to_what_was_seen() -> None:
    means_ms = [
        learn_durations([served(20)] * count, {"a": 10.0}).mean_ms("a") / MINUTE_MS for count in (0, 3, 12)
    ]
    assert means_ms == sorted(means_ms)
    assert means_ms[0] == pytest.approx(10, rel=0.05)
    assert means_ms[1] > 14


def test_what_was_seen_often_needs_no_configured_length() -> None:
    durations = learn_durations([served(3)] * ENOUGH, {"a": 20.0})
    assert set(durations.pool_ms("a")) == {3 * MINUTE_MS}


def test_a_service_is_remembered_by_its_last_visits_only() -> None:
    durations = learn_durations([served(99), *[served(3)] * KEPT], {})
    assert set(durations.pool_ms("a")) == {3 * MINUTE_MS}


def test_a_service_that_took_no_time_teaches_nothing() -> None:
    assert 0 not in learn_durations([served(0)], {}).pool_ms("a")


def test_the_more_was_seen_the_less_is_in_doubt() -> None:
    doubts = [Durations(pools_ms={}, seen={"a": seen}).doubt("a") for seen in (0, 5, 30, 300)]
    assert doubts == sorted(doubts, reverse=True)
    assert doubts[0] == pytest.approx(0.4)
    assert doubts[-1] < 0.05


def test_a_slow_counter_is_known_to_be_slow() -> None:
    durations = learn_durations([served(5, counter=1), served(15, counter=2)] * 40, {})
    assert durations.pace[1] < 0.7
    assert durations.pace[2] > 1.4


def test_a_counter_seen_once_is_taken_to_be_like_its_colleagues() -> None:
    durations = learn_durations([*[served(5, counter=1)] * 40, served(15, counter=2)], {})
    assert 1.0 < durations.pace[2] < 1.25


def test_a_counter_is_as_slow_as_it_was_lately() -> None:
    before, lately = [served(15, counter=2)] * 60, [served(5, counter=2)] * 60
    assert learn_durations([*before, *lately], {}).pace[2] < 0.7


def test_what_has_lasted_long_goes_on_as_others_did_that_lasted_longer() -> None:
    durations = Durations(pools_ms={"a": [1000, 2000, 5000, 6000, 7000]})
    rests_ms = {durations.rest_ms("a", 1, 3000, Random(seed)) for seed in range(50)}
    assert rests_ms == {2000, 3000, 4000}


def test_what_lasts_longer_than_ever_seen_is_over_soon_or_takes_as_long_again() -> None:
    durations = Durations(pools_ms={"a": [1000, 2000]})
    rests_ms = [durations.rest_ms("a", 1, 10_000, Random(seed)) for seed in range(50)]
    assert 0 <= min(rests_ms) < 2000
    assert 8000 < max(rests_ms) <= 10_000


def test_at_a_slow_counter_the_rest_takes_longer_too() -> None:
    durations = Durations(pools_ms={"a": [5000] * 5}, pace={1: 2.0})
    assert durations.rest_ms("a", 1, 4000, Random(1)) == 6000
