"""Who this kiosk knows by face: sealed templates in the store, open ones in memory only."""

import logging
import secrets
from collections.abc import Iterable
from dataclasses import dataclass
from functools import partial

import numpy as np

from kiosk import clock
from kiosk.faces import vault
from kiosk.faces.engine import FaceEngine, GalleryError, Picture, Vector
from kiosk.faces.gallery import MAX_TEMPLATES, Gallery
from kiosk.faces.recogniser import enrol
from models.face_record import ConsentEnd
from models.store import kiosk_people
from models.store.database import Database
from models.visitor import masked_name

CONSENT_LASTS_MS = 365 * 24 * 3600 * 1000  # 12 months, then the citizen is asked again

log = logging.getLogger(__name__)


def load_gallery(database: Database, engine: FaceEngine, key: bytes) -> Gallery:
    """Everybody `engine` can recognise here. A template that cannot be opened is left out, and logged.

    Whose consent has run out is erased on the way.
    """
    now_ms = clock.now_ms()
    database.write(partial(kiosk_people.forget_expired, now_ms=now_ms)).result()
    stored = database.read(
        lambda connection: kiosk_people.people_of(connection, str(engine.kind), now_ms)
    ).result()
    templates = []
    person_ids = []
    for person in stored:
        try:
            template = vault.unseal(
                key, person.sealed_template, person_id=person.id, engine_version=str(engine.kind)
            )
        except vault.VaultError as error:
            log.error("%s", error)
            continue
        templates.append(template)
        person_ids.append(person.id)
    return Gallery(
        person_ids,
        np.array(templates, dtype=np.float32).reshape(-1, engine.kind.dim),
        kind=engine.kind,
        point=engine.point,
    )


def shown_name(database: Database, person_id: str) -> str | None:
    """The masked name of somebody who is still known; None once they were erased or their consent ran out."""
    now_ms = clock.now_ms()
    return database.read(
        lambda connection: kiosk_people.shown_name_of(connection, person_id, now_ms)
    ).result()


@dataclass(frozen=True, kw_only=True)
class KeptFace:
    """Under which id a face is kept, and when it is erased by itself."""

    person_id: str
    until_ms: int


def enrol_person(
    database: Database,
    engine: FaceEngine,
    key: bytes,
    *,
    name: str,
    consent_text: str,
    frames_bgr: Iterable[Picture],
) -> str:
    """Keep the face of somebody who has consented to `consent_text`; returns their id.

    Only the sealed template and the masked name are kept; no picture is. Raises NoGoodFrames, GalleryError.
    """
    template = enrol(engine, frames_bgr)
    kept = keep_face(
        database, engine, key, template=template, shown_name=masked_name(name), consent_text=consent_text
    )
    return kept.person_id


def keep_face(
    database: Database,
    engine: FaceEngine,
    key: bytes,
    *,
    template: Vector,
    shown_name: str,
    consent_text: str,
) -> KeptFace:
    """Keep a face that was learnt, sealed, for as long as consent lasts.

    A face that is known already replaces its own template: under two ids neither would be recognised. Raises
    GalleryError when more people are known than may be told apart.
    """
    gallery = load_gallery(database, engine, key)
    known = gallery.find(template)
    if known is None and len(gallery) >= MAX_TEMPLATES:
        raise GalleryError(f"{len(gallery)} people are known here, and there may be no more")
    now_ms = clock.now_ms()
    person_id = secrets.token_hex(8) if known is None else known.person_id
    person = kiosk_people.Person(
        id=person_id,
        shown_name=shown_name,
        sealed_template=vault.seal(key, template, person_id=person_id, engine_version=str(engine.kind)),
        engine=str(engine.kind),
        consented_at_ms=now_ms,
        consent_text=consent_text,
        expires_at_ms=now_ms + CONSENT_LASTS_MS,
    )
    database.write(lambda connection: kiosk_people.add_person(connection, person)).result()
    return KeptFace(person_id=person_id, until_ms=person.expires_at_ms)


def forget_person(database: Database, person_id: str, by: ConsentEnd) -> bool:
    """Erase somebody's template. False when nobody has that id."""
    forget = partial(kiosk_people.forget_person, person_id=person_id, at_ms=clock.now_ms(), by=by)
    return database.write(forget).result()
