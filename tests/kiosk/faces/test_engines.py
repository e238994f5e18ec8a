"""What every engine promises, and what is said when one cannot be had."""

import shutil
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import cast

import cv2
import face_recognition_models
import numpy as np
import pytest

import assets
from assets import AssetError
from kiosk.faces.drawn_engine import IDENTITIES, DrawnFaces, draw_face
from kiosk.faces.engine import MATCH_GATES, EngineError, FaceEngine, Picture, Vector
from kiosk.faces.engines import open_engine
from kiosk.faces.face_secret import FaceSecret
from kiosk.faces.hall_engine import HallEngine
from kiosk.faces.opencv_zoo import DETECTOR, EMBEDDER
from kiosk.faces.template import EngineName, Metric
from tests.kiosk.faces.built_networks import build_networks, white_cell


@dataclass(frozen=True, kw_only=True)
class Shown:
    """An engine and pictures that it can read, RGB: two people, the first nearer in `both`, and nobody."""

    name: EngineName
    engine: FaceEngine
    one: Picture
    other: Picture
    both: Picture
    nobody: Picture


@pytest.fixture(scope="module", params=list(EngineName))
def shown(
    request: pytest.FixtureRequest,
    tmp_path_factory: pytest.TempPathFactory,
    collins: Picture,
    hopper: Picture,
    place: Callable[..., Picture],
) -> Shown:
    name = cast(EngineName, request.param)
    engine = open_engine(name, build_networks(tmp_path_factory.mktemp("models")))
    wall = np.full((720, 1280, 3), 150, np.uint8)
    if name is EngineName.OPENCV_ZOO:
        both = np.zeros((320, 320, 3), np.uint8)
        both[64:96, 192:224] = both[192:224, 64:96] = 255
        return Shown(
            name=name,
            engine=engine,
            one=white_cell(4, 5),
            other=white_cell(2, 2),
            both=both,
            nobody=wall // 9,
        )
    if name is EngineName.DRAWN:
        one, other, both = wall.copy(), wall.copy(), wall.copy()
        draw_face(one, 700, middle_px=(600, 300))
        draw_face(other, 41, middle_px=(400, 300))
        draw_face(both, 41, middle_px=(300, 350), inter_eye_px=60)
        draw_face(both, 700, middle_px=(900, 350))
    else:
        one, other = place(hopper), place(collins, scale=1.4)
        both = place(hopper, left=640)
        both[:512, :512] = collins
        one, other, both = (np.ascontiguousarray(picture[:, :, ::-1]) for picture in (one, other, both))
    return Shown(name=name, engine=engine, one=one, other=other, both=both, nobody=wall)


def embedding(engine: FaceEngine, rgb: Picture) -> Vector:
    return engine.embed(rgb, engine.detect(rgb)[0])


def test_an_engine_says_in_its_templates_by_what_name_it_is_opened(shown: Shown) -> None:
    assert shown.engine.kind.engine == shown.name


def test_an_engine_asks_more_to_name_somebody_than_to_know_one_person(shown: Shown) -> None:
    point = shown.engine.point
    assert point.same_visit <= point.verify < point.identify < 1


def test_eyes_are_told_from_left_to_right_and_the_nose_below_them(shown: Shown) -> None:
    face = shown.engine.detect(shown.one)[0]
    left, right, nose = face.points[:3]
    assert face.points.dtype == np.float32
    assert face.box[0] < left[0] < nose[0] < right[0] < face.box[2]
    assert max(left[1], right[1]) < nose[1] < face.box[3]


def test_the_nearest_person_comes_first(shown: Shown) -> None:
    faces = shown.engine.detect(shown.both)
    distances = [face.inter_eye_px for face in faces]
    assert len(faces) >= 2
    assert distances == sorted(distances, reverse=True)


def test_nobody_is_seen_where_nobody_is(shown: Shown) -> None:
    assert shown.engine.detect(shown.nobody) == []


def test_the_quality_of_an_upright_face_is_upright(shown: Shown) -> None:
    face = shown.engine.detect(shown.one)[0]
    quality = shown.engine.quality(shown.one, face)
    assert quality.inter_eye_px == face.inter_eye_px
    assert abs(quality.roll_deg) < 10
    assert abs(quality.yaw) < MATCH_GATES.yaw_max


