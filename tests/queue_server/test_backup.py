"""A backup counts only when it was put back once; and what is put back is a hall of a new epoch."""

import threading
from contextlib import closing
from functools import partial
from pathlib import Path

import pysqlite3.dbapi2 as sqlite
import pytest

from models.store import backup as store_backup
from models.store.backup import is_empty, is_file_database
from models.store.database import Database, StoreError, open_database
from models.store.hall_epoch import epoch_state
from queue_server import backup
from queue_server.backup import BackupError, back_up, check_backup, put_back
from tests.helpers.databases import PostgresCluster
from tests.helpers.halls import HALL, KioskLog, hand_over, issue, moment_ms, set_up_hall, whole_log

NOW_MS = moment_ms(18)


def fill(database: Database, count: int = 5) -> None:
    people = set_up_hall(database)
    kiosk = KioskLog()
    for index in range(count):
        kiosk.issue("a", "A", NOW_MS + index)
    hand_over(database, kiosk.push(NOW_MS + 100), NOW_MS + 100)
    issue(database, people[0], "a", "desk-1", NOW_MS + 200)


def filled(url: str) -> None:
    with closing(open_database(url, "hall")) as database:
        fill(database)


@pytest.fixture
def empty_url(database_url: str, postgres: PostgresCluster, tmp_path: Path) -> object:
    """Where nothing is yet, of the same kind as `database_url`."""
    if is_file_database(database_url):
        yield f"sqlite:///{tmp_path}/elsewhere/hall.db"
        return
    with postgres.new_database("template0") as url:
        yield url


def test_a_backup_is_put_back_once_before_it_counts(database_url: str, tmp_path: Path) -> None:
    filled(database_url)
    made = back_up(database_url, tmp_path / "backups", NOW_MS)
    assert (made.entries, made.tickets) == (6, 6)
    assert made.size_bytes == made.path.stat().st_size > 0
    assert made.path.stat().st_mode & 0o077 == 0
    assert list((tmp_path / "backups").iterdir()) == [made.path]


def test_a_hall_is_backed_up_while_it_works(database_url: str, tmp_path: Path) -> None:
    with closing(open_database(database_url, "hall")) as database:
        people = set_up_hall(database)
        stopping = threading.Event()

        def work() -> None:
            index = 0
            while not stopping.is_set():
                index += 1
                issue(database, people[0], "a", f"key-{index:06d}", NOW_MS + index)

        thread = threading.Thread(target=work)
        thread.start()
        try:
            made = [back_up(database_url, tmp_path / "backups", NOW_MS + nth * 1000) for nth in range(3)]
        finally:
            stopping.set()
            thread.join()
    assert all(one.entries == one.tickets for one in made)
    assert made[-1].entries > 0


def test_what_is_put_back_is_what_was_backed_up_in_a_new_epoch(
    database_url: str, empty_url: str, tmp_path: Path
) -> None:
    filled(database_url)
    made = back_up(database_url, tmp_path / "backups", NOW_MS)
    done = put_back(made.path, empty_url, NOW_MS, replace=False)
    with closing(open_database(empty_url, "hall")) as database:
        assert len(whole_log(database)) == 6
        state = database.read(partial(epoch_state, hall_id=HALL.id)).result()
    assert (state.epoch, state.base_seq) == (done.epoch, 6)
    assert state.recovering_since_ms == NOW_MS
    assert done.epoch > 1


def test_only_the_newest_backups_stay(database_url: str, tmp_path: Path) -> None:
    filled(database_url)
    made = [back_up(database_url, tmp_path, NOW_MS + nth * 60_000, keep=2) for nth in range(4)]
    suffix = store_backup.suffix_for(database_url)
    assert sorted(path for path in tmp_path.glob(f"h-*{suffix}")) == [one.path for one in made[2:]]


def test_a_log_that_was_altered_is_no_backup(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path}/hall.db"
    filled(url)
    with closing(sqlite.connect(tmp_path / "hall.db")) as connection:
        connection.execute("DROP TRIGGER event_no_UPDATE")
        connection.execute("UPDATE event SET actor = 'kiosk:K2' WHERE seq = 3")
        connection.commit()
    with pytest.raises(BackupError, match="entry 3 of the log"):
        back_up(url, tmp_path / "backups", NOW_MS)
    assert [path.suffix for path in (tmp_path / "backups").iterdir()] == [".bad"]


def test_a_ticket_that_is_missing_is_noticed(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path}/hall.db"
    filled(url)
    with closing(sqlite.connect(tmp_path / "hall.db")) as connection:
        connection.execute("DELETE FROM ticket WHERE number = 'A1-002'")
        connection.commit()
    with pytest.raises(BackupError, match="5 tickets, and the log tells of 6"):
        back_up(url, tmp_path / "backups", NOW_MS)


@pytest.mark.parametrize("damage", ["cut short", "overwritten"])
def test_a_damaged_backup_is_not_put_back(
    database_url: str, empty_url: str, tmp_path: Path, damage: str
) -> None:
    filled(database_url)
    made = back_up(database_url, tmp_path / "backups", NOW_MS)
    content = made.path.read_bytes()
    middle = len(content) // 2
    hurt = content[:middle] if damage == "cut short" else content[:100] + b"\xff" * middle
    made.path.write_bytes(hurt)
    with pytest.raises((BackupError, StoreError)):
        put_back(made.path, empty_url, NOW_MS, replace=False)
    assert is_empty(empty_url)


def test_a_hall_that_is_there_is_not_overwritten(database_url: str, tmp_path: Path) -> None:
    filled(database_url)
    made = back_up(database_url, tmp_path / "backups", NOW_MS)
    with pytest.raises(StoreError, match="there is a database already"):
        put_back(made.path, database_url, NOW_MS, replace=False)


def test_the_database_that_was_there_is_moved_aside_if_asked(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path}/hall.db"
    filled(url)
    made = back_up(url, tmp_path / "backups", NOW_MS)
    done = put_back(made.path, url, NOW_MS, replace=True)
    assert done.aside is not None
    with closing(open_database(f"sqlite:///{done.aside}", "hall")) as database:
        assert len(whole_log(database)) == 6


def test_a_disk_without_room_leaves_no_half_backup(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    url = f"sqlite:///{tmp_path}/hall.db"
    filled(url)

    def full(_path: Path) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(backup, "_sync", full)
    with pytest.raises(BackupError, match="No space left on device"):
        back_up(url, tmp_path / "backups", NOW_MS)
    assert list((tmp_path / "backups").iterdir()) == []


def test_a_backup_of_the_other_kind_of_database_is_refused(tmp_path: Path, postgres_url: str) -> None:
    url = f"sqlite:///{tmp_path}/hall.db"
    filled(url)
    made = back_up(url, tmp_path / "backups", NOW_MS)
    with pytest.raises(StoreError, match="no backup for postgresql"):
        check_backup(made.path, postgres_url)


def test_a_backup_that_is_not_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(StoreError, match="there is no backup at"):
        put_back(tmp_path / "none.db", f"sqlite:///{tmp_path}/hall.db", NOW_MS, replace=False)


def test_without_the_tools_of_postgresql_it_is_said_what_to_install(
    postgres_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    filled(postgres_url)
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(StoreError, match="apt-get install postgresql-client"):
        back_up(postgres_url, tmp_path / "backups", NOW_MS)
