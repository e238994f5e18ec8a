"""The outline is as large as a card must be, so that its code can be read; and it is seen whole."""

import pytest

from kiosk.card_guide import CARD_MM, guide_in


def test_a_card_must_span_three_fifths_of_the_usual_picture() -> None:
    assert guide_in(1280, 720).width_px / 1280 == pytest.approx(0.6, abs=0.005)


def test_a_finer_camera_lets_the_card_be_farther_away() -> None:
    assert guide_in(1920, 1080) == guide_in(1280, 720)


@pytest.mark.parametrize(("width_px", "height_px"), [(640, 480), (640, 360), (320, 240), (480, 640)])
def test_in_a_small_picture_the_outline_is_large_and_still_whole(width_px: int, height_px: int) -> None:
    guide = guide_in(width_px, height_px)
    shown_height_px = min(height_px, width_px * 9 / 16)
    assert guide.width_px <= 0.9 * width_px
    assert guide.height_px == pytest.approx(0.9 * shown_height_px)


@pytest.mark.parametrize(("width_px", "height_px"), [(1920, 1080), (1280, 960), (640, 480)])
def test_the_outline_has_the_shape_of_a_card(width_px: int, height_px: int) -> None:
    guide = guide_in(width_px, height_px)
    assert guide.width_px / guide.height_px == pytest.approx(CARD_MM[0] / CARD_MM[1])
