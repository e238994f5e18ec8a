"""What a database promises, once on SQLite and once on PostgreSQL."""

import contextlib
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import date
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import Connection, MetaData, func, insert, select, text
from sqlalchemy.exc import IntegrityError

from models.store import hall_tables, kiosk_tables
from models.store.database import Database, StoreError, open_database, schema_of
from models.store.hall_log import Happening, append_events, feed_seq
from tests.helpers.databases import ENGINES, PostgresCluster
from tests.helpers.halls import HALL, moment_ms, set_up_hall, whole_log

SESSION_OF_NOBODY = {"token_sha256": "-", "staff_id": 99, "expires_at_ms": 1, "seen_at_ms": 1}


def append(connection: Connection) -> None:
    happening = Happening(
        kind="ticket_called",
        at_ms=moment_ms(8),
        actor="test",
        ticket_id="t",
        service_day=date(2026, 11, 20),
        body={"number": "A1-001"},
    )
    append_events(connection, HALL.id, [happening])


def add_command(connection: Connection, key: str) -> None:
    connection.execute(insert(hall_tables.command).values(actor="a", key=key, at_ms=1, answer={}))


def commands(connection: Connection) -> int:
    return connection.scalar(select(func.count()).select_from(hall_tables.command)) or 0


@pytest.fixture(params=ENGINES)
def empty_url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    if request.param == "sqlite":
        yield f"sqlite:///{tmp_path}/new/empty.db"
        return
    cluster: PostgresCluster = request.getfixturevalue("postgres")
    with cluster.new_database("template1") as url:
        yield url


@pytest.mark.parametrize(
    ("schema", "metadata"), [("hall", hall_tables.metadata), ("kiosk", kiosk_tables.metadata)]
)
def test_the_migrations_make_exactly_the_tables_the_program_uses(
    empty_url: str, schema: str, metadata: MetaData
) -> None:
    def differences(connection: Connection) -> list[object]:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        return list(compare_metadata(context, metadata))

    with contextlib.closing(open_database(empty_url, schema)) as database:
        assert database.read(differences).result() == []


def test_a_database_is_opened_again_as_it_was_left(database_url: str) -> None:
    with contextlib.closing(open_database(database_url, "hall")) as database:
        set_up_hall(database)
        database.write(append).result()
    with contextlib.closing(open_database(database_url, "hall")) as database:
        assert [event.seq for event in whole_log(database)] == [1]
        assert database.read(schema_of).result() == "hall_0001"


def test_a_database_of_a_newer_version_is_refused_and_left_alone(database_url: str) -> None:
    with contextlib.closing(open_database(database_url, "hall")) as database:
        newer = text("UPDATE alembic_version SET version_num = 'hall_9999'")
        database.write(lambda connection: connection.execute(newer) and None).result()
    with pytest.raises(StoreError, match=r"newer version \(schema hall_9999\); install that"):
        open_database(database_url, "hall")


@pytest.mark.parametrize("deed", ["UPDATE event SET actor = 'x'", "DELETE FROM event"])
def test_not_even_a_mistake_of_ours_changes_the_record(database: Database, deed: str) -> None:
    set_up_hall(database)
    database.write(append).result()
    with pytest.raises((StoreError, IntegrityError), match="the log is append-only"):
        database.write(lambda connection: connection.execute(text(deed)) and None).result()
    assert len(whole_log(database)) == 1


def test_a_command_that_fails_undoes_only_itself(database: Database) -> None:
    def fail(connection: Connection) -> None:
        add_command(connection, "lost")
        raise ValueError("no")

    before, failing, after = (
        database.write(lambda connection: add_command(connection, "before")),
        database.write(fail),
        database.write(lambda connection: add_command(connection, "after")),
    )
    before.result()
    after.result()
    with pytest.raises(ValueError, match="no"):
        failing.result()
    assert database.read(commands).result() == 2


def test_a_broken_constraint_is_told_as_such_and_other_trouble_as_the_stores(database: Database) -> None:
    database.write(lambda connection: add_command(connection, "k")).result()
    with pytest.raises(IntegrityError):
        database.write(lambda connection: add_command(connection, "k")).result()
    with pytest.raises(StoreError, match="no_such_table"):
        database.write(lambda c: c.execute(text("SELECT * FROM no_such_table")) and None).result()


