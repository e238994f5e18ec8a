"""Whoever takes a number is told of the queue as the hall tells it, or by an estimate that says it is one."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kiosk.journey.outlook import LONGEST_GUESS_S, LastTold, Outlook, outlook
from models.waiting.promises import WaitRange
from models.wire import HallView

WAIT = WaitRange(p50_min=10, p80_min=20)
VIEW = HallView(
    version=1,
    feed_seq=1,
    now_ms=0,
    counters=(),
    recent_calls=(),
    waiting={"a": 4, "b": 0},
    open_counters={"a": [1, 2]},
    waits={"a": {"regular": WAIT}, "b": {"regular": WaitRange(p50_min=0, p80_min=1)}},
)
TOLD = LastTold(view=VIEW)
SILENT = replace(TOLD, silent_s=60.0)


def test_a_hall_that_answers_is_believed_as_it_is() -> None:
    told = replace(TOLD, joined={"a": 3})  # those are on their way to it
    assert outlook(told, "a", "regular") == Outlook(ahead=4, wait=WAIT, counters=(1, 2))


def test_who_never_heard_the_hall_tells_nothing() -> None:
    assert outlook(None, "a", "regular") == Outlook()


def test_a_hall_just_gone_is_told_of_as_it_was_and_marked() -> None:
    assert outlook(SILENT, "a", "regular") == Outlook(ahead=4, wait=WAIT, is_estimate=True)


def test_who_joined_here_since_is_ahead_and_makes_the_wait_longer() -> None:
    seen = outlook(replace(SILENT, joined={"a": 5, "b": 7}), "a", "regular")
    assert (seen.ahead, seen.wait) == (9, WaitRange(p50_min=20, p80_min=40))


def test_a_queue_that_was_empty_can_grow() -> None:
    seen = outlook(replace(SILENT, joined={"b": 3}), "b", "regular")
    assert (seen.ahead, seen.wait) == (3, WaitRange(p50_min=0, p80_min=4))


@pytest.mark.parametrize(
    ("service_id", "priority", "ahead"), [("a", "elderly", 4), ("c", "regular", 0)], ids=["class", "service"]
)
def test_a_wait_the_hall_could_not_tell_is_not_made_up(service_id: str, priority: str, ahead: int) -> None:
    assert outlook(SILENT, service_id, priority) == Outlook(ahead=ahead, is_estimate=True)


def test_after_ten_minutes_of_silence_nothing_is_told() -> None:
    just_before = replace(TOLD, silent_s=LONGEST_GUESS_S - 0.1)
    assert outlook(just_before, "a", "regular").ahead == 4
    assert outlook(replace(TOLD, silent_s=LONGEST_GUESS_S), "a", "regular") == Outlook()


@given(st.integers(0, 200), st.integers(0, 200), st.integers(0, 300), st.integers(0, 300))
def test_an_estimate_is_a_range_and_never_shorter_than_what_was_told(
    waiting: int, joined: int, p50_min: int, more_min: int
) -> None:
    wait = WaitRange(p50_min=p50_min, p80_min=p50_min + more_min)
    view = replace(VIEW, waiting={"a": waiting}, waits={"a": {"regular": wait}})
    seen = outlook(LastTold(view=view, silent_s=1.0, joined={"a": joined}), "a", "regular")
    assert seen.ahead == waiting + joined
    assert seen.wait is not None
    assert seen.wait.p50_min <= seen.wait.p80_min
    assert seen.wait.p80_min >= wait.p80_min
