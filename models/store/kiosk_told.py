"""What the hall last told a kiosk, one edition a topic, for when the hall cannot be asked."""

from dataclasses import dataclass
from enum import StrEnum

from sqlalchemy import Connection, insert, select, update

from models.store.kiosk_tables import told as told_table


class Topic(StrEnum):
    """What the hall tells by editions, as its path under /api/kiosk names it."""

    PLAYLIST = "playlist"
    PROCEDURES = "procedures"


@dataclass(frozen=True, kw_only=True)
class StoredEdition:
    """payload: what was told, as JSON. tag: the hall's name for just this edition."""

    payload: str
    tag: str


def save_edition(connection: Connection, topic: Topic, stored: StoredEdition) -> None:
    """Keep this edition of `topic` and no other."""
    of_topic = told_table.c.topic == topic
    if not connection.execute(update(told_table).where(of_topic).values(vars(stored))).rowcount:
        connection.execute(insert(told_table).values(topic=topic, **vars(stored)))


def load_edition(connection: Connection, topic: Topic) -> StoredEdition | None:
    """What is kept of `topic`, None on a kiosk whose hall has said nothing of it yet."""
    row = connection.execute(
        select(told_table.c.payload, told_table.c.tag).where(told_table.c.topic == topic)
    ).one_or_none()
    return None if row is None else StoredEdition(**row._asdict())
