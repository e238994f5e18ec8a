"""Know drawn faces: the engine for tests, and for training without weights. Same picture, same answer.

A drawn face is an oval the colour of skin with two black eyes, a smaller black nose and a red mouth; ten
cells of its forehead, blue or skin, spell the number that it is known by.
"""

import cv2
import numpy as np

from kiosk.faces.engine import Face, Picture, Quality, Vector
from kiosk.faces.quality import picture_quality
from kiosk.faces.template import Metric, OperatingPoint, TemplateKind

IDENTITIES = 1024
_SKIN_BGR, _BLUE_BGR, _RED_BGR, _BLACK_BGR = (120, 160, 210), (210, 140, 90), (60, 60, 150), (20, 20, 20)
_LEAST_SATURATION = 60  # walls, and what is black or white, have less
_BLACK = 0.4  # of the oval's brightness
_LEAST_AREA_PX = 150
# Lengths in eye distances, from the middle between the eyes; x along the eyes, y down the face.
_OVAL = (1.1, 1.5)
_OVAL_Y, _FOREHEAD_Y, _NOSE_Y, _MOUTH_Y = 0.2, -0.6, 0.6, 1.15
_MOUTH = (0.4, 0.08)
_EYE, _NOSE, _CELL = 0.14, 0.09, 0.06
_CELL_X = np.linspace(-0.63, 0.63, 10)


def draw_face(
    frame_bgr: Picture,
    identity: int,
    *,
    middle_px: tuple[float, float],
    inter_eye_px: float = 90.0,
    yaw: float = 0.0,
    roll_deg: float = 0.0,
) -> None:
    """Draw the face known by `identity`, 0 to 1,023, with the middle between its eyes at `middle_px`.

    yaw: where the nose is, as `Quality.yaw` has it.
    """
    eye_line = inter_eye_px * np.exp(1j * np.radians(roll_deg))

    def disc(x: float, y: float, radius: float, colour: tuple[int, int, int]) -> None:
        cv2.circle(frame_bgr, place(x, y), round(radius * inter_eye_px), colour, cv2.FILLED, cv2.LINE_AA)

    def place(x: float, y: float) -> tuple[int, int]:
        at = complex(*middle_px) + complex(x, y) * eye_line
        return round(at.real), round(at.imag)

    def oval(y: float, half: tuple[float, float], colour: tuple[int, int, int]) -> None:
        axes = round(half[0] * inter_eye_px), round(half[1] * inter_eye_px)
        cv2.ellipse(frame_bgr, place(0, y), axes, roll_deg, 0, 360, colour, cv2.FILLED, cv2.LINE_AA)

    oval(_OVAL_Y, _OVAL, _SKIN_BGR)
    oval(_MOUTH_Y, _MOUTH, _RED_BGR)
    for cell, x in enumerate(_CELL_X):
        if identity >> cell & 1:
            disc(float(x), _FOREHEAD_Y, _CELL, _BLUE_BGR)
    disc(-0.5, 0, _EYE, _BLACK_BGR)
    disc(0.5, 0, _EYE, _BLACK_BGR)
    disc(yaw, _NOSE_Y, _NOSE, _BLACK_BGR)


class DrawnFaces:
    """The engine; it sees no real face, and nothing of it is secret or stays between two calls."""

    kind = TemplateKind(engine="drawn", version="1", dim=64, metric=Metric.COSINE)
    # One number scores 1; of 524,000 pairs of different ones none scores .52.
    point = OperatingPoint(verify=0.7, identify=0.8, margin=0.1, same_visit=0.7, false_match_rate=0.0)

    def detect(self, rgb: Picture) -> list[Face]:
        saturation, value = cv2.split(cv2.cvtColor(rgb, cv2.COLOR_RGB2HSV))[1:]
        coloured = np.asarray(saturation > _LEAST_SATURATION, dtype=np.uint8)
        outlines = cv2.findContours(coloured, cv2.RETR_EXTERNAL, cv2.CHAIN_APPROX_SIMPLE)[0]
        ovals = [outline for outline in outlines if cv2.contourArea(outline) >= _LEAST_AREA_PX]
        found = [_face(np.asarray(value, np.uint8), np.asarray(oval, np.int32)) for oval in ovals]
        return sorted((face for face in found if face), key=lambda face: face.inter_eye_px, reverse=True)

    def quality(self, rgb: Picture, face: Face) -> Quality:
        return picture_quality(rgb, face)

    def embed(self, rgb: Picture, face: Face) -> Vector:
        left, right = face.points[0], face.points[1]
        eye_line = complex(*(right - left))
        cells = complex(*(left + right)) / 2 + (_CELL_X + 1j * _FOREHEAD_Y) * eye_line
        columns = np.clip(np.rint(cells.real), 0, rgb.shape[1] - 1).astype(int)
        rows = np.clip(np.rint(cells.imag), 0, rgb.shape[0] - 1).astype(int)
        red, blue = rgb[rows, columns, 0].astype(int), rgb[rows, columns, 2].astype(int)
        identity = int((blue > red) @ (1 << np.arange(len(_CELL_X))))
        return self.kind.restored(np.random.default_rng(identity).normal(size=self.kind.dim))


def _face(value: Picture, outline: "np.ndarray[tuple[int, ...], np.dtype[np.int32]]") -> Face | None:
    """The face in this outline of the picture, or None when it is not two eyes and a smaller nose."""
    left, top, width, height = cv2.boundingRect(outline)
    inside = np.zeros((height, width), np.uint8)
    cv2.drawContours(inside, [outline], -1, 1, cv2.FILLED, offset=(-left, -top))
    crop = value[top : top + height, left : left + width]
    black = (inside > 0) & (crop < _BLACK * np.median(crop[inside > 0]))
    count, _, statistics, middles = cv2.connectedComponentsWithStats(black.astype(np.uint8))
    spots = [spot for spot in range(1, count) if statistics[spot, cv2.CC_STAT_AREA] >= _LEAST_AREA_PX // 50]
    if len(spots) != 3:
        return None
    nose, *eyes = sorted(spots, key=lambda spot: int(statistics[spot, cv2.CC_STAT_AREA]))
    eyes.sort(key=lambda spot: float(middles[spot, 0]))
    return Face(
        box=(left, top, left + width, top + height),
        score=1.0,
        points=(middles[[*eyes, nose]] + (left, top)).astype(np.float32),
    )
