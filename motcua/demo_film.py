"""Make the film that stands in for a camera: two visitors walk up to the kiosk, one after the other."""

import hashlib
import math
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import cv2
import numpy as np

import assets
from kiosk.camera import FilmCamera, Frame

_WIDTH_PX, _HEIGHT_PX = 1280, 720
_FPS = 25
_CODEC = "mp4v"  # MPEG-4 part 2: the one small codec the headless OpenCV wheel both writes and reads

_EMPTY_BEFORE_S = 1.5
_WALK_S = 1.8
_STAND_S = 7.0
_EMPTY_AFTER_S = 1.5


@dataclass(frozen=True, kw_only=True)
class _Sitter:
    """A portrait and who sits in it.

    outline: a polygon along the sitter's edge, portrait pixels.
    foot: the portrait's point that stands at the bottom middle of the film.
    scale: how much larger than the portrait the sitter stands there: 95 px or more between the eyes.
    """

    portrait: str
    outline: tuple[tuple[int, int], ...]
    foot: tuple[int, int]
    scale: float


_COLLINS = _Sitter(
    portrait="eileen_collins",
    outline=(
        (183, 150), (182, 131), (175, 128), (170, 117), (158, 103), (155, 85), (154, 66), (159, 56),
        (172, 45), (190, 37), (200, 27), (215, 20), (232, 16), (250, 19), (268, 27), (282, 37),
        (292, 52), (298, 68), (301, 84), (299, 98), (293, 110), (283, 122), (276, 133), (269, 137),
        (265, 147), (258, 160), (256, 174), (268, 184), (284, 200), (296, 218), (303, 236), (318, 244),
        (334, 257), (345, 276), (353, 305), (358, 335), (366, 400), (16, 400), (20, 360), (28, 335),
        (40, 302), (52, 272), (72, 240), (92, 222), (108, 212), (114, 205), (113, 188), (122, 185),
        (129, 172), (142, 158), (160, 150),
    ),
    foot=(228, 305),
    scale=2.2,
)  # fmt: skip
_HOPPER = _Sitter(
    portrait="grace_hopper",
    outline=(
        (152, 170), (150, 125), (156, 100), (166, 86), (176, 78), (188, 58), (206, 43), (220, 41),
        (232, 29), (256, 23), (282, 28), (298, 40), (322, 47), (342, 62), (353, 84), (364, 86),
        (370, 104), (372, 140), (370, 168), (370, 184), (375, 194), (374, 212), (368, 238), (362, 262),
        (360, 282), (354, 296), (340, 306), (330, 312), (340, 325), (360, 340), (400, 355), (430, 367),
        (460, 375), (480, 385), (492, 393), (500, 412), (508, 438), (511, 455), (511, 599), (14, 599),
        (20, 500), (28, 440), (40, 400), (52, 383), (76, 372), (96, 362), (130, 356), (168, 344),
        (188, 328), (202, 316), (200, 300), (180, 294), (166, 284), (161, 268), (163, 245), (157, 222),
        (154, 200), (157, 188),
    ),
    foot=(262, 470),
    scale=1.35,
)  # fmt: skip


def build_demo_film(target: Path) -> Path:
    """Write the film to `target`, unless the same film is already there; returns `target`.

    1280x720, 25 frames a second, about half a minute, made to loop. An empty lobby; Eileen Collins walks up,
    stands seven seconds and leaves; a pause; Grace Hopper does the same. The faces are two photographs that
    are moved, turned, dimmed and blurred a little, not filmed people: their expression never changes.
    Takes about eight seconds the first time. Raises CameraError when the written film does not play.
    """
    note = target.with_name(target.name + ".recipe")
    recipe = _recipe()
    if target.is_file() and note.is_file() and note.read_text() == recipe:
        return target
    target.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=target.parent) as workshop:  # a film half made is never found
        draft = Path(workshop) / "draft.mp4"
        writer = cv2.VideoWriter(str(draft), cv2.VideoWriter.fourcc(*_CODEC), _FPS, (_WIDTH_PX, _HEIGHT_PX))
        for frame in _frames():
            writer.write(frame)
        writer.release()
        FilmCamera(draft).close()
        draft.replace(target)
    note.write_text(recipe)
    return target


def demo_enrolment_frames(portrait: str) -> list[Frame]:
    """Ten camera frames to enrol `eileen_collins` or `grace_hopper` with.

    They differ from the film's in size, side (every second one is mirrored), tilt, light and background.
    Still, both come from one photograph: the demo shows that the steps work, not how well people are
    recognised on another day. That is measured in benchmarks/faces.py with other pictures.
    """
    sitter = {_COLLINS.portrait: _COLLINS, _HOPPER.portrait: _HOPPER}[portrait]
    picture = _photograph(sitter)
    middle = (picture.shape[1] / 2, picture.shape[0] * 0.3)
    frames = []
    for turn in range(10):
        side = np.ascontiguousarray(picture[:, ::-1]) if turn % 2 else picture
        matrix = cv2.getRotationMatrix2D(middle, (turn - 4.5) * 0.9, sitter.scale * (1.1 + 0.02 * turn))
        matrix[:, 2] += np.array([_WIDTH_PX / 2, _HEIGHT_PX / 2]) - middle
        frame = cv2.warpAffine(side, matrix, (_WIDTH_PX, _HEIGHT_PX), borderValue=(150, 150, 150))
        light = np.array([0.86, 0.95, 1.04]) * (0.8 + 0.03 * turn)  # a warm lamp, turned up slowly
        frames.append(np.clip(frame * light, 0, 255).astype(np.uint8))
    return frames


