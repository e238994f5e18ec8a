"""Recognise the citizen before the camera, or make the template that will recognise them next time."""

import logging
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

import numpy as np

from kiosk.faces.engine import (
    ENROL_GATES,
    MATCH_GATES,
    Face,
    FaceEngine,
    NoGoodFrames,
    Picture,
    Vector,
)
from kiosk.faces.gallery import Gallery, Match
from kiosk.faces.guard import Guard, unguarded
from kiosk.faces.liveness import Outcome, TurnCheck, after
from kiosk.faces.sight import SameFace, see, sighting
from kiosk.faces.template import TemplateKind
from kiosk.journey.enrolment import GOOD_FRAMES
from kiosk.journey.head_turn import Challenge
from kiosk.journey.hint import Hint

# Good frames from which the best five are chosen, before somebody is not known or a face is learnt.
_FRAMES_AT_MOST = 8
# Between two frames, in eye distances: about 25 cm/s. Motion smear of 15 px refused nobody, 21 px 14 %, and
# the Laplacian does not see it.
_STEP_MAX = 0.15

log = logging.getLogger(__name__)


class Verdict(StrEnum):
    """Where a look stands."""

    PENDING = "pending"
    RECOGNISED = "recognised"
    NOT_KNOWN = "not_known"


@dataclass(frozen=True, kw_only=True)
class Look:
    """What one frame told: what to ask of the person, and whether it is decided who they are, how surely.

    challenge: which way they are asked to turn the head; None while they are not.
    """

    hint: Hint
    verdict: Verdict
    person_id: str | None = None
    score: float | None = None
    challenge: Challenge | None = None


class Recogniser:
    """One look at one citizen: `start`, `feed` frames until the verdict is no longer pending, `stop`.

    Known is said on the mean of `frames_needed` good frames; not known only on the best five of eight, so
    that one unlucky frame sends nobody away. When another face steps in, the look begins again with that
    face. Whoever the guard picks is recognised once they have turned the head, and else is not known.
    Keeps no picture, only embeddings, and none after `start` or `stop`.
    """

    def __init__(
        self, engine: FaceEngine, gallery: Gallery, *, frames_needed: int = 3, guard: Guard | None = None
    ) -> None:
        gallery.require(engine)
        self._engine = engine
        self._gallery = gallery
        self._frames_needed = frames_needed
        self._guard = guard or unguarded()
        self._visit = _Visit(engine)

    @property
    def kind(self) -> TemplateKind:
        """Of the templates it compares."""
        return self._engine.kind

    @property
    def people(self) -> int:
        """How many can be recognised."""
        return len(self._gallery)

    @property
    def strangers_named(self) -> float:
        """The share of strangers to be expected to be taken for one of them."""
        return self._engine.point.strangers_named(self.people)

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
        if visit.check is not None:
            return self._watch_turn(visit, visit.check, frame_bgr)
        hint, is_new = self._take(visit, frame_bgr)
        if not is_new or visit.seen.count < self._frames_needed:
            return Look(hint=hint, verdict=Verdict.PENDING)
        if match := self._gallery.find(visit.seen.mean()):
            return self._meet(visit, match)
        if visit.seen.count >= max(self._frames_needed, _FRAMES_AT_MOST):
            visit.decided = Look(hint=hint, verdict=Verdict.NOT_KNOWN)
        return visit.decided or Look(hint=hint, verdict=Verdict.PENDING)

    def _take(self, visit: "_Visit", frame_bgr: Picture) -> tuple[Hint, bool]:
        """What to ask of the person, and whether the frame was good enough to be counted."""
        seen = see(self._engine, frame_bgr, MATCH_GATES)
        moved = visit.has_moved_to(seen.face)
        # A mask is said, not refused: whoever is known all the same need not take it off.
        told = Hint.TAKE_OFF_MASK if seen.is_masked else seen.hint
        if seen.face is None or seen.quality is None or seen.hint is not Hint.OK:
            return told, False
        if moved:
            return Hint.HOLD_STILL, False
        visit.risk = max(visit.risk, self._guard.risk(frame_bgr, seen.face))
        visit.seen.add(self._engine.embed(seen.rgb, seen.face), seen.quality.score)
        return told, True

    def _meet(self, visit: "_Visit", match: Match) -> Look:
        """Somebody is recognised: greet them, or have them turn the head first."""
        visit.match = match
        if not self._guard.demands(match, self._engine.point, visit.risk):
            return self._greet(visit, match)
        visit.check = self._guard.challenge(self._engine, visit.seen.mean())
        return Look(hint=Hint.OK, verdict=Verdict.PENDING, challenge=visit.check.challenge)

    def _watch_turn(self, visit: "_Visit", check: TurnCheck, frame_bgr: Picture) -> Look:
        check = visit.check = _watched(self._engine, self._guard, check, frame_bgr)
        if check.outcome is Outcome.PASSED and visit.match is not None:
            return self._greet(visit, visit.match)
        if check.outcome is Outcome.FAILED:
            if visit.match is not None:
                self._guard.meet(visit.match.person_id)
            visit.decided = Look(hint=Hint.OK, verdict=Verdict.NOT_KNOWN)
            return visit.decided
        return Look(hint=Hint.OK, verdict=Verdict.PENDING, challenge=check.challenge)

    def _greet(self, visit: "_Visit", match: Match) -> Look:
        self._guard.meet(match.person_id)
        visit.decided = Look(
            hint=Hint.OK, verdict=Verdict.RECOGNISED, person_id=match.person_id, score=match.score
        )
        return visit.decided


