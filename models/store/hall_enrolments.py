"""Which kiosk was given which series, under which key and until when; and the codes that let one enrol."""

from dataclasses import dataclass
from enum import StrEnum

from sqlalchemy import Connection, delete, insert, select, update

from models.event_log import GENESIS
from models.store import hall_tables as tables
from models.store.digest import secret_sha256
from models.sync.numbering import nth_after_restore


class EnrolmentState(StrEnum):
    IN_USE = "in_use"
    REPLACED = "replaced"  # the kiosk was enrolled again
    REVOKED = "revoked"


@dataclass(frozen=True, kw_only=True)
class Enrolment:
    """A series given out for good. nth: the kiosk's incarnation; no other enrolment in the hall has it.

    ended_at_ms: when it was no more in use; None while it is.
    """

    issuer_id: str
    nth: int
    series: str
    public_key: str
    state: EnrolmentState
    ended_at_ms: int | None = None


@dataclass(frozen=True, kw_only=True)
class OfferedCode:
    """A code somebody may enrol a kiosk with. used_nth: the enrolment it was used for, None: not yet."""

    issuer_id: str
    expires_at_ms: int
    used_nth: int | None


def next_nth(connection: Connection, hall_id: str) -> int:
    """The number of the next enrolment. It never falls, whatever is deleted or put back."""
    counted = (
        update(tables.hall)
        .where(tables.hall.c.id == hall_id)
        .values(series_nth=tables.hall.c.series_nth + 1)
        .returning(tables.hall.c.series_nth)
    )
    return int(connection.execute(counted).scalar_one())


def pass_over(connection: Connection, hall_id: str) -> None:
    """The hall was put back from a backup: it may have given series since that it does not know of."""
    nth = connection.scalar(select(tables.hall.c.series_nth).where(tables.hall.c.id == hall_id)) or 0
    connection.execute(
        update(tables.hall).where(tables.hall.c.id == hall_id).values(series_nth=nth_after_restore(nth))
    )


def give_series(connection: Connection, hall_id: str, enrolment: Enrolment, *, at_ms: int) -> None:
    """Let this enrolment be the one its kiosk issues under, with an empty log, in place of any before it."""
    issuer = tables.issuer
    life = {
        "incarnation": enrolment.nth,
        "series": enrolment.series,
        "public_key": enrolment.public_key,
        "high": 0,
        "high_hash": GENESIS,
        "faces_seen": None,
        "faces_seen_at_ms": None,
    }
    if (
        connection.execute(update(issuer).where(issuer.c.id == enrolment.issuer_id).values(life)).rowcount
        == 0
    ):
        connection.execute(insert(issuer).values(hall_id=hall_id, id=enrolment.issuer_id, **life))
    _end(connection, hall_id, enrolment.issuer_id, EnrolmentState.REPLACED, at_ms)
    connection.execute(
        insert(tables.series_given).values(hall_id=hall_id, given_at_ms=at_ms, **vars(enrolment))
    )


def find_enrolment(connection: Connection, hall_id: str, nth: int) -> Enrolment | None:
    """The enrolment of that number."""
    given = tables.series_given
    row = connection.execute(
        select(given).where(given.c.hall_id == hall_id, given.c.nth == nth)
    ).one_or_none()
    return (
        None
        if row is None
        else Enrolment(
            issuer_id=row.issuer_id,
            nth=row.nth,
            series=row.series,
            public_key=row.public_key,
            state=EnrolmentState(row.state),
            ended_at_ms=row.ended_at_ms,
        )
    )


def revoke_issuer(connection: Connection, hall_id: str, issuer_id: str, *, at_ms: int) -> None:
    """The issuer is no kiosk of the hall any more: no key opens anything, and nothing waits for it."""
    _end(connection, hall_id, issuer_id, EnrolmentState.REVOKED, at_ms)
    connection.execute(
        update(tables.issuer)
        .where(tables.issuer.c.hall_id == hall_id, tables.issuer.c.id == issuer_id)
        .values(public_key=None, faces_seen=None, faces_seen_at_ms=None)
    )
    _drop_code(connection, hall_id, issuer_id)


def offer_code(
    connection: Connection, hall_id: str, issuer_id: str, *, code: str, expires_at_ms: int
) -> None:
    """Let whoever has `code` enrol this kiosk; a code given for it before opens nothing from now on."""
    _drop_code(connection, hall_id, issuer_id)
    connection.execute(
        insert(tables.enrolment_code).values(
            hall_id=hall_id,
            issuer_id=issuer_id,
            code_sha256=secret_sha256(code),
            expires_at_ms=expires_at_ms,
        )
    )


def find_code(connection: Connection, hall_id: str, code: str) -> OfferedCode | None:
    """What that code is for, its row locked until the end of the transaction."""
    codes = tables.enrolment_code
    row = connection.execute(
        select(codes)
        .where(codes.c.hall_id == hall_id, codes.c.code_sha256 == secret_sha256(code))
        .with_for_update()
    ).one_or_none()
    return (
        None
        if row is None
        else OfferedCode(issuer_id=row.issuer_id, expires_at_ms=row.expires_at_ms, used_nth=row.used_nth)
    )


def use_code(connection: Connection, hall_id: str, issuer_id: str, nth: int) -> None:
    """The code of this kiosk led to that enrolment, and leads to no other."""
    codes = tables.enrolment_code
    connection.execute(
        update(codes).where(codes.c.hall_id == hall_id, codes.c.issuer_id == issuer_id).values(used_nth=nth)
    )


def _drop_code(connection: Connection, hall_id: str, issuer_id: str) -> None:
    codes = tables.enrolment_code
    connection.execute(delete(codes).where(codes.c.hall_id == hall_id, codes.c.issuer_id == issuer_id))


def _end(connection: Connection, hall_id: str, issuer_id: str, state: EnrolmentState, at_ms: int) -> None:
    given = tables.series_given
    connection.execute(
        update(given)
        .where(
            given.c.hall_id == hall_id,
            given.c.issuer_id == issuer_id,
            given.c.state == EnrolmentState.IN_USE,
        )
        .values(state=state, ended_at_ms=at_ms)
    )
