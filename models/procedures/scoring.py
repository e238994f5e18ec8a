"""How well each entry of the catalogue fits a query."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from models.procedures.index import Index, Name
from models.procedures.phrases import Heard
from models.procedures.slot import Slot
from models.procedures.syllable import is_syllable

# Chosen by search on the development half of the benchmark's queries (ADR-0013).
_BY_WORDS, _BY_NAME, _BY_ROWS = 0.27, 0.4, 0.2  # parts of the score
_SAME_MEANING = 0.9  # what the same in other words counts for
_CONCEPT_TELLS = 0.93
_FILLER = 0.09
_MAYBE_FILLER = 0.33  # without accents it cannot be told
_ONLY_SAID = 0.88  # a word known from talk, not from the catalogue
_NUMBER = 0.15
_UNKNOWN_WORD = 0.8
_UNKNOWN_STRING = 0.56
_TELLING_WORDS = 6  # that many of a long query count fully, the others as
_OTHER_WORDS = 0.11
_CANDIDATES = 24
_TELLING = 0.2

_Row = NDArray[np.float64]


@dataclass(frozen=True, kw_only=True)
class Fit:
    """How well the entry at `place` fits, up to about 1.

    of_query, of_name: how much of the query its best name says, and of that name was asked for. in_rows: how
    much of the query it says in the same order.
    """

    place: int
    score: float
    of_query: float
    of_name: float
    in_rows: float


class Scoring:
    """One query, read word by word and heard phrase by phrase, against an index."""

    def __init__(self, index: Index, slots: Sequence[Slot], heard: Sequence[Heard]) -> None:
        self._index = index
        self._slots = slots
        self._heard: dict[str, list[Heard]] = defaultdict(list)
        for one in heard:
            self._heard[one.concept].append(one)
        self._weights = np.array([self._weigh(slot) for slot in slots])
        for one in heard:
            if (tells := index.concept_tells.get(one.concept)) is not None:
                floor = _CONCEPT_TELLS * tells * one.sureness / (one.end - one.start)
                span = slice(one.start, one.end)
                self._weights[span] = np.maximum(self._weights[span], floor)
        heaviest = np.sort(self._weights)[::-1]
        self._whole = float(heaviest[:_TELLING_WORDS].sum() + _OTHER_WORDS * heaviest[_TELLING_WORDS:].sum())
        self._slots_by_word: dict[str, list[int]] = defaultdict(list)
        for place, slot in enumerate(slots):
            for word in slot.meant:
                self._slots_by_word[word].append(place)
        self._said = self._all_said()

    def fits(self) -> Sequence[Fit]:
        """The entries that fit best, best first."""
        by_words = np.minimum(self._weights @ self._said / self._whole, 1.0)
        in_rows = self._said_in_a_row() / self._whole
        rough = (_BY_WORDS + _BY_NAME) * by_words + _BY_ROWS * in_rows
        fits = [
            self._fit(int(place), float(by_words[place]), float(in_rows[place]))
            for place in np.argsort(-rough)[:_CANDIDATES]
            if by_words[place] > 0
        ]
        return sorted(fits, key=lambda fit: -fit.score)

    def unsaid(self, place: int) -> float:
        """The weight of the heaviest word that the entry at `place` says nothing of."""
        return float((self._weights * (1 - self._said[:, place])).max())

    def meant(self, place: int) -> float:
        """The share of the query that the entry at `place` says by its meaning, not only by its letters."""
        says = np.zeros(len(self._slots))
        for concept, every in self._heard.items():
            meant = self._index.means.get(concept)
            if meant is not None and place in meant.places:
                for one in every:
                    says[one.start : one.end] = 1.0
        return float(self._weights @ says) / self._whole

    @property
    def telling_words(self) -> int:
        """How many words of the query tell something."""
        return int((self._weights > _TELLING).sum())

    def _weigh(self, slot: Slot) -> float:
        return sum(share * self._tells(slot, word) for word, share in slot.shares.items())

    def _tells(self, slot: Slot, word: str | None) -> float:
        """How much `slot` tells if `word` was meant."""
        if word is None:
            return _UNKNOWN_WORD if is_syllable(slot.bare) else _UNKNOWN_STRING
        if word.isdigit():
            return _NUMBER
        tells = self._index.tells.get(word, _ONLY_SAID)
        if word == slot.bare and slot.exact is not None and not slot.is_careless:
            return tells * (_FILLER if self._index.is_filler(slot.exact) else 1.0)
        if word not in self._index.filler_bares:
            return tells
        return tells * (_MAYBE_FILLER if word in self._index.telling_bares else _FILLER)

    def _all_said(self) -> _Row:
        """How well each entry says what each word means: a row a word, a column an entry."""
        said = np.zeros((len(self._slots), self._index.size))
        for row, slot in zip(said, self._slots, strict=True):
            for bare in slot.meant:
                for word, postings in self._index.says.get(bare, ()):
                    _raise(row, postings.places, slot.likeness(word) * postings.counts)
        for concept, every in self._heard.items():
            if (meant := self._index.means.get(concept)) is not None:
                for one in every:
                    for row in said[one.start : one.end]:
                        _raise(row, meant.places, _SAME_MEANING * one.sureness * meant.counts)
        return said

    def _said_in_a_row(self) -> _Row:
        """How much of the query each entry says in the same order, two words at a time."""
        slots, total = self._slots, np.zeros(self._index.size)
        telling = [place for place, slot in enumerate(slots) if not self._is_filler(slot)]
        for first, second in {*pairwise(range(len(slots))), *pairwise(telling)}:
            row = np.zeros(self._index.size)
            for one in slots[first].meant:
                for other in slots[second].meant:
                    for (word, next_word), postings in self._index.says_in_a_row.get((one, other), ()):
                        likeness = slots[first].likeness(word) * slots[second].likeness(next_word)
                        _raise(row, postings.places, likeness * postings.counts)
            total += row * min(self._weights[first], self._weights[second])
        return total

    def _is_filler(self, slot: Slot) -> bool:
        if slot.exact is not None:
            return self._index.is_filler(slot.exact)
        return slot.bare in self._index.filler_bares and slot.bare not in self._index.telling_bares

    def _fit(self, place: int, by_words: float, in_rows: float) -> Fit:
        named = max(map(self._by_name, self._index.names[place]), default=(0.0, 0.0, 0.0))
        by_name, of_query, of_name = named
        return Fit(
            place=place,
            score=_BY_WORDS * by_words + _BY_ROWS * in_rows + _BY_NAME * by_name,
            of_query=of_query,
            of_name=of_name,
            in_rows=in_rows,
        )

    def _by_name(self, name: Name) -> tuple[float, float, float]:
        """How much of the query one name says, and of the name was asked for; first their harmonic mean."""
        asked = [0.0] * len(self._slots)
        named = [0.0] * len(name.words)
        for nth, word in enumerate(name.words):
            for place in self._slots_by_word.get(word.bare, ()):
                likeness = self._slots[place].likeness(word)
                named[nth] = max(named[nth], likeness)
                asked[place] = max(asked[place], likeness)
        for concept, start, end, _ in name.heard:
            for one in self._heard.get(concept, ()):
                same = _SAME_MEANING * one.sureness
                named[start:end] = [max(same, likeness) for likeness in named[start:end]]
                asked[one.start : one.end] = [max(same, likeness) for likeness in asked[one.start : one.end]]
        of_name = sum(a * b for a, b in zip(name.weights, named, strict=True)) / sum(name.weights)
        of_query = min(float(self._weights @ np.array(asked)) / self._whole, 1.0)
        both = of_name + of_query
        return (2 * of_name * of_query / both if both else 0.0), of_query, of_name


def _raise(row: _Row, places: NDArray[np.int64], values: _Row) -> None:
    """Raise `row` to `values` at `places`, where it is below."""
    row[places] = np.maximum(row[places], values)
