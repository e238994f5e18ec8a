"""The report of a day, from the record the use-cases wrote."""

from datetime import date
from functools import partial

from models.store.database import Database
from queue_server import attend, call
from queue_server.pages.reports import hour_bars
from queue_server.report import DayReport, day_report
from tests.helpers.halls import HALL, KioskLog, desk, hand_over, issue, moment_ms, seat, set_up_hall

TODAY = date(2026, 11, 20)


def day(database: Database, wanted: date = TODAY) -> DayReport:
    return database.read(partial(day_report, hall=HALL, day=wanted)).result()


def make_a_day(database: Database) -> None:
    """Two tickets of service a, one of b: one served, one absent, one still waiting; one of yesterday."""
    me, *_ = set_up_hall(database)
    seat(database, me, 3)
    issue(database, me, "a", "yesterday", moment_ms(16, day=19))
    issue(database, me, "a", "first", moment_ms(8, 10))
    kiosk = KioskLog()
    kiosk.issue("b", "B", moment_ms(8, 0))
    hand_over(database, kiosk.push(moment_ms(8, 20)), moment_ms(8, 20))  # it was off line for 20 minutes
    for key, use_case, hour, minute in (
        ("1", call.call_next, 8, 30),
        ("2", attend.serve, 8, 32),
        ("3", attend.finish, 8, 42),
        ("4", call.call_next, 8, 43),
        ("5", call.recall, 8, 45),
        ("6", call.no_show, 8, 50),
    ):
        now_ms = moment_ms(hour, minute)
        database.write(partial(use_case, desk=desk(me, 3, key), now_ms=now_ms)).result()
    issue(database, me, "a", "second", moment_ms(9, 5))


def test_the_report_equals_the_figures_worked_out_by_hand(database: Database) -> None:
    make_a_day(database)
    total = day(database).figures.total
    assert (total.issued, total.served, total.no_show, total.waiting_now) == (3, 1, 1, 1)
    assert (total.wait_p50_s, total.wait_p90_s) == (30 * 60, 33 * 60)  # 8:00→8:30 and 8:10→8:43
    assert (total.service_p50_s, total.service_p90_s) == (600, 600)


def test_services_stand_in_the_halls_order_and_hours_by_arrival(database: Database) -> None:
    make_a_day(database)
    report = day(database)
    assert [(row.key, row.issued, row.served) for row in report.by_service] == [("a", 2, 0), ("b", 1, 1)]
    assert [(row.key, row.issued) for row in report.figures.by_hour] == [("08", 2), ("09", 1)]


def test_another_day_has_its_own_figures(database: Database) -> None:
    make_a_day(database)
    assert day(database, date(2026, 11, 19)).figures.total.issued == 1
    assert day(database, date(2026, 11, 18)).figures.total.issued == 0


def test_the_chart_shows_an_hour_in_which_nobody_came(database: Database) -> None:
    me, *_ = set_up_hall(database)
    for hour in (8, 8, 10):
        issue(database, me, "a", f"{hour} {len(day(database).figures.by_hour)}", moment_ms(hour))
    bars = hour_bars(day(database).figures.by_hour)
    assert [(bar.hour, bar.issued) for bar in bars] == [("08", 2), ("09", 0), ("10", 1)]
    assert bars[0].issued_top < bars[2].issued_top < bars[1].issued_top


def test_a_day_without_tickets_has_no_bars() -> None:
    assert hour_bars([]) == []
