"""Whoever came first is called first, whatever the clock of a kiosk says."""

from collections.abc import Sequence

from hypothesis import given
from hypothesis import strategies as st

from models.event_log import Event
from models.sync.arrival import HALL_TIME, arrivals_ms

HOUR_MS = 3_600_000
NOW_MS = 10 * HOUR_MS


def event(at_ms: int, *, by_hall: bool = False) -> Event:
    return Event(
        seq=1,
        kind="x",
        at_ms=at_ms,
        actor="kiosk:K1",
        ticket_id="",
        before=None,
        after=None,
        body={HALL_TIME: 1} if by_hall else {},
    )


def by_hall(at_ms: int) -> Event:
    return event(at_ms, by_hall=True)


def arrivals(*events: Event, offset_ms: int = 0, last_arrival_ms: int | None = None) -> Sequence[int]:
    return arrivals_ms(events, offset_ms=offset_ms, received_ms=NOW_MS, last_arrival_ms=last_arrival_ms)


def test_a_clock_that_is_wrong_by_40_minutes_is_put_right_by_its_offset() -> None:
    wrong_ms = 40 * 60_000
    assert arrivals(event(9 * HOUR_MS + wrong_ms), offset_ms=-wrong_ms) == [9 * HOUR_MS]
    assert arrivals(event(9 * HOUR_MS - wrong_ms), offset_ms=wrong_ms) == [9 * HOUR_MS]


def test_nobody_came_later_than_now() -> None:
    assert arrivals(event(NOW_MS + 1)) == [NOW_MS]
    assert arrivals(event(9 * HOUR_MS), last_arrival_ms=NOW_MS + 1) == [NOW_MS]


def test_nobody_came_before_who_was_given_a_number_before_at_the_same_kiosk() -> None:
    assert arrivals(event(8 * HOUR_MS), last_arrival_ms=9 * HOUR_MS) == [9 * HOUR_MS]
    assert arrivals(by_hall(9 * HOUR_MS), by_hall(8 * HOUR_MS)) == [9 * HOUR_MS] * 2


def test_what_was_written_by_the_halls_clock_is_left_as_it_is() -> None:
    assert arrivals(by_hall(9 * HOUR_MS), offset_ms=40 * 60_000) == [9 * HOUR_MS]


def test_a_number_of_an_earlier_start_whose_clock_ran_a_day_ahead_pushes_nobody_back() -> None:
    day_ahead = event(9 * HOUR_MS + 24 * HOUR_MS)
    assert arrivals(by_hall(8 * HOUR_MS), day_ahead, by_hall(9 * HOUR_MS + 1), event(NOW_MS - 1)) == [
        8 * HOUR_MS,
        9 * HOUR_MS + 1,
        9 * HOUR_MS + 1,
        NOW_MS - 1,
    ]


def test_a_number_of_an_earlier_start_whose_clock_ran_a_day_behind_keeps_its_place() -> None:
    day_behind = event(9 * HOUR_MS - 24 * HOUR_MS)
    assert arrivals(by_hall(8 * HOUR_MS), day_behind, by_hall(9 * HOUR_MS + 1)) == [
        8 * HOUR_MS,
        8 * HOUR_MS,
        9 * HOUR_MS + 1,
    ]


@given(
    at_ms=st.lists(st.integers(-NOW_MS, 3 * NOW_MS)),
    certain=st.sets(st.integers(0, 20)),
    pushed=st.integers(0, 20),
    offset_ms=st.integers(-NOW_MS, NOW_MS),
)
def test_one_kiosk_never_turns_the_order_of_its_citizens_round(
    at_ms: list[int], certain: set[int], pushed: int, offset_ms: int
) -> None:
    events = [event(one_ms, by_hall=nth in certain) for nth, one_ms in enumerate(at_ms)]
    came = list(arrivals(*events[:pushed], offset_ms=offset_ms))
    came += arrivals(*events[pushed:], offset_ms=offset_ms, last_arrival_ms=came[-1] if came else None)
    assert came == sorted(came)
    assert all(0 <= one_ms <= NOW_MS for one_ms in came)
