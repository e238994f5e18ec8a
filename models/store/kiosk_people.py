"""The people who let this hall know their face again: sealed templates, with the proof of consent."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass

from sqlalchemy import ColumnElement, Connection, delete, insert, select, update

from models.face_record import ConsentEnd
from models.store.kiosk_tables import face_consent as consent_table
from models.store.kiosk_tables import person as person_table


@dataclass(frozen=True, kw_only=True)
class Person:
    """shown_name: already masked. sealed_template: readable only with the kiosk's key, which is not here."""

    id: str
    shown_name: str
    sealed_template: bytes
    engine: str
    consented_at_ms: int
    consent_text: str
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


def people_of(connection: Connection, engine: str, now_ms: int) -> Sequence[Person]:
    """Everybody whose consent has not run out and whose template `engine` can read."""
    rows = connection.execute(
        select(person_table)
        .where(person_table.c.engine == engine, person_table.c.expires_at_ms > now_ms)
        .order_by(person_table.c.id)
    )
    return [Person(**row._mapping) for row in rows]


def shown_name_of(connection: Connection, person_id: str, now_ms: int) -> str | None:
    """The masked name of a person whose consent has not run out."""
    return connection.scalar(
        select(person_table.c.shown_name).where(
            person_table.c.id == person_id, person_table.c.expires_at_ms > now_ms
        )
    )


def forget_person(connection: Connection, person_id: str, *, at_ms: int, by: ConsentEnd) -> bool:
    """Erase a person's template; that they had agreed, and until when, stays. False when there is none."""
    return _forget(connection, person_table.c.id == person_id, at_ms, by) > 0


def forget_expired(connection: Connection, now_ms: int) -> None:
    """Erase everybody whose consent has run out."""
    _forget(connection, person_table.c.expires_at_ms <= now_ms, now_ms, ConsentEnd.EXPIRED)


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


def _forget(connection: Connection, whom: ColumnElement[bool], at_ms: int, by: ConsentEnd) -> int:
    """How many of them there were."""
    connection.execute(
        update(consent_table)
        .where(
            consent_table.c.person_id.in_(select(person_table.c.id).where(whom)),
            consent_table.c.ended_at_ms.is_(None),
        )
        .values(ended_at_ms=at_ms, ended_by=by)
    )
    return connection.execute(delete(person_table).where(whom)).rowcount
