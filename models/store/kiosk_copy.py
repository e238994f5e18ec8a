"""A kiosk's copy of the hall's log."""

from collections.abc import Sequence

from sqlalchemy import Connection, delete, insert, select

from models.event_log import Entry
from models.store.kiosk_tables import hall_log
from models.sync.copies import Tip, continued
from models.wire import decode, encode


def copy_tip(connection: Connection) -> Tip | None:
    """The newest entry of the copy, None while it is empty."""
    row = connection.execute(
        select(hall_log.c.seq, hall_log.c.hash).order_by(hall_log.c.seq.desc()).limit(1)
    ).one_or_none()
    return None if row is None else Tip(seq=row.seq, hash=row.hash)


def add_copies(connection: Connection, entries: Sequence[Entry], *, kept_since_ms: int) -> int:
    """Add what continues the copy, and let go of what is older than `kept_since_ms`: how many were new.

    Raises CopyBroken.
    """
    new = continued(copy_tip(connection), entries)
    if new:
        rows = [
            {
                "seq": entry.event.seq,
                "hash": entry.hash,
                "at_ms": entry.event.at_ms,
                "raw": encode(entry).decode(),
            }
            for entry in new
        ]
        connection.execute(insert(hall_log), rows)
        old = select(hall_log.c.seq).where(hall_log.c.at_ms >= kept_since_ms).order_by(hall_log.c.seq)
        first_kept = connection.scalar(old.limit(1))
        if first_kept is not None:
            connection.execute(delete(hall_log).where(hall_log.c.seq < first_kept))
    return len(new)


def drop_copies(connection: Connection, after_seq: int) -> None:
    """Let go of what comes after that entry: the hall has gone on another way."""
    connection.execute(delete(hall_log).where(hall_log.c.seq > after_seq))


def copies_after(connection: Connection, seq: int, most: int) -> Sequence[Entry]:
    """The next copied entries after `seq`."""
    rows = connection.scalars(
        select(hall_log.c.raw).where(hall_log.c.seq > seq).order_by(hall_log.c.seq).limit(most)
    )
    return [decode(Entry, raw) for raw in rows]
