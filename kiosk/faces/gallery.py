"""Find whose face this is among the people who asked to be recognised here."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from kiosk.faces.engine import EngineMismatch, FaceEngine, GalleryError, Vector
from kiosk.faces.template import OperatingPoint, TemplateKind

# Strangers taken for somebody grow with the gallery, so it stays one office's and is capped.
MAX_TEMPLATES = 2000


@dataclass(frozen=True, kw_only=True)
class Match:
    """Who it is, how alike, and how far ahead of the next person."""

    person_id: str
    score: float
    margin: float


class Gallery:
    """The enrolled people of one office, compared by an exact scan.

    person_ids: one per row of `templates`; a person with several templates appears several times.
    templates: (N, dim) float32. kind: of all of them. point: from which scores somebody is named.
    Raises GalleryError above 2,000 templates or when rows, ids and kind do not fit.
    """

    def __init__(
        self,
        person_ids: Sequence[str],
        templates: Vector,
        *,
        kind: TemplateKind,
        point: OperatingPoint,
    ) -> None:
        if templates.shape != (len(person_ids), kind.dim):
            raise GalleryError(
                f"{len(person_ids)} people do not fit templates of {kind} of shape {templates.shape}"
            )
        if len(templates) > MAX_TEMPLATES:
            raise GalleryError(
                f"{len(templates)} templates; above {MAX_TEMPLATES} strangers would be recognised"
            )
        self._person_ids = np.array(person_ids, dtype=object)
        self._templates = np.ascontiguousarray(templates, dtype=np.float32)
        self._kind = kind
        self._point = point

    def __len__(self) -> int:
        return len(self._person_ids)

    def require(self, engine: FaceEngine) -> None:
        """Refuse an engine whose embeddings cannot be compared with these templates."""
        if engine.kind != self._kind:
            raise EngineMismatch(
                f"templates were made by {self._kind}, faces are now read by {engine.kind}; "
                "people must enrol again"
            )

    def find(self, embedding: Vector) -> Match | None:
        """Whose face this is, or None when nobody is near enough or two people are too near each other.

        embedding: (dim,) float32.
        Source: EN 301 549 clause 5.3 for why None must offer another way in.
        """
        if not len(self):
            return None
        scores = self._kind.scores(self._templates, embedding)
        best = int(scores.argmax())
        others = scores[self._person_ids != self._person_ids[best]]
        score = float(scores[best])
        margin = score - float(others.max(initial=-1.0))
        if score < self._point.identify or margin < self._point.margin:
            return None
        return Match(person_id=self._person_ids[best], score=score, margin=margin)
