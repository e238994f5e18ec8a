"""Tell a person from a photograph: somebody is asked to turn the head to both sides, then to look straight.

A flat picture that is turned hardly moves its nose between its eyes; a head does. Pure: time, random numbers
and faces come in. What it cannot tell is in ADR-0024: a film that happens to follow, a mask, a bent print.
"""

from dataclasses import dataclass, replace
from enum import StrEnum
from random import Random

from kiosk.faces.engine import MATCH_GATES, Vector
from kiosk.faces.template import TemplateKind
from kiosk.journey.head_turn import TURNS_S, Challenge, Turn

# Nose from the middle between the eyes, in eye distances. A head shows .22 at 20 to 25 degrees. Photographs
# of 500 adults, turned up to 45 degrees, reached no more than .14 on their weaker side; half-profiles pass on
# the other, so both sides are always asked for.
TURNED = 0.22
# From one frame to the next a head turns and moves little: 0.6 is 40 degrees, in a fifth of a second at most.
# Another photograph seldom lies so well.
_YAW_STEP_MAX = 0.6
_SIZE_STEP_MAX = 1.35
_UNSEEN_MAX_S = 1.0  # a head turned far is lost for a moment; a picture is changed in about that time

_SIDES = (
    (Turn.LEFT, Turn.RIGHT),
    (Turn.RIGHT, Turn.LEFT),
    (Turn.LEFT, Turn.RIGHT, Turn.LEFT),
    (Turn.RIGHT, Turn.LEFT, Turn.RIGHT),
)
_OPPOSITE = {Turn.LEFT: Turn.RIGHT, Turn.RIGHT: Turn.LEFT}


class Outcome(StrEnum):
    PENDING = "pending"
    PASSED = "passed"
    FAILED = "failed"


class Failure(StrEnum):
    """Why somebody is not believed to be there. It is never told to them: they go on without a face."""

    OTHER_FACE = "other_face"
    JUMPED = "jumped"
    WRONG_WAY = "wrong_way"
    LOST = "lost"
    TOO_SLOW = "too_slow"


@dataclass(frozen=True, kw_only=True, eq=False)
class Sighting:
    """One face in one frame, sharp enough to be compared. yaw: above 0 towards the citizen's own left."""

    yaw: float
    height_px: float
    embedding: Vector


@dataclass(frozen=True, kw_only=True, eq=False)
class TurnCheck:
    """How far somebody has followed the turns.

    front: the mean of their embeddings while they looked straight. same_visit: from which score a face is
    still theirs. seen_s: when it was last seen.
    """

    turns: tuple[Turn, ...]
    front: Vector
    kind: TemplateKind
    same_visit: float
    began_s: float
    seen_s: float
    done: int = 0
    last: Sighting | None = None
    outcome: Outcome = Outcome.PENDING
    failure: Failure | None = None

    @property
    def challenge(self) -> Challenge | None:
        """What is asked for now; None once it is decided."""
        if self.outcome is not Outcome.PENDING:
            return None
        return Challenge(turn=self.turns[self.done], done=self.done, of=len(self.turns))


def begin(front: Vector, kind: TemplateKind, same_visit: float, *, seed: int, at_s: float) -> TurnCheck:
    """Ask whoever looks like `front` for turns that `seed` chooses: two or three sides, then straight."""
    sides = Random(seed).choice(_SIDES)  # noqa: S311  the seed is what must not be guessed
    return TurnCheck(
        turns=(*sides, Turn.STRAIGHT),
        front=front,
        kind=kind,
        same_visit=same_visit,
        began_s=at_s,
        seen_s=at_s,
    )


def after(check: TurnCheck, seen: Sighting | None, *, at_s: float) -> TurnCheck:
    """The check after one frame more. seen: None when the frame shows no one face well enough."""
    if check.outcome is not Outcome.PENDING:
        return check
    failure = _failure(check, seen, at_s)
    if failure is not None:
        return replace(check, outcome=Outcome.FAILED, failure=failure)
    if seen is None:
        return check
    done = check.done + _has_done(check, seen)
    outcome = Outcome.PASSED if done == len(check.turns) else Outcome.PENDING
    return replace(check, done=done, last=seen, seen_s=at_s, outcome=outcome)


def _failure(check: TurnCheck, seen: Sighting | None, at_s: float) -> Failure | None:
    if at_s - check.began_s > TURNS_S:
        return Failure.TOO_SLOW
    if at_s - check.seen_s > _UNSEEN_MAX_S:
        return Failure.LOST
    if seen is None:
        return None
    if not _is_same_face(check, seen):
        return Failure.OTHER_FACE
    if check.last is not None and _has_jumped(check.last, seen):
        return Failure.JUMPED
    # Only of the first turn: after the other side it takes a moment to come over.
    if check.done == 0 and _side(seen) is _OPPOSITE[check.turns[0]]:
        return Failure.WRONG_WAY
    return None


def _is_same_face(check: TurnCheck, seen: Sighting) -> bool:
    """Like the front, or like the frame before: a head turned far is no longer much like its front."""
    before = [check.front] if check.last is None else [check.front, check.last.embedding]
    return any(check.kind.score(known, seen.embedding) >= check.same_visit for known in before)


def _has_jumped(last: Sighting, seen: Sighting) -> bool:
    larger, smaller = max(last.height_px, seen.height_px), min(last.height_px, seen.height_px)
    return abs(seen.yaw - last.yaw) > _YAW_STEP_MAX or larger > _SIZE_STEP_MAX * smaller


def _has_done(check: TurnCheck, seen: Sighting) -> bool:
    asked = check.turns[check.done]
    if asked is not Turn.STRAIGHT:
        return _side(seen) is asked
    # Who comes back is compared with who left, so that nobody is exchanged little by little.
    is_back = check.kind.score(check.front, seen.embedding) >= check.same_visit
    return is_back and abs(seen.yaw) <= MATCH_GATES.yaw_max


def _side(seen: Sighting) -> Turn | None:
    if abs(seen.yaw) < TURNED:
        return None
    return Turn.LEFT if seen.yaw > 0 else Turn.RIGHT
