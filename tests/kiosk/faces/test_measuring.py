"""Reading the faces of many pictures, whatever is among them."""

import shutil
from pathlib import Path

import cv2
import numpy as np
import pytest

import assets
from kiosk.faces.blaze_mfn import BlazeMobileFaceNet
from kiosk.faces.measuring import Reading, read_faces


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("pictures")
    shutil.copy(assets.portrait("grace_hopper"), folder / "một người.jpg")
    cv2.imwrite(str(folder / "wall.png"), np.full((200, 200, 3), 120, np.uint8))
    (folder / "broken.jpg").write_bytes(assets.portrait("grace_hopper").read_bytes()[:300])
    (folder / "empty.jpg").touch()
    return folder


@pytest.fixture(scope="module")
def reading(engine: BlazeMobileFaceNet, folder: Path) -> Reading:
    paths = [*sorted(folder.iterdir()), folder / "none.jpg"]
    return read_faces(engine, paths, read_one=lambda: None)


def test_a_face_becomes_a_template(reading: Reading) -> None:
    (template,) = reading.templates.values()
    assert np.linalg.norm(template) == pytest.approx(1.0, abs=1e-5)


def test_a_picture_without_a_face_is_told(reading: Reading) -> None:
    assert [path.name for path in reading.without_face] == ["wall.png"]


def test_what_is_no_picture_is_told(reading: Reading) -> None:
    assert [path.name for path in reading.unreadable] == ["broken.jpg", "empty.jpg", "none.jpg"]


def test_each_step_is_timed_once_a_picture_it_was_done_for(reading: Reading) -> None:
    spans = reading.spans
    assert [len(each) for each in (spans.detect_ms, spans.quality_ms, spans.embed_ms)] == [2, 1, 1]
    assert min(spans.detect_ms + spans.quality_ms + spans.embed_ms) > 0


def test_every_picture_is_counted(engine: BlazeMobileFaceNet, folder: Path) -> None:
    counted = []
    read_faces(engine, folder.iterdir(), read_one=lambda: counted.append(1))
    assert len(counted) == 4
