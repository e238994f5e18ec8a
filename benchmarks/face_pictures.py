"""The pictures on which face engines are compared: portraits, spoiled copies of them, and no faces at all."""

import csv
from collections.abc import Iterator
from itertools import cycle, islice
from pathlib import Path
from typing import NamedTuple

import cv2
import numpy as np

from kiosk.faces.engine import Picture

_SEED = 20261122
# Photographs that come with scikit-image and show nobody …
_EMPTY = (
    *("brick", "cell", "chelsea", "clock_motion", "coffee", "coins", "grass", "gravel", "hubble_deep_field"),
    *("ihc", "moon", "motorcycle_left", "motorcycle_right", "retina", "rocket", "text"),
)
_ASTRONAUT_BELOW_PX = 260  # … and a portrait, below the head


class Portrait(NamedTuple):
    """A picture, and the number of who is on it."""

    person: int
    rgb: Picture


class ToldPair(NamedTuple):
    """Two pictures, by their place in a list, and whether they show one person."""

    one: int
    other: int
    same: bool


def read_rgb(path: Path) -> Picture:
    picture = cv2.imread(str(path))
    if picture is None:
        raise SystemExit(f"{path} is not a picture")
    return np.ascontiguousarray(picture[:, :, ::-1], dtype=np.uint8)


def one_a_person(folder: Path) -> list[Portrait]:
    return [Portrait(number, read_rgb(path)) for number, path in enumerate(sorted(folder.glob("*.jpg")))]


def folder_a_person(folder: Path) -> list[Portrait]:
    people = sorted(path for path in folder.iterdir() if path.is_dir())
    return [
        Portrait(number, read_rgb(path))
        for number, person in enumerate(people)
        for path in sorted(person.iterdir())
    ]


def told_pairs(folder: Path) -> tuple[list[Portrait], list[ToldPair]]:
    """The pictures that `pairs.csv` names, and its pairs."""
    with (folder / "pairs.csv").open(newline="") as table:
        rows = [(row["file_x"], row["file_y"], row["same"] == "Yes") for row in csv.DictReader(table)]
    places = {name: place for place, name in enumerate(sorted({name for row in rows for name in row[:2]}))}
    pictures = [Portrait(place, read_rgb(folder / name)) for name, place in places.items()]
    return pictures, [ToldPair(places[one], places[other], same) for one, other, same in rows]


def spoiled_twice(portraits: list[Portrait]) -> list[Portrait]:
    """Two copies of each portrait, each spoiled in its own way.

    Not two photographs: expression, age, pose and make-up are the same in both. What is hard is what a bad
    camera in a bad place does.
    """
    random = np.random.default_rng(_SEED)
    return [
        Portrait(portrait.person, _spoiled(portrait.rgb, random)) for portrait in portraits for _ in range(2)
    ]


def _spoiled(rgb: Picture, random: np.random.Generator) -> Picture:
    """Seen askew, partly covered, ill lit, out of focus, small, noisy, compressed; how much is chance."""
    height, width = rgb.shape[:2]
    corners = np.array([[0, 0], [width, 0], [width, height], [0, height]], np.float32)
    moved = (corners + random.uniform(-0.1, 0.1, (4, 2)) * (width, height)).astype(np.float32)
    askew = cv2.getPerspectiveTransform(corners, moved)
    seen = np.asarray(
        cv2.warpPerspective(rgb, askew, (width, height), borderMode=cv2.BORDER_REPLICATE), dtype=np.uint8
    )
    side = round(random.uniform(0, 0.3) * width)  # a hand, a paper, a strand of hair
    left, top = (int(random.integers(0, edge - side)) for edge in (width, height))
    seen[top : top + side, left : left + side] = random.integers(0, 256, 3)
    window = np.linspace(-1, 1, width)[:, np.newaxis] * random.uniform(-0.6, 0.6)  # light from one side
    lit = 255 * (np.clip(seen * (1 + window), 0, 255) / 255) ** random.uniform(0.5, 2.2)
    blurred = cv2.GaussianBlur(lit, (0, 0), random.uniform(0.3, 3.0))
    scale = random.uniform(0.25, 0.8)
    small = cv2.resize(blurred, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA)
    noisy = np.clip(small + random.normal(0, random.uniform(2, 18), small.shape), 0, 255).astype(np.uint8)
    packed = cv2.imencode(".jpg", noisy, [cv2.IMWRITE_JPEG_QUALITY, int(random.integers(15, 70))])[1]
    unpacked = np.asarray(cv2.imdecode(packed, cv2.IMREAD_COLOR), dtype=np.uint8)
    return np.asarray(cv2.resize(unpacked, (width, height), interpolation=cv2.INTER_CUBIC), dtype=np.uint8)


def crops_without_a_face(count: int) -> Iterator[Picture]:
    """Squares of 64 px and more out of photographs that show nobody."""
    import skimage.data

    folder = Path(skimage.data.__file__).parent
    random = np.random.default_rng(_SEED)
    pictures = [read_rgb(path) for name in _EMPTY for path in folder.glob(f"{name}.*")]
    pictures.append(read_rgb(folder / "astronaut.png")[_ASTRONAUT_BELOW_PX:])
    for rgb in islice(cycle(pictures), count):
        side = int(random.integers(64, min(rgb.shape[:2]) + 1))
        top, left = (int(random.integers(0, edge - side + 1)) for edge in rgb.shape[:2])
        yield np.ascontiguousarray(rgb[top : top + side, left : left + side])
