"""The camera's picture: seen as in a mirror while it is asked for, and gone with its screen."""

import gc
import threading
from collections.abc import Callable, Iterator
from typing import cast

import numpy as np
import pytest
from PySide6.QtGui import QColor, QGuiApplication, QImage
from pytestqt.qtbot import QtBot

from kiosk.camera import CameraFeed, Frame
from kiosk.journey.deeds import Effect
from kiosk.journey.events import AppointmentWayTouched, FaceWayTouched, HomeTouched
from kiosk.kiosk import Kiosk, NoNumbersChanged, Offer
from models.hall import NoNumber
from tests.ui.stage import VI, Stage, open_for
from ui.camera_item import CameraPicture
from ui.moments import HALL, SERVICES
from ui.staff_moments import staff_messages
from ui.theme import read_theme
from ui.visitor import look
from ui.window import WindowSettings

PICTURE_WIDTH_PX = 1280
RED, BLUE = (0, 0, 255), (255, 0, 0)  # BGR


class StubFeed:
    """Hands on the frames it is told to, on a thread of its own, as the camera does."""

    def __init__(self) -> None:
        self.subscribers: list[Callable[[Frame], None]] = []

    def subscribe(self, subscriber: Callable[[Frame], None]) -> Callable[[], None]:
        self.subscribers.append(subscriber)
        return lambda: self.subscribers.remove(subscriber)

    def show(self, frame: Frame) -> None:
        thread = threading.Thread(target=lambda: [subscriber(frame) for subscriber in [*self.subscribers]])
        thread.start()
        thread.join()


@pytest.fixture
def feed() -> StubFeed:
    return StubFeed()


@pytest.fixture
def watched(feed: StubFeed, qapp: QGuiApplication) -> Iterator[Stage]:
    """A kiosk whose camera screen is shown."""
    effects: list[Effect] = []
    kiosk = Kiosk(perform=effects.append, camera=cast(CameraFeed, feed))
    stage = Stage.open(kiosk, effects, WindowSettings(reduced_motion=True))
    open_for(stage, offer=Offer(hall=HALL, services=SERVICES))
    stage.tell(FaceWayTouched())
    yield stage
    stage.screen.close()


def halves(left: tuple[int, int, int], right: tuple[int, int, int]) -> Frame:
    frame = np.zeros((720, PICTURE_WIDTH_PX, 3), np.uint8)
    frame[:, :640], frame[:, 640:] = left, right
    return frame


def colours_in_the_oval(stage: Stage) -> tuple[str, str]:
    """Left and right of the middle of the picture, as drawn."""
    drawn = stage.draw()
    return tuple(QColor(drawn.pixelColor(x, 850)).name() for x in (440, 640))  # type: ignore[return-value]


def test_the_picture_is_a_mirror(watched: Stage, feed: StubFeed, qtbot: QtBot) -> None:
    feed.show(halves(RED, BLUE))
    qtbot.waitUntil(lambda: colours_in_the_oval(watched) == ("#0000ff", "#ff0000"))


def test_only_the_newest_frame_is_shown(watched: Stage, feed: StubFeed, qtbot: QtBot) -> None:
    feed.show(halves(RED, RED))
    feed.show(halves(BLUE, BLUE))
    qtbot.waitUntil(lambda: colours_in_the_oval(watched) == ("#0000ff", "#0000ff"))


def test_the_frame_may_be_overwritten_by_the_next_one(watched: Stage, feed: StubFeed, qtbot: QtBot) -> None:
    frame = halves(RED, RED)
    feed.show(frame)
    frame[:] = BLUE
    qtbot.waitUntil(lambda: colours_in_the_oval(watched) == ("#ff0000", "#ff0000"))


def test_nobody_looks_at_the_camera_on_another_screen(watched: Stage, feed: StubFeed) -> None:
    assert len(feed.subscribers) == 1
    watched.tell(HomeTouched())
    assert not feed.subscribers


def test_the_next_visitor_does_not_see_the_last_one(watched: Stage, feed: StubFeed, qtbot: QtBot) -> None:
    empty = colours_in_the_oval(watched)
    feed.show(halves(RED, BLUE))
    qtbot.waitUntil(lambda: colours_in_the_oval(watched) != empty)
    watched.tell(HomeTouched(), FaceWayTouched())
    assert colours_in_the_oval(watched) == empty


def test_a_frame_that_arrives_after_the_screen_was_left_is_not_kept(
    watched: Stage, feed: StubFeed, qtbot: QtBot
) -> None:
    empty = colours_in_the_oval(watched)
    feed.show(halves(RED, BLUE))  # on its way to the screen
    watched.tell(HomeTouched(), FaceWayTouched())
    watched.screen.post(NoNumbersChanged(no_numbers={"cert": NoNumber.CLOSED}))  # arrives after the frame
    qtbot.waitUntil(lambda: bool(watched.kiosk.no_numbers))
    assert colours_in_the_oval(watched) == empty


