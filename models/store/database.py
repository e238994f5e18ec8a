"""Open a database, bring it to this version's schema, and run transactions on it.

One thread of the process writes: it takes whatever commands are waiting and commits them together, so that
the disk is flushed once for all of them. On PostgreSQL several processes may write; a lock of the database
lets one batch in at a time. So on both, commands run one after another (ADR-0002, ADR-0007, ADR-0018).
"""

import contextlib
import queue
import threading
import time
from collections.abc import Callable, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from pathlib import Path
from typing import Any, TypeVar

import pysqlite3.dbapi2 as sqlite
from sqlalchemy import Connection as Connection  # named in the signatures of every use-case
from sqlalchemy import Engine, create_engine, event
from sqlalchemy.engine import URL, make_url
from sqlalchemy.exc import ArgumentError, DBAPIError, IntegrityError, OperationalError, SQLAlchemyError

from models.store.late import Late, begin_batch, begin_command, note_write, settle
from models.store.schema import NewerSchema, revisions, schema_of, upgrade

Result = TypeVar("Result")
Work = Callable[[Connection], Result]

# The WAL-reset fault loses committed transactions; it was mended in 3.51.3 (ADR-0002).
FIRST_SOUND_SQLITE = (3, 51, 3)
MOST_COMMANDS_A_COMMIT = 64
LONGEST_BATCH_S = 0.05  # then it is committed: its first caller and the other processes are waiting
LOCK_TIMEOUT_MS = 5000
STUCK_MS = 15_000  # a process that stands still in the middle of a batch loses it, and the others go on
READERS = 4
WRITER_LOCK = 0x4D43  # "MC": our lock's name among the advisory locks of a PostgreSQL database


class StoreError(Exception):
    """The database cannot be used as it is; the message tells the operator what to do."""


def open_database(url: str, schema: str) -> "Database":
    """The database at `url`, migrated to the newest `schema` ("hall", "kiosk" or "city").

    url: `sqlite:///path` or `postgresql://…`. Raises StoreError: cannot be reached, made by a newer
    version, or an unsound SQLite library.
    """
    parsed = parse_url(url)
    is_sqlite = parsed.get_backend_name() == "sqlite"
    writing, reading = _sqlite_engines(parsed) if is_sqlite else _postgres_engines(parsed)
    try:
        _upgrade(writing, schema, parsed.database if is_sqlite else parsed.render_as_string())
    except StoreError:
        writing.dispose()
        raise
    return Database(writing, reading)


def look_into(url: str, schema: str, work: Work[Result]) -> Result:
    """What `work` reads from the database at `url`, which a server may be using. Nothing of it is changed.

    Raises StoreError: not there, not one of ours, or its `schema` is not the one of this version.
    """
    parsed = parse_url(url)
    is_sqlite = parsed.get_backend_name() == "sqlite"
    path = Path(parsed.database or "")
    if is_sqlite and not path.is_file():
        raise StoreError(f"there is no database at {path}")
    reading = _sqlite_engine(path, read_only=True) if is_sqlite else _postgres_engines(parsed)[1]

    def look(connection: Connection) -> Result:
        found, newest = schema_of(connection), revisions(schema)[-1]
        if found != newest:
            raise StoreError(f"the database has schema {found}, this version reads {newest} only")
        return work(connection)

    try:
        return _in_transaction(reading, look)
    finally:
        reading.dispose()


def may_be_shared(url: str) -> bool:
    """Whether several processes may serve from the database at `url`. Raises StoreError."""
    return parse_url(url).get_backend_name() == "postgresql"


