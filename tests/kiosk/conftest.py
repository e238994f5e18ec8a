from collections.abc import Iterator
from pathlib import Path

import pytest

from models.store.database import Database, open_database


@pytest.fixture
def kiosk_database(tmp_path: Path) -> Iterator[Database]:
    database = open_database(f"sqlite:///{tmp_path}/kiosk.db", "kiosk")
    yield database
    database.close()
