"""A kiosk asks a hall that does not answer less and less often, and not together with the others."""

from random import Random

import pytest

from models.sync.back_off import LONGEST_S, UNTIL_LONGEST, pause_s


@pytest.mark.parametrize(
    ("failures", "most_s"), [(1, 1), (2, 2), (3, 4), (6, 32), (7, 60), (8, 60), (10**6, 60)]
)
def test_each_pause_may_be_twice_as_long_up_to_a_minute_and_is_never_under_half(
    failures: int, most_s: float
) -> None:
    chance = Random(7)
    pauses = [pause_s(failures, chance) for _ in range(1000)]
    assert most_s / 2 <= min(pauses) < most_s * 0.55
    assert most_s * 0.95 < max(pauses) <= most_s


def test_who_is_wanted_back_soon_never_pauses_longer_than_that() -> None:
    pauses = [pause_s(failures, Random(failures), 8.0) for failures in range(1, 1000)]
    assert 7.5 < max(pauses) <= 8.0


def test_after_as_many_failures_as_are_named_the_pause_is_the_longest() -> None:
    assert LONGEST_S / 2 <= pause_s(UNTIL_LONGEST, Random(1)) <= LONGEST_S


def test_twelve_kiosks_cut_off_together_do_not_come_back_together() -> None:
    """In whatever half second of their fifth try: by chance few of them share it."""
    back_s = [sum(pause_s(failures, kiosk) for failures in range(1, 6)) for kiosk in map(Random, range(12))]
    assert max(back_s) - min(back_s) > 3
    assert all(sum(0 <= other - one < 0.5 for other in back_s) <= 4 for one in back_s)