class Database:
    """The open database of a hall or a kiosk. writing, reading: where it runs transactions of either kind."""

    def __init__(self, writing: Engine, reading: Engine) -> None:
        self._writing, self._reading = writing, reading
        event.listen(writing, "before_cursor_execute", note_write)
        self._readers = ThreadPoolExecutor(READERS, "store-reader")
        self._commands: queue.SimpleQueue[_Command | None] = queue.SimpleQueue()
        self._writer = threading.Thread(target=self._write_for_ever, name="store-writer")
        self._writer.start()

    def write(self, work: Work[Result]) -> Future[Result]:
        """Run `work` as if in a transaction of its own. The future is done once it is durable or has failed.

        `work` only reads and writes rows: when the batch it is part of is spoiled, it runs again.
        """
        future: Future[Result] = Future()
        self._commands.put(_Command(work, future))
        return future

    def read(self, work: Work[Result]) -> Future[Result]:
        """Run `work`, which only reads, on one consistent snapshot."""
        return self._readers.submit(_in_transaction, self._reading, work)

    def close(self) -> None:
        """Finish what was begun, then let go of the database."""
        self._commands.put(None)
        self._writer.join()
        self._readers.shutdown()
        self._writing.dispose()
        self._reading.dispose()

    def _write_for_ever(self) -> None:
        while (first := self._commands.get()) is not None:
            if not first.is_still_wanted():
                continue
            batch = [first]
            try:
                self._commit_together(batch, self._following)
            except _Spoiled:
                for one in batch:
                    self._commit_alone(one)

    def _commit_alone(self, command: "_Command") -> None:
        with contextlib.suppress(_Spoiled):  # by itself: it has its own error to report
            self._commit_together([command], lambda: None)
            return
        command.report()

    def _commit_together(self, batch: list["_Command"], following: Callable[[], "_Command | None"]) -> None:
        """Run the first of `batch`, and whatever follows by the time the database let us in; flush once for
        all of it. Raises _Spoiled."""
        try:
            with self._writing.begin() as connection:
                late = begin_batch(connection)
                batch[0].run(connection, late)
                until_s = time.monotonic() + LONGEST_BATCH_S
                while len(batch) < MOST_COMMANDS_A_COMMIT and time.monotonic() < until_s:
                    command = following()
                    if command is None:
                        break
                    batch.append(command)
                    command.run(connection, late)
                _settle(connection, batch)
        except SQLAlchemyError as error:  # the commit failed, or the line broke: nobody may count on anything
            for waiting in batch:
                waiting.fail(StoreError(f"nothing is known to be saved: {error}"))
            return
        for waiting in batch:
            waiting.report()

    def _following(self) -> "_Command | None":
        """The next command that waits already."""
        while not self._commands.empty():
            following = self._commands.get()
            if following is None:
                self._commands.put(None)  # closing: for the loop to see, after this batch
                return None
            if following.is_still_wanted():
                return following
        return None


class _Spoiled(Exception):
    """A command failed after it had written: what the others of its batch wrote cannot be kept either."""


class _Command:
    """One caller's work inside a shared commit: its failure undoes only itself.

    So the work may run twice. Most that fail are refused before they write anything, and the batch goes on.
    Of a batch that was spoiled each command is run again in a transaction of its own. A savepoint for each
    would be one more exchange with the database, for all.
    """

    def __init__(self, work: Work[Any], future: "Future[Any]") -> None:
        self._work = work
        self._future = future
        self._result: Any = None
        self._error: BaseException | None = None

    def is_still_wanted(self) -> bool:
        """False when the caller has given up before we began; from here on it cannot any more."""
        return self._future.set_running_or_notify_cancel()

    def run(self, connection: Connection, late: Late) -> None:
        """Raises _Spoiled, and SQLAlchemyError when the line broke."""
        late.has_written = False
        begin_command(connection)
        self._result, self._error = None, None
        try:
            self._result = self._work(connection)
        except Exception as error:  # the caller's error travels back through the future
            if isinstance(error, DBAPIError) and error.connection_invalidated:
                raise  # the whole batch is lost
            self._error = _own_error(error)
            if late.has_written or isinstance(error, DBAPIError):
                raise _Spoiled from error

    def spoil(self, error: Exception) -> None:
        self._error = _own_error(error)

    def report(self) -> None:
        if self._error is not None:
            self._future.set_exception(self._error)
        else:
            self._future.set_result(self._result)

    def fail(self, error: StoreError) -> None:
        self._future.set_exception(error)


def _settle(connection: Connection, batch: Sequence[_Command]) -> None:
    """Write what waited for the end of `batch`. Raises _Spoiled when the database does not take it."""
    try:
        settle(connection)
    except Exception as error:
        if isinstance(error, DBAPIError) and error.connection_invalidated:
            raise
        for command in batch:  # whose it was is seen when each is run alone
            command.spoil(error)
        raise _Spoiled from error


