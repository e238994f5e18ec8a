"""How likely one word follows another, as learnt from the catalogue's own texts."""

from collections import defaultdict
from collections.abc import Sequence

START = "^"
_FROM_PAIRS = 0.6  # the rest is how frequent the word is by itself
_FIRST_WORDS = 0.5  # texts of the catalogue begin otherwise than people do
_UNSEEN = 0.2


class Speech:
    """Counts of words and of pairs of neighbours, by their spelling without accents."""

    def __init__(self) -> None:
        self._words: dict[str, float] = defaultdict(float)
        self._pairs: dict[tuple[str, str], float] = defaultdict(float)
        self._all = 0.0

    def learn(self, bares: Sequence[str], weight: float) -> None:
        """Take in one text."""
        before = START
        for bare in (START, *bares):
            self._words[bare] += weight
            self._all += weight
        for bare in bares:
            self._pairs[before, bare] += weight * (_FIRST_WORDS if before == START else 1)
            before = bare

    def frequency(self, bare: str) -> float:
        """The share of `bare` among all words."""
        return (self._words.get(bare, 0.0) + _UNSEEN) / self._all

    def follows(self, before: str | None, bare: str | None, frequency: float) -> float:
        """The likelihood of `bare`, that frequent by itself, after `before`. None: a word nobody knows."""
        alone = frequency if before is None else (1 - _FROM_PAIRS) * frequency
        if before is None or bare is None:
            return alone
        together = self._pairs.get((before, bare))
        return alone + _FROM_PAIRS * together / self._words[before] if together else alone
