"""The colours can be told apart, and the sizes are what they say in millimetres."""

import re

import pytest
from PySide6.QtGui import QGuiApplication, QRawFont

import assets
from tests.ui.test_words import QML_FILES
from ui.theme import Theme, read_theme

COLOURS = read_theme("colours")
SIZES = read_theme("sizes")
# WCAG 2.2: 1.4.3 for texts, 1.4.11 for the borders of controls and for signs.
TEXT, CONTROL = 4.5, 3.0
PAIRS = [
    ("ink", "page", TEXT),
    ("ink", "paper", TEXT),
    ("ink", "tint", TEXT),
    ("ink_soft", "page", TEXT),
    ("ink_soft", "paper", TEXT),
    ("ink_soft", "tint", TEXT),
    ("blue", "page", TEXT),
    ("blue", "paper", TEXT),
    ("blue", "tint", TEXT),
    ("paper", "blue", TEXT),
    ("paper", "blue_deep", TEXT),
    ("paper", "blue_arch", TEXT),
    ("paper", "blue_arch_far", TEXT),
    ("ink_on_blue_soft", "blue", TEXT),
    ("line", "page", CONTROL),
    ("line", "paper", CONTROL),
    ("line", "tint", CONTROL),
]
MAIN_TEXTS = ("text_main", "text_key", "text_title", "text_greeting", "text_number")
CAP_MM = 7.33  # EN 301 549, 5.1.4: 0.7 degrees at 600 mm


@pytest.mark.parametrize(("front", "back", "least"), PAIRS, ids=lambda value: str(value))
def test_a_text_stands_out_from_what_is_behind_it(front: str, back: str, least: float) -> None:
    light, dark = sorted((_luminance(COLOURS[front]), _luminance(COLOURS[back])), reverse=True)
    assert (light + 0.05) / (dark + 0.05) >= least


@pytest.mark.parametrize("text", MAIN_TEXTS)
def test_main_texts_are_large_enough_to_read_standing(text: str, qapp: QGuiApplication) -> None:
    em_mm = SIZES[f"{text}_mm"]
    font = QRawFont(str(assets.font("Regular")), 100)
    assert font.capHeight() / 100 * em_mm >= CAP_MM


def test_a_millimetre_is_a_millimetre_on_the_panel_the_screens_were_made_for(qapp: QGuiApplication) -> None:
    theme = Theme()
    theme.fit(1080, 1920, 21.5)
    px_per_mm = 1080 / 267.7  # the short side of a 21.5-inch panel
    assert theme.property("px")["key"] == round(SIZES["key_mm"] * px_per_mm)


@pytest.mark.parametrize("group", ["colour", "px", "ms"])
def test_qml_asks_for_nothing_the_theme_has_not_and_the_theme_has_nothing_unasked(
    group: str, qapp: QGuiApplication
) -> None:
    source = "\n".join(path.read_text("utf-8") for path in QML_FILES)
    assert {*re.findall(rf"Theme\.{group}\.(\w+)", source)} == {*Theme().property(group)}


def _luminance(colour: str) -> float:
    """WCAG's relative luminance of #RRGGBB."""
    channels = [int(colour[start : start + 2], 16) / 255 for start in (1, 3, 5)]
    linear = [
        channel / 12.92 if channel <= 0.04045 else ((channel + 0.055) / 1.055) ** 2.4 for channel in channels
    ]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]
