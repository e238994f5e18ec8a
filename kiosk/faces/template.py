"""What a template is: which engine made it, how two compare, and from which score they are one person."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

import numpy as np
import numpy.typing as npt

Vector = npt.NDArray[np.float32]


class EngineName(StrEnum):
    """The engines there are (kiosk.faces.engines); `TemplateKind.engine` of their templates says the same."""

    BLAZE_MFN = "blaze_mfn"
    FACE_RECOGNITION = "face_recognition"
    OPENCV_ZOO = "opencv_zoo"
    DRAWN = "drawn"


class Metric(StrEnum):
    """How alike two templates are, as a score that is 1 for the same picture and falls from there."""

    COSINE = "cosine"
    """The cosine; templates have length 1."""
    DISTANCE = "distance"
    """1 less the Euclidean distance, as dlib's networks are meant to be compared."""


@dataclass(frozen=True, kw_only=True)
class TemplateKind:
    """What is stored with every template: only templates of one kind may be compared.

    version: raised with any change of weights, alignment or scaling. dim: how many numbers a template has.
    """

    engine: str
    version: str
    dim: int
    metric: Metric

    def __str__(self) -> str:
        return f"{self.engine}/{self.version}/{self.dim}/{self.metric}"

    def scores(self, templates: Vector, probe: Vector) -> Vector:
        """How alike `probe`, (dim,), is to each of `templates`, (N, dim): (N,) float32."""
        if self.metric is Metric.COSINE:
            return np.asarray(templates @ probe, dtype=np.float32)
        return np.asarray(1 - np.linalg.norm(templates - probe, axis=1), dtype=np.float32)

    def score(self, one: Vector, other: Vector) -> float:
        return float(self.scores(one[np.newaxis], other)[0])

    def mean(self, embeddings: Sequence[Vector]) -> Vector:
        """One template of several embeddings of one face."""
        return self.restored(np.mean(embeddings, axis=0))

    def restored(self, template: npt.NDArray[np.floating]) -> Vector:
        """`template` as float32, of length 1 where its kind is."""
        length = np.linalg.norm(template) if self.metric is Metric.COSINE else 1.0
        return np.asarray(template / length, dtype=np.float32)


@dataclass(frozen=True, kw_only=True)
class OperatingPoint:
    """From which scores faces count as one person's; MODEL_CARD.md says how each was measured.

    verify: that a face is the one person's it should be. identify: whose it is among many; margin: how far
    ahead of the next person's. same_visit: that two pictures of one visit show one person.
    false_match_rate: share of pairs of different people at or above `identify`.
    """

    verify: float
    identify: float
    margin: float
    same_visit: float
    false_match_rate: float

    def strangers_named(self, people: int) -> float:
        """Share of strangers whom a gallery of so many `people` takes for somebody."""
        return float(1 - (1 - self.false_match_rate) ** people)
