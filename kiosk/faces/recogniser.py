"""Recognise the citizen before the camera, or make the template that will recognise them next time."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

import cv2
import numpy as np

from kiosk.faces.engine import (
    ENROL_GATES,
    MATCH_GATES,
    Face,
    FaceEngine,
    Gates,
    NoGoodFrames,
    Picture,
    Vector,
)
from kiosk.faces.gallery import Gallery
from kiosk.faces.template import TemplateKind
from kiosk.journey.enrolment import GOOD_FRAMES
from kiosk.journey.hint import Hint

_FRAMES_AT_MOST = 5
# Between two frames, in eye distances: about 25 cm/s. Motion smear of 15 px refused nobody, 21 px 14 %, and
# the Laplacian does not see it.
_STEP_MAX = 0.15


class Verdict(StrEnum):
    """Where a look stands."""

    PENDING = "pending"
    RECOGNISED = "recognised"
    NOT_KNOWN = "not_known"


@dataclass(frozen=True, kw_only=True)
class Look:
    """What one frame told: what to ask of the person, and whether it is decided who they are, how surely."""

    hint: Hint
    verdict: Verdict
    person_id: str | None = None
    score: float | None = None


class Recogniser:
    """One look at one citizen: `start`, `feed` frames until the verdict is no longer pending, `stop`.

    Known is said on the mean of `frames_needed` good frames; not known only on the mean of five, so that one
    unlucky frame sends nobody away. When another face steps in, the look begins again with that face.
    Keeps no picture, only embeddings, and none after `start` or `stop`.
    """

    def __init__(self, engine: FaceEngine, gallery: Gallery, *, frames_needed: int = 3) -> None:
        gallery.require(engine)
        self._engine = engine
        self._gallery = gallery
        self._frames_needed = frames_needed
        self._visit = _Visit(engine)

    @property
    def kind(self) -> TemplateKind:
        """Of the templates it compares."""
        return self._engine.kind

    @property
    def people(self) -> int:
        """How many can be recognised."""
        return len(self._gallery)

    def know(self, gallery: Gallery) -> None:
        """Recognise these people from now on, and nobody else."""
        gallery.require(self._engine)
        self._gallery = gallery

    def start(self) -> None:
        """Begin with a new citizen, remembering nothing of the one before."""
        self._visit = _Visit(self._engine)

    def stop(self) -> None:
        """Forget the citizen."""
        self._visit = _Visit(self._engine)

    def feed(self, frame_bgr: Picture) -> Look:
        """Look at one camera frame. After the verdict every frame gets the same answer."""
        visit = self._visit  # a `start` on another thread must not receive this frame's face
        if visit.decided:
            return visit.decided
        hint = self._take(visit, frame_bgr)
        if hint is not Hint.OK or visit.seen.count < self._frames_needed:
            return Look(hint=hint, verdict=Verdict.PENDING)
        if match := self._gallery.find(visit.seen.mean()):
            visit.decided = Look(
                hint=hint, verdict=Verdict.RECOGNISED, person_id=match.person_id, score=match.score
            )
        elif visit.seen.count >= max(self._frames_needed, _FRAMES_AT_MOST):
            visit.decided = Look(hint=hint, verdict=Verdict.NOT_KNOWN)
        return visit.decided or Look(hint=hint, verdict=Verdict.PENDING)

    def _take(self, visit: "_Visit", frame_bgr: Picture) -> Hint:
        """Add the frame's embedding to the visit when the picture is good; say what is wrong otherwise."""
        rgb = _rgb(frame_bgr)
        hint, face = _judge(self._engine, rgb, MATCH_GATES)
        moved = visit.has_moved_to(face)
        if face is None or hint is not Hint.OK:
            return hint
        if moved:
            return Hint.HOLD_STILL
        visit.seen.add(self._engine.embed(rgb, face))
        return Hint.OK


class Learner:
    """Learns one face, frame by frame: `feed` until there is a template. Keeps embeddings, no picture."""

    def __init__(self, engine: FaceEngine) -> None:
        self._engine = engine
        self._seen = _SameFace(engine)

    @property
    def good_frames(self) -> int:
        """How many of `GOOD_FRAMES` there are; none again when another face steps in."""
        return self._seen.count

    @property
    def template(self) -> Vector | None:
        """(dim,) float32, once there are enough good frames."""
        return self._seen.mean() if self._seen.count >= GOOD_FRAMES else None

    def feed(self, frame_bgr: Picture) -> Hint:
        """Look at one camera frame; OK when it was good enough to learn from."""
        rgb = _rgb(frame_bgr)
        hint, face = _judge(self._engine, rgb, ENROL_GATES)
        if face is not None and hint is Hint.OK:
            self._seen.add(self._engine.embed(rgb, face))
        return hint


def enrol(engine: FaceEngine, frames_bgr: Iterable[Picture]) -> Vector:
    """Make the template of the citizen in the first five good frames; reads no further than it must.

    Returns (dim,) float32. Raises NoGoodFrames with the commonest hint when frames run out.
    """
    learner = Learner(engine)
    hints: Counter[Hint] = Counter()
    for frame_bgr in frames_bgr:
        hint = learner.feed(frame_bgr)
        if (template := learner.template) is not None:
            return template
        if hint is not Hint.OK:
            hints[hint] += 1
    raise NoGoodFrames(max(hints, key=lambda hint: hints[hint], default=Hint.NO_FACE))


class _SameFace:
    """Embeddings in a row that belong to one person."""

    def __init__(self, engine: FaceEngine) -> None:
        self._kind = engine.kind
        self._least = engine.point.same_visit
        self._embeddings: list[Vector] = []

    @property
    def count(self) -> int:
        return len(self._embeddings)

    def add(self, embedding: Vector) -> None:
        if self._embeddings and self._kind.score(self.mean(), embedding) < self._least:
            self._embeddings.clear()
        self._embeddings.append(embedding)

    def mean(self) -> Vector:
        return self._kind.mean(self._embeddings)


class _Visit:
    """What is remembered of one citizen during one look."""

    def __init__(self, engine: FaceEngine) -> None:
        self.seen = _SameFace(engine)
        self.decided: Look | None = None
        self._last_face: Face | None = None

    def has_moved_to(self, face: Face | None) -> bool:
        """Whether the face is elsewhere than in the frame before, as of somebody still walking up."""
        last, self._last_face = self._last_face, face
        if last is None or face is None:
            return False
        step_px = np.linalg.norm(face.points[:2].mean(axis=0) - last.points[:2].mean(axis=0))
        return bool(step_px > _STEP_MAX * face.inter_eye_px)


def _rgb(frame_bgr: Picture) -> Picture:
    return np.asarray(cv2.cvtColor(frame_bgr, cv2.COLOR_BGR2RGB), dtype=np.uint8)


def _judge(engine: FaceEngine, rgb: Picture, gates: Gates) -> tuple[Hint, Face | None]:
    """What to ask of the person, and the one face that counts, if there is one."""
    faces = engine.detect(rgb)
    if not faces:
        return Hint.NO_FACE, None
    if any(_is_near(face) for face in faces[1:]):
        return Hint.MANY_FACES, None
    return engine.quality(rgb, faces[0]).hint(gates), faces[0]


def _is_near(face: Face) -> bool:
    """Near enough to be matched; a smaller face is somebody waiting behind."""
    return face.inter_eye_px >= MATCH_GATES.inter_eye_px
