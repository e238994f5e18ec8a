"""What the kiosk remembers of its hall while it cannot be asked."""

from dataclasses import replace

import pytest

from kiosk.last_told import Remembered
from tests.helpers.stub_hall import VIEW


@pytest.fixture
def at_s() -> list[float]:
    """The steady clock: its first number is the time."""
    return [1000.0]


@pytest.fixture
def remembered(at_s: list[float]) -> Remembered:
    return Remembered(lambda: round(at_s[0] * 1000))


def test_before_the_hall_has_told_nothing_is_known(remembered: Remembered) -> None:
    remembered.join("cert")
    remembered.lose()
    assert remembered.last() is None


def test_a_hall_that_answers_is_not_silent(remembered: Remembered, at_s: list[float]) -> None:
    remembered.hear(VIEW)
    at_s[0] += 900
    last = remembered.last()
    assert last is not None
    assert (last.view, last.silent_s) == (VIEW, None)


def test_silence_counts_from_the_last_sign_and_not_from_when_it_was_noticed(
    remembered: Remembered, at_s: list[float]
) -> None:
    remembered.hear(VIEW)
    at_s[0] += 300
    remembered.hear_sign()
    at_s[0] += 40
    remembered.lose()
    at_s[0] += 20
    remembered.hear_sign()  # of a hall that is not believed
    last = remembered.last()
    assert last is not None
    assert last.silent_s == 60


def test_who_joins_here_is_counted_until_the_hall_tells_anew(remembered: Remembered) -> None:
    remembered.hear(VIEW)
    remembered.lose()
    for service_id in ("cert", "cert", "land"):
        remembered.join(service_id)
    last = remembered.last()
    assert last is not None
    assert last.joined == {"cert": 2, "land": 1}
    later = replace(VIEW, feed_seq=8)
    remembered.hear(later)
    last = remembered.last()
    assert last is not None
    assert (last.view, last.silent_s, last.joined) == (later, None, {})
