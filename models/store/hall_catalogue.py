"""The editions of a hall's catalogue of procedures, and the one that holds on a day. None is ever changed."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import Connection, Row, func, insert, select

from models.procedures.catalogue import Catalogue
from models.procedures.json_file import read_json, write_json
from models.store.hall_tables import catalogue as table


@dataclass(frozen=True, kw_only=True)
class Edition:
    """One catalogue as it was taken over. number: counts from 1. valid_from: it holds from that day on.

    digest: of the document, so that nobody fetches again what they have.
    """

    number: int
    name: str
    valid_from: date
    imported_at_ms: int
    imported_by: str
    digest: str


def digest_of(catalogue: Catalogue) -> str:
    """The same for two catalogues only if they say the same."""
    return hashlib.sha256(write_json(catalogue)).hexdigest()


def save_catalogue(
    connection: Connection, hall_id: str, catalogue: Catalogue, *, valid_from: date, at_ms: int, by: str
) -> Edition:
    """Let `catalogue` hold from `valid_from` on, until a later edition does."""
    last = connection.scalar(select(func.max(table.c.number)).where(table.c.hall_id == hall_id))
    edition = Edition(
        number=(last or 0) + 1,
        name=catalogue.edition,
        valid_from=valid_from,
        imported_at_ms=at_ms,
        imported_by=by,
        digest=digest_of(catalogue),
    )
    connection.execute(
        insert(table).values(
            hall_id=hall_id,
            number=edition.number,
            edition=edition.name,
            valid_from=edition.valid_from,
            imported_at_ms=edition.imported_at_ms,
            imported_by=edition.imported_by,
            digest=edition.digest,
            document=write_json(catalogue).decode(),
        )
    )
    return edition


_EDITION = [column for column in table.c if column is not table.c.document]


def edition_on(connection: Connection, hall_id: str, day: date) -> Edition | None:
    """The edition that holds on `day`: the one that began last, of two on one day the later import."""
    row = connection.execute(
        select(*_EDITION)
        .where(table.c.hall_id == hall_id, table.c.valid_from <= day)
        .order_by(table.c.valid_from.desc(), table.c.number.desc())
        .limit(1)
    ).first()
    return None if row is None else _edition(row)


def read_edition(connection: Connection, hall_id: str, number: int) -> Catalogue:
    """What the edition of that number says."""
    of_number = (table.c.hall_id == hall_id) & (table.c.number == number)
    document: str = connection.scalars(select(table.c.document).where(of_number)).one()
    return read_json(document.encode())


def editions(connection: Connection, hall_id: str) -> Sequence[Edition]:
    """All editions, in the order they were taken over."""
    rows = connection.execute(select(*_EDITION).where(table.c.hall_id == hall_id).order_by(table.c.number))
    return [_edition(row) for row in rows]


def _edition(row: Row[tuple[object, ...]]) -> Edition:
    return Edition(
        number=row.number,
        name=row.edition,
        valid_from=row.valid_from,
        imported_at_ms=row.imported_at_ms,
        imported_by=row.imported_by,
        digest=row.digest,
    )
