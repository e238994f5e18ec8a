"""Which series an enrolment gets: none is given twice, not even by a hall that forgot one."""

RECEPTION_SERIES = "9"  # the reception desk's own, in every hall
PASSED_OVER = 8  # a hall put back from a backup does not know what it has given since: so many it skips


def series_of(nth: int) -> str:
    """The series of the nth enrolment of a hall, from 1: what stands after the letter in `A3-017`."""
    return str(nth if nth < int(RECEPTION_SERIES) else nth + 1)


def nth_after_restore(nth: int) -> int:
    """The last enrolment that counts as given, when the backup says it was the nth."""
    return nth + PASSED_OVER
