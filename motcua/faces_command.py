"""`motcua faces`: let somebody who has consented be recognised here, or erase them again."""

import argparse
import json
from collections.abc import Iterator
from pathlib import Path

import numpy as np

from assets import AssetError
from kiosk import clock
from kiosk.camera import CameraError, Frame, open_camera
from kiosk.faces.blaze_mfn import BlazeMobileFaceNet
from kiosk.faces.engine import FaceError
from kiosk.faces.vault import load_or_create_key, unseal
from kiosk.people import enrol_person, forget_person
from models.face_record import ConsentEnd
from models.store import kiosk_people
from models.store.database import Database, StoreError, open_database
from motcua import faces_calibrate, faces_evaluate
from motcua.cli import CommandError
from motcua.config import KioskConfig, load_private_config

FRAMES_TO_TRY = 150


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--config", type=Path, default=Path("kiosk.toml"), help="the kiosk's configuration")
    deeds = parser.add_subparsers(dest="deed", required=True)
    enrol = deeds.add_parser("enrol", help="keep a sealed template of a face; no picture is kept")
    enrol.add_argument("--name", required=True, help="full name; only its masked form is kept")
    enrol.add_argument("--camera", help="device:N or a film; the kiosk's own camera otherwise")
    enrol.add_argument("--consent", required=True, help="the text the citizen agreed to, word for word")
    erase = deeds.add_parser("erase", help="erase a face for good")
    erase.add_argument("person_id")
    faces_evaluate.add_arguments(
        deeds.add_parser("evaluate", help="how well an engine tells the people in a folder of pictures apart")
    )
    faces_calibrate.add_calibrate_arguments(
        deeds.add_parser("calibrate", help="propose thresholds from the faces that are kept here")
    )
    faces_calibrate.add_duplicates_arguments(
        deeds.add_parser("duplicates", help="which records may be one person's; ids only")
    )


def run(options: argparse.Namespace) -> int:
    if options.deed == "evaluate":
        return faces_evaluate.run(options)
    config = load_private_config(options.config, KioskConfig)
    try:
        database = open_database(config.database, "kiosk")
        try:
            if options.deed in ("calibrate", "duplicates"):
                print(json.dumps(_measured(options, config, database), indent=2))
                return 0
            if options.deed == "erase":
                if not forget_person(database, options.person_id, ConsentEnd.STAFF):
                    raise CommandError(f"nobody here has the id {options.person_id}")
                return 0
            person_id = enrol_person(
                database,
                BlazeMobileFaceNet(),
                load_or_create_key(config.face_key),
                name=options.name,
                consent_text=options.consent,
                frames_bgr=_frames(options.camera or config.camera),
            )
            print(json.dumps({"person_id": person_id}))
            return 0
        finally:
            database.close()
    except (StoreError, FaceError, CameraError, AssetError, OSError) as error:
        raise CommandError(str(error)) from error


def _measured(options: argparse.Namespace, config: KioskConfig, database: Database) -> object:
    """What the templates say that are kept here."""
    engine = BlazeMobileFaceNet()
    if not config.face_key.exists():
        raise CommandError(f"there is no key {config.face_key} to open templates with")
    key = load_or_create_key(config.face_key)
    people = database.read(
        lambda connection: kiosk_people.people_of(connection, str(engine.kind), clock.now_ms())
    ).result()
    templates = np.array(
        [
            unseal(key, person.sealed_template, person_id=person.id, engine_version=str(engine.kind))
            for person in people
        ],
        dtype=np.float32,
    ).reshape(-1, engine.kind.dim)
    ids = [person.id for person in people]
    if options.deed == "duplicates":
        return faces_calibrate.tell_duplicates(options, engine, ids, templates)
    return faces_calibrate.calibrate(options, engine, ids, templates, shipped=engine.point)


def _frames(source: str) -> Iterator[Frame]:
    camera = open_camera(source)
    try:
        for _ in range(FRAMES_TO_TRY):
            yield camera.read()
    finally:
        camera.close()
