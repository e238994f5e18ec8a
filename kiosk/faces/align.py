"""Turn a face upright and to one size, so that two pictures of a person can be compared point by point."""

import cv2
import numpy as np

from kiosk.faces.engine import Face, Picture, Vector

CROP_PX = 112
# Where eyes, nose and mouth lie in the 112 px crop the ArcFace family was trained on (InsightFace
# `arcface_dst`); our detector gives one mouth point, so the two mouth corners are averaged.
_TEMPLATE = np.array(
    [[38.2946, 51.6963], [73.5318, 51.5014], [56.0252, 71.7366], [56.13955, 92.28475]], dtype=np.float32
)


def align(rgb: Picture, face: Face) -> Picture:
    """The face as a (112, 112, 3) crop, eyes level and in their place."""
    known = min(len(face.points), len(_TEMPLATE))
    return np.asarray(
        cv2.warpAffine(rgb, _similarity(face.points[:known], _TEMPLATE[:known]), (CROP_PX, CROP_PX)),
        dtype=np.uint8,
    )


def _similarity(source: Vector, target: Vector) -> Vector:
    """(2, 3) least-squares rotation, scale and shift that takes `source` points onto `target`."""
    from_point = source[:, 0] + 1j * source[:, 1]
    to_point = target[:, 0] + 1j * target[:, 1]
    from_centre, to_centre = from_point.mean(), to_point.mean()
    spread = from_point - from_centre
    turn = np.vdot(spread, to_point - to_centre) / np.vdot(spread, spread)
    shift = to_centre - turn * from_centre
    return np.array(
        [[turn.real, -turn.imag, shift.real], [turn.imag, turn.real, shift.imag]], dtype=np.float32
    )
