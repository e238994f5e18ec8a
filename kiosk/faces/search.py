"""Find the nearest templates among very many: offline, for records that belong to one person.

At the kiosk kiosk.faces.gallery looks among 2,000 people at most; this module has no such cap and names
nobody. ADR-0023 says what was measured.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from kiosk.faces.engine import FaceError
from kiosk.faces.template import Metric, TemplateKind, Vector

# Of 10 million records in 4,096 lists 256 lists held the true nearest of 99.7 % of looks (ADR-0023).
_LISTS_LOOKED_INTO = 256
_TRAINED_ON_A_LIST = 39  # vectors; fewer and faiss itself warns
_TILE = 4096  # rows against rows: 64 MB of scores at a time
# What products may differ by from TemplateKind.scores; near 1 a distance is the root of such a difference.
_SLACK = {Metric.COSINE: 1e-5, Metric.DISTANCE: 2e-3}


class SearchError(FaceError):
    """The index cannot be built: faiss is not installed, or there is too little to learn its lists from."""


@dataclass(frozen=True, kw_only=True, eq=False)
class Nearest:
    """rows: of the templates, nearest first. scores: as TemplateKind.scores, in the same order."""

    rows: npt.NDArray[np.int64]
    scores: Vector


class ExactIndex:
    """All templates compared with the probe, every time: never misses. templates: (N, dim) float32."""

    def __init__(self, templates: Vector, kind: TemplateKind) -> None:
        self._templates = np.ascontiguousarray(templates, dtype=np.float32)
        self._kind = kind
        self._halves = _half_squares(self._templates, kind)

    def search(self, probe: Vector, count: int = 1) -> Nearest:
        """The `count` nearest, or all there are."""
        nearness = self._templates @ probe - self._halves
        if count >= len(nearness):
            rows = np.arange(len(nearness))
        elif count == 1:
            rows = np.array([nearness.argmax()])
        else:
            rows = np.argpartition(-nearness, count)[:count]
        scores = self._kind.scores(self._templates[rows], probe)
        order = np.argsort(-scores, kind="stable")
        return Nearest(rows=rows[order], scores=scores[order])

    def pairs(self, least: float) -> Iterator[tuple[int, int, float]]:
        """Every two templates with a score of `least` or more: both rows, the lower first, and the score."""
        tiles = range(0, len(self._templates), _TILE)
        for top in tiles:
            for left in tiles[top // _TILE :]:
                rows = np.argwhere(self._tile(top, left) >= least - _SLACK[self._kind.metric])
                for one, other in rows + np.array([top, left]):
                    if one < other:
                        score = self._kind.score(self._templates[one], self._templates[other])
                        if score >= least:
                            yield int(one), int(other), score

    def _tile(self, top: int, left: int) -> Vector:
        """Scores of the rows from `top` with those from `left`, as products give them."""
        tile = self._templates[top : top + _TILE] @ self._templates[left : left + _TILE].T
        if self._kind.metric is Metric.DISTANCE:
            tile -= self._halves[top : top + _TILE, np.newaxis] + self._halves[left : left + _TILE]
            np.maximum(-2 * tile, 0, out=tile)
            np.sqrt(tile, out=tile)
            np.subtract(1, tile, out=tile)
        return np.asarray(tile, dtype=np.float32)


class IvfSq8Index:
    """Templates by the list they are nearest to, a byte a number; only the nearest 256 lists are looked into.

    For millions: 200 bytes a template of 192 numbers, and a search of milliseconds that may miss. Scores are
    of the rounded templates, within about 0.01. Raises SearchError without the extra `search` (faiss).
    """

    def __init__(self, kind: TemplateKind, *, sample: Vector, lists: int) -> None:
        """sample: what the lists are learnt from, 39 templates a list or more, like those to be added."""
        faiss = _faiss()
        if len(sample) < lists * _TRAINED_ON_A_LIST:
            raise SearchError(
                f"{lists} lists take {lists * _TRAINED_ON_A_LIST} templates to learn from, not {len(sample)}"
            )
        inner = kind.metric is Metric.COSINE
        metric = faiss.METRIC_INNER_PRODUCT if inner else faiss.METRIC_L2
        self._kind = kind
        self._coarse = faiss.IndexFlatIP(kind.dim) if inner else faiss.IndexFlatL2(kind.dim)
        self._index = faiss.IndexIVFScalarQuantizer(
            self._coarse, kind.dim, lists, faiss.ScalarQuantizer.QT_8bit, metric
        )
        self._index.nprobe = min(_LISTS_LOOKED_INTO, lists)
        self._index.train(np.ascontiguousarray(sample, dtype=np.float32))

    def __len__(self) -> int:
        return int(self._index.ntotal)

    def add(self, templates: Vector) -> None:
        """Take in the next rows, (n, dim)."""
        self._index.add(np.ascontiguousarray(templates, dtype=np.float32))

    def search(self, probe: Vector, count: int = 1) -> Nearest:
        """The `count` nearest that are found, or fewer."""
        found, rows = self._index.search(np.asarray(probe, np.float32)[np.newaxis], count)
        there = rows[0] >= 0
        scores = found[0] if self._kind.metric is Metric.COSINE else 1 - np.sqrt(np.maximum(found[0], 0))
        return Nearest(rows=rows[0][there], scores=np.asarray(scores[there], dtype=np.float32))


def lists_for(templates: int) -> int:
    """How many lists so many templates are kept in: the power of two next above their root."""
    return int(2 ** np.ceil(np.log2(max(templates, 1)) / 2))


def _half_squares(templates: Vector, kind: TemplateKind) -> Vector:
    """What products must lose to be in the order of the scores: nothing where templates have length 1."""
    if kind.metric is Metric.COSINE:
        return np.zeros(1, np.float32)
    return np.asarray(np.einsum("ij,ij->i", templates, templates) / 2, dtype=np.float32)


def _faiss() -> Any:
    try:
        import faiss  # 0.2 s and 40 MB that no kiosk needs; and few have it
    except ImportError as error:
        raise SearchError("this search needs faiss; install it with: pip install 'motcua[search]'") from error
    return faiss
