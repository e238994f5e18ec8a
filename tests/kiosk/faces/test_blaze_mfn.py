"""The default engine on two real faces: where they are, how good the picture is, who is who."""

from collections.abc import Callable
from pathlib import Path
from typing import cast

import cv2
import numpy as np
import pytest

from kiosk.faces.blaze_mfn import BlazeMobileFaceNet
from kiosk.faces.blazeface import BlazeFace
from kiosk.faces.engine import MATCH_GATES, EngineError, Face, FaceEngine, Hint, Picture, Vector
from kiosk.faces.tflite import TfliteModel


def rgb(picture: Picture) -> Picture:
    return np.ascontiguousarray(picture[:, :, ::-1])


def only_face(engine: FaceEngine, bgr: Picture) -> Face:
    (face,) = engine.detect(rgb(bgr))
    return face


def embedding(engine: FaceEngine, bgr: Picture) -> Vector:
    return engine.embed(rgb(bgr), only_face(engine, bgr))


def hint(engine: FaceEngine, bgr: Picture) -> Hint:
    return engine.quality(rgb(bgr), only_face(engine, bgr)).hint(MATCH_GATES)


# Read by hand from the portraits.
COLLINS_EYES_NOSE_MOUTH = [(204, 101), (246, 103), (225, 130), (224, 148)]
HOPPER_EYES_NOSE_MOUTH = [(225, 190), (308, 189), (268, 243), (268, 279)]


def test_eyes_nose_and_mouth_of_eileen_collins_are_found(
    engine: BlazeMobileFaceNet, collins: Picture
) -> None:
    assert only_face(engine, collins).points[:4] == pytest.approx(np.array(COLLINS_EYES_NOSE_MOUTH), abs=6)


def test_eyes_nose_and_mouth_of_grace_hopper_are_found(engine: BlazeMobileFaceNet, hopper: Picture) -> None:
    assert only_face(engine, hopper).points[:4] == pytest.approx(np.array(HOPPER_EYES_NOSE_MOUTH), abs=9)


def test_an_empty_wall_has_no_face(engine: BlazeMobileFaceNet) -> None:
    wall = np.repeat(np.linspace(60, 220, 1280).astype(np.uint8)[np.newaxis, :, np.newaxis], 720, axis=0)
    assert engine.detect(np.repeat(wall, 3, axis=2)) == []


def test_two_people_side_by_side_are_two_faces(
    engine: BlazeMobileFaceNet, collins: Picture, hopper: Picture
) -> None:
    both = np.hstack([collins, hopper[:512]])
    assert len(engine.detect(rgb(both))) == 2


def test_the_largest_face_comes_first(engine: BlazeMobileFaceNet, collins: Picture, hopper: Picture) -> None:
    faces = engine.detect(rgb(np.hstack([collins, hopper[:512]])))
    assert faces[0].box[0] > 512, "Grace Hopper fills more of her portrait"


@pytest.mark.parametrize(("left", "top"), [(0, 0), (430, 150), (860, 300)])
def test_a_face_at_the_matching_distance_is_found_anywhere_in_a_camera_frame(
    engine: BlazeMobileFaceNet, hopper: Picture, place: Callable[..., Picture], left: int, top: int
) -> None:
    face = only_face(engine, place(hopper, scale=0.55, left=left, top=top))
    assert face.inter_eye_px == pytest.approx(46, abs=4)


def test_a_face_that_fills_the_frame_is_found_once(
    engine: BlazeMobileFaceNet, hopper: Picture, place: Callable[..., Picture]
) -> None:
    face = only_face(engine, place(hopper[100:400, 100:440], scale=2.4, left=250))
    assert face.inter_eye_px == pytest.approx(204, abs=15)


def test_a_picture_higher_than_wide_is_searched_too(engine: BlazeMobileFaceNet, hopper: Picture) -> None:
    tall = np.full((1280, 720, 3), 150, np.uint8)
    tall[680:1280, 100:612] = hopper
    assert only_face(engine, tall).inter_eye_px == pytest.approx(85, abs=5)


