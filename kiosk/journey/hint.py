"""What would help the camera to see one face well."""

from enum import StrEnum


class Hint(StrEnum):
    OK = "ok"
    NO_FACE = "no_face"
    MANY_FACES = "many_faces"
    COME_CLOSER = "come_closer"
    LOOK_STRAIGHT = "look_straight"
    TOO_DARK = "too_dark"
    TOO_BRIGHT = "too_bright"
    TAKE_OFF_MASK = "take_off_mask"
    HOLD_STILL = "hold_still"
