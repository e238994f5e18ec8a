"""A waiting time as a range: from playing the hall forward, or from the length of the queue."""

from collections.abc import Sequence
from dataclasses import replace
from random import Random

import pytest

from models.calling.discipline import Candidate
from models.calling.policy import Policy, Rule
from models.waiting.durations import Durations
from models.waiting.habits import Habits
from models.waiting.promises import WaitRange
from models.waiting.situation import CounterNow, Newcomer, Situation
from models.waiting.wait import FEWEST_FUTURES, MOST_FUTURES, forecast, said

MINUTE_MS = 60_000
NOW_MS = 8 * 60 * MINUTE_MS
REGULAR_A = Newcomer(service_id="a", priority="regular")
HABITS = Habits(
    durations=Durations(
        pools_ms={"a": [minutes * MINUTE_MS for minutes in range(5, 16)] * 3},
        seen={"a": 300, "b": 300},
    )
)


def waiting(count: int, *, service_id: str = "a", priority: str = "regular") -> list[Candidate]:
    return [
        Candidate(
            ticket_id=f"{place:03}",
            number=f"{place:03}",
            service_id=service_id,
            priority=priority,
            counts_from_ms=NOW_MS - (count - place) * MINUTE_MS,
        )
        for place in range(count)
    ]


def counters(count: int, **more: object) -> list[CounterNow]:
    return [
        CounterNow(number=number, service_ids=("a",), **more)  # type: ignore[arg-type]
        for number in range(1, count + 1)
    ]


def hall(line: Sequence[Candidate], desks: Sequence[CounterNow], rule: Rule = Rule.CREDIT) -> Situation:
    return Situation(now_ms=NOW_MS, midnight_ms=0, policy=Policy(rule=rule), waiting=line, counters=desks)


def wait_of(situation: Situation, ticket_id: str, *, most_calls: int = 10_000) -> WaitRange:
    found = forecast(situation, HABITS, Random(1), tickets=[ticket_id], most_calls=most_calls)
    told = found.tickets[ticket_id]
    assert told is not None
    return told


def test_with_a_free_counter_and_nobody_before_there_is_no_wait() -> None:
    assert wait_of(hall(waiting(1), counters(1)), "000") == WaitRange(p50_min=0, p80_min=0)


def test_twice_as_many_counters_halve_the_wait() -> None:
    line = waiting(13)
    one, two = wait_of(hall(line, counters(1)), "012"), wait_of(hall(line, counters(2)), "012")
    assert one.p50_min == pytest.approx(12 * 10, rel=0.15)
    assert two.p50_min == pytest.approx(one.p50_min / 2, rel=0.15)


def test_a_range_ends_after_its_middle() -> None:
    told = wait_of(hall(waiting(13), counters(2)), "012")
    assert told.p50_min < told.p80_min < told.p50_min * 1.5


def test_the_same_seed_gives_the_same_forecast() -> None:
    situation = hall(waiting(13), counters(2))
    assert wait_of(situation, "012") == wait_of(situation, "012")


def test_everybody_who_waits_can_be_asked_about_at_once() -> None:
    line = waiting(5)
    found = forecast(hall(line, counters(1)), HABITS, Random(1), tickets=[one.ticket_id for one in line])
    middles = [told.p50_min for told in found.tickets.values() if told is not None]
    assert len(middles) == 5
    assert middles == sorted(middles)


def test_a_newcomer_waits_as_long_as_who_came_last() -> None:
    line = waiting(6)
    found = forecast(hall(line, counters(2)), HABITS, Random(1), tickets=["005"], newcomers=[REGULAR_A])
    last, new = found.tickets["005"], found.newcomers[REGULAR_A]
    assert last is not None
    assert new is not None
    assert last.p50_min < new.p50_min < last.p50_min + 10


def test_an_appointment_is_told_the_wait_after_its_time() -> None:
    early = Candidate(
        ticket_id="x",
        number="x",
        service_id="a",
        priority="appointment",
        counts_from_ms=NOW_MS + 20 * MINUTE_MS,
    )
    assert wait_of(hall([early], counters(1)), "x") == WaitRange(p50_min=0, p80_min=0)


def test_where_no_counter_is_open_nothing_is_promised() -> None:
    found = forecast(
        hall(waiting(1), counters(2, is_open=False)),
        HABITS,
        Random(1),
        tickets=["000"],
        newcomers=[REGULAR_A],
    )
    assert found.tickets == {"000": None}
    assert found.newcomers == {REGULAR_A: None}


def test_where_no_counter_gives_the_service_nothing_is_promised() -> None:
    found = forecast(hall(waiting(1, service_id="b"), counters(2)), HABITS, Random(1), tickets=["000"])
    assert found.tickets == {"000": None}


def test_who_was_sent_to_a_counter_that_has_closed_is_promised_nothing() -> None:
    situation = Situation(
        now_ms=NOW_MS,
        midnight_ms=0,
        policy=Policy(),
        waiting=waiting(1),
        counters=counters(1),
        sent_to={"000": 7},
    )
    assert forecast(situation, HABITS, Random(1), tickets=["000"]).tickets == {"000": None}


