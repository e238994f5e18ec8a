"""`motcua faces`: who is known by face here; learn, erase, tell what is held, make templates anew."""

import argparse
import json
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import asdict
from datetime import UTC, datetime
from pathlib import Path

from assets import AssetError
from kiosk.camera import CameraError, Frame, open_camera, pictures_in
from kiosk.faces.engine import FaceError
from kiosk.faces.gallery import MAX_TEMPLATES
from kiosk.faces.recogniser import enrol
from models.face_record import PERSON_ID, ConsentEnd
from models.store.database import StoreError, open_database
from models.store.kiosk_faces import Deed
from models.visitor import masked_name
from motcua import faces_calibrate, faces_evaluate
from motcua.cli import CommandError
from motcua.config import KioskConfig, load_private_config
from motcua.face_parts import FaceParts, open_face_parts

FRAMES_TO_TRY = 150


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--config", type=Path, default=Path("kiosk.toml"), help="the kiosk's configuration")
    deeds = parser.add_subparsers(dest="deed", required=True)
    status = deeds.add_parser("status", help="how many are known, and how many strangers would be named")
    status.set_defaults(perform=_status)
    learn = deeds.add_parser("enrol", help="keep a sealed template of a face; no picture is kept")
    learn.set_defaults(perform=_enrol)
    learn.add_argument("--name", required=True, help="full name; only its masked form is kept")
    learn.add_argument("--camera", help="device:N or a film; the kiosk's own camera otherwise")
    learn.add_argument("--consent", required=True, help="the text the citizen agreed to, word for word")
    learn.add_argument("--card", metavar="NUMBER", help="of their card; only its keyed digest is kept")
    erase = deeds.add_parser("erase", help="erase a face for good")
    erase.set_defaults(perform=_erase)
    _add_whom(erase)
    export = deeds.add_parser("export", help="print all that is held about a person, but for the template")
    export.set_defaults(perform=_export)
    _add_whom(export)
    migrate = deeds.add_parser("migrate", help="make templates of another engine anew")
    migrate.set_defaults(perform=_migrate)
    migrate.add_argument("--pictures", type=Path, help="a folder a person, called by their id, with pictures")
    faces_evaluate.add_arguments(
        deeds.add_parser("evaluate", help="how well an engine tells the people in a folder of pictures apart")
    )
    calibrate = deeds.add_parser("calibrate", help="propose thresholds from the faces that are kept here")
    calibrate.set_defaults(perform=_calibrate)
    faces_calibrate.add_calibrate_arguments(calibrate)
    duplicates = deeds.add_parser("duplicates", help="which records may be one person's; ids only")
    duplicates.set_defaults(perform=_duplicates)
    faces_calibrate.add_duplicates_arguments(duplicates)


def run(options: argparse.Namespace) -> int:
    if options.deed == "evaluate":
        return faces_evaluate.run(options)
    config = load_private_config(options.config, KioskConfig)
    try:
        with closing(open_database(config.database, "kiosk")) as database:
            perform: Callable[[argparse.Namespace, KioskConfig, FaceParts], object] = options.perform
            print(json.dumps(perform(options, config, open_face_parts(config, database)), ensure_ascii=False))
            return 0
    except (StoreError, FaceError, CameraError, AssetError, OSError) as error:
        raise CommandError(str(error)) from error


def _add_whom(parser: argparse.ArgumentParser) -> None:
    whom = parser.add_mutually_exclusive_group(required=True)
    whom.add_argument("person_id", nargs="?", help="the id that enrolling printed")
    whom.add_argument("--card", metavar="NUMBER", help="the number of their card instead")


def _status(_options: argparse.Namespace, _config: KioskConfig, parts: FaceParts) -> object:
    known = len(parts.store.gallery(parts.engine))
    point = parts.engine.point
    return {
        "engine": str(parts.engine.kind),
        "thresholds": asdict(point),
        "known_by_face": known,
        "most_by_face": MAX_TEMPLATES,
        "strangers_named": round(point.strangers_named(known), 6),
        "strangers_named_when_full": round(point.strangers_named(MAX_TEMPLATES), 6),
        "records": [
            {"kind": kind, "people": people, "is_of_this_hall": secret_id == parts.store.secret.id}
            for kind, secret_id, people in parts.store.kinds()
        ],
    }


def _enrol(options: argparse.Namespace, config: KioskConfig, parts: FaceParts) -> object:
    kept = parts.store.keep(
        parts.engine,
        enrol(parts.engine, _frames(options.camera or config.camera)),
        shown_name=masked_name(options.name),
        consent_text=options.consent,
        card_number=options.card,
    )
    return {"person_id": kept.person_id, "until": _day(kept.until_ms)}


def _erase(options: argparse.Namespace, _config: KioskConfig, parts: FaceParts) -> object:
    person_id = _whom(options, parts)
    if not parts.store.erase(person_id, ConsentEnd.STAFF):
        raise CommandError(f"nobody here has the id {person_id}")
    return {"erased": person_id}


def _export(options: argparse.Namespace, _config: KioskConfig, parts: FaceParts) -> object:
    person_id = _whom(options, parts)
    told = parts.store.told(person_id)
    if told is None:
        raise CommandError(f"nothing is held about {person_id}")
    parts.store.note(person_id, Deed.EXPORTED)
    return told


def _migrate(options: argparse.Namespace, _config: KioskConfig, parts: FaceParts) -> object:
    folders = [] if options.pictures is None else [one for one in options.pictures.iterdir() if one.is_dir()]
    made, refused = 0, {}
    for folder in sorted(folders):
        try:
            parts.re_embed(folder.name, pictures_in(folder))
            made += 1
        except FaceError as error:
            refused[folder.name] = str(error)
    left = sum(people for kind, _secret, people in parts.store.kinds() if kind != str(parts.engine.kind))
    return {"engine": str(parts.engine.kind), "made_anew": made, "refused": refused, "left": left}


def _calibrate(options: argparse.Namespace, _config: KioskConfig, parts: FaceParts) -> object:
    return faces_calibrate.calibrate(
        options,
        parts.engine,
        *parts.store.templates(parts.engine.kind),
        shipped=parts.shipped_point,
        confirmed=parts.store.confirmed_scores(parts.engine.kind),
    )


def _duplicates(options: argparse.Namespace, _config: KioskConfig, parts: FaceParts) -> object:
    return faces_calibrate.tell_duplicates(options, parts.engine, *parts.store.templates(parts.engine.kind))


def _whom(options: argparse.Namespace, parts: FaceParts) -> str:
    if options.card is None:
        person_id: str = options.person_id
        if not PERSON_ID.fullmatch(person_id):
            raise CommandError(f"{person_id} is no person's id; it has 16 signs, 0 to 9 and a to f")
        return person_id
    holder = parts.store.of_card(options.card)
    if holder is None:
        raise CommandError("no face is kept of the holder of that card")
    return holder.id


def _frames(source: str) -> Iterator[Frame]:
    with closing(open_camera(source)) as camera:
        for _ in range(FRAMES_TO_TRY):
            yield camera.read()


def _day(at_ms: int) -> str:
    return datetime.fromtimestamp(at_ms / 1000, UTC).date().isoformat()
