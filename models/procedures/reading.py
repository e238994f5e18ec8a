"""Read a query full of slips: which word was meant by each of its words, by what surrounds it."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence

from models.procedures.slot import Slot
from models.procedures.speech import START, Speech
from models.procedures.syllable import is_syllable, marks_of, mended, plain, spelling, typed, words_of
from models.procedures.vocabulary import Vocabulary
from models.procedures.word_list import Word, WordList

# Chosen by search on the development half of the benchmark's queries (ADR-0013).
_SLIPS = 0.035  # how often a word is mistyped by somebody who types well
_SLIPS_SEEN = 1.24  # ... and by how much more if words nobody knows show that somebody does not
_MOST_SLIPS = 0.85
_UNKNOWN_WORD = 0.0002  # how frequent a word is that the catalogue does not have
_NOT_A_SYLLABLE = 0.038  # how much rarer it is if it is no Vietnamese syllable either
_SURENESS = 0.66  # sureness is likelihood to this power: a second reading counts for more than its share
_LEAST_LIKELY = 0.03
_MOST_READINGS = 14
_SOME_MARKS_LOST = 0.3
_OTHER_MARKS = 0.1
_BEGINNING_OF_UNKNOWN = 0.5
_BEGINNING_OF_KNOWN = 0.1
_SHORTEST_RUN = 6  # letters of words typed without spaces between them

_Reading = tuple[str | None, float, float]  # the word, how likely it is typed like that, its frequency


class Reader:
    """Reads queries about one catalogue. texts: all the words it is written with, with a weight each."""

    def __init__(self, words: WordList, texts: Iterable[tuple[Sequence[Word], float]]) -> None:
        self._words = words
        self._speech = Speech()
        self._marks: dict[str, set[frozenset[str]]] = defaultdict(set)
        said = [(words.read(text), 2.0) for text in words.talk]
        said += [(words.read(phrase), 1.0) for phrases in words.concepts.values() for phrase in phrases]
        said += [([Word.of(filler)], 2.0) for filler in sorted(words.fillers)]
        for text, weight in (*texts, *said):
            self._speech.learn([word.bare for word in text], weight)
            for word in text:
                self._marks[word.bare].add(marks_of(word.exact))
        self._vocabulary = Vocabulary(self._marks)
        self._short_forms = Vocabulary(words.long_forms)

    def read(self, query: str) -> tuple[list[Slot], float]:
        """The words of `query`, the last of them perhaps not yet typed out; and the share of slips in it."""
        asked = words_of(query)
        has_accents = any(not word.isascii() for word in asked)
        slots: list[Slot] = []
        for place, word in enumerate(asked):
            read = self._slots(word, has_accents)
            if place == len(asked) - 1 and not query[-1].isspace():
                self._guess_on(read[0], plain(word) if len(read) > 1 else read[0].bare)
            slots += read
        return slots, self._settle(slots) if slots else 0.0

    def _slots(self, word: str, has_accents: bool) -> list[Slot]:
        """`word` as the words it stands for: most often itself."""
        bare = plain(word)
        if (long := self._words.long_forms.get(word)) is not None:
            return [_known(one) for one in long]
        if bare not in self._vocabulary and not is_syllable(bare):
            if (meant := mended(word)) is not None:
                return [Slot(typed=word, exact=meant, bare=plain(meant))]
            alike = self._alike(Slot(typed=word, exact=None, bare=bare))
            short = self._short_forms.closest(word)
            if short is not None and len(bare) > 2 and short[1] > max(alike.values(), default=0.0):
                return [_known(one) for one in self._words.long_forms[short[0]]]
            if (
                not alike
                and len(bare) >= _SHORTEST_RUN
                and (parts := self._vocabulary.parts(word)) is not None
            ):
                return [Slot(typed=part, exact=None, bare=part) for part in parts]
        exact = spelling(word) if has_accents else None
        return [Slot(typed=word, exact=exact, bare=bare, is_careless=has_accents and word.isascii())]

    def _guess_on(self, slot: Slot, start: str) -> None:
        if len(start) < 2 or slot.bare in self._words.filler_bares:
            return
        likely = _BEGINNING_OF_KNOWN if slot.bare in self._vocabulary else _BEGINNING_OF_UNKNOWN
        for word in self._vocabulary.starting_with(start):
            slot.guesses[word] = likely * len(start) / len(word)

    def _alike(self, slot: Slot) -> Mapping[str, float]:
        """Known words one slip away, Telex keys taken for what they were meant."""
        alike = self._vocabulary.like(slot.bare)
        if slot.bare not in self._vocabulary and "y" in slot.bare:
            alike = self._vocabulary.like(slot.bare.replace("y", "i")) | alike  # `plain` writes ky as ki
        if slot.bare in self._vocabulary or is_syllable(slot.bare) or not slot.typed.isascii():
            return alike
        meant = typed(slot.typed)
        if meant is not None and (bare := plain(meant)) != slot.bare:
            alike = self._vocabulary.like(bare.replace("y", "i")) | self._vocabulary.like(bare) | alike
        return alike

    def _is_slip(self, slot: Slot, alike: Collection[str]) -> bool:
        return bool(alike) and not (
            slot.bare in self._vocabulary or is_syllable(slot.bare) or slot.bare.isdigit()
        )

    def _settle(self, slots: Sequence[Slot]) -> float:
        """Weigh the readings of every word by those of its neighbours, forward and backward.

        Returns the share of words that were most likely not meant as they were typed.
        """
        alike = [self._alike(slot) for slot in slots]
        seen = sum(map(self._is_slip, slots, alike)) / len(slots)
        slips = min(_MOST_SLIPS, _SLIPS + _SLIPS_SEEN * seen)
        columns = [self._readings(slot, likely, slips) for slot, likely in zip(slots, alike, strict=True)]
        follows = self._speech.follows
        forward: list[list[float]] = []
        before: Sequence[_Reading] = [(START, 1.0, 1.0)]
        reached = [1.0]
        for column in columns:
            reached = _shares(
                likely
                * sum(
                    share * follows(old, new, often)
                    for share, (old, _, _) in zip(reached, before, strict=True)
                )
                for new, likely, often in column
            )
            forward.append(reached)
            before = column
        backward = [1.0] * len(columns[-1])
        for place in range(len(slots) - 1, -1, -1):
            column = columns[place]
            shares = _shares(a * b for a, b in zip(forward[place], backward, strict=True))
            slot = slots[place]
            slot.shares = {word: share for (word, _, _), share in zip(column, shares, strict=True)}
            slot.meant = {
                word: share**_SURENESS
                for word, share in slot.shares.items()
                if word is not None and share > _LEAST_LIKELY
            }
            if place:
                backward = _shares(
                    sum(
                        likely * share * follows(old, new, often)
                        for (new, likely, often), share in zip(column, backward, strict=True)
                    )
                    for old, _, _ in columns[place - 1]
                )
        known = [1 - slot.shares.get(None, 0.0) - slot.shares.get(slot.bare, 0.0) for slot in slots]
        return sum(known) / len(slots)

    def _readings(self, slot: Slot, alike: Mapping[str, float], slips: float) -> list[_Reading]:
        """The words that may have been meant by `slot`, and that it is one nobody knows."""
        likely = dict(slot.guesses)
        is_known = slot.bare in self._vocabulary
        if is_known:
            likely[slot.bare] = 1 - slips
        for word, share in alike.items():
            likely[word] = max(likely.get(word, 0.0), slips * share * self._marks_fit(slot, word))
        readings: list[_Reading] = [
            (word, share, self._speech.frequency(word)) for word, share in likely.items()
        ]
        if len(readings) > _MOST_READINGS:
            readings = sorted(readings, key=lambda one: -one[1] * one[2])[:_MOST_READINGS]
        if not is_known:
            unknown = (1 - slips) * (1 if is_syllable(slot.bare) else _NOT_A_SYLLABLE)
            readings.append((None, unknown, _UNKNOWN_WORD))
        return readings

    def _marks_fit(self, slot: Slot, bare: str) -> float:
        """How well the accents that were typed fit those the word `bare` is known with."""
        if slot.typed.isascii():
            return 1.0
        typed_marks = marks_of(slot.typed)
        return max(
            1.0
            if typed_marks == marks
            else _SOME_MARKS_LOST
            if typed_marks < marks or marks < typed_marks
            else _OTHER_MARKS
            for marks in self._marks[bare]
        )


def _known(word: str) -> Slot:
    return Slot(typed=word, exact=spelling(word), bare=plain(word))


def _shares(likelihoods: Iterable[float]) -> list[float]:
    values = list(likelihoods)
    whole = sum(values)
    return [value / whole for value in values]
