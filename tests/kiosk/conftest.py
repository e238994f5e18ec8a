"""A kiosk's own database, its store of faces, and the real engine as one hall uses it."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from kiosk.face_store import FaceStore
from kiosk.faces.blaze_mfn import BlazeMobileFaceNet
from kiosk.faces.face_secret import FaceSecret
from kiosk.faces.hall_engine import HallEngine
from models.store.database import Database, open_database
from models.store.key_files import KeyFiles


@pytest.fixture
def kiosk_database(tmp_path: Path) -> Iterator[Database]:
    database = open_database(f"sqlite:///{tmp_path}/kiosk.db", "kiosk")
    yield database
    database.close()


@pytest.fixture(scope="session")
def face_secret() -> FaceSecret:
    return FaceSecret(bytes(range(32)))


@pytest.fixture(scope="session")
def hall_engine(face_secret: FaceSecret) -> HallEngine:
    return HallEngine(BlazeMobileFaceNet(), face_secret)


@pytest.fixture
def key_files(tmp_path: Path) -> KeyFiles:
    return KeyFiles(tmp_path / "face-keys")


@pytest.fixture
def face_store(kiosk_database: Database, key_files: KeyFiles, face_secret: FaceSecret) -> FaceStore:
    return FaceStore(kiosk_database, key_files, face_secret)
