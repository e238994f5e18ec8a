"""What a hall knows of its kiosks: how they said they are, and what they sent that could not be used."""

import json
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import Connection, func, select, tuple_, update

from models.event_log import Entry
from models.kiosk_health import KioskHealth, KioskSeen
from models.store import hall_tables as tables
from models.store.hall_issuers import enrolled_kiosks
from models.wire import WireError, decode, encode


@dataclass(frozen=True, kw_only=True)
class ParkedEntry:
    """An entry of a kiosk's log that could not be used. raw: the entry itself, as JSON.

    seen_at_ms, seen_by: when somebody filed it away, and who; None while nobody has.
    """

    issuer_id: str
    incarnation: int
    seq: int
    reason: str
    raw: str
    seen_at_ms: int | None
    seen_by: str | None

    @property
    def name(self) -> str:
        """How it is called: the kiosk, its enrolment, the place in its log."""
        return f"{self.issuer_id}.{self.incarnation}.{self.seq}"

    @property
    def kind(self) -> str:
        """What it is about; empty where even that cannot be read."""
        entry = self._entry
        return "" if entry is None else entry.event.kind

    @property
    def at_ms(self) -> int | None:
        """When the kiosk wrote it, by its own clock."""
        entry = self._entry
        return None if entry is None else entry.event.at_ms

    @property
    def _entry(self) -> Entry | None:
        try:
            return decode(Entry, self.raw)
        except WireError:
            return None


def save_health(
    connection: Connection,
    issuer_id: str,
    health: KioskHealth | None,
    *,
    clock_ahead_ms: int | None,
    now_ms: int,
) -> None:
    """Remember how the kiosk said it is; None for both: it does not tell."""
    connection.execute(
        update(tables.issuer)
        .where(tables.issuer.c.id == issuer_id)
        .values(
            health=None if health is None else json.loads(encode(health)),
            health_at_ms=None if health is None else now_ms,
            clock_ahead_ms=clock_ahead_ms,
            last_contact_ms=now_ms,
        )
    )


def kiosks_seen(connection: Connection, hall_id: str) -> Sequence[KioskSeen]:
    """The kiosks that may issue numbers, by id, as the hall last heard them."""
    issuers = tables.issuer.c
    parked = _unseen_by_kiosk(connection, hall_id)
    rows = connection.execute(
        select(
            issuers.id, issuers.last_contact_ms, issuers.health, issuers.health_at_ms, issuers.clock_ahead_ms
        )
        .where(issuers.id.in_(enrolled_kiosks(connection, hall_id)))
        .order_by(issuers.id)
    )
    return [
        KioskSeen(
            id=row.id,
            last_contact_ms=row.last_contact_ms,
            health=None if row.health is None else decode(KioskHealth, json.dumps(row.health)),
            health_at_ms=row.health_at_ms,
            clock_ahead_ms=row.clock_ahead_ms,
            parked=parked.get(row.id, 0),
        )
        for row in rows
    ]


def parked_entries(connection: Connection, hall_id: str, *, seen: bool, most: int) -> Sequence[ParkedEntry]:
    """The entries that were parked, newest first, at most that many. seen: those that were filed away."""
    parked = tables.parked.c
    rows = connection.execute(
        select(tables.parked)
        .join(tables.issuer, tables.issuer.c.id == parked.issuer_id)
        .where(
            tables.issuer.c.hall_id == hall_id,
            parked.seen_at_ms.is_not(None) if seen else parked.seen_at_ms.is_(None),
        )
        .order_by(parked.seen_at_ms.desc(), parked.issuer_id, parked.incarnation.desc(), parked.seq.desc())
        .limit(most)
    )
    return [ParkedEntry(**row._mapping) for row in rows]


def file_away(
    connection: Connection,
    hall_id: str,
    which: Collection[tuple[str, int]] | None,
    *,
    by: str,
    now_ms: int,
) -> int:
    """Somebody has looked at these parked entries, by kiosk and place in its log; None is all. How many.

    Nothing is lost: they stay where they are, and who has looked is kept with them.
    """
    parked = tables.parked.c
    of_hall = select(tables.issuer.c.id).where(tables.issuer.c.hall_id == hall_id)
    filing = update(tables.parked).where(parked.issuer_id.in_(of_hall), parked.seen_at_ms.is_(None))
    if which is not None:
        filing = filing.where(tuple_(parked.issuer_id, parked.seq).in_(list(which)))
    return connection.execute(filing.values(seen_at_ms=now_ms, seen_by=by)).rowcount


def _unseen_by_kiosk(connection: Connection, hall_id: str) -> Mapping[str, int]:
    parked = tables.parked.c
    rows = connection.execute(
        select(parked.issuer_id, func.count().label("n"))
        .join(tables.issuer, tables.issuer.c.id == parked.issuer_id)
        .where(tables.issuer.c.hall_id == hall_id, parked.seen_at_ms.is_(None))
        .group_by(parked.issuer_id)
    )
    return {row.issuer_id: row.n for row in rows}
