"""The running hall says how long the wait will be, keeps its promises in the log, and learns from them."""

import json
from typing import Any

import pytest

from models.calling.policy import REGULAR
from models.store.database import Database
from models.store.hall_staff import Staff
from models.waiting.promises import WaitRange
from queue_server import call, chores, rules
from queue_server.foresight import Foresight
from queue_server.order import Order
from queue_server.rules import Limits
from tests.helpers.halls import HALL, PASSWORD, desk, issue, moment_ms, seat, set_up_hall, whole_log
from tests.helpers.servers import Client, Watcher, running_server
from tests.helpers.waiting import wait_until

NOW_MS = moment_ms(8)
MINUTE_MS = 60_000


def told(database: Database, now_ms: int = NOW_MS, priority: str = REGULAR) -> WaitRange | None:
    """What a hall that has just been started tells who comes for service a."""
    foresight = Foresight(database, HALL)
    foresight.refresh(now_ms)
    return foresight.wait("a", priority)


def open_hall(database: Database, *, tickets: int) -> Staff:
    me, *_ = set_up_hall(database)
    seat(database, me, 1)
    for index in range(tickets):
        issue(database, me, "a", f"ticket-{index}", NOW_MS)
    call_one(database, me, "first")
    return me


def call_one(database: Database, me: Staff, key: str, now_ms: int = NOW_MS) -> None:
    database.write(lambda c: call.call_next(c, desk(me, 1, key), now_ms)).result()


def test_nobody_can_tell_how_long_a_service_takes_that_no_counter_gives(database: Database) -> None:
    me, *_ = set_up_hall(database)
    issue(database, me, "a", "ticket", NOW_MS)
    foresight = Foresight(database, HALL)
    foresight.refresh(NOW_MS)
    assert foresight.wait("tax", REGULAR) is None


def test_more_people_before_one_is_a_longer_wait(database: Database) -> None:
    me = open_hall(database, tickets=3)
    short = told(database)
    for index in range(6):
        issue(database, me, "a", f"more-{index}", NOW_MS)
    long = told(database)
    assert short is not None
    assert long is not None
    assert short.p50_min < long.p50_min
    assert short.p80_min < long.p80_min


def test_the_elderly_are_told_a_shorter_wait(database: Database) -> None:
    open_hall(database, tickets=8)
    regular, elderly = told(database), told(database, priority="elderly")
    assert regular is not None
    assert elderly is not None
    assert elderly.p50_min < regular.p50_min


def test_a_service_that_takes_longer_makes_a_longer_wait_from_the_change_of_the_rules_on(
    database: Database,
) -> None:
    open_hall(database, tickets=4)
    foresight = Foresight(database, HALL)
    foresight.refresh(NOW_MS)
    before = foresight.wait("a", REGULAR)
    limits = Limits(typical_min=40, most_a_day=None, slot_capacity=0)
    order = Order(hall=HALL, actor="staff:s1", key="slower-1")
    database.write(lambda c: rules.limit_service(c, order, "a", limits, NOW_MS)).result()
    assert foresight.refresh(NOW_MS)
    after = foresight.wait("a", REGULAR)
    assert before is not None
    assert after is not None
    assert after.p50_min > 2 * before.p50_min


def test_nothing_new_is_not_news(database: Database) -> None:
    open_hall(database, tickets=2)
    foresight = Foresight(database, HALL)
    assert foresight.refresh(NOW_MS)
    assert not foresight.refresh(NOW_MS + 1000)


@pytest.fixture
def at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(chores, "FORESIGHT_EVERY_S", 0.02)


def waits_told(client: Client) -> Any:
    return json.loads(client.ask("GET", "/api/hall")[2])["waits"]


@pytest.mark.usefixtures("at_once")
def test_who_watches_hears_of_the_wait_without_asking_again(sqlite_database: Database) -> None:
    open_hall(sqlite_database, tickets=5)
    with running_server(sqlite_database, HALL, now_ms=lambda: NOW_MS) as url:
        watcher = Watcher(url)
        while not (view := watcher.next_view()[1]).waits:
            pass
        watcher.close()
    regular = view.waits["a"][REGULAR]
    assert 0 < regular.p50_min <= regular.p80_min


@pytest.mark.usefixtures("at_once")
def test_what_is_told_with_a_number_is_kept_in_the_log(sqlite_database: Database) -> None:
    set_up_hall(sqlite_database, password=PASSWORD)
    with running_server(sqlite_database, HALL, now_ms=lambda: NOW_MS) as url:
        clerk = Client(url)
        clerk.log_in("s1", PASSWORD)
        clerk.command("/api/counters/1/open", key="open-1234")
        wait_until(lambda: waits_told(clerk).get("a"))
        order = json.dumps({"key": "issue-123", "service_ids": ["a"]})
        ticket = json.loads(clerk.ask("POST", "/api/tickets", order, "application/json")[2])
    body = whole_log(sqlite_database)[-1].body
    assert ticket["p80_min"] is not None
    assert (body["p50_min"], body["p80_min"]) == (ticket["p50_min"], ticket["p80_min"])
