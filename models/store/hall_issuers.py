"""The machines and desks that issue tickets, and how far the hall holds the log of each."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import Connection, Row, bindparam, func, insert, select, update

from models.event_log import GENESIS
from models.store import hall_tables as tables


@dataclass(frozen=True, kw_only=True)
class Issuer:
    """A machine or desk that issues tickets. high: the last entry of its log that the hall holds.

    last_arrival_ms: when the citizen of the last entry came, None while there is none.
    """

    id: str
    hall_id: str
    incarnation: int
    series: str
    high: int
    high_hash: str
    last_arrival_ms: int | None = None


def add_issuer(connection: Connection, hall_id: str, *, issuer_id: str, series: str) -> None:
    """Let the hall itself issue tickets: a desk, or the web. Kiosks enrol (`hall_enrolments`)."""
    connection.execute(
        insert(tables.issuer).values(
            hall_id=hall_id, id=issuer_id, incarnation=1, series=series, high=0, high_hash=GENESIS
        )
    )


def find_issuer(connection: Connection, issuer_id: str) -> Issuer | None:
    """The issuer with that id, its row locked until the end of the transaction."""
    row = connection.execute(
        select(tables.issuer).where(tables.issuer.c.id == issuer_id).with_for_update(key_share=True)
    ).one_or_none()
    return None if row is None else _issuer(row)


# Built once: putting a statement together takes as long as running it.
_ADVANCE_BY_ONE = (
    update(tables.issuer)
    .where(tables.issuer.c.id == bindparam("of_issuer"))
    .values(high=tables.issuer.c.high + 1, last_contact_ms=bindparam("at_ms"))
    .returning(*tables.issuer.c)
)


def advance_by_one(connection: Connection, issuer_id: str, now_ms: int) -> Issuer | None:
    """The issuer, without a log of its own, with its next ticket counted; its row is locked from now on."""
    row = connection.execute(_ADVANCE_BY_ONE, {"of_issuer": issuer_id, "at_ms": now_ms}).one_or_none()
    return None if row is None else _issuer(row)


def advance_issuer(connection: Connection, issuer: Issuer, now_ms: int) -> None:
    """Record how far the issuer's log is held, and that it was heard of just now."""
    connection.execute(
        update(tables.issuer)
        .where(tables.issuer.c.id == issuer.id)
        .values(
            high=issuer.high,
            high_hash=issuer.high_hash,
            last_arrival_ms=issuer.last_arrival_ms,
            last_contact_ms=now_ms,
        )
    )


def park(connection: Connection, issuer: Issuer, seq: int, *, reason: str, raw: str) -> None:
    """Keep an entry that cannot be understood where the operator sees it, instead of refusing it."""
    connection.execute(
        insert(tables.parked).values(
            issuer_id=issuer.id, incarnation=issuer.incarnation, seq=seq, reason=reason, raw=raw
        )
    )


def count_parked(connection: Connection, hall_id: str, kind: str | None = None) -> int:
    """How many parked entries nobody has looked at, of that kind only if one is named."""
    parked = (
        select(func.count())
        .select_from(tables.parked.join(tables.issuer, tables.issuer.c.id == tables.parked.c.issuer_id))
        .where(tables.issuer.c.hall_id == hall_id, tables.parked.c.seen_at_ms.is_(None))
    )
    if kind is not None:
        parked = parked.where(tables.parked.c.raw.contains(f'"kind":"{kind}"', autoescape=True))
    return connection.scalar(parked) or 0


def enrolled_kiosks(connection: Connection, hall_id: str) -> Sequence[str]:
    """The ids of the kiosks that may issue numbers, in order."""
    return list(held_logs(connection, hall_id))


def held_logs(connection: Connection, hall_id: str) -> Mapping[str, int]:
    """How far the hall holds the log of each kiosk that may issue numbers, in order."""
    rows = connection.execute(
        select(tables.issuer.c.id, tables.issuer.c.high)
        .where(tables.issuer.c.hall_id == hall_id, tables.issuer.c.public_key != "")
        .order_by(tables.issuer.c.id)
    )
    return {row.id: row.high for row in rows}


def last_contacts(connection: Connection, hall_id: str) -> Mapping[str, int | None]:
    """When each kiosk last handed something over, milliseconds since 1970-01-01 UTC; None: never yet."""
    rows = connection.execute(
        select(tables.issuer.c.id, tables.issuer.c.last_contact_ms)
        .where(tables.issuer.c.hall_id == hall_id, tables.issuer.c.public_key.is_not(None))
        .order_by(tables.issuer.c.id)
    )
    return {row.id: row.last_contact_ms for row in rows}


def _issuer(row: Row[tuple[object, ...]]) -> Issuer:
    return Issuer(
        id=row.id,
        hall_id=row.hall_id,
        incarnation=row.incarnation,
        series=row.series,
        high=row.high,
        high_hash=row.high_hash,
        last_arrival_ms=row.last_arrival_ms,
    )
