"""The machines and desks that issue tickets, and how far the hall holds the log of each."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import Connection, Row, bindparam, func, insert, select, update

from models.event_log import GENESIS
from models.store import hall_tables as tables
from models.store.digest import secret_sha256


@dataclass(frozen=True, kw_only=True)
class Issuer:
    """A machine or desk that issues tickets. `high`: the last entry of its log that the hall holds."""

    id: str
    hall_id: str
    incarnation: int
    series: str
    high: int
    high_hash: str


def add_issuer(
    connection: Connection, hall_id: str, *, issuer_id: str, series: str, token: str | None
) -> None:
    """Enrol an issuer. token: the secret it will show; None for the reception desk, the hall itself."""
    connection.execute(
        insert(tables.issuer).values(
            hall_id=hall_id,
            id=issuer_id,
            incarnation=1,
            series=series,
            token_sha256=None if token is None else secret_sha256(token),
            high=0,
            high_hash=GENESIS,
        )
    )


def enrol_again(connection: Connection, issuer_id: str, *, series: str, token: str) -> None:
    """A new life of an issuer that lost its log: nothing it issued before can be issued again."""
    connection.execute(
        update(tables.issuer)
        .where(tables.issuer.c.id == issuer_id)
        .values(
            incarnation=tables.issuer.c.incarnation + 1,
            series=series,
            token_sha256=secret_sha256(token),
            high=0,
            high_hash=GENESIS,
            faces_seen=None,
            faces_seen_at_ms=None,
        )
    )


def replace_token(connection: Connection, issuer_id: str, token: str) -> None:
    """Let the issuer show another secret from now on; its log goes on."""
    connection.execute(
        update(tables.issuer).where(tables.issuer.c.id == issuer_id).values(token_sha256=secret_sha256(token))
    )


def retire_issuer(connection: Connection, issuer_id: str, *, token: str) -> None:
    """The issuer is not expected to hear of anything. token: one that nobody has; issuers with none are no
    kiosks, and would not be counted among those that had a series."""
    replace_token(connection, issuer_id, token)
    connection.execute(
        update(tables.issuer)
        .where(tables.issuer.c.id == issuer_id)
        .values(faces_seen=None, faces_seen_at_ms=None)
    )


def enrolments(connection: Connection, hall_id: str) -> int:
    """How many times an issuer with a secret was enrolled: never falls, so it can number their series."""
    count = connection.scalar(
        select(func.sum(tables.issuer.c.incarnation)).where(
            tables.issuer.c.hall_id == hall_id, tables.issuer.c.token_sha256.is_not(None)
        )
    )
    return int(count or 0)


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


def issuer_of_token(connection: Connection, token: str) -> Issuer | None:
    """Which issuer shows this token."""
    row = connection.execute(
        select(tables.issuer).where(tables.issuer.c.token_sha256 == secret_sha256(token))
    ).one_or_none()
    return None if row is None else _issuer(row)


def advance_issuer(connection: Connection, issuer_id: str, *, high: int, high_hash: str, now_ms: int) -> None:
    """Record how far the issuer's log is held."""
    connection.execute(
        update(tables.issuer)
        .where(tables.issuer.c.id == issuer_id)
        .values(high=high, high_hash=high_hash, last_contact_ms=now_ms)
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
    return connection.scalars(
        select(tables.issuer.c.id)
        .where(tables.issuer.c.hall_id == hall_id, tables.issuer.c.token_sha256.is_not(None))
        .order_by(tables.issuer.c.id)
    ).all()


def last_contacts(connection: Connection, hall_id: str) -> Mapping[str, int | None]:
    """When each kiosk last handed something over, milliseconds since 1970-01-01 UTC; None: never yet."""
    rows = connection.execute(
        select(tables.issuer.c.id, tables.issuer.c.last_contact_ms)
        .where(tables.issuer.c.hall_id == hall_id, tables.issuer.c.token_sha256.is_not(None))
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
    )
