"""When a citizen can be given an appointment: the days and slots a hall offers, and what is left of them."""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from models.hall import HallRules, Hours, Service
from models.turn import MINUTE_MS

CODE_DIGITS = 8
MOST_OPEN = 3  # appointments one contact may hold: nobody takes a whole morning away


@dataclass(frozen=True, kw_only=True)
class Slot:
    """left: how many more citizens can be told to come at `starts_ms`."""

    starts_ms: int
    left: int


def hours_of(rules: HallRules) -> Hours:
    """When appointments are given: office hours in a hall that gives numbers at any time."""
    return rules.hours or Hours()


def days_to_book(rules: HallRules, today: date) -> Sequence[date]:
    """The days an appointment can be for, today first."""
    days = (today + timedelta(days=ahead) for ahead in range(rules.book_days_ahead + 1))
    return [day for day in days if hours_of(rules).works_on(day)]


def slots_of(
    service: Service,
    rules: HallRules,
    day: date,
    *,
    booked_ms: Collection[int],
    given: int,
    now_ms: int,
    timezone: str,
) -> Sequence[Slot]:
    """The slots of `day` that are still to come, those without room among them; none on a day off.

    booked_ms: when each appointment of `day` for `service` begins. given: numbers of `day` for `service`
    so far, of whatever kind: they count towards its `most_a_day`.
    """
    today = datetime.fromtimestamp(now_ms / 1000, ZoneInfo(timezone)).date()
    if service.slot_capacity == 0 or day not in days_to_book(rules, today):
        return []
    numbers_left = service.slot_capacity if service.most_a_day is None else service.most_a_day - given
    length_ms = rules.slot_min * MINUTE_MS
    return [
        Slot(
            starts_ms=starts_ms,
            # By time, not by equal beginnings: the hall may have changed its slots since.
            left=max(
                0,
                min(
                    numbers_left,
                    service.slot_capacity
                    - sum(starts_ms <= one < starts_ms + length_ms for one in booked_ms),
                ),
            ),
        )
        for starts_ms in _starts(rules, day, timezone)
        if starts_ms > now_ms
    ]


def shown_code(code: str) -> str:
    """The code of an appointment in two groups, as one reads and types it: `1234 5678`."""
    return f"{code[: CODE_DIGITS // 2]} {code[CODE_DIGITS // 2 :]}"


def next_reminder(slot_ms: int, rules: HallRules, now_ms: int) -> int | None:
    """When the citizen should next be reminded, by the hall's rule; None when no reminder is left."""
    moments = (slot_ms - before_min * MINUTE_MS for before_min in rules.remind_before_min)
    return min((at_ms for at_ms in moments if at_ms > now_ms), default=None)


def _starts(rules: HallRules, day: date, timezone: str) -> Iterator[int]:
    """When the slots of `day` begin; each ends before its part of the day does."""
    length = timedelta(minutes=rules.slot_min)
    for interval in hours_of(rules).intervals:
        start, end = datetime.combine(day, interval.start), datetime.combine(day, interval.end)
        while start + length <= end:
            yield int(start.replace(tzinfo=ZoneInfo(timezone)).timestamp() * 1000)
            start += length
