"""Who this kiosk knows by face: sealed templates in the store, open ones in memory only."""

import logging
import secrets
import time
from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np

from kiosk.faces import vault
from kiosk.faces.engine import FaceEngine, Picture
from kiosk.faces.gallery import Gallery
from kiosk.faces.recogniser import enrol
from models.store import kiosk_people
from models.store.database import Database
from models.visitor import masked_name

CONSENT_LASTS_MS = 365 * 24 * 3600 * 1000  # 12 months, then the citizen is asked again

log = logging.getLogger(__name__)


@dataclass(frozen=True, kw_only=True)
class People:
    """gallery: their templates. shown_names: their masked names, by person id."""

    gallery: Gallery
    shown_names: dict[str, str]


def load_people(database: Database, engine: FaceEngine, key: bytes) -> People:
    """Everybody `engine` can recognise here. A template that cannot be opened is left out, and logged."""
    now_ms = time.time_ns() // 1_000_000
    stored = database.read(
        lambda connection: kiosk_people.people_of(connection, _engine_id(engine), now_ms)
    ).result()
    templates = []
    shown_names = {}
    for person in stored:
        try:
            template = vault.unseal(
                key, person.sealed_template, person_id=person.id, engine_version=_engine_id(engine)
            )
        except vault.VaultError as error:
            log.error("%s", error)
            continue
        templates.append(template)
        shown_names[person.id] = person.shown_name
    gallery = Gallery(
        list(shown_names),
        np.array(templates, dtype=np.float32).reshape(-1, engine.dim),
        engine_name=engine.name,
        engine_version=engine.version,
    )
    return People(gallery=gallery, shown_names=shown_names)


def enrol_person(
    database: Database,
    engine: FaceEngine,
    key: bytes,
    *,
    name: str,
    consent_text: str,
    frames_bgr: Iterable[Picture],
) -> str:
    """Keep the face of somebody who has consented to `consent_text`; returns their new id.

    Only the sealed template and the masked name are kept; no picture is. Raises NoGoodFrames.
    """
    template = enrol(engine, frames_bgr)
    now_ms = time.time_ns() // 1_000_000
    person_id = secrets.token_hex(8)
    person = kiosk_people.Person(
        id=person_id,
        shown_name=masked_name(name),
        sealed_template=vault.seal(key, template, person_id=person_id, engine_version=_engine_id(engine)),
        engine=_engine_id(engine),
        consented_at_ms=now_ms,
        consent_text=consent_text,
        expires_at_ms=now_ms + CONSENT_LASTS_MS,
    )
    database.write(lambda connection: kiosk_people.add_person(connection, person)).result()
    return person_id


def forget_person(database: Database, person_id: str) -> None:
    """Erase somebody's template."""
    database.write(lambda connection: kiosk_people.forget_person(connection, person_id)).result()


def _engine_id(engine: FaceEngine) -> str:
    return f"{engine.name}/{engine.version}"
