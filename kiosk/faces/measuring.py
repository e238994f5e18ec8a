"""Read the faces of many pictures with an engine, and how long each step took."""

import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import cv2
import numpy as np

from kiosk.faces.engine import FaceEngine, Picture, Vector


@dataclass(frozen=True, kw_only=True)
class Spans:
    """How long one step took, in milliseconds, a picture each."""

    detect_ms: list[float] = field(default_factory=list)
    quality_ms: list[float] = field(default_factory=list)
    embed_ms: list[float] = field(default_factory=list)


@dataclass(frozen=True, kw_only=True)
class Reading:
    """templates: of the largest face in each picture that has one, in the order of the pictures.

    unreadable: files that are no picture. without_face: pictures in which the engine finds none.
    """

    templates: dict[Path, Vector]
    unreadable: Sequence[Path]
    without_face: Sequence[Path]
    spans: Spans


def read_faces(engine: FaceEngine, paths: Iterable[Path], *, read_one: Callable[[], None]) -> Reading:
    """Look at every picture once; `read_one` is called after each."""
    templates: dict[Path, Vector] = {}
    unreadable, without_face = [], []
    spans = Spans()
    for path in paths:
        rgb = _read_rgb(path)
        if rgb is None:
            unreadable.append(path)
        else:
            with _timed(spans.detect_ms):
                faces = engine.detect(rgb)
            if faces:
                with _timed(spans.quality_ms):
                    engine.quality(rgb, faces[0])
                with _timed(spans.embed_ms):
                    templates[path] = engine.embed(rgb, faces[0])
            else:
                without_face.append(path)
        read_one()
    return Reading(templates=templates, unreadable=unreadable, without_face=without_face, spans=spans)


@contextmanager
def _timed(spans_ms: list[float]) -> Iterator[None]:
    began_s = time.perf_counter()
    yield
    spans_ms.append(1000 * (time.perf_counter() - began_s))


def _read_rgb(path: Path) -> Picture | None:
    try:
        coded = np.fromfile(path, np.uint8)
        picture = cv2.imdecode(coded, cv2.IMREAD_COLOR) if len(coded) else None
    except (OSError, cv2.error):
        return None
    return None if picture is None else np.ascontiguousarray(picture[:, :, ::-1], dtype=np.uint8)
