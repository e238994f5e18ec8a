"""Open a database, bring it to this version's schema, and run transactions on it.

SQLite: one writer thread takes whatever commands are waiting and commits them together, so that the
disk is flushed once for all of them (ADR-0002). PostgreSQL: one short transaction a command.
"""

import queue
import threading
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from pathlib import Path
from typing import Any, Protocol, TypeVar

import pysqlite3.dbapi2 as sqlite
from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection as Connection  # named in the signatures of every use-case
from sqlalchemy import Engine, create_engine, event
from sqlalchemy.engine import make_url
from sqlalchemy.exc import ArgumentError, DBAPIError, IntegrityError, OperationalError, SQLAlchemyError

Result = TypeVar("Result")
Work = Callable[[Connection], Result]

# The WAL-reset fault loses committed transactions; it was mended in 3.51.3 (ADR-0002).
FIRST_SOUND_SQLITE = (3, 51, 3)
MOST_COMMANDS_A_COMMIT = 256
BUSY_TIMEOUT_MS = 5000
READERS = 4
PG_CONNECTIONS = 16


class StoreError(Exception):
    """The database cannot be used as it is; the message tells the operator what to do."""


class Database(Protocol):
    def write(self, work: Work[Result]) -> "Future[Result]":
        """Run `work` in a transaction of its own. The future is done once it is durable or has failed."""

    def read(self, work: Work[Result]) -> "Future[Result]":
        """Run `work`, which only reads, on one consistent snapshot."""

    def close(self) -> None:
        """Finish what was begun, then let go of the database."""


def schema_of(connection: Connection) -> str | None:
    """The revision of the schema the database holds."""
    return MigrationContext.configure(connection).get_current_revision()


def open_database(url: str, schema: str) -> Database:
    """The database at `url`, migrated to the newest `schema` ("hall" or "kiosk").

    url: `sqlite:///path` or `postgresql://…`. Raises StoreError: cannot be reached, made by a newer
    version, or an unsound SQLite library.
    """
    try:
        parsed = make_url(url)
    except (ArgumentError, ValueError) as error:
        raise StoreError(
            f"{url!r} is not a database address; write sqlite:///PATH or postgresql://…"
        ) from error
    match parsed.get_backend_name():
        case "sqlite":
            return _SqliteDatabase(Path(parsed.database or ""), schema)
        case "postgresql":
            return _PostgresDatabase(parsed.render_as_string(hide_password=False), schema)
        case other:
            raise StoreError(f"{other} is not supported; write sqlite:///PATH or postgresql://…")


class _SqliteDatabase:
    def __init__(self, path: Path, schema: str) -> None:
        if sqlite.sqlite_version_info < FIRST_SOUND_SQLITE:
            raise StoreError(
                f"SQLite {sqlite.sqlite_version} can lose committed data; 3.51.3 or newer is needed"
            )
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            path.touch(mode=0o600)  # it holds password digests and templates; its journals inherit the mode
        except OSError as error:
            raise StoreError(f"{path}: {error.strerror}") from error
        self._writer_engine = _sqlite_engine(path, read_only=False)
        _migrate(self._writer_engine, schema, str(path))
        self._reader_engine = _sqlite_engine(path, read_only=True)
        self._readers = ThreadPoolExecutor(READERS, "store-reader")
        self._commands: queue.SimpleQueue[_Command | None] = queue.SimpleQueue()
        self._writer = threading.Thread(target=self._write_for_ever, name="store-writer")
        self._writer.start()

    def write(self, work: Work[Result]) -> Future[Result]:
        future: Future[Result] = Future()
        self._commands.put(_Command(work, future))
        return future

    def read(self, work: Work[Result]) -> Future[Result]:
        return self._readers.submit(_in_transaction, self._reader_engine, work)

    def close(self) -> None:
        self._commands.put(None)
        self._writer.join()
        self._readers.shutdown()
        self._writer_engine.dispose()
        self._reader_engine.dispose()

    def _write_for_ever(self) -> None:
        closing = False
        while not closing:
            batch = [self._commands.get()]
            while len(batch) < MOST_COMMANDS_A_COMMIT and not self._commands.empty():
                batch.append(self._commands.get())
            closing = None in batch
            self._commit_together([it for it in batch if it is not None and it.is_still_wanted()])

    def _commit_together(self, batch: "list[_Command]") -> None:
        try:
            with self._writer_engine.begin() as connection:
                for waiting in batch:
                    waiting.run(connection)
        except SQLAlchemyError as error:  # the commit itself failed: nobody's work was kept
            for waiting in batch:
                waiting.fail(StoreError(f"nothing was saved: {error}"))
            return
        for waiting in batch:
            waiting.report()


