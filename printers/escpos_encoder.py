"""Turn a 1-bit picture into ESC/POS, in small groups that even a cheap printer's buffer can take.

Commands: Epson ESC/POS reference. Blank rows become paper feed, which costs two bytes instead of a band.
"""

import re
from collections.abc import Iterator

from PIL import Image

INITIALISE = b"\x1b@"
FEED_AND_CUT = b"\x1dVB\x00"
# About 1 KB at 576 dots: printers overrun with more, and an acknowledgement can follow each (ADR-0006).
ROWS_A_BAND = 14
MOST_ROWS_A_FEED = 255

# Epson's reference: bytes in a picture that look like DLE EOT, DLE ENQ or DLE DC4 are carried out as such.
_REAL_TIME = re.compile(rb"\x10[\x04\x05\x14]")


def encode(picture: Image.Image) -> list[bytes]:
    """The commands that print `picture` and cut the paper, in groups to be sent one after the other.

    picture: mode "1", 0 is black, its width a multiple of 8 dots.
    """
    width_bytes = picture.width // 8
    # In the printer a set bit is a black dot; in the picture it is a white one.
    rows = bytes(byte ^ 0xFF for byte in picture.tobytes())
    lines = [rows[at : at + width_bytes] for at in range(0, len(rows), width_bytes)]
    return [INITIALISE, *_bands(lines, width_bytes), FEED_AND_CUT]


def _bands(lines: list[bytes], width_bytes: int) -> Iterator[bytes]:
    at = 0
    while at < len(lines):
        start, is_blank = at, not any(lines[at])
        most = MOST_ROWS_A_FEED if is_blank else ROWS_A_BAND
        while at < len(lines) and at - start < most and (not any(lines[at])) == is_blank:
            at += 1
        count = at - start
        if is_blank:
            yield b"\x1bJ" + bytes([count])
        else:
            header = b"\x1dv0\x00" + width_bytes.to_bytes(2, "little") + count.to_bytes(2, "little")
            yield header + _harmless(b"".join(lines[start:at]))


def _harmless(dots: bytes) -> bytes:
    """`dots` with one more dot wherever they would read as a real-time command."""
    return _REAL_TIME.sub(lambda found: bytes([found[0][0], found[0][1] | 0x20]), dots)
