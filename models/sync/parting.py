"""Where two logs part: a hall that was put back has gone on another way than its city had it."""

from bisect import bisect_left
from collections.abc import Callable


def last_common(most: int, is_known: Callable[[int], bool]) -> int:
    """The newest of the entries 1 to `most` that the other side has as it is here; 0: none.

    is_known: asks the other side about one entry. Each hash holds the one before it, so whoever has an entry
    has all before it as well, and a few questions find the place in a log of years.
    """
    return bisect_left(range(1, most + 1), True, key=lambda seq: not is_known(seq))