def test_no_picture_of_a_visitor_stays_in_memory(watched: Stage, feed: StubFeed, qtbot: QtBot) -> None:
    empty = colours_in_the_oval(watched)
    feed.show(halves(RED, BLUE))
    qtbot.waitUntil(lambda: colours_in_the_oval(watched) != empty)
    watched.tell(HomeTouched())
    gc.collect()
    images = [thing for thing in gc.get_objects() if isinstance(thing, QImage)]
    assert [image.size() for image in images if image.width() == PICTURE_WIDTH_PX] == []


def test_staff_see_what_the_camera_sees_and_nothing_of_it_stays(
    watched: Stage, feed: StubFeed, qtbot: QtBot
) -> None:
    watched.tell(HomeTouched())
    watched.kiosk.has_staff_panel = True
    for message in staff_messages(watched.kiosk.state.visit + 1)["staff panel, all well"]:
        watched.tell(message)
    place = next(
        seen.area.center() for seen in look(watched.screen.window) if seen.name == VI["look.picture"]
    )
    feed.show(halves(RED, RED))
    qtbot.waitUntil(lambda: watched.draw().pixelColor(place).name() == "#ff0000")
    watched.tell(HomeTouched())
    assert not feed.subscribers
    gc.collect()
    images = [thing for thing in gc.get_objects() if isinstance(thing, QImage)]
    assert [image.size() for image in images if image.width() == PICTURE_WIDTH_PX] == []


def outline_share(stage: Stage) -> float:
    """How much of the width of the picture for cards the outline takes, as drawn."""
    drawn = stage.draw()
    guide = next(seen.area for seen in look(stage.screen.window) if seen.name == VI["look.outline"])
    line = [drawn.pixelColor(x, guide.center().y()).name() for x in range(guide.left(), guide.right())]
    action = read_theme("colours")["day"]["action"].lower()
    at = [place for place, colour in enumerate(line) if colour == action]
    return (at[-1] - at[0]) / len(line) if at else 0.0


@pytest.mark.parametrize(("width_px", "height_px", "share"), [(1280, 720, 0.6), (1920, 1080, 0.4)])
def test_the_outline_is_as_large_as_a_card_must_be_to_be_read(
    width_px: int, height_px: int, share: float, watched: Stage, feed: StubFeed, qtbot: QtBot
) -> None:
    feed.show(np.full((height_px, width_px, 3), 128, np.uint8))
    qtbot.waitUntil(lambda: outline_share(watched) == pytest.approx(share, abs=0.02))


def test_whoever_shows_the_code_of_an_appointment_sees_it_and_nothing_of_it_stays(
    watched: Stage, feed: StubFeed, qtbot: QtBot
) -> None:
    watched.tell(HomeTouched(), AppointmentWayTouched())
    place = next(
        seen.area.center() for seen in look(watched.screen.window) if seen.name == VI["look.outline"]
    )
    feed.show(halves(RED, RED))
    qtbot.waitUntil(lambda: watched.draw().pixelColor(place).name() == "#ff0000")
    watched.tell(HomeTouched())
    assert not feed.subscribers
    gc.collect()
    images = [thing for thing in gc.get_objects() if isinstance(thing, QImage)]
    assert [image.size() for image in images if image.width() == PICTURE_WIDTH_PX] == []


def test_where_a_scanner_reads_the_code_nobody_looks_at_the_camera(watched: Stage, feed: StubFeed) -> None:
    watched.kiosk.scans = True
    watched.tell(HomeTouched(), AppointmentWayTouched())
    assert not feed.subscribers


def test_visits_do_not_pile_up_items_that_show_pictures(watched: Stage) -> None:
    before = _camera_pictures()
    for _ in range(5):
        watched.tell(HomeTouched(), FaceWayTouched())
    assert _camera_pictures() == before


def test_closing_the_window_lets_the_camera_go(feed: StubFeed, qapp: QGuiApplication) -> None:
    kiosk = Kiosk(perform=lambda _effect: None, camera=cast(CameraFeed, feed))
    stage = Stage.open(kiosk, [], WindowSettings(reduced_motion=True))
    open_for(stage, offer=Offer(hall=HALL, services=SERVICES))
    stage.tell(FaceWayTouched())
    stage.screen.close()
    assert not feed.subscribers


def _camera_pictures() -> int:
    gc.collect()
    return len([thing for thing in gc.get_objects() if isinstance(thing, CameraPicture)])
