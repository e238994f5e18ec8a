"""What a citizen thinks of the service: a rating, what it is about, and words."""

import re
from dataclasses import dataclass, field
from enum import IntEnum, StrEnum

MOST_PHONE_DIGITS = 11  # of a landline with its area code; a mobile phone has 10

_PHONE = re.compile(r"0[0-9]{9,10}")


class Rating(IntEnum):
    """The five steps of the satisfaction survey of administrative services (SIPAS)."""

    VERY_DISSATISFIED = 1
    DISSATISFIED = 2
    NEUTRAL = 3
    SATISFIED = 4
    VERY_SATISFIED = 5


class Topic(StrEnum):
    """What a rating is about: the five factors of the same survey, and waiting, which it does not ask for."""

    STAFF = "staff"
    WAITING = "waiting"
    PROCEDURE = "procedure"
    RESULT = "result"
    PLACE = "place"
    HANDLING = "handling"


@dataclass(frozen=True, kw_only=True)
class Opinion:
    """Of nobody in particular. rating: None where only something was written. phone: to answer, if wanted."""

    rating: Rating | None = None
    topics: frozenset[Topic] = frozenset()
    text: str = field(default="", repr=False)
    phone: str = field(default="", repr=False)


def says_something(text: str) -> bool:
    """Whether there is a letter or a digit in `text`, and not only signs and spaces."""
    return any(sign.isalnum() for sign in text)


def is_phone(digits: str) -> bool:
    """Whether `digits` can be a phone number in Vietnam."""
    return _PHONE.fullmatch(digits) is not None
