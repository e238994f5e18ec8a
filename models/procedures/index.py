"""Which texts of the catalogue say a word, two words in a row, or the same in other words."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from math import log

import numpy as np
from numpy.typing import NDArray

from models.procedures.phrases import Heard, Phrases
from models.procedures.word_list import Word, WordList

Numbers = NDArray[np.float64]
_IN_PASSING = 0.33  # what a word counts for that only stands in the description (ADR-0013)
_FILLER = 0.13
_Counts = dict[int, float]  # by place of the entry


@dataclass(frozen=True, kw_only=True)
class Entry:
    """What can be found. names: what officials and people call it. about: what else is said of it."""

    names: Sequence[str]
    about: Sequence[str] = ()


@dataclass(frozen=True, kw_only=True)
class Postings:
    """The entries something is said in, by place, and how much it counts there."""

    places: NDArray[np.int64]
    counts: Numbers


@dataclass(frozen=True, kw_only=True)
class Name:
    """One name of an entry. weights: how much each word tells; heard: what it means."""

    words: Sequence[Word]
    weights: Sequence[float]
    heard: Sequence[Heard]


class Index:
    """All entries by what they say.

    says, says_in_a_row: by a word or two without accents, where they stand with which. means: by concept.
    tells, concept_tells: how much a word or a concept tells, up to 1: the fewer entries say it, the more.
    telling_bares: words without accents that some entry says, and not as a filler. texts: all that was read.
    """

    def __init__(self, entries: Sequence[Entry], words: WordList, phrases: Phrases) -> None:
        self._fillers = words.filler_words
        said: dict[str, dict[Word, _Counts]] = defaultdict(lambda: defaultdict(dict))
        in_a_row: dict[tuple[str, str], dict[tuple[Word, Word], _Counts]] = defaultdict(
            lambda: defaultdict(dict)
        )
        meant: dict[str, _Counts] = defaultdict(dict)
        names: list[list[tuple[Sequence[Word], Sequence[Heard]]]] = []
        self.texts: list[tuple[Sequence[Word], float]] = []
        for place, entry in enumerate(entries):
            names.append([])
            for texts, count in ((entry.about, _IN_PASSING), (entry.names, 1.0)):
                for text in filter(None, map(words.read, texts)):
                    heard = phrases.in_text(text)
                    telling = [word for word in text if word.exact not in self._fillers]
                    for word in text:
                        said[word.bare][word][place] = count
                    for one, other in {*pairwise(text), *pairwise(telling)}:
                        in_a_row[one.bare, other.bare][one, other][place] = count
                    for one_heard in heard:
                        meant[one_heard.concept][place] = count
                    self.texts.append((text, count))
                    if count == 1.0:
                        names[-1].append((text, heard))
        self.size = len(entries)
        self.says = {
            bare: [(word, _postings(counts)) for word, counts in by_word.items()]
            for bare, by_word in said.items()
        }
        self.says_in_a_row = {
            bares: [(both, _postings(counts)) for both, counts in by_both.items()]
            for bares, by_both in in_a_row.items()
        }
        self.means = {concept: _postings(counts) for concept, counts in meant.items()}
        self.tells = {
            bare: self._rarity(set[int]().union(*by_word.values())) for bare, by_word in said.items()
        }
        self.concept_tells = {concept: self._rarity(set(counts)) for concept, counts in meant.items()}
        self.filler_bares = words.filler_bares
        self.telling_bares = {
            bare for bare, by_word in said.items() if any(word.exact not in self._fillers for word in by_word)
        }
        self.names = [
            [
                Name(words=text, weights=[self._weight(word) for word in text], heard=heard)
                for text, heard in of_entry
            ]
            for of_entry in names
        ]

    def is_filler(self, exact: str) -> bool:
        """Whether a word with these accents says nothing about what somebody needs."""
        return exact in self._fillers

    def _weight(self, word: Word) -> float:
        return self.tells[word.bare] * (_FILLER if word.exact in self._fillers else 1.0)

    def _rarity(self, places: set[int]) -> float:
        return log(1 + self.size / len(places)) / log(1 + self.size)


def _postings(counts: _Counts) -> Postings:
    return Postings(
        places=np.fromiter(counts.keys(), np.int64, len(counts)),
        counts=np.fromiter(counts.values(), np.float64, len(counts)),
    )
