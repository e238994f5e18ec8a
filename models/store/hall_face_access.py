"""Who on the staff has looked at, exported or erased which face of a hall, and when."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from sqlalchemy import Connection, delete, insert, or_, select

from models.store.hall_tables import face_access as access_table


class FaceDeed(StrEnum):
    LISTED = "listed"
    EXPORTED = "exported"
    ERASED = "erased"


@dataclass(frozen=True, kw_only=True)
class FaceAccess:
    """One look or deed. person_id: whose face; None for the list of all of them. by: such as `staff:lan`."""

    at_ms: int
    person_id: str | None
    what: FaceDeed
    by: str


def note_access(connection: Connection, hall_id: str, access: FaceAccess) -> None:
    """Remember it."""
    connection.execute(insert(access_table).values(hall_id=hall_id, **vars(access)))


def accesses_to(
    connection: Connection, hall_id: str, person_id: str, since_ms: int = 0
) -> Sequence[FaceAccess]:
    """What was done to one person's face since then, their place in the list included; oldest first."""
    rows = connection.execute(
        select(access_table)
        .where(
            access_table.c.hall_id == hall_id,
            access_table.c.at_ms >= since_ms,
            or_(access_table.c.person_id == person_id, access_table.c.person_id.is_(None)),
        )
        .order_by(access_table.c.id)
    )
    return [
        FaceAccess(at_ms=row.at_ms, person_id=row.person_id, what=FaceDeed(row.what), by=row.by)
        for row in rows
    ]


def has_accesses_before(connection: Connection, hall_id: str, before_ms: int) -> bool:
    """Whether there is anything older than that."""
    older = select(access_table.c.id).where(
        access_table.c.hall_id == hall_id, access_table.c.at_ms < before_ms
    )
    return connection.scalar(older.limit(1)) is not None


def forget_accesses(connection: Connection, hall_id: str, before_ms: int) -> None:
    """Drop what is older than that."""
    connection.execute(
        delete(access_table).where(access_table.c.hall_id == hall_id, access_table.c.at_ms < before_ms)
    )
