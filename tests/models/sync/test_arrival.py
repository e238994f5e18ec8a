"""Whoever came first is called first, whatever the clock of a kiosk says."""

from hypothesis import given
from hypothesis import strategies as st

from models.event_log import Event
from models.sync.arrival import HALL_TIME, arrival_ms

HOUR_MS = 3_600_000
NOW_MS = 10 * HOUR_MS


def arrival(
    at_ms: int, *, offset_ms: int = 0, last_arrival_ms: int | None = None, by_hall: bool = False
) -> int:
    event = Event(
        seq=1,
        kind="x",
        at_ms=at_ms,
        actor="kiosk:K1",
        ticket_id="",
        before=None,
        after=None,
        body={HALL_TIME: 1} if by_hall else {},
    )
    return arrival_ms(event, offset_ms=offset_ms, received_ms=NOW_MS, last_arrival_ms=last_arrival_ms)


def test_a_clock_that_is_wrong_by_40_minutes_is_put_right_by_its_offset() -> None:
    wrong_ms = 40 * 60_000
    assert arrival(9 * HOUR_MS + wrong_ms, offset_ms=-wrong_ms) == 9 * HOUR_MS
    assert arrival(9 * HOUR_MS - wrong_ms, offset_ms=wrong_ms) == 9 * HOUR_MS


def test_nobody_came_later_than_now() -> None:
    assert arrival(NOW_MS + 1) == NOW_MS


def test_nobody_came_before_who_was_given_a_number_before_at_the_same_kiosk() -> None:
    assert arrival(8 * HOUR_MS, last_arrival_ms=9 * HOUR_MS) == 9 * HOUR_MS


@given(at_ms=st.lists(st.integers(-NOW_MS, 3 * NOW_MS)), offset_ms=st.integers(-NOW_MS, NOW_MS))
def test_one_kiosk_never_turns_the_order_of_its_citizens_round(at_ms: list[int], offset_ms: int) -> None:
    came: list[int] = []
    for one_ms in at_ms:
        last_ms = came[-1] if came else None
        came.append(arrival(one_ms, offset_ms=offset_ms, last_arrival_ms=last_ms))
    assert came == sorted(came)
    assert all(0 <= one_ms <= NOW_MS for one_ms in came)


def test_what_was_written_by_the_halls_clock_is_left_as_it_is() -> None:
    assert arrival(9 * HOUR_MS, offset_ms=40 * 60_000, by_hall=True) == 9 * HOUR_MS
