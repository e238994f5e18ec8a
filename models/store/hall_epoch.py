"""Which epoch a hall is in, and what it gathers at the beginning of a new one."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, delete, insert, select, update

from models.event_log import Entry
from models.store import hall_tables as tables
from models.store.late import settle
from models.wire import decode, encode


@dataclass(frozen=True, kw_only=True)
class EpochState:
    """How a hall stands to its epoch.

    recovering_since_ms: None while the hall works as ever. gathered_at_ms: since when it waits only for the
    end of kiosks' own logs. replaced_by: the epoch of the hall that has taken its place, None while none has.
    base_seq: the last entry the hall knew when the epoch began.
    """

    epoch: int
    recovering_since_ms: int | None
    gathered_at_ms: int | None
    replaced_by: int | None
    base_seq: int

    @property
    def is_gathering(self) -> bool:
        """Whether copies of the hall's log are still to come."""
        return self.recovering_since_ms is not None and self.gathered_at_ms is None


def epoch_state(connection: Connection, hall_id: str) -> EpochState:
    """The epoch of the hall."""
    columns = tables.hall.c
    row = connection.execute(
        select(
            columns.epoch,
            columns.recovering_since_ms,
            columns.gathered_at_ms,
            columns.replaced_by,
            columns.base_seq,
        ).where(columns.id == hall_id)
    ).one()
    return EpochState(**row._mapping)


def save_epoch(connection: Connection, hall_id: str, **changes: Any) -> None:
    """Change what is stored of the epoch, by column."""
    settle(connection)  # whoever comes next in this batch reads it
    connection.execute(update(tables.hall).where(tables.hall.c.id == hall_id).values(**changes))


def note_peer(
    connection: Connection,
    hall_id: str,
    peer: str,
    at_ms: int,
    *,
    waived_by: str | None = None,
    own_last: int = 0,
) -> None:
    """That kiosk or counter is not waited for any more: it has handed over, or a person has waived it.

    own_last: up to where its own log is still waited for.
    """
    peers = tables.recovery_peer
    key = (peers.c.hall_id == hall_id, peers.c.peer == peer)
    values = {"at_ms": at_ms, "waived_by": waived_by, "own_last": own_last}
    if not connection.execute(update(peers).where(*key).values(**values)).rowcount:
        connection.execute(insert(peers).values(hall_id=hall_id, peer=peer, **values))


def forget_peer(connection: Connection, hall_id: str, peer: str) -> None:
    """That one is waited for, whatever was heard of it."""
    peers = tables.recovery_peer
    connection.execute(delete(peers).where(peers.c.hall_id == hall_id, peers.c.peer == peer))


def noted_peers(connection: Connection, hall_id: str) -> Mapping[str, str | None]:
    """Who has handed over in this recovery, and who waived it for them, if somebody did."""
    peers = tables.recovery_peer
    rows = connection.execute(
        select(peers.c.peer, peers.c.waived_by).where(peers.c.hall_id == hall_id).order_by(peers.c.peer)
    )
    return {row.peer: row.waived_by for row in rows}


def own_logs(connection: Connection, hall_id: str) -> Mapping[str, int]:
    """Up to where whoever has handed over has written a log of its own."""
    peers = tables.recovery_peer
    rows = connection.execute(
        select(peers.c.peer, peers.c.own_last).where(peers.c.hall_id == hall_id, peers.c.own_last > 0)
    )
    return {row.peer: row.own_last for row in rows}


def keep_recovered(connection: Connection, hall_id: str, entries: Iterable[Entry], *, is_late: bool) -> None:
    """Keep what was handed over, each entry once. is_late: the hall works again already."""
    table = tables.recovered_entry
    for entry in entries:
        key = {"hall_id": hall_id, "seq": entry.event.seq, "hash": entry.hash}
        if connection.scalar(select(table.c.seq).filter_by(**key)) is None:
            connection.execute(insert(table).values(**key, raw=encode(entry).decode(), is_late=is_late))


def recovered_entries(connection: Connection, hall_id: str, *, is_late: bool) -> Sequence[Entry]:
    """What was handed over, by place."""
    table = tables.recovered_entry
    rows = connection.scalars(
        select(table.c.raw)
        .where(table.c.hall_id == hall_id, table.c.is_late == is_late)
        .order_by(table.c.seq, table.c.hash)
    )
    return [decode(Entry, raw) for raw in rows]


def forget_recovery(connection: Connection, hall_id: str) -> None:
    """The hall works again, and its log has what was handed over. What comes late is kept for a person."""
    connection.execute(delete(tables.recovery_peer).where(tables.recovery_peer.c.hall_id == hall_id))
    table = tables.recovered_entry
    connection.execute(delete(table).where(table.c.hall_id == hall_id, table.c.is_late.is_(False)))
