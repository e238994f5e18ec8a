"""Log-ins: how long they last, how they end, and how trying passwords is slowed down."""

import asyncio
from functools import partial

import pytest
from sqlalchemy import select

from models.store import hall_tables
from models.store.database import Connection, Database
from models.store.hall_setup import seats
from models.store.hall_staff import Staff
from queue_server import call
from queue_server.passwords import PasswordChecks, hash_password
from queue_server.refusal import Refusal, Refused
from queue_server.sessions import HOUR_MS, MINUTE_MS, begin_session, end_session, staff_of
from queue_server.settings import Settings
from queue_server.throttle import (
    MOST_BY_ADDRESS,
    MOST_BY_BOTH,
    MOST_BY_NAME,
    MOST_REMEMBERED,
    WINDOW_MS,
    LoginThrottle,
)
from tests.helpers.halls import HALL, desk, issue, moment_ms, seat, set_up_hall

NOW_MS = moment_ms(8)
TOKEN = "a-session-token"
SETTINGS = Settings(database_url="", session_hours=12, idle_minutes=120)


def begin(database: Database, staff: Staff, token: str = TOKEN, now_ms: int = NOW_MS) -> None:
    database.write(
        partial(begin_session, staff=staff, token=token, settings=SETTINGS, now_ms=now_ms)
    ).result()


def whose(database: Database, token: str | None, now_ms: int) -> str | None:
    try:
        return database.write(partial(staff_of, token=token, settings=SETTINGS, now_ms=now_ms)).result().login
    except Refused as refused:
        return None if refused.refusal is Refusal.NOT_LOGGED_IN else str(refused)


def end(database: Database, token: str = TOKEN) -> None:
    database.write(partial(end_session, hall=HALL, token=token, settings=SETTINGS, now_ms=NOW_MS)).result()


def occupied(database: Database) -> list[int]:
    found = database.read(partial(seats, hall_id=HALL.id)).result()
    return [one.counter.number for one in found if one.staff_id is not None]


def test_whoever_logged_in_is_known_by_the_token(database: Database) -> None:
    me, colleague, _ = set_up_hall(database)
    begin(database, me, "mine")
    begin(database, colleague, "theirs")
    assert [whose(database, token, NOW_MS + 1) for token in ("mine", "theirs", "wrong", "", None)] == [
        "s1",
        "s2",
        None,
        None,
        None,
    ]


def test_the_token_itself_is_nowhere_in_the_database(database: Database) -> None:
    me, *_ = set_up_hall(database)
    begin(database, me, "a-secret-token")

    def stored(connection: Connection) -> str:
        return str(connection.execute(select(hall_tables.session)).all())

    assert "a-secret-token" not in database.read(stored).result()


def test_a_session_that_is_used_lasts_its_hours_and_not_longer(database: Database) -> None:
    me, *_ = set_up_hall(database)
    begin(database, me)
    for hour in range(1, 12):
        assert whose(database, TOKEN, NOW_MS + hour * HOUR_MS) == "s1"
    assert whose(database, TOKEN, NOW_MS + 12 * HOUR_MS) is None


def test_a_session_nobody_uses_ends_early(database: Database) -> None:
    me, *_ = set_up_hall(database)
    begin(database, me)
    assert whose(database, TOKEN, NOW_MS + 119 * MINUTE_MS) == "s1"
    assert whose(database, TOKEN, NOW_MS + (119 + 120) * MINUTE_MS) is None


def test_logging_out_ends_the_session_and_closes_the_counter(database: Database) -> None:
    me, *_ = set_up_hall(database)
    begin(database, me)
    seat(database, me, 1)
    end(database)
    assert whose(database, TOKEN, NOW_MS) is None
    assert occupied(database) == []


def test_logging_out_leaves_a_citizen_at_the_counter_where_they_are(database: Database) -> None:
    me, *_ = set_up_hall(database)
    begin(database, me)
    seat(database, me, 1)
    issue(database, me, "a", "key", NOW_MS)
    database.write(partial(call.call_next, desk=desk(me, 1, "k"), now_ms=NOW_MS)).result()
    end(database)
    assert whose(database, TOKEN, NOW_MS) is None
    assert occupied(database) == [1]


def test_logging_out_with_a_session_that_is_over_is_no_trouble(database: Database) -> None:
    set_up_hall(database)
    end(database, "long gone")


