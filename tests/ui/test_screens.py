"""Every state a visit can be seen in, in both languages and on small and large panels."""

from collections.abc import Callable
from itertools import combinations
from math import hypot

import pytest
from PySide6.QtCore import QRect
from PySide6.QtGui import QAccessible, QAccessibleInterface
from pytestqt.qtbot import QtBot

from kiosk.events import KioskStopped
from kiosk.kiosk import Offer
from models.hall import NoNumber
from tests.ui.stage import EN, HALL, LONGEST, SERVICES, STATES, VI, Stage, full_offer, open_for
from ui.i18n import Language
from ui.visitor import look, wait_for
from ui.window import WindowSettings

KEY_MM = (
    20.0  # Colle & Hiszem, Ergonomics 47(13), 2004: standing, smaller keys are slower and missed more often
)
SMALL, USUAL, LARGE = 15.6, 21.5, 32.0
PAGE = QRect(0, 0, 1080, 1920)
# What Label.qml waits before it says that a text does not fit.
OVERFLOW_SAID_MS = 250

every_state = pytest.mark.parametrize("state", STATES)
panels = pytest.mark.parametrize(
    ("panel_inches", "language"),
    [
        (SMALL, Language.VIETNAMESE),
        (SMALL, Language.ENGLISH),
        (USUAL, Language.VIETNAMESE),
        (LARGE, Language.ENGLISH),
    ],
)
both_languages = pytest.mark.parametrize("language", Language)
NewStage = Callable[[WindowSettings], Stage]


def shown(new_stage: NewStage, state: str, language: Language, panel_inches: float = USUAL) -> Stage:
    """The state on the screen, with eight services of the longest name and a cut network."""
    stage = new_stage(WindowSettings(panel_inches=panel_inches))
    open_for(stage, offer=full_offer(), language=language, online=False)
    STATES[state](stage)
    return stage


@every_state
@both_languages
def test_every_control_has_a_name(new_stage: NewStage, state: str, language: Language) -> None:
    stage = shown(new_stage, state, language)
    root = QAccessible.queryAccessibleInterface(stage.screen.window)
    assert root is not None
    named = [control.name for control in stage.controls()]
    assert len(named) == _buttons_below(root)
    assert len({*named}) == len(named)


@every_state
@panels
def test_every_control_is_large_enough_for_a_finger(
    new_stage: NewStage, state: str, language: Language, panel_inches: float
) -> None:
    controls = shown(new_stage, state, language, panel_inches).controls()
    px_per_mm = hypot(PAGE.width(), PAGE.height()) / (panel_inches * 25.4)
    sides_mm = [min(control.area.width(), control.area.height()) / px_per_mm for control in controls]
    assert min(sides_mm) >= KEY_MM


@every_state
@panels
def test_everything_is_inside_the_window_and_no_control_covers_another(
    new_stage: NewStage, state: str, language: Language, panel_inches: float
) -> None:
    stage = shown(new_stage, state, language, panel_inches)
    controls = [control.area for control in stage.controls() if control.is_enabled or state != "still there"]
    assert [seen for seen in look(stage.screen.window) if not PAGE.contains(seen.area)] == []
    if state != "still there":
        assert not any(one.intersects(other) for one, other in combinations(controls, 2))


@every_state
@panels
def test_no_text_is_cut_short(
    new_stage: NewStage, state: str, language: Language, panel_inches: float, qtbot: QtBot
) -> None:
    stage = shown(new_stage, state, language, panel_inches)
    stage.draw()
    qtbot.wait(OVERFLOW_SAID_MS)  # a text that does not fit warns, and a warning fails the test


@every_state
def test_every_screen_has_a_heading(new_stage: NewStage, state: str) -> None:
    stage = shown(new_stage, state, Language.VIETNAMESE)
    assert any(seen.role == QAccessible.Role.Heading for seen in look(stage.screen.window))


@both_languages
def test_every_screen_says_whose_kiosk_it_is(new_stage: NewStage, language: Language) -> None:
    stage = shown(new_stage, "attract", language)
    assert {HALL.authority, HALL.centre} <= {*stage.reads()}


def test_a_kiosk_that_has_never_heard_of_its_hall_says_where_to_go(new_stage: NewStage) -> None:
    stage = new_stage(WindowSettings())
    assert {VI["out.title"], VI["out.about"], VI["app.centre"]} <= {*stage.reads()}


def test_a_stopped_kiosk_offers_no_control_but_the_language(stage: Stage) -> None:
    stage.tell(KioskStopped())
    assert [control.name for control in stage.controls()] == [VI["lang.other"]]


@panels
def test_the_ways_to_a_number_are_equally_large(
    new_stage: NewStage, language: Language, panel_inches: float
) -> None:
    stage = shown(new_stage, "attract", language, panel_inches)
    words = VI if language is Language.VIETNAMESE else EN
    names = {words["home.face"], words["home.anonymous"], words["home.appointment"]}
    ways = [control.area for control in stage.controls() if control.name in names]
    assert len(ways) == 3
    assert len({(way.width(), way.height(), way.left()) for way in ways}) == 1


def test_a_tile_says_what_the_service_is_for_and_its_other_name(stage: Stage) -> None:
    stage.touch(VI["home.anonymous"])
    tile = next(control for control in stage.controls() if control.name == "Chứng thực, sao y bản chính")
    assert tile.description == "Sao y, chứng thực chữ ký. Certified copies"


@both_languages
def test_a_long_name_among_few_services_has_room(
    new_stage: NewStage, language: Language, qtbot: QtBot
) -> None:
    stage = new_stage(WindowSettings())
    open_for(stage, offer=Offer(hall=HALL, services=(*SERVICES, LONGEST)), language=language)
    stage.touch((VI if language is Language.VIETNAMESE else EN)["home.anonymous"])
    stage.draw()
    qtbot.wait(OVERFLOW_SAID_MS)


def test_a_closed_service_says_why_and_that_it_cannot_be_chosen(stage: Stage) -> None:
    stage.touch(VI["home.anonymous"])
    stage.close_services(certification=NoNumber.ENOUGH)
    wait_for(stage.screen.window, "Hộ tịch, khai sinh, kết hôn")  # the others can be
    closed = next(control for control in stage.controls() if control.name == "Chứng thực, sao y bản chính")
    assert not closed.is_enabled
    assert closed.description == "Hôm nay đã hết số. Sao y, chứng thực chữ ký. Certified copies"


def test_a_window_on_a_desktop_shows_the_same_page_smaller(new_stage: NewStage) -> None:
    stage = new_stage(WindowSettings())
    half = new_stage(WindowSettings(width=540, height=960))
    (full_key,), (half_key,) = stage.controls(), half.controls()
    assert half_key.area.height() == pytest.approx(full_key.area.height() / 2, abs=2)


def test_a_window_that_is_too_wide_shows_the_page_in_its_middle(new_stage: NewStage) -> None:
    stage = new_stage(WindowSettings(width=1920, height=1080))
    page = QRect(round((1920 - 1080 * 9 / 16) / 2), 0, round(1080 * 9 / 16), 1080)
    stage.draw()
    assert [seen for seen in look(stage.screen.window) if not page.contains(seen.area)] == []


def _buttons_below(parent: QAccessibleInterface) -> int:
    children = [parent.child(index) for index in range(parent.childCount())]
    visible = [child for child in children if child is not None and not child.state().invisible]
    own = len([child for child in visible if child.role() == QAccessible.Role.Button])
    return own + sum(_buttons_below(child) for child in visible)
