"""How well an engine tells people apart: false matches and false refusals over all pairs of pictures.

Genuine scores are of two pictures of one person, impostor scores of two people. At a threshold, FAR is the
share of impostor scores at or above it, FRR the share of genuine scores below it, TAR the rest of those.
"""

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt

from kiosk.faces.share import Share
from kiosk.faces.template import TemplateKind, Vector

FARS = (1e-2, 1e-3, 1e-4, 1e-5)
_ROC_STEPS_A_DECADE = 8


@dataclass(frozen=True, kw_only=True)
class RocPoint:
    """What both kinds of pairs do at one threshold."""

    threshold: float
    far: float
    tar: float


@dataclass(frozen=True, kw_only=True)
class TarAtFar:
    """The share of genuine pairs accepted where impostor pairs are no oftener than `far`.

    threshold: the lowest that keeps `far`. threshold, tar: None for the `reason` given.
    """

    far: float
    threshold: float | None
    tar: Share | None
    reason: str | None


@dataclass(frozen=True, kw_only=True, eq=False)
class PairScores:
    """The scores of all pairs that were compared, each array (n,) float32 in rising order."""

    genuine: Vector = field(repr=False)
    impostor: Vector = field(repr=False)

    @classmethod
    def of(cls, genuine: npt.ArrayLike, impostor: npt.ArrayLike) -> "PairScores":
        """From scores in any order."""
        return cls(
            genuine=np.sort(np.asarray(genuine, np.float32)),
            impostor=np.sort(np.asarray(impostor, np.float32)),
        )

    def false_accepts(self, threshold: float) -> Share | None:
        """FAR, None without impostor pairs."""
        return _at_or_above(self.impostor, threshold)

    def false_refusals(self, threshold: float) -> Share | None:
        """FRR, None without genuine pairs."""
        accepted = _at_or_above(self.genuine, threshold)
        return accepted and Share(count=accepted.of - accepted.count, of=accepted.of)

    def tar_at(self, far: float) -> TarAtFar:
        """TAR where FAR is `far`: only from 1/`far` impostor pairs on is there anything to tell it by."""
        least = math.ceil(1 / far - 1e-6)
        if len(self.impostor) < least:
            few = f"{len(self.impostor)} pairs of different people; a FAR of {far:g} takes {least}"
            return TarAtFar(far=far, threshold=None, tar=None, reason=few)
        threshold = lowest_threshold(self.impostor, math.floor(len(self.impostor) * far + 1e-6))
        tar = _at_or_above(self.genuine, threshold)
        return TarAtFar(
            far=far, threshold=threshold, tar=tar, reason=None if tar else "no two pictures of one person"
        )

    def equal_error_rate(self) -> float | None:
        """Where FAR and FRR are equal, between the two thresholds around that; None without both.

        FRR rises with the threshold and FAR falls: halving finds the first threshold where FRR is not less.
        """
        if not len(self.genuine) or not len(self.impostor):
            return None
        cuts = np.unique(np.concatenate([self.genuine, self.impostor, [np.float32(np.inf)]]))
        low, high = 0, len(cuts) - 1
        while low < high:
            middle = (low + high) // 2
            far, frr = self._errors(cuts[middle])
            low, high = (low, middle) if frr >= far else (middle + 1, high)
        far, frr = self._errors(cuts[low])
        far_before, frr_before = self._errors(cuts[low - 1])  # at the very lowest cut FRR is 0 and FAR 1
        step = (far_before - frr_before) / (far_before - frr_before + frr - far)
        return float(frr_before + step * (frr - frr_before))

    def roc(self) -> Sequence[RocPoint]:
        """The curve from FAR 1 down to none, eight points a decade; empty without both kinds of pairs."""
        if not len(self.genuine) or not len(self.impostor):
            return []
        decades = math.log10(len(self.impostor))
        fars = np.logspace(0, -decades, 1 + round(decades * _ROC_STEPS_A_DECADE))
        counts = np.unique(np.floor(fars * len(self.impostor) + 1e-6).astype(int))[::-1]
        thresholds = dict.fromkeys(lowest_threshold(self.impostor, int(count)) for count in [*counts, 0])
        return [
            RocPoint(threshold=threshold, far=far, tar=1 - frr)
            for threshold in thresholds
            for far, frr in [self._errors(threshold)]
        ]

    def _errors(self, threshold: float) -> tuple[float, float]:
        far = 1 - _below(self.impostor, threshold) / len(self.impostor)
        return far, _below(self.genuine, threshold) / len(self.genuine)


def lowest_threshold(rising: Vector, at_most: int) -> float:
    """The lowest threshold at or above which no more than `at_most` of the scores lie."""
    if at_most >= len(rising):
        return float(rising[0])
    return float(np.nextafter(rising[len(rising) - 1 - at_most], np.float32(np.inf)))


def all_pairs(templates: Vector, owners: Sequence[str], kind: TemplateKind) -> PairScores:
    """The scores of every two of `templates`, (N, dim), row n being of the person owners[n].

    Needs 4 bytes a pair and, on the way, one row of them: 18 MB for 3,000 pictures.
    """
    _, people = np.unique(np.asarray(owners, dtype=str), return_inverse=True)
    counts = np.bincount(people)
    genuine = np.empty(int((counts * (counts - 1) // 2).sum()), np.float32)
    impostor = np.empty(len(people) * (len(people) - 1) // 2 - len(genuine), np.float32)
    filled = [0, 0]
    for scores, same in _rows(templates, people, kind):
        for which, (into, part) in enumerate([(genuine, scores[same]), (impostor, scores[~same])]):
            into[filled[which] : filled[which] + len(part)] = part
            filled[which] += len(part)
    genuine.sort()
    impostor.sort()
    return PairScores(genuine=genuine, impostor=impostor)


def _rows(
    templates: Vector, people: npt.NDArray[np.intp], kind: TemplateKind
) -> Iterator[tuple[Vector, npt.NDArray[np.bool_]]]:
    for row in range(len(templates) - 1):
        yield (
            kind.scores(templates[row + 1 :], templates[row]),
            np.asarray(people[row + 1 :] == people[row]),
        )


def _at_or_above(rising: Vector, threshold: float) -> Share | None:
    if not len(rising):
        return None
    return Share(count=len(rising) - _below(rising, threshold), of=len(rising))


def _below(rising: Vector, threshold: float) -> int:
    """How many scores are below. The threshold is rounded up to their precision, so no more pass."""
    nearest = np.float32(threshold)
    return int(np.searchsorted(rising, nearest, side="left" if float(nearest) >= threshold else "right"))
