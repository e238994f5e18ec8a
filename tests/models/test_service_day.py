from datetime import UTC, date, datetime

from models.service_day import local_time, service_day

HANOI = "Asia/Ho_Chi_Minh"


def utc_ms(*moment: int) -> int:
    return int(datetime(*moment, tzinfo=UTC).timestamp() * 1000)  # type: ignore[arg-type, misc]


def test_the_day_begins_at_midnight_in_the_hall_not_in_greenwich() -> None:
    assert service_day(utc_ms(2026, 11, 19, 16, 59, 59), HANOI) == date(2026, 11, 19)
    assert service_day(utc_ms(2026, 11, 19, 17, 0, 0), HANOI) == date(2026, 11, 20)


def test_a_millisecond_before_midnight_is_still_the_old_day() -> None:
    midnight_ms = utc_ms(2026, 11, 19, 17)
    assert service_day(midnight_ms - 1, HANOI) == date(2026, 11, 19)
    assert service_day(midnight_ms, HANOI) == date(2026, 11, 20)


def test_the_morning_of_a_hall_is_yesterday_evening_elsewhere() -> None:
    morning_ms = utc_ms(2026, 11, 20, 1)
    assert service_day(morning_ms, HANOI) == date(2026, 11, 20)
    assert service_day(morning_ms, "America/New_York") == date(2026, 11, 19)


def test_the_clock_on_the_wall_is_the_halls() -> None:
    assert f"{local_time(utc_ms(2026, 11, 20, 1, 30), HANOI):%H:%M}" == "08:30"
