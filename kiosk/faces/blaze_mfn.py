"""The default face engine: BlazeFace finds, MobileFaceNet-192 compares.

Chosen because it refuses strangers: at the threshold of one false match in 100,000 pairs of Asian adults it
still knew every webcam visitor, where dlib at its own default takes 31.5 % of such pairs for one person.
"""

import numpy as np

import assets
from kiosk.faces.align import align
from kiosk.faces.blazeface import BlazeFace
from kiosk.faces.engine import Face, Picture, Quality, Vector
from kiosk.faces.quality import picture_quality
from kiosk.faces.template import Metric, OperatingPoint, TemplateKind
from kiosk.faces.tflite import TfliteModel

# Two threads save 4 ms on an idle machine, nothing while the screen is drawn, and cost a sixth more CPU.
_THREADS = 1


class BlazeMobileFaceNet:
    """The engine; about 0.1 s to load, then 12 ms a 1280x720 frame (benchmarks/faces.py)."""

    kind = TemplateKind(engine="blaze_mfn", version="1", dim=192, metric=Metric.COSINE)
    # assets/MODEL_CARD.md: the margin of .12 names one stranger less of 499 than .08, and leaves nobody more
    # of ten LFW people unnamed; from .16 on it does.
    point = OperatingPoint(verify=0.68, identify=0.735, margin=0.12, same_visit=0.55, false_match_rate=1e-5)

    def __init__(self) -> None:
        self._blazeface = BlazeFace(
            TfliteModel(assets.weights("face_detection_short_range.tflite"), threads=_THREADS)
        )
        self._mobilefacenet = TfliteModel(assets.weights("MobileFaceNet.tflite"), threads=_THREADS)

    def detect(self, rgb: Picture) -> list[Face]:
        return self._blazeface.find(rgb)

    def glimpse(self, rgb: Picture) -> list[Face]:
        return self._blazeface.glimpse(rgb)

    def quality(self, rgb: Picture, face: Face) -> Quality:
        return picture_quality(rgb, face)

    def embed(self, rgb: Picture, face: Face) -> Vector:
        crop = (align(rgb, face).astype(np.float32) - 127.5) / 128
        # The shipped network has a fixed batch of two: the crop and its mirror image, summed.
        summed = self._mobilefacenet.run(np.stack([crop, crop[:, ::-1]]))["embeddings"].sum(axis=0)
        return np.asarray(summed / np.linalg.norm(summed), dtype=np.float32)
