"""Photographs of faces, altered: a mask drawn on, the print turned by hand, or bent into a head that turns.

For measuring what no picture at hand shows. Lengths are in eye distances of the face, x along its eyes and y
down; angles are of the head, above 0 towards the sitter's own left, which is the right of the picture.
"""

import math
from dataclasses import dataclass

import cv2
import numpy as np
import numpy.typing as npt

from kiosk.faces.engine import Face, Picture

Field = npt.NDArray[np.float32]

MASK_COLOURS = {
    "blue": (120, 170, 215),
    "white": (232, 232, 230),
    "black": (35, 35, 38),
    "pink": (235, 180, 190),
    "chequered": None,
}
"""RGB; two random colours where it is None."""

_WIDTH_PX, _HEIGHT_PX = 640, 480
_EYES_PX = 90.0  # apart, in what is drawn anew
_CAMERA_AT = 9.5  # 60 cm for eyes 63 mm apart
_BACKGROUND = 150
_HEAD_CENTRE_Y = 0.35
# Half a head's width, height and depth: 79, 110 and 95 mm.
_HEAD = (1.25, 1.75, 1.5)
# With the head's own roundness the nose's tip then stands .56 before the eyes. Face meshes of 245 adults,
# turned by 30 degrees, moved it by .35 between them, which needs .6.
_NOSE = 0.42


@dataclass(frozen=True, kw_only=True, eq=False)
class _Axes:
    """Where a face lies in its picture: between the eyes, along them, down, and an eye distance."""

    middle: Field
    along: Field
    down: Field
    eyes_px: float

    @classmethod
    def of(cls, face: Face) -> "_Axes":
        line = face.points[1] - face.points[0]
        along = line / face.inter_eye_px
        return cls(
            middle=(face.points[0] + face.points[1]) / 2,
            along=along,
            down=np.array([-along[1], along[0]], np.float32),
            eyes_px=face.inter_eye_px,
        )

    def place(self, point: Field) -> tuple[float, float]:
        """A point of the picture in eye distances."""
        away = (point - self.middle) / self.eyes_px
        return float(away @ self.along), float(away @ self.down)


def masked(rgb: Picture, face: Face, colour: str, *, seed: int = 0) -> Picture:
    """The face with a pleated mask of one of MASK_COLOURS, from the nose's bridge to below the chin."""
    axes = _Axes.of(face)
    (nose_x, nose_y), (_, mouth_y) = axes.place(face.points[2]), axes.place(face.points[3])
    off = 0.8 * nose_x  # the mask follows a face that is turned a little
    outline = np.array(
        [
            (-0.98 + off, 0.55 * mouth_y),
            (-0.28 + nose_x / 2, nose_y / 2 + 0.1 * mouth_y),
            (nose_x / 2, nose_y / 2),
            (0.28 + nose_x / 2, nose_y / 2 + 0.1 * mouth_y),
            (0.98 + off, 0.55 * mouth_y),
            (0.86 + off, 1.1 * mouth_y),
            (0.42 + off / 2, 1.54 * mouth_y),
            (-0.42 + off / 2, 1.54 * mouth_y),
            (-0.86 + off, 1.1 * mouth_y),
        ],
        np.float32,
    )
    corners = axes.middle + axes.eyes_px * (outline @ np.stack([axes.along, axes.down]))
    cover = np.zeros(rgb.shape[:2], np.float32)
    cv2.fillPoly(cover, [np.rint(corners * 16).astype(np.int32)], (1.0,), lineType=cv2.LINE_AA, shift=4)
    cover = cv2.GaussianBlur(cover, (0, 0), max(0.5, 0.02 * axes.eyes_px)).astype(np.float32)
    rows, columns = np.mgrid[0 : rgb.shape[0], 0 : rgb.shape[1]].astype(np.float32)
    x = ((columns - axes.middle[0]) * axes.along[0] + (rows - axes.middle[1]) * axes.along[1]) / axes.eyes_px
    y = ((columns - axes.middle[0]) * axes.down[0] + (rows - axes.middle[1]) * axes.down[1]) / axes.eyes_px
    cloth = _cloth(colour, x, y, seed) * _shade(rgb, axes, x, y / mouth_y)[..., np.newaxis]
    drawn = rgb * (1 - cover[..., np.newaxis]) + np.clip(cloth, 0, 255) * cover[..., np.newaxis]
    return np.asarray(np.clip(drawn, 0, 255), np.uint8)


def tilted_photograph(rgb: Picture, face: Face, *, yaw_deg: float, pitch_deg: float = 0.0) -> Picture:
    """A flat print of the picture, turned before a camera."""
    axes = _Axes.of(face)
    centre = axes.middle + _HEAD_CENTRE_Y * axes.eyes_px * axes.down
    yaw, pitch = math.radians(yaw_deg), math.radians(pitch_deg)
    turn = np.array(
        [[math.cos(yaw), 0, math.sin(yaw)], [0, 1, 0], [-math.sin(yaw), 0, math.cos(yaw)]]
    ) @ np.array([[1, 0, 0], [0, math.cos(pitch), -math.sin(pitch)], [0, math.sin(pitch), math.cos(pitch)]])
    focal = _EYES_PX * _CAMERA_AT
    camera = np.array([[focal, 0, _WIDTH_PX / 2], [0, focal, _HEIGHT_PX / 2], [0, 0, 1]])
    scale = 1 / axes.eyes_px
    to_print = np.array([[scale, 0, -centre[0] * scale], [0, scale, -centre[1] * scale], [0, 0, 1]])
    matrix = camera @ np.column_stack([turn[:, 0], turn[:, 1], (0, 0, _CAMERA_AT)]) @ to_print
    grey = (_BACKGROUND,) * 3
    return cv2.warpPerspective(rgb, matrix, (_WIDTH_PX, _HEIGHT_PX), borderValue=grey).astype(np.uint8)