def test_a_commit_that_fails_keeps_nobodys_work_and_the_next_goes_on(sqlite_database: Database) -> None:
    busy, go_on = threading.Event(), threading.Event()

    def hold_the_writer(connection: Connection) -> None:
        busy.set()
        go_on.wait(10)

    def break_the_commit(connection: Connection) -> None:
        connection.execute(text("PRAGMA defer_foreign_keys = ON"))
        connection.execute(insert(hall_tables.session).values(SESSION_OF_NOBODY))

    holding = sqlite_database.write(hold_the_writer)
    busy.wait(10)
    together = [
        sqlite_database.write(lambda connection: add_command(connection, "with the broken one")),
        sqlite_database.write(break_the_commit),
    ]
    go_on.set()
    holding.result()
    for future in together:
        with pytest.raises(StoreError, match="nothing was saved"):
            future.result()
    sqlite_database.write(lambda connection: add_command(connection, "afterwards")).result()
    assert sqlite_database.read(commands).result() == 1


def test_fifty_at_once_append_without_a_gap_or_a_fork(database: Database) -> None:
    set_up_hall(database)
    with ThreadPoolExecutor(50) as many:
        for future in [many.submit(lambda: database.write(append).result()) for _ in range(50)]:
            future.result()
    assert [event.seq for event in whole_log(database)] == list(range(1, 51))


def test_a_read_sees_one_moment_from_its_first_look_to_its_last(database: Database) -> None:
    looked, changed = threading.Event(), threading.Event()

    def read(connection: Connection) -> tuple[int, int]:
        first = commands(connection)
        looked.set()
        changed.wait(10)
        return first, commands(connection)

    reading = database.read(read)
    looked.wait(10)
    database.write(lambda connection: add_command(connection, "meanwhile")).result()
    changed.set()
    assert reading.result() == (0, 0)


def test_a_read_cannot_write(database: Database) -> None:
    with pytest.raises(StoreError, match=r"read-?only"):
        database.read(lambda connection: add_command(connection, "k")).result()


def test_closing_finishes_what_was_asked_before(database_url: str) -> None:
    database = open_database(database_url, "hall")
    futures = [
        database.write(lambda connection, key=str(index): add_command(connection, key))  # type: ignore[misc]
        for index in range(20)
    ]
    database.close()
    assert [future.exception(0) for future in futures] == [None] * 20


@pytest.mark.parametrize(
    ("url", "reason"),
    [
        ("hall.db", "is not a database address"),
        ("mysql://localhost/hall", "mysql is not supported"),
        ("sqlite:////proc/none/hall.db", "/proc/none"),
        ("postgresql://nobody@127.0.0.1:9/none?connect_timeout=2", "cannot be opened"),
    ],
)
def test_a_database_that_cannot_be_used_is_refused_in_words(url: str, reason: str) -> None:
    with pytest.raises(StoreError, match=reason):
        open_database(url, "hall")


def test_a_file_that_is_no_database_is_refused_in_words(tmp_path: Path) -> None:
    (tmp_path / "hall.db").write_bytes(b"not a database at all, but long enough to have a header" * 20)
    with pytest.raises(StoreError, match=r"hall\.db"):
        open_database(f"sqlite:///{tmp_path}/hall.db", "hall")


def test_an_sqlite_that_can_lose_committed_data_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("models.store.database.sqlite.sqlite_version_info", (3, 51, 2))
    with pytest.raises(StoreError, match=r"3\.51\.3 or newer is needed"):
        open_database(f"sqlite:///{tmp_path}/hall.db", "hall")


def test_an_empty_hall_begins_its_log_at_nothing(database: Database) -> None:
    set_up_hall(database)
    assert database.read(lambda connection: feed_seq(connection, HALL.id)).result() == 0


def test_a_command_given_up_before_its_turn_stops_nobody_behind_it(sqlite_database: Database) -> None:
    begun, may_end = threading.Event(), threading.Event()

    def slow(_connection: Connection) -> None:
        begun.set()
        may_end.wait(10)

    first = sqlite_database.write(slow)
    assert begun.wait(10)
    given_up = sqlite_database.write(lambda _connection: "never")
    assert given_up.cancel()
    behind = sqlite_database.write(lambda _connection: "done")
    may_end.set()
    assert (first.result(10), behind.result(10)) == (None, "done")
