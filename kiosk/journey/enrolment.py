"""What is to become of the visitor's face here, as far as was asked and answered."""

from dataclasses import dataclass
from enum import StrEnum


class Consent(StrEnum):
    """What a citizen agrees to, each by itself: to be recognised here, and that a template is kept for it."""

    RECOGNISE = "recognise"
    KEEP = "keep"


class FaceOutcome(StrEnum):
    """What became of the wish to be known by face, or to be forgotten again."""

    NONE = "none"
    KEPT = "kept"
    NOT_KEPT = "not_kept"
    ERASING = "erasing"
    ERASED = "erased"
    NOT_ERASED = "not_erased"


GOOD_FRAMES = 5
"""Pictures a face is learnt from: their mean took webcam rejections at cosine .735 from 0.6 % to none."""


@dataclass(frozen=True, kw_only=True)
class HeldFace:
    """What is kept here of somebody's face, as they may know it. times_used: for recognising them."""

    since_ms: int
    until_ms: int
    times_used: int


@dataclass(frozen=True, kw_only=True)
class FaceWish:
    """What the visitor wishes to become of their face here.

    is_offered: whether the kiosk has asked, which it does once. consents: those given so far. good_frames:
    how many of `GOOD_FRAMES` were taken. kept_until_ms: when a face that is kept now is erased by itself.
    held: what is kept of it, for whoever asks to be forgotten.
    """

    is_offered: bool = False
    consents: frozenset[Consent] = frozenset()
    good_frames: int = 0
    outcome: FaceOutcome = FaceOutcome.NONE
    kept_until_ms: int | None = None
    held: HeldFace | None = None

    @property
    def is_agreed(self) -> bool:
        """Whether everything that has to be agreed to was."""
        return self.consents == frozenset(Consent)
