"""How fast the holder of a card is found and compared among the records of a city. One JSON object a line.

A million records in the kiosk's own store (`--people`), each with a card's keyed digest; templates are random
vectors. There is no peer: face_recognition can only compare with everybody (benchmarks/face_search.py).
"""

import argparse
import os
import statistics
import sys
import tempfile
import time
from contextlib import closing
from pathlib import Path

import numpy as np
from sqlalchemy import insert

from benchmarks.figure import figure
from kiosk.face_store import FaceStore
from kiosk.faces.blaze_mfn import BlazeMobileFaceNet
from kiosk.faces.engine import Vector
from kiosk.faces.face_secret import FaceSecret
from kiosk.faces.vault import seal
from models.store.database import open_database
from models.store.key_files import KeyFiles
from models.store.kiosk_tables import person

KIND, POINT = BlazeMobileFaceNet.kind, BlazeMobileFaceNet.point
A_TIME = 10_000
ASKED = 200
FAR_FUTURE_MS = 2**52


def main() -> int:
    """Print every figure; 1 when one is beyond its floor."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--people", type=int, default=1_000_000)
    people = options.parse_args().people
    with tempfile.TemporaryDirectory() as folder:
        return _measure(Path(folder), people)


def _measure(folder: Path, people: int) -> int:
    secret, keys = FaceSecret(os.urandom(32)), KeyFiles(folder / "face-keys")
    asked = range(0, people, max(people // ASKED, 1))
    faces = np.random.default_rng(0).normal(size=(people // asked.step + 1, KIND.dim)).astype(np.float32)
    faces /= np.linalg.norm(faces, axis=1, keepdims=True)
    face_of = dict(zip(asked, faces, strict=False))
    with closing(open_database(f"sqlite:///{folder}/kiosk.db", "kiosk")) as database:
        for first in range(0, people, A_TIME):
            rows = [
                _record(number, secret, keys, face_of.get(number))
                for number in range(first, min(first + A_TIME, people))
            ]
            database.write(lambda connection, rows=rows: connection.execute(insert(person), rows)).result()  # type: ignore[misc]
        store = FaceStore(database, keys, secret)
        spans_ms, verified = [], 0
        for number, face in face_of.items():
            started_s = time.perf_counter()
            verified += _is_verified(store, number, face)
            spans_ms.append(1000 * (time.perf_counter() - started_s))
    what = f"a card looked up among {people:,}, its template opened and compared"
    results = [
        figure(f"{what}, p50", statistics.median(spans_ms), "ms", at_most=5.0),
        figure(f"{what}, p99", float(np.percentile(spans_ms, 99)), "ms", at_most=50.0),
        figure("the right holders found", verified / len(face_of), "share", at_least=1.0),
    ]
    return 0 if all(results) else 1


def _record(number: int, secret: FaceSecret, keys: KeyFiles, face: Vector | None) -> dict[str, object]:
    """One row. Who is not asked for has a template that nobody opens."""
    person_id, sealed_template = f"{number:016x}", bytes(412)
    if face is not None:
        sealed = seal(secret, face, person_id=person_id, kind=KIND)
        keys.put(person_id, sealed.wrapped_key)
        sealed_template = sealed.template
    return {
        "id": person_id,
        "shown_name": "N. V. An",
        "card_digest": secret.card_digest(f"{number:012d}"),
        "kind": str(KIND),
        "sealed_template": sealed_template,
        "secret_id": secret.id,
        "consent_text": "2/vi",
        "consented_at_ms": 0,
        "expires_at_ms": FAR_FUTURE_MS,
    }


def _is_verified(store: FaceStore, number: int, face: Vector) -> bool:
    holder = store.of_card(f"{number:012d}")
    template = None if holder is None else store.template_of(holder, KIND)
    return template is not None and KIND.score(template, face) >= POINT.verify


if __name__ == "__main__":
    sys.exit(main())