def _photograph(sitter: _Sitter) -> Frame:
    path = assets.portrait(sitter.portrait)
    picture = cv2.imread(str(path))
    if picture is None:
        raise assets.AssetError(f"{path} is not a picture; run `make setup` to fetch it again")
    return picture.astype(np.uint8)


def _recipe() -> str:
    made_of = [Path(__file__), *(assets.portrait(sitter.portrait) for sitter in (_COLLINS, _HOPPER))]
    return hashlib.sha256(b"".join(path.read_bytes() for path in made_of)).hexdigest()


def _frames() -> Iterator[Frame]:
    lobby = _lobby()
    clock_s = 0.0
    for sitter in (_COLLINS, _HOPPER):
        figure = _cut_out(sitter)
        for _ in range(round(_EMPTY_BEFORE_S * _FPS)):
            yield _lit(lobby, clock_s)
            clock_s += 1 / _FPS
        for step in range(round((2 * _WALK_S + _STAND_S) * _FPS)):
            yield _lit(_stand_before(lobby, figure, sitter, step / _FPS), clock_s)
            clock_s += 1 / _FPS
        for _ in range(round(_EMPTY_AFTER_S * _FPS)):
            yield _lit(lobby, clock_s)
            clock_s += 1 / _FPS


def _lobby() -> Frame:
    """An empty hall out of focus: wall, daylight from a window, a pillar, a counter, the floor."""
    hall = np.empty((_HEIGHT_PX, _WIDTH_PX, 3), np.uint8)
    hall[:] = np.linspace((196, 204, 208), (150, 160, 168), _HEIGHT_PX).astype(np.uint8)[:, np.newaxis]
    cv2.rectangle(hall, (60, 60), (400, 430), (232, 228, 222), -1)
    cv2.rectangle(hall, (220, 60), (236, 430), (190, 192, 192), -1)
    cv2.rectangle(hall, (900, 0), (990, 600), (168, 178, 186), -1)
    cv2.rectangle(hall, (1010, 380), (1280, 560), (116, 138, 160), -1)
    cv2.rectangle(hall, (0, 560), (_WIDTH_PX, _HEIGHT_PX), (128, 140, 150), -1)
    return cv2.GaussianBlur(hall, (0, 0), 22).astype(np.uint8)


def _cut_out(sitter: _Sitter) -> Frame:
    """The sitter alone as BGRA, colours multiplied by the alpha."""
    picture = _photograph(sitter)
    alpha = np.zeros(picture.shape[:2], np.float32)
    cv2.fillPoly(alpha, [np.array(sitter.outline)], (1.0,))
    # Rounds the polygon's corners, and keeps a soft edge just inside the outline.
    alpha = np.clip(cv2.GaussianBlur(alpha, (0, 0), 2.5) * 2 - 0.9, 0, 1)[..., np.newaxis]
    return np.concatenate([picture * alpha, 255 * alpha], axis=2).astype(np.uint8)


def _stand_before(lobby: Frame, figure: Frame, sitter: _Sitter, at_s: float) -> Frame:
    """The lobby with the sitter in it, `at_s` seconds after the first step in."""
    leaves_s = _WALK_S + _STAND_S
    away = _eased(1 - at_s / _WALK_S) - _eased((at_s - leaves_s) / _WALK_S)  # 1 right of the frame, -1 left
    stride = min(1.0, 3 * abs(away))
    scale = sitter.scale * (1 - 0.1 * abs(away) + 0.012 * math.sin(0.9 * at_s))
    matrix = cv2.getRotationMatrix2D(sitter.foot, 0.9 * math.sin(1.3 * at_s) + 1.5 * away, scale)
    matrix[0, 2] += _WIDTH_PX / 2 - sitter.foot[0] + away * 1150 + 7 * math.sin(1.1 * at_s)
    matrix[1, 2] += _HEIGHT_PX - sitter.foot[1] + 9 * stride * math.sin(10 * at_s) + 3 * math.sin(0.7 * at_s)
    moved = cv2.warpAffine(figure, matrix, (_WIDTH_PX, _HEIGHT_PX))
    # Walking smears the picture; so does the camera when it finds its focus after a second.
    blur_px = 4 * stride + 2.5 * math.exp(-(((at_s - _WALK_S - 1) / 0.15) ** 2))
    if blur_px > 0.3:
        moved = cv2.GaussianBlur(moved, (0, 0), blur_px, sigmaY=blur_px / 2)
    uncovered = cv2.merge([255 - moved[..., 3]] * 3)
    return cv2.add(cv2.multiply(lobby, uncovered, scale=1 / 255), moved[..., :3].copy()).astype(np.uint8)


def _eased(part: float) -> float:
    part = min(max(part, 0.0), 1.0)
    return part * part * (3 - 2 * part)


def _lit(frame: Frame, clock_s: float) -> Frame:
    """Daylight that comes and goes a little."""
    return cv2.convertScaleAbs(frame, alpha=0.97 + 0.05 * math.sin(0.8 * clock_s)).astype(np.uint8)
