"""A roll is counted down, so that somebody fetches a new one before it ends."""

import pytest

from models.kiosk_health import PaperLeft
from models.paper_roll import Roll, paper_left, used

NEW = Roll(length_mm=80_000)
NEARLY_EMPTY = used(NEW, 70_000)


def test_what_came_out_is_taken_off_the_roll() -> None:
    assert (used(used(NEW, 110), 120).left_mm, NEW.left_mm) == (79_770, 80_000)


def test_a_roll_has_never_less_than_nothing_left() -> None:
    assert used(NEW, 90_000).left_mm == 0


def test_a_roll_is_low_when_less_than_a_seventh_is_left() -> None:
    assert (used(NEW, 68_000).is_low, used(NEW, 68_001).is_low) == (False, True)


@pytest.mark.parametrize("told", [PaperLeft.OK, PaperLeft.UNKNOWN])
def test_a_low_roll_is_told_also_where_the_printer_has_no_sensor(told: PaperLeft) -> None:
    assert paper_left(told, NEARLY_EMPTY) is PaperLeft.LOW
    assert paper_left(told, NEW) is told
    assert paper_left(told, None) is told


def test_that_there_is_no_paper_the_printer_knows_best() -> None:
    assert paper_left(PaperLeft.OUT, NEW) is PaperLeft.OUT
