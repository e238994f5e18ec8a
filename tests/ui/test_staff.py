"""Staff come to their panel by a corner that nobody sees, and touch what it says."""

from dataclasses import replace

import pytest
from PySide6.QtTest import QTest

from kiosk.journey.deeds import (
    AskHealth,
    CheckPin,
    PrintDayReport,
    PrintSlipAgain,
    PrintTrial,
    Restart,
    SettleSlip,
)
from kiosk.journey.events import AnonymousWayTouched, KioskStopped, SlipPrinted
from kiosk.journey.staff_events import HealthTold, PinAccepted, PinRefused
from kiosk.journey.visit import Screen
from tests.ui.stage import VI, Stage
from ui.staff_moments import DOUBTS, ILL, WELL

PIN = "246810"
CORNER_MM = 20.0
EDGE_PX = 4


@pytest.fixture
def staffed(stage: Stage) -> Stage:
    """A kiosk with a PIN for its staff."""
    stage.kiosk.has_staff_panel = True
    stage.screen._refresh()
    return stage


def tap_corner(stage: Stage, times: int = 5, from_edge_px: int = EDGE_PX) -> None:
    for _ in range(times):
        stage.touch_place(stage.screen.window.width() - from_edge_px, from_edge_px)
        QTest.qWait(10)


def enter_pin(stage: Stage) -> None:
    tap_corner(stage)
    for digit in PIN:
        stage.touch(digit)


def open_panel(stage: Stage) -> None:
    enter_pin(stage)
    stage.touch(VI["pin.open"])
    stage.tell(PinAccepted(visit=stage.kiosk.state.visit))


def test_five_taps_in_the_corner_ask_for_the_pin(staffed: Stage) -> None:
    tap_corner(staffed, times=4)
    assert staffed.kiosk.state.screen is Screen.ATTRACT
    tap_corner(staffed, times=1)
    assert VI["pin.title"] in staffed.reads()


def test_the_corner_is_as_large_as_a_finger(staffed: Stage) -> None:
    px_per_mm = (1080**2 + 1920**2) ** 0.5 / (21.5 * 25.4)
    tap_corner(staffed, from_edge_px=round(CORNER_MM * px_per_mm) - 1)
    assert staffed.kiosk.state.screen is Screen.STAFF_PIN


def test_the_corner_works_where_the_kiosk_is_out_of_service(staffed: Stage) -> None:
    staffed.tell(KioskStopped())
    tap_corner(staffed)
    assert VI["pin.title"] in staffed.reads()
    staffed.touch(VI["nav.close"])
    assert VI["out.title"] in staffed.reads()


def test_taps_in_another_corner_or_in_a_visit_do_nothing(staffed: Stage) -> None:
    for _ in range(6):
        staffed.touch_place(EDGE_PX, EDGE_PX)
    assert VI["home.greeting"] in staffed.reads()
    staffed.tell(AnonymousWayTouched())
    tap_corner(staffed, times=6)
    assert VI["choose.title"] in staffed.reads()


def test_a_kiosk_without_a_pin_has_no_corner(stage: Stage) -> None:
    tap_corner(stage, times=6)
    assert stage.kiosk.state.screen is Screen.ATTRACT


def test_no_screen_reader_tells_of_the_corner(stage: Stage) -> None:
    before = stage.reads()
    stage.kiosk.has_staff_panel = True
    stage.screen._refresh()
    assert stage.reads() == before


def test_the_screen_shows_how_many_digits_were_entered_and_none_of_them(staffed: Stage) -> None:
    enter_pin(staffed)
    assert VI["pin.entered"].format(n=6) in staffed.reads()
    assert PIN not in " ".join(staffed.reads())
    staffed.touch(VI["code.erase"])
    assert VI["pin.entered"].format(n=5) in staffed.reads()


def test_the_pin_is_checked_and_a_wrong_one_is_said(staffed: Stage) -> None:
    enter_pin(staffed)
    staffed.touch(VI["pin.open"])
    visit = staffed.kiosk.state.visit
    assert CheckPin(visit=visit, pin=PIN) in staffed.effects
    assert VI["pin.checking"] in staffed.reads()
    staffed.tell(PinRefused(visit=visit))
    assert VI["pin.wrong"] in staffed.reads()
    staffed.touch("1")
    assert VI["pin.wrong"] not in staffed.reads()


@pytest.mark.parametrize(("locked_s", "minutes"), [(60.0, 1), (61.0, 2), (3600.0, 60)])
def test_how_long_it_is_locked_is_said_in_whole_minutes(
    staffed: Stage, locked_s: float, minutes: int
) -> None:
    enter_pin(staffed)
    staffed.touch(VI["pin.open"])
    staffed.tell(PinRefused(visit=staffed.kiosk.state.visit, locked_s=locked_s))
    assert VI["pin.locked"].format(n=minutes) in staffed.reads()


