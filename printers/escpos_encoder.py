"""Turn a 1-bit picture into ESC/POS, in small groups that even a cheap printer's buffer can take.

Commands: Epson ESC/POS reference. Each band ends at its last black dot, so blank rows cost a byte each. They
are not left to ESC J: it feeds in units of 1/360, 1/406 or 1/203 inch, depending on the printer, and on
many would shrink every gap and the quiet zone of the QR code by half.
"""

import re
from collections.abc import Iterator
from itertools import groupby

from PIL import Image

# GS a 0: status messages nobody asked for could be taken for the answer that says the slip is printed.
INITIALISE = b"\x1b@\x1da\x00"
FEED_AND_CUT = b"\x1dVB\x00"
# About 1 KB at 576 dots: printers overrun with more, and an acknowledgement can follow each (ADR-0006).
ROWS_A_BAND = 14
_BLANK_ROWS_A_BAND = 255

# Epson's reference: bytes in a picture that look like DLE EOT, DLE ENQ or DLE DC4 are carried out as such.
_REAL_TIME = re.compile(rb"\x10[\x04\x05\x14]")


def encode(picture: Image.Image) -> list[bytes]:
    """The commands that print `picture` and cut the paper, in groups to be sent one after the other.

    picture: mode "1", 0 is black, its width a multiple of 8 dots.
    """
    width_bytes = picture.width // 8
    # In the printer a set bit is a black dot; in the picture it is a white one.
    dots = bytes(byte ^ 0xFF for byte in picture.tobytes())
    rows = [dots[at : at + width_bytes] for at in range(0, len(dots), width_bytes)]
    return [INITIALISE, *_bands(rows), FEED_AND_CUT]


def _bands(rows: list[bytes]) -> Iterator[bytes]:
    for has_ink, run in groupby(rows, key=any):
        alike = list(run)
        most = ROWS_A_BAND if has_ink else _BLANK_ROWS_A_BAND
        for at in range(0, len(alike), most):
            yield _band(alike[at : at + most])


def _band(rows: list[bytes]) -> bytes:
    used = max(1, *(len(row.rstrip(b"\x00")) for row in rows))
    header = b"\x1dv0\x00" + used.to_bytes(2, "little") + len(rows).to_bytes(2, "little")
    return header + _harmless(b"".join(row[:used] for row in rows))


def _harmless(dots: bytes) -> bytes:
    """`dots` with one more dot wherever they would read as a real-time command."""
    return _REAL_TIME.sub(lambda found: bytes([found[0][0], found[0][1] | 0x20]), dots)
