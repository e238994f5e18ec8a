"""How often something happened in how many tries, and between which bounds its true share lies."""

import math
from dataclasses import dataclass

# Wilson's score interval, 95 %. Where little happened its upper bound lies a little above the exact one of
# Clopper and Pearson (3.84 against 3.69 hits where there was none): what rests on it is on the safe side.
_Z = 1.959964


@dataclass(frozen=True, kw_only=True)
class Share:
    """`count` of `of` tries.

    The bounds take the tries as independent. Pairs of pictures are not quite, for one person is in many.
    """

    count: int
    of: int

    @property
    def value(self) -> float:
        return self.count / self.of

    @property
    def low(self) -> float:
        """What the true share is not below, with 97.5 % confidence."""
        return max(0.0, self._middle() - self._reach())

    @property
    def high(self) -> float:
        """What the true share is not above, with 97.5 % confidence."""
        return min(1.0, self._middle() + self._reach())

    def _middle(self) -> float:
        return (self.count + _Z**2 / 2) / (self.of + _Z**2)

    def _reach(self) -> float:
        spread = self.count * (self.of - self.count) / self.of + _Z**2 / 4
        return _Z * math.sqrt(spread) / (self.of + _Z**2)


def tries_needed(share: float) -> int:
    """How many tries without a single hit show, with 97.5 % confidence, that hits are rarer than `share`."""
    return math.ceil(_Z**2 * (1 - share) / share)


def hits_allowed(of: int, share: float) -> int | None:
    """The most hits in `of` tries that still show hits to be no commoner than `share`; None if none do."""
    if of < tries_needed(share):
        return None
    fewest, most = 0, of
    while fewest < most:  # the bound rises with the hits, so halving finds the last that keeps it
        middle = (fewest + most + 1) // 2
        if Share(count=middle, of=of).high <= share:
            fewest = middle
        else:
            most = middle - 1
    return fewest
