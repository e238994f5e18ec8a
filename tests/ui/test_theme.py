"""The colours can be told apart in every theme, and the sizes are what they say in millimetres."""

import re
from itertools import product

import pytest
from PySide6.QtGui import QGuiApplication, QRawFont

import assets
from tests.ui.test_words import QML_FILES
from ui.theme import REACH_MM, Panel, Theme, read_theme, sizes_mm

COLOURS = read_theme("colours")
# WCAG 2.2: 1.4.3 for texts, 1.4.11 for the borders of controls and for signs.
TEXT, CONTROL = 4.5, 3.0
PAIRS = [
    *(
        (front, back, TEXT)
        for front, back in product(("ink", "ink_soft", "action"), ("page", "paper", "tint"))
    ),
    *(("on_action", back, TEXT) for back in ("action", "action_down")),
    *(("on_brand", back, TEXT) for back in ("brand", "brand_arch", "brand_arch_far")),
    ("on_brand_soft", "brand", TEXT),
    *(("line", back, CONTROL) for back in ("page", "paper", "tint")),
]
MAIN_TEXTS = ("text_main", "text_key", "text_title", "text_greeting", "text_number")
CAP_MM = 7.33  # EN 301 549, 5.1.4: 0.7 degrees at 600 mm
KEY_MM = 20.0  # Colle & Hiszem, Ergonomics 47(13), 2004
USUAL = Panel(width_px=1080, height_px=1920, inches=21.5, bottom_mm=900)
looks = pytest.mark.parametrize(("is_large", "is_low"), [*product((False, True), repeat=2)])


@pytest.mark.parametrize("theme", COLOURS)
@pytest.mark.parametrize(("front", "back", "least"), PAIRS, ids=lambda value: str(value))
def test_a_text_stands_out_from_what_is_behind_it(theme: str, front: str, back: str, least: float) -> None:
    assert contrast(COLOURS[theme][front], COLOURS[theme][back]) >= least


def test_the_high_contrast_theme_has_more_than_the_strictest_level() -> None:
    colours = COLOURS["contrast"]
    assert min(contrast(colours[front], colours[back]) for front, back, least in PAIRS if least == TEXT) >= 7


def test_every_theme_has_the_same_colours() -> None:
    assert COLOURS["day"].keys() == COLOURS["contrast"].keys()


@looks
def test_main_texts_are_large_enough_to_read_standing(
    is_large: bool, is_low: bool, qapp: QGuiApplication
) -> None:
    sizes = sizes_mm(is_large=is_large, is_low=is_low)
    assert min(cap_height_mm(sizes[f"{text}_mm"]) for text in MAIN_TEXTS) >= CAP_MM


@pytest.mark.parametrize("is_low", [False, True])
def test_large_text_has_nothing_smaller_than_the_standard_asks(is_low: bool, qapp: QGuiApplication) -> None:
    sizes = sizes_mm(is_large=True, is_low=is_low)
    assert min(cap_height_mm(size) for name, size in sizes.items() if name.startswith("text_")) >= CAP_MM


@looks
def test_keys_are_large_enough_and_apart(is_large: bool, is_low: bool) -> None:
    sizes = sizes_mm(is_large=is_large, is_low=is_low)
    # On a 15.6-inch panel everything is 0.777 times what it says.
    assert min(sizes[f"{key}_mm"] for key in ("key", "key_main", "comfort", "way")) * 0.777 >= KEY_MM
    assert sizes["gap_mm"] / 2 * 0.777 >= 1


def test_large_is_nowhere_smaller_than_usual() -> None:
    usual, large = sizes_mm(is_large=False, is_low=False), sizes_mm(is_large=True, is_low=False)
    assert [name for name in usual if name.startswith("text_") and large[name] < usual[name]] == []


def test_a_millimetre_is_a_millimetre_on_the_panel_the_screens_were_made_for(qapp: QGuiApplication) -> None:
    theme = Theme()
    theme.fit(USUAL)
    px_per_mm = 1080 / 267.7  # the short side of a 21.5-inch panel
    assert theme.property("px")["key"] == round(read_theme("sizes")["usual"]["key_mm"] * px_per_mm)


@pytest.mark.parametrize("inches", [15.6, 21.5, 27.0, 32.0])
def test_in_low_reach_everything_that_is_touched_is_below_the_limit(
    inches: float, qapp: QGuiApplication
) -> None:
    panel = Panel(width_px=1080, height_px=1920, inches=inches, bottom_mm=800)
    theme = Theme()
    theme.fit(panel)
    theme.wear(is_contrast=False, is_large=False, is_low=True)
    top_mm = panel.bottom_mm + (panel.height_px - theme.property("px")["lowered"]) / panel.px_per_mm
    assert top_mm <= REACH_MM + 1


def test_nothing_moves_where_motion_is_reduced(qapp: QGuiApplication) -> None:
    theme = Theme()
    assert 0 < theme.property("motion")["screen"] <= 250
    theme.fit(USUAL, is_still=True)
    assert theme.property("motion")["screen"] == 0


@pytest.mark.parametrize("group", ["colour", "px", "motion"])
def test_qml_asks_for_nothing_the_theme_has_not_and_the_theme_has_nothing_unasked(
    group: str, qapp: QGuiApplication
) -> None:
    source = "\n".join(path.read_text("utf-8") for path in QML_FILES)
    assert {*re.findall(rf"Theme\.{group}\.(\w+)", source)} == {*Theme().property(group)}


def cap_height_mm(em_mm: float) -> float:
    return float(QRawFont(str(assets.font("Regular")), 100).capHeight() / 100 * em_mm)


def contrast(one: str, other: str) -> float:
    """WCAG's ratio of two colours #RRGGBB."""
    light, dark = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def _luminance(colour: str) -> float:
    channels = [int(colour[start : start + 2], 16) / 255 for start in (1, 3, 5)]
    linear = [
        channel / 12.92 if channel <= 0.04045 else ((channel + 0.055) / 1.055) ** 2.4 for channel in channels
    ]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]
