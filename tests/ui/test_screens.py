"""Every moment of a visit in every look, on small and large panels: named, large enough, whole, in reach."""

from collections.abc import Callable, Iterator
from itertools import combinations, product
from math import hypot

import pytest
from PySide6.QtCore import QPoint, QRect
from PySide6.QtGui import QAccessible, QAccessibleInterface, QGuiApplication
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from kiosk.events import KioskStopped
from kiosk.kiosk import Offer
from models.hall import NoNumber
from tests.ui.stage import EN, VI, Stage, open_for
from ui.gallery import Gallery, Look, every_look
from ui.i18n import find_languages, read_words
from ui.moments import HALL, LONGEST, MOMENTS, SERVICES, full_offer
from ui.theme import REACH_MM
from ui.visitor import Seen, look, tap, wait_for
from ui.window import WindowSettings

KEY_MM = (
    20.0  # Colle & Hiszem, Ergonomics 47(13), 2004: standing, smaller keys are slower and missed more often
)
APART_MM = 1.0  # the same: keys a millimetre apart are not missed more often than keys three apart
SMALL, USUAL, LARGE = 15.6, 21.5, 32.0
BOTTOM_MM = 900.0
CONTROLS = (QAccessible.Role.Button, QAccessible.Role.CheckBox)
PAGE = QRect(0, 0, 1080, 1920)
# What Label.qml and Tile.qml wait before they say that something does not fit.
OVERFLOW_SAID_MS = 130

# Contrast moves nothing: it is seen in the pictures and in the colours (test_gallery.py, test_theme.py).
SHAPES = [
    *((USUAL, shape) for shape in every_look() if not shape.is_contrast),
    *product(
        (SMALL, LARGE),
        [
            Look(),
            Look(language="en", is_large=True),
            Look(is_low=True),
            Look(is_large=True, is_low=True),
        ],
    ),
]
NewStage = Callable[[WindowSettings], Stage]


def settings(panel_inches: float) -> WindowSettings:
    return WindowSettings(panel_inches=panel_inches, panel_bottom_mm=BOTTOM_MM, reduced_motion=True)


@pytest.fixture(params=SHAPES, ids=lambda shape: f"{shape[0]}-{shape[1].name}", scope="module")
def shape(request: pytest.FixtureRequest) -> tuple[float, Look]:
    return request.param  # type: ignore[no-any-return]


@pytest.fixture(scope="module")
def gallery(shape: tuple[float, Look], qapp: QGuiApplication) -> Iterator[Gallery]:
    """Eight services of the longest name, and a cut network."""
    gallery = Gallery(settings(shape[0]), full_offer(), online=False)
    yield gallery
    gallery.close()


def px_per_mm(panel_inches: float) -> float:
    return hypot(PAGE.width(), PAGE.height()) / (panel_inches * 25.4)


def controls(gallery: Gallery) -> list[Seen]:
    return [seen for seen in look(gallery.screen.window) if seen.is_control]


def faults_of(shape: tuple[float, Look], gallery: Gallery, find: Callable[[str], list[str]]) -> list[str]:
    """What `find` says of each moment."""
    faults = []
    for moment in MOMENTS:
        gallery.picture(moment, shape[1])
        faults += [f"{moment}: {fault}" for fault in find(moment)]
    return faults


def test_every_control_has_a_name_of_its_own_and_every_screen_a_heading(
    shape: tuple[float, Look], gallery: Gallery
) -> None:
    def find(_moment: str) -> list[str]:
        root = QAccessible.queryAccessibleInterface(gallery.screen.window)
        names = [control.name for control in controls(gallery)]
        headings = [seen for seen in look(gallery.screen.window) if seen.role == QAccessible.Role.Heading]
        return [
            *([] if root and len(names) == _buttons_below(root) else ["a control without a name"]),
            *([] if len({*names}) == len(names) else [f"names twice: {names}"]),
            *([] if headings else ["no heading"]),
        ]

    assert faults_of(shape, gallery, find) == []


def test_every_control_is_large_enough_apart_in_reach_and_inside_the_window(
    shape: tuple[float, Look], gallery: Gallery
) -> None:
    mm = px_per_mm(shape[0])
    highest_px = PAGE.height() - (REACH_MM - BOTTOM_MM) * mm

    def find(moment: str) -> list[str]:
        seen = controls(gallery)
        areas = [one.area for one in seen if one.is_enabled or moment != "still there"]
        faults = [
            f"{one.name}: {one.area.width() / mm:.1f} x {one.area.height() / mm:.1f} mm"
            for one in seen
            if min(one.area.width(), one.area.height()) / mm < KEY_MM
        ]
        faults += [
            f"outside: {one.name} {one.area}"
            for one in look(gallery.screen.window)
            if not PAGE.contains(one.area)
        ]
        apart_px = round(APART_MM * mm) - 1
        faults += [
            f"too near each other: {one} {other}"
            for one, other in combinations(areas, 2)
            if one.adjusted(-apart_px, -apart_px, apart_px, apart_px).intersects(other)
        ]
        if shape[1].is_low:
            faults += [f"out of reach: {one.name}" for one in seen if one.area.top() < highest_px - mm]
        return faults

    assert faults_of(shape, gallery, find) == []


def test_no_text_is_cut_short(shape: tuple[float, Look], gallery: Gallery, qtbot: QtBot) -> None:
    def find(_moment: str) -> list[str]:
        qtbot.wait(OVERFLOW_SAID_MS)  # a text that does not fit warns, and a warning fails the test
        return []

    assert faults_of(shape, gallery, find) == []