def test_an_embedding_is_of_the_kind_it_says(shown: Shown) -> None:
    vector = embedding(shown.engine, shown.one)
    assert vector.shape == (shown.engine.kind.dim,)
    assert vector.dtype == np.float32
    if shown.engine.kind.metric is Metric.COSINE:
        assert float(np.linalg.norm(vector)) == pytest.approx(1.0, abs=1e-5)


def test_the_same_picture_gives_the_same_embedding(shown: Shown) -> None:
    assert np.array_equal(embedding(shown.engine, shown.one), embedding(shown.engine, shown.one))


def test_a_person_is_more_like_themselves_than_like_another(shown: Shown) -> None:
    one = embedding(shown.engine, shown.one)
    assert shown.engine.kind.score(one, one) == pytest.approx(1.0, abs=1e-5)
    if shown.name is EngineName.OPENCV_ZOO:
        return  # what its built networks see is no person
    point = shown.engine.point
    nearer = cv2.resize(shown.one, None, fx=1.3, fy=1.3).astype(np.uint8)
    assert shown.engine.kind.score(one, embedding(shown.engine, nearer)) >= point.identify
    assert shown.engine.kind.score(one, embedding(shown.engine, shown.other)) < point.verify


def test_a_hall_keeps_how_alike_two_faces_are(shown: Shown) -> None:
    ours = HallEngine(shown.engine, FaceSecret(bytes(range(32))))
    plain, turned = (
        [embedding(engine, picture) for picture in (shown.one, shown.other)]
        for engine in (shown.engine, ours)
    )
    assert ours.kind.score(*turned) == pytest.approx(shown.engine.kind.score(*plain), abs=1e-4)


@pytest.mark.parametrize("identity", [0, 1, 512, IDENTITIES - 1])
@pytest.mark.parametrize("inter_eye_px", [40.0, 150.0])
def test_a_drawn_face_is_known_from_near_and_far_turned_and_tilted(
    identity: int, inter_eye_px: float
) -> None:
    frame = np.full((720, 1280, 3), 150, np.uint8)
    draw_face(frame, identity, middle_px=(641, 333), inter_eye_px=inter_eye_px, yaw=-0.25, roll_deg=20.0)
    rgb = np.ascontiguousarray(frame[:, :, ::-1])
    engine = DrawnFaces()
    (face,) = engine.detect(rgb)
    quality = engine.quality(rgb, face)
    expected = engine.kind.restored(np.random.default_rng(identity).normal(size=engine.kind.dim))
    assert engine.kind.score(engine.embed(rgb, face), expected) == pytest.approx(1.0, abs=1e-5)
    assert quality.yaw == pytest.approx(-0.25, abs=0.03)
    assert quality.roll_deg == pytest.approx(20, abs=2)


def test_a_spot_of_colour_is_no_drawn_face() -> None:
    frame = np.full((720, 1280, 3), 150, np.uint8)
    cv2.circle(frame, (400, 300), 100, (120, 160, 210), cv2.FILLED)
    assert DrawnFaces().detect(frame[:, :, ::-1].copy()) == []


def test_opencv_s_faces_are_where_they_were_in_a_frame_that_was_made_smaller(tmp_path: Path) -> None:
    large = np.zeros((960, 1280, 3), np.uint8)
    large[640:704, 192:256] = 255  # one cell, once the frame is half as large
    (face,) = open_engine(EngineName.OPENCV_ZOO, build_networks(tmp_path)).detect(large)
    assert face.box == pytest.approx((160, 608, 288, 736), abs=1)
    assert face.points[:3] == pytest.approx(np.array([(192, 640), (256, 640), (224, 672)]), abs=1)


def test_templates_of_other_files_are_of_another_kind(tmp_path: Path) -> None:
    kinds = {
        str(open_engine(EngineName.OPENCV_ZOO, build_networks(tmp_path / str(seed), seed=seed)).kind)
        for seed in (1, 2)
    }
    assert len(kinds) == 2


