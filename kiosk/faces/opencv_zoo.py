"""OpenCV Zoo's YuNet and SFace as an engine, from files that the hall itself fetched.

No package ships these files, so this project neither installs nor measured them: the operating point is a
cautious start until `motcua faces calibrate` has seen the hall's own faces (assets/MODEL_CARD.md).
"""

import hashlib
import threading
from pathlib import Path

import cv2
import numpy as np

from kiosk.faces.engine import EngineError, Face, Picture, Quality, Vector
from kiosk.faces.quality import picture_quality
from kiosk.faces.template import Metric, OperatingPoint, TemplateKind

DETECTOR = "face_detection_yunet_2023mar.onnx"
EMBEDDER = "face_recognition_sface_2021dec.onnx"
_SCORE_ACCEPT = 0.9  # OpenCV's own default
# YuNet is meant for faces of 10 to 300 px; at this size a face at the matching distance is wider than 30 px.
_LONGER_EDGE_PX = 640


class OpencvZoo:
    """The engine. models: the directory that holds both files under the names OpenCV Zoo gives them.

    The files' digest is the version, so that templates of other files are of another kind.
    """

    # Not measured. OpenCV gives .363 for LFW; a threshold fitted there lets other groups' strangers in, so
    # these are where blaze_mfn, whose embedder has the same shape, has its own.
    point = OperatingPoint(verify=0.68, identify=0.735, margin=0.12, same_visit=0.55, false_match_rate=1e-4)

    def __init__(self, models: Path | None) -> None:
        detector, embedder = _read(models, DETECTOR), _read(models, EMBEDDER)
        digest = hashlib.sha256(detector + embedder).hexdigest()
        self.kind = TemplateKind(engine="opencv_zoo", version=digest[:8], dim=128, metric=Metric.COSINE)
        nothing = np.empty(0, np.uint8)
        try:
            self._yunet = cv2.FaceDetectorYN.create(
                "onnx", np.frombuffer(detector, np.uint8), nothing, (320, 320), _SCORE_ACCEPT
            )
            self._sface = cv2.FaceRecognizerSF.create("onnx", np.frombuffer(embedder, np.uint8), nothing)
            self._yunet.detect(np.zeros((320, 320, 3), np.uint8))
            numbers = self._sface.feature(np.zeros((112, 112, 3), np.uint8)).shape
        except cv2.error as error:
            raise EngineError(f"{DETECTOR} or {EMBEDDER} is not what its name says: {error}") from error
        if numbers != (1, self.kind.dim):
            raise EngineError(f"{EMBEDDER} is not what its name says: its answer has the shape {numbers}")
        self._turn = threading.Lock()  # neither network may be asked by two threads at once

    def detect(self, rgb: Picture) -> list[Face]:
        height, width = rgb.shape[:2]
        scale = min(1.0, _LONGER_EDGE_PX / max(height, width))
        seen_px = (round(width * scale), round(height * scale))
        bgr = cv2.resize(rgb[:, :, ::-1], seen_px, interpolation=cv2.INTER_AREA)
        with self._turn:
            self._yunet.setInputSize(seen_px)
            rows = self._yunet.detect(bgr)[1]
        faces = [] if rows is None else [_face(row, scale) for row in rows]
        return sorted(faces, key=lambda face: face.inter_eye_px, reverse=True)

    def quality(self, rgb: Picture, face: Face) -> Quality:
        return picture_quality(rgb, face)

    def embed(self, rgb: Picture, face: Face) -> Vector:
        # SFace wants a row of YuNet's: the box, eyes, nose and mouth corners, the score.
        row = np.array([*face.box, *face.points[[0, 1, 2, 4, 5]].ravel(), face.score], dtype=np.float32)
        with self._turn:
            crop = self._sface.alignCrop(np.ascontiguousarray(rgb[:, :, ::-1]), row)
            embedding = self._sface.feature(crop)[0]
        return self.kind.restored(embedding)


def _read(models: Path | None, name: str) -> bytes:
    try:
        if models is None:
            raise FileNotFoundError("no directory is set")
        return (models / name).read_bytes()
    except OSError as error:
        raise EngineError(
            f"{name} is not there ({error}): put {DETECTOR} and {EMBEDDER} of the OpenCV Zoo into one "
            "directory and name it as `face_models` in kiosk.toml"
        ) from error


def _face(row: Vector, scale: float) -> Face:
    """A row of YuNet's: left, top, width, height, five points (eyes, nose, mouth corners), the score."""
    left, top, width, height = (float(value) / scale for value in row[:4])
    eyes_nose, corners = np.split(row[4:14].reshape(5, 2) / scale, [3])
    return Face(
        box=(left, top, left + width, top + height),
        score=float(row[14]),
        points=np.vstack([eyes_nose, corners.mean(axis=0), corners]).astype(np.float32),
    )
