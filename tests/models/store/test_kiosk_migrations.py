"""A kiosk that worked with an earlier version goes on with this one, and forgets nothing it was told."""

from functools import partial
from pathlib import Path

import pytest
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from sqlalchemy import create_engine, text

from models.store import kiosk_tables as tables
from models.store.database import open_database
from models.store.kiosk_told import StoredEdition, Topic, load_edition

MIGRATIONS = Path(tables.__file__).parent / "migrations"


def made_by(version: str, url: str, *statements: str) -> None:
    """Make the database at `url` as that version would have left it."""
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS))
    config.set_main_option("version_locations", str(MIGRATIONS / "kiosk"))
    config.set_main_option("path_separator", "newline")
    engine = create_engine(url)
    with engine.begin() as connection:
        config.attributes["connection"] = connection
        command.upgrade(config, version)
        for statement in statements:
            connection.execute(text(statement))
    engine.dispose()


@pytest.fixture
def url(tmp_path: Path) -> str:
    return f"sqlite:///{tmp_path}/kiosk.db"


def test_an_upgraded_kiosk_has_exactly_the_tables_the_program_uses(url: str) -> None:
    made_by("kiosk_0001", url)
    database = open_database(url, "kiosk")
    differences = database.read(
        lambda connection: compare_metadata(MigrationContext.configure(connection), tables.metadata)
    ).result()
    database.close()
    assert differences == []


def test_the_playlist_it_was_told_is_still_there(url: str) -> None:
    made_by("kiosk_0003", url, "INSERT INTO playlist (id, payload, tag) VALUES (1, '{}', '\"one\"')")
    database = open_database(url, "kiosk")
    kept = database.read(partial(load_edition, topic=Topic.PLAYLIST)).result()
    database.close()
    assert kept == StoredEdition(payload="{}", tag='"one"')