def test_without_the_hall_s_files_it_is_said_which_to_put_where(tmp_path: Path) -> None:
    for models in (None, tmp_path):
        with pytest.raises(
            EngineError, match=rf"put {DETECTOR} and {EMBEDDER} .* `face_models` in kiosk\.toml"
        ):
            open_engine(EngineName.OPENCV_ZOO, models)


@pytest.mark.parametrize("broken", [DETECTOR, EMBEDDER])
def test_a_file_that_is_not_what_its_name_says_is_refused(tmp_path: Path, broken: str) -> None:
    (build_networks(tmp_path) / broken).write_bytes(b"not a network")
    with pytest.raises(EngineError, match="is not what its name says"):
        open_engine(EngineName.OPENCV_ZOO, tmp_path)


def test_two_files_under_each_other_s_name_are_refused(tmp_path: Path) -> None:
    build_networks(tmp_path)
    detector = (tmp_path / DETECTOR).read_bytes()
    (tmp_path / DETECTOR).write_bytes((tmp_path / EMBEDDER).read_bytes())
    (tmp_path / EMBEDDER).write_bytes(detector)
    with pytest.raises(EngineError, match="is not what its name says"):
        open_engine(EngineName.OPENCV_ZOO, tmp_path)


@pytest.mark.parametrize("package", ["face_recognition", "face_recognition_models"])
def test_without_face_recognition_it_is_said_how_to_install_it(
    monkeypatch: pytest.MonkeyPatch, package: str
) -> None:
    monkeypatch.setitem(sys.modules, package, None)
    with pytest.raises(EngineError, match="run `make face-recognition`"):
        open_engine(EngineName.FACE_RECOGNITION)


@pytest.fixture
def dlib_models(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    """A copy of the models of face_recognition, which it then takes for its own."""
    resnet = Path(face_recognition_models.face_recognition_model_location())
    points = Path(face_recognition_models.pose_predictor_five_point_model_location())
    for model in (resnet, points):
        shutil.copy(model, tmp_path)
    monkeypatch.setattr(
        face_recognition_models, "face_recognition_model_location", lambda: str(tmp_path / resnet.name)
    )
    return tmp_path


@pytest.mark.parametrize(
    "model", ["dlib_face_recognition_resnet_model_v1.dat", "shape_predictor_5_face_landmarks.dat"]
)
def test_altered_models_of_face_recognition_are_refused(dlib_models: Path, model: str) -> None:
    (dlib_models / model).write_bytes(b"altered")
    with pytest.raises(EngineError, match=rf"{model} is not the file this version was tested with"):
        open_engine(EngineName.FACE_RECOGNITION)


def test_missing_models_of_face_recognition_are_named(dlib_models: Path) -> None:
    (dlib_models / "shape_predictor_5_face_landmarks.dat").unlink()
    with pytest.raises(EngineError, match="cannot be read"):
        open_engine(EngineName.FACE_RECOGNITION)


@pytest.fixture
def weights(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    """A copy of the default engine's weights, which it then takes for its own."""
    for name in ("face_detection_short_range.tflite", "MobileFaceNet.tflite"):
        (tmp_path / "weights").mkdir(exist_ok=True)
        shutil.copy(assets.weights(name), tmp_path / "weights")
    monkeypatch.setattr(assets, "_HERE", tmp_path)
    return tmp_path / "weights"


@pytest.mark.parametrize("name", ["face_detection_short_range.tflite", "MobileFaceNet.tflite"])
def test_altered_weights_are_refused(weights: Path, name: str) -> None:
    altered = bytearray((weights / name).read_bytes())
    altered[len(altered) // 2] ^= 1
    (weights / name).write_bytes(altered)
    with pytest.raises(AssetError, match=rf"{name} is not the file this version was tested with"):
        open_engine(EngineName.BLAZE_MFN)


@pytest.mark.parametrize("name", ["face_detection_short_range.tflite", "MobileFaceNet.tflite"])
def test_missing_weights_say_how_to_fetch_them(weights: Path, name: str) -> None:
    (weights / name).unlink()
    with pytest.raises(AssetError, match=rf"{name} is missing; run `make setup`"):
        open_engine(EngineName.BLAZE_MFN)
