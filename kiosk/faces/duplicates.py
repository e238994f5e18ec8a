"""Stored templates so alike that they may be one person's under two records."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from kiosk.faces.search import ExactIndex, IvfSq8Index, lists_for
from kiosk.faces.template import TemplateKind, Vector

# Some 40 minutes on two cores; beyond, the square of it is longer than looking each up (ADR-0023).
EXACT_UP_TO = 1_000_000
_NEIGHBOURS = 16
# What a score of the rounded templates may be below the true one.
_ROUNDING = 0.02
_SAMPLE_A_LIST = 64


@dataclass(frozen=True, kw_only=True)
class Duplicate:
    """Two records that may be one person's: candidates, for a person to judge."""

    person_id: str
    other_id: str
    score: float


def duplicates(
    person_ids: Sequence[str],
    templates: Vector,
    kind: TemplateKind,
    *,
    least: float,
    exact_up_to: int = EXACT_UP_TO,
) -> Sequence[Duplicate]:
    """Pairs of different people with a score of `least` or more, the most alike first.

    templates: (N, dim), row n being of the person person_ids[n]. Above `exact_up_to` of them each is compared
    with its 16 nearest only, and faiss is needed (SearchError).
    """
    exact = len(templates) <= exact_up_to
    pairs = ExactIndex(templates, kind).pairs(least) if exact else _near_pairs(templates, kind, least)
    found = [
        Duplicate(person_id=person_ids[one], other_id=person_ids[other], score=score)
        for one, other, score in pairs
        if person_ids[one] != person_ids[other]
    ]
    return sorted(found, key=lambda pair: -pair.score)


def _near_pairs(templates: Vector, kind: TemplateKind, least: float) -> Iterator[tuple[int, int, float]]:
    lists = lists_for(len(templates))
    sample = templates[:: max(1, len(templates) // (lists * _SAMPLE_A_LIST))]
    index = IvfSq8Index(kind, sample=sample, lists=lists)
    index.add(templates)
    seen = set()
    for row, template in enumerate(templates):
        near = index.search(template, _NEIGHBOURS)
        for other in near.rows[near.scores >= least - _ROUNDING]:
            pair = (min(row, int(other)), max(row, int(other)))
            if row != other and pair not in seen:
                seen.add(pair)
                score = kind.score(templates[pair[0]], templates[pair[1]])
                if score >= least:
                    yield *pair, score