def turned_head(rgb: Picture, face: Face, *, yaw_deg: float) -> Picture:
    """The picture bent over an ellipsoid with a nose before it, turned: what a head does, in simple terms.

    Hair, ears and whatever the picture does not show are smeared: nothing but the face should be looked at.
    """
    axes = _Axes.of(face)
    step = 1 / (1.6 * _EYES_PX)
    x, y = np.meshgrid(np.arange(-1.3, 1.3, step), np.arange(-1.4, 2.1, step))
    columns = axes.middle[0] + axes.eyes_px * (x * axes.along[0] + y * axes.down[0])
    rows = axes.middle[1] + axes.eyes_px * (x * axes.along[1] + y * axes.down[1])
    skin = cv2.remap(
        rgb, columns.astype(np.float32), rows.astype(np.float32), cv2.INTER_LINEAR, None, cv2.BORDER_REPLICATE
    )
    depth, is_head = _depth(x, y, axes.place(face.points[2]))
    angle = math.radians(yaw_deg)
    across = x * math.cos(angle) + depth * math.sin(angle)
    towards = depth * math.cos(angle) - x * math.sin(angle)
    scale = _EYES_PX * (_CAMERA_AT - _HEAD[2]) / (_CAMERA_AT - towards)
    at_x = np.rint(_WIDTH_PX / 2 + across * scale).astype(int)
    at_y = np.rint(_HEIGHT_PX / 2 + (y - _HEAD_CENTRE_Y) * scale).astype(int)
    is_seen = is_head & (at_x >= 0) & (at_x < _WIDTH_PX) & (at_y >= 0) & (at_y < _HEIGHT_PX)
    order = np.argsort(towards[is_seen])  # what is nearer is painted later
    painted = np.full((_HEIGHT_PX, _WIDTH_PX, 3), _BACKGROUND, np.uint8)
    covered = np.zeros((_HEIGHT_PX, _WIDTH_PX), np.uint8)
    painted[at_y[is_seen][order], at_x[is_seen][order]] = skin[is_seen][order]
    covered[at_y[is_seen], at_x[is_seen]] = 1
    gaps = cv2.morphologyEx(covered, cv2.MORPH_CLOSE, np.ones((5, 5), np.uint8)) - covered
    return cv2.inpaint(painted, gaps, 3, cv2.INPAINT_TELEA).astype(np.uint8)


def _depth(x: Field, y: Field, nose: tuple[float, float]) -> tuple[Field, npt.NDArray[np.bool_]]:
    width, height, deep = _HEAD
    inside = 1 - (x / width) ** 2 - ((y - _HEAD_CENTRE_Y) / height) ** 2
    above = np.exp(-(((y - nose[1]) / 0.38) ** 2))
    below = np.exp(-(((y - nose[1]) / 0.12) ** 2))
    ridge = _NOSE * np.exp(-(((x - nose[0]) / 0.17) ** 2)) * np.where(y < nose[1], above, below)
    depth = deep * np.sqrt(np.maximum(inside, 0)) + ridge
    return np.asarray(depth, np.float32), inside > 0


def _cloth(colour: str, x: Field, y: Field, seed: int) -> Field:
    rgb = MASK_COLOURS[colour]
    if rgb is not None:
        return np.broadcast_to(np.array(rgb, np.float32), (*x.shape, 3))
    one, other = np.random.default_rng(seed).integers(40, 230, (2, 3)).astype(np.float32)
    is_one = (np.sin(18 * x) * np.sin(22 * y) > 0)[..., np.newaxis]
    return np.asarray(np.where(is_one, one, other), np.float32)


def _shade(rgb: Picture, axes: _Axes, x: Field, y: Field) -> Field:
    """Darker at the sides, under each of the pleats, and where the face itself is."""
    grey = cv2.cvtColor(rgb, cv2.COLOR_RGB2GRAY).astype(np.float32)
    light = cv2.GaussianBlur(grey, (0, 0), axes.eyes_px / 2)
    row, column = np.clip(axes.middle[::-1].astype(int), 0, np.array(light.shape) - 1)
    at_eyes = max(float(light[row, column]), 1.0)
    side = 0.75 + 0.25 * np.clip(1 - x**2, 0, 1)
    pleats = 1 - 0.22 * np.exp(-5 * ((4 * (y - 0.55)) % 1.0)) * ((y > 0.5) & (y < 1.3))
    lit = np.clip(light / at_eyes, 0.6, 1.3) * np.clip(at_eyes / 150, 0.35, 1.25)
    return np.asarray(side * pleats * lit, np.float32)
