"""The logs of the halls in their city's database. What is struck is kept beside them."""

from collections.abc import Iterator, Sequence

from sqlalchemy import BigInteger, Connection, delete, insert, literal, select

from models.event_log import GENESIS, Entry
from models.store.city_halls import save_city_hall
from models.store.city_tables import event, struck_event
from models.store.event_rows import log_after, to_entry, to_values
from models.sync.copies import Tip

ROWS_AT_ONCE = 1000  # a hall's log of years does not fit into the memory

_ENTER = insert(event)


def append_hall_entries(connection: Connection, hall_id: str, entries: Sequence[Entry]) -> None:
    """Make `entries`, which continue the hall's log, its next ones."""
    connection.execute(_ENTER, [{"hall_id": hall_id, **to_values(entry)} for entry in entries])
    last = entries[-1]
    save_city_hall(
        connection,
        hall_id,
        high=last.event.seq,
        high_hash=last.hash,
        last_at_ms=last.event.at_ms,
    )


def strike_after(connection: Connection, hall_id: str, seq: int, epoch: int) -> None:
    """The hall has gone on another way after entry `seq`, in that epoch."""
    after = (event.c.hall_id == hall_id, event.c.seq > seq)
    columns = [column for column in event.c if column.name != "hall_id"]
    kept = select(literal(hall_id), literal(epoch, BigInteger), *columns).where(*after)
    names = ["hall_id", "struck_in", *(column.name for column in columns)]
    connection.execute(insert(struck_event).from_select(names, kept))
    connection.execute(delete(event).where(*after))
    last = connection.execute(
        select(event.c.hash, event.c.at_ms).where(event.c.hall_id == hall_id, event.c.seq == seq)
    ).one_or_none()
    save_city_hall(
        connection,
        hall_id,
        high=seq,
        high_hash=GENESIS if last is None else last.hash,
        last_at_ms=None if last is None else last.at_ms,
    )


def city_entries_after(connection: Connection, hall_id: str, tip: Tip, most: int) -> Sequence[Entry] | None:
    """The next entries of that hall after `tip`, at most that many; None where another entry stands there."""
    return log_after(connection, event, hall_id, tip, most)


def read_hall_log(connection: Connection, hall_id: str) -> Iterator[Entry]:
    """The whole log of a hall, for checking that it is what was written (`models.event_log.first_break`)."""
    rows = connection.execute(
        select(event)
        .where(event.c.hall_id == hall_id)
        .order_by(event.c.seq)
        .execution_options(yield_per=ROWS_AT_ONCE)
    )
    return (to_entry(row) for row in rows)
