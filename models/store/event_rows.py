"""How an entry of a log stands in a table: the same columns in the hall's database and in the kiosk's."""

from typing import Any

from sqlalchemy import JSON, BigInteger, Column, Row, String

from models.event_log import Entry, Event


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
