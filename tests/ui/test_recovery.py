"""Whatever fails, the kiosk is out of service at once, back by itself, and knows nothing of the visitor."""

import os
import signal
import socket
import sys
import threading
from collections.abc import Callable
from contextlib import AbstractContextManager
from pathlib import Path
from typing import Any, NoReturn

import pytest
from PySide6.QtGui import QGuiApplication
from PySide6.QtQml import QQmlComponent
from pytestqt.qtbot import QtBot

from kiosk.journey.deeds import Forget
from kiosk.journey.events import FaceWayTouched, KioskStopped
from kiosk.journey.visit import START, Screen
from kiosk.kiosk import Kiosk, Mended, Offer, OfferChanged, OnlineChanged, VisitLost
from kiosk.watchdog import Watchdog
from kiosk.worker import Worker
from tests.ui.stage import VI, Stage
from ui.app import run_app
from ui.moments import HALL, SERVICES
from ui.recovery import FAILED, MOST_MISHAPS, WITHIN_S, Recovery
from ui.window import WindowSettings

WITHIN_MS = 3000
OFFER = Offer(hall=HALL, services=SERVICES)


class Clock:
    now_s = 0.0

    def __call__(self) -> float:
        return self.now_s


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def ends() -> list[int]:
    """The codes with which the program was to end."""
    return []


@pytest.fixture
def visited(stage: Stage) -> Stage:
    """A kiosk with somebody recognised before it."""
    stage.tell(FaceWayTouched())
    stage.recognise()
    assert stage.kiosk.state.visitor is not None
    return stage


@pytest.fixture
def hearing(stage: Stage, ends: list[int]) -> Callable[[], AbstractContextManager[None]]:
    # To be entered in the test itself: for its time pytest-qt puts a hook of its own in the place of others.
    return Recovery(stage.screen, end=ends.append).hearing


def is_lost(stage: Stage) -> bool:
    return stage.kiosk.state.screen is Screen.OUT_OF_SERVICE


def is_back(stage: Stage) -> bool:
    return stage.kiosk.state.screen is Screen.ATTRACT


def fail(*_: object) -> NoReturn:
    raise ZeroDivisionError("nobody foresaw it")


def fail_once(patch: pytest.MonkeyPatch, owner: object, name: str) -> None:
    works = getattr(owner, name)
    failures = [fail]
    patch.setattr(owner, name, lambda *args: (failures.pop() if failures else works)(*args))


def in_a_slot(stage: Stage, patch: pytest.MonkeyPatch) -> None:
    """The citizen touches, and the flow fails."""
    fail_once(patch, stage.kiosk, "handle")
    stage.touch(VI["choose.not_me"])


def in_an_effect(stage: Stage, patch: pytest.MonkeyPatch) -> None:
    """What the visit asks for cannot even be begun."""
    fail_once(patch, stage.kiosk, "_perform")
    stage.touch(VI["choose.not_me"])


def in_a_view_model(stage: Stage, patch: pytest.MonkeyPatch) -> None:
    """The visit goes on, and the screen cannot show it."""
    fail_once(patch, stage.screen._visit, "refresh")
    stage.touch(VI["choose.not_me"])


def in_a_message(stage: Stage, patch: pytest.MonkeyPatch) -> None:
    """An answer comes from a thread, and cannot be handled."""
    fail_once(patch, stage.kiosk, "handle")
    stage.screen.post(OnlineChanged(online=False))


def in_a_workers_thread(_stage: Stage, _patch: pytest.MonkeyPatch) -> None:
    worker = Worker("worker", longest_s=60)
    worker.submit(fail, None)
    worker.shutdown()


def in_a_timers_thread(_stage: Stage, _patch: pytest.MonkeyPatch) -> None:
    timer = threading.Timer(0, fail)
    timer.start()
    timer.join()


POINTS = [in_a_slot, in_an_effect, in_a_view_model, in_a_message, in_a_workers_thread, in_a_timers_thread]
Hearing = Callable[[], AbstractContextManager[None]]


@pytest.mark.parametrize("fail_somewhere", POINTS)
def test_after_any_exception_the_kiosk_is_out_of_service_then_back_without_the_visitor(
    fail_somewhere: Callable[[Stage, pytest.MonkeyPatch], None],
    visited: Stage,
    hearing: Hearing,
    qtbot: QtBot,
    qtlog: Any,
    monkeypatch: pytest.MonkeyPatch,
    ends: list[int],
) -> None:
    visited.effects.clear()
    with hearing(), qtlog.disabled():
        fail_somewhere(visited, monkeypatch)
        qtbot.waitUntil(lambda: is_lost(visited))
        assert (visited.kiosk.state.visitor, Forget() in visited.effects) == (None, True)
        assert VI["out.title"] in visited.reads()
        qtbot.waitUntil(lambda: is_back(visited), timeout=WITHIN_MS)
        assert ends == []
        visited.touch(VI["home.anonymous"])
    assert visited.kiosk.state.screen is not Screen.ATTRACT


def test_an_error_in_the_screens_scripts_is_a_mishap_too(
    visited: Stage, hearing: Hearing, qtbot: QtBot, qtlog: Any
) -> None:
    with hearing(), qtlog.disabled():
        component = QQmlComponent(visited.screen._engine)
        component.setData(b"import QtQml; QtObject { property var none: undefined.name }", "mishap.qml")
        component.create().deleteLater()
        qtbot.waitUntil(lambda: is_lost(visited))
        qtbot.waitUntil(lambda: is_back(visited), timeout=WITHIN_MS)


