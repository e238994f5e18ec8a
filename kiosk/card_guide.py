"""How large a card must be before the camera, so that its code can be read: there its outline is drawn."""

from dataclasses import dataclass

CARD_MM = (85.6, 54.0)  # ISO/IEC 7810, ID-1
_CODE_MM = 11.0  # on the card of 2024; on the one before it is larger
_MODULES = 49
PX_PER_MODULE = 2.0  # docs/adr/0021
LEAST_CARD_PX = _MODULES * PX_PER_MODULE * CARD_MM[0] / _CODE_MM
_MOST = 0.9  # of the picture, so that the outline is seen whole
_SHOWN_SHAPE = 16 / 9  # of a picture that is taller its middle


@dataclass(frozen=True, kw_only=True)
class Guide:
    """A card that is read, in the middle of a picture. Its sides, in px of that picture."""

    width_px: float
    height_px: float


def guide_in(width_px: int, height_px: int) -> Guide:
    """Where a card belongs in a picture that large; in a small one a card is as large as it can be."""
    shape = CARD_MM[0] / CARD_MM[1]
    shown_height_px = min(height_px, width_px / _SHOWN_SHAPE)
    card_px = min(LEAST_CARD_PX, _MOST * width_px, _MOST * shown_height_px * shape)
    return Guide(width_px=card_px, height_px=card_px / shape)
