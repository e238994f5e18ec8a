"""An engine as one hall uses it: turned by its secret rotation, with the thresholds the hall has measured."""

from kiosk.faces.engine import Face, FaceEngine, Picture, Quality, Vector
from kiosk.faces.face_secret import FaceSecret
from kiosk.faces.sight import Glimpsing
from kiosk.faces.template import OperatingPoint, TemplateKind


class HallEngine:
    """What `engine` embeds compares here as well as ever, and with no other hall's templates.

    point: the hall's own thresholds; None for those the engine brings.
    """

    def __init__(self, engine: FaceEngine, secret: FaceSecret, point: OperatingPoint | None = None) -> None:
        self._engine = engine
        self._rotation = secret.rotation(engine.kind.dim)
        self.point = point or engine.point

    @property
    def kind(self) -> TemplateKind:
        return self._engine.kind

    def detect(self, rgb: Picture) -> list[Face]:
        return self._engine.detect(rgb)

    def glimpse(self, rgb: Picture) -> list[Face]:
        """As `Glimpsing`; an engine that is sure or silent glimpses nothing."""
        return self._engine.glimpse(rgb) if isinstance(self._engine, Glimpsing) else []

    def quality(self, rgb: Picture, face: Face) -> Quality:
        return self._engine.quality(rgb, face)

    def embed(self, rgb: Picture, face: Face) -> Vector:
        return self._engine.kind.restored(self._rotation @ self._engine.embed(rgb, face))
