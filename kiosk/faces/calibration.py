"""Which thresholds a hall should use, by what its own data can show, and no bolder than that.

The data are of three kinds. Templates of different people show how often strangers look alike. Recognitions
that citizens confirmed show what a higher threshold would refuse, and nothing of who is refused already.
Pictures of people who consented to that show both.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from kiosk.faces.evaluation import PairScores, lowest_threshold
from kiosk.faces.open_set import Strangers
from kiosk.faces.share import Share, hits_allowed, tries_needed
from kiosk.faces.template import OperatingPoint, Vector

# How often `verify` may take two people for one: what a face that is held against a card is promised to keep.
VERIFY_FALSE_MATCH_RATE = 1e-4
# A lower threshold is wanted only where the one in force refuses more than this of the people it should know,
# and so many of their pictures say so.
_REFUSALS_BEARABLE = 0.01
_GENUINE_NEEDED = 100
_STEP = 1000  # thresholds are proposed in thousandths


@dataclass(frozen=True, kw_only=True, eq=False)
class Evidence:
    """impostor: scores of every two templates of different people. strangers: each among all the others.

    confirmed: scores of recognitions that citizens confirmed. genuine: of pictures of consenting people, each
    with the template made of other pictures of theirs.
    """

    impostor: Sequence[float] | Vector
    strangers: Strangers
    confirmed: Sequence[float] = ()
    genuine: Sequence[float] = ()


@dataclass(frozen=True, kw_only=True)
class Proposed:
    """One setting: as shipped, as proposed, and why.

    mistaken: how many strangers pass with the proposed value, with bounds; None where nothing was compared.
    allowed: what share of them may. refused: how many who are known do not pass with it, None if not known.
    """

    shipped: float
    value: float
    mistaken: Share | None
    allowed: float
    refused: Share | None
    why: str

    @property
    def changed(self) -> bool:
        return self.value != self.shipped


@dataclass(frozen=True, kw_only=True)
class Proposal:
    """alike: pairs of records at or above the shipped `identify`: one person under two, perhaps."""

    verify: Proposed
    identify: Proposed
    margin: Proposed
    alike: int


def propose(evidence: Evidence, shipped: OperatingPoint) -> Proposal:
    """What the evidence supports, with 97.5 % confidence.

    A threshold is raised where strangers pass it oftener than promised or may do so for all one can tell;
    lowered only where pictures show people refused, and no further than helps them and than the bound allows;
    kept otherwise, also where the data are too few to tell. The margin is never lowered.
    """
    scores = PairScores.of(evidence.genuine, evidence.impostor)
    confirmed = PairScores.of(evidence.confirmed, [])
    verify = _threshold(scores, shipped.verify, VERIFY_FALSE_MATCH_RATE)
    identify = _threshold(scores, shipped.identify, shipped.false_match_rate)
    if identify.value < verify.value:
        identify = replace(
            identify,
            value=verify.value,
            mistaken=scores.false_accepts(verify.value),
            refused=scores.false_refusals(verify.value),
            why="raised: to name somebody among many takes no less than to know one person",
        )
    if not len(evidence.genuine):
        identify = replace(identify, refused=confirmed.false_refusals(identify.value))
    alike = scores.false_accepts(shipped.identify)
    return Proposal(
        verify=verify,
        identify=identify,
        margin=_margin(evidence.strangers, identify.value, shipped),
        alike=alike.count if alike else 0,
    )


def _threshold(scores: PairScores, shipped: float, allowed: float) -> Proposed:
    value, why = _settled(scores, shipped, allowed)
    return Proposed(
        shipped=shipped,
        value=value,
        mistaken=scores.false_accepts(value),
        allowed=allowed,
        refused=scores.false_refusals(value),
        why=why,
    )


def _settled(scores: PairScores, shipped: float, allowed: float) -> tuple[float, str]:
    pairs = len(scores.impostor)
    hits = hits_allowed(pairs, allowed)
    if hits is None:
        needed = tries_needed(allowed)
        return shipped, f"kept: {pairs} pairs of different people are too few to tell, it takes {needed}"
    supported = _rounded_up(lowest_threshold(scores.impostor, hits))
    if supported > shipped:
        return supported, "raised: with the shipped one more people may be taken for another than promised"
    wanted = _wanted(scores, shipped)
    if wanted is None:
        return shipped, "kept: strangers pass it no oftener than promised, and nothing shows people refused"
    return max(supported, wanted), (
        "lowered: people are refused with the shipped one, strangers pass no oftener than promised"
    )


def _wanted(scores: PairScores, shipped: float) -> float | None:
    """The highest threshold that refuses a bearable share of the genuine; None when `shipped` does."""
    refused = scores.false_refusals(shipped)
    if refused is None or refused.of < _GENUINE_NEEDED or refused.value <= _REFUSALS_BEARABLE:
        return None
    return math.floor(_STEP * float(scores.genuine[int(_REFUSALS_BEARABLE * refused.of)])) / _STEP


def _margin(strangers: Strangers, identify: float, shipped: OperatingPoint) -> Proposed:
    people = len(strangers.bests)
    allowed = shipped.strangers_named(people)
    leads = np.sort(strangers.leads[strangers.bests >= identify])
    hits = hits_allowed(people, allowed) if people else None
    value = shipped.margin
    if hits is None:
        why = f"kept: {people} people are too few to tell how many strangers are named"
    elif (supported := _lowest_lead(leads, hits)) > value:
        value = supported
        why = "raised: with the shipped one more strangers may be named than promised"
    else:
        why = "kept: no more strangers are named than promised"
    return Proposed(
        shipped=shipped.margin,
        value=value,
        mistaken=Share(count=int((leads >= value).sum()), of=people) if people else None,
        allowed=allowed,
        refused=None,
        why=why,
    )


def _lowest_lead(rising: Vector, hits: int) -> float:
    return 0.0 if len(rising) <= hits else _rounded_up(lowest_threshold(rising, hits))


def _rounded_up(threshold: float) -> float:
    return math.ceil(_STEP * threshold) / _STEP
