"""`motcua faces evaluate`: how well an engine tells the people in a folder of pictures apart, as JSON."""

import argparse
import json
import sys
from collections import defaultdict
from collections.abc import Mapping, Sequence
from pathlib import Path

import numpy as np

from assets import AssetError
from kiosk.faces.engine import FaceEngine, FaceError, Vector
from kiosk.faces.engines import open_engine
from kiosk.faces.evaluation import FARS, PairScores, all_pairs
from kiosk.faces.measuring import Reading, Spans, read_faces
from kiosk.faces.open_set import OpenSet, search_all
from kiosk.faces.picture_set import PictureSet, PictureSetError, Shape, picture_set
from kiosk.faces.share import Share
from kiosk.faces.template import EngineName, OperatingPoint, TemplateKind
from motcua.cli import CommandError

# 20,000 pictures make 200 million pairs, which take 800 MB.
MAX_PICTURES = 20_000
ENROLLED_FROM = 3
_TELL_EVERY = 100

Json = dict[str, object]


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "pictures",
        type=Path,
        metavar="DIR",
        help="one folder a person; or pictures and pairs.csv (file_x, file_y, same: Yes or No); or one "
        "picture of each of many strangers",
    )
    parser.add_argument("--enrol-from", type=int, default=ENROLLED_FROM, metavar="PICTURES")
    parser.add_argument(
        "--engine",
        default=EngineName.BLAZE_MFN,
        help=f"which engine reads the faces: {', '.join(EngineName)}",
    )
    parser.add_argument("--models", type=Path, metavar="DIR", help="the files that opencv_zoo wants")


def run(options: argparse.Namespace) -> int:
    if options.enrol_from < 1:
        raise CommandError("--enrol-from: a person is enrolled from one picture or more")
    engine = _engine(options.engine, options.models)
    pictures, reading = read_folder(engine, options.pictures)
    print(json.dumps(_report(engine, pictures, reading, options.enrol_from), indent=2))
    return 0


def _engine(name: str, models: Path | None) -> FaceEngine:
    """Raises CommandError when there is no such engine, or it cannot be loaded."""
    if name not in list(EngineName):
        raise CommandError(f"there is no engine {name}; there are {', '.join(EngineName)}")
    try:
        return open_engine(EngineName(name), models)
    except (FaceError, AssetError, OSError) as error:
        raise CommandError(str(error)) from error


def read_folder(engine: FaceEngine, folder: Path) -> tuple[PictureSet, Reading]:
    """Every picture there is in `folder`, with its face; tells at the terminal how far it has come.

    Raises CommandError when nothing can be measured with what is there.
    """
    try:
        pictures = picture_set(folder)
    except (PictureSetError, OSError) as error:
        raise CommandError(str(error)) from error
    total = len(pictures.owners)
    if total > MAX_PICTURES:
        raise CommandError(f"{folder} holds {total} pictures; measure on {MAX_PICTURES} at most")
    done = 0

    def tell() -> None:
        nonlocal done
        done += 1
        if done % _TELL_EVERY == 0 or done == total:
            print(f"{done} of {total} pictures", file=sys.stderr)

    reading = read_faces(engine, pictures.owners, read_one=tell)
    for path in reading.unreadable:
        print(f"cannot be read as a picture: {path}", file=sys.stderr)
    if len(reading.templates) < 2:
        raise CommandError(
            f"{folder}: {len(reading.templates)} of {total} pictures show a face; two are needed"
        )
    return pictures, reading


def by_person(pictures: PictureSet, reading: Reading) -> Mapping[str, list[Vector]]:
    people: dict[str, list[Vector]] = defaultdict(list)
    for path, template in reading.templates.items():
        people[pictures.owners[path]].append(template)
    return people


