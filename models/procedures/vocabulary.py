"""Which known words a mistyped one may have been."""

from collections import defaultdict
from collections.abc import Iterable, Mapping

from models.procedures.syllable import plain, sound

# How likely each slip of one letter is, against the others.
_SOUNDS_ALIKE = 0.25
_SLIP = 0.3  # a letter left out, doubled, or swapped with its neighbour: by word length
_NEXT_KEY = 0.06
_ANY_KEY = 0.012
_LONGEST = 7  # letters of a syllable
_ROWS = ("qwertyuiop", "asdfghjkl", "zxcvbnm")
_KEY_AT = {key: (row, place + row / 2) for row, keys in enumerate(_ROWS) for place, key in enumerate(keys)}


class Vocabulary:
    """Every word the catalogue is written with, without accents."""

    def __init__(self, words: Iterable[str]) -> None:
        self._words = frozenset(words)
        self._by_sound: Mapping[str, list[str]] = defaultdict(list)
        self._by_less: Mapping[str, list[str]] = defaultdict(list)
        self._by_start: Mapping[str, list[str]] = defaultdict(list)
        for word in sorted(self._words):
            self._by_sound[sound(word)].append(word)
            for less in _less(word) | {word}:
                self._by_less[less].append(word)
            for end in range(1, len(word)):
                self._by_start[word[:end]].append(word)

    def __contains__(self, word: object) -> bool:
        return word in self._words

    def like(self, word: str) -> dict[str, float]:
        """Known words one slip away from `word`, and how likely it is that the slip was this one."""
        if word.isdigit() or len(word) == 1:
            return {}
        found: dict[str, float] = {}
        for less in _less(word) | {word}:
            for other in self._by_less.get(less, ()):
                if other != word and other not in found:
                    found[other] = _slip(word, other)
        for other in self._by_sound.get(sound(word), ()):
            if other != word:
                found[other] = max(found.get(other, 0.0), _SOUNDS_ALIKE)
        return {other: alike for other, alike in found.items() if alike and not other.isdigit()}

    def closest(self, word: str) -> tuple[str, float] | None:
        """The known word that `word` most likely is a slip of the keys for, and how likely; None: of none."""
        slips = [(_slip(word, other), other) for other in self.like(word)]
        likely, best = max(slips, default=(0.0, ""))
        return (best, likely) if likely else None

    def starting_with(self, start: str) -> list[str]:
        """Known words that begin with `start` and go on."""
        return self._by_start.get(start, [])

    def parts(self, run: str) -> list[str] | None:
        """The fewest known words `run` is made of, typed without spaces between them; None if it is not."""
        best: list[list[str] | None] = [[]]
        for end in range(1, len(run) + 1):
            choice: list[str] | None = None
            for start in range(max(0, end - _LONGEST), end - 1):
                before, word = best[start], plain(run[start:end])
                if before is None or word not in self._words:
                    continue
                if choice is None or len(before) + 1 < len(choice):
                    choice = [*before, word]
            best.append(choice)
        return best[-1]


def _less(word: str) -> set[str]:
    return {word[:place] + word[place + 1 :] for place in range(len(word))} if len(word) > 1 else set()


def _slip(typed: str, meant: str) -> float:
    """How likely somebody who means `meant` and slips once types `typed`; 0 if that takes more slips."""
    start = 0
    while start < min(len(typed), len(meant)) and typed[start] == meant[start]:
        start += 1
    a, b = typed[start:], meant[start:]
    if len(a) == len(b):
        if a[:2] == b[1::-1] and a[2:] == b[2:]:
            return _SLIP / len(meant)
        if a[1:] == b[1:]:
            return (_NEXT_KEY if _are_neighbours(a[0], b[0]) else _ANY_KEY) / len(meant)
        return 0.0
    if a == b[1:]:
        return _SLIP / len(meant)
    if a[1:] == b:
        return (_SLIP if start and a[0] == typed[start - 1] else _ANY_KEY) / len(meant)
    return 0.0


def _are_neighbours(one: str, other: str) -> bool:
    if one not in _KEY_AT or other not in _KEY_AT:
        return False
    (row, place), (other_row, other_place) = _KEY_AT[one], _KEY_AT[other]
    return abs(row - other_row) <= 1 and abs(place - other_place) <= 1
