"""The halls of a city: who they are, their keys, and how far their logs are here."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import Connection, insert, select, update

from models.city_wire import NO_EPOCH
from models.event_log import GENESIS
from models.store.city_tables import hall as table
from models.store.digest import secret_sha256


@dataclass(frozen=True, kw_only=True)
class CityHall:
    """A hall as its city knows it.

    name: what it calls itself, None until it has joined. nth: how many keys it has had. public_key: the one
    that counts, None for a hall that has not joined or was put out. code_until_ms, code_used_by: of the code
    it may join with. epoch: of the hall, NO_EPOCH before it was heard. high, high_hash: the last entry held.
    last_at_ms: when that was written. trouble: why its log cannot go on, None while it can.
    """

    id: str
    name: str | None
    timezone: str | None
    nth: int
    public_key: str | None
    code_until_ms: int | None
    code_used_by: str | None
    epoch: int
    high: int
    high_hash: str
    last_contact_ms: int | None
    last_at_ms: int | None
    trouble: str | None


_COLUMNS = [table.c[name] for name in CityHall.__dataclass_fields__]


def offer_code(connection: Connection, hall_id: str, *, code: str, until_ms: int) -> None:
    """Let whoever has `code` be that hall; a code given for it before opens nothing from now on."""
    offered = {"code_sha256": secret_sha256(code), "code_until_ms": until_ms, "code_used_by": None}
    if not connection.execute(update(table).where(table.c.id == hall_id).values(offered)).rowcount:
        new = {"id": hall_id, "nth": 0, "epoch": NO_EPOCH, "high": 0, "high_hash": GENESIS}
        connection.execute(insert(table).values(new | offered))


def hall_of_code(connection: Connection, code: str) -> CityHall | None:
    """The hall that this code was given for."""
    return _one(connection, table.c.code_sha256 == secret_sha256(code))


def find_city_hall(connection: Connection, hall_id: str) -> CityHall | None:
    """The hall of that name."""
    return _one(connection, table.c.id == hall_id)


def city_halls(connection: Connection) -> Sequence[CityHall]:
    """All halls, by name."""
    return [CityHall(**row._mapping) for row in connection.execute(select(*_COLUMNS).order_by(table.c.id))]


def save_city_hall(connection: Connection, hall_id: str, **changes: str | int | None) -> None:
    """Change what is known of a hall, by column."""
    connection.execute(update(table).where(table.c.id == hall_id).values(changes))


def _one(connection: Connection, where: object) -> CityHall | None:
    row = connection.execute(select(*_COLUMNS).where(where)).one_or_none()  # type: ignore[arg-type]
    return None if row is None else CityHall(**row._mapping)