def test_a_ticket_that_does_not_wait_is_promised_nothing() -> None:
    assert forecast(hall([], counters(1)), HABITS, Random(1), tickets=["gone"]).tickets == {"gone": None}


def test_a_counter_that_opens_later_is_waited_for() -> None:
    opens_ms = NOW_MS + 30 * MINUTE_MS
    desks = counters(1, is_open=False, shifts=[(opens_ms, opens_ms + 10**8)])
    assert wait_of(hall(waiting(1), desks), "000") == WaitRange(p50_min=30, p80_min=30)


def test_who_comes_when_all_counters_have_ended_for_today_is_promised_nothing() -> None:
    # Two counters; the one that gives the service ends before anybody could be called.
    busy = CounterNow(
        number=1,
        service_ids=("a",),
        shifts=[(0, NOW_MS + 1)],
        busy_with="a",
        busy_since_ms=NOW_MS - MINUTE_MS,
    )
    other = CounterNow(number=2, service_ids=("b",), shifts=[(0, NOW_MS + 10**8)])
    found = forecast(hall(waiting(1), [busy, other]), HABITS, Random(1), tickets=["000"])
    assert found.tickets == {"000": None}


def test_as_many_futures_are_played_as_the_budget_allows() -> None:
    situation = hall(waiting(20), counters(2))
    few = forecast(situation, HABITS, Random(1), tickets=["019"], most_calls=28 * FEWEST_FUTURES)
    many = forecast(situation, HABITS, Random(1), tickets=["019"], most_calls=10**6)
    assert few.futures == FEWEST_FUTURES
    assert many.futures == MOST_FUTURES


def test_where_that_would_cost_too_much_the_length_of_the_queue_stands_in() -> None:
    situation = hall(waiting(300), counters(6))
    found = forecast(situation, HABITS, Random(1), tickets=["299"], newcomers=[REGULAR_A])
    assert found.futures == 0
    told, new = found.tickets["299"], found.newcomers[REGULAR_A]
    assert told is not None
    assert new is not None
    assert told.p50_min == pytest.approx(299 * 10 / 6, rel=0.05)
    assert told.p50_min < told.p80_min < told.p50_min * 1.1
    assert new.p50_min > told.p50_min


@pytest.mark.parametrize("rule", Rule)
@pytest.mark.parametrize("max_wait_min", [None, 45])
def test_the_short_cut_comes_near_the_long_way(rule: Rule, max_wait_min: int | None) -> None:
    line = [*waiting(40), *(one for one in waiting(45, priority="elderly")[40:])]
    situation = replace(
        hall(line, counters(3, busy_with="a", busy_since_ms=NOW_MS - 5 * MINUTE_MS), rule),
        policy=Policy(rule=rule, max_wait_min=max_wait_min),
        recent_calls=[(NOW_MS - place * 3 * MINUTE_MS, "a") for place in range(10, 0, -1)],
    )
    for ticket_id in ("039", "044"):
        long_way = wait_of(situation, ticket_id)
        short_cut = wait_of(situation, ticket_id, most_calls=0)
        assert short_cut.p50_min == pytest.approx(long_way.p50_min, rel=0.15, abs=5)


def test_the_short_cut_shares_a_counter_among_its_services() -> None:
    both = CounterNow(number=1, service_ids=("a", "b"))
    only_b = CounterNow(number=2, service_ids=("b",))
    line = [*waiting(12)[:3], *waiting(12, service_id="b")[3:11], *waiting(12)[11:]]
    situation = hall(line, [both, only_b], Rule.FIFO)
    assert wait_of(situation, "002", most_calls=0).p50_min == pytest.approx(20, rel=0.05)
    assert wait_of(situation, "011", most_calls=0).p50_min == pytest.approx(30 + 8 / 2 * 10, rel=0.05)


def test_the_short_cut_waits_for_a_counter_that_opens_later() -> None:
    opens_ms = NOW_MS + 30 * MINUTE_MS
    desks = counters(1, is_open=False, shifts=[(opens_ms, opens_ms + 10**8)])
    assert wait_of(hall(waiting(1), desks), "000", most_calls=0).p50_min == 30


def test_the_short_cut_leaves_out_who_waits_for_what_nobody_gives() -> None:
    line = [*waiting(5, service_id="z"), *waiting(6)[5:]]
    assert wait_of(hall(line, counters(1)), "005", most_calls=0).p50_min == 0


@pytest.mark.parametrize(
    ("exact", "as_said"),
    [((0.2, 0.4), (0, 1)), ((11.6, 18.1), (12, 19)), ((58.4, 71.2), (58, 75)), ((62.6, 62.7), (65, 65))],
)
def test_a_range_is_said_in_whole_minutes(exact: tuple[float, float], as_said: tuple[float, float]) -> None:
    assert said(WaitRange(p50_min=exact[0], p80_min=exact[1])) == WaitRange(
        p50_min=as_said[0], p80_min=as_said[1]
    )
