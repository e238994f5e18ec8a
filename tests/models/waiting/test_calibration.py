"""Ranges that stay honest in a hall where the forecast is wrong."""

from dataclasses import replace
from random import Random

import pytest

from models.waiting.calibration import Calibration, calibrated, from_json, learn_calibration, scored, to_json
from models.waiting.promises import Kept, WaitRange

BELIEVED = Calibration(widths=(0.0, 0.0, 0.0, 0.0))


def promise(p50_min: float, p80_min: float) -> WaitRange:
    return WaitRange(p50_min=p50_min, p80_min=p80_min)


def test_ranges_nobody_has_checked_yet_are_a_quarter_wider() -> None:
    assert calibrated(Calibration(), promise(10, 16)).p80_min == pytest.approx(10 + 6 * 1.25)


def test_a_checked_forecast_is_believed_as_it_is() -> None:
    assert calibrated(BELIEVED, promise(10, 16)) == promise(10, 16)


def test_a_broken_promise_widens_the_next_range() -> None:
    wider = scored(BELIEVED, promise(10, 16), 17)
    assert calibrated(wider, promise(10, 16)).p80_min > 16
    assert wider.scored == 1


def test_a_promise_that_held_narrows_the_next_range_a_quarter_as_much() -> None:
    after = BELIEVED
    for waited_min in (17, 15, 15, 15, 15):
        after = scored(after, promise(10, 16), waited_min)
    assert calibrated(after, promise(10, 16)).p80_min == pytest.approx(16, abs=0.1)


def test_the_first_promises_teach_more_than_the_thousandth() -> None:
    first = scored(BELIEVED, promise(10, 16), 17)
    thousandth = scored(replace(BELIEVED, scored=999), promise(10, 16), 17)
    assert first.widths[1] > 2 * thousandth.widths[1] > 0


def test_the_middle_of_a_range_is_left_alone() -> None:
    assert calibrated(scored(BELIEVED, promise(10, 16), 99), promise(10, 16)).p50_min == 10


def test_short_and_long_waits_are_corrected_apart() -> None:
    after = scored(BELIEVED, promise(40, 50), 99)
    assert calibrated(after, promise(10, 16)) == promise(10, 16)
    assert calibrated(after, promise(40, 50)).p80_min > 50


def test_a_promise_belongs_to_the_same_lead_before_and_after_rounding() -> None:
    after = scored(BELIEVED, promise(5, 9), 99)
    assert calibrated(after, promise(5.4, 9)).p80_min > 9


def test_at_once_stays_at_once_and_teaches_nothing() -> None:
    late = scored(BELIEVED, promise(0, 1), 30)
    assert late == BELIEVED
    wide = Calibration(widths=(1.0, 0.0, 0.0, 0.0))
    assert calibrated(wide, promise(0, 0.5)) == promise(0, 0.5)


def test_what_is_not_certain_never_becomes_at_once() -> None:
    narrow = Calibration(widths=(-1.5, 0.0, 0.0, 0.0))
    assert calibrated(narrow, promise(0.1, 1.1)).p80_min > 1


def test_a_forecast_that_is_far_too_sure_is_still_widened() -> None:
    wide = Calibration(widths=(0.0, 1.0, 0.0, 0.0))
    assert calibrated(wide, promise(10, 10)).p80_min == pytest.approx(10 + 2.718, abs=0.01)


def test_one_mad_day_does_not_spoil_weeks() -> None:
    after = BELIEVED
    for _ in range(10_000):
        after = scored(after, promise(10, 16), 999)
    assert calibrated(after, promise(10, 16)).p80_min < 10 + 6 * 5


@pytest.mark.parametrize("wrong", [0.4, 1.0, 2.5])
def test_four_of_five_are_called_in_time_however_wrong_the_forecast_is(wrong: float) -> None:
    random = Random(5)
    calibration, held = BELIEVED, 0
    for visit in range(4000):
        said = calibrated(calibration, promise(20, 20 + 8 * wrong))
        waited_min = random.gauss(20, 9.5)
        calibration = scored(calibration, said, waited_min)
        held += visit >= 1000 and waited_min <= said.p80_min
    assert 0.78 <= held / 3000 <= 0.82


def test_it_is_rebuilt_from_a_log_promise_by_promise() -> None:
    kept = [
        Kept(
            ticket_id="t",
            service_id="a",
            priority="regular",
            made_ms=0,
            called_ms=0,
            promise=promise(10, 16),
            waited_min=waited_min,
        )
        for waited_min in (17, 3, 40)
    ]
    step_by_step = BELIEVED
    for one in kept:
        step_by_step = scored(step_by_step, one.promise, one.waited_min)
    assert learn_calibration(kept, BELIEVED) == step_by_step
    assert learn_calibration(kept[1:], learn_calibration(kept[:1], BELIEVED)) == step_by_step
    assert learn_calibration([]) == Calibration()


def test_it_can_be_stored_and_read_back() -> None:
    calibration = scored(BELIEVED, promise(10, 16), 17)
    assert from_json(to_json(calibration)) == calibration
    assert from_json(to_json(Calibration())) == Calibration()
