"""How long a service takes in this hall, from its own record; honestly wide while that record is short."""

import math
from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from random import Random
from statistics import NormalDist, fmean

ENOUGH = 30
"""So many times must a service have been seen before its own lengths are all that is drawn from."""
KEPT = 300
"""So many of the last times a service was given are remembered: halls change."""

# How much one visit differs from the next, and how far a configured length may be from the truth, as standard
# deviations of the logarithm. Counters differ less than visits do. Settings of the cold start, ADR-0009.
_VISITS_SIGMA = 0.6
_CONFIGURED_SIGMA = 0.4
_COUNTERS_SIGMA = 0.25
_CONFIGURED_WORTH = (_VISITS_SIGMA / _CONFIGURED_SIGMA) ** 2  # visits
_DEFAULT_TYPICAL_MIN = 10.0
_PACE_KEPT = 30


@dataclass(frozen=True, kw_only=True, slots=True)
class Served:
    """One service that was given: by which counter, and how long it kept that counter busy."""

    service_id: str
    counter: int
    lasted_ms: int


@dataclass(frozen=True, kw_only=True)
class Durations:
    """pools_ms: ascending lengths to draw from, by service. seen: how many of them were really seen.
    pace: how much longer than its colleagues a counter takes, 1.0 is as long."""

    pools_ms: Mapping[str, Sequence[int]]
    seen: Mapping[str, int] = field(default_factory=dict)
    pace: Mapping[int, float] = field(default_factory=dict)

    def pool_ms(self, service_id: str) -> Sequence[int]:
        """Lengths as likely as each other, ascending."""
        return self.pools_ms.get(service_id) or _DEFAULT_POOL_MS

    def mean_ms(self, service_id: str) -> float:
        return fmean(self.pool_ms(service_id))

    def rest_ms(self, service_id: str, counter: int, so_far_ms: int, random: Random) -> int:
        """How much longer a service may last that has lasted `so_far_ms` at this counter: as those did that
        lasted longer. When hardly any did, it may well be over soon or take as long again."""
        pace = self.pace.get(counter, 1.0)
        pool_ms = self.pool_ms(service_id)
        longer = bisect_right(pool_ms, so_far_ms / pace)
        if len(pool_ms) - longer < 3:
            return int(so_far_ms * random.random())
        drawn_ms = pool_ms[longer + int(random.random() * (len(pool_ms) - longer))]
        return max(0, int(drawn_ms * pace) - so_far_ms)

    def doubt(self, service_id: str) -> float:
        """How unsure the length of this service is as a whole, as a standard deviation of its logarithm:
        the same for everyone who waits, so it does not average out over them."""
        return 1 / math.sqrt(_CONFIGURED_SIGMA**-2 + self.seen.get(service_id, 0) * _VISITS_SIGMA**-2)


def learn_durations(served: Iterable[Served], typical_min: Mapping[str, float]) -> Durations:
    """What the record of a hall says, in order of time. A service that was seen fewer than ENOUGH times is
    filled up with lengths between its configured one and what was seen, the nearer to that the more was."""
    given = [one for one in served if one.lasted_ms > 0]
    by_service: dict[str, list[Served]] = defaultdict(list)
    for one in given:
        by_service[one.service_id].append(one)
    pools_ms: dict[str, list[int]] = {}
    usual_log: dict[str, float] = {}
    for service_id in {*by_service, *typical_min}:
        seen_ms = [one.lasted_ms for one in by_service[service_id][-KEPT:]]
        logs = [math.log(lasted_ms) for lasted_ms in seen_ms]
        configured_log = _log_of_mean(typical_min.get(service_id, _DEFAULT_TYPICAL_MIN))
        believed_log = (sum(logs) + configured_log * _CONFIGURED_WORTH) / (len(logs) + _CONFIGURED_WORTH)
        pools_ms[service_id] = sorted([*seen_ms, *_usual_ms(believed_log, max(0, ENOUGH - len(logs)))])
        usual_log[service_id] = believed_log
    above: dict[int, list[float]] = defaultdict(list)
    for one in given[-_PACE_KEPT * 20 :]:
        above[one.counter].append(math.log(one.lasted_ms) - usual_log[one.service_id])
    return Durations(
        pools_ms=pools_ms,
        seen={service_id: len(last) for service_id, last in by_service.items()},
        pace={counter: _pace(logs[-_PACE_KEPT:]) for counter, logs in above.items()},
    )


def _pace(logs: Sequence[float]) -> float:
    """Shrunk towards the colleagues: a counter that was seen little is taken to be like them."""
    return math.exp(sum(logs) / (len(logs) + (_VISITS_SIGMA / _COUNTERS_SIGMA) ** 2))


def _log_of_mean(minutes: float) -> float:
    """The mean logarithm of lengths in ms whose mean is so many minutes."""
    return math.log(minutes * 60_000) - _VISITS_SIGMA**2 / 2


def _usual_ms(mean_log: float, count: int) -> list[int]:
    """`count` lengths spread as the lengths of services are."""
    usual = NormalDist(mean_log, _VISITS_SIGMA)
    return [round(math.exp(usual.inv_cdf((place + 0.5) / count))) for place in range(count)]


_DEFAULT_POOL_MS = _usual_ms(_log_of_mean(_DEFAULT_TYPICAL_MIN), ENOUGH)
