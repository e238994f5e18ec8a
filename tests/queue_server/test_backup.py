"""A hall is backed up while it works; a backup that could not be put back is never taken for one."""

import os
import threading
from collections.abc import Callable, Iterator
from contextlib import closing
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path

import pysqlite3.dbapi2 as sqlite
import pytest
from sqlalchemy import text

from models.store import backup as store_backup
from models.store.backup import BackupError
from models.store.database import Connection, Database, open_database
from models.store.hall_check import HallBroken, check_hall
from queue_server import attend, backup, call
from queue_server.at_desk import Desk
from queue_server.backup import BadBackup, back_up, restore
from queue_server.recover import recovery_of
from queue_server.undo import undo
from tests.helpers.databases import PostgresCluster
from tests.helpers.halls import (
    HALL,
    KioskLog,
    desk,
    hand_over,
    issue,
    moment_ms,
    seat,
    set_up_hall,
    whole_log,
)

MOMENT = datetime(2026, 11, 20, 3, 15, 30, tzinfo=UTC)
NOW_MS = moment_ms(9)


@pytest.fixture
def empty_url(database_url: str, request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """The address of a database that holds nothing, of the same kind."""
    if database_url.startswith("sqlite"):
        yield f"sqlite:///{tmp_path}/put-back.db"
        return
    cluster: PostgresCluster = request.getfixturevalue("postgres")
    with cluster.new_database("template0") as url:
        yield url


def press(deed: Callable[..., object], at: Desk, now_ms: int, connection: Connection) -> None:
    deed(connection, at, now_ms)


def a_morning(database: Database) -> None:
    """Tickets in every hand: of the kiosk and the reception, called, served, missed, undone."""
    people = set_up_hall(database)
    seat(database, people[0], 1)
    kiosk = KioskLog()
    for index in range(4):
        kiosk.issue("a", "A", NOW_MS + index)
    hand_over(database, kiosk.push(NOW_MS + 10), NOW_MS + 10)
    issue(database, people[1], "a b", "desk-0001", NOW_MS + 20)
    for index, deed in enumerate(
        [call.call_next, attend.serve, call.call_next, call.recall, call.call_next, undo]
    ):
        at = desk(people[0], 1, f"press-{index:04}")
        database.write(partial(press, deed, at, NOW_MS + 30 + index)).result()


def test_a_backup_is_put_back_as_a_new_epoch_with_all_it_holds(
    database: Database, database_url: str, empty_url: str, tmp_path: Path
) -> None:
    a_morning(database)
    log = whole_log(database)
    made = back_up(database_url, tmp_path / "kept", moment=MOMENT)
    assert made.path.name.startswith("h-20261120T031530Z.")
    assert made.size == made.path.stat().st_size > 0
    assert (made.whole.entries, made.whole.tickets) == (len(log), 5)
    assert made.path.stat().st_mode & 0o077 == 0
    done = restore(made.path, empty_url, moment=MOMENT, replaces=False)
    assert (done.hall, done.whole, done.aside) == (HALL, made.whole, None)
    with closing(open_database(empty_url, "hall")) as there:
        assert whole_log(there) == log
        stands = there.read(partial(recovery_of, hall=HALL)).result()
    assert stands.epoch == done.epoch > 1
    assert stands.since_ms == int(MOMENT.timestamp() * 1000)
    assert "kiosk:K1" in stands.awaited
    assert whole_log(database) == log


def test_nothing_is_left_beside_a_backup_but_its_digest(
    database: Database, database_url: str, tmp_path: Path
) -> None:
    set_up_hall(database)
    made = back_up(database_url, tmp_path / "kept", moment=MOMENT)
    names = sorted(path.name for path in (tmp_path / "kept").iterdir())
    assert names == [made.path.name, f"{made.path.name}.sha256"]


def test_a_backup_under_writing_is_whole(
    database: Database, database_url: str, empty_url: str, tmp_path: Path
) -> None:
    people = set_up_hall(database)
    enough, first = threading.Event(), threading.Event()

    def write() -> None:
        for index in range(100_000):
            if enough.is_set():
                return
            issue(database, people[0], "a", f"desk-{index:05}", NOW_MS + index)
            first.set()

    writer = threading.Thread(target=write)
    writer.start()
    try:
        assert first.wait(60)
        made = [
            back_up(database_url, tmp_path / "kept", moment=MOMENT + timedelta(hours=n)) for n in range(3)
        ]
    finally:
        enough.set()
        writer.join()
    entries = [one.whole.entries for one in made]
    assert entries == sorted(entries)
    assert all(one.whole.tickets == one.whole.entries for one in made)
    done = restore(made[-1].path, empty_url, moment=MOMENT, replaces=False)
    assert done.whole.entries == entries[-1] <= len(whole_log(database))


def flip_a_bit(path: Path) -> None:
    with path.open("r+b") as file:
        file.seek(path.stat().st_size // 2)
        byte = file.read(1)
        file.seek(-1, os.SEEK_CUR)
        file.write(bytes([byte[0] ^ 1]))


def cut_short(path: Path) -> None:
    os.truncate(path, path.stat().st_size // 2)


def empty(path: Path) -> None:
    os.truncate(path, 0)


@pytest.mark.parametrize("damage", [flip_a_bit, cut_short, empty])
def test_a_backup_damaged_later_is_not_put_back(
    database: Database, database_url: str, empty_url: str, tmp_path: Path, damage: Callable[[Path], None]
) -> None:
    a_morning(database)
    made = back_up(database_url, tmp_path / "kept", moment=MOMENT)
    damage(made.path)
    with pytest.raises(BadBackup, match="not what was written"):
        restore(made.path, empty_url, moment=MOMENT, replaces=False)
    assert store_backup.is_empty(empty_url)


@pytest.mark.parametrize("damage", [cut_short, empty])
def test_a_backup_damaged_while_it_is_written_gets_no_backup_s_name(
    database: Database,
    database_url: str,
    tmp_path: Path,
    damage: Callable[[Path], None],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    a_morning(database)

    def copy_badly(url: str, path: Path) -> None:
        store_backup.copy_database(url, path)
        damage(path)

    monkeypatch.setattr(backup, "copy_database", copy_badly)
    older = tmp_path / "kept" / "h-20260101T000000Z.db"
    older.parent.mkdir()
    older.touch()
    with pytest.raises(BadBackup, match="cannot be put back"):
        back_up(database_url, tmp_path / "kept", moment=MOMENT, keep=1)
    names = {path.name for path in (tmp_path / "kept").iterdir()}
    assert names in ({older.name, "20261120T031530Z.db.bad"}, {older.name, "20261120T031530Z.pgdump.bad"})


ALTER = {
    "sqlite": "DROP TRIGGER event_no_{deed}",
    "postgresql": "ALTER TABLE event DISABLE TRIGGER event_is_append_only",
}


def tamper(database: Database, deed: str, statement: str) -> None:
    """Do to the log what the database itself refuses."""

    def work(connection: object) -> None:
        connection.execute(text(ALTER[connection.dialect.name].format(deed=deed)))  # type: ignore[attr-defined]
        connection.execute(text(statement))  # type: ignore[attr-defined]

    database.write(work).result()


@pytest.mark.parametrize(
    ("deed", "statement", "said"),
    [
        (
            "UPDATE",
            "UPDATE event SET actor = 'nobody' WHERE seq = 3",
            "entry 3 of the log is not what was written",
        ),
        ("DELETE", "DELETE FROM event WHERE seq = 2", "entry 2 of the log is not what was written"),
        ("DELETE", "DELETE FROM event WHERE seq > 4", "the log ends at entry 4"),
        (
            "DELETE",
            "UPDATE ticket SET state = 'cancelled' WHERE number = 'A1-004'",
            "the log tells otherwise of A1-004",
        ),
        (
            "DELETE",
            "UPDATE ticket SET version = 9 WHERE number = 'A1-004'",
            "the log tells otherwise of A1-004",
        ),
    ],
)
def test_a_hall_whose_record_was_altered_is_not_taken_for_backed_up(
    database: Database, database_url: str, tmp_path: Path, deed: str, statement: str, said: str
) -> None:
    a_morning(database)
    tamper(database, deed, statement)
    with pytest.raises(BadBackup, match=said):
        back_up(database_url, tmp_path / "kept", moment=MOMENT)
    (bad,) = (tmp_path / "kept").iterdir()
    assert bad.suffix == ".bad"


@pytest.mark.parametrize(
    ("statement", "said"),
    [
        (
            "UPDATE ticket SET id = 'x' WHERE number = 'A1-004'",
            "the log knows nothing of A1-004 of 2026-11-20",
        ),
        ("DELETE FROM ticket WHERE number = 'A1-004'", "tickets that are missing: A1-004 of 2026-11-20"),
        (
            "DELETE FROM ticket WHERE state = 'waiting'",
            "missing: A1-003 of .*, A1-004 of .*, A9-001 of 2026-11-20",
        ),
    ],
)
def test_tickets_that_are_missing_or_come_from_nowhere_are_named(
    database: Database, statement: str, said: str
) -> None:
    a_morning(database)
    database.write(lambda connection: connection.execute(text(statement))).result()
    with pytest.raises(HallBroken, match=said):
        database.read(partial(check_hall, hall=HALL)).result()


def test_only_so_many_are_kept_and_only_of_this_hall(sqlite_database: Database, tmp_path: Path) -> None:
    set_up_hall(sqlite_database)
    url, kept = f"sqlite:///{tmp_path}/hall.db", tmp_path / "kept"
    kept.mkdir()
    others = [kept / "hh-20200101T000000Z.db", kept / "h-notes.db", kept / "h-2-20200101T000000Z.db"]
    for other in others:
        other.touch()
    made = [back_up(url, kept, moment=MOMENT + timedelta(days=day), keep=2) for day in range(4)]
    assert made[3].removed == (made[1].path,)
    left = {path for path in kept.iterdir() if path.suffix == ".db"}
    assert left == {made[2].path, made[3].path, *others}
    assert not made[0].path.with_name(f"{made[0].path.name}.sha256").exists()


def test_two_at_once_do_not_meet(sqlite_database: Database, tmp_path: Path) -> None:
    set_up_hall(sqlite_database)
    with backup._alone_in(tmp_path / "kept"), pytest.raises(BackupError, match="another backup"):
        back_up(f"sqlite:///{tmp_path}/hall.db", tmp_path / "kept", moment=MOMENT)


def test_a_full_disk_leaves_no_half_file(
    database: Database, database_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    set_up_hall(database)

    def full(_: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(BackupError, match="No space left"):
        back_up(database_url, tmp_path / "kept", moment=MOMENT)
    assert list((tmp_path / "kept").iterdir()) == []


def test_what_a_backup_cut_short_has_left_goes_with_the_next(
    sqlite_database: Database, tmp_path: Path
) -> None:
    set_up_hall(sqlite_database)
    kept = tmp_path / "kept"
    (kept / ".restore_check").mkdir(parents=True)
    (kept / ".restore_check" / "hall.db").write_bytes(b"half")
    (kept / "20200101T000000Z.db.draft").write_bytes(b"half")
    made = back_up(f"sqlite:///{tmp_path}/hall.db", kept, moment=MOMENT)
    assert {path.name for path in kept.iterdir()} == {made.path.name, f"{made.path.name}.sha256"}


def test_a_database_that_is_in_use_is_not_replaced(sqlite_database: Database, tmp_path: Path) -> None:
    set_up_hall(sqlite_database)
    url = f"sqlite:///{tmp_path}/hall.db"
    made = back_up(url, tmp_path / "kept", moment=MOMENT)
    with pytest.raises(BackupError, match="there is a database already; --replace moves it aside"):
        restore(made.path, url, moment=MOMENT, replaces=False)
    with pytest.raises(BackupError, match="stop the server first"):
        restore(made.path, url, moment=MOMENT, replaces=True)
    assert sorted(path.name for path in tmp_path.iterdir() if "draft" in path.name) == []
    assert whole_log(sqlite_database) == []


def test_the_database_that_was_there_is_moved_aside(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path}/hall.db"
    with closing(open_database(url, "hall")) as database:
        people = set_up_hall(database)
        made = back_up(url, tmp_path / "kept", moment=MOMENT)
        issue(database, people[0], "a", "desk-0001", NOW_MS)
    done = restore(made.path, url, moment=MOMENT, replaces=True)
    assert done.aside == tmp_path / "hall.db.before-restore-20261120T031530Z"
    with closing(open_database(f"sqlite:///{done.aside}", "hall")) as before:
        assert len(whole_log(before)) == 1
    with closing(open_database(url, "hall")) as after:
        assert whole_log(after) == []


def test_a_damaged_database_is_moved_aside_too(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path}/hall.db"
    with closing(open_database(url, "hall")) as database:
        set_up_hall(database)
        made = back_up(url, tmp_path / "kept", moment=MOMENT)
    (tmp_path / "hall.db").write_bytes(b"noise" * 1000)
    done = restore(made.path, url, moment=MOMENT, replaces=True)
    assert done.aside is not None
    assert done.aside.read_bytes() == b"noise" * 1000


def test_a_postgresql_database_that_holds_something_is_refused(postgres_url: str, tmp_path: Path) -> None:
    with closing(open_database(postgres_url, "hall")) as database:
        set_up_hall(database)
        made = back_up(postgres_url, tmp_path, moment=MOMENT)
        with pytest.raises(BackupError, match="create an empty one"):
            restore(made.path, postgres_url, moment=MOMENT, replaces=True)


def test_what_is_no_backup_is_refused(database: Database, database_url: str, tmp_path: Path) -> None:
    with pytest.raises(BackupError, match="there is no backup at"):
        restore(tmp_path / "none.db", database_url, moment=MOMENT, replaces=False)
    (tmp_path / "x.txt").touch()
    with pytest.raises(BackupError, match=r"x\.txt is no backup for"):
        restore(tmp_path / "x.txt", database_url, moment=MOMENT, replaces=False)


def test_a_database_without_a_hall_is_not_backed_up(
    database: Database, database_url: str, tmp_path: Path
) -> None:
    with pytest.raises(BadBackup, match="it holds no hall"):
        back_up(database_url, tmp_path / "kept", moment=MOMENT)


def test_a_database_that_is_not_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(BackupError, match="there is no database at"):
        back_up(f"sqlite:///{tmp_path}/none.db", tmp_path / "kept", moment=MOMENT)
    assert list((tmp_path / "kept").iterdir()) == []


def test_a_missing_program_is_named(
    postgres_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(BackupError, match="apt-get install postgresql-client"):
        back_up(postgres_url, tmp_path / "kept", moment=MOMENT)


def test_a_role_that_may_make_no_database_is_told_what_it_needs(
    postgres: PostgresCluster, postgres_url: str, tmp_path: Path
) -> None:
    with closing(open_database(postgres_url, "hall")) as database:
        set_up_hall(database)
        database.write(lambda c: c.execute(text("CREATE ROLE plain LOGIN"))).result()
        database.write(lambda c: c.execute(text("GRANT pg_read_all_data TO plain"))).result()
    try:
        with pytest.raises(BadBackup, match="CREATEDB"):
            back_up(postgres_url.replace("//postgres@", "//plain@"), tmp_path / "kept", moment=MOMENT)
    finally:
        with closing(open_database(postgres_url, "hall")) as database:
            database.write(lambda c: c.execute(text("DROP OWNED BY plain; DROP ROLE plain"))).result()


def test_a_sqlite_database_whose_pages_are_damaged_is_found(
    sqlite_database: Database, tmp_path: Path
) -> None:
    a_morning(sqlite_database)
    path = tmp_path / "copy.db"
    store_backup.copy_database(f"sqlite:///{tmp_path}/hall.db", path)
    with closing(sqlite.connect(path)) as connection:
        connection.execute("PRAGMA writable_schema = ON")
        root = connection.execute("SELECT rootpage FROM sqlite_master WHERE name = 'ticket_line'").fetchone()[
            0
        ]
        size = connection.execute("PRAGMA page_size").fetchone()[0]
    with path.open("r+b") as file:
        file.seek((root - 1) * size + size - 40)
        file.write(b"\xff" * 20)
    with pytest.raises(BackupError, match="damaged"):
        store_backup.check_pages(f"sqlite:///{path}")
