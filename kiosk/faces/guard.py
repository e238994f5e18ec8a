"""Decide who must turn the head before a face counts, and ask them."""

import time
from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from random import Random, SystemRandom

from kiosk.faces.engine import Face, FaceEngine, Picture, Vector
from kiosk.faces.gallery import Match
from kiosk.faces.liveness import TurnCheck, begin
from kiosk.faces.risk import RiskSignal, highest
from kiosk.faces.template import OperatingPoint


class Liveness(StrEnum):
    """How often. SOMETIMES: when there is a reason, and now and then without one."""

    NEVER = "never"
    SOMETIMES = "sometimes"
    ALWAYS = "always"


@dataclass(frozen=True, kw_only=True)
class Occasion:
    """What speaks for asking somebody who was just recognised.

    again_s: since the same person was recognised here before; None for not lately. risk: of the most
    suspicious signal, 0..1. draw: a random number, 0..1.
    """

    match: Match
    again_s: float | None = None
    risk: float = 0.0
    draw: float = 1.0


# Nearer to the threshold or to the next person than this, the name is the least sure. The bounds themselves
# are where one stranger in 100,000 is named; pairs of strangers thin out tenfold every .1 (ADR-0001).
_NEAR_SCORE, _NEAR_MARGIN = 0.05, 0.04
# A second ticket within ten minutes is rare among visitors, and what somebody with a picture would try.
AGAIN_S = 600.0
_HIGH_RISK = 0.5  # by the definition of the score: more likely not a living face
# One in ten: nine visitors in ten keep their two touches, and who tries a picture again and again is asked.
_SHARE = 0.1


def is_demanded(setting: Liveness, point: OperatingPoint, occasion: Occasion) -> bool:
    """Whether somebody who was recognised is asked to turn the head before they are greeted."""
    if setting is not Liveness.SOMETIMES:
        return setting is Liveness.ALWAYS
    match = occasion.match
    return (
        match.score < point.identify + _NEAR_SCORE
        or match.margin < point.margin + _NEAR_MARGIN
        or (occasion.again_s is not None and occasion.again_s < AGAIN_S)
        or occasion.risk >= _HIGH_RISK
        or occasion.draw < _SHARE
    )


class Guard:
    """Asks by the hall's setting. Remembers for ten minutes whom it has met, by id; no picture.

    signals: what looks at every good frame besides. clock_s and random are replaced in tests.
    """

    def __init__(
        self,
        setting: Liveness,
        *,
        signals: tuple[RiskSignal, ...] = (),
        clock_s: Callable[[], float] = time.monotonic,
        random: Random | None = None,
    ) -> None:
        self.clock_s = clock_s
        self._setting = setting
        self._signals = signals
        self._random = random or SystemRandom()
        self._met_s: dict[str, float] = {}

    @property
    def asks_who_enrols(self) -> bool:
        """Always, unless nobody is asked: a template made of a photograph would be used for a year."""
        return self._setting is not Liveness.NEVER

    def risk(self, frame_bgr: Picture, face: Face) -> float:
        return highest(self._signals, frame_bgr, face)

    def demands(self, match: Match, point: OperatingPoint, risk: float) -> bool:
        """Whether whoever was recognised now must turn the head first."""
        before_s = self._met_s.get(match.person_id)
        again_s = None if before_s is None else self.clock_s() - before_s
        occasion = Occasion(match=match, again_s=again_s, risk=risk, draw=self._random.random())
        return is_demanded(self._setting, point, occasion)

    def meet(self, person_id: str) -> None:
        """This person was greeted, or somebody who looked like them did not turn the head as asked."""
        now_s = self.clock_s()
        lately = {one: at_s for one, at_s in self._met_s.items() if now_s - at_s < AGAIN_S}
        self._met_s = {**lately, person_id: now_s}

    def challenge(self, engine: FaceEngine, front: Vector) -> TurnCheck:
        """New turns for whoever looks like `front`."""
        return begin(
            front,
            engine.kind,
            engine.point.same_visit,
            seed=self._random.getrandbits(64),
            at_s=self.clock_s(),
        )


def unguarded() -> Guard:
    """Asks nobody: for tests, and for what learns faces from films."""
    return Guard(Liveness.NEVER)