def test_the_panel_says_how_every_part_is(staffed: Stage) -> None:
    open_panel(staffed)
    assert AskHealth(visit=staffed.kiosk.state.visit) in staffed.effects
    assert f"{VI['health.printer']}: {VI['health.asking']}" in staffed.reads()
    staffed.tell(HealthTold(visit=staffed.kiosk.state.visit, health=ILL))
    assert {
        f"{VI['health.hall']}: Mất kết nối từ 09:30",
        f"{VI['health.unsent']}: 17",
        f"{VI['health.printer']}: {VI['health.printer_no_paper']}",
        f"{VI['health.camera']}: {VI['health.camera_lost']}",
        f"{VI['health.disk']}: 210 MB",
        f"{VI['health.clock']}: Chậm 3605 giây",
    } <= {*staffed.reads()}


def test_what_a_part_could_not_say_is_not_known(staffed: Stage) -> None:
    unknown = VI["health.unknown"]
    open_panel(staffed)
    staffed.tell(
        HealthTold(
            visit=staffed.kiosk.state.visit,
            health=replace(
                WELL,
                hall_heard_ms=None,
                unsent_tickets=None,
                printer_speaks=False,
                disk_free_mb=None,
                clock_ahead_s=None,
            ),
        )
    )
    assert {
        f"{VI['health.hall']}: {VI['health.hall_never']}",
        f"{VI['health.unsent']}: {unknown}",
        f"{VI['health.printer']}: {VI['health.printer_mute']}",
        f"{VI['health.disk']}: {unknown}",
        f"{VI['health.clock']}: {unknown}",
    } <= {*staffed.reads()}


@pytest.mark.parametrize(
    ("ahead_s", "said"), [(0.4, "Đúng giờ trung tâm"), (-0.4, "Đúng giờ trung tâm"), (75.2, "Nhanh 75 giây")]
)
def test_the_clock_is_compared_with_the_halls(staffed: Stage, ahead_s: float, said: str) -> None:
    open_panel(staffed)
    health = replace(WELL, clock_ahead_s=ahead_s)
    staffed.tell(HealthTold(visit=staffed.kiosk.state.visit, health=health))
    assert f"{VI['health.clock']}: {said}" in staffed.reads()


def test_a_trial_print_is_made_and_its_key_says_what_became_of_it(staffed: Stage) -> None:
    open_panel(staffed)
    staffed.touch(VI["panel.print_none"])
    visit = staffed.kiosk.state.visit
    assert PrintTrial(visit=visit) in staffed.effects
    assert VI["panel.print_printing"] in staffed.reads()
    staffed.tell(SlipPrinted(visit=visit))
    assert VI["panel.print_printed"] in staffed.reads()


@pytest.mark.parametrize("key", ["panel.paper_changed", "panel.look_again"])
def test_what_staff_touch_asks_again_how_everything_is(staffed: Stage, key: str) -> None:
    open_panel(staffed)
    before = len(staffed.effects)
    staffed.touch(VI[key])
    assert AskHealth(visit=staffed.kiosk.state.visit) in staffed.effects[before:]


def test_a_restart_can_be_asked_for(staffed: Stage) -> None:
    open_panel(staffed)
    staffed.touch(VI["panel.restart"])
    assert Restart() in staffed.effects
    assert VI["out.title"] in staffed.reads()


def test_the_panel_is_closed_by_its_key_and_by_itself(staffed: Stage) -> None:
    open_panel(staffed)
    staffed.touch(VI["nav.close"])
    assert staffed.kiosk.state.screen is Screen.ATTRACT
    open_panel(staffed)
    staffed.time_out()
    assert VI["home.greeting"] in staffed.reads()


def test_staff_look_at_each_paper_in_doubt_and_decide(staffed: Stage) -> None:
    open_panel(staffed)
    visit = staffed.kiosk.state.visit
    staffed.tell(HealthTold(visit=visit, health=ILL))
    staffed.touch(VI["panel.papers"].format(n=3))
    assert {"A1-017", "C1-004", "A1-018", VI["papers.about"]} <= {*staffed.reads()}
    staffed.touch(f"{VI['papers.reprint']} A1-017")
    assert PrintSlipAgain(visit=visit, ticket_id=DOUBTS[0].ticket_id) in staffed.effects
    staffed.touch(f"{VI['papers.there']} A1-017")
    assert SettleSlip(visit=visit, ticket_id=DOUBTS[0].ticket_id) in staffed.effects
    staffed.tell(HealthTold(visit=visit, health=WELL))
    assert VI["papers.none"] in staffed.reads()
    staffed.touch(VI["nav.back"])
    assert VI["panel.title"] in staffed.reads()


def test_the_days_report_is_one_touch_away(staffed: Stage) -> None:
    open_panel(staffed)
    staffed.touch(VI["panel.day_report"])
    assert PrintDayReport(visit=staffed.kiosk.state.visit) in staffed.effects
