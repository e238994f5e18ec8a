"""Turn a 1-bit picture into ESC/POS, in small groups that even a cheap printer's buffer can take.

Commands: Epson ESC/POS reference. Each band is cut down to its black dots, so blank rows cost a byte each.
They are not left to ESC J: it feeds in units of 1/360, 1/406 or 1/203 inch, depending on the printer, and on
many would shrink every gap and the quiet zone of the QR code by half.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby

from PIL import Image

from printers.conversation import Group

# GS a 0: status messages nobody asked for could be taken for the answer that says the slip is printed.
INITIALISE = b"\x1b@\x1da\x00"
FEED_AND_CUT = b"\x1dVB\x00"
CUT_ROWS = 120  # about 15 mm: from the head to the knife
# Printers overrun with more, and an acknowledgement can follow each (ADR-0006, ADR-0031).
GROUP_BYTES = 1024
_MOST_ROWS = 255
# For a printer that waits for the rest of a picture, which will not come; any other passes zeros over.
END_OF_PICTURE = Group(data=bytes(GROUP_BYTES) + INITIALISE, rows=0)
SCRAP_OFF = Group(data=FEED_AND_CUT, rows=CUT_ROWS)

# Epson's reference: bytes in a picture that look like DLE EOT, DLE ENQ or DLE DC4 are carried out as such.
_REAL_TIME = re.compile(rb"\x10[\x04\x05\x14]")

_HEAD = len(b"\x1dL..\x1dv0.....")

# Of a byte, its four dots at the left of each pair, and those at the right.
_LEFT = bytes(int(f"{byte:08b}"[0::2], 2) for byte in range(256))
_RIGHT = bytes(int(f"{byte:08b}"[1::2], 2) for byte in range(256))


def encode(picture: Image.Image, *, doubles: bool = True) -> list[Group]:
    """What prints `picture` and cuts the paper, in groups to be sent one after the other.

    picture: mode "1", 0 is black, its width a multiple of 16 dots. doubles: whether the printer can print
    each dot of a band twice, both ways; what is drawn on a grid of two by two then takes a quarter of it.
    """
    width_bytes = picture.width // 8
    # In the printer a set bit is a black dot; in the picture it is a white one.
    dots = bytes(byte ^ 0xFF for byte in picture.tobytes())
    rows = [dots[at : at + width_bytes] for at in range(0, len(dots), width_bytes)]
    return [
        Group(data=INITIALISE, rows=0),
        *_groups(_bands(rows, doubles=doubles)),
        Group(data=FEED_AND_CUT, rows=CUT_ROWS),
    ]


def _groups(bands: Iterable[Group]) -> Iterator[Group]:
    """As many bands in one group as it holds."""
    data, rows = b"", 0
    for band in bands:
        if data and len(data) + len(band.data) > GROUP_BYTES:
            yield Group(data=data, rows=rows)
            data, rows = b"", 0
        data, rows = data + band.data, rows + band.rows
    if data:
        yield Group(data=data, rows=rows)


def _bands(rows: Sequence[bytes], *, doubles: bool) -> Iterator[Group]:
    plain: list[bytes] = []
    for has_ink, run in groupby(rows, key=any):
        alike = list(run)
        if has_ink and doubles and _are_doubled(alike):
            yield from _plain(plain)
            plain = []
            yield from _doubled(alike)
        else:
            plain += alike
    yield from _plain(plain)


def _plain(rows: Sequence[bytes]) -> Iterator[Group]:
    """Rows in bands cut down to their dots, where it takes the fewest bytes to begin a new one."""
    inked = [_inked_bytes(row) for row in rows]
    ends = [(0, 0)]  # up to each row: the fewest bytes, and where the last band begins
    for end in range(1, len(rows) + 1):
        first, last = inked[end - 1]
        best = (ends[end - 1][0] + _HEAD + max(1, last - first), end - 1)
        for begin in range(end - 2, max(-1, end - 1 - _MOST_ROWS), -1):
            first, last = min(first, inked[begin][0]), max(last, inked[begin][1])
            size = _HEAD + max(1, last - first) * (end - begin)
            if size > GROUP_BYTES:
                break
            best = min(best, (ends[begin][0] + size, begin))
        ends.append(best)
    cuts, end = [], len(rows)
    while end:
        cuts.append((ends[end][1], end))
        end = ends[end][1]
    for begin, end in reversed(cuts):
        first, last = min(one[0] for one in inked[begin:end]), max(one[1] for one in inked[begin:end])
        if not last:
            first, last = 0, 1  # nothing but white
        yield Group(data=_raster(0, first, [row[first:last] for row in rows[begin:end]]), rows=end - begin)


def _doubled(rows: Sequence[bytes]) -> Iterator[Group]:
    """Half of the rows, of which half of the dots are sent."""
    inked = [_inked_bytes(row) for row in rows]
    first, last = min(one[0] for one in inked), max(one[1] for one in inked)
    first, last = first - first % 2, last + last % 2
    most = min(_MOST_ROWS, (GROUP_BYTES - _HEAD) * 2 // (last - first))
    halves = [row[first:last].translate(_LEFT) for row in rows[::2]]
    packed = [bytes(a << 4 | b for a, b in zip(one[::2], one[1::2], strict=True)) for one in halves]
    for at in range(0, len(packed), most):
        band = packed[at : at + most]
        yield Group(data=_raster(3, first, band), rows=2 * len(band))


def _are_doubled(rows: Sequence[bytes]) -> bool:
    return len(rows) % 2 == 0 and all(map(_is_doubled, rows[::2], rows[1::2]))


def _is_doubled(row: bytes, next_row: bytes) -> bool:
    return row == next_row and row.translate(_LEFT) == row.translate(_RIGHT)


def _inked_bytes(row: bytes) -> tuple[int, int]:
    """The first byte that has black dots, and the one after the last; the wrong way round for a white row."""
    last = len(row.rstrip(b"\x00"))
    return (len(row) - len(row.lstrip(b"\x00")), last) if last else (len(row), 0)


def _raster(mode: int, first_byte: int, rows: Sequence[bytes]) -> bytes:
    margin = b"\x1dL" + (8 * first_byte).to_bytes(2, "little")
    size = len(rows[0]).to_bytes(2, "little") + len(rows).to_bytes(2, "little")
    return margin + b"\x1dv0" + bytes([mode]) + size + _harmless(b"".join(rows))


def _harmless(dots: bytes) -> bytes:
    """`dots` with one more dot wherever they would read as a real-time command."""
    return _REAL_TIME.sub(lambda found: bytes([found[0][0], found[0][1] | 0x20]), dots)
