"""The camera's port, the film in its place, and the feed that hands frames on."""

import threading
from collections.abc import Callable
from pathlib import Path
from typing import ClassVar

import cv2
import numpy as np
import pytest

from kiosk.camera import (
    CameraError,
    CameraFault,
    CameraFeed,
    DeviceCamera,
    FilmCamera,
    Frame,
    find_device,
    open_camera,
)
from kiosk.watchdog import Pulse

PATIENCE_S = 10.0
FILM_FPS = 20
GREYS = (20, 90, 160, 230)


@pytest.fixture(scope="module")
def film(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Four frames, each a little brighter, 20 a second."""
    path = tmp_path_factory.mktemp("film") / "four-greys.mp4"
    writer = cv2.VideoWriter(str(path), cv2.VideoWriter.fourcc(*"mp4v"), FILM_FPS, (64, 48))
    for grey in GREYS:
        writer.write(np.full((48, 64, 3), grey, np.uint8))
    writer.release()
    return path


class SteppedClock:
    """A clock that moves only when somebody sleeps, or is told to."""

    def __init__(self) -> None:
        self.now_s = 100.0

    def __call__(self) -> float:
        return self.now_s

    def sleep(self, span_s: float) -> None:
        self.now_s += span_s


class PluggedIn:
    """Stands in for cv2.VideoCapture on a machine with one camera that is unplugged after some frames."""

    frames_left = 0
    opened: tuple[int, ...] = ()
    asked: ClassVar[dict[int, float]] = {}

    def __init__(self, index: int, _backend: int) -> None:
        self._there = index in self.opened

    def set(self, name: int, value: float) -> bool:
        self.asked[name] = value
        return self._there

    def get(self, _name: int) -> float:
        return 0.0

    def read(self) -> tuple[bool, Frame | None]:
        if not self._there or type(self).frames_left == 0:
            return False, None
        type(self).frames_left -= 1
        return True, np.zeros((720, 1280, 3), np.uint8)

    def release(self) -> None:
        pass


@pytest.fixture
def plug_in(monkeypatch: pytest.MonkeyPatch) -> Callable[..., None]:
    def plug(*indexes: int, frames: int = 100) -> None:
        monkeypatch.setattr(PluggedIn, "opened", indexes)
        monkeypatch.setattr(PluggedIn, "frames_left", frames)
        monkeypatch.setattr(PluggedIn, "asked", {})
        monkeypatch.setattr(cv2, "VideoCapture", PluggedIn)

    return plug


def fault(source: str) -> CameraFault:
    with pytest.raises(CameraError) as caught:
        open_camera(source)
    return caught.value.reason


def grey(frame: Frame) -> float:
    return float(frame.mean())


def test_a_film_gives_colour_frames_of_its_own_size(film: Path) -> None:
    camera = FilmCamera(film)
    frame = camera.read()
    camera.close()
    assert frame.shape == (48, 64, 3)
    assert frame.dtype == np.uint8
    assert camera.fps == FILM_FPS


def test_a_film_begins_again_at_its_end(film: Path) -> None:
    clock = SteppedClock()
    camera = FilmCamera(film, clock_s=clock, sleep_s=clock.sleep)
    greys = [grey(camera.read()) for _ in range(9)]
    camera.close()
    assert greys == pytest.approx([*GREYS, *GREYS, GREYS[0]], abs=6)


def test_a_film_that_does_not_loop_ends_like_an_unplugged_camera(film: Path) -> None:
    clock = SteppedClock()
    camera = FilmCamera(film, loop=False, clock_s=clock, sleep_s=clock.sleep)
    for _ in GREYS:
        camera.read()
    with pytest.raises(CameraError) as caught:
        camera.read()
    camera.close()
    assert caught.value.reason is CameraFault.FRAMES_STOPPED


def test_a_film_plays_at_its_own_pace(film: Path) -> None:
    clock = SteppedClock()
    camera = FilmCamera(film, clock_s=clock, sleep_s=clock.sleep)
    for _ in range(21):
        camera.read()
    camera.close()
    assert clock.now_s == pytest.approx(100.0 + 20 / FILM_FPS)


def test_a_film_does_not_hurry_after_a_pause(film: Path) -> None:
    clock = SteppedClock()
    camera = FilmCamera(film, clock_s=clock, sleep_s=clock.sleep)
    camera.read()
    clock.sleep(60)
    camera.read()
    paused_until_s = clock.now_s
    camera.read()
    camera.close()
    assert clock.now_s == pytest.approx(paused_until_s + 1 / FILM_FPS)


def test_a_path_opens_a_film(film: Path) -> None:
    camera = open_camera(str(film))
    camera.close()
    assert isinstance(camera, FilmCamera)


def test_a_missing_film_is_told_apart_from_a_file_that_is_no_film(tmp_path: Path) -> None:
    letter = tmp_path / "letter.txt"
    letter.write_text("Kính gửi Ông/Bà")
    assert fault(str(tmp_path / "nothing.mp4")) is CameraFault.FILE_MISSING
    assert fault(str(letter)) is CameraFault.NOT_A_FILM


def test_a_still_picture_is_no_film(tmp_path: Path) -> None:
    still = tmp_path / "still.png"
    cv2.imwrite(str(still), np.zeros((20, 20, 3), np.uint8))
    assert fault(str(still)) is CameraFault.NOT_A_FILM


@pytest.mark.parametrize("source", ["device:", "device:front", "device:-1"])
def test_a_device_is_named_by_its_number(source: str) -> None:
    assert fault(source) is CameraFault.NO_SUCH_DEVICE


def test_a_device_that_is_not_there_is_reported_without_noise(capfd: pytest.CaptureFixture[str]) -> None:
    assert fault("device:63") is CameraFault.NO_SUCH_DEVICE
    assert capfd.readouterr() == ("", "")


def test_a_plugged_in_camera_is_asked_for_720p(plug_in: Callable[..., None]) -> None:
    plug_in(0)
    camera = open_camera("device:0")
    assert isinstance(camera, DeviceCamera)
    assert PluggedIn.asked[cv2.CAP_PROP_FRAME_WIDTH] == 1280
    assert PluggedIn.asked[cv2.CAP_PROP_FRAME_HEIGHT] == 720
    assert next(iter(PluggedIn.asked)) == cv2.CAP_PROP_FOURCC, "USB cameras fix the format before the size"


def test_a_camera_that_does_not_say_its_pace_is_taken_to_give_30(plug_in: Callable[..., None]) -> None:
    plug_in(0)
    assert DeviceCamera(0).fps == 30.0


def test_an_unplugged_camera_says_that_its_frames_stopped(plug_in: Callable[..., None]) -> None:
    plug_in(0, frames=2)
    camera = DeviceCamera(0)
    camera.read()
    with pytest.raises(CameraError) as caught:
        camera.read()
    assert caught.value.reason is CameraFault.FRAMES_STOPPED
    assert caught.value.source == "device:0"


def test_the_first_device_that_gives_frames_is_found(plug_in: Callable[..., None]) -> None:
    plug_in(2, 4)
    assert find_device() == 2


def test_no_device_is_found_where_none_gives_frames(plug_in: Callable[..., None]) -> None:
    plug_in(0, frames=0)
    assert find_device() is None


class ListedFrames:
    """A camera that gives its frames, then fails; waits at each for a nod when `paced`."""

    fps = 25.0

    def __init__(self, count: int, *, paced: bool = False) -> None:
        self._frames = [np.full((1, 1, 3), number, np.uint8) for number in range(count)]
        self._nods = threading.Semaphore(0) if paced else None
        self.closed = threading.Event()

    def nod(self) -> None:
        assert self._nods is not None
        self._nods.release()

    def read(self) -> Frame:
        if self._nods is not None:
            self._nods.acquire(timeout=PATIENCE_S)
        if not self._frames:
            raise CameraError(CameraFault.FRAMES_STOPPED, "device:0")
        return self._frames.pop(0)

    def close(self) -> None:
        self.closed.set()


class Seen:
    """What a subscriber was given."""

    def __init__(self) -> None:
        self.numbers: list[int] = []
        self._arrived = threading.Semaphore(0)

    def __call__(self, frame: Frame) -> None:
        self.numbers.append(int(frame[0, 0, 0]))
        self._arrived.release()

    def wait(self) -> None:
        assert self._arrived.acquire(timeout=PATIENCE_S), "no frame came"


def test_every_subscriber_gets_every_frame_in_order() -> None:
    camera, one, other = ListedFrames(3), Seen(), Seen()
    feed = CameraFeed(camera, on_failure=lambda _error: None)
    feed.subscribe(one)
    feed.subscribe(other)
    feed.start()
    assert camera.closed.wait(PATIENCE_S)
    assert one.numbers == other.numbers == [0, 1, 2]


def test_who_unsubscribes_gets_no_more() -> None:
    camera, stays, leaves = ListedFrames(2, paced=True), Seen(), Seen()
    feed = CameraFeed(camera, on_failure=lambda _error: None)
    unsubscribe = feed.subscribe(leaves)
    feed.subscribe(stays)
    feed.start()
    camera.nod()
    stays.wait()
    unsubscribe()
    camera.nod()
    stays.wait()
    camera.nod()
    feed.stop()
    assert (leaves.numbers, stays.numbers) == ([0], [0, 1])


class Driver:
    """A camera's driver on a stepped clock: gives `scene`, with a sensor's noise until it `hangs`."""

    def __init__(self, clock: SteppedClock, scene: Frame) -> None:
        self.hangs = False
        self.sleep = clock.sleep
        self._scene = scene
        self._random = np.random.default_rng(0)

    def set(self, _name: int, _value: float) -> bool:
        return True

    def get(self, _name: int) -> float:
        return 10.0

    def read(self) -> tuple[bool, Frame]:
        self.sleep(0.1)
        noise = 0 if self.hangs else self._random.integers(0, 2, self._scene.shape)
        return True, (self._scene + noise).astype(np.uint8)

    def release(self) -> None:
        pass


def driven(monkeypatch: pytest.MonkeyPatch, scene: Frame) -> tuple[DeviceCamera, Driver]:
    clock = SteppedClock()
    driver = Driver(clock, scene)
    monkeypatch.setattr(cv2, "VideoCapture", lambda _index, _backend: driver)
    return DeviceCamera(0, clock_s=clock), driver


SCENE = np.tile(np.repeat(np.arange(40, 200, dtype=np.uint8), 8)[np.newaxis, :, np.newaxis], (720, 1, 3))


def test_a_camera_whose_picture_stands_for_two_seconds_has_stopped(monkeypatch: pytest.MonkeyPatch) -> None:
    camera, driver = driven(monkeypatch, SCENE)
    for _ in range(50):
        camera.read()
    driver.hangs = True
    for _ in range(20):
        camera.read()
    driver.sleep(0.2)
    with pytest.raises(CameraError) as caught:
        camera.read()
    assert caught.value.reason is CameraFault.FRAMES_STOPPED


def test_a_picture_that_stands_for_a_moment_is_no_fault(monkeypatch: pytest.MonkeyPatch) -> None:
    camera, driver = driven(monkeypatch, SCENE)
    for _ in range(4):
        driver.hangs = True
        for _ in range(19):
            camera.read()
        driver.hangs = False
        camera.read()


def test_a_closed_shutter_is_not_a_camera_that_hangs(monkeypatch: pytest.MonkeyPatch) -> None:
    camera, driver = driven(monkeypatch, np.full((720, 1280, 3), 4, np.uint8))
    driver.hangs = True
    for _ in range(100):
        camera.read()


def test_a_failure_is_reported_once_and_the_camera_closed() -> None:
    camera = ListedFrames(1)
    failures: list[CameraError] = []
    feed = CameraFeed(camera, on_failure=failures.append)
    feed.start()
    assert camera.closed.wait(PATIENCE_S)
    feed.stop()
    assert [error.reason for error in failures] == [CameraFault.FRAMES_STOPPED]


def test_a_camera_that_comes_back_is_used_again() -> None:
    cameras = [ListedFrames(2)]
    seen, back = Seen(), threading.Event()
    failures: list[CameraError] = []

    def reopen() -> ListedFrames:
        if not cameras:
            raise CameraError(CameraFault.NO_SUCH_DEVICE, "device:0")
        return cameras.pop()

    feed = CameraFeed(
        ListedFrames(1), on_failure=failures.append, reopen=reopen, on_return=back.set, pause_s=0.01
    )
    feed.subscribe(seen)
    feed.start()
    for _ in range(3):
        seen.wait()
    assert back.wait(PATIENCE_S)
    feed.stop()
    assert seen.numbers == [0, 0, 1]
    assert len(failures) == 2  # once for each time the pictures ended, however often it was tried since


def test_a_camera_that_is_absent_at_the_start_is_used_when_it_is_plugged_in() -> None:
    is_plugged_in, seen, back = threading.Event(), Seen(), threading.Event()
    tried = threading.Semaphore(0)
    failures: list[CameraError] = []

    def reopen() -> ListedFrames:
        tried.release()
        if not is_plugged_in.is_set():
            raise CameraError(CameraFault.NO_SUCH_DEVICE, "device:0")
        return ListedFrames(1)

    feed = CameraFeed(None, on_failure=failures.append, reopen=reopen, on_return=back.set, pause_s=0.01)
    feed.subscribe(seen)
    feed.start()
    for _ in range(4):
        assert tried.acquire(timeout=PATIENCE_S)
    assert [error.reason for error in failures] == [CameraFault.NO_SUCH_DEVICE], "told once, not each time"
    is_plugged_in.set()
    seen.wait()
    feed.stop()
    assert back.is_set()


def test_the_feed_opens_its_camera_off_the_thread_that_starts_it() -> None:
    opened_by: list[str] = []
    seen = Seen()

    def reopen() -> ListedFrames:
        opened_by.append(threading.current_thread().name)
        return ListedFrames(1)

    feed = CameraFeed(None, on_failure=lambda _error: None, reopen=reopen, pause_s=PATIENCE_S)
    feed.subscribe(seen)
    feed.start()
    seen.wait()
    feed.stop()
    assert opened_by == ["camera"]


def test_a_camera_that_hangs_is_noticed_and_one_that_is_missing_is_not() -> None:
    camera, seen = ListedFrames(2, paced=True), Seen()
    feed = CameraFeed(camera, on_failure=lambda _error: None)
    feed.pulse = Pulse("camera", longest_s=-1)
    feed.subscribe(seen)
    feed.start()
    assert not feed.pulse.has_stopped(), "it has never given a picture"
    camera.nod()
    seen.wait()
    assert feed.pulse.has_stopped()
    camera.nod()
    camera.nod()
    assert camera.closed.wait(PATIENCE_S)
    feed.stop()
    assert not feed.pulse.has_stopped()


def test_stopping_closes_the_camera_and_is_no_failure(film: Path) -> None:
    failures: list[CameraError] = []
    seen = Seen()
    camera = FilmCamera(film)
    feed = CameraFeed(camera, on_failure=failures.append)
    feed.subscribe(seen)
    feed.start()
    seen.wait()
    feed.stop()
    assert failures == []
    with pytest.raises(CameraError):
        camera.read()


def test_a_subscriber_may_stop_the_feed() -> None:
    camera = ListedFrames(5)
    feed = CameraFeed(camera, on_failure=lambda _error: None)
    seen = Seen()
    feed.subscribe(seen)
    feed.subscribe(lambda _frame: feed.stop())
    feed.start()
    assert camera.closed.wait(PATIENCE_S)
    assert seen.numbers == [0]


def test_a_feed_that_never_started_still_closes_its_camera() -> None:
    camera = ListedFrames(1)
    CameraFeed(camera, on_failure=lambda _error: None).stop()
    assert camera.closed.is_set()
