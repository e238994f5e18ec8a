"""The people who work in a hall: their log-ins, and the answers already given to their commands."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, fields
from enum import StrEnum
from typing import Any

from sqlalchemy import Connection, Row, bindparam, delete, insert, select, update

from models.store import hall_tables as tables
from models.store.digest import secret_sha256
from models.store.late import settle, waiting_row, write_late


class Role(StrEnum):
    """What a person may see: who is a manager sees the reports as well."""

    STAFF = "staff"
    MANAGER = "manager"


@dataclass(frozen=True, kw_only=True)
class Staff:
    """service_ids: what this person knows how to do, None is everything."""

    id: int
    hall_id: str
    login: str
    name: str
    role: str
    password_hash: str = field(repr=False)
    service_ids: Sequence[str] | None = None

    @property
    def is_manager(self) -> bool:
        """Whether this person may see the reports."""
        return self.role == Role.MANAGER


def add_staff(
    connection: Connection,
    hall_id: str,
    *,
    login: str,
    name: str,
    role: str,
    password_hash: str,
    service_ids: Sequence[str] | None = None,
) -> None:
    """A person who may log in. role: one of `Role`. service_ids: what the person knows, None: all."""
    connection.execute(
        insert(tables.staff).values(
            hall_id=hall_id,
            login=login,
            name=name,
            role=role,
            password_hash=password_hash,
            service_ids=None if service_ids is None else list(service_ids),
        )
    )


def find_staff(connection: Connection, hall_id: str, login: str) -> Staff | None:
    """The person with that log-in name."""
    row = connection.execute(
        select(tables.staff).where(tables.staff.c.hall_id == hall_id, tables.staff.c.login == login)
    ).one_or_none()
    return None if row is None else _staff(row)


def people_of(connection: Connection, hall_id: str) -> Sequence[Staff]:
    """Everybody who may log in, by name."""
    rows = connection.execute(
        select(tables.staff)
        .where(tables.staff.c.hall_id == hall_id)
        .order_by(tables.staff.c.name, tables.staff.c.login)
    )
    return [_staff(row) for row in rows]


def save_skills(connection: Connection, staff_id: int, service_ids: Sequence[str] | None) -> None:
    """What the person knows how to do, None is everything."""
    known = None if service_ids is None else list(service_ids)
    connection.execute(update(tables.staff).where(tables.staff.c.id == staff_id).values(service_ids=known))


def open_session(
    connection: Connection, token: str, staff_id: int, *, expires_at_ms: int, now_ms: int
) -> None:
    """Remember a log-in; only the digest of its token is stored."""
    connection.execute(
        insert(tables.session).values(
            token_sha256=secret_sha256(token),
            staff_id=staff_id,
            expires_at_ms=expires_at_ms,
            seen_at_ms=now_ms,
        )
    )


# Built once: putting a statement together takes as long as running it.
_STAFF_OF_SESSION = (
    select(tables.staff, tables.session.c.seen_at_ms)
    .join(tables.session, tables.session.c.staff_id == tables.staff.c.id)
    .where(
        tables.session.c.token_sha256 == bindparam("digest"),
        tables.session.c.expires_at_ms > bindparam("now_ms"),
        tables.session.c.seen_at_ms > bindparam("seen_after_ms"),
    )
)


def staff_of_session(
    connection: Connection, token: str, *, now_ms: int, seen_after_ms: int
) -> tuple[Staff, int] | None:
    """Who is logged in with `token`, and when they were last seen; None when nobody is any more.

    seen_after_ms: whoever was last seen before that has been idle too long.
    """
    row = connection.execute(
        _STAFF_OF_SESSION,
        {"digest": secret_sha256(token), "now_ms": now_ms, "seen_after_ms": seen_after_ms},
    ).one_or_none()
    return None if row is None else (_staff(row), row.seen_at_ms)


def see_session(connection: Connection, token: str, now_ms: int) -> None:
    """Remember that the session was in use just now."""
    connection.execute(
        update(tables.session)
        .where(tables.session.c.token_sha256 == secret_sha256(token))
        .values(seen_at_ms=now_ms)
    )


def close_session(connection: Connection, token: str) -> None:
    """Log out."""
    connection.execute(delete(tables.session).where(tables.session.c.token_sha256 == secret_sha256(token)))


def forget_old(connection: Connection, *, now_ms: int, answers_before_ms: int) -> None:
    """Drop the sessions that have ended and the answers nobody will ask for again."""
    connection.execute(delete(tables.session).where(tables.session.c.expires_at_ms <= now_ms))
    connection.execute(delete(tables.command).where(tables.command.c.at_ms < answers_before_ms))


@dataclass(frozen=True, kw_only=True)
class Answered:
    """A command that was done: what it ordered, in words, and what was answered.

    first_seq, last_seq: the entries it wrote into the hall's log; None where it wrote none.
    """

    order: str
    answer: Mapping[str, Any]
    first_seq: int | None = None
    last_seq: int | None = None


ANSWER_COLUMNS = [tables.command.c[field.name] for field in fields(Answered)]

# Built once: putting a statement together takes as long as running it.
_ANSWERED = select(*ANSWER_COLUMNS).where(
    tables.command.c.actor == bindparam("of_actor"), tables.command.c.key == bindparam("of_key")
)

_SAVE_ANSWER = insert(tables.command)


def find_answer(connection: Connection, actor: str, key: str) -> Answered | None:
    """The command `actor` gave with `key`, None while there was none."""
    settle_answer(connection, actor, key)
    row = connection.execute(_ANSWERED, {"of_actor": actor, "of_key": key}).one_or_none()
    return None if row is None else Answered(**row._mapping)


def save_answer(connection: Connection, actor: str, key: str, answered: Answered, at_ms: int) -> None:
    """Remember what was answered, for when the same command comes again."""
    values = {"actor": actor, "key": key, "at_ms": at_ms, **vars(answered)}
    write_late(connection, _SAVE_ANSWER, (actor, key), values)


def settle_answer(connection: Connection, actor: str, key: str) -> None:
    """Write what was just answered to that command, if it came before in this batch, so that it is found."""
    if waiting_row(connection, _SAVE_ANSWER, (actor, key)) is not None:
        settle(connection)


def _staff(row: Row[tuple[object, ...]]) -> Staff:
    return Staff(
        id=row.id,
        hall_id=row.hall_id,
        login=row.login,
        name=row.name,
        role=row.role,
        password_hash=row.password_hash,
        service_ids=row.service_ids,
    )
