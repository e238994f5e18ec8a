"""What the commands of one commit write at its end, all of them in one exchange with the database.

Nobody else is served while a command talks to the database. What no other command has to read, such as the
log and the answers, therefore waits for the end of the batch (ADR-0018). Whoever does read such a table in
a command calls `settle` first.
"""

from collections.abc import Hashable, Mapping
from typing import Any

from sqlalchemy import Connection, Executable

Row = Mapping[str, Any]
_LATE = "late"
ENTERED = "entered"  # what the command has entered into the log


class Late:
    """The rows that wait, by their statement and a key of the caller's, in the order in which they came.

    has_written: whether anything was written, or waits to be, since that was last set to False.
    """

    def __init__(self) -> None:
        self.rows: dict[Executable, dict[Hashable, Row]] = {}
        self.has_written = False


def begin_batch(connection: Connection) -> Late:
    """From now on `connection` writes late what `write_late` is given, until `settle`."""
    late: Late = connection.info.setdefault(_LATE, Late())
    late.rows.clear()
    return late


def begin_command(connection: Connection) -> None:
    """The next command of the batch begins: what one command noted is not the next one's."""
    connection.info.pop(ENTERED, None)


def write_late(connection: Connection, statement: Executable, key: Hashable, row: Row) -> None:
    """Execute `statement` with `row` before the commit. Of several rows with one key the last is written.

    Outside of a batch it is done at once.
    """
    late: Late | None = connection.info.get(_LATE)
    if late is None:
        connection.execute(statement, row)
        return
    late.has_written = True
    late.rows.setdefault(statement, {})[key] = row


def waiting_row(connection: Connection, statement: Executable, key: Hashable) -> Row | None:
    """What waits to be written under that key."""
    late: Late | None = connection.info.get(_LATE)
    return None if late is None else late.rows.get(statement, {}).get(key)


def settle(connection: Connection) -> None:
    """Write what waits, so that it can be read."""
    late: Late | None = connection.info.get(_LATE)
    if late is None:
        return
    for statement, rows in late.rows.items():
        several = list(rows.values())
        connection.execute(statement, several if len(several) > 1 else several[0])
    late.rows.clear()


def note_write(connection: Connection, _cursor: object, statement: str, *_rest: object) -> None:
    """For the engine to call before each statement: whatever does not ask writes."""
    if not statement.startswith("SELECT") and (late := connection.info.get(_LATE)) is not None:
        late.has_written = True
