"""Every moment of a visit in every look, on small and large panels: named, large enough, whole, in reach."""

from collections.abc import Iterator
from itertools import combinations, product
from math import hypot

import pytest
from PySide6.QtCore import QRect
from PySide6.QtGui import QAccessible, QAccessibleInterface, QGuiApplication
from pytestqt.qtbot import QtBot

from tests.ui.stage import BOTTOM_MM, LARGE_INCHES, OVERFLOW_SAID_MS, SMALL_INCHES, USUAL_INCHES, on_panel
from ui.gallery import Gallery, Look, every_look
from ui.moments import MOMENTS, full_offer
from ui.theme import REACH_MM
from ui.visitor import Seen, look

# Colle & Hiszem, Ergonomics 47(13), 2004: standing, smaller keys are slower and missed more often;
# keys a millimetre apart are not missed more often than keys three apart.
KEY_MM, APART_MM = 20.0, 1.0
CONTROLS = (QAccessible.Role.Button, QAccessible.Role.CheckBox)
PAGE = QRect(0, 0, 1080, 1920)

# Contrast moves nothing: it is seen in the pictures and in the colours (test_gallery.py, test_theme.py).
SHAPES = [
    *((USUAL_INCHES, shape) for shape in every_look() if not shape.is_contrast),
    *product(
        (SMALL_INCHES, LARGE_INCHES),
        [
            Look(),
            Look(language="en", is_large=True),
            Look(is_low=True),
            Look(is_large=True, is_low=True),
        ],
    ),
]


@pytest.fixture
def gallery(inches: float, qapp: QGuiApplication) -> Iterator[Gallery]:
    """Eight services of the longest name, and a cut network."""
    gallery = Gallery(on_panel(inches), full_offer(), online=False)
    yield gallery
    gallery.close()


@pytest.mark.parametrize(("inches", "worn"), SHAPES, ids=[f"{inches}-{worn.name}" for inches, worn in SHAPES])
def test_every_moment_is_named_large_enough_whole_and_in_reach(
    inches: float, worn: Look, gallery: Gallery, qtbot: QtBot
) -> None:
    mm = hypot(PAGE.width(), PAGE.height()) / (inches * 25.4)
    faults = []
    for moment in MOMENTS:
        gallery.picture(moment, worn)
        seen = look(gallery.screen.window)
        found = names_missing(gallery, seen) + wrong_places(seen, moment, mm)
        if worn.is_low:
            found += out_of_reach(seen, mm)
        faults += [f"{moment}: {fault}" for fault in found]
        qtbot.wait(OVERFLOW_SAID_MS)  # a text that does not fit warns, and a warning fails the test
    assert faults == []


def names_missing(gallery: Gallery, seen: list[Seen]) -> list[str]:
    """Every control has a name of its own, and every screen a heading."""
    root = QAccessible.queryAccessibleInterface(gallery.screen.window)
    names = [one.name for one in seen if one.is_control]
    return [
        *([] if root and len(names) == _buttons_below(root) else ["a control without a name"]),
        *([] if len({*names}) == len(names) else [f"names twice: {names}"]),
        *([] if any(one.role == QAccessible.Role.Heading for one in seen) else ["no heading"]),
    ]


def wrong_places(seen: list[Seen], moment: str, mm: float) -> list[str]:
    """Every control is large enough and apart from the others, and all is inside the window."""
    controls = [one for one in seen if one.is_control]
    areas = [one.area for one in controls if one.is_enabled or moment != "still there"]
    apart_px = round(APART_MM * mm) - 1
    return [
        *(
            f"{one.name}: {one.area.width() / mm:.1f} x {one.area.height() / mm:.1f} mm"
            for one in controls
            if min(one.area.width(), one.area.height()) / mm < KEY_MM
        ),
        *(f"outside: {one.name} {one.area}" for one in seen if not PAGE.contains(one.area)),
        *(
            f"too near each other: {one} {other}"
            for one, other in combinations(areas, 2)
            if one.adjusted(-apart_px, -apart_px, apart_px, apart_px).intersects(other)
        ),
    ]


def out_of_reach(seen: list[Seen], mm: float) -> list[str]:
    highest_px = PAGE.height() - (REACH_MM - BOTTOM_MM) * mm
    return [
        f"out of reach: {one.name}" for one in seen if one.is_control and one.area.top() < highest_px - mm
    ]


def _buttons_below(parent: QAccessibleInterface) -> int:
    children = [parent.child(index) for index in range(parent.childCount())]
    visible = [child for child in children if child is not None and not child.state().invisible]
    own = len([child for child in visible if child.role() in CONTROLS])
    return own + sum(_buttons_below(child) for child in visible)
