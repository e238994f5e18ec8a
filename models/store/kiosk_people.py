"""The people who let this hall know their face again: sealed templates, with the proof of consent."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass, field

from sqlalchemy import ColumnElement, Connection, Row, delete, func, insert, select, update

from models.face_record import ConsentEnd
from models.store.kiosk_tables import face_consent as consent_table
from models.store.kiosk_tables import person as person_table


@dataclass(frozen=True, kw_only=True)
class Person:
    """A face record (models.face_record) without its key, which lies elsewhere."""

    id: str
    shown_name: str
    card_digest: str | None
    kind: str
    sealed_template: bytes = field(repr=False)
    secret_id: str
    consent_text: str
    consented_at_ms: int
    expires_at_ms: int


@dataclass(frozen=True, kw_only=True)
class GivenConsent:
    """One consent. text: what was agreed to. ended_at_ms, ended_by: None while it holds."""

    text: str
    given_at_ms: int
    ended_at_ms: int | None
    ended_by: ConsentEnd | None


def add_person(connection: Connection, person: Person) -> None:
    """Keep a template, in place of an older one of the same person, and the proof of consent."""
    forget_person(connection, person.id, at_ms=person.consented_at_ms, by=ConsentEnd.RENEWED)
    connection.execute(insert(person_table).values(**asdict(person)))
    connection.execute(
        insert(consent_table).values(
            person_id=person.id, text=person.consent_text, given_at_ms=person.consented_at_ms
        )
    )


def replace_template(connection: Connection, person_id: str, *, kind: str, sealed_template: bytes) -> bool:
    """Another engine's template under the same consent. False when nobody has that id any more."""
    replaced = connection.execute(
        update(person_table)
        .where(person_table.c.id == person_id)
        .values(kind=kind, sealed_template=sealed_template)
    )
    return replaced.rowcount > 0


def people_of(
    connection: Connection, kind: str, secret_id: str, now_ms: int, most: int | None
) -> Sequence[Person]:
    """Whose consent holds and whose template can be read here, who agreed first before others.

    most: how many of them; None for all.
    """
    rows = connection.execute(
        select(person_table)
        .where(
            person_table.c.kind == kind,
            person_table.c.secret_id == secret_id,
            person_table.c.expires_at_ms > now_ms,
        )
        .order_by(person_table.c.consented_at_ms, person_table.c.id)
        .limit(most)
    )
    return [_person(row) for row in rows]


def people_by_kind(connection: Connection, now_ms: int) -> Sequence[tuple[str, str, int]]:
    """Of whose consent holds: kind, secret_id, and how many there are."""
    rows = connection.execute(
        select(person_table.c.kind, person_table.c.secret_id, func.count())
        .where(person_table.c.expires_at_ms > now_ms)
        .group_by(person_table.c.kind, person_table.c.secret_id)
    )
    return [(kind, secret_id, count) for kind, secret_id, count in rows]


def person_of_id(connection: Connection, person_id: str) -> Person | None:
    """Whoever has this id, also when their consent has run out."""
    row = connection.execute(select(person_table).where(person_table.c.id == person_id)).one_or_none()
    return None if row is None else _person(row)


def person_of_card(connection: Connection, card_digest: str, now_ms: int) -> Person | None:
    """The holder of that card whose consent holds; of several the one who agreed last."""
    row = connection.execute(
        select(person_table)
        .where(person_table.c.card_digest == card_digest, person_table.c.expires_at_ms > now_ms)
        .order_by(person_table.c.consented_at_ms.desc())
        .limit(1)
    ).one_or_none()
    return None if row is None else _person(row)


def expired_ids(connection: Connection, now_ms: int) -> Sequence[str]:
    """Whose consent has run out."""
    return connection.scalars(select(person_table.c.id).where(person_table.c.expires_at_ms <= now_ms)).all()


def forget_person(connection: Connection, person_id: str, *, at_ms: int, by: ConsentEnd) -> bool:
    """Erase a person's template; that they had agreed, and until when, stays. False when there is none."""
    whom: ColumnElement[bool] = person_table.c.id == person_id
    connection.execute(
        update(consent_table)
        .where(
            consent_table.c.person_id.in_(select(person_table.c.id).where(whom)),
            consent_table.c.ended_at_ms.is_(None),
        )
        .values(ended_at_ms=at_ms, ended_by=by)
    )
    return connection.execute(delete(person_table).where(whom)).rowcount > 0


def consents_of(connection: Connection, person_id: str) -> Sequence[GivenConsent]:
    """What a person has agreed to, oldest first."""
    rows = connection.execute(
        select(consent_table).where(consent_table.c.person_id == person_id).order_by(consent_table.c.id)
    )
    return [
        GivenConsent(
            text=row.text,
            given_at_ms=row.given_at_ms,
            ended_at_ms=row.ended_at_ms,
            ended_by=None if row.ended_by is None else ConsentEnd(row.ended_by),
        )
        for row in rows
    ]


def _person(row: Row[tuple[object, ...]]) -> Person:
    return Person(**row._mapping)