def test_what_has_grown_old_is_forgotten_at_the_next_log_in(database: Database) -> None:
    me, *_ = set_up_hall(database)
    begin(database, me, "old")
    issue(database, me, "a", "key", NOW_MS)
    begin(database, me, "new", NOW_MS + 8 * 24 * HOUR_MS)

    def left(connection: Connection) -> tuple[int, int]:
        return (
            len(connection.execute(select(hall_tables.session)).all()),
            len(connection.execute(select(hall_tables.command)).all()),
        )

    assert database.read(left).result() == (1, 0)


def test_a_name_is_tried_five_times_from_one_address_and_then_has_to_wait() -> None:
    throttle = LoginThrottle()
    waits = [throttle.wait_ms("lan", "10.0.0.1", NOW_MS + i * 1000) for i in range(MOST_BY_BOTH + 1)]
    assert waits == [0] * MOST_BY_BOTH + [WINDOW_MS - MOST_BY_BOTH * 1000]


def test_whoever_tries_a_name_elsewhere_does_not_lock_its_owner_out() -> None:
    throttle = LoginThrottle()
    for _ in range(10 * MOST_BY_BOTH):
        throttle.wait_ms("lan", "10.0.0.66", NOW_MS)
    assert throttle.wait_ms("lan", "10.0.0.1", NOW_MS) == 0


def test_a_name_tried_from_many_addresses_has_to_wait_as_well() -> None:
    throttle = LoginThrottle()
    waits = [throttle.wait_ms("lan", f"10.0.0.{i}", NOW_MS) for i in range(MOST_BY_NAME + 1)]
    assert waits == [0] * MOST_BY_NAME + [WINDOW_MS]


def test_an_address_is_slowed_down_whatever_names_it_tries() -> None:
    throttle = LoginThrottle()
    waits = [throttle.wait_ms(f"name{i}", "10.0.0.1", NOW_MS) for i in range(MOST_BY_ADDRESS + 1)]
    assert waits == [0] * MOST_BY_ADDRESS + [WINDOW_MS]


def test_waiting_helps() -> None:
    throttle = LoginThrottle()
    for _ in range(MOST_BY_BOTH + 3):
        throttle.wait_ms("lan", "10.0.0.1", NOW_MS)
    assert throttle.wait_ms("lan", "10.0.0.1", NOW_MS + WINDOW_MS - 1) > 0
    assert throttle.wait_ms("lan", "10.0.0.1", NOW_MS + WINDOW_MS) == 0


def test_who_knows_the_password_begins_anew() -> None:
    throttle = LoginThrottle()
    for _ in range(2 * MOST_BY_NAME):
        assert throttle.wait_ms("lan", "10.0.0.1", NOW_MS) == 0
        throttle.forgive("lan", "10.0.0.1")


def test_a_log_in_of_ones_own_does_not_forgive_the_tries_at_other_names() -> None:
    throttle = LoginThrottle()
    for index in range(MOST_BY_ADDRESS):
        throttle.wait_ms(f"name{index}", "10.0.0.1", NOW_MS)
        if index < MOST_BY_ADDRESS - 1:
            throttle.wait_ms("mine", "10.0.0.1", NOW_MS + 1)
            throttle.forgive("mine", "10.0.0.1")
    assert throttle.wait_ms("one-more", "10.0.0.1", NOW_MS + 2) > 0


def test_an_attacker_cannot_fill_the_memory() -> None:
    throttle = LoginThrottle()
    for index in range(MOST_REMEMBERED):
        throttle.wait_ms(f"name{index}", f"address{index}", NOW_MS)
    assert len(throttle._tries) == MOST_REMEMBERED


def test_a_password_matches_its_own_hash_only() -> None:
    async def check() -> list[bool]:
        checks = PasswordChecks()
        stored = hash_password("đúng mật khẩu")
        try:
            return [
                await checks.matches(password, stored) for password in ("đúng mật khẩu", "sai mật khẩu", "")
            ]
        finally:
            checks.close()

    assert asyncio.run(check()) == [True, False, False]


@pytest.mark.parametrize("password", ["", "anything"])
def test_somebody_unknown_never_matches(password: str) -> None:
    async def check() -> bool:
        checks = PasswordChecks()
        try:
            return await checks.matches(password, None)
        finally:
            checks.close()

    assert asyncio.run(check()) is False
