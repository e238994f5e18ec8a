"""A hall, the services it offers, and the counters that give them."""

import math
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time
from enum import StrEnum

from models.calling.policy import APPOINTMENT, REGULAR, Policy
from models.turn import ReturnRule

# A citizen reads these letters on paper and hears them called: I, O and Q look like digits.
LETTERS = frozenset("ABCDEGHKLMNPRSTUVXY")
DAY_MIN = 24 * 60
MOST_CLASSES = 20
MOST_NUMBERS = 100_000  # a day, or a slot


@dataclass(frozen=True, kw_only=True)
class Hall:
    id: str
    authority: str
    centre: str
    name: str
    timezone: str = "Asia/Ho_Chi_Minh"


@dataclass(frozen=True, kw_only=True)
class Interval:
    """A part of a day by the hall's clock: from `start` until just before `end`."""

    start: time
    end: time


@dataclass(frozen=True, kw_only=True)
class Hours:
    """When the hall gives numbers. Whoever has one by the end of the day is served all the same.

    weekdays: 0 is Monday. closed_on: holidays.
    """

    intervals: tuple[Interval, ...] = (
        Interval(start=time(7, 30), end=time(11, 30)),
        Interval(start=time(13, 30), end=time(17, 0)),
    )
    weekdays: tuple[int, ...] = (0, 1, 2, 3, 4)
    closed_on: tuple[date, ...] = ()

    def works_on(self, day: date) -> bool:
        """Whether the hall opens at all on `day`."""
        return day.weekday() in self.weekdays and day not in self.closed_on

    def gives_numbers(self, local: datetime) -> bool:
        """Whether a citizen who comes at `local`, the hall's own wall-clock time, gets a number."""
        if not self.works_on(local.date()):
            return False
        return any(one.start <= local.time() < one.end for one in self.intervals)


@dataclass(frozen=True, kw_only=True)
class HallRules:
    """What a hall decides about its queue, and may change while it is open.

    hours: None gives numbers at any time. late_min: how late one may be for an appointment and keep it.
    slot_min: length of an appointment slot. book_days_ahead: how far ahead one can be booked.
    remind_before_min: how long before an appointment its citizen is reminded, once for each.
    """

    policy: Policy = field(default_factory=Policy)
    hours: Hours | None = None
    comes_back: ReturnRule = field(default_factory=ReturnRule)
    late_min: int = 15
    slot_min: int = 30
    book_days_ahead: int = 30
    remind_before_min: tuple[int, ...] = (24 * 60, 2 * 60)


@dataclass(frozen=True, kw_only=True)
class Service:
    """What a citizen chooses at the kiosk: a group of procedures served by the same counters.

    typical_min: how long it takes, as long as the hall has not seen enough of it. most_a_day: no more
    numbers than that; None: no limit. slot_capacity: appointments a slot, 0 takes none.
    """

    id: str
    letter: str
    name_vi: str
    name_en: str
    examples_vi: str = ""
    examples_en: str = ""
    typical_min: float = 10.0
    most_a_day: int | None = None
    slot_capacity: int = 0


class NoNumber(StrEnum):
    """Why a service gives no numbers at the moment."""

    CLOSED = "closed"
    ENOUGH = "enough"


def why_no_number(service: Service, rules: HallRules, local: datetime, given: int) -> NoNumber | None:
    """Why a citizen who comes at `local` gets no number for `service`, None when one is given.

    local: the hall's wall-clock time. given: numbers of the day so far that were not cancelled.
    """
    if rules.hours is not None and not rules.hours.gives_numbers(local):
        return NoNumber.CLOSED
    if service.most_a_day is not None and given >= service.most_a_day:
        return NoNumber.ENOUGH
    return None


@dataclass(frozen=True, kw_only=True)
class Counter:
    """shifts: when it is planned to be open, breaks being the gaps; none planned: as long as the hall is."""

    number: int
    name: str
    service_ids: Sequence[str]
    shifts: Sequence[Interval] = ()


@dataclass(frozen=True, kw_only=True)
class HallPlan:
    """Everything that is set up about a hall before its first ticket."""

    hall: Hall
    services: Sequence[Service]
    counters: Sequence[Counter]
    rules: HallRules = field(default_factory=HallRules)


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
    check_services(plan.services)
    check_rules(plan.rules)
    served = {service_id for counter in plan.counters for service_id in counter.service_ids}
    if unserved := service_ids - served:
        raise PlanError(f"no counter serves: {', '.join(sorted(unserved))}")
    return plan


def check_services(services: Sequence[Service]) -> None:
    """Raises PlanError for limits that could not work."""
    for service in services:
        if (
            not 0 < service.typical_min <= DAY_MIN
            or not 0 <= service.slot_capacity <= MOST_NUMBERS
            or not 1 <= (1 if service.most_a_day is None else service.most_a_day) <= MOST_NUMBERS
        ):
            raise PlanError(f"service {service.id}: its minutes or numbers make no sense")


def check_rules(rules: HallRules) -> HallRules:
    """The same rules, or PlanError on the first thing in them that could not work."""
    classes = rules.policy.classes
    if len({one.id for one in classes}) != len(classes):
        raise PlanError("two priority classes share an id")
    if not any(one.id == REGULAR and one.on for one in classes):
        raise PlanError(f"there must be a priority class {REGULAR!r}, switched on")
    if not any(one.id == APPOINTMENT for one in classes):
        raise PlanError(f"there must be a priority class {APPOINTMENT!r}, which may be switched off")
    if len(classes) > MOST_CLASSES:
        raise PlanError(f"there are more than {MOST_CLASSES} priority classes")
    for one in classes:
        if not (0 < one.rate < math.inf and 0 <= one.credit_min < math.inf):
            raise PlanError(f"priority class {one.id}: rate must be above 0, credit_min not below 0")
    if rules.policy.max_overtakes < 1 or _below_one(rules.policy.max_wait_min):
        raise PlanError("max_overtakes and max_wait_min must be at least 1")
    if max(rules.policy.max_overtakes, rules.policy.max_wait_min or 1) > DAY_MIN:
        raise PlanError(f"max_overtakes and max_wait_min must not be above {DAY_MIN}")
    if not (5 <= rules.slot_min <= 240 and 0 <= rules.late_min <= DAY_MIN):
        raise PlanError(f"slot_min must be 5 to 240, late_min 0 to {DAY_MIN}")
    if not 1 <= rules.book_days_ahead <= 365:
        raise PlanError("book_days_ahead must be 1 to 365")
    if not (0 <= rules.comes_back.within_min <= DAY_MIN and 0 <= rules.comes_back.times <= 100):
        raise PlanError(f"who comes back: within_min must be 0 to {DAY_MIN}, times 0 to 100")
    if any(not 1 <= before_min <= 30 * DAY_MIN for before_min in rules.remind_before_min):
        raise PlanError("remind_before_min must be positive minutes, a month at most")
    if rules.hours is None:
        return rules
    if not rules.hours.intervals or not set(rules.hours.weekdays) & set(range(7)):
        raise PlanError("a hall that is never open gives no numbers; leave the hours out to give them always")
    check_intervals(rules.hours.intervals)
    return rules


def check_intervals(intervals: Sequence[Interval]) -> None:
    """Raises PlanError for hours that are none by the hall's own clock."""
    for one in intervals:
        if one.start.tzinfo is not None or one.end.tzinfo is not None:
            raise PlanError("hours are by the hall's own clock and have no time zone")
        if one.start >= one.end:
            raise PlanError(f"an interval must end after it starts: {one.start} to {one.end}")


def _below_one(limit: int | None) -> bool:
    return limit is not None and limit < 1
