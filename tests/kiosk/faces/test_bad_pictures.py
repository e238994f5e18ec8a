"""What is said of a picture that is of no use: every fault of light, camera and stand has its words."""

from collections.abc import Callable

import cv2
import numpy as np
import pytest

from benchmarks.altered_faces import masked
from kiosk.faces.blaze_mfn import BlazeMobileFaceNet
from kiosk.faces.engine import ENROL_GATES, MATCH_GATES, Picture
from kiosk.faces.gallery import Gallery
from kiosk.faces.recogniser import Learner, Recogniser, Verdict
from kiosk.faces.sight import see
from kiosk.journey.hint import Hint

Place = Callable[..., Picture]
_HAND = (48, 66, 104)  # skin so near the lens that it is one dark red


@pytest.fixture
def standing(place: Place, hopper: Picture) -> Picture:
    """Grace Hopper, as she should stand."""
    return place(hopper, left=400)


def brightness(picture: Picture, times: float) -> Picture:
    return np.asarray(np.clip(picture * times, 0, 255), np.uint8)


def tilted(picture: Picture, degrees: float) -> Picture:
    matrix = cv2.getRotationMatrix2D((640, 200), degrees, 1)
    return cv2.warpAffine(picture, matrix, (1280, 720)).astype(np.uint8)


def with_mask(frame: Picture, engine: BlazeMobileFaceNet, colour: str = "blue") -> Picture:
    rgb = np.ascontiguousarray(frame[:, :, ::-1])
    (face,) = engine.detect(rgb)
    return np.ascontiguousarray(masked(rgb, face, colour)[:, :, ::-1])


def test_a_good_picture_needs_nothing(standing: Picture, engine: BlazeMobileFaceNet) -> None:
    seen = see(engine, standing, ENROL_GATES)
    assert (seen.hint, seen.is_masked) == (Hint.OK, False)


@pytest.mark.parametrize(
    ("spoil", "hint"),
    [
        pytest.param(lambda frame: brightness(frame, 0.09), Hint.TOO_DARK, id="dark hall"),
        pytest.param(lambda frame: brightness(frame, 0.0), Hint.TOO_DARK, id="cap on the lens"),
        pytest.param(lambda frame: np.full_like(frame, 250), Hint.TOO_BRIGHT, id="lamp into the lens"),
        pytest.param(lambda frame: np.full_like(frame, _HAND), Hint.NO_FACE, id="hand before the lens"),
        pytest.param(lambda frame: frame[::-1, ::-1].copy(), Hint.NO_FACE, id="camera upside down"),
        pytest.param(lambda frame: tilted(frame, 45), Hint.LOOK_STRAIGHT, id="head on the shoulder"),
        pytest.param(lambda frame: cv2.GaussianBlur(frame, (0, 0), 7), Hint.HOLD_STILL, id="out of focus"),
        pytest.param(
            lambda frame: np.hstack([frame[:, 300:], frame[:, 300:]]), Hint.MANY_FACES, id="two people"
        ),
    ],
)
def test_a_spoilt_picture_is_answered_by_what_would_help(
    spoil: Callable[[Picture], Picture], hint: Hint, standing: Picture, engine: BlazeMobileFaceNet
) -> None:
    assert see(engine, spoil(standing), MATCH_GATES).hint is hint


def test_an_over_exposed_face_is_asked_to_step_aside(standing: Picture, engine: BlazeMobileFaceNet) -> None:
    assert see(engine, brightness(standing, 2.6), MATCH_GATES).hint is Hint.TOO_BRIGHT


def test_somebody_far_away_is_asked_to_come_closer(
    place: Place, hopper: Picture, engine: BlazeMobileFaceNet
) -> None:
    assert see(engine, place(hopper, scale=0.4, left=500), MATCH_GATES).hint is Hint.COME_CLOSER


@pytest.mark.parametrize("colour", ["blue", "white", "black", "pink"])
@pytest.mark.parametrize("portrait", ["collins", "hopper"])
def test_a_mask_is_noticed(
    portrait: str, colour: str, place: Place, engine: BlazeMobileFaceNet, request: pytest.FixtureRequest
) -> None:
    standing = place(request.getfixturevalue(portrait), scale=1.3, left=300)
    seen = see(engine, with_mask(standing, engine, colour), MATCH_GATES)
    assert seen.is_masked or seen.hint is Hint.TAKE_OFF_MASK


def test_who_is_only_glimpsed_behind_a_mask_is_asked_to_take_it_off(
    standing: Picture, monkeypatch: pytest.MonkeyPatch
) -> None:
    engine = BlazeMobileFaceNet()
    frame = with_mask(standing, engine)
    monkeypatch.setattr(engine, "detect", lambda rgb: [])
    assert see(engine, standing, MATCH_GATES).hint is Hint.NO_FACE
    assert see(engine, frame, MATCH_GATES).hint is Hint.TAKE_OFF_MASK


def test_a_mask_keeps_nobody_from_being_recognised_who_is_known_all_the_same(
    standing: Picture, engine: BlazeMobileFaceNet
) -> None:
    frame = with_mask(standing, engine, "pink")
    rgb = np.ascontiguousarray(frame[:, :, ::-1])
    behind = engine.embed(rgb, engine.detect(rgb)[0])
    gallery = Gallery(["hopper"], behind[np.newaxis], kind=engine.kind, point=engine.point)
    recogniser = Recogniser(engine, gallery)
    looks = [recogniser.feed(frame) for _ in range(3)]
    assert looks[0].hint is Hint.TAKE_OFF_MASK
    assert looks[-1].verdict is Verdict.RECOGNISED


def test_no_face_is_learnt_behind_a_mask(standing: Picture, engine: BlazeMobileFaceNet) -> None:
    learner = Learner(engine)
    assert learner.feed(with_mask(standing, engine)) is Hint.TAKE_OFF_MASK
    assert learner.good_frames == 0