def test_a_poster_full_of_faces_is_still_many_faces(engine: BlazeMobileFaceNet, collins: Picture) -> None:
    poster = np.tile(collins[:240, 110:350], (3, 5, 1))
    assert 2 <= len(engine.detect(rgb(poster))) <= 8


def test_an_embedding_has_192_numbers_and_length_one(engine: BlazeMobileFaceNet, collins: Picture) -> None:
    vector = embedding(engine, collins)
    assert vector.shape == (192,)
    assert vector.dtype == np.float32
    assert float(np.linalg.norm(vector)) == pytest.approx(1.0, abs=1e-5)


def test_tilt_size_and_side_change_the_embedding_little(
    engine: BlazeMobileFaceNet, collins: Picture, place: Callable[..., Picture]
) -> None:
    turned = cv2.warpAffine(collins, cv2.getRotationMatrix2D((225, 110), 20, 1.0), (512, 512)).astype(
        np.uint8
    )
    mirrored_and_larger = place(np.ascontiguousarray(collins[:, ::-1]), scale=1.6)
    template = embedding(engine, collins)
    assert float(template @ embedding(engine, turned)) > 0.8
    assert float(template @ embedding(engine, mirrored_and_larger)) > 0.8


def test_two_people_are_far_apart(engine: BlazeMobileFaceNet, collins: Picture, hopper: Picture) -> None:
    assert float(embedding(engine, collins) @ embedding(engine, hopper)) < 0.4


def test_a_tilted_head_shows_its_roll(engine: BlazeMobileFaceNet, collins: Picture) -> None:
    turned = cv2.warpAffine(collins, cv2.getRotationMatrix2D((225, 110), 40, 1.0), (512, 512)).astype(
        np.uint8
    )
    quality = engine.quality(rgb(turned), only_face(engine, turned))
    assert quality.roll_deg == pytest.approx(-40, abs=6)
    assert hint(engine, turned) is Hint.LOOK_STRAIGHT


def test_a_good_picture_asks_for_nothing(
    engine: BlazeMobileFaceNet, collins: Picture, place: Callable[..., Picture]
) -> None:
    assert hint(engine, place(collins, scale=2.0)) is Hint.OK


def test_a_person_far_away_is_asked_to_come_closer(
    engine: BlazeMobileFaceNet, hopper: Picture, place: Callable[..., Picture]
) -> None:
    assert hint(engine, place(hopper, scale=0.42)) is Hint.COME_CLOSER


def test_a_dark_face_is_called_dark(
    engine: BlazeMobileFaceNet, hopper: Picture, place: Callable[..., Picture]
) -> None:
    assert hint(engine, (place(hopper) * 0.15).astype(np.uint8)) is Hint.TOO_DARK


def test_a_glaring_face_is_called_bright(
    engine: BlazeMobileFaceNet, hopper: Picture, place: Callable[..., Picture]
) -> None:
    glaring = np.clip(place(hopper) * 1.2 + 90.0, 0, 255).astype(np.uint8)
    assert hint(engine, glaring) is Hint.TOO_BRIGHT


def test_a_blurred_face_is_asked_to_hold_still(
    engine: BlazeMobileFaceNet, collins: Picture, place: Callable[..., Picture]
) -> None:
    blurred = cv2.GaussianBlur(place(collins, scale=2.0), (0, 0), 5).astype(np.uint8)
    assert hint(engine, blurred) is Hint.HOLD_STILL


def test_a_box_without_extent_is_no_face() -> None:
    class SeesPoints:
        def run(self, _batch: Vector) -> dict[str, Vector]:
            return {
                "regressors": np.zeros((1, 896, 16), np.float32),
                "classificators": np.full((1, 896, 1), 9, np.float32),
            }

    assert BlazeFace(cast(TfliteModel, SeesPoints())).find(np.zeros((64, 64, 3), np.uint8)) == []


def test_a_file_that_is_no_network_is_refused(tmp_path: Path) -> None:
    broken = tmp_path / "broken.tflite"
    broken.write_bytes(b"not a network")
    with pytest.raises(EngineError, match=r"broken\.tflite cannot be loaded"):
        TfliteModel(broken, threads=1)
