from dataclasses import replace
from datetime import date, datetime, time
from zoneinfo import ZoneInfo

import pytest

from models.appointment import Slot, days_to_book, next_reminder, shown_code, slots_of
from models.hall import HallRules, Hours, Interval, PlanError, Service, check_rules
from models.service_day import local_time

TIMEZONE = "Asia/Ho_Chi_Minh"
FRIDAY, SATURDAY, MONDAY = date(2026, 11, 20), date(2026, 11, 21), date(2026, 11, 23)
COPIES = Service(id="a", letter="A", name_vi="Chứng thực", name_en="Certification", slot_capacity=2)
RULES = HallRules()


def moment_ms(day: date, hour: int, minute: int = 0) -> int:
    return int(datetime.combine(day, time(hour, minute), ZoneInfo(TIMEZONE)).timestamp() * 1000)


def slots(
    service: Service = COPIES,
    rules: HallRules = RULES,
    day: date = MONDAY,
    booked_ms: tuple[int, ...] = (),
    given: int = 0,
    now_ms: int = moment_ms(FRIDAY, 10),
) -> list[Slot]:
    return list(
        slots_of(service, rules, day, booked_ms=booked_ms, given=given, now_ms=now_ms, timezone=TIMEZONE)
    )


def times(found: list[Slot]) -> list[str]:
    return [f"{local_time(slot.starts_ms, TIMEZONE):%H:%M}" for slot in found]


def test_a_hall_without_hours_gives_appointments_in_office_hours() -> None:
    found = times(slots())
    assert (found[0], found[7], found[8], found[-1], len(found)) == ("07:30", "11:00", "13:30", "16:30", 15)


def test_the_halls_own_hours_and_length_decide() -> None:
    hours = Hours(intervals=(Interval(start=time(8), end=time(10)),))
    assert times(slots(rules=HallRules(hours=hours, slot_min=45))) == ["08:00", "08:45"]


def test_a_slot_is_over_before_the_hall_closes() -> None:
    hours = Hours(intervals=(Interval(start=time(8), end=time(8, 50)),))
    assert times(slots(rules=HallRules(hours=hours, slot_min=30))) == ["08:00"]


def test_no_slot_begins_in_the_past_or_just_now() -> None:
    found = times(slots(day=FRIDAY, now_ms=moment_ms(FRIDAY, 10)))
    assert found[0] == "10:30"


@pytest.mark.parametrize(
    "day",
    [SATURDAY, date(2026, 11, 19), date(2026, 12, 21), date(1, 1, 1)],
    ids=["weekend", "yesterday", "too far ahead", "long ago"],
)
def test_there_are_no_slots_on_a_day_that_cannot_be_booked(day: date) -> None:
    assert slots(day=day) == []


def test_there_are_no_slots_on_a_holiday() -> None:
    assert slots(rules=HallRules(hours=Hours(closed_on=(MONDAY,)))) == []


def test_a_service_that_takes_no_appointments_has_no_slots() -> None:
    assert slots(replace(COPIES, slot_capacity=0)) == []


def test_what_is_taken_is_not_left() -> None:
    at_nine = moment_ms(MONDAY, 9)
    left = {slot.starts_ms: slot.left for slot in slots(booked_ms=(at_nine,))}
    assert (left[at_nine], left[moment_ms(MONDAY, 9, 30)]) == (1, 2)
    assert {slot.starts_ms: slot.left for slot in slots(booked_ms=(at_nine,) * 3)}[at_nine] == 0


def test_appointments_of_the_time_before_the_slots_changed_still_count() -> None:
    rules = HallRules(slot_min=60)
    found = slots(rules=rules, booked_ms=(moment_ms(MONDAY, 8), moment_ms(MONDAY, 8, 15)))
    assert [slot.left for slot in found[:2]] == [0, 2]


def test_the_numbers_of_the_day_limit_every_slot() -> None:
    capped = replace(COPIES, most_a_day=10)
    assert {slot.left for slot in slots(capped, given=9)} == {1}
    assert {slot.left for slot in slots(capped, given=12)} == {0}
    assert {slot.left for slot in slots(capped, given=3)} == {2}


def test_the_days_to_book_are_working_days_from_today_on() -> None:
    days = days_to_book(HallRules(book_days_ahead=4), FRIDAY)
    assert days == [FRIDAY, MONDAY, date(2026, 11, 24)]


def test_a_code_is_shown_in_two_groups() -> None:
    assert shown_code("01234567") == "0123 4567"


def test_the_next_reminder_is_the_first_that_is_still_to_come() -> None:
    slot_ms, hour_ms = moment_ms(MONDAY, 9), 3_600_000
    assert next_reminder(slot_ms, RULES, slot_ms - 48 * hour_ms) == slot_ms - 24 * hour_ms
    assert next_reminder(slot_ms, RULES, slot_ms - 24 * hour_ms) == slot_ms - 2 * hour_ms
    assert next_reminder(slot_ms, RULES, slot_ms - hour_ms) is None
    assert next_reminder(slot_ms, HallRules(remind_before_min=()), 0) is None


def test_a_reminder_after_the_appointment_is_refused() -> None:
    with pytest.raises(PlanError, match="remind_before_min"):
        check_rules(HallRules(remind_before_min=(120, 0)))
