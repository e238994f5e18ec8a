"""Copy a hall's database into one file while a server uses it, and unpack such a file again.

SQLite copies itself, page by page in one go (its backup API); PostgreSQL by `pg_dump` and `pg_restore`.
"""

import contextlib
import os
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import closing, contextmanager
from datetime import UTC, datetime
from pathlib import Path

import pysqlite3.dbapi2 as sqlite
from sqlalchemy import create_engine, inspect
from sqlalchemy.engine import URL
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.pool import NullPool

from models.store.database import LOCK_TIMEOUT_MS, StoreError, parse_url

_SUFFIXES = {"sqlite": ".db", "postgresql": ".pgdump"}
_SCRATCH = "restore_check"
_NAMED_UNDER = 63 - len(_SCRATCH) - 1  # PostgreSQL cuts longer names


class BackupError(StoreError):
    """The backup was not made, or is none; the message tells the operator what to do."""


def suffix_of(url: str) -> str:
    """How the name of a backup of the database at `url` ends."""
    return _SUFFIXES[parse_url(url).get_backend_name()]


def file_of(url: str) -> Path | None:
    """The file of a SQLite database, None for one of PostgreSQL."""
    parsed = parse_url(url)
    return Path(parsed.database or "") if parsed.get_backend_name() == "sqlite" else None


def copy_database(url: str, path: Path) -> None:
    """Copy the database at `url` as it stands at one moment into the new file `path`, which is on the disk
    when this returns. Writers go on meanwhile.

    Raises BackupError; then there is no file.
    """
    parsed = parse_url(url)
    try:
        path.touch(mode=0o600, exist_ok=False)
        if parsed.get_backend_name() == "sqlite":
            _copy_sqlite(Path(parsed.database or ""), path)
        else:
            _run("pg_dump", parsed, "--format=custom", f"--file={path}")
        with path.open("rb") as file:
            os.fsync(file.fileno())
    except BackupError:
        path.unlink(missing_ok=True)
        raise
    except (OSError, sqlite.Error) as error:
        path.unlink(missing_ok=True)
        raise BackupError(f"{path}: {error}") from error


def unpack(path: Path, url: str) -> None:
    """Put what the backup at `path` holds into the database at `url`, which holds nothing.

    Raises BackupError; then it still holds nothing.
    """
    parsed = parse_url(url)
    if not is_empty(url):
        raise BackupError(f"{parsed.render_as_string()} is not empty")
    if parsed.get_backend_name() == "sqlite":
        target = Path(parsed.database or "")
        try:
            target.touch(mode=0o600)
            shutil.copyfile(path, target)
            with target.open("rb") as file:
                os.fsync(file.fileno())
        except OSError as error:
            target.unlink(missing_ok=True)
            raise BackupError(f"{error}") from error
    else:
        _run("pg_restore", parsed, "--single-transaction", "--exit-on-error", "--no-owner", "--no-acl", path)


def is_empty(url: str) -> bool:
    """Whether the database at `url` holds nothing at all; a file may be missing. Raises BackupError."""
    parsed = parse_url(url)
    if parsed.get_backend_name() == "sqlite":
        path = Path(parsed.database or "")
        return not path.exists() or path.stat().st_size == 0
    engine = create_engine(parsed, poolclass=NullPool, hide_parameters=True)
    try:
        return not inspect(engine).get_table_names()
    except SQLAlchemyError as error:
        raise BackupError(f"the database did not do it: {error}") from error


@contextmanager
def scratch_database(url: str, directory: Path) -> Iterator[str]:
    """The address of an empty database of the same kind as the one at `url`, which is dropped afterwards.

    On the same PostgreSQL server, or a file under `directory`. One at a time. Raises BackupError.
    """
    parsed = parse_url(url)
    if parsed.get_backend_name() == "sqlite":
        with _scratch_directory(directory) as home:
            yield f"sqlite:///{home}/hall.db"
        return
    name = f"{(parsed.database or '')[:_NAMED_UNDER]}_{_SCRATCH}"
    engine = create_engine(parsed, poolclass=NullPool, hide_parameters=True, isolation_level="AUTOCOMMIT")
    quoted = engine.dialect.identifier_preparer.quote(name)
    try:
        with engine.connect() as connection:
            connection.exec_driver_sql(f"DROP DATABASE IF EXISTS {quoted}")  # of a check that was cut short
            connection.exec_driver_sql(f"CREATE DATABASE {quoted} TEMPLATE template0")
    except SQLAlchemyError as error:
        raise BackupError(
            f"no database to try the backup in: {getattr(error, 'orig', error)} "
            "(the hall's role needs it: ALTER ROLE … CREATEDB)"
        ) from error
    try:
        yield parsed.set(database=name).render_as_string(hide_password=False)
    finally:
        with engine.connect() as connection:
            connection.exec_driver_sql(f"DROP DATABASE {quoted} WITH (FORCE)")


