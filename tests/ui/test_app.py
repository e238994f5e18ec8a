"""The running kiosk: messages from any thread, a clean end, pictures of its screens, a citizen who plays."""

import gc
import os
import signal
import sys
import threading
import weakref
from collections.abc import Callable
from itertools import cycle
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtGui import QGuiApplication, QImage
from pytestqt.qtbot import QtBot

from kiosk.journey.deeds import IssueTicket, Restart, WatchFace
from kiosk.journey.events import (
    AnonymousWayTouched,
    AppointmentWayTouched,
    FaceRecognised,
    FaceWayTouched,
    HomeTouched,
    KioskStopped,
    SlipPrinted,
    TicketIssued,
)
from kiosk.journey.staff_events import RestartTouched
from kiosk.journey.visit import Screen, Visitor
from kiosk.kiosk import Kiosk, Message, Offer, OfferChanged, OnlineChanged
from tests.ui.stage import VI, Stage
from ui.app import AGAIN, build_window, end_to_be_started_anew, run_app
from ui.moments import HALL, SERVICES, TICKET
from ui.snapshots import Snapshots
from ui.staff_moments import staff_messages
from ui.stand_in_citizen import StandInCitizen
from ui.visitor import wait_for
from ui.window import WindowSettings

VISITOR = Visitor(person_id="person-1", shown_name="Trần T. B.")
OFFER = Offer(hall=HALL, services=SERVICES)


def test_messages_from_another_thread_are_handled_on_the_screens_thread(
    qapp: QGuiApplication, qtbot: QtBot
) -> None:
    handled_by: list[threading.Thread] = []
    kiosk = Kiosk(perform=lambda _effect: handled_by.append(threading.current_thread()), camera=None)
    screen = build_window(kiosk, WindowSettings())
    sender = threading.Thread(target=screen.post, args=[OfferChanged(offer=OFFER)])
    sender.start()
    sender.join()
    qtbot.waitUntil(lambda: bool(handled_by))
    screen.close()
    assert {*handled_by} == {threading.main_thread()}


def test_a_closed_window_leaves_no_timer_that_another_thread_could_end(
    qapp: QGuiApplication, qtlog: Any
) -> None:
    # Qt warns, and dies at the next turn of its loop, when a timer that runs is collected on another thread.
    kiosk = Kiosk(perform=lambda _effect: None, camera=None)
    screen = build_window(kiosk, WindowSettings())
    screen.tell(OfferChanged(offer=OFFER))
    screen.close()
    left = weakref.ref(screen)
    del screen
    collector = threading.Thread(target=gc.collect)
    collector.start()
    collector.join()
    assert (left(), [record.message for record in qtlog.records]) == (None, [])


def test_messages_arrive_in_the_order_they_were_posted(stage: Stage, qtbot: QtBot) -> None:
    stage.screen.post(AnonymousWayTouched())
    stage.screen.post(KioskStopped())
    stage.screen.post(OfferChanged(offer=OFFER))
    qtbot.waitUntil(lambda: stage.kiosk.state.screen is Screen.ATTRACT and stage.kiosk.state.visit > 2)


def test_emitting_signals_does_not_use_up_true(stage: Stage) -> None:
    # PySide6 6.12.0 on Python 3.11 lost one reference an emission, until the process aborted.
    before = sys.getrefcount(True)
    for _ in range(100):
        stage.tell(OnlineChanged(online=True))
    assert abs(sys.getrefcount(True) - before) < 10


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_a_signal_ends_the_kiosk_cleanly(number: signal.Signals, qapp: QGuiApplication) -> None:
    happened: list[str] = []

    def start(post: Callable[[Message], None]) -> None:
        happened.append("start")
        post(OfferChanged(offer=OFFER))
        threading.Timer(0.2, os.kill, [os.getpid(), number]).start()

    kiosk = Kiosk(perform=lambda _effect: None, camera=None)
    code = run_app(kiosk, start=start, stop=lambda: happened.append("stop"), window=WindowSettings())
    assert (code, happened, kiosk.state.screen) == (0, ["start", "stop"], Screen.ATTRACT)


def test_a_restart_ends_the_kiosk_with_a_status_that_asks_for_a_new_start(qapp: QGuiApplication) -> None:
    happened: list[str] = []
    kiosk = Kiosk(
        perform=lambda effect: end_to_be_started_anew() if effect == Restart() else None, camera=None
    )
    kiosk.has_staff_panel = True

    def start(post: Callable[[Message], None]) -> None:
        post(OfferChanged(offer=OFFER))
        for message in staff_messages(2)["staff panel, all well"]:
            post(message)
        post(RestartTouched())

    code = run_app(kiosk, start=start, stop=lambda: happened.append("stop"), window=WindowSettings())
    assert (code, happened, kiosk.state.screen) == (AGAIN, ["stop"], Screen.OUT_OF_SERVICE)


def test_what_cannot_start_is_stopped_all_the_same(qapp: QGuiApplication) -> None:
    happened: list[str] = []

    def start(_post: Callable[[Message], None]) -> None:
        raise OSError("no database")

    kiosk = Kiosk(perform=lambda _effect: None, camera=None)
    with pytest.raises(OSError, match="no database"):
        run_app(kiosk, start=start, stop=lambda: happened.append("stop"), window=WindowSettings())
    assert happened == ["stop"]


