"""What single screens say and do: the ways to a number, tiles, pages, wide and small windows."""

from collections.abc import Callable

import pytest
from PySide6.QtCore import QPoint, QRect
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from kiosk.journey.events import KioskStopped
from kiosk.kiosk import Offer
from models.hall import NoNumber
from tests.ui.stage import (
    BOTTOM_MM,
    EN,
    LARGE_INCHES,
    OVERFLOW_SAID_MS,
    SMALL_INCHES,
    USUAL_INCHES,
    VI,
    Stage,
    on_panel,
    open_for,
)
from ui.i18n import find_languages, read_words
from ui.moments import HALL, LONGEST, SERVICES, full_offer
from ui.visitor import look, tap, wait_for
from ui.window import WindowSettings

NewStage = Callable[[WindowSettings], Stage]


@pytest.mark.parametrize("language", find_languages())
def test_every_screen_says_whose_kiosk_it_is(stage: Stage, language: str) -> None:
    open_for(stage, offer=full_offer(), language=language)
    assert {HALL.authority, HALL.centre} <= {*stage.reads()}


def test_a_kiosk_that_has_never_heard_of_its_hall_says_where_to_go(new_stage: NewStage) -> None:
    stage = new_stage(on_panel(USUAL_INCHES))
    assert {VI["out.title"], VI["out.about"], VI["app.centre"]} <= {*stage.reads()}


def test_a_stopped_kiosk_offers_staff_and_how_it_is_read_and_nothing_else(stage: Stage) -> None:
    stage.tell(KioskStopped())
    keys = ("help.call", "foot.large", "foot.contrast", "foot.low")
    expected = {EN["language.name"], *(VI[key] for key in keys)}
    assert {control.name for control in stage.controls()} == expected


@pytest.mark.parametrize("language", ["vi", "en"])
@pytest.mark.parametrize("panel_inches", [SMALL_INCHES, USUAL_INCHES, LARGE_INCHES])
def test_the_ways_to_a_number_are_equally_large(
    new_stage: NewStage, language: str, panel_inches: float
) -> None:
    stage = new_stage(on_panel(panel_inches))
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
    while last.name_vi not in stage.reads():
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


def test_a_panel_that_is_turned_in_the_middle_of_a_visit_goes_on_with_it(new_stage: NewStage) -> None:
    stage = new_stage(on_panel(USUAL_INCHES))
    open_for(stage, offer=full_offer())
    stage.touch(VI["home.anonymous"])
    stage.screen.window.resize(1920, 1080)
    stage.draw()
    page = QRect(round((1920 - 1080 * 9 / 16) / 2), 0, round(1080 * 9 / 16), 1080)
    assert [seen for seen in look(stage.screen.window) if not page.contains(seen.area)] == []
    stage.touch(full_offer().services[0].name_vi)
    assert len(stage.asked_for_tickets()) == 1


def test_a_new_screen_comes_to_rest_where_it_belongs(new_stage: NewStage) -> None:
    still, moving = new_stage(on_panel(USUAL_INCHES)), new_stage(WindowSettings(panel_bottom_mm=BOTTOM_MM))
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
