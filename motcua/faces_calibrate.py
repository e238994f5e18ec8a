"""`motcua faces calibrate` and `duplicates`: what the stored templates of a hall say about its thresholds.

Prints ids, scores and counts; names never.
"""

import argparse
import json
import sys
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path

import numpy as np

from kiosk import clock
from kiosk.faces import vault
from kiosk.faces.calibration import Evidence, Proposal, Proposed, propose
from kiosk.faces.duplicates import duplicates
from kiosk.faces.engine import FaceEngine, Vector
from kiosk.faces.evaluation import all_pairs
from kiosk.faces.open_set import each_a_stranger
from kiosk.faces.picture_set import Shape
from kiosk.faces.template import TemplateKind
from models.store import kiosk_people
from models.store.database import Database
from motcua.cli import CommandError
from motcua.config import KioskConfig
from motcua.faces_evaluate import (
    ENROLLED_FROM,
    Json,
    add_engine_arguments,
    by_person,
    engine_called,
    read_folder,
    share_json,
)

# 200 million pairs take 800 MB, and are a hundred times more than it takes.
MAX_TEMPLATES = 20_000


def add_calibrate_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--pictures", type=Path, metavar="DIR", help="pictures of people who consented, one folder a person"
    )
    add_engine_arguments(parser)


def add_duplicates_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--least", type=float, help="from which score two records are told; the engine's `verify` otherwise"
    )
    add_engine_arguments(parser)


def calibrate(options: argparse.Namespace, config: KioskConfig, database: Database) -> int:
    """Propose thresholds from what is stored; the lines for kiosk.toml go to the terminal besides."""
    engine = engine_called(options.engine, options.models)
    person_ids, templates = _stored(config, database, engine.kind)
    person_ids, templates = person_ids[:MAX_TEMPLATES], templates[:MAX_TEMPLATES]  # ids are random
    proposal = propose(
        Evidence(
            impostor=all_pairs(templates, person_ids, engine.kind).impostor,
            strangers=each_a_stranger(templates, person_ids, engine.kind),
            genuine=_genuine(engine, options.pictures) if options.pictures else (),
        ),
        engine.point,
    )
    lines = _toml(proposal)
    print(
        json.dumps(
            {
                "kind": str(engine.kind),
                "people": len(set(person_ids)),
                "verify": _proposed_json(proposal.verify),
                "identify": _proposed_json(proposal.identify),
                "margin": _proposed_json(proposal.margin),
                "alike": proposal.alike,
                "kiosk_toml": lines,
            },
            indent=2,
        )
    )
    if proposal.alike:
        print(
            f"{proposal.alike} pairs of records look like one person's: see `motcua faces duplicates` first",
            file=sys.stderr,
        )
    print("\n".join(lines) or "the engine's own thresholds hold: kiosk.toml needs none", file=sys.stderr)
    return 0


def tell_duplicates(options: argparse.Namespace, config: KioskConfig, database: Database) -> int:
    """Print the records that may be one person's, the most alike first."""
    engine = engine_called(options.engine, options.models)
    person_ids, templates = _stored(config, database, engine.kind)
    least = engine.point.verify if options.least is None else options.least
    found = duplicates(person_ids, templates, engine.kind, least=least)
    report = {
        "kind": str(engine.kind),
        "people": len(set(person_ids)),
        "least": least,
        "duplicates": [asdict(pair) for pair in found],
    }
    print(json.dumps(report, indent=2))
    return 0


def _stored(config: KioskConfig, database: Database, kind: TemplateKind) -> tuple[Sequence[str], Vector]:
    """Ids and open templates of everybody whose face `kind` can read. Raises CommandError below two."""
    if not config.face_key.exists():
        raise CommandError(f"there is no key {config.face_key} to open templates with")
    key = vault.load_or_create_key(config.face_key)
    people = database.read(
        lambda connection: kiosk_people.people_of(connection, str(kind), clock.now_ms())
    ).result()
    if len(people) < 2:
        raise CommandError(f"{len(people)} people are known by {kind}; it takes two or more")
    templates = [
        vault.unseal(key, person.sealed_template, person_id=person.id, engine_version=str(kind))
        for person in people
    ]
    return [person.id for person in people], np.stack(templates)


def _genuine(engine: FaceEngine, folder: Path) -> Sequence[float]:
    """Scores of people's pictures with the template made of their first three."""
    pictures, reading = read_folder(engine, folder)
    if pictures.shape is not Shape.PEOPLE:
        raise CommandError(f"{folder}: give every person a folder of their own")
    scores = [
        engine.kind.score(engine.kind.mean(templates[:ENROLLED_FROM]), template)
        for templates in by_person(pictures, reading).values()
        for template in templates[ENROLLED_FROM:]
    ]
    if not scores:
        raise CommandError(f"{folder}: nobody has more than {ENROLLED_FROM} pictures with a face")
    return scores


def _proposed_json(proposed: Proposed) -> Json:
    return asdict(proposed) | {
        "mistaken": share_json(proposed.mistaken),
        "refused": share_json(proposed.refused),
    }


def _toml(proposal: Proposal) -> Sequence[str]:
    """What to write into kiosk.toml; nothing when all stays as shipped."""
    settings = {"verify": proposal.verify, "identify": proposal.identify, "margin": proposal.margin}
    lines = [f"{name} = {proposed.value:g}" for name, proposed in settings.items() if proposed.changed]
    return ["[face_thresholds]", *lines] if lines else []
