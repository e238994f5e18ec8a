"""The city a hall belongs to, and how far its log is there."""

from dataclasses import dataclass, field

from sqlalchemy import Connection, delete, insert, select, update

from models.store.hall_tables import city_link as table


@dataclass(frozen=True, kw_only=True)
class CityLink:
    """url: of the city's server. private_key: of the hall, 64 hex digits.

    name, nth: as whom the city knows the hall, None until it has answered to the first message. high: the
    last entry the city said it holds. trouble: why it takes no more, None while it does.
    """

    url: str
    ca_file: str | None
    private_key: str = field(repr=False)
    name: str | None
    nth: int | None
    high: int
    heard_at_ms: int | None
    claimed_until_ms: int
    trouble: str | None


_COLUMNS = [table.c[name] for name in CityLink.__dataclass_fields__]


def find_city_link(connection: Connection, hall_id: str) -> CityLink | None:
    """The link to the city, None while the hall has none."""
    row = connection.execute(select(*_COLUMNS).where(table.c.hall_id == hall_id)).one_or_none()
    return None if row is None else CityLink(**row._mapping)


def has_city(connection: Connection, hall_id: str) -> bool:
    """Whether a city has taken the hall in; not where it was only asked."""
    link = find_city_link(connection, hall_id)
    return link is not None and link.name is not None


def begin_city_link(
    connection: Connection, hall_id: str, *, url: str, ca_file: str | None, private_key: str
) -> None:
    """Keep the key the hall is going to join with, in place of any link before."""
    end_city_link(connection, hall_id)
    link = {"url": url, "ca_file": ca_file, "private_key": private_key, "high": 0, "claimed_until_ms": 0}
    connection.execute(insert(table).values(hall_id=hall_id, **link))


def end_city_link(connection: Connection, hall_id: str) -> None:
    """The hall sends its log to nobody any more."""
    connection.execute(delete(table).where(table.c.hall_id == hall_id))


def save_city_link(connection: Connection, hall_id: str, **changes: str | int | None) -> None:
    """Change what is known of the city, by column."""
    connection.execute(update(table).where(table.c.hall_id == hall_id).values(changes))


def claim_city_link(connection: Connection, hall_id: str, *, now_ms: int, until_ms: int) -> bool:
    """Let no other process of this hall's server talk to the city until then. False: one does already.

    A claim that reaches further than ours was made under a clock that was wrong.
    """
    is_free = (table.c.claimed_until_ms <= now_ms) | (table.c.claimed_until_ms > until_ms)
    claiming = update(table).where(table.c.hall_id == hall_id, is_free).values(claimed_until_ms=until_ms)
    return connection.execute(claiming).rowcount == 1