def _report(engine: FaceEngine, pictures: PictureSet, reading: Reading, enrol_from: int) -> Json:
    people = by_person(pictures, reading)
    if pictures.shape is Shape.PEOPLE and all(len(templates) < 2 for templates in people.values()):
        raise CommandError(
            "no folder holds two pictures with a face: give every person two or more, or put all pictures, "
            "one of each person, into one folder"
        )
    scores = _scores(engine.kind, pictures, reading)
    report: Json = {
        "engine": engine.kind.engine,
        "kind": str(engine.kind),
        "shape": pictures.shape,
        "pictures": len(pictures.owners),
        "unreadable": len(reading.unreadable),
        "without_face": len(reading.without_face),
        "with_face": len(reading.templates),
        "genuine_pairs": len(scores.genuine),
        "impostor_pairs": len(scores.impostor),
        "equal_error_rate": _rounded(scores.equal_error_rate()),
        "tar_at_far": [
            {
                "far": at.far,
                "threshold": at.threshold,
                "tar": share_json(at.tar),
                "reason": at.reason,
            }
            for at in map(scores.tar_at, FARS)
        ],
        "shipped": {
            name: {
                "threshold": threshold,
                "far": share_json(scores.false_accepts(threshold)),
                "frr": share_json(scores.false_refusals(threshold)),
            }
            for name, threshold in [("verify", engine.point.verify), ("identify", engine.point.identify)]
        },
        "roc": [{name: _rounded(value) for name, value in vars(point).items()} for point in scores.roc()],
    }
    if pictures.shape is not Shape.PAIRS:
        report["people"] = len(people)
        report["open_set"] = _open_set(engine.kind, engine.point, pictures.shape, people, enrol_from)
    return report | {"milliseconds": _latencies(reading.spans)}


def _scores(kind: TemplateKind, pictures: PictureSet, reading: Reading) -> PairScores:
    if pictures.shape is not Shape.PAIRS:
        owners = [pictures.owners[path] for path in reading.templates]
        return all_pairs(np.stack(list(reading.templates.values())), owners, kind)
    scores: dict[bool, list[float]] = {True: [], False: []}
    for pair in pictures.pairs:
        one, other = reading.templates.get(pair.one), reading.templates.get(pair.other)
        if one is not None and other is not None:
            scores[pair.same].append(kind.score(one, other))
    return PairScores.of(scores[True], scores[False])


def _open_set(
    kind: TemplateKind,
    point: OperatingPoint,
    shape: Shape,
    people: Mapping[str, Sequence[Vector]],
    enrol_from: int,
) -> Json:
    """Whoever has more pictures than people are enrolled from is looked for, known and as a stranger; whoever
    has no more is a stranger. Where there is one picture of each, each is a stranger among the others.
    """
    if shape is Shape.STRANGERS:
        gallery = {person: templates[0] for person, templates in people.items()}
        probes = list(gallery.items())
    else:
        enrolled = {person for person, templates in people.items() if len(templates) > enrol_from}
        gallery = {person: kind.mean(people[person][:enrol_from]) for person in enrolled}
        probes = [
            (person, template)
            for person, templates in people.items()
            for template in templates[enrol_from if person in enrolled else 0 :]
        ]
    found = OpenSet(strangers_named=None, known_missed=None)
    if gallery:
        owners, templates = zip(*probes, strict=True)
        found = search_all(
            np.stack(list(gallery.values())),
            list(gallery),
            np.stack(templates),
            owners,
            kind=kind,
            point=point,
        )
    return {
        "identify": point.identify,
        "margin": point.margin,
        "people_known": len(gallery),
        "enrolled_from": 1 if shape is Shape.STRANGERS else enrol_from,
        "fpir": share_json(found.strangers_named),
        # Looked for with the very picture they are known by, strangers would always be found.
        "fnir": None if shape is Shape.STRANGERS else share_json(found.known_missed),
    }


def _latencies(spans: Spans) -> Json:
    return {
        step.removesuffix("_ms"): {
            "p50": round(float(np.percentile(spans_ms, 50)), 2),
            "p95": round(float(np.percentile(spans_ms, 95)), 2),
        }
        for step, spans_ms in vars(spans).items()
    }


def share_json(share: Share | None) -> Json | None:
    """A share with its 95 % bounds (Wilson)."""
    if share is None:
        return None
    return {
        "share": _rounded(share.value),
        "low": _rounded(share.low),
        "high": _rounded(share.high),
        "count": share.count,
        "of": share.of,
    }


def _rounded(value: float | None) -> float | None:
    return None if value is None else float(f"{value:.6g}")
