"""What a query that is still being typed may become: the names that go on as it begins."""

from collections.abc import Iterable, Sequence

from models.procedures.syllable import plain, words_of

_FEWEST_LETTERS = 4  # fewer begin too many names to mean one


class Beginnings:
    """Finds names of procedures by their first words, the last of which may be begun only.

    names: of each procedure, the one it is usually called by first.
    """

    def __init__(self, names: Iterable[Sequence[str]]) -> None:
        self._names = ["\n".join(map(_spaced, of_one)) for of_one in names]

    def places(self, query: str) -> list[int]:
        """The places of the procedures a name of which has a part that goes on as `query` begins.

        Those come first whose name itself begins so, and among them the shorter.
        """
        begun = _spaced(query)
        if len(begun.replace(" ", "")) < _FEWEST_LETTERS:
            return []
        found = []
        for place, names in enumerate(self._names):
            if begun in names:
                fitting = [name for name in names.splitlines() if begun in name]
                found.append((min((not name.startswith(begun), len(name)) for name in fitting), place))
        return [place for _, place in sorted(found)]


def _spaced(text: str) -> str:
    """Without accents, each word with a space before it, so that what is found in it begins a word."""
    return "".join(f" {plain(word)}" for word in words_of(text))
