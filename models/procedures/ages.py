"""Hear how old somebody is, in digits or in words: 8 tuổi, mười bảy tuổi, bảy lăm tuổi."""

from collections.abc import Iterator, Sequence

_DIGITS = {
    "mot": 1, "hai": 2, "ba": 3, "bon": 4, "tu": 4, "nam": 5, "lam": 5, "sau": 6, "bay": 7, "tam": 8,
    "chin": 9,
}  # fmt: skip
_TEN = "muoi"
_YEARS_OLD = "tuoi"
_OLDEST = 120
# From that age on: a concept of the word list. 14: the first identity card; 60: the Law on the Elderly.
_CONCEPTS = ((60, "old_person"), (18, "grown_up"), (14, "youth"), (0, "child"))


def ages(bares: Sequence[str]) -> Iterator[tuple[str, int, int]]:
    """The concept of each age that is told, the place of its first word, and of the one after its last."""
    for end, bare in enumerate(bares):
        if bare != _YEARS_OLD:
            continue
        start = end
        while start and end - start < 3 and (bares[start - 1] in _DIGITS or bares[start - 1] == _TEN):
            start -= 1
        if start and bares[start - 1].isdecimal() and start == end:
            start -= 1
        age = _number(bares[start:end])
        if age is not None and age <= _OLDEST:
            yield next(concept for least, concept in _CONCEPTS if age >= least), start, end + 1


def _number(bares: Sequence[str]) -> int | None:
    """bảy lăm and bảy mươi lăm are 75, mười bảy is 17."""
    if len(bares) == 1 and bares[0].isdecimal():
        return int(bares[0])
    digits = [_DIGITS.get(bare) for bare in bares]
    match digits:
        case [int(one)]:
            return one
        case [int(tens), int(ones)]:
            return 10 * tens + ones
        case [None]:
            return 10
        case [None, int(ones)]:
            return 10 + ones
        case [int(tens), None]:
            return 10 * tens
        case [int(tens), None, int(ones)]:
            return 10 * tens + ones
    return None