def check_pages(url: str) -> None:
    """Check that every page, index and reference of a SQLite database is whole. Raises BackupError.

    PostgreSQL checks the same while it restores.
    """
    parsed = parse_url(url)
    if parsed.get_backend_name() != "sqlite":
        return
    try:
        with closing(sqlite.connect(parsed.database or "")) as connection:
            said = connection.execute("PRAGMA integrity_check(1)").fetchone()[0]
            loose = connection.execute("PRAGMA foreign_key_check").fetchone()
    except sqlite.Error as error:
        raise BackupError(f"{error}") from error
    if said != "ok" or loose is not None:
        raise BackupError(
            f"the database is damaged: {said if said != 'ok' else f'{loose[0]} refers to nothing'}"
        )


def move_aside(url: str, moment: datetime) -> Path:
    """Rename the SQLite database at `url`, which nobody uses, and say what it is called now.

    Raises BackupError: somebody uses it.
    """
    path = Path(parse_url(url).database or "")
    try:
        with closing(sqlite.connect(path, timeout=0)) as connection:
            # Only who is alone with a database may change its journal; its log is merged into it on the way.
            connection.execute("PRAGMA journal_mode = DELETE").fetchone()
    except sqlite.OperationalError as error:
        raise BackupError(f"{path}: {error}; stop the server first") from error
    except sqlite.DatabaseError:  # damaged: that may be why it is replaced
        pass
    aside = path.with_name(f"{path.name}.before-restore-{moment.astimezone(UTC):%Y%m%dT%H%M%SZ}")
    for ending in ("-wal", "-shm", "-journal"):
        with contextlib.suppress(FileNotFoundError):
            path.with_name(path.name + ending).rename(aside.with_name(aside.name + ending))
    path.rename(aside)
    settle_directory(path.parent)
    return aside


def settle_directory(directory: Path) -> None:
    """Names in `directory` are on the disk when this returns."""
    opened = os.open(directory, os.O_RDONLY)
    try:
        os.fsync(opened)
    finally:
        os.close(opened)


def _copy_sqlite(source: Path, path: Path) -> None:
    if not source.is_file():
        raise BackupError(f"there is no database at {source}")
    with closing(sqlite.connect(source, timeout=LOCK_TIMEOUT_MS / 1000)) as from_here:
        from_here.execute("PRAGMA query_only = ON")
        with closing(sqlite.connect(path)) as to_there:
            from_here.backup(to_there)
            to_there.execute("PRAGMA journal_mode = DELETE")  # one file, with nothing beside it


def _run(program: str, url: URL, *arguments: str | Path) -> None:
    """Run a program of PostgreSQL on the database at `url`. Raises BackupError with its last words."""
    shown = url.set(drivername="postgresql")._replace(password=None).render_as_string(hide_password=False)
    environment = dict(os.environ)
    if url.password is not None:
        environment["PGPASSWORD"] = str(url.password)  # everybody may see the words of a command
    command = [program, f"--dbname={shown}", *map(str, arguments)]
    try:
        done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)  # noqa: S603 - no shell
    except FileNotFoundError as error:
        raise BackupError(f"{program} is missing: apt-get install postgresql-client") from error
    if done.returncode != 0:
        raise BackupError(done.stderr.strip() or f"{program} ended with {done.returncode}")


@contextmanager
def _scratch_directory(directory: Path) -> Iterator[Path]:
    home = directory / f".{_SCRATCH}"
    shutil.rmtree(home, ignore_errors=True)  # of a check that was cut short
    try:
        home.mkdir(mode=0o700)
    except OSError as error:
        raise BackupError(f"{error}") from error
    try:
        yield home
    finally:
        shutil.rmtree(home)
