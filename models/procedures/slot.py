"""One word of a query: what was typed, and which words were meant by it, how surely."""

from dataclasses import dataclass, field

from models.procedures.syllable import marks_of, may_be_meant
from models.procedures.word_list import Word

_NO_ACCENT_AMONG_ACCENTS = 0.9
_LIKE_TONE = 0.85
_OTHER_WORD = 0.45
_MISTYPED = 0.95
_SOME_MARKS_LOST = 0.85
_OTHER_MARKS = 0.6


@dataclass(kw_only=True)
class Slot:
    """exact: with its accents, None where the query has none. is_careless: has none, though others have.

    typed: as it stood in the query. guesses: words it may be the beginning of. shares: how likely each known
    word was meant, written without accents, and None, a word nobody knows; 1 together. meant: how surely.
    """

    typed: str
    exact: str | None
    bare: str
    is_careless: bool = False
    guesses: dict[str, float] = field(default_factory=dict)
    shares: dict[str | None, float] = field(default_factory=dict)
    meant: dict[str, float] = field(default_factory=dict)

    @property
    def likeliest(self) -> str:
        """The word that was meant most likely, without accents."""
        return max(self.meant, key=lambda word: self.meant[word], default=self.bare)

    def likeness(self, word: Word) -> float:
        """How well `word` is what was meant here, 0 to 1."""
        sureness = self.meant.get(word.bare, 0.0)
        return sureness * self.accents_fit(word) if sureness else 0.0

    def accents_fit(self, word: Word) -> float:
        """How well the accents of what was typed fit those of `word`, which is known to be like it."""
        if word.bare == self.bare:
            if self.exact is None or self.exact == word.exact:
                return 1.0
            if self.is_careless:
                return _NO_ACCENT_AMONG_ACCENTS
            return _LIKE_TONE if may_be_meant(self.exact, word.exact) else _OTHER_WORD
        if self.typed.isascii():
            return _MISTYPED
        typed, written = marks_of(self.typed), marks_of(word.exact)
        if typed == written:
            return _MISTYPED
        return _SOME_MARKS_LOST if typed < written or written < typed else _OTHER_MARKS
