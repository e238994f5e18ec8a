"""Made-up face templates that lie as those of real people do, where pictures of such are at hand."""

from collections.abc import Iterator
from pathlib import Path

import numpy as np

from kiosk.faces.blaze_mfn import BlazeMobileFaceNet
from kiosk.faces.measuring import read_faces
from kiosk.faces.picture_set import picture_set
from kiosk.faces.template import Vector

_BLOCK = 250_000


class FaceVectors:
    """Draws templates of length 1 with the mean and covariance of those of `pictures`, one a person.

    Where that folder is not, they lie evenly in all directions, which is easier.
    """

    dim = BlazeMobileFaceNet.kind.dim

    def __init__(self, seed: int, pictures: Path) -> None:
        self._random = np.random.default_rng(seed)
        self._mean = np.zeros(self.dim, np.float32)
        self._spread = np.eye(self.dim, dtype=np.float32)
        if pictures.is_dir():
            paths = picture_set(pictures).owners
            reading = read_faces(BlazeMobileFaceNet(), paths, read_one=lambda: None)
            templates = np.stack(list(reading.templates.values()))
            self._mean = templates.mean(axis=0)
            # A little of each direction keeps the matrix definite where there are few pictures.
            covariance = np.cov(templates.T) + 1e-6 * np.eye(self.dim)
            self._spread = np.linalg.cholesky(covariance).T.astype(np.float32)

    def people(self, count: int) -> Vector:
        """(count, dim): one template each."""
        return _of_length_one(self._drawn(count) + self._mean)

    def blocks(self, count: int) -> Iterator[Vector]:
        """The same, 250,000 at a time."""
        for first in range(0, count, _BLOCK):
            yield self.people(min(_BLOCK, count - first))

    def second_looks(self, templates: Vector, cosine: float | Vector) -> Vector:
        """For each of `templates` another look at the same person, at `cosine` to it; (n, 1) for one each."""
        noise = self._drawn(len(templates))
        noise -= np.einsum("ij,ij->i", noise, templates)[:, np.newaxis] * templates
        away = np.sqrt(1 - cosine**2)
        return np.asarray(cosine * templates + away * _of_length_one(noise), dtype=np.float32)

    def _drawn(self, count: int) -> Vector:
        return self._random.standard_normal((count, self.dim), dtype=np.float32) @ self._spread


def _of_length_one(vectors: Vector) -> Vector:
    vectors /= np.linalg.norm(vectors, axis=1, keepdims=True)
    return vectors
