"""Tell whether somebody wears a mask over nose and mouth.

Two cues on the aligned crop: where the mouth should be there is little of its edge, and the skin there has
not the colour of the skin between the eyes. It is a hint, never a reason to refuse: benchmarks/liveness.py
measures how often it is wrong, on real faces and on drawn masks.
"""

import cv2
import numpy as np

from kiosk.faces.align import align
from kiosk.faces.engine import Face, Picture

# Rows and columns of the 112 px crop (kiosk/faces/align.py): the eyes lie at row 52, the mouth at row 92.
_EYES = np.s_[42:62, 26:86]
_MOUTH = np.s_[84:102, 42:70]
_NOSE_BRIDGE = np.s_[48:60, 50:62]
_BELOW_NOSE = np.s_[74:106, 34:78]
# Fitted by logistic regression to 250 of 500 Asian adults and to masks drawn on them (ADR-0024); the other
# 250 gave the same figures. By the bound, one adult in a hundred without a mask is asked all the same.
_PER_COLOUR, _PER_EDGE, _BOUND = 0.28, 3.2, 7.2
_COLOUR_MAX = 40.0  # beyond it, only the strength of the light is told


def wears_mask(rgb: Picture, face: Face) -> bool:
    """Whether nose and mouth of this face seem to be covered. For faces that look straight ahead."""
    crop = align(rgb, face)
    grey = cv2.GaussianBlur(cv2.cvtColor(crop, cv2.COLOR_RGB2GRAY), (0, 0), 1.5)
    edges = np.abs(cv2.Sobel(grey, cv2.CV_32F, 0, 1))
    mouth_edge = (float(edges[_MOUTH].mean()) + 1) / (float(edges[_EYES].mean()) + 1)  # 1: a flat picture
    lab = cv2.cvtColor(crop.astype(np.float32) / 255, cv2.COLOR_RGB2LAB)
    skin, below = (np.median(lab[zone].reshape(-1, 3), axis=0) for zone in (_NOSE_BRIDGE, _BELOW_NOSE))
    colour = min(float(np.linalg.norm((skin - below)[1:])), _COLOUR_MAX)
    return _PER_COLOUR * colour - _PER_EDGE * float(np.log2(mouth_edge)) > _BOUND
