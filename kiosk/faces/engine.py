"""The words every face engine speaks: a face, how good its picture is, and what to ask the person to do.

FaceError                 anything the face pipeline cannot do
├── EngineError           the networks cannot be loaded or do not fit this program
├── EngineMismatch        templates were made by another engine or version; they never compare
├── GalleryError          more templates than a 1:N search may answer for, or rows that do not fit
├── NoGoodFrames          enrolment saw too few usable frames; `hint` says what to ask for
├── SearchError           an index for millions of templates cannot be built (kiosk.faces.search)
└── VaultError            a sealed template or its key cannot be trusted (kiosk.faces.vault)
"""

from dataclasses import dataclass
from typing import Protocol

import numpy as np
import numpy.typing as npt

from kiosk.faces.template import OperatingPoint, TemplateKind
from kiosk.faces.template import Vector as Vector  # engines and their users name both from here
from kiosk.journey.hint import Hint as Hint

Picture = npt.NDArray[np.uint8]


class FaceError(Exception):
    """The face pipeline cannot do what was asked."""


class EngineError(FaceError):
    """A network cannot be loaded or does not answer in the shape this program expects."""


class EngineMismatch(FaceError):
    """Templates of different engines or versions were about to be compared."""


class GalleryError(FaceError):
    """The gallery is larger than its accuracy allows, or its rows do not fit the engine."""


class NoGoodFrames(FaceError):
    """Too few frames were good enough to enrol; `hint` is the commonest reason."""

    def __init__(self, hint: Hint) -> None:
        super().__init__(f"too few good frames to enrol: {hint}")
        self.hint = hint


@dataclass(frozen=True, kw_only=True, eq=False)
class Face:
    """One face found in a picture, in that picture's pixels.

    box: left, top, right, bottom.
    points: (3 or more, 2) float32, x and y of the eye on the left of the picture, the eye on the right and
    the nose tip; then, from engines that see them, the mouth's centre and the ears in the order of the eyes.
    """

    box: tuple[float, float, float, float]
    score: float
    points: Vector

    @property
    def inter_eye_px(self) -> float:
        """Distance between the two eyes: how near the person stands, in pixels."""
        return float(np.hypot(*(self.points[1] - self.points[0])))


@dataclass(frozen=True, kw_only=True)
class Gates:
    """How good a picture must be before a decision may rest on it."""

    inter_eye_px: float
    sharpness: float
    grey_min: float
    grey_max: float
    yaw_max: float = 0.12
    roll_max_deg: float = 30.0


# Measured on 50 webcam clients, 640x480, false rejections at cosine .639. Inter-eye 40 px and more: none
# refused; 30 px: 38 %. Variance of the Laplacian on the 112 px crop 30: none; 18: 2 %; 9: 10 %. Mean grey
# 25: none; 12: 4 %; over-exposed three times: none (185 is the top of the range seen). Roll 45 degrees: none.
# A head turned 20 degrees shows a yaw proxy of .13 or more; .12 keeps the faces that look at the screen.
MATCH_GATES = Gates(inter_eye_px=40.0, sharpness=30.0, grey_min=25.0, grey_max=185.0)
# A template is made once and used for years, so it is asked for twice the sharpness and even light.
ENROL_GATES = Gates(inter_eye_px=60.0, sharpness=60.0, grey_min=40.0, grey_max=180.0)


@dataclass(frozen=True, kw_only=True)
class Quality:
    """How usable the picture of one face is.

    sharpness: variance of the Laplacian on the aligned 112 px crop.
    grey: mean of the crop, 0..255.
    yaw: distance of the nose from the middle between the eyes, along the eye line, in eye distances.
    """

    inter_eye_px: float
    sharpness: float
    grey: float
    yaw: float
    roll_deg: float

    @property
    def score(self) -> float:
        """0..1, for choosing among pictures that all pass: as good as what is worst about this one.

        1 from ENROL_GATES' size and sharpness on, straight, and in the middle of the light they allow.
        """
        dark, light = ENROL_GATES.grey_min, ENROL_GATES.grey_max
        off_light = abs(self.grey - (dark + light) / 2) / ((light - dark) / 2)
        worst = min(
            self.inter_eye_px / ENROL_GATES.inter_eye_px,
            self.sharpness / ENROL_GATES.sharpness,
            1 - 0.5 * abs(self.yaw) / ENROL_GATES.yaw_max,
            1 - 0.5 * off_light,
        )
        return min(max(worst, 0.0), 1.0)

    def hint(self, gates: Gates) -> Hint:
        """The first thing to ask of the person, nearest cause first; OK when the picture may be used."""
        if self.inter_eye_px < gates.inter_eye_px:
            return Hint.COME_CLOSER
        if self.grey < gates.grey_min:
            return Hint.TOO_DARK
        if self.grey > gates.grey_max:
            return Hint.TOO_BRIGHT
        if abs(self.yaw) > gates.yaw_max or abs(self.roll_deg) > gates.roll_max_deg:
            return Hint.LOOK_STRAIGHT
        if self.sharpness < gates.sharpness:
            return Hint.HOLD_STILL
        return Hint.OK


class FaceEngine(Protocol):
    """What every engine can do. `kind` is stored with each template it makes."""

    @property
    def kind(self) -> TemplateKind: ...
    @property
    def point(self) -> OperatingPoint:
        """From which scores its faces count as one person's, unless a hall has measured its own."""
        ...

    def detect(self, rgb: Picture) -> list[Face]:
        """Every face the engine is sure of, largest first."""
        ...

    def quality(self, rgb: Picture, face: Face) -> Quality:
        """How good the picture of this face is."""
        ...

    def embed(self, rgb: Picture, face: Face) -> Vector:
        """(dim,) float32; `kind` says how two of them compare."""
        ...
