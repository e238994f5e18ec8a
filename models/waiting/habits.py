"""What is usual in this hall: how long services take, who comes when, who is not there when called."""

from collections import Counter, defaultdict, deque
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from random import Random

from models.waiting.durations import Durations, Served, learn_durations

BIN_MS = 30 * 60_000
PAUSE = "(pause)"
"""A pause of a counter is recorded like a service, under this name."""

# What is believed of a hall nobody has seen yet, and how many citizens that belief is worth. ADR-0009.
_NO_SHOW_SHARE, _NO_SHOW_MS, _WORTH = 0.05, 90_000, 20


@dataclass(frozen=True, kw_only=True, slots=True)
class Arrival:
    """Somebody who came unannounced. of_day_ms: since midnight, by the hall's clock."""

    day: int
    of_day_ms: int
    service_id: str
    priority: str


@dataclass(kw_only=True)
class Record:
    """What was seen of a hall lately, in order of time. `models.waiting.floor` writes it.

    calls_ms: how long each call kept a counter waiting for who did not come, None: somebody came. waits: how
    long each citizen waited, and whether the wait ended by giving up.
    """

    served: deque[Served] = field(default_factory=lambda: deque(maxlen=3000))
    arrivals: deque[Arrival] = field(default_factory=lambda: deque(maxlen=3000))
    calls_ms: deque[int | None] = field(default_factory=lambda: deque(maxlen=1000))
    waits: deque[tuple[int, bool]] = field(default_factory=lambda: deque(maxlen=300))


@dataclass(frozen=True, kw_only=True)
class Habits:
    """comes: expected arrivals, as (service, class, number), by half-hour of the day. leaves_per_ms: the
    chance of one who waits to give up, a millisecond."""

    durations: Durations
    comes: Mapping[int, Sequence[tuple[str, str, float]]] = field(default_factory=dict)
    no_show_share: float = _NO_SHOW_SHARE
    no_show_ms: int = _NO_SHOW_MS
    leaves_per_ms: float = 0.0


def learn_habits(record: Record, typical_min: Mapping[str, float]) -> Habits:
    """What a record teaches. An empty one teaches the configured lengths of services and nothing else."""
    absent_ms = [lasted_ms for lasted_ms in record.calls_ms if lasted_ms is not None]
    waited_ms = sum(waited_ms for waited_ms, _ in record.waits)
    return Habits(
        durations=learn_durations(record.served, {PAUSE: _PAUSE_MIN, **typical_min}),
        comes=_comes(record.arrivals),
        no_show_share=(len(absent_ms) + _NO_SHOW_SHARE * _WORTH) / (len(record.calls_ms) + _WORTH),
        no_show_ms=round((sum(absent_ms) + _NO_SHOW_MS * _WORTH) / (len(absent_ms) + _WORTH)),
        leaves_per_ms=sum(left for _, left in record.waits) / max(1, waited_ms),
    )


def draw_arrivals(
    comes: Mapping[int, Sequence[tuple[str, str, float]]], midnight_ms: int, now_ms: int, random: Random
) -> Iterator[tuple[int, str, str]]:
    """One possible rest of the day, ascending: (moment, service, class) of everybody who still comes."""
    for place in range((now_ms - midnight_ms) // BIN_MS, 24 * 60 * 60_000 // BIN_MS):
        expected = comes.get(place)
        if not expected:
            continue
        shares = [number for *_, number in expected]
        each_ms = BIN_MS / sum(shares)
        begins_ms = midnight_ms + place * BIN_MS
        at_ms = max(now_ms, begins_ms) + random.expovariate(1.0) * each_ms
        while at_ms < begins_ms + BIN_MS:
            service_id, priority, _ = random.choices(expected, shares)[0]
            yield int(at_ms), service_id, priority
            at_ms += random.expovariate(1.0) * each_ms


def _comes(arrivals: Sequence[Arrival]) -> Mapping[int, Sequence[tuple[str, str, float]]]:
    """From the whole days before the last one; on the first day, as evenly as they have come so far."""
    if not arrivals:
        return {}
    today = arrivals[-1].day
    days = len({one.day for one in arrivals}) - 1
    if not days:
        bins = max(1.0, (arrivals[-1].of_day_ms - arrivals[0].of_day_ms) / BIN_MS)
        everyone = Counter((one.service_id, one.priority) for one in arrivals)
        usual = [(*who, number / bins) for who, number in everyone.items()]
        return dict.fromkeys(range(24 * 60 * 60_000 // BIN_MS), usual)
    by_bin: dict[int, Counter[tuple[str, str]]] = defaultdict(Counter)
    for one in arrivals:
        if one.day != today:
            by_bin[one.of_day_ms // BIN_MS][one.service_id, one.priority] += 1
    return {
        place: [(*who, number / days) for who, number in numbers.items()] for place, numbers in by_bin.items()
    }


_PAUSE_MIN = 10.0
