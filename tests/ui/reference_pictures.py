"""The small pictures of every screen that CI compares with, and how to renew them.

Renew them after a change that is meant, look at each one, and commit them with the change:
`.venv/bin/python -m tests.ui.reference_pictures`
"""

import os

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
os.environ.setdefault("QT_QUICK_BACKEND", "software")

from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from PIL import Image
from PySide6.QtCore import Qt
from PySide6.QtGui import QImage

from ui.gallery import Gallery, Look
from ui.moments import MOMENTS, usual_offer
from ui.window import WindowSettings

FOLDER = Path(__file__).parent / "reference"
LOOKS = (Look(), Look(language="en", is_contrast=True, is_large=True))
SETTINGS = WindowSettings(reduced_motion=True)
_WIDTH_PX = 270
_COLOURS = 128
# Letters are drawn a little differently by every build of FreeType: only what remains in blocks of this many
# pixels is compared.
_BLOCK_PX = 6

Picture = NDArray[np.float32]


def file_of(moment: str, look: Look) -> Path:
    return FOLDER / f"{moment.replace(',', '').replace(' ', '_')}-{look.name}.png"


def small(picture: QImage) -> Image.Image:
    """The picture as it is kept."""
    scaled = picture.scaledToWidth(_WIDTH_PX, Qt.TransformationMode.SmoothTransformation)
    scaled = scaled.convertToFormat(QImage.Format.Format_RGB888)
    size = (scaled.width(), scaled.height())
    return Image.frombuffer("RGB", size, bytes(scaled.constBits()), "raw", "RGB", scaled.bytesPerLine())


def differences(one: Image.Image, other: Image.Image) -> tuple[float, float]:
    """How different two pictures are: on average, and in the block that differs most; 0 to 255."""
    if one.size != other.size:
        return 255.0, 255.0
    apart = np.abs(_blocks(one) - _blocks(other)).max(axis=2)
    return float(apart.mean()), float(apart.max())


def _blocks(picture: Image.Image) -> Picture:
    size = (picture.width // _BLOCK_PX, picture.height // _BLOCK_PX)
    return np.asarray(picture.convert("RGB").resize(size, Image.Resampling.BOX), np.float32)


def main() -> None:
    FOLDER.mkdir(exist_ok=True)
    for old in FOLDER.glob("*.png"):
        old.unlink()
    gallery = Gallery(SETTINGS, usual_offer())
    for look in LOOKS:
        for moment in MOMENTS:
            kept = small(gallery.picture(moment, look)).quantize(_COLOURS, dither=Image.Dither.NONE)
            kept.save(file_of(moment, look), optimize=True)
    gallery.close()


if __name__ == "__main__":
    main()
