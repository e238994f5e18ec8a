"""Judge how usable the picture of one face is; the same for every engine, so that the gates mean the same."""

import cv2
import numpy as np

from kiosk.faces.align import align
from kiosk.faces.engine import Face, Picture, Quality


def picture_quality(rgb: Picture, face: Face) -> Quality:
    grey = cv2.cvtColor(align(rgb, face), cv2.COLOR_RGB2GRAY)
    eye_line = face.points[1] - face.points[0]
    nose = face.points[2] - (face.points[0] + face.points[1]) / 2
    return Quality(
        inter_eye_px=face.inter_eye_px,
        sharpness=float(cv2.Laplacian(grey, cv2.CV_32F).var()),
        grey=float(grey.mean()),
        yaw=float(nose @ eye_line / (eye_line @ eye_line)),
        roll_deg=float(np.degrees(np.arctan2(eye_line[1], eye_line[0]))),
    )