class _Command:
    """One caller's work inside a shared commit: its failure undoes only itself."""

    def __init__(self, work: Work[Any], future: "Future[Any]") -> None:
        self._work = work
        self._future = future
        self._result: Any = None
        self._error: BaseException | None = None

    def is_still_wanted(self) -> bool:
        """False when the caller has given up before we began; from here on it cannot any more."""
        return self._future.set_running_or_notify_cancel()

    def run(self, connection: Connection) -> None:
        savepoint = connection.begin_nested()
        try:
            self._result = self._work(connection)
            savepoint.commit()
        except Exception as error:  # noqa: BLE001  the caller's error travels back through the future
            self._error = _own_error(error)
            if savepoint.is_active:
                savepoint.rollback()

    def report(self) -> None:
        if self._error is not None:
            self._future.set_exception(self._error)
        else:
            self._future.set_result(self._result)

    def fail(self, error: StoreError) -> None:
        self._future.set_exception(error)


class _PostgresDatabase:
    def __init__(self, url: str, schema: str) -> None:
        self._engine = create_engine(url, pool_size=PG_CONNECTIONS, max_overflow=0, pool_pre_ping=True)
        _migrate(self._engine, schema, self._engine.url.render_as_string())
        self._snapshots = self._engine.execution_options(
            isolation_level="REPEATABLE READ", postgresql_readonly=True
        )
        self._workers = ThreadPoolExecutor(PG_CONNECTIONS, "store")

    def write(self, work: Work[Result]) -> Future[Result]:
        return self._workers.submit(_in_transaction, self._engine, work)

    def read(self, work: Work[Result]) -> Future[Result]:
        return self._workers.submit(_in_transaction, self._snapshots, work)

    def close(self) -> None:
        self._workers.shutdown()
        self._engine.dispose()


def _in_transaction(engine: Engine, work: Work[Result]) -> Result:
    try:
        with engine.begin() as connection:
            return work(connection)
    except DBAPIError as error:
        raise _own_error(error) from error


def _own_error(error: Exception) -> Exception:
    """Trouble with the database itself as StoreError; a broken constraint is the caller's to understand."""
    if isinstance(error, DBAPIError) and not isinstance(error, IntegrityError):
        return StoreError(f"the database did not do it: {error.orig}")
    return error


def _sqlite_engine(path: Path, *, read_only: bool) -> Engine:
    engine = create_engine(f"sqlite:///{path}", module=sqlite)

    @event.listens_for(engine, "connect")
    def _prepare(connection: Any, _record: object) -> None:
        connection.isolation_level = None  # we begin transactions ourselves, below
        connection.execute("PRAGMA journal_mode = WAL")
        connection.execute("PRAGMA synchronous = FULL")  # NORMAL loses committed tickets at a power cut
        connection.execute("PRAGMA foreign_keys = ON")
        connection.execute("PRAGMA secure_delete = ON")  # what is erased is overwritten
        connection.execute(f"PRAGMA busy_timeout = {BUSY_TIMEOUT_MS}")
        if read_only:
            connection.execute("PRAGMA query_only = ON")

    @event.listens_for(engine, "begin")
    def _begin(connection: Connection) -> None:
        connection.exec_driver_sql("BEGIN" if read_only else "BEGIN IMMEDIATE")

    return engine


def _migrate(engine: Engine, schema: str, shown_as: str) -> None:
    try:
        _upgrade(engine, schema, shown_as)
    except StoreError:
        engine.dispose()
        raise


def _upgrade(engine: Engine, schema: str, shown_as: str) -> None:
    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parent / "migrations"))
    config.set_main_option("version_locations", str(Path(__file__).parent / "migrations" / schema))
    config.set_main_option("path_separator", "newline")
    try:
        with engine.begin() as connection:
            found = MigrationContext.configure(connection).get_current_revision()
            known = {script.revision for script in ScriptDirectory.from_config(config).walk_revisions()}
            if found is not None and found not in known:
                raise StoreError(
                    f"{shown_as} was made by a newer version (schema {found}); install that version or "
                    "restore the backup taken before the upgrade"
                )
            config.attributes["connection"] = connection
            command.upgrade(config, "head")
    except OperationalError as error:
        raise StoreError(f"{shown_as} cannot be opened: {error.orig}") from error
    except SQLAlchemyError as error:
        raise StoreError(f"{shown_as} is not a database this program can use: {error}") from error
