"""The people who let this hall know their face again: sealed templates, with the proof of consent."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass

from sqlalchemy import Connection, delete, insert, select

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


def add_person(connection: Connection, person: Person) -> None:
    """Keep a template, in place of an older one of the same person."""
    forget_person(connection, person.id)
    connection.execute(insert(person_table).values(**asdict(person)))


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


def forget_person(connection: Connection, person_id: str) -> bool:
    """Erase a person's template. False when there is none."""
    return connection.execute(delete(person_table).where(person_table.c.id == person_id)).rowcount > 0


def forget_expired(connection: Connection, now_ms: int) -> None:
    """Erase everybody whose consent has run out."""
    connection.execute(delete(person_table).where(person_table.c.expires_at_ms <= now_ms))
