"""What a database promises, once on SQLite and once on PostgreSQL."""

import contextlib
import threading
from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from datetime import date
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import Connection, MetaData, func, insert, select, text
from sqlalchemy.exc import IntegrityError

from models.store import hall_tables, kiosk_tables
from models.store.database import Database, StoreError, may_be_shared, open_database
from models.store.hall_log import Happening, append_events, feed_seq
from models.store.schema import schema_of
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
        assert database.read(schema_of).result() == "hall_0012"


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


def test_an_error_tells_no_log_whom_it_was_about(database: Database) -> None:
    contact = "0912345678"
    broken = insert(hall_tables.session).values(SESSION_OF_NOBODY | {"token_sha256": contact})
    with pytest.raises(IntegrityError) as caught:
        database.write(lambda connection: connection.execute(broken) and None).result()
    assert contact not in str(caught.value)


def test_a_line_that_breaks_tells_no_log_whom_it_was_about(postgres_url: str) -> None:
    def break_the_line(connection: Connection) -> None:
        ending = text("SELECT pg_terminate_backend(pg_backend_pid()), CAST(:contact AS text)")
        connection.execute(ending, {"contact": "0912345678"})

    with contextlib.closing(open_database(postgres_url, "hall")) as database:
        for deed in (database.write, database.read):
            with pytest.raises(StoreError) as caught:
                deed(break_the_line).result()
            assert "0912345678" not in str(caught.value)


@pytest.fixture
def hold(sqlite_database: Database) -> Iterator[tuple["Future[None]", threading.Event]]:
    """A command the writer is busy with until the event is set."""
    busy, go_on = threading.Event(), threading.Event()

    def work(_connection: Connection) -> None:
        busy.set()
        go_on.wait(10)

    held = sqlite_database.write(work)
    assert busy.wait(10)
    yield held, go_on
    go_on.set()


def break_the_commit(connection: Connection) -> None:
    connection.execute(text("PRAGMA defer_foreign_keys = ON"))
    connection.execute(insert(hall_tables.session).values(SESSION_OF_NOBODY))


def test_a_commit_that_fails_keeps_nobodys_work_and_the_next_goes_on(
    sqlite_database: Database, hold: tuple["Future[None]", threading.Event]
) -> None:
    held, go_on = hold
    together = [
        held,
        sqlite_database.write(lambda connection: add_command(connection, "with the broken one")),
        sqlite_database.write(break_the_commit),
    ]
    go_on.set()
    for future in together:
        with pytest.raises(StoreError, match="nothing is known to be saved"):
            future.result()
    sqlite_database.write(lambda connection: add_command(connection, "afterwards")).result()
    assert sqlite_database.read(commands).result() == 1


@pytest.mark.parametrize(("bound", "least"), [("MOST_COMMANDS_A_COMMIT", 1), ("LONGEST_BATCH_S", 0.0)])
def test_a_batch_that_has_grown_too_long_is_committed_before_the_rest(
    sqlite_database: Database,
    hold: tuple["Future[None]", threading.Event],
    monkeypatch: pytest.MonkeyPatch,
    bound: str,
    least: float,
) -> None:
    monkeypatch.setattr(f"models.store.database.{bound}", least)
    held, go_on = hold
    broken = sqlite_database.write(break_the_commit)
    behind = sqlite_database.write(lambda connection: add_command(connection, "behind"))
    go_on.set()
    assert (held.result(10), behind.result(10)) == (None, None)
    with pytest.raises(StoreError, match="nothing is known to be saved"):
        broken.result(10)


def test_a_line_that_breaks_is_told_to_everybody_whose_work_was_on_it(postgres_url: str) -> None:
    begun, go_on = threading.Event(), threading.Event()

    def break_the_line(connection: Connection) -> None:
        begun.set()
        go_on.wait(10)
        connection.execute(text("SELECT pg_terminate_backend(pg_backend_pid())"))

    with contextlib.closing(open_database(postgres_url, "hall")) as database:
        together = [database.write(break_the_line)]
        assert begun.wait(10)
        together.append(database.write(lambda connection: add_command(connection, "lost")))
        go_on.set()
        with pytest.raises(StoreError, match="nothing is known to be saved"):
            together[0].result(10)
        together[1].result(10)  # it had not begun: it goes over a new line
        assert database.read(commands).result() == 1


def test_a_line_that_breaks_takes_the_work_done_before_it(postgres_url: str) -> None:
    begun, go_on = threading.Event(), threading.Event()

    def hold_the_writer(connection: Connection) -> None:
        add_command(connection, "done and not committed")
        begun.set()
        go_on.wait(10)

    def break_the_line(connection: Connection) -> None:
        connection.execute(text("SELECT pg_terminate_backend(pg_backend_pid())"))

    with contextlib.closing(open_database(postgres_url, "hall")) as database:
        first = database.write(hold_the_writer)
        assert begun.wait(10)
        second = database.write(break_the_line)
        go_on.set()
        for future in (first, second):
            with pytest.raises(StoreError, match="nothing is known to be saved"):
                future.result(10)
        assert database.read(commands).result() == 0


def test_two_processes_on_one_postgresql_write_one_after_the_other(postgres_url: str) -> None:
    inside, seen = [], []

    def alone(connection: Connection) -> None:
        inside.append(connection)
        connection.execute(text("SELECT pg_sleep(0.01)"))  # long enough for another to come in, if it could
        seen.append(len(inside))
        inside.pop()

    with contextlib.ExitStack() as stack:
        opened = [
            stack.enter_context(contextlib.closing(open_database(postgres_url, "hall"))) for _ in range(3)
        ]
        for future in [database.write(alone) for database in opened * 4]:
            future.result(10)
    assert seen == [1] * 12


@pytest.mark.parametrize(("setting", "loses"), [("STUCK_MS", "first"), ("LOCK_TIMEOUT_MS", "second")])
def test_who_stands_still_loses_its_batch_and_who_waits_too_long_gives_up(
    postgres_url: str, monkeypatch: pytest.MonkeyPatch, setting: str, loses: str
) -> None:
    monkeypatch.setattr(f"models.store.database.{setting}", 100)
    begun, go_on = threading.Event(), threading.Event()

    def stand_still(connection: Connection) -> None:
        begun.set()
        go_on.wait(10)
        add_command(connection, "first")

    with contextlib.ExitStack() as stack:
        standing, waiting = (
            stack.enter_context(contextlib.closing(open_database(postgres_url, "hall"))) for _ in range(2)
        )
        first = standing.write(stand_still)
        assert begun.wait(10)
        second = waiting.write(lambda connection: add_command(connection, "second"))
        second.exception(10)
        go_on.set()
        outcomes = {"first": first.exception(10), "second": second.exception(10)}
        assert {name for name, error in outcomes.items() if error is not None} == {loses}
        assert isinstance(outcomes[loses], StoreError)
        assert waiting.read(commands).result() == 1


@pytest.mark.parametrize(("url", "shared"), [("sqlite:///hall.db", False), ("postgresql://h/hall", True)])
def test_only_postgresql_is_for_several_processes(url: str, shared: bool) -> None:
    assert may_be_shared(url) is shared


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