@pytest.mark.parametrize("language", find_languages())
def test_every_screen_says_whose_kiosk_it_is(stage: Stage, language: str) -> None:
    open_for(stage, offer=full_offer(), language=language)
    assert {HALL.authority, HALL.centre} <= {*stage.reads()}


def test_a_kiosk_that_has_never_heard_of_its_hall_says_where_to_go(new_stage: NewStage) -> None:
    stage = new_stage(settings(USUAL))
    assert {VI["out.title"], VI["out.about"], VI["app.centre"]} <= {*stage.reads()}


def test_a_stopped_kiosk_offers_staff_and_how_it_is_read_and_nothing_else(stage: Stage) -> None:
    stage.tell(KioskStopped())
    keys = ("help.call", "foot.large", "foot.contrast", "foot.low")
    expected = {EN["language.name"], *(VI[key] for key in keys)}
    assert {control.name for control in stage.controls()} == expected


@pytest.mark.parametrize("language", ["vi", "en"])
@pytest.mark.parametrize("panel_inches", [SMALL, USUAL, LARGE])
def test_the_ways_to_a_number_are_equally_large(
    new_stage: NewStage, language: str, panel_inches: float
) -> None:
    stage = new_stage(settings(panel_inches))
    open_for(stage, offer=full_offer(), language=language)
    words = read_words(language)
    names = {words["home.face"], words["home.anonymous"], words["home.appointment"]}
    ways = [control.area for control in stage.controls() if control.name in names]
    assert len(ways) == 3
    assert len({(way.width(), way.height(), way.left()) for way in ways}) == 1


def test_a_tile_says_what_the_service_is_for_and_its_other_name(stage: Stage) -> None:
    stage.touch(VI["home.anonymous"])
    tile = next(control for control in stage.controls() if control.name == "Chứng thực, sao y bản chính")
    assert tile.description == "Sao y, chứng thực chữ ký. Certified copies"


@pytest.mark.parametrize("language", ["vi", "en"])
def test_a_long_name_among_few_services_has_room(stage: Stage, language: str, qtbot: QtBot) -> None:
    open_for(stage, offer=Offer(hall=HALL, services=(*SERVICES, LONGEST)), language=language)
    stage.touch(read_words(language)["home.anonymous"])
    stage.draw()
    qtbot.wait(OVERFLOW_SAID_MS)


def test_what_does_not_fit_is_on_the_next_page_and_can_be_chosen_there(stage: Stage) -> None:
    open_for(stage, offer=full_offer())
    stage.touch(VI["foot.large"])
    stage.touch(VI["home.anonymous"])
    last = full_offer().services[-1]
    assert last.name_vi not in stage.reads()
    stage.touch(VI["choose.next"])
    stage.draw()
    stage.touch(last.name_vi)
    assert [effect.service_id for effect in stage.asked_for_tickets()] == [last.id]


def test_a_closed_service_says_why_and_that_it_cannot_be_chosen(stage: Stage) -> None:
    stage.touch(VI["home.anonymous"])
    stage.close_services(certification=NoNumber.ENOUGH)
    wait_for(stage.screen.window, "Hộ tịch, khai sinh, kết hôn")  # the others can be
    closed = next(control for control in stage.controls() if control.name == "Chứng thực, sao y bản chính")
    assert not closed.is_enabled
    assert closed.description == "Hôm nay đã hết số. Sao y, chứng thực chữ ký. Certified copies"


def test_a_window_on_a_desktop_shows_the_same_page_smaller(new_stage: NewStage) -> None:
    full = new_stage(WindowSettings()).controls()
    half = new_stage(WindowSettings(width=540, height=960)).controls()
    heights = zip(full, half, strict=True)
    assert all(
        small.area.height() == pytest.approx(large.area.height() / 2, abs=2) for large, small in heights
    )


def test_a_window_that_is_too_wide_shows_the_page_in_its_middle(new_stage: NewStage) -> None:
    stage = new_stage(WindowSettings(width=1920, height=1080, reduced_motion=True))
    page = QRect(round((1920 - 1080 * 9 / 16) / 2), 0, round(1080 * 9 / 16), 1080)
    stage.draw()
    assert [seen for seen in look(stage.screen.window) if not page.contains(seen.area)] == []


def test_a_new_screen_comes_to_rest_where_it_belongs(new_stage: NewStage) -> None:
    still, moving = new_stage(settings(USUAL)), new_stage(WindowSettings(panel_bottom_mm=BOTTOM_MM))
    for stage in (still, moving):
        open_for(stage, offer=full_offer())
        stage.touch(VI["home.appointment"])
    wait_for(moving.screen.window, "5")
    assert {seen.name: seen.area for seen in moving.controls()} == {
        seen.name: seen.area for seen in still.controls()
    }


def test_touches_between_the_keys_of_the_foot_do_nothing(stage: Stage) -> None:
    keys = {control.name: control.area for control in stage.controls()}
    between = QPoint(keys[VI["foot.large"]].right() + 2, keys[VI["foot.large"]].center().y())
    before = stage.kiosk.state
    tap(stage.screen.window, between)
    QTest.qWait(20)
    assert stage.kiosk.state == before


def _buttons_below(parent: QAccessibleInterface) -> int:
    children = [parent.child(index) for index in range(parent.childCount())]
    visible = [child for child in children if child is not None and not child.state().invisible]
    own = len([child for child in visible if child.role() in CONTROLS])
    return own + sum(_buttons_below(child) for child in visible)
