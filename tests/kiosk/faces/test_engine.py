"""The gates that say whether a picture may be used, and what to ask of the person otherwise."""

from dataclasses import replace

import numpy as np
import pytest

from kiosk.faces.engine import ENROL_GATES, MATCH_GATES, Face, Hint, Quality

GOOD = Quality(inter_eye_px=80.0, sharpness=200.0, grey=120.0, yaw=0.0, roll_deg=0.0)


@pytest.mark.parametrize(
    ("quality", "hint"),
    [
        (GOOD, Hint.OK),
        (replace(GOOD, inter_eye_px=39.0), Hint.COME_CLOSER),
        (replace(GOOD, grey=24.0), Hint.TOO_DARK),
        (replace(GOOD, grey=186.0), Hint.TOO_BRIGHT),
        (replace(GOOD, yaw=-0.13), Hint.LOOK_STRAIGHT),
        (replace(GOOD, roll_deg=31.0), Hint.LOOK_STRAIGHT),
        (replace(GOOD, sharpness=29.0), Hint.HOLD_STILL),
    ],
)
def test_each_fault_of_a_picture_has_its_own_hint(quality: Quality, hint: Hint) -> None:
    assert quality.hint(MATCH_GATES) is hint


@pytest.mark.parametrize(
    "quality",
    [
        replace(GOOD, inter_eye_px=50.0),
        replace(GOOD, sharpness=45.0),
        replace(GOOD, grey=30.0),
        replace(GOOD, grey=183.0),
    ],
)
def test_enrolling_asks_for_a_better_picture_than_matching(quality: Quality) -> None:
    assert quality.hint(MATCH_GATES) is Hint.OK
    assert quality.hint(ENROL_GATES) is not Hint.OK


def test_a_far_person_is_asked_to_come_closer_before_anything_else() -> None:
    far_and_all_else_wrong = Quality(inter_eye_px=20.0, sharpness=1.0, grey=5.0, yaw=1.0, roll_deg=90.0)
    assert far_and_all_else_wrong.hint(MATCH_GATES) is Hint.COME_CLOSER


def test_inter_eye_is_measured_along_the_line_of_the_eyes() -> None:
    points = np.array([[0, 0], [30, 40], [0, 0], [0, 0], [0, 0], [0, 0]], dtype=np.float32)
    assert Face(box=(0, 0, 1, 1), score=1.0, points=points).inter_eye_px == 50.0
