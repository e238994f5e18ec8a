import math
from dataclasses import replace
from datetime import UTC, date, datetime, time

import pytest

from models.calling.policy import CLASSES, Policy
from models.hall import (
    LETTERS,
    Counter,
    Hall,
    HallPlan,
    HallRules,
    Hours,
    Interval,
    NoNumber,
    PlanError,
    Service,
    check_plan,
    check_rules,
    why_no_number,
)
from models.turn import ReturnRule

COPIES = Service(id="copies", letter="A", name_vi="Chứng thực", name_en="Certification")
BIRTHS = Service(id="births", letter="B", name_vi="Hộ tịch", name_en="Civil status")
PLAN = HallPlan(
    hall=Hall(id="h", authority="UBND", centre="Trung tâm", name="Sảnh"),
    services=[COPIES, BIRTHS],
    counters=[Counter(number=1, name="Quầy 1", service_ids=["copies", "births"])],
)


def test_a_plan_that_works_comes_back_as_it_is() -> None:
    assert check_plan(PLAN) is PLAN


def test_no_letter_looks_like_a_digit() -> None:
    assert not LETTERS & set("IOQ0123456789")


@pytest.mark.parametrize(
    ("broken", "reason"),
    [
        (replace(PLAN, services=[COPIES, replace(BIRTHS, letter="O")]), "service births: letter 'O'"),
        (replace(PLAN, services=[COPIES, replace(BIRTHS, letter="A")]), "share an id or a letter"),
        (replace(PLAN, services=[COPIES, replace(BIRTHS, id="copies")]), "share an id or a letter"),
        (replace(PLAN, counters=[*PLAN.counters, *PLAN.counters]), "two counters share a number"),
        (
            replace(PLAN, counters=[Counter(number=1, name="", service_ids=["copies", "births", "tax"])]),
            "counter 1 serves unknown services: tax",
        ),
        (
            replace(PLAN, counters=[Counter(number=1, name="", service_ids=["copies"])]),
            "no counter serves: births",
        ),
        (replace(PLAN, services=[COPIES, replace(BIRTHS, typical_min=0)]), "service births: its minutes"),
        (replace(PLAN, services=[COPIES, replace(BIRTHS, typical_min=math.nan)]), "births: its minutes"),
        (replace(PLAN, services=[COPIES, replace(BIRTHS, most_a_day=0)]), "births: its minutes or numbers"),
        (replace(PLAN, services=[COPIES, replace(BIRTHS, slot_capacity=-1)]), "births: its minutes"),
        (replace(PLAN, rules=HallRules(late_min=-1)), "late_min 0 to 1440"),
    ],
)
def test_a_plan_that_could_not_work_is_refused_with_the_place(broken: HallPlan, reason: str) -> None:
    with pytest.raises(PlanError, match=reason):
        check_plan(broken)


MANY_CLASSES = [replace(CLASSES[2], id=f"class-{nth}") for nth in range(15)]
ZONED = Interval(start=time(7, tzinfo=UTC), end=time(8, tzinfo=UTC))


def of_policy(**changes: object) -> HallRules:
    return HallRules(policy=Policy(**changes))  # type: ignore[arg-type]


def at(moment: str) -> datetime:
    """A moment by the hall's own clock on the wall."""
    return datetime.fromisoformat(moment)


BACKWARDS = Interval(start=time(13), end=time(13))


