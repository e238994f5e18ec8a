"""A screen that nobody touches is dimmed, and the touch that wakes it does nothing else."""

from collections.abc import Callable

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from kiosk.journey.events import AnonymousWayTouched, HomeTouched, KioskStopped
from kiosk.journey.rest import may_rest
from kiosk.journey.visit import Screen, State
from kiosk.kiosk import Offer
from tests.ui.stage import VI, Stage, open_for
from ui.moments import HALL, SERVICES
from ui.visitor import tap, wait_for
from ui.window import WindowSettings

SOON_S = 0.2
LONG_MS = 600
ANONYMOUS = VI["home.anonymous"]
BLACK = 60
"""As dark as this in every colour is a dimmed screen, wherever its brand colour was."""


@pytest.fixture
def dimmed(stage: Stage) -> Stage:
    """A kiosk that nobody has touched for ten minutes."""
    wait_for(stage.screen.window, ANONYMOUS)
    stage.screen._rest._waiting.timeout.emit()
    assert is_dark(stage)
    return stage


@pytest.fixture
def tired(new_stage: Callable[[WindowSettings], Stage]) -> Stage:
    """A kiosk whose screen is dimmed soon after it was touched."""
    stage = new_stage(WindowSettings(reduced_motion=True, dim_after_s=SOON_S))
    open_for(stage, offer=Offer(hall=HALL, services=SERVICES))
    return stage


def place_of(stage: Stage, name: str) -> QPoint:
    return next(seen.area.center() for seen in stage.controls() if seen.name == name)


def is_dark(stage: Stage) -> bool:
    picture = stage.draw()
    colours = [picture.pixelColor(x, y) for x, y in ((540, 400), (10, 1900), (540, 1500))]
    return all(max(at.red(), at.green(), at.blue()) < BLACK for at in colours)


@pytest.mark.parametrize("screen", list(Screen))
def test_only_a_screen_without_a_visit_may_rest(screen: Screen) -> None:
    assert may_rest(State(screen=screen)) is (screen in (Screen.ATTRACT, Screen.OUT_OF_SERVICE))


def test_a_screen_that_nobody_touches_is_dimmed(tired: Stage, qtbot: QtBot) -> None:
    qtbot.waitUntil(lambda: is_dark(tired))


def test_the_touch_that_wakes_the_screen_presses_nothing(dimmed: Stage) -> None:
    dimmed.effects.clear()
    tap(dimmed.screen.window, place_of(dimmed, ANONYMOUS))
    assert (dimmed.kiosk.state.screen, dimmed.effects) == (Screen.ATTRACT, [])
    assert not is_dark(dimmed)


def test_the_screen_is_bright_as_soon_as_the_finger_is_down_and_presses_nothing_when_it_is_lifted(
    dimmed: Stage,
) -> None:
    place = place_of(dimmed, ANONYMOUS)
    QTest.mousePress(dimmed.screen.window, Qt.MouseButton.LeftButton, pos=place)
    assert not is_dark(dimmed)
    dimmed.finger_up(place)
    assert dimmed.kiosk.state.screen is Screen.ATTRACT


def test_a_second_tap_that_comes_at_once_presses_nothing_either(dimmed: Stage) -> None:
    place = place_of(dimmed, ANONYMOUS)
    tap(dimmed.screen.window, place)
    tap(dimmed.screen.window, place)
    assert dimmed.kiosk.state.screen is Screen.ATTRACT


def test_the_foot_of_the_screen_is_not_pressed_either(dimmed: Stage) -> None:
    tap(dimmed.screen.window, place_of(dimmed, VI["foot.large"]))
    assert not dimmed.kiosk.state.preferences.is_large


def test_nothing_is_offered_to_a_finger_while_the_screen_is_dimmed(dimmed: Stage) -> None:
    assert [control.name for control in dimmed.controls() if control.is_enabled] == []


def test_the_touch_after_the_waking_one_begins_a_visit(dimmed: Stage) -> None:
    dimmed.touch_place(540, 400)
    dimmed.touch(ANONYMOUS)
    assert dimmed.kiosk.state.screen is not Screen.ATTRACT


def test_a_visit_is_never_dimmed(tired: Stage, qtbot: QtBot) -> None:
    tired.tell(AnonymousWayTouched())
    qtbot.wait(LONG_MS)
    assert not is_dark(tired)


def test_after_a_visit_the_time_begins_anew(tired: Stage, qtbot: QtBot) -> None:
    qtbot.waitUntil(lambda: is_dark(tired))
    tired.tell(AnonymousWayTouched(), HomeTouched())
    assert not tired.screen._rest.is_dimmed  # drawing it would last long enough to be dimmed again
    qtbot.waitUntil(lambda: is_dark(tired))


def test_a_kiosk_out_of_service_is_dimmed_too_and_woken_by_its_opening(tired: Stage, qtbot: QtBot) -> None:
    tired.tell(KioskStopped())
    qtbot.waitUntil(lambda: is_dark(tired))
    open_for(tired, offer=Offer(hall=HALL, services=SERVICES))
    assert tired.kiosk.state.screen is Screen.ATTRACT
