"""Which series an enrolment gets, and which number comes next in it: none is ever given twice."""

from dataclasses import dataclass, replace
from datetime import date

RECEPTION_SERIES = "9"  # the reception desk's own, in every hall
PASSED_OVER = 8  # a hall put back from a backup does not know what it has given since: so many it skips


def series_of(nth: int) -> str:
    """The series of the nth enrolment of a hall, from 1: what stands after the letter in `A3-017`."""
    return str(nth if nth < int(RECEPTION_SERIES) else nth + 1)


def nth_after_restore(nth: int) -> int:
    """The last enrolment that counts as given, when the backup says it was the nth."""
    return nth + PASSED_OVER


@dataclass(frozen=True, kw_only=True)
class Count:
    """How far a kiosk has counted for one service. sure_day: the newest day it was sure of.

    has_unsure: whether it has given numbers since without having heard what day it is.
    """

    last: int = 0
    sure_day: date | None = None
    has_unsure: bool = False


def counted(count: Count, day: date, *, is_sure: bool) -> Count:
    """The next number. It begins again at 1 with each day the kiosk is sure of.

    is_sure: whether the hall has said since the kiosk was started what time it is. A clock that was wrong
    when the machine was switched on must not make 017 come twice in a day: then the count goes on instead.
    """
    if not is_sure:
        return replace(count, last=count.last + 1, has_unsure=True)
    is_new_day = count.sure_day is None or day > count.sure_day
    if is_new_day and not count.has_unsure:
        return Count(last=1, sure_day=day)
    if is_new_day:
        return Count(last=count.last + 1, sure_day=day)
    return replace(count, last=count.last + 1)
