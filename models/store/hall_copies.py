"""Read a hall's log as its kiosks copy it."""

from collections.abc import Collection, Sequence

from sqlalchemy import Connection, select

from models.event_log import Entry
from models.store.event_rows import log_after, to_entry
from models.store.hall_tables import event as event_table
from models.store.hall_tables import hall as hall_table
from models.store.late import settle
from models.sync.copies import Tip


def tip_of(connection: Connection, hall_id: str) -> Tip:
    """The last entry of the hall's log; of seq 0 while there is none."""
    settle(connection)
    feed = connection.execute(
        select(hall_table.c.feed_seq, hall_table.c.feed_hash).where(hall_table.c.id == hall_id)
    ).one()
    return Tip(seq=feed.feed_seq, hash=feed.feed_hash)


def first_since(connection: Connection, hall_id: str, since_ms: int) -> Tip:
    """The entry before the first one that was written at `since_ms` or later: where a new copy begins."""
    settle(connection)
    row = connection.execute(
        select(event_table.c.seq, event_table.c.prev_hash)
        .where(event_table.c.hall_id == hall_id, event_table.c.at_ms >= since_ms)
        .order_by(event_table.c.seq)
        .limit(1)
    ).one_or_none()
    return tip_of(connection, hall_id) if row is None else Tip(seq=row.seq - 1, hash=row.prev_hash)


def entries_between(connection: Connection, hall_id: str, first_seq: int, last_seq: int) -> Sequence[Entry]:
    """The entries from one place to the other, both included."""
    settle(connection)
    rows = connection.execute(
        select(event_table)
        .where(event_table.c.hall_id == hall_id, event_table.c.seq.between(first_seq, last_seq))
        .order_by(event_table.c.seq)
    )
    return [to_entry(row) for row in rows]


def entries_after(connection: Connection, hall_id: str, tip: Tip, most: int) -> Sequence[Entry] | None:
    """The next entries after `tip`, at most that many; None where the log has another entry there, or none.

    tip: of seq 0 and the hash GENESIS for the beginning.
    """
    settle(connection)
    return log_after(connection, event_table, hall_id, tip, most)


def entries_about(connection: Connection, hall_id: str, ticket_ids: Collection[str]) -> Sequence[Entry]:
    """All that the log tells of those tickets, in the order in which it happened."""
    settle(connection)
    rows = connection.execute(
        select(event_table)
        .where(event_table.c.hall_id == hall_id, event_table.c.ticket_id.in_(ticket_ids))
        .order_by(event_table.c.seq)
    )
    return [to_entry(row) for row in rows]
