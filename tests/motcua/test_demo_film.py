"""The demo's film shows two visitors, and the kiosk knows the one who enrolled."""

from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest

import assets
from kiosk.camera import CameraError, FilmCamera, Frame
from kiosk.faces.blaze_mfn import BlazeMobileFaceNet
from kiosk.faces.engine import Hint
from kiosk.faces.gallery import Gallery
from kiosk.faces.recogniser import Look, Recogniser, Verdict, enrol
from motcua.demo_film import build_demo_film, demo_enrolment_frames

FPS = 25


@pytest.fixture(scope="module")
def engine() -> BlazeMobileFaceNet:
    return BlazeMobileFaceNet()


@pytest.fixture(scope="module")
def film(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return build_demo_film(tmp_path_factory.mktemp("film") / "visit.mp4")


@pytest.fixture(scope="module")
def looks(engine: BlazeMobileFaceNet, film: Path) -> list[Look]:
    """What a kiosk that knows Eileen Collins says at each frame; every empty frame begins a new look."""
    template = enrol(engine, demo_enrolment_frames("eileen_collins"))
    gallery = Gallery(["collins"], template[np.newaxis], kind=engine.kind, point=engine.point)
    recogniser = Recogniser(engine, gallery)
    seen = []
    for frame in _frames(film):
        look = recogniser.feed(frame)
        seen.append(look)
        if look.hint is Hint.NO_FACE or not engine.detect(np.ascontiguousarray(frame[:, :, ::-1])):
            recogniser.start()
    return seen


def _frames(film: Path) -> Iterator[Frame]:
    camera = FilmCamera(film, loop=False, sleep_s=lambda _span_s: None)
    try:
        while True:
            yield camera.read()
    except CameraError:
        return
    finally:
        camera.close()


def test_eileen_collins_is_recognised_and_nobody_else_is(looks: list[Look]) -> None:
    assert {look.person_id for look in looks} == {None, "collins"}


def test_first_comes_somebody_known_then_somebody_not_known(looks: list[Look]) -> None:
    verdicts = [look.verdict for look in looks if look.verdict is not Verdict.PENDING]
    changes = [
        verdict for number, verdict in enumerate(verdicts) if number == 0 or verdict != verdicts[number - 1]
    ]
    assert changes == [Verdict.RECOGNISED, Verdict.NOT_KNOWN]


@pytest.mark.parametrize("verdict", [Verdict.RECOGNISED, Verdict.NOT_KNOWN])
def test_each_visitor_stands_there_for_seven_seconds(looks: list[Look], verdict: Verdict) -> None:
    assert sum(look.verdict is verdict for look in looks) >= 7 * FPS


def test_the_lobby_is_empty_at_both_ends_and_between_the_visitors(looks: list[Look]) -> None:
    empty = [look.hint is Hint.NO_FACE for look in looks]
    known = next(number for number, look in enumerate(looks) if look.verdict is Verdict.RECOGNISED)
    unknown = next(number for number, look in enumerate(looks) if look.verdict is Verdict.NOT_KNOWN)
    assert all(empty[:FPS])
    assert all(empty[-FPS:])
    assert sum(empty[known:unknown]) >= 3 * FPS


def test_the_film_is_720p_at_25_frames_and_small(film: Path) -> None:
    camera = FilmCamera(film)
    assert camera.fps == FPS
    assert camera.read().shape == (720, 1280, 3)
    camera.close()
    assert film.stat().st_size < 10_000_000


def test_a_film_that_is_there_is_not_made_again(film: Path) -> None:
    made_at = film.stat().st_mtime_ns
    assert build_demo_film(film) == film
    assert film.stat().st_mtime_ns == made_at
    assert sorted(entry.name for entry in film.parent.iterdir()) == ["visit.mp4", "visit.mp4.recipe"]


@pytest.mark.parametrize("portrait", ["eileen_collins", "grace_hopper"])
def test_the_enrolment_frames_are_good_enough_to_enrol(engine: BlazeMobileFaceNet, portrait: str) -> None:
    frames = demo_enrolment_frames(portrait)
    assert {frame.shape for frame in frames} == {(720, 1280, 3)}
    assert enrol(engine, frames).shape == (192,)


def test_a_portrait_that_is_no_picture_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    letter = tmp_path / "eileen_collins.jpg"
    letter.write_text("Kính gửi Ông/Bà")
    monkeypatch.setattr(assets, "portrait", lambda _name: letter)
    with pytest.raises(assets.AssetError, match="is not a picture"):
        demo_enrolment_frames("eileen_collins")
