"""What the server does by itself while it runs."""

import asyncio
import logging

import pytest

from models.store.database import Database, StoreError
from models.ticket import EventKind
from queue_server import attend, call, chores
from queue_server.chores import DOUBT_MS, MOST_LEAP_MS, Chore, ClockWatch, keep_doing, watch_clock
from tests.helpers.halls import HALL, desk, issue, moment_ms, seat, set_up_hall, view, whole_log
from tests.helpers.servers import running_server
from tests.helpers.waiting import wait_until

NOW_MS = moment_ms(8)
MINUTE_MS = 60_000


def test_a_hold_that_runs_out_puts_the_citizen_back_into_the_queue_by_itself(
    sqlite_database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(chores, "UPKEEP_EVERY_S", 0.05)
    me, *_ = set_up_hall(sqlite_database)
    seat(sqlite_database, me, 1)
    issue(sqlite_database, me, "a", "ticket", NOW_MS)
    sqlite_database.write(lambda c: call.call_next(c, desk(me, 1, "k1"), NOW_MS)).result()
    sqlite_database.write(lambda c: attend.hold(c, desk(me, 1, "k2"), NOW_MS, 10, "sao y")).result()
    clock = [NOW_MS + 9 * MINUTE_MS]
    with running_server(sqlite_database, HALL, now_ms=lambda: clock[0]):
        assert view(sqlite_database, clock[0]).waiting == {}
        clock[0] = NOW_MS + 10 * MINUTE_MS
        wait_until(lambda: view(sqlite_database, clock[0]).waiting == {"a": 1})
    assert whole_log(sqlite_database)[-1].kind == EventKind.TICKET_RELEASED


def test_who_was_not_called_today_is_not_called_tomorrow(
    sqlite_database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(chores, "UPKEEP_EVERY_S", 0.05)
    me, *_ = set_up_hall(sqlite_database)
    issue(sqlite_database, me, "a", "ticket", NOW_MS)
    tomorrow_ms = moment_ms(8, day=21)
    with running_server(sqlite_database, HALL, now_ms=lambda: tomorrow_ms):
        wait_until(lambda: whole_log(sqlite_database)[-1].kind == EventKind.TICKET_EXPIRED)


@pytest.mark.parametrize("error", [StoreError("the disk is full"), ValueError("a mistake of ours")])
def test_a_chore_that_fails_is_told_and_done_again(
    caplog: pytest.LogCaptureFixture, error: Exception
) -> None:
    done = asyncio.Event()
    turns = 0

    async def do() -> None:
        nonlocal turns
        turns += 1
        if turns == 1:
            raise error
        done.set()

    async def run() -> None:
        doing = asyncio.create_task(keep_doing(Chore(name="sweeping", every_s=0, do=do)))
        await asyncio.wait_for(done.wait(), 10)
        doing.cancel()

    with caplog.at_level(logging.WARNING):
        asyncio.run(run())
    assert "sweeping" in caplog.text


BELIEVED = ClockWatch(ahead_ms=5_000)
DAY_MS = 24 * 60 * MINUTE_MS


def test_the_first_look_believes_the_clock() -> None:
    assert watch_clock(None, NOW_MS, 1_000) == ClockWatch(ahead_ms=NOW_MS - 1_000)


@pytest.mark.parametrize("leap_ms", [-DAY_MS, -1, 0, MOST_LEAP_MS])
def test_a_clock_that_goes_back_or_is_set_right_a_little_is_believed(leap_ms: int) -> None:
    assert watch_clock(BELIEVED, 6_000 + leap_ms, 1_000) == ClockWatch(ahead_ms=5_000 + leap_ms)


def test_time_that_passes_on_both_clocks_is_no_leap() -> None:
    assert watch_clock(BELIEVED, 5_000 + DAY_MS, DAY_MS) == BELIEVED


def test_a_clock_that_leaps_ahead_is_doubted_until_it_has_stood_by_it() -> None:
    doubted = watch_clock(BELIEVED, 6_000 + MOST_LEAP_MS + 1, 1_000)
    assert doubted == ClockWatch(ahead_ms=5_000, doubted_since_ms=1_000)
    last_ms = 1_000 + DOUBT_MS - 1
    assert watch_clock(doubted, last_ms + 5_000 + DAY_MS, last_ms) == doubted
    assert watch_clock(doubted, last_ms + 1 + DAY_MS, last_ms + 1) == ClockWatch(ahead_ms=DAY_MS)


def test_a_clock_that_is_back_is_believed_at_once() -> None:
    doubted = watch_clock(BELIEVED, 6_000 + DAY_MS, 1_000)
    assert watch_clock(doubted, 9_000, 4_000) == BELIEVED


def test_a_clock_that_is_a_day_ahead_for_a_moment_ends_nobodys_wait(
    sqlite_database: Database, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(chores, "UPKEEP_EVERY_S", 0.02)
    me, *_ = set_up_hall(sqlite_database)
    issue(sqlite_database, me, "a", "ticket", NOW_MS)
    looks = 0
    leap_ms = 0

    def now_ms() -> int:
        nonlocal looks
        looks += 1
        return NOW_MS + leap_ms

    with running_server(sqlite_database, HALL, now_ms=now_ms):
        wait_until(lambda: looks > 20)
        leap_ms = DAY_MS
        wait_until(lambda: "has leapt 86" in caplog.text)
        seen = looks
        wait_until(lambda: looks > seen + 20)
        leap_ms = 0
        seen = looks
        wait_until(lambda: looks > seen + 20)
    assert [event.kind for event in whole_log(sqlite_database)] == [EventKind.TICKET_ISSUED]
    assert view(sqlite_database, NOW_MS).waiting == {"a": 1}


def test_a_clock_that_stands_by_its_leap_ends_the_day_after_all(
    sqlite_database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(chores, "UPKEEP_EVERY_S", 0.02)
    monkeypatch.setattr(chores, "DOUBT_MS", 200)
    me, *_ = set_up_hall(sqlite_database)
    issue(sqlite_database, me, "a", "ticket", NOW_MS)
    clock = [NOW_MS]
    with running_server(sqlite_database, HALL, now_ms=lambda: clock[0]):
        wait_until(lambda: view(sqlite_database, NOW_MS).waiting == {"a": 1})
        clock[0] += DAY_MS
        wait_until(lambda: whole_log(sqlite_database)[-1].kind == EventKind.TICKET_EXPIRED)
