"""Builds what knows faces from a kiosk's configuration: the engine, as this hall uses it, and the store."""

import logging
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

from assets import AssetError
from kiosk.camera import Frame
from kiosk.face_store import FaceStore
from kiosk.faces.engine import EngineError, FaceEngine, FaceError
from kiosk.faces.engines import open_engine
from kiosk.faces.face_secret import load_or_create_secret
from kiosk.faces.hall_engine import HallEngine
from kiosk.faces.recogniser import enrol
from kiosk.faces.template import EngineName, OperatingPoint
from models.store.database import Database
from models.store.key_files import KeyFiles
from motcua.config import KioskConfig, point_with

log = logging.getLogger(__name__)


@dataclass(frozen=True, kw_only=True)
class FaceParts:
    """engine: as this hall uses it; shipped_point: the thresholds it came with.

    models: where files are that the hall supplies itself, for the engine that wants some.
    """

    engine: HallEngine
    shipped_point: OperatingPoint
    store: FaceStore
    keys: KeyFiles
    models: Path | None = None
    _others: dict[str, FaceEngine | None] = field(default_factory=dict)

    def re_embed(self, person_id: str, frames_bgr: Sequence[Frame]) -> None:
        """Make somebody's template anew by this engine, from pictures that the older one says are theirs.

        Raises FaceError when they are not, or cannot be used.
        """
        person = self.store.person(person_id)
        older = None if person is None else self.engine_of(person.kind)
        template = None if person is None or older is None else self.store.template_of(person, older.kind)
        if person is None or older is None or template is None:
            raise EngineError("there is no template of theirs that can still be read here")
        if older.kind.score(template, enrol(older, frames_bgr)) < older.point.verify:
            raise FaceError("the pictures show somebody else")
        self.store.re_embed(person, self.engine, enrol(self.engine, frames_bgr))

    def engine_of(self, kind: str) -> FaceEngine | None:
        """The engine that made templates of `kind`, None where it is not to be had here."""
        if kind == str(self.engine.kind):
            return self.engine
        if kind not in self._others:
            self._others[kind] = self._open(kind)
        return self._others[kind]

    def _open(self, kind: str) -> FaceEngine | None:
        name = kind.split("/")[0]
        if name not in list(EngineName):
            return None
        try:
            engine = open_engine(EngineName(name), self.models)
        except (AssetError, FaceError, OSError) as error:
            log.warning("templates of %s are of no use here: %s", kind, error)
            return None
        return HallEngine(engine, self.store.secret) if str(engine.kind) == kind else None


def open_face_store(config: KioskConfig, database: Database) -> tuple[FaceStore, KeyFiles]:
    """What is kept of faces here; it needs no engine. Raises FaceError, OSError."""
    keys = KeyFiles(config.face_keys)
    return FaceStore(database, keys, load_or_create_secret(config.face_secret)), keys


def open_face_parts(config: KioskConfig, database: Database) -> FaceParts:
    """Raises AssetError, FaceError, OSError: then nobody can be known by face."""
    store, keys = open_face_store(config, database)
    engine = open_engine(config.face_engine, config.face_models)
    point = point_with(engine.point, config.face_thresholds)
    return FaceParts(
        engine=HallEngine(engine, store.secret, point),
        shipped_point=engine.point,
        store=store,
        keys=keys,
        models=config.face_models,
    )
