"""What a kiosk's configuration says about face engines, and what happens where one cannot be had."""

import logging
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

import assets
from kiosk.camera import Frame
from kiosk.faces.drawn_engine import DrawnFaces, draw_face
from kiosk.faces.engine import EngineError, FaceError
from kiosk.faces.recogniser import enrol
from kiosk.faces.template import EngineName
from models.store.database import Database, open_database
from motcua.cli import CommandError
from motcua.config import KioskConfig, load_config
from motcua.face_parts import FaceParts, open_face_parts
from motcua.kiosk_command import _faces

DRAWN, DEFAULT = "drawn/1/64/cosine", "blaze_mfn/1/192/cosine"


@pytest.fixture
def database(tmp_path: Path) -> Iterator[Database]:
    opened = open_database(f"sqlite:///{tmp_path}/kiosk.db", "kiosk")
    yield opened
    opened.close()


@pytest.fixture
def config(tmp_path: Path) -> KioskConfig:
    return KioskConfig(
        server_url="http://127.0.0.1:1",
        face_secret=tmp_path / "face.secret",
        face_keys=tmp_path / "face-keys",
    )


@pytest.fixture
def open_with(config: KioskConfig, database: Database) -> Callable[[EngineName], FaceParts]:
    return lambda name: open_face_parts(replace(config, face_engine=name), database)


def drawn_frames(identity: int) -> list[Frame]:
    frames = []
    for step in range(8):
        frame = np.full((720, 1280, 3), 150, np.uint8)
        draw_face(frame, identity, middle_px=(600 + step, 320))
        frames.append(frame)
    return frames


def no_faces(config: KioskConfig, database: Database) -> bool:
    parts = _faces(config, database, on_camera=lambda _is_there: None, on_change=lambda: None)
    return parts is None


def test_the_default_engine_is_named_in_the_shipped_configuration() -> None:
    shipped = load_config(Path("deploy/kiosk.toml"), KioskConfig)
    assert shipped.face_engine is EngineName.BLAZE_MFN


def test_an_engine_that_does_not_exist_is_refused_with_those_that_do(tmp_path: Path) -> None:
    written = tmp_path / "kiosk.toml"
    written.write_text('server_url = "x"\nface_engine = "insightface"\n')
    with pytest.raises(CommandError, match=r"face_engine.*'blaze_mfn', 'face_recognition', 'opencv_zoo'"):
        load_config(written, KioskConfig)


def test_the_configured_engine_is_used(open_with: Callable[[EngineName], FaceParts]) -> None:
    parts = open_with(EngineName.DRAWN)
    assert str(parts.engine.kind) == DRAWN
    assert parts.engine.point == parts.shipped_point == DrawnFaces.point


def test_the_engine_of_older_templates_is_opened_once(open_with: Callable[[EngineName], FaceParts]) -> None:
    parts = open_with(EngineName.DRAWN)
    older = parts.engine_of(DEFAULT)
    assert older is not None
    assert str(older.kind) == DEFAULT
    assert parts.engine_of(DEFAULT) is older
    assert parts.engine_of(DRAWN) is parts.engine


@pytest.mark.parametrize(
    "kind", ["opencv_zoo/0badf00d/128/cosine", "blaze_mfn/0/192/cosine", "insightface/1/512/cosine", ""]
)
def test_no_engine_is_of_a_kind_that_is_not_to_be_had_here(
    open_with: Callable[[EngineName], FaceParts], kind: str
) -> None:
    assert open_with(EngineName.DRAWN).engine_of(kind) is None


def test_templates_are_made_anew_by_the_engine_that_is_used_now(
    open_with: Callable[[EngineName], FaceParts],
) -> None:
    before = open_with(EngineName.DRAWN)
    person_id = before.store.keep(
        before.engine,
        enrol(before.engine, drawn_frames(700)),
        shown_name="A",
        consent_text="1",
        card_number=None,
    ).person_id
    now = open_with(EngineName.BLAZE_MFN)
    assert now.store.gallery(now.engine).find(np.ones(192, np.float32)) is None, "templates never compare"
    with pytest.raises(FaceError, match="somebody else"):
        now.re_embed(person_id, drawn_frames(41))
    with pytest.raises(FaceError, match="too few good frames"):
        now.re_embed(person_id, drawn_frames(700))  # the engine of real faces sees nobody in a drawing


def test_a_kiosk_without_the_hall_s_own_files_runs_without_faces_and_says_why(
    config: KioskConfig, database: Database, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.ERROR):
        assert no_faces(replace(config, face_engine=EngineName.OPENCV_ZOO), database)
    assert "no face check-in: face_detection_yunet_2023mar.onnx is not there" in caplog.text


@pytest.mark.parametrize(
    ("content", "said"), [(b"altered", "is not the file this version was tested with"), (None, "is missing")]
)
def test_a_kiosk_with_altered_or_missing_weights_runs_without_faces_and_says_why(
    config: KioskConfig,
    database: Database,
    caplog: pytest.LogCaptureFixture,
    monkeypatch: pytest.MonkeyPatch,
    tmp_path: Path,
    content: bytes | None,
    said: str,
) -> None:
    monkeypatch.setattr(assets, "_HERE", tmp_path)
    if content is not None:
        (tmp_path / "weights").mkdir()
        (tmp_path / "weights" / "face_detection_short_range.tflite").write_bytes(content)
    with caplog.at_level(logging.ERROR):
        assert no_faces(config, database)
    assert "no face check-in: " in caplog.text
    assert said in caplog.text


def test_nobody_is_made_anew_whose_engine_is_gone(
    open_with: Callable[[EngineName], FaceParts],
) -> None:
    with pytest.raises(EngineError, match="no template of theirs"):
        open_with(EngineName.DRAWN).re_embed("0" * 16, drawn_frames(1))