@pytest.mark.parametrize(
    ("broken", "reason"),
    [
        (of_policy(classes=(*CLASSES, CLASSES[1])), "two priority classes share an id"),
        (of_policy(classes=CLASSES[1:]), "must be a priority class 'regular'"),
        (of_policy(classes=(replace(CLASSES[0], on=False),)), "'regular', switched on"),
        (
            of_policy(classes=(replace(CLASSES[0], rate=0), CLASSES[1])),
            "priority class regular: rate must be above 0",
        ),
        (of_policy(classes=(replace(CLASSES[0], rate=math.inf), CLASSES[1])), "priority class regular: rate"),
        (of_policy(classes=(replace(CLASSES[0], credit_min=-1), CLASSES[1])), "credit_min not below 0"),
        (of_policy(classes=(replace(CLASSES[0], credit_min=math.nan), CLASSES[1])), "credit_min not below 0"),
        (of_policy(max_overtakes=0), "max_overtakes and max_wait_min must be at least 1"),
        (of_policy(max_wait_min=0), "max_overtakes and max_wait_min must be at least 1"),
        (HallRules(slot_min=4), "slot_min must be 5 to 240"),
        (HallRules(slot_min=241), "slot_min must be 5 to 240"),
        (of_policy(classes=CLASSES[:1]), "must be a priority class 'appointment'"),
        (
            of_policy(classes=(*CLASSES, *(replace(CLASSES[2], id=f"c{n}") for n in range(15)))),
            "more than 20",
        ),
        (of_policy(max_wait_min=10**9), "must not be above 1440"),
        (HallRules(comes_back=ReturnRule(times=1000)), "who comes back"),
        (HallRules(book_days_ahead=0), "book_days_ahead must be 1 to 365"),
        (HallRules(book_days_ahead=10**9), "book_days_ahead must be 1 to 365"),
        (HallRules(hours=Hours(intervals=(ZONED,))), "have no time zone"),
        (HallRules(hours=Hours(intervals=())), "a hall that is never open"),
        (HallRules(hours=Hours(weekdays=(7,))), "a hall that is never open"),
        (HallRules(remind_before_min=(0,)), "remind_before_min must be positive"),
        (HallRules(hours=Hours(intervals=(BACKWARDS,))), "must end after it starts: 13:00:00 to 13:00:00"),
    ],
)
def test_rules_that_could_not_work_are_refused_with_the_place(broken: HallRules, reason: str) -> None:
    with pytest.raises(PlanError, match=reason):
        check_rules(broken)


@pytest.mark.parametrize("rules", [HallRules(), HallRules(hours=Hours()), of_policy(max_wait_min=None)])
def test_rules_that_work_come_back_as_they_are(rules: HallRules) -> None:
    assert check_rules(rules) is rules


@pytest.mark.parametrize(
    ("moment", "is_open"),
    [
        (at("2026-11-20 07:29:59"), False),  # a Friday
        (at("2026-11-20 07:30"), True),
        (at("2026-11-20 11:29:59"), True),
        (at("2026-11-20 11:30"), False),
        (at("2026-11-20 13:30"), True),
        (at("2026-11-20 17:00"), False),
        (at("2026-11-21 09:00"), False),  # Saturday
        (at("2026-09-02 09:00"), False),  # a holiday
    ],
)
def test_a_hall_gives_numbers_in_its_hours_and_on_its_days(moment: datetime, is_open: bool) -> None:
    rules = HallRules(hours=Hours(closed_on=(date(2026, 9, 2),)))
    assert why_no_number(COPIES, rules, moment, 0) == (None if is_open else NoNumber.CLOSED)


def test_a_hall_without_hours_gives_numbers_at_any_time() -> None:
    assert why_no_number(COPIES, HallRules(), at("2026-11-22 03:00"), 10_000) is None


@pytest.mark.parametrize(("given", "reason"), [(29, None), (30, NoNumber.ENOUGH), (31, NoNumber.ENOUGH)])
def test_a_service_gives_no_more_numbers_than_its_limit(given: int, reason: NoNumber | None) -> None:
    limited = replace(COPIES, most_a_day=30)
    assert why_no_number(limited, HallRules(), at("2026-11-20 09:00"), given) is reason


def test_a_closed_hall_says_so_even_where_the_limit_is_reached() -> None:
    limited = replace(COPIES, most_a_day=1)
    assert why_no_number(limited, HallRules(hours=Hours()), at("2026-11-20 06:00"), 9) is NoNumber.CLOSED