def test_nothing_of_the_visit_stays_with_the_exception(
    visited: Stage, hearing: Hearing, qtbot: QtBot, qtlog: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    with hearing(), qtlog.disabled():
        in_a_slot(visited, monkeypatch)
        assert [name for name in ("last_value", "last_traceback") if getattr(sys, name, None)] == []
        qtbot.waitUntil(lambda: is_lost(visited))


def mishap(stage: Stage, qtbot: QtBot) -> None:
    """One more, until the kiosk is back or gives up."""
    visits = stage.kiosk.state.visit
    sys.excepthook(ZeroDivisionError, ZeroDivisionError("nobody foresaw it"), None)
    qtbot.waitUntil(lambda: stage.kiosk.state.visit > visits)


def test_what_fails_again_and_again_ends_the_program(
    stage: Stage, qtbot: QtBot, clock: Clock, ends: list[int]
) -> None:
    recovery = Recovery(stage.screen, end=ends.append, clock_s=clock, back_after_ms=0)
    with recovery.hearing():
        for _ in range(MOST_MISHAPS):
            mishap(stage, qtbot)
            qtbot.waitUntil(lambda: is_back(stage))
        assert ends == []
        mishap(stage, qtbot)
        qtbot.waitUntil(lambda: ends == [FAILED])
        assert is_lost(stage)


def test_mishaps_far_apart_do_not_add_up(stage: Stage, qtbot: QtBot, clock: Clock, ends: list[int]) -> None:
    recovery = Recovery(stage.screen, end=ends.append, clock_s=clock, back_after_ms=0)
    with recovery.hearing():
        for _ in range(MOST_MISHAPS * 2):
            clock.now_s += WITHIN_S / MOST_MISHAPS
            mishap(stage, qtbot)
            qtbot.waitUntil(lambda: is_back(stage))
    assert ends == []


def test_one_mishap_met_in_many_places_counts_once(
    stage: Stage, qtbot: QtBot, clock: Clock, ends: list[int]
) -> None:
    with Recovery(stage.screen, end=ends.append, clock_s=clock).hearing():
        for _ in range(MOST_MISHAPS * 2):
            sys.excepthook(ZeroDivisionError, ZeroDivisionError("nobody foresaw it"), None)
        qtbot.waitUntil(lambda: is_lost(stage))
        qtbot.waitUntil(lambda: is_back(stage), timeout=WITHIN_MS)
    assert ends == []


def test_a_screen_that_can_show_nothing_at_all_ends_the_program(
    stage: Stage, qtbot: QtBot, qtlog: Any, monkeypatch: pytest.MonkeyPatch, ends: list[int]
) -> None:
    recovery = Recovery(stage.screen, end=ends.append, back_after_ms=0)
    with recovery.hearing(), qtlog.disabled(), monkeypatch.context() as broken:
        broken.setattr(stage.kiosk, "handle", fail)
        stage.touch(VI["home.anonymous"])
        qtbot.waitUntil(lambda: FAILED in ends)


def test_a_thread_that_has_ended_with_an_exception_ends_the_program(
    visited: Stage, hearing: Hearing, qtbot: QtBot, ends: list[int]
) -> None:
    with hearing():
        thread = threading.Thread(target=fail, name="store-writer")
        thread.start()
        thread.join()
        qtbot.waitUntil(lambda: ends == [FAILED])
    assert is_lost(visited)


def test_a_kiosk_the_hall_has_stopped_does_not_come_back_by_a_mishap(
    stage: Stage, qtbot: QtBot, ends: list[int]
) -> None:
    stage.tell(KioskStopped(), VisitLost(), Mended())
    assert is_lost(stage)


def test_a_kiosk_that_never_met_its_hall_does_not_open_by_a_mishap() -> None:
    kiosk = Kiosk(perform=lambda _effect: None, camera=None)
    kiosk.handle(VisitLost())
    kiosk.handle(Mended())
    assert kiosk.state.screen is START.screen


def test_news_of_the_hall_do_not_open_a_kiosk_that_is_being_mended(stage: Stage) -> None:
    stage.tell(VisitLost(), OfferChanged(offer=OFFER))
    assert is_lost(stage)
    stage.tell(Mended())
    assert is_back(stage)


def test_the_running_kiosk_ends_with_a_failure_when_a_thread_it_needs_is_gone(qapp: QGuiApplication) -> None:
    happened: list[str] = []
    kiosk = Kiosk(perform=lambda _effect: None, camera=None)
    code = run_app(
        kiosk,
        start=lambda _post: threading.Thread(target=fail).start(),
        stop=lambda: happened.append("stop"),
        window=WindowSettings(),
    )
    assert (code, happened, kiosk.state.screen) == (FAILED, ["stop"], Screen.OUT_OF_SERVICE)


def test_the_running_kiosk_feeds_its_watchdog(qapp: QGuiApplication, tmp_path: Path) -> None:
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as line:
        line.bind(str(tmp_path / "notify"))
        line.settimeout(WITHIN_MS / 1000)
        heard: list[str] = []

        def listen() -> None:
            while heard.count("WATCHDOG=1") < 2:
                heard.append(line.recv(1000).decode())
            os.kill(os.getpid(), signal.SIGTERM)
            while heard[-1] != "STOPPING=1":
                heard.append(line.recv(1000).decode())

        systemd = threading.Thread(target=listen)
        code = run_app(
            Kiosk(perform=lambda _effect: None, camera=None),
            start=lambda _post: systemd.start(),
            stop=lambda: None,
            window=WindowSettings(),
            watchdog=Watchdog((), {"NOTIFY_SOCKET": str(tmp_path / "notify"), "WATCHDOG_USEC": "50000"}),
        )
        systemd.join(WITHIN_MS / 1000)
    assert (code, heard[0], heard[-1]) == (0, "READY=1\nSTATUS=open", "STOPPING=1")
