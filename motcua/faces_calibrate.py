"""`motcua faces calibrate` and `duplicates`: what the stored templates of a hall say about its thresholds.

Both take the engine of the kiosk with the ids and open templates of whoever it knows, and return what is
printed: ids, scores and counts; names never.
"""

import argparse
import math
import sys
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path

from kiosk.faces.calibration import Evidence, Proposal, Proposed, propose
from kiosk.faces.duplicates import duplicates
from kiosk.faces.engine import FaceEngine, Vector
from kiosk.faces.evaluation import all_pairs
from kiosk.faces.open_set import each_a_stranger
from kiosk.faces.picture_set import Shape
from kiosk.faces.template import OperatingPoint
from motcua.cli import CommandError
from motcua.faces_evaluate import ENROLLED_FROM, Json, by_person, read_folder, share_json

# 200 million pairs take 800 MB, and are many times more than it takes.
MAX_TEMPLATES = 20_000


def add_calibrate_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--pictures", type=Path, metavar="DIR", help="pictures of people who consented, one folder a person"
    )


def add_duplicates_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--least", type=float, help="the lowest score to tell; `verify` of the kiosk otherwise"
    )


def calibrate(
    options: argparse.Namespace,
    engine: FaceEngine,
    person_ids: Sequence[str],
    templates: Vector,
    *,
    shipped: OperatingPoint,
    confirmed: Sequence[float] = (),
) -> Json:
    """Propose thresholds; what to do with them is told at the terminal besides.

    shipped: the engine's own. confirmed: scores of recognitions that citizens confirmed.
    Raises CommandError below two people, and when the pictures cannot be used.
    """
    _require_two(person_ids)
    step = math.ceil(len(person_ids) / MAX_TEMPLATES)
    person_ids, templates = person_ids[::step], templates[::step]
    proposal = propose(
        Evidence(
            impostor=all_pairs(templates, person_ids, engine.kind).impostor,
            strangers=each_a_stranger(templates, person_ids, engine.kind),
            confirmed=confirmed,
            genuine=_genuine(engine, options.pictures) if options.pictures else (),
        ),
        shipped,
    )
    lines = _toml(proposal)
    if proposal.alike:
        print(
            f"{proposal.alike} pairs of records look like one person's: see `motcua faces duplicates` first",
            file=sys.stderr,
        )
    print("\n".join(lines) or "the engine's own thresholds hold: kiosk.toml needs none", file=sys.stderr)
    return {
        "kind": str(engine.kind),
        "people": len(set(person_ids)),
        "verify": _proposed_json(proposal.verify),
        "identify": _proposed_json(proposal.identify),
        "margin": _proposed_json(proposal.margin),
        "alike": proposal.alike,
        "kiosk_toml": lines,
    }


def tell_duplicates(
    options: argparse.Namespace, engine: FaceEngine, person_ids: Sequence[str], templates: Vector
) -> Json:
    """The records that may be one person's, the most alike first. Raises CommandError below two people."""
    _require_two(person_ids)
    least = engine.point.verify if options.least is None else options.least
    found = duplicates(person_ids, templates, engine.kind, least=least)
    return {
        "kind": str(engine.kind),
        "people": len(set(person_ids)),
        "least": least,
        "duplicates": [asdict(pair) for pair in found],
    }


def _require_two(person_ids: Sequence[str]) -> None:
    if len(set(person_ids)) < 2:
        raise CommandError(
            f"{len(set(person_ids))} people are known here by this engine; it takes two or more"
        )


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
