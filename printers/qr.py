"""QR codes: as a picture for a screen, and what makes them small."""

import re
from functools import lru_cache
from typing import Any

import segno

# ISO/IEC 18004: less is not found by every phone.
_QUIET_ZONE_MODULES = 4
_LONGEST_BYTES = 2_953  # of the largest code
_DIGITS_AT_THE_END = re.compile(r"(?<=\D)(?=\d{20,}$)")


@lru_cache(maxsize=16)
def qr_picture(text: str) -> str | None:
    """`text` as a PNG in an address (`data:`), a pixel a module, black on white; None when it is too long."""
    if len(text.encode()) > _LONGEST_BYTES:
        return None
    # A screen is neither torn nor dirty: the lowest correction makes the largest modules.
    code = make_code(text, error="l", boost_error=False)
    return str(code.png_data_uri(scale=1, border=_QUIET_ZONE_MODULES))


def make_code(text: str, *, error: str, boost_error: bool = True) -> segno.QRCode:
    """The code of `text`, with the correction `error` or, if `boost_error`, a better one of the same size.

    Many digits at its end are a part of their own: three of them then take ten bits, not twenty-four.
    """
    parts: Any = _DIGITS_AT_THE_END.split(text)  # segno takes several, though its annotations do not say so
    return segno.make(parts, error=error, micro=False, boost_error=boost_error, encoding="utf-8")
