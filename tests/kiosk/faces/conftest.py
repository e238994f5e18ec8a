"""The real engine, the public-domain portraits, and pictures for measuring where they are at hand."""

from collections.abc import Callable
from pathlib import Path

import cv2
import numpy as np
import pytest

import assets
from kiosk.faces.blaze_mfn import BlazeMobileFaceNet
from kiosk.faces.engine import Picture

_MEASURING_PICTURES = Path(__file__).parents[3].parent / "shared" / "data" / "faces"


@pytest.fixture(scope="session")
def engine() -> BlazeMobileFaceNet:
    return BlazeMobileFaceNet()


@pytest.fixture(scope="session")
def collins() -> Picture:
    """Eileen Collins, BGR, about 45 px between the eyes."""
    return _read(assets.portrait("eileen_collins"))


@pytest.fixture(scope="session")
def hopper() -> Picture:
    """Grace Hopper, BGR, about 85 px between the eyes."""
    return _read(assets.portrait("grace_hopper"))


@pytest.fixture(scope="session")
def measuring_pictures() -> Path:
    """Photographs for measuring only; they are not part of the project."""
    if not _MEASURING_PICTURES.is_dir():
        pytest.skip("pictures of ../shared/data/faces are not here")
    return _MEASURING_PICTURES


@pytest.fixture(scope="session")
def place() -> Callable[..., Picture]:
    """Put a picture into a grey 1280x720 camera frame, `scale` times as large, its corner at (left, top)."""

    def put(picture: Picture, *, scale: float = 1.0, left: int = 100, top: int = 0) -> Picture:
        frame = np.full((720, 1280, 3), 150, np.uint8)
        sized = cv2.resize(picture, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA)
        sized = sized[: 720 - top, : 1280 - left]
        frame[top : top + sized.shape[0], left : left + sized.shape[1]] = sized
        return frame

    return put


def _read(path: Path) -> Picture:
    picture = cv2.imread(str(path))
    assert picture is not None, path
    return picture.astype(np.uint8)
