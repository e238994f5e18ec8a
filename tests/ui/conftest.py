"""Qt without a display and without a graphics card; one window a test."""

import os

os.environ["QT_QPA_PLATFORM"] = "offscreen"
os.environ["QT_QUICK_BACKEND"] = "software"

from collections.abc import Callable, Iterator

import pytest
from PySide6.QtGui import QGuiApplication

from kiosk.journey.deeds import Effect
from kiosk.kiosk import Kiosk, Offer
from tests.ui.stage import Stage, open_for
from ui.moments import HALL, SERVICES
from ui.window import WindowSettings


@pytest.fixture(scope="session")
def qapp_cls() -> type[QGuiApplication]:
    return QGuiApplication


@pytest.fixture
def new_stage(qapp: QGuiApplication) -> Iterator[Callable[[WindowSettings], Stage]]:
    """Opens windows, and closes them after the test."""
    stages: list[Stage] = []

    def make(settings: WindowSettings) -> Stage:
        effects: list[Effect] = []
        kiosk = Kiosk(perform=effects.append, camera=None)
        stages.append(Stage.open(kiosk, effects, settings))
        return stages[-1]

    yield make
    for stage in stages:
        stage.screen.close()


@pytest.fixture
def stage(new_stage: Callable[[WindowSettings], Stage]) -> Stage:
    """A kiosk that is online and waits for somebody."""
    stage = new_stage(WindowSettings(reduced_motion=True))
    open_for(stage, offer=Offer(hall=HALL, services=SERVICES))
    return stage
