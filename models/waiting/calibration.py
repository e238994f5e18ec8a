"""Keep the promised ranges honest: each promise that was fulfilled moves the next ones a little.

Adaptive conformal tracking of a quantile (Gibbs & Candès 2021; Angelopoulos, Candès & Tibshirani 2023):
the long-run share of citizens called within p80 is 80 % whatever the hall does, because everyone called later
widens the next ranges four times as much as one called in time narrows them. ADR-0009.
"""

import json
import math
from bisect import bisect_left
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass, replace
from functools import reduce

from models.waiting.promises import Kept, WaitRange, is_at_once

# Upper ends of the groups of promises that are tracked apart, in minutes of p50: who is told five minutes and
# who is told fifty are late for different reasons.
LEADS_MIN = (5, 15, 30)

# Settings of ADR-0009: faster is sooner right, and always wider.
_STEP = 0.03
_FASTER, _SOON = 3, 50
# Until a hall's promises have met their ends, its ranges are wider by a quarter: nobody has checked them yet.
_FIRST = math.log(1.25)
# A bound keeps one mad day (a clock set wrong, a power cut) from spoiling weeks.
_MOST = 1.5
# What is not certain is never said as if it were, however well things have gone.
_LEAST_WIDTH_MIN, _LEAST_P80_MIN = 1.0, 1.5


@dataclass(frozen=True, kw_only=True)
class Calibration:
    """How far the forecasts of this hall have to be corrected.

    widths: logarithm of the factor on the way from p50 to p80, by lead (LEADS_MIN). scored: promises it has
    learned from.
    """

    widths: Sequence[float] = (_FIRST,) * (len(LEADS_MIN) + 1)
    scored: int = 0


def calibrated(calibration: Calibration, forecast: WaitRange) -> WaitRange:
    """The range to promise for a range the simulation came to. Who can be called at once is told so."""
    if is_at_once(forecast):
        return forecast
    width_min = max(_LEAST_WIDTH_MIN, forecast.p80_min - forecast.p50_min)
    width_min *= math.exp(calibration.widths[_lead(forecast)])
    return replace(forecast, p80_min=max(_LEAST_P80_MIN, forecast.p50_min + width_min))


def scored(calibration: Calibration, promise: WaitRange, waited_min: float) -> Calibration:
    """What is believed after a promise has met its end. "At once" teaches nothing about ranges."""
    if is_at_once(promise):
        return calibration
    widths = list(calibration.widths)
    late = waited_min > promise.p80_min
    widths[_lead(promise)] += _step(calibration.scored) * (late - 0.2)
    bounded = tuple(min(_MOST, max(-_MOST, one)) for one in widths)
    return Calibration(widths=bounded, scored=calibration.scored + 1)


def learn_calibration(kept: Iterable[Kept], calibration: Calibration | None = None) -> Calibration:
    """The same, rebuilt from a log (`models.waiting.promises.kept_promises`), in order of the first calls."""
    return reduce(
        lambda known, one: scored(known, one.promise, one.waited_min), kept, calibration or Calibration()
    )


def to_json(calibration: Calibration) -> str:
    """What a store keeps of it."""
    return json.dumps(asdict(calibration))


def from_json(stored: str) -> Calibration:
    """The way back from `to_json`."""
    known = json.loads(stored)
    return Calibration(widths=tuple(known["widths"]), scored=known["scored"])


def _step(scored: int) -> float:
    """Fast while little has been learned, slow later on."""
    return _STEP * (1 + _FASTER * _SOON / (_SOON + scored))


def _lead(promise: WaitRange) -> int:
    """The same before and after it was rounded for people."""
    return bisect_left(LEADS_MIN, round(promise.p50_min))
