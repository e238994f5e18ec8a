"""Which pictures a folder holds for measuring, and of whom: the three shapes such a folder may have.

people    one folder a person, pictures in it.
pairs     `pairs.csv` with the columns file_x, file_y (names of pictures, from there) and same (Yes or No).
strangers pictures only: one of each person.
"""

import csv
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

PAIRS_FILE = "pairs.csv"
_COLUMNS = ("file_x", "file_y", "same")
_SUFFIXES = frozenset({".bmp", ".jpeg", ".jpg", ".png", ".webp"})
_SAME = {"yes": True, "no": False}


class PictureSetError(Exception):
    """The folder is not one of the three shapes; the message says what to change."""


class Shape(StrEnum):
    PEOPLE = "people"
    PAIRS = "pairs"
    STRANGERS = "strangers"


@dataclass(frozen=True, kw_only=True)
class Pair:
    one: Path
    other: Path
    same: bool


@dataclass(frozen=True, kw_only=True)
class PictureSet:
    """owners: of whom each picture is; in `pairs` nobody says, and it is the picture's own name."""

    shape: Shape
    owners: Mapping[Path, str]
    pairs: Sequence[Pair] = ()


def picture_set(folder: Path) -> PictureSet:
    """What is in `folder`. Raises PictureSetError."""
    if not folder.is_dir():
        raise PictureSetError(f"there is no folder {folder}")
    if (folder / PAIRS_FILE).exists():
        return _pairs(folder)
    flat = _pictures(folder)
    people = {person: _pictures(person) for person in sorted(folder.iterdir()) if person.is_dir()}
    owners = {path: person.name for person, paths in people.items() for path in paths}
    if flat and owners:
        raise PictureSetError(
            f"{folder} holds pictures and folders of pictures: give one folder a person, or pictures only"
        )
    if flat:
        return PictureSet(shape=Shape.STRANGERS, owners={path: path.name for path in flat})
    if not owners:
        raise PictureSetError(f"{folder} holds no pictures ({', '.join(sorted(_SUFFIXES))})")
    return PictureSet(shape=Shape.PEOPLE, owners=owners)


def _pictures(folder: Path) -> Sequence[Path]:
    return sorted(path for path in folder.iterdir() if path.suffix.lower() in _SUFFIXES and path.is_file())


def _pairs(folder: Path) -> PictureSet:
    listing = folder / PAIRS_FILE
    try:
        with listing.open(encoding="utf-8-sig", newline="") as lines:
            rows = csv.DictReader(lines)
            if missing := set(_COLUMNS) - set(rows.fieldnames or ()):
                raise PictureSetError(f"{listing} has no column {', '.join(sorted(missing))}")
            pairs = [_pair(folder, row, f"{listing}, line {rows.line_num}") for row in rows]
    except (OSError, UnicodeDecodeError, csv.Error) as error:
        raise PictureSetError(f"{listing} cannot be read: {error}") from error
    if not pairs:
        raise PictureSetError(f"{listing} lists no pairs")
    paths = sorted({path for pair in pairs for path in (pair.one, pair.other)})
    return PictureSet(shape=Shape.PAIRS, owners={path: path.name for path in paths}, pairs=pairs)


def _pair(folder: Path, row: Mapping[str, str | None], where: str) -> Pair:
    one, other, same = ((row[column] or "").strip() for column in _COLUMNS)
    if not one or not other or same.lower() not in _SAME:
        raise PictureSetError(f"{where}: two names and Yes or No are needed")
    return Pair(one=folder / one, other=folder / other, same=_SAME[same.lower()])
