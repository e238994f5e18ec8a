"""Folders of pictures made from the two portraits: brighter, darker, smaller, and of nobody."""

from pathlib import Path

import cv2
import numpy as np

import assets
from kiosk.faces.engine import Picture

PORTRAITS = ("eileen_collins", "grace_hopper")


def portrait(name: str) -> Picture:
    picture = cv2.imread(str(assets.portrait(name)))
    assert picture is not None, name
    return picture.astype(np.uint8)


def looks(name: str, count: int) -> list[Picture]:
    """The portrait, each time a little darker."""
    return [
        cv2.convertScaleAbs(portrait(name), alpha=1 - 0.08 * turn).astype(np.uint8) for turn in range(count)
    ]


def put(picture: Picture, path: Path) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    assert cv2.imwrite(str(path), picture)


def wall() -> Picture:
    """Nobody is in it."""
    return np.full((240, 240, 3), 128, np.uint8)


def two_people(folder: Path, *, pictures_each: int) -> Path:
    for name in PORTRAITS:
        for turn, picture in enumerate(looks(name, pictures_each)):
            put(picture, folder / name / f"{turn}.jpg")
    return folder