def timed(work: Work[Result]) -> Work[tuple[Result, float]]:
    """`work`, and how many seconds it took once it had begun."""

    def measured(connection: Connection) -> tuple[Result, float]:
        began_s = time.monotonic()
        return work(connection), time.monotonic() - began_s

    return measured


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


def parse_url(url: str) -> URL:
    """The address of a database. Raises StoreError: it is none, or of another kind than we can use."""
    try:
        parsed = make_url(url)
    except (ArgumentError, ValueError) as error:
        raise StoreError(
            f"{url!r} is not a database address; write sqlite:///PATH or postgresql://…"
        ) from error
    if (other := parsed.get_backend_name()) not in ("sqlite", "postgresql"):
        raise StoreError(f"{other} is not supported; write sqlite:///PATH or postgresql://…")
    return parsed


def _sqlite_engines(url: URL) -> tuple[Engine, Engine]:
    if sqlite.sqlite_version_info < FIRST_SOUND_SQLITE:
        raise StoreError(f"SQLite {sqlite.sqlite_version} can lose committed data; 3.51.3 or newer is needed")
    path = Path(url.database or "")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.touch(mode=0o600)  # it holds password digests and templates; its journals inherit the mode
    except OSError as error:
        raise StoreError(f"{path}: {error.strerror}") from error
    return _sqlite_engine(path, read_only=False), _sqlite_engine(path, read_only=True)


def _postgres_engines(url: URL) -> tuple[Engine, Engine]:
    writing = create_engine(url, hide_parameters=True, pool_size=1, max_overflow=0, pool_pre_ping=True)
    reading = create_engine(
        url,
        hide_parameters=True,  # an error goes into the log, a citizen's contact must not
        pool_size=READERS,
        max_overflow=0,
        pool_pre_ping=True,
        isolation_level="REPEATABLE READ",
        execution_options={"postgresql_readonly": True},
    )

    @event.listens_for(writing, "connect")
    def _prepare(connection: Any, _record: object) -> None:
        connection.execute(f"SET lock_timeout = {LOCK_TIMEOUT_MS}")
        connection.execute(f"SET idle_in_transaction_session_timeout = {STUCK_MS}")
        # A day's tickets are in memory: better to look them up one by one than to read them all.
        connection.execute("SET random_page_cost = 1.1")
        connection.commit()

    @event.listens_for(writing, "begin")
    def _take_turns(connection: Connection) -> None:
        connection.exec_driver_sql(f"SELECT pg_advisory_xact_lock({WRITER_LOCK})")

    return writing, reading


def _sqlite_engine(path: Path, *, read_only: bool) -> Engine:
    engine = create_engine(f"sqlite:///{path}", module=sqlite, hide_parameters=True)

    @event.listens_for(engine, "connect")
    def _prepare(connection: Any, _record: object) -> None:
        connection.isolation_level = None  # we begin transactions ourselves, below
        connection.execute("PRAGMA journal_mode = WAL")
        connection.execute("PRAGMA synchronous = FULL")  # NORMAL loses committed tickets at a power cut
        connection.execute("PRAGMA foreign_keys = ON")
        connection.execute("PRAGMA secure_delete = ON")  # what is erased is overwritten
        connection.execute(f"PRAGMA busy_timeout = {LOCK_TIMEOUT_MS}")
        if read_only:
            connection.execute("PRAGMA query_only = ON")

    @event.listens_for(engine, "begin")
    def _begin(connection: Connection) -> None:
        connection.exec_driver_sql("BEGIN" if read_only else "BEGIN IMMEDIATE")

    return engine


def _upgrade(engine: Engine, schema: str, shown_as: str | None) -> None:
    try:
        with engine.begin() as connection:
            upgrade(connection, schema)
    except NewerSchema as error:
        raise StoreError(
            f"{shown_as} was made by a newer version (schema {error}); install that version or "
            "restore the backup taken before the upgrade"
        ) from error
    except OperationalError as error:
        raise StoreError(f"{shown_as} cannot be opened: {error.orig}") from error
    except SQLAlchemyError as error:
        raise StoreError(f"{shown_as} is not a database this program can use: {error}") from error
