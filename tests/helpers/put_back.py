"""A hall whose database is put back as it was once, from inside of a test."""

from typing import Any

from sqlalchemy import delete, insert, select

from models.store import hall_tables as tables
from models.store.database import Connection, Database
from queue_server.recover import begin_epoch
from tests.helpers.halls import HALL

Tables = dict[str, list[dict[str, Any]]]


def backup(database: Database) -> Tables:
    """Every row there is."""

    def work(connection: Connection) -> Tables:
        names = list(tables.metadata.sorted_tables)
        return {one.name: [dict(row._mapping) for row in connection.execute(select(one))] for one in names}

    return database.read(work).result()


def put_back(database: Database, saved: Tables, now_ms: int) -> int:
    """The database as it was saved, as the hall of a new epoch."""
    # The log refuses to be altered, as it should: a database is put back by putting back its file.
    drop = {
        "sqlite": ["DROP TRIGGER IF EXISTS event_no_DELETE"],
        "postgresql": ["ALTER TABLE event DISABLE TRIGGER event_is_append_only"],
    }

    def work(connection: Connection) -> int:
        for statement in drop[connection.dialect.name]:
            with connection.begin_nested():
                connection.exec_driver_sql(statement)
        for table in reversed(tables.metadata.sorted_tables):
            connection.execute(delete(table))
        for table in tables.metadata.sorted_tables:
            if saved[table.name]:
                connection.execute(insert(table), saved[table.name])
        return begin_epoch(connection, HALL, now_ms)

    return database.write(work).result()
