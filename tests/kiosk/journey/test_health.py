"""What of the kiosk's health somebody should see to."""

from dataclasses import replace

import pytest

from kiosk.journey.health import LEAST_DISK_MB, MOST_CLOCK_OFF_S, Health, KnownFaces, Part, Sight, worries
from models.print_job import Reason

WELL = Health(
    hall_heard_ms=0,
    is_online=True,
    unsent_tickets=0,
    printer=None,
    printer_speaks=True,
    papers=(),
    roll=None,
    camera=Sight.SEES,
    faces=KnownFaces(people=312, of_1000=3.1, is_full=False),
    disk_free_mb=LEAST_DISK_MB,
    clock_ahead_s=-MOST_CLOCK_OFF_S,
)


def test_nobody_need_see_to_a_kiosk_that_is_well() -> None:
    assert worries(WELL) == frozenset()


def test_a_kiosk_set_up_without_a_camera_and_one_that_knows_no_other_clock_are_well() -> None:
    assert worries(replace(WELL, camera=Sight.NONE, clock_ahead_s=None, printer_speaks=False)) == frozenset()


@pytest.mark.parametrize(
    ("ill", "part"),
    [
        (replace(WELL, is_online=False), Part.HALL),
        (replace(WELL, unsent_tickets=1), Part.UNSENT),
        (replace(WELL, unsent_tickets=None), Part.UNSENT),
        (replace(WELL, printer=Reason.NO_PAPER), Part.PRINTER),
        (replace(WELL, camera=Sight.LOST), Part.CAMERA),
        (replace(WELL, faces=KnownFaces(people=2000, of_1000=19.8, is_full=True)), Part.FACES),
        (replace(WELL, faces=KnownFaces(people=1, of_1000=0.1, is_full=False, unheard=1)), Part.FACES),
        (replace(WELL, disk_free_mb=LEAST_DISK_MB - 1), Part.DISK),
        (replace(WELL, disk_free_mb=None), Part.DISK),
        (replace(WELL, clock_ahead_s=MOST_CLOCK_OFF_S + 1), Part.CLOCK),
        (replace(WELL, clock_ahead_s=-MOST_CLOCK_OFF_S - 1), Part.CLOCK),
    ],
)
def test_each_part_that_is_not_well_is_named(ill: Health, part: Part) -> None:
    assert worries(ill) == {part}
