"""A kiosk that has lost the time, and one that has heard it."""

from datetime import date

from hypothesis import given
from hypothesis import strategies as st

from models.sync.hall_time import followed, guessed, heard
from models.sync.numbering import Count, counted

FRIDAY, SATURDAY, SUNDAY = date(2026, 11, 20), date(2026, 11, 21), date(2026, 11, 22)


def test_what_the_hall_answered_is_as_old_as_half_the_way() -> None:
    anchor = heard(answered_ms=5000, asked_steady_ms=100, heard_steady_ms=300)
    assert (anchor.now_ms(300), anchor.now_ms(1300), anchor.is_sure) == (5100, 6100, True)


QUICK = heard(answered_ms=1_000_000, asked_steady_ms=0, heard_steady_ms=10)


def test_a_slow_answer_does_not_spoil_what_a_quick_one_told() -> None:
    slow = heard(answered_ms=1_003_000, asked_steady_ms=2000, heard_steady_ms=4000)
    assert followed(None, slow) == slow
    assert followed(slow, QUICK) == QUICK
    assert followed(QUICK, slow) == QUICK


def test_with_time_the_quick_one_is_worth_no_more_than_a_newer_one() -> None:
    day_ms = 24 * 3_600_000
    slow = heard(answered_ms=1_000_000 + day_ms, asked_steady_ms=day_ms, heard_steady_ms=day_ms + 1000)
    assert followed(QUICK, slow) == slow


def test_a_hall_that_set_its_clock_is_followed_at_once() -> None:
    set_back = heard(answered_ms=1_000_000 - 40 * 60_000, asked_steady_ms=2000, heard_steady_ms=4000)
    assert followed(QUICK, set_back) == set_back


def test_a_guess_is_never_before_what_was_written_last() -> None:
    assert guessed(wall_ms=10, behind_ms=5, last_at_ms=0, steady_ms=0).now_ms(7) == 22
    late = guessed(wall_ms=10, behind_ms=5, last_at_ms=100, steady_ms=0)
    assert (late.now_ms(7), late.is_sure) == (107, False)


def test_each_sure_day_begins_at_one() -> None:
    count = Count()
    for day, expected in ((FRIDAY, 1), (FRIDAY, 2), (SATURDAY, 1), (FRIDAY, 2)):
        count = counted(count, day, is_sure=True)
        assert count.last == expected


def test_a_day_that_is_not_sure_does_not_begin_again() -> None:
    count = counted(Count(), FRIDAY, is_sure=True)
    count = counted(count, SATURDAY, is_sure=False)
    assert count.last == 2
    count = counted(count, SATURDAY, is_sure=True)  # it may have been Saturday all along
    assert count.last == 3
    assert counted(count, SUNDAY, is_sure=True).last == 1


@given(st.lists(st.tuples(st.sampled_from([FRIDAY, SATURDAY, SUNDAY]), st.booleans()), max_size=30))
def test_no_number_comes_twice_on_a_day_whatever_the_unsure_clock_said(
    days: list[tuple[date, bool]],
) -> None:
    """today: the true day, which a sure kiosk knows and an unsure one believes to be any."""
    count, today = Count(), FRIDAY
    given_on: set[tuple[date, int]] = set()
    for day, is_sure in days:
        if is_sure:
            today = max(today, day)
        count = counted(count, today if is_sure else day, is_sure=is_sure)
        assert (today, count.last) not in given_on
        given_on.add((today, count.last))
