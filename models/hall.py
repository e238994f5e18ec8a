"""A hall, the services it offers, the counters that give them, and the procedures behind each service."""

from collections.abc import Sequence
from dataclasses import dataclass

# A citizen reads these letters on paper and hears them called: I, O and Q look like digits.
LETTERS = frozenset("ABCDEGHKLMNPRSTUVXY")


@dataclass(frozen=True, kw_only=True)
class Hall:
    id: str
    authority: str
    centre: str
    name: str
    timezone: str = "Asia/Ho_Chi_Minh"


@dataclass(frozen=True, kw_only=True)
class Service:
    """What a citizen chooses at the kiosk: a group of procedures served by the same counters."""

    id: str
    letter: str
    name_vi: str
    name_en: str
    examples_vi: str = ""
    examples_en: str = ""


@dataclass(frozen=True, kw_only=True)
class Counter:
    number: int
    name: str
    service_ids: Sequence[str]


@dataclass(frozen=True, kw_only=True)
class Procedure:
    """One administrative procedure of the catalogue. `code` is the national one, None while unverified."""

    id: str
    code: str | None
    name_vi: str
    name_en: str
    service_id: str


@dataclass(frozen=True, kw_only=True)
class HallPlan:
    """Everything that is set up about a hall before its first ticket."""

    hall: Hall
    services: Sequence[Service]
    counters: Sequence[Counter]
    procedures: Sequence[Procedure] = ()


class PlanError(Exception):
    """The plan of a hall contradicts itself; the message says where."""


def check_plan(plan: HallPlan) -> HallPlan:
    """The same plan, or PlanError on the first thing in it that could not work on the floor."""
    letters = [service.letter for service in plan.services]
    service_ids = {service.id for service in plan.services}
    for service in plan.services:
        if service.letter not in LETTERS:
            raise PlanError(
                f"service {service.id}: letter {service.letter!r} is not one of {''.join(sorted(LETTERS))}"
            )
    if len(set(letters)) != len(letters) or len(service_ids) != len(letters):
        raise PlanError("two services share an id or a letter")
    if len({counter.number for counter in plan.counters}) != len(plan.counters):
        raise PlanError("two counters share a number")
    for counter in plan.counters:
        if unknown := set(counter.service_ids) - service_ids:
            raise PlanError(f"counter {counter.number} serves unknown services: {', '.join(sorted(unknown))}")
    for procedure in plan.procedures:
        if procedure.service_id not in service_ids:
            raise PlanError(f"procedure {procedure.id} belongs to unknown service {procedure.service_id}")
    served = {service_id for counter in plan.counters for service_id in counter.service_ids}
    if unserved := service_ids - served:
        raise PlanError(f"no counter serves: {', '.join(sorted(unserved))}")
    return plan
