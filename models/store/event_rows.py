"""How an entry of a log stands in a table: the same columns in the hall's database and in the kiosk's."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import JSON, BigInteger, Column, Connection, Row, String, Table, select

from models.event_log import GENESIS, Entry, Event
from models.sync.copies import Tip


def event_columns() -> list[Column[Any]]:
    """The columns of an event and its hashes, all but the sequence number's."""
    return [
        Column("kind", String, nullable=False),
        Column("at_ms", BigInteger, nullable=False),
        Column("actor", String, nullable=False),
        Column("ticket_id", String, nullable=False, index=True),
        Column("before", String),
        Column("after", String),
        Column("body", JSON, nullable=False),
        Column("prev_hash", String(64), nullable=False),
        Column("hash", String(64), nullable=False),
    ]


def to_values(entry: Entry) -> dict[str, Any]:
    """The column values of `entry`."""
    event = vars(entry.event) | {"body": dict(entry.event.body)}
    return event | {"prev_hash": entry.prev_hash, "hash": entry.hash}


def to_entry(row: Row[Any]) -> Entry:
    """The entry that `to_values` stored."""
    event = Event(
        seq=row.seq,
        kind=row.kind,
        at_ms=row.at_ms,
        actor=row.actor,
        ticket_id=row.ticket_id,
        before=row.before,
        after=row.after,
        body=row.body,
    )
    return Entry(event=event, prev_hash=row.prev_hash, hash=row.hash)


def log_after(
    connection: Connection, table: Table, hall_id: str, tip: Tip, most: int
) -> Sequence[Entry] | None:
    """The next entries of a hall's log in `table` after `tip`, at most that many.

    None where the log has another entry there, or none. tip: of seq 0 and the hash GENESIS for the beginning.
    """
    rows = connection.execute(
        select(table)
        .where(table.c.hall_id == hall_id, table.c.seq >= tip.seq)
        .order_by(table.c.seq)
        .limit(most + 1)
    ).all()
    if tip.seq == 0:
        return [to_entry(row) for row in rows[:most]] if tip.hash == GENESIS else None
    if not rows or rows[0].seq != tip.seq or rows[0].hash != tip.hash:
        return None
    return [to_entry(row) for row in rows[1:]]
