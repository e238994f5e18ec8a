"""The ESC/POS commands a receipt printer is sent, one by one out of its buffer. Pure.

Source: Epson's ESC/POS command reference; names of fields as there. What is not known here is passed over
byte by byte, as cheap printers do.
"""

from dataclasses import dataclass

_ESC, _GS = 0x1B, 0x1D
# Commands that change only how text looks, or where: so many bytes follow the two of the name.
_PASSED_OVER = {b"\x1b!": 1, b"\x1b-": 1, b"\x1bE": 1, b"\x1bM": 1, b"\x1bt": 1, b"\x1bR": 1, b"\x1b{": 1}
_PASSED_OVER |= {b"\x1d!": 1, b"\x1dB": 1, b"\x1dH": 1, b"\x1dP": 2, b"\x1dW": 2, b"\x1b3": 1, b"\x1b2": 0}
_PASSED_OVER |= {b"\x1c.": 0, b"\x1c&": 0}
_LINE_ROWS = 30  # of a line feed, at the spacing a printer has when it is switched on
_PROCESS_ID = b"\x06\x00\x30\x30"


@dataclass(frozen=True, kw_only=True)
class Raster:
    """GS v 0: a picture begins, `rows` rows of `width_bytes` bytes. wide, high: each dot is printed twice."""

    width_bytes: int
    rows: int
    wide: bool
    high: bool


@dataclass(frozen=True, kw_only=True)
class Feed:
    """ESC J, ESC d, LF: paper goes by."""

    rows: int


@dataclass(frozen=True, kw_only=True)
class Cut:
    """GS V: the paper is cut off, `rows` after what was last printed reached the knife."""

    rows: int


@dataclass(frozen=True, kw_only=True)
class Ask:
    """GS r: answered when everything before it is printed."""

    question: int


@dataclass(frozen=True, kw_only=True)
class Acknowledge:
    """GS ( H, function 48: say that name when everything before is printed."""

    process_id: bytes


@dataclass(frozen=True, kw_only=True)
class Watch:
    """GS a: from now on say of itself what changes; 0 for nothing."""

    what: int


@dataclass(frozen=True, kw_only=True)
class Name:
    """GS I: say which printer it is."""

    what: int


@dataclass(frozen=True, kw_only=True)
class Margin:
    """GS L: so many dots are left white at the left."""

    dots: int


@dataclass(frozen=True, kw_only=True)
class Align:
    """ESC a: 0 left, 1 in the middle, 2 right."""

    where: int


@dataclass(frozen=True, kw_only=True)
class Symbol:
    """GS ( k, one step of a QR code. function: 65 model, 67 module, 69 correction, 80 store, 81 print."""

    function: int
    data: bytes


@dataclass(frozen=True, kw_only=True)
class Initialise:
    """ESC @."""


@dataclass(frozen=True, kw_only=True)
class Unknown:
    """Nothing this printer knows."""

    data: bytes


Command = (
    Raster | Feed | Cut | Ask | Acknowledge | Watch | Name | Margin | Align | Symbol | Initialise | Unknown
)


def next_command(unread: bytes) -> tuple[Command | None, int]:
    """The first command of `unread`, and how many bytes it takes; None and 0 while it has not all arrived.

    None and some bytes: it is passed over.
    """
    if not unread:
        return None, 0
    if unread[0] == 0x00:
        return None, 1
    if unread[0] == 0x0A:
        return Feed(rows=_LINE_ROWS), 1
    if unread[0] not in b"\x1b\x1c\x1d":
        return Unknown(data=unread[:1]), 1
    if len(unread) < 2:
        return None, 0
    head = unread[:2]
    if head in _PASSED_OVER:
        length = 2 + _PASSED_OVER[head]
        return None, length if len(unread) >= length else 0
    if head == b"\x1b@":
        return Initialise(), 2
    if head == b"\x1d(":
        return _long(unread)
    arguments = _ARGUMENTS.get(head)
    if arguments is None:
        return Unknown(data=head), 2
    if head == b"\x1dV" and len(unread) >= 3 and unread[2] in b"\x41\x42":
        arguments = 2
    if len(unread) < 2 + arguments:
        return None, 0
    return _short(head, unread[2 : 2 + arguments]), 2 + arguments


_ARGUMENTS = {
    b"\x1dv": 6,
    b"\x1bJ": 1,
    b"\x1bd": 1,
    b"\x1ba": 1,
    b"\x1dV": 1,
    b"\x1dr": 1,
    b"\x1da": 1,
    b"\x1dI": 1,
    b"\x1dL": 2,
}


def _short(head: bytes, argument: bytes) -> Command:
    match head:
        case b"\x1dv":
            width, rows = int.from_bytes(argument[2:4], "little"), int.from_bytes(argument[4:6], "little")
            mode = argument[1] & 0x03
            return Raster(width_bytes=width, rows=rows, wide=bool(mode & 1), high=bool(mode & 2))
        case b"\x1bJ":
            return Feed(rows=argument[0])
        case b"\x1bd":
            return Feed(rows=argument[0] * _LINE_ROWS)
        case b"\x1ba":
            return Align(where=argument[0] & 0x03)
        case b"\x1dV":
            return Cut(rows=argument[1] if len(argument) == 2 else 0)
        case b"\x1dr":
            return Ask(question=argument[0] & 0x0F)
        case b"\x1da":
            return Watch(what=argument[0])
        case b"\x1dI":
            return Name(what=argument[0])
        case _:
            return Margin(dots=int.from_bytes(argument, "little"))


def _long(unread: bytes) -> tuple[Command | None, int]:
    """GS ( x pL pH and as many bytes as that says."""
    if len(unread) < 5:
        return None, 0
    length = 5 + int.from_bytes(unread[3:5], "little")
    if len(unread) < length:
        return None, 0
    what, rest = unread[2:3], unread[3:length]
    if what == b"H" and rest[:4] == _PROCESS_ID and length == 11:
        return Acknowledge(process_id=rest[4:8]), length
    if what == b"k" and length >= 7 and rest[2] == 0x31:
        return Symbol(function=rest[3], data=rest[4:]), length
    return Unknown(data=unread[:length]), length
