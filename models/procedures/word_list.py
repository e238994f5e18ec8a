"""The words people use: fillers, abbreviations, words of one meaning, what is done elsewhere."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache, cached_property, lru_cache
from importlib import resources
from typing import NamedTuple

from models.procedures.syllable import plain, spelling, words_of


class Word(NamedTuple):
    """exact: as `syllable.spelling` writes it, with its accents. bare: without them."""

    exact: str
    bare: str

    @staticmethod
    @lru_cache(maxsize=16384)
    def of(written: str) -> "Word":
        return Word(spelling(written), plain(written))


@dataclass(frozen=True, kw_only=True)
class WordList:
    """fillers: words that say nothing about what somebody needs. talk: what people say around what they need.

    abbreviations: short form -> what it stands for. concepts: phrases that mean the same here, by the name of
    what they mean. elsewhere: phrases for what is not done in the hall, by topic.
    """

    fillers: frozenset[str]
    talk: Sequence[str]
    abbreviations: Mapping[str, str]
    concepts: Mapping[str, Sequence[str]]
    elsewhere: Mapping[str, Sequence[str]]

    def read(self, text: str) -> list[Word]:
        """The words of `text`, its abbreviations written out."""
        return [Word.of(word) for short in words_of(text) for word in self.long_forms.get(short, (short,))]

    @cached_property
    def long_forms(self) -> Mapping[str, Sequence[str]]:
        """Each abbreviation, with and without its accents -> the words it stands for."""
        return {
            written: words_of(long)
            for short, long in self.abbreviations.items()
            for written in (short, plain(short))
        }

    @cached_property
    def filler_words(self) -> frozenset[str]:
        """The fillers as `Word.exact` and as `Word.bare` write them."""
        return frozenset(spelling(word) for word in self.fillers)

    @cached_property
    def filler_bares(self) -> frozenset[str]:
        """The fillers without their accents: a word that looks like one of them may be another."""
        return frozenset(plain(word) for word in self.fillers)


@cache
def shipped_words() -> WordList:
    """The list that comes with the program."""
    text = resources.files("models").joinpath("data", "lookup_words.json").read_text(encoding="utf-8")
    document = json.loads(text)
    return WordList(
        fillers=frozenset(word for line in document["fillers"] for word in line.split()),
        talk=document["talk"],
        abbreviations=document["abbreviations"],
        concepts={name: phrases.split(" | ") for name, phrases in document["concepts"].items()},
        elsewhere=document["elsewhere"],
    )
