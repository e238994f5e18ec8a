"""Append to a hall's log and read it back. Nothing here updates or deletes an entry."""

from collections.abc import Iterator, Mapping
from datetime import date

from sqlalchemy import Connection, insert, select, update

from models.event_log import Entry, Event, enter
from models.store.event_rows import to_entry, to_values
from models.store.hall_tables import event as event_table
from models.store.hall_tables import hall as hall_table


def append_event(
    connection: Connection,
    hall_id: str,
    *,
    kind: str,
    at_ms: int,
    actor: str,
    ticket_id: str,
    service_day: date,
    before: str | None = None,
    after: str | None = None,
    body: Mapping[str, str | int | None],
) -> Entry:
    """The next entry of the hall's log, in the caller's transaction.

    Locks the hall's row until the end of that transaction, so numbers are dense and in commit order;
    call it as late in the transaction as possible. The lock leaves the key alone: a full one would
    deadlock with two transactions that each hold a reference to the hall from a ticket just admitted.
    """
    feed = connection.execute(
        select(hall_table.c.feed_seq, hall_table.c.feed_hash)
        .where(hall_table.c.id == hall_id)
        .with_for_update(key_share=True)
    ).one()
    event = Event(
        seq=feed.feed_seq + 1,
        kind=kind,
        at_ms=at_ms,
        actor=actor,
        ticket_id=ticket_id,
        before=before,
        after=after,
        body=body,
    )
    entry = enter(event, feed.feed_hash)
    connection.execute(
        insert(event_table).values(hall_id=hall_id, service_day=service_day, **to_values(entry))
    )
    connection.execute(
        update(hall_table).where(hall_table.c.id == hall_id).values(feed_seq=event.seq, feed_hash=entry.hash)
    )
    return entry


def feed_seq(connection: Connection, hall_id: str) -> int:
    """The number of the last entry of the hall's log."""
    return connection.scalar(select(hall_table.c.feed_seq).where(hall_table.c.id == hall_id)) or 0


def read_day(connection: Connection, hall_id: str, service_day: date) -> Iterator[Event]:
    """The events of one service day, in the order they happened."""
    rows = connection.execute(
        select(event_table)
        .where(event_table.c.hall_id == hall_id, event_table.c.service_day == service_day)
        .order_by(event_table.c.seq)
    )
    return (to_entry(row).event for row in rows)


def read_all(connection: Connection, hall_id: str) -> Iterator[Entry]:
    """The whole log, for checking that it is what was written (`models.event_log.first_break`)."""
    rows = connection.execute(
        select(event_table).where(event_table.c.hall_id == hall_id).order_by(event_table.c.seq)
    )
    return (to_entry(row) for row in rows)
