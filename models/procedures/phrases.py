"""Hear that two phrases mean the same: giving birth is sinh, sanh and đẻ."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from typing import NamedTuple

from models.procedures.ages import ages
from models.procedures.slot import Slot
from models.procedures.word_list import Word, WordList

_SURE_ONE_WORD = 0.7
_SURE_PHRASE = 0.6
_AS_SURE = 0.8
_START_WORDS = 2  # phrases are looked up by so many: hundreds of them share their first word


class Heard(NamedTuple):
    """A concept, in which words, from `start` until before `end`, and how surely: up to 1."""

    concept: str
    start: int
    end: int
    sureness: float


class Phrases:
    """The phrases of the concepts, to be heard in texts and in queries."""

    def __init__(self, words: WordList) -> None:
        self._fillers = words.filler_words
        self._filler_bares = words.filler_bares
        self._by_first: dict[str, list[tuple[Sequence[Word], str]]] = defaultdict(list)
        self._by_start: dict[Sequence[str], list[tuple[Sequence[str], str]]] = defaultdict(list)
        for concept, phrases in words.concepts.items():
            for phrase in phrases:
                read = tuple(words.read(phrase))
                exact = tuple(word.exact for word in read)
                self._by_first[read[0].bare].append((read, concept))
                self._by_start[exact[:_START_WORDS]].append((exact, concept))

    def in_text(self, text: Sequence[Word]) -> list[Heard]:
        """What is said in a text of the catalogue; a phrase inside a longer one is not heard by itself."""
        exact = tuple(word.exact for word in text)
        heard = [
            Heard(concept, start, start + len(phrase), 1.0)
            for start in range(len(exact))
            for end in range(start + 1, min(start + _START_WORDS, len(exact)) + 1)
            for phrase, concept in self._by_start.get(exact[start:end], ())
            if phrase == exact[start : start + len(phrase)]
        ]
        heard += [Heard(*age, 1.0) for age in ages([word.bare for word in text])]
        return _longest(heard)

    def in_query(self, slots: Sequence[Slot]) -> list[Heard]:
        """What is said in a query, with its slips and without its accents."""
        heard: dict[tuple[str, int, int], float] = {}
        for start, slot in enumerate(slots):
            for bare in slot.meant:
                for phrase, concept in self._by_first.get(bare, ()):
                    end, sureness = self._match(phrase, slots, start)
                    if sureness > (_SURE_PHRASE if len(phrase) > 1 else _SURE_ONE_WORD):
                        key = concept, start, end
                        heard[key] = max(heard.get(key, 0.0), sureness)
        for age in ages([slot.likeliest for slot in slots]):
            heard[age] = 1.0
        return _longest([Heard(*key, sureness) for key, sureness in heard.items()])

    def _match(self, phrase: Sequence[Word], slots: Sequence[Slot], start: int) -> tuple[int, float]:
        """Where `phrase` ends if it begins at `start`, and how surely it does; 0 if it does not."""
        if len(phrase) == 1 and slots[start].exact is None and phrase[0].bare in self._filler_bares:
            return start, 0.0  # without accents it is the filler far more often
        sureness, place = 1.0, start
        for nth, word in enumerate(phrase):
            if (
                nth
                and place < len(slots)
                and word.bare not in slots[place].meant
                and slots[place].exact in self._fillers
            ):
                place += 1  # one word between, as in "mất cái căn cước"
            if place >= len(slots):
                return place, 0.0
            sureness *= slots[place].likeness(word)
            place += 1
        return place, sureness


def _longest(heard: Iterable[Heard]) -> list[Heard]:
    """Without those inside a longer one that was heard about as surely."""
    every = list(heard)
    return [
        one
        for one in every
        if not any(
            other.start <= one.start
            and one.end <= other.end
            and other.end - other.start > one.end - one.start
            and other.sureness >= one.sureness * _AS_SURE
            for other in every
        )
    ]
