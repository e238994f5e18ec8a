"""What a person or a program may send: text of one line, and numbers the database can hold."""

import re
from typing import Annotated

from pydantic import BeforeValidator

MOST_NUMBER = 2**31 - 1  # the widest whole number a column of the database takes
MOST_MS = 253_370_764_800_000  # the year 9999 begins: no calendar goes on after it
# PostgreSQL keeps no NUL, and nobody types the others; but a tab comes along with what is pasted.
_CONTROL = re.compile(r"[\x00-\x08\x0a-\x1f\x7f-\x9f]")


def _plain(given: object) -> object:
    # Not by recursion: how deep a body goes is up to who sends it.
    unseen = [given]
    while unseen:
        one = unseen.pop()
        if isinstance(one, dict):
            unseen += [*one.keys(), *one.values()]
        elif isinstance(one, list):
            unseen += one
        elif isinstance(one, str) and _CONTROL.search(one):
            raise ValueError("a control character")
        elif isinstance(one, int | float) and not abs(one) <= MOST_NUMBER:
            raise ValueError("a number out of bounds")
    return given


# Looks at all texts and numbers of a body before it is given its shape, so no shape can forget one.
Plain = BeforeValidator(_plain)
Line = Annotated[str, Plain]