class Learner:
    """Learns one face, frame by frame: `feed` until there is a template. Keeps embeddings, no picture.

    guard: where it asks, there is no template before the head was turned, and none if that fails.
    """

    def __init__(self, engine: FaceEngine, guard: Guard | None = None) -> None:
        self._engine = engine
        self._guard = guard or unguarded()
        self._seen = SameFace(engine)
        self._check: TurnCheck | None = None

    @property
    def good_frames(self) -> int:
        """How much is learnt, in parts of `GOOD_FRAMES`; nothing again when another face steps in."""
        return min(self._seen.count, _FRAMES_AT_MOST) * GOOD_FRAMES // _FRAMES_AT_MOST

    @property
    def challenge(self) -> Challenge | None:
        """Which way the head is to be turned now; None while it is not."""
        return None if self._check is None else self._check.challenge

    @property
    def has_failed(self) -> bool:
        """Whether the head was not turned as asked: there will be no template."""
        return self._check is not None and self._check.outcome is Outcome.FAILED

    @property
    def template(self) -> Vector | None:
        """(dim,) float32, once there are enough good frames."""
        if self.good_frames < GOOD_FRAMES:
            return None
        is_sure = not self._guard.asks_who_enrols or (
            self._check is not None and self._check.outcome is Outcome.PASSED
        )
        return self._seen.mean() if is_sure else None

    def feed(self, frame_bgr: Picture) -> Hint:
        """Look at one camera frame; OK when it was good enough to learn from, or is one of a turning head."""
        if self._check is not None:
            self._check = _watched(self._engine, self._guard, self._check, frame_bgr)
            return Hint.OK
        seen = see(self._engine, frame_bgr, ENROL_GATES)
        if seen.is_masked:
            return Hint.TAKE_OFF_MASK
        if seen.face is None or seen.quality is None or seen.hint is not Hint.OK:
            return seen.hint
        self._seen.add(self._engine.embed(seen.rgb, seen.face), seen.quality.score)
        if self.good_frames == GOOD_FRAMES and self._guard.asks_who_enrols:
            self._check = self._guard.challenge(self._engine, self._seen.mean())
        return Hint.OK


def enrol(engine: FaceEngine, frames_bgr: Iterable[Picture]) -> Vector:
    """Make the template of the citizen of the best five of the first eight good frames; reads no further.

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


def _watched(engine: FaceEngine, guard: Guard, check: TurnCheck, frame_bgr: Picture) -> TurnCheck:
    """The turn of a head after one frame more."""
    watched = after(check, sighting(engine, frame_bgr), at_s=guard.clock_s())
    if watched.failure is not None and check.failure is None:
        log.info("no living face: %s", watched.failure)
    return watched


class _Visit:
    """What is remembered of one citizen during one look."""

    def __init__(self, engine: FaceEngine) -> None:
        self.seen = SameFace(engine)
        self.risk = 0.0
        self.match: Match | None = None
        self.check: TurnCheck | None = None
        self.decided: Look | None = None
        self._last_face: Face | None = None

    def has_moved_to(self, face: Face | None) -> bool:
        """Whether the face is elsewhere than in the frame before, as of somebody still walking up."""
        last, self._last_face = self._last_face, face
        if last is None or face is None:
            return False
        step_px = np.linalg.norm(face.points[:2].mean(axis=0) - last.points[:2].mean(axis=0))
        return bool(step_px > _STEP_MAX * face.inter_eye_px)
