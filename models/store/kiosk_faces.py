"""What a kiosk has to tell the hall about faces, how far it has heard the hall, and what it did with them."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from sqlalchemy import ColumnElement, Connection, delete, insert, select, update

from models.store.kiosk_tables import face_cursor as cursor_table
from models.store.kiosk_tables import face_outbox as outbox_table
from models.store.kiosk_tables import face_use as use_table


class Deed(StrEnum):
    """What is done with somebody's face.

    RECOGNISED: among everybody known here; VERIFIED: as the holder of the card shown. CONFIRMED, DENIED: what
    the citizen said to that.
    """

    ENROLLED = "enrolled"
    RECOGNISED = "recognised"
    VERIFIED = "verified"
    CONFIRMED = "confirmed"
    DENIED = "denied"
    RE_EMBEDDED = "re_embedded"
    EXPORTED = "exported"
    ERASED = "erased"


@dataclass(frozen=True, kw_only=True)
class Unsent:
    """A change the hall has not confirmed; with a time and a reason it is an erasure."""

    person_id: str
    erased_at_ms: int | None = None
    erased_by: str | None = None


@dataclass(frozen=True, kw_only=True)
class Use:
    """What was done with a person's face, when; and, where faces were compared, the kind and their score."""

    person_id: str
    at_ms: int
    deed: Deed
    kind: str | None = None
    score: float | None = None


def note_unsent(connection: Connection, unsent: Unsent) -> None:
    """The hall must hear of this; an earlier change of the same person need not be told any more."""
    connection.execute(delete(outbox_table).where(outbox_table.c.person_id == unsent.person_id))
    connection.execute(insert(outbox_table).values(vars(unsent)))


def unsent(connection: Connection) -> Sequence[Unsent]:
    """What the hall has not confirmed, oldest first."""
    rows = connection.execute(
        select(outbox_table.c.person_id, outbox_table.c.erased_at_ms, outbox_table.c.erased_by).order_by(
            outbox_table.c.id
        )
    )
    return [Unsent(**row._mapping) for row in rows]


def is_erasure_unsent(connection: Connection, person_id: str) -> bool:
    """Whether this person was erased here and the hall has not confirmed it."""
    return any(one.person_id == person_id and one.erased_at_ms is not None for one in unsent(connection))


def forget_unsent(connection: Connection, one: Unsent) -> None:
    """The hall has this. A change of another nature that came since stays."""
    connection.execute(
        delete(outbox_table).where(
            outbox_table.c.person_id == one.person_id,
            outbox_table.c.erased_at_ms.is_not_distinct_from(one.erased_at_ms),
        )
    )


def cursor(connection: Connection) -> int:
    """How far the hall's changes are done here."""
    return connection.scalar(select(cursor_table.c.seq)) or 0


def move_cursor(connection: Connection, seq: int) -> None:
    """The hall's changes are done up to here."""
    if not connection.execute(update(cursor_table).values(seq=seq)).rowcount:
        connection.execute(insert(cursor_table).values(id=1, seq=seq))


def note_use(connection: Connection, use: Use) -> None:
    """Write down what was done with somebody's face."""
    connection.execute(insert(use_table).values(vars(use)))


def uses_of(connection: Connection, person_id: str) -> Sequence[Use]:
    """What was done with this person's face, oldest first."""
    return _uses(connection, use_table.c.person_id == person_id)


def confirmed_scores(connection: Connection, kind: str) -> Sequence[float]:
    """How alike templates of `kind` and faces were that were found among all, as the citizens confirmed."""
    compared: dict[str, float] = {}
    confirmed = []
    for use in _uses(connection, use_table.c.kind == kind):
        if use.deed is Deed.RECOGNISED and use.score is not None:
            compared[use.person_id] = use.score
        elif use.deed is Deed.CONFIRMED and use.person_id in compared:
            confirmed.append(compared.pop(use.person_id))
        elif use.deed is Deed.DENIED:
            compared.pop(use.person_id, None)
    return confirmed


def forget_uses(connection: Connection, before_ms: int) -> None:
    """Uses before that are nobody's business any more."""
    connection.execute(delete(use_table).where(use_table.c.at_ms < before_ms))


def _uses(connection: Connection, which: ColumnElement[bool]) -> Sequence[Use]:
    rows = connection.execute(
        select(
            use_table.c.person_id,
            use_table.c.at_ms,
            use_table.c.deed,
            use_table.c.kind,
            use_table.c.score,
        )
        .where(which)
        .order_by(use_table.c.id)
    )
    return [Use(**{**row._mapping, "deed": Deed(row.deed)}) for row in rows]
