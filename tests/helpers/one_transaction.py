"""A hall in one transaction that is never committed: for tests that give thousands of commands."""

from collections.abc import Iterator
from concurrent.futures import Future
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pysqlite3.dbapi2 as sqlite
from sqlalchemy import Connection, create_engine, event

from models.store.database import Work
from models.store.hall_log import ClockWentBack
from models.store.hall_tickets import StaleTicket
from models.ticket import IllegalMove
from queue_server.refusal import Refused

NOS = (Refused, IllegalMove, StaleTicket, ClockWentBack)


class OneTransaction:
    """Stands for a database: each command in a savepoint of one transaction that is never committed."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def write(self, work: Work[Any]) -> Future[Any]:
        future: Future[Any] = Future()
        savepoint = self._connection.begin_nested()
        try:
            future.set_result(work(self._connection))
            savepoint.commit()
        except NOS as error:
            savepoint.rollback()
            future.set_exception(error)
        return future

    read = write


@contextmanager
def one_transaction(path: Path) -> Iterator[Connection]:
    """A transaction on the hall's tables, taken back at the end."""
    engine = create_engine(f"sqlite:///{path}", module=sqlite)

    @event.listens_for(engine, "connect")
    def _prepare(connection: Any, _record: object) -> None:
        connection.isolation_level = None
        connection.execute("PRAGMA foreign_keys = ON")

    @event.listens_for(engine, "begin")
    def _begin(connection: Connection) -> None:
        connection.exec_driver_sql("BEGIN")

    with engine.connect() as connection:
        yield connection
        connection.rollback()
    engine.dispose()
