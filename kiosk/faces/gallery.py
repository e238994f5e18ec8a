"""Find whose face this is among the people who asked to be recognised here."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from kiosk.faces.engine import EngineMismatch, FaceEngine, GalleryError, Vector

# One false match in 100,000 pairs of Asian adults (3.4 million pairs measured); 1 % of strangers at 1,200
# people. False matches grow with the gallery, so it stays one office's and is capped.
MIN_COSINE = 0.735
MAX_TEMPLATES = 2000
# A starting value, not measured: two people this near each other cannot be told apart, so neither is named.
MIN_MARGIN = 0.08


@dataclass(frozen=True, kw_only=True)
class Match:
    """Who it is, how alike, and how far ahead of the next person."""

    person_id: str
    cosine: float
    margin: float


class Gallery:
    """The enrolled people of one office, compared by an exact scan.

    person_ids: one per row of `templates`; a person with several templates appears several times.
    templates: (N, 192) float32, each of length 1.
    Raises GalleryError above 2,000 templates or when rows and ids do not fit.
    """

    def __init__(
        self,
        person_ids: Sequence[str],
        templates: Vector,
        *,
        engine_name: str,
        engine_version: str,
        min_cosine: float = MIN_COSINE,
        min_margin: float = MIN_MARGIN,
    ) -> None:
        if templates.ndim != 2 or len(templates) != len(person_ids):
            raise GalleryError(
                f"{len(person_ids)} person ids do not fit templates of shape {templates.shape}"
            )
        if len(templates) > MAX_TEMPLATES:
            raise GalleryError(
                f"{len(templates)} templates; above {MAX_TEMPLATES} strangers would be recognised"
            )
        self._person_ids = np.array(person_ids, dtype=object)
        self._templates = np.ascontiguousarray(templates, dtype=np.float32)
        self._engine = (engine_name, engine_version)
        self._min_cosine = min_cosine
        self._min_margin = min_margin

    def __len__(self) -> int:
        return len(self._person_ids)

    def require(self, engine: FaceEngine) -> None:
        """Refuse an engine whose embeddings cannot be compared with these templates."""
        if (engine.name, engine.version) != self._engine:
            raise EngineMismatch(
                f"templates were made by {' '.join(self._engine)}, "
                f"faces are now read by {engine.name} {engine.version}; people must enrol again"
            )
        if len(self) and self._templates.shape[1] != engine.dim:
            raise GalleryError(
                f"templates have {self._templates.shape[1]} numbers, {engine.name} makes {engine.dim}"
            )

    def find(self, embedding: Vector) -> Match | None:
        """Whose face this is, or None when nobody is near enough or two people are too near each other.

        embedding: (192,) float32 of length 1.
        Source: EN 301 549 clause 5.3 for why None must offer another way in.
        """
        if not len(self):
            return None
        cosines = self._templates @ embedding
        best = int(cosines.argmax())
        others = cosines[self._person_ids != self._person_ids[best]]
        cosine = float(cosines[best])
        margin = cosine - float(others.max(initial=-1.0))
        if cosine < self._min_cosine or margin < self._min_margin:
            return None
        return Match(person_id=self._person_ids[best], cosine=cosine, margin=margin)
