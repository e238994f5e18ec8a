"""Which schema a database holds, and bringing it to the newest. Alembic is loaded only where there is work.

A migration's revision is its schema and the number its file begins with: kiosk/0003_playlist.py is
`kiosk_0003`. Alembic takes a fifth of a second to load, which a kiosk that starts has better use for.
"""

from functools import cache
from pathlib import Path

from sqlalchemy import Connection, column, inspect, select, table

_MIGRATIONS = Path(__file__).parent / "migrations"
_VERSION = table("alembic_version", column("version_num"))


class NewerSchema(Exception):
    """The database was made by a newer version of this program; the message names its revision."""


@cache
def revisions(schema: str) -> tuple[str, ...]:
    """All there are of `schema` ("hall", "kiosk" or "city"), oldest first."""
    return tuple(f"{schema}_{path.name[:4]}" for path in sorted((_MIGRATIONS / schema).glob("[0-9]*.py")))


def schema_of(connection: Connection) -> str | None:
    """The revision of the schema the database holds, None for a database that holds none."""
    if not inspect(connection).has_table(_VERSION.name):
        return None
    found: str | None = connection.scalar(select(_VERSION.c.version_num))
    return found


def upgrade(connection: Connection, schema: str) -> None:
    """Bring the database to the newest revision of `schema`. Raises NewerSchema."""
    found = schema_of(connection)
    if found == revisions(schema)[-1]:
        return
    if found is not None and found not in revisions(schema):
        raise NewerSchema(found)
    from alembic import command
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", str(_MIGRATIONS))
    config.set_main_option("version_locations", str(_MIGRATIONS / schema))
    config.set_main_option("path_separator", "newline")
    config.attributes["connection"] = connection
    command.upgrade(config, "head")
