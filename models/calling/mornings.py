"""Mornings that might have been: believable citizens and counters, to try rules and forecasts on.

Everything is drawn before anybody is called. So the same seed gives the same citizens, with the same patience
and the same length of service, whatever rule calls them: differences between rules are not chance.
"""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from random import Random

from models.calling.policy import APPOINTMENT, REGULAR
from models.calling.simulation import Desk, Visit

MINUTE_MS = 60_000
OPENS_MS = 1_795_393_800_000
"""Monday 2026-11-23, 07:30 in Vietnam. Any moment would do."""
STAYS_MIN = 480
"""So long after the doors close do counters go on: whoever is in the hall is served."""


@dataclass(frozen=True, kw_only=True)
class Demand:
    """One service. share: of all visits. mean_min, sigma: of its lognormal length."""

    share: float
    mean_min: float
    sigma: float

    def draw_ms(self, random: Random) -> int:
        mu = math.log(self.mean_min * MINUTE_MS) - self.sigma**2 / 2
        return round(random.lognormvariate(mu, self.sigma))


_SERVICES = {
    "certification": Demand(share=0.35, mean_min=7, sigma=0.5),
    "civil_status": Demand(share=0.25, mean_min=12, sigma=0.6),
    "residence": Demand(share=0.25, mean_min=10, sigma=0.5),
    "land": Demand(share=0.15, mean_min=18, sigma=0.6),
}
_COUNTERS = (
    ("certification", "civil_status"),
    ("certification", "civil_status"),
    ("certification", "residence"),
    ("residence", "land"),
    ("certification", "residence", "land"),
    ("civil_status", "land"),
)


@dataclass(frozen=True, kw_only=True)
class World:
    """How mornings of one kind are; the default is a busy hall of six counters (ADR-0008).

    tickets: on average. open_min: how long the doors are open; citizens come most after peak (share of
    that). classes: share of each class, the rest is regular. early_min, early_sigma_min: how long before
    its time an appointment comes. late_min: who is later than that counts as regular. patience_min: how long
    citizens wait on average before they leave, None: for ever. breaks_min: each counter's break and,
    from opening, between when and when it begins.
    """

    tickets: int = 110
    open_min: int = 240
    peak: float = 0.3
    services: Mapping[str, Demand] = field(default_factory=lambda: _SERVICES)
    classes: Mapping[str, float] = field(
        default_factory=lambda: {APPOINTMENT: 0.12, "elderly": 0.09, "with_child": 0.06}
    )
    slot_min: int = 15
    early_min: float = 8.0
    early_sigma_min: float = 8.0
    late_min: float = 15.0
    no_show: float = 0.05
    patience_min: float | None = None
    counters: Sequence[Sequence[str]] = _COUNTERS
    break_min: float = 15.0
    breaks_between_min: tuple[float, float] = (60.0, 150.0)
    paces: Mapping[int, float] = field(default_factory=dict)


@dataclass(frozen=True, kw_only=True)
class Morning:
    """Who comes, and who serves them. opens_ms, closes_ms: when the doors do."""

    visits: Sequence[Visit]
    desks: Sequence[Desk]
    opens_ms: int
    closes_ms: int


def draw_morning(world: World, random: Random, opens_ms: int = OPENS_MS) -> Morning:
    """One morning of `world`. Visits in order of arrival; counters numbered from 1."""
    count = max(0, round(random.gauss(world.tickets, math.sqrt(world.tickets))))
    visits = [_draw_visit(world, random, opens_ms, f"{index:04}") for index in range(count)]
    return Morning(
        visits=sorted(visits, key=lambda visit: (visit.arrived_ms, visit.id)),
        desks=[_draw_desk(world, random, opens_ms, number) for number in range(1, len(world.counters) + 1)],
        opens_ms=opens_ms,
        closes_ms=opens_ms + world.open_min * MINUTE_MS,
    )


def _draw_visit(world: World, random: Random, opens_ms: int, name: str) -> Visit:
    """Draws as often whoever comes, so that another mix of classes leaves the other citizens as they are."""
    service_id = random.choices(list(world.services), [demand.share for demand in world.services.values()])[0]
    priority = _draw_class(world, random.random())
    walks_in_min = _peaked(random, world.peak) * world.open_min
    slot_min = random.randrange(world.slot_min, world.open_min, world.slot_min)
    early_min = random.gauss(world.early_min, world.early_sigma_min)
    service_ms = world.services[service_id].draw_ms(random)
    comes = random.random() >= world.no_show
    patience = random.expovariate(1.0)
    booked = priority == APPOINTMENT
    arrives_min = max(0.0, slot_min - early_min) if booked else walks_in_min
    late = booked and arrives_min - slot_min > world.late_min
    arrived_ms = opens_ms + round(arrives_min * MINUTE_MS)
    return Visit(
        id=name,
        service_id=service_id,
        priority=REGULAR if late else priority,
        arrived_ms=arrived_ms,
        counts_from_ms=max(arrived_ms, opens_ms + slot_min * MINUTE_MS) if booked else arrived_ms,
        service_ms=service_ms,
        patience_ms=None if world.patience_min is None else round(patience * world.patience_min * MINUTE_MS),
        comes=comes,
    )


def _draw_class(world: World, chance: float) -> str:
    for priority, share in world.classes.items():
        if chance < share:
            return priority
        chance -= share
    return REGULAR


def _peaked(random: Random, peak: float) -> float:
    """0..1, most often about `peak`."""
    return random.betavariate(1 + 2 * peak, 3 - 2 * peak)


def _draw_desk(world: World, random: Random, opens_ms: int, number: int) -> Desk:
    break_ms = opens_ms + round(random.uniform(*world.breaks_between_min) * MINUTE_MS)
    stays_ms = opens_ms + (world.open_min + STAYS_MIN) * MINUTE_MS
    return Desk(
        number=number,
        service_ids=world.counters[number - 1],
        shifts=((opens_ms, break_ms), (break_ms + round(world.break_min * MINUTE_MS), stays_ms)),
        pace=world.paces.get(number, 1.0),
    )
