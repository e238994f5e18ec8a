"""How well an engine tells people apart: embeddings of pictures, scores of pairs, what follows from them."""

from dataclasses import dataclass
from itertools import combinations

import numpy as np
import numpy.typing as npt

from benchmarks.face_pictures import Portrait
from kiosk.faces.engine import FaceEngine, Vector

Scores = npt.NDArray[np.float64]


@dataclass(frozen=True, kw_only=True)
class Seen:
    """What an engine made of some portraits; None where it found no face."""

    people: list[int]
    embeddings: list[Vector | None]

    @property
    def found(self) -> float:
        return sum(embedding is not None for embedding in self.embeddings) / len(self.embeddings)


@dataclass(frozen=True, kw_only=True)
class Pairs:
    """Scores of pairs of pictures; where a face was not found it is minus infinity: the pair is refused."""

    same: Scores
    different: Scores

    def threshold(self, false_matches: float) -> float:
        """The lowest score that no more than this share of different people's pairs reaches."""
        falling = np.sort(self.different)[::-1]
        return float(np.nextafter(falling[int(false_matches * len(falling))], np.inf))

    def known(self, threshold: float) -> float:
        return float((self.same >= threshold).mean())

    def confused(self, threshold: float) -> float:
        return float((self.different >= threshold).mean())

    def equal_error(self) -> float:
        """Where as many of the same person are refused as of others accepted."""
        thresholds = np.sort(np.concatenate([self.same, self.different]))
        refused = np.searchsorted(np.sort(self.same), thresholds) / len(self.same)
        accepted = 1 - np.searchsorted(np.sort(self.different), thresholds) / len(self.different)
        nearest = int(np.abs(refused - accepted).argmin())
        return float(refused[nearest] + accepted[nearest]) / 2


def look_at(engine: FaceEngine, portraits: list[Portrait]) -> Seen:
    """Embed the largest face of each."""
    embeddings = []
    for portrait in portraits:
        faces = engine.detect(portrait.rgb)
        embeddings.append(engine.embed(portrait.rgb, faces[0]) if faces else None)
    return Seen(people=[portrait.person for portrait in portraits], embeddings=embeddings)


def all_pairs(engine: FaceEngine, seen: Seen) -> Pairs:
    """Every picture with every other."""
    scores = score_matrix(engine, seen)
    above = np.triu_indices(len(scores), 1)
    people = np.array(seen.people)
    same = (people[:, np.newaxis] == people)[above]
    return Pairs(same=scores[above][same], different=scores[above][~same])


def score_matrix(engine: FaceEngine, seen: Seen) -> Scores:
    """(N, N); minus infinity where a face was not found."""
    found = [place for place, embedding in enumerate(seen.embeddings) if embedding is not None]
    known = np.stack([embedding for embedding in seen.embeddings if embedding is not None])
    scores = np.full((len(seen.people),) * 2, -np.inf)
    scores[np.ix_(found, found)] = [engine.kind.scores(known, embedding) for embedding in known]
    return scores


def one_photograph_twice(portraits: list[Portrait]) -> list[tuple[int, int]]:
    """Places of pictures that are the same to the pixel, whatever their names say of who is on them."""
    return [
        (one, other)
        for (one, first), (other, second) in combinations(enumerate(portraits), 2)
        if first.rgb.shape == second.rgb.shape and np.array_equal(first.rgb, second.rgb)
    ]
