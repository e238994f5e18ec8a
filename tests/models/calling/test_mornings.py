"""Made-up mornings: the same for the same seed, believable on average, and the same for every rule."""

from collections import Counter
from dataclasses import replace
from random import Random
from statistics import fmean

import pytest

from models.calling.mornings import MINUTE_MS, OPENS_MS, World, draw_morning
from models.calling.policy import APPOINTMENT, REGULAR
from models.service_day import local_time


def test_the_same_seed_gives_the_same_morning() -> None:
    assert draw_morning(World(), Random(7)) == draw_morning(World(), Random(7))
    assert draw_morning(World(), Random(7)) != draw_morning(World(), Random(8))


def test_another_mix_of_classes_leaves_citizens_their_business() -> None:
    few = draw_morning(World(classes={}), Random(3)).visits
    many = {one.id: one for one in draw_morning(World(classes={"elderly": 1.0}), Random(3)).visits}
    assert [replace(one, priority="elderly") for one in few] == [many[one.id] for one in few]


def test_mornings_are_on_average_as_the_world_says() -> None:
    world = World()
    visits = [one for seed in range(60) for one in draw_morning(world, Random(seed)).visits]
    assert len(visits) / 60 == pytest.approx(world.tickets, rel=0.05)
    assert fmean(not one.comes for one in visits) == pytest.approx(world.no_show, abs=0.01)
    shares = Counter(one.service_id for one in visits)
    for service_id, demand in world.services.items():
        assert shares[service_id] / len(visits) == pytest.approx(demand.share, abs=0.02)
        lengths_min = [one.service_ms / MINUTE_MS for one in visits if one.service_id == service_id]
        assert fmean(lengths_min) == pytest.approx(demand.mean_min, rel=0.05)
    classes = Counter(one.priority for one in visits)
    assert classes["elderly"] / len(visits) == pytest.approx(0.09, abs=0.01)
    assert classes[REGULAR] / len(visits) == pytest.approx(0.73, abs=0.02)


def test_most_come_in_the_first_half_and_all_while_the_doors_are_open() -> None:
    morning = draw_morning(World(classes={}), Random(5))
    arrivals_ms = [one.arrived_ms for one in morning.visits]
    assert arrivals_ms == sorted(arrivals_ms)
    assert morning.opens_ms <= arrivals_ms[0]
    assert arrivals_ms[-1] <= morning.closes_ms
    assert fmean(one < OPENS_MS + 120 * MINUTE_MS for one in arrivals_ms) > 0.55


def test_an_appointment_counts_from_its_time_and_who_is_too_late_is_regular() -> None:
    world = World(classes={APPOINTMENT: 1.0}, early_min=0, early_sigma_min=20)
    visits = [one for seed in range(5) for one in draw_morning(world, Random(seed)).visits]
    early = [one for one in visits if one.counts_from_ms > one.arrived_ms]
    assert early
    assert all((one.counts_from_ms - OPENS_MS) % (world.slot_min * MINUTE_MS) == 0 for one in early)
    assert {one.priority for one in visits} == {APPOINTMENT, REGULAR}
    assert all(one.priority == APPOINTMENT for one in early)


def test_citizens_have_patience_only_where_the_world_says_so() -> None:
    assert all(one.patience_ms is None for one in draw_morning(World(), Random(1)).visits)
    visits = draw_morning(World(tickets=800, patience_min=30), Random(1)).visits
    assert fmean((one.patience_ms or 0) / MINUTE_MS for one in visits) == pytest.approx(30, rel=0.1)


def test_each_counter_has_its_services_one_break_and_its_pace() -> None:
    morning = draw_morning(World(paces={2: 1.5}), Random(1))
    assert [one.number for one in morning.desks] == [1, 2, 3, 4, 5, 6]
    assert [one.pace for one in morning.desks] == [1.0, 1.5, 1.0, 1.0, 1.0, 1.0]
    for desk, service_ids in zip(morning.desks, World().counters, strict=True):
        (start_ms, pause_ms), (resume_ms, end_ms) = desk.shifts
        assert desk.service_ids == service_ids
        assert start_ms == morning.opens_ms
        assert resume_ms - pause_ms == 15 * MINUTE_MS
        assert end_ms > morning.closes_ms


def test_the_default_morning_opens_at_half_past_seven_in_vietnam() -> None:
    assert f"{local_time(OPENS_MS, 'Asia/Ho_Chi_Minh'):%H:%M}" == "07:30"
