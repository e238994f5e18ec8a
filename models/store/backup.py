"""Copy a database while it is used, and unpack such a copy into an empty one."""

import os
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from uuid import uuid4

import pysqlite3.dbapi2 as sqlite
from sqlalchemy import create_engine, inspect
from sqlalchemy.engine import make_url
from sqlalchemy.exc import SQLAlchemyError

from models.store.database import StoreError

SQLITE_SUFFIX = ".db"
POSTGRES_SUFFIX = ".dump"
_COMPANIONS = ("", "-wal", "-shm")


def suffix_for(url: str) -> str:
    """What the name of a backup of the database at `url` ends with."""
    return SQLITE_SUFFIX if _is_sqlite(url) else POSTGRES_SUFFIX


def copy_database(url: str, path: Path) -> None:
    """Write all that is committed in the database at `url` into a new file. Raises StoreError."""
    if not _is_sqlite(url):
        _run(url, "pg_dump", "--format=custom", "--no-owner", f"--file={path}")
        return
    try:
        with closing(_connect(_file_of(url), "ro")) as source, closing(sqlite.connect(path)) as copy:
            source.backup(copy)
    except sqlite.Error as error:
        raise StoreError(f"{_file_of(url)} cannot be copied: {error}") from error


def unpack(path: Path, url: str) -> None:
    """Make the empty database at `url` what it was when `path` was written. Raises StoreError."""
    if path.suffix != suffix_for(url):
        raise StoreError(f"{path} is no backup for {make_url(url).get_backend_name()}")
    if not path.is_file():
        raise StoreError(f"there is no backup at {path}")
    if not is_empty(url):
        raise StoreError(f"the database at {make_url(url).render_as_string()} is not empty")
    if not _is_sqlite(url):
        _run(url, "pg_restore", "--no-owner", "--exit-on-error", "--single-transaction", str(path))
        return
    target = _file_of(url)
    unfinished = target.with_name(f"{target.name}.unfinished")
    try:
        with path.open("rb") as source, unfinished.open("wb") as copy:
            os.fchmod(copy.fileno(), 0o600)
            shutil.copyfileobj(source, copy)
            copy.flush()
            os.fsync(copy.fileno())
        unfinished.rename(target)
    except OSError as error:
        unfinished.unlink(missing_ok=True)
        raise StoreError(f"{target}: {error.strerror}") from error


def is_empty(url: str) -> bool:
    """Whether nothing is at `url`: no file, or a database without tables. Raises StoreError."""
    if _is_sqlite(url):
        return not _file_of(url).exists()
    engine = create_engine(url)
    try:
        return not inspect(engine).get_table_names()
    except SQLAlchemyError as error:
        raise StoreError(f"{make_url(url).render_as_string()} cannot be reached") from error
    finally:
        engine.dispose()


def move_aside(url: str, suffix: str) -> Path:
    """Give the file of the SQLite database at `url` another name, which is returned. Raises StoreError."""
    path = _file_of(url)
    aside = path.with_name(path.name + suffix)
    try:
        for companion in _COMPANIONS:
            part = path.with_name(path.name + companion)
            if part.exists():
                part.rename(aside.with_name(aside.name + companion))
    except OSError as error:
        raise StoreError(f"{path}: {error.strerror}") from error
    return aside


def is_file_database(url: str) -> bool:
    """Whether the database at `url` is one file, which can be moved aside."""
    return _is_sqlite(url)


@contextmanager
def scratch_database(url: str) -> Iterator[str]:
    """The address of an empty database of the same kind as `url`, gone at the end. Raises StoreError."""
    if _is_sqlite(url):
        _file_of(url).parent.mkdir(parents=True, exist_ok=True)
        with TemporaryDirectory(dir=_file_of(url).parent, prefix="check-backup-") as directory:
            yield f"sqlite:///{directory}/hall.db"
        return
    name = f"check_backup_{uuid4().hex[:12]}"
    _administer(url, f"CREATE DATABASE {name}")
    try:
        yield make_url(url).set(database=name).render_as_string(hide_password=False)
    finally:
        _administer(url, f"DROP DATABASE {name} WITH (FORCE)")


def _administer(url: str, statement: str) -> None:
    engine = create_engine(url, isolation_level="AUTOCOMMIT")
    try:
        with engine.connect() as connection:
            connection.exec_driver_sql(statement)
    except SQLAlchemyError as error:
        raise StoreError(
            "a backup is checked in a database of its own; let the server's role make one: "
            f"ALTER ROLE … CREATEDB ({error})"
        ) from error
    finally:
        engine.dispose()


def _connect(path: Path, mode: str) -> sqlite.Connection:
    return sqlite.connect(f"file:{path}?mode={mode}", uri=True)


def _is_sqlite(url: str) -> bool:
    return make_url(url).get_backend_name() == "sqlite"


def _file_of(url: str) -> Path:
    return Path(make_url(url).database or "")


def _run(url: str, program: str, *arguments: str) -> None:
    """Run a tool of PostgreSQL on the database at `url`. Its password is not for whoever lists processes."""
    parsed = make_url(url)
    address = parsed.set(password=None).render_as_string(hide_password=False)
    password = {} if parsed.password is None else {"PGPASSWORD": parsed.password}
    try:
        done = subprocess.run(  # noqa: S603  the words are our own
            [program, f"--dbname={address}", *arguments],
            capture_output=True,
            text=True,
            check=False,
            env=os.environ | password,
        )
    except FileNotFoundError:
        raise StoreError(f"{program} is not installed; apt-get install postgresql-client") from None
    if done.returncode != 0:
        raise StoreError(f"{program} failed: {done.stderr.strip()}")
