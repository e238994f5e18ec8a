"""How sure a share is, by how many tries it rests on."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kiosk.faces.share import Share, hits_allowed, tries_needed


def test_the_bounds_are_those_of_wilson() -> None:
    share = Share(count=8, of=10)
    assert share.value == 0.8
    assert (share.low, share.high) == pytest.approx((0.4902, 0.9433), abs=1e-4)


def test_nothing_seen_is_not_nothing_there() -> None:
    assert Share(count=0, of=1000).low == 0.0
    assert Share(count=0, of=1000).high == pytest.approx(0.00383, abs=1e-5)


def test_everything_seen_is_not_certain() -> None:
    assert Share(count=50, of=50).high == 1.0
    assert Share(count=50, of=50).low == pytest.approx(0.9287, abs=1e-4)


@given(st.integers(1, 10**7).flatmap(lambda of: st.tuples(st.integers(0, of), st.just(of))))
def test_a_share_lies_between_its_bounds(tries: tuple[int, int]) -> None:
    share = Share(count=tries[0], of=tries[1])
    assert 0 <= share.low <= share.value + 1e-12
    assert share.value - 1e-12 <= share.high <= 1


@given(st.floats(1e-6, 0.5))
def test_one_try_fewer_than_needed_tells_nothing(share: float) -> None:
    needed = tries_needed(share)
    assert hits_allowed(needed - 1, share) is None
    assert hits_allowed(needed, share) is not None


@given(st.integers(1, 10**6), st.floats(1e-5, 0.5))
def test_one_hit_more_than_allowed_breaks_the_bound(of: int, share: float) -> None:
    hits = hits_allowed(of, share)
    if hits is not None:
        assert Share(count=hits, of=of).high <= share * (1 + 1e-9)
        assert hits == of or Share(count=hits + 1, of=of).high > share


def test_one_in_a_hundred_thousand_takes_as_many_pairs_as_878_people_make() -> None:
    assert 877 * 876 / 2 < tries_needed(1e-5) <= 878 * 877 / 2
