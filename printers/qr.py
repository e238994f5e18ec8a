"""A QR code as a picture for a screen, to take a text away on a phone."""

from functools import lru_cache

import segno

# ISO/IEC 18004: less is not found by every phone.
_QUIET_ZONE_MODULES = 4
_LONGEST_BYTES = 2_953  # of the largest code


@lru_cache(maxsize=16)
def qr_picture(text: str) -> str | None:
    """`text` as a PNG in an address (`data:`), a pixel a module, black on white; None when it is too long."""
    if len(text.encode()) > _LONGEST_BYTES:
        return None
    # A screen is neither torn nor dirty: the lowest correction makes the largest modules.
    code = segno.make(text, error="l", micro=False, boost_error=False, encoding="utf-8")
    return str(code.png_data_uri(scale=1, border=_QUIET_ZONE_MODULES))
