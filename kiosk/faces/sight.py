"""What one camera frame shows of a face, and the best of what several have shown."""

from dataclasses import dataclass, replace
from typing import Protocol, runtime_checkable

import cv2
import numpy as np

from kiosk.faces.engine import MATCH_GATES, Face, FaceEngine, Gates, Picture, Quality, Vector
from kiosk.faces.liveness import Sighting
from kiosk.faces.mask import wears_mask
from kiosk.journey.hint import Hint

_BEST_FRAMES = 5  # their mean took webcam rejections at cosine .735 from 0.6 % to none
# A head turned by 35 degrees shows its eyes at three quarters of their distance, and moves.
_TURN_GATES = replace(MATCH_GATES, inter_eye_px=30.0, sharpness=20.0, yaw_max=float("inf"))
_GLIMPSED = 0.6  # 99 of 100 faces behind drawn masks were glimpsed by .64 or more
# Mean grey of a whole frame without a face: a hand or a cap before the lens, or a lamp straight into it.
_NIGHT, _GLARE = 25.0, 235.0


@runtime_checkable
class Glimpsing(Protocol):
    """An engine that can also say where it would rather have seen a face than not."""

    def glimpse(self, rgb: Picture) -> list[Face]:
        """Also faces it is not sure of; some of them are none."""
        ...


@dataclass(frozen=True, kw_only=True, eq=False)
class Seen:
    """What to ask of the person, and the one face that counts, if there is one. is_masked: it seems to be."""

    rgb: Picture
    hint: Hint
    face: Face | None = None
    quality: Quality | None = None
    is_masked: bool = False


def see(engine: FaceEngine, frame_bgr: Picture, gates: Gates) -> Seen:
    """Look at one camera frame."""
    rgb = np.asarray(cv2.cvtColor(frame_bgr, cv2.COLOR_BGR2RGB), dtype=np.uint8)
    faces = engine.detect(rgb)
    if not faces:
        return Seen(rgb=rgb, hint=_why_no_face(engine, rgb))
    if any(_is_near(face) for face in faces[1:]):
        return Seen(rgb=rgb, hint=Hint.MANY_FACES)
    face = faces[0]
    quality = engine.quality(rgb, face)
    hint = quality.hint(gates)
    is_masked = hint in (Hint.OK, Hint.HOLD_STILL) and wears_mask(rgb, face)
    return Seen(rgb=rgb, hint=hint, face=face, quality=quality, is_masked=is_masked)


def sighting(engine: FaceEngine, frame_bgr: Picture) -> Sighting | None:
    """The one face of a frame in which a head may be turned; None when it shows none well enough."""
    seen = see(engine, frame_bgr, _TURN_GATES)
    if seen.face is None or seen.quality is None or seen.hint is not Hint.OK:
        return None
    top, bottom = seen.face.box[1], seen.face.box[3]
    return Sighting(yaw=seen.quality.yaw, height_px=bottom - top, embedding=engine.embed(seen.rgb, seen.face))


class SameFace:
    """Embeddings in a row that belong to one person, and how good each one's picture was."""

    def __init__(self, engine: FaceEngine) -> None:
        self._kind = engine.kind
        self._least = engine.point.same_visit
        self._seen: list[tuple[float, Vector]] = []

    @property
    def count(self) -> int:
        return len(self._seen)

    def add(self, embedding: Vector, score: float) -> None:
        """One more; another person's face begins anew."""
        if self._seen and self._kind.score(self.mean(), embedding) < self._least:
            self._seen.clear()
        self._seen.append((score, embedding))

    def mean(self) -> Vector:
        """Of the best five."""
        best = sorted(self._seen, key=lambda one: one[0], reverse=True)[:_BEST_FRAMES]
        return self._kind.mean([embedding for _, embedding in best])


def _is_near(face: Face) -> bool:
    """Near enough to be matched; a smaller face is somebody waiting behind."""
    return face.inter_eye_px >= MATCH_GATES.inter_eye_px


def _why_no_face(engine: FaceEngine, rgb: Picture) -> Hint:
    grey = float(rgb[::8, ::8].mean())
    if grey < _NIGHT:
        return Hint.TOO_DARK
    if grey > _GLARE:
        return Hint.TOO_BRIGHT
    # Half of the people who wear a mask are only glimpsed, and so is who moves fast.
    glimpsed = engine.glimpse(rgb) if isinstance(engine, Glimpsing) else []
    surest = max(glimpsed, key=lambda face: face.score, default=None)
    if surest is not None and surest.score >= _GLIMPSED:
        hint = engine.quality(rgb, surest).hint(MATCH_GATES)
        if hint is Hint.OK and wears_mask(rgb, surest):
            return Hint.TAKE_OFF_MASK
        if hint is Hint.HOLD_STILL:
            return hint
    return Hint.NO_FACE