def test_pythons_own_handlers_are_back_after_the_end(qapp: QGuiApplication) -> None:
    before = signal.getsignal(signal.SIGTERM)
    kiosk = Kiosk(perform=lambda _effect: None, camera=None)
    run_app(
        kiosk,
        start=lambda _post: threading.Timer(0.1, os.kill, [os.getpid(), signal.SIGTERM]).start(),
        stop=lambda: None,
        window=WindowSettings(),
    )
    assert signal.getsignal(signal.SIGTERM) == before


def test_a_picture_is_kept_of_every_screen_even_of_one_soon_left(
    stage: Stage, tmp_path: Path, qtbot: QtBot
) -> None:
    Snapshots(stage.screen, stage.kiosk, tmp_path, with_camera=True)
    stage.tell(FaceWayTouched(), AnonymousWayTouched())
    stage.time_out()
    names = ["01-Attract.png", "02-LookHere.png", "03-ChooseService.png", "04-ChooseService-still_there.png"]
    qtbot.waitUntil(lambda: sorted(path.name for path in tmp_path.iterdir()) == names)
    pictures = [QImage(str(tmp_path / name)) for name in names]
    assert {(picture.width(), picture.height()) for picture in pictures} == {(1080, 1920)}
    assert len({picture.pixelColor(540, 400).name() for picture in pictures}) > 1


def test_no_picture_is_kept_of_a_real_citizen_before_the_camera(
    stage: Stage, tmp_path: Path, qtbot: QtBot
) -> None:
    Snapshots(stage.screen, stage.kiosk, tmp_path, with_camera=False)
    stage.tell(FaceWayTouched(), AnonymousWayTouched())
    names = ["01-Attract.png", "02-ChooseService.png"]
    qtbot.waitUntil(lambda: sorted(path.name for path in tmp_path.iterdir()) == names)


def test_no_picture_is_kept_of_a_card_or_a_face_where_a_code_is_entered(
    stage: Stage, tmp_path: Path, qtbot: QtBot
) -> None:
    Snapshots(stage.screen, stage.kiosk, tmp_path, with_camera=False)
    stage.tell(AppointmentWayTouched(), AnonymousWayTouched())
    names = ["01-Attract.png", "02-ChooseService.png"]
    qtbot.waitUntil(lambda: sorted(path.name for path in tmp_path.iterdir()) == names)


def test_no_picture_is_kept_of_whoever_opens_the_staff_panel(
    stage: Stage, tmp_path: Path, qtbot: QtBot
) -> None:
    Snapshots(stage.screen, stage.kiosk, tmp_path, with_camera=False)
    stage.show("staff panel, all well")
    stage.tell(HomeTouched())
    names = ["01-Attract.png", "02-StaffPin.png", "03-Attract.png"]
    qtbot.waitUntil(lambda: sorted(path.name for path in tmp_path.iterdir()) == names)


def test_the_stand_in_citizen_makes_one_visit_for_each_who_comes(stage: Stage, qtbot: QtBot) -> None:
    asked_for: list[str] = []
    goings = iter([True])

    def someone_there() -> bool:
        """Always, but for the moment when the first one has gone with the ticket."""
        return not asked_for or not next(goings, False)

    def answer() -> bool:
        """Do at once what the kiosk asks for."""
        for effect in [*stage.effects]:
            stage.effects.remove(effect)
            match effect:
                case WatchFace(visit=visit):
                    stage.tell(FaceRecognised(visit=visit, visitor=VISITOR))
                case IssueTicket(visit=visit, service_id=service_id):
                    asked_for.append(service_id)
                    stage.tell(TicketIssued(visit=visit, ticket=TICKET), SlipPrinted(visit=visit))
                    stage.time_out()
        return len(asked_for) == 2

    StandInCitizen(stage.screen, someone_there, thinking_ms=50)
    qtbot.waitUntil(answer, timeout=10_000)
    assert asked_for == [service.id for service in SERVICES]


def test_the_stand_in_citizen_holds_up_a_card_at_the_third_visit(stage: Stage, qtbot: QtBot) -> None:
    comings = cycle([True, False])
    begun: list[str] = []

    def go() -> bool:
        if stage.kiosk.state.screen is Screen.LOOK_HERE:
            begun.append("face")
            stage.tell(HomeTouched())
        return len(begun) == 4

    StandInCitizen(stage.screen, lambda: next(comings), lambda: begun.append("card"), thinking_ms=50)
    qtbot.waitUntil(go, timeout=10_000)
    assert begun == ["face", "face", "card", "face"]


def test_the_stand_in_citizen_makes_one_visit_for_one_who_stays(stage: Stage, qtbot: QtBot) -> None:
    asked: list[Screen] = []

    def someone_there() -> bool:
        asked.append(stage.kiosk.state.screen)
        return True

    StandInCitizen(stage.screen, someone_there, thinking_ms=20)
    qtbot.waitUntil(lambda: stage.kiosk.state.screen is Screen.LOOK_HERE)
    stage.touch(VI["nav.home"])
    asked.clear()
    wait_for(stage.screen.window, VI["home.face"])
    qtbot.waitUntil(lambda: len(asked) > 30)
    assert {*asked} == {Screen.ATTRACT}
