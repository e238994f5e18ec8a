"""What a receipt printer does with the bytes it gets: a small ESC/POS interpreter that draws on paper.

Pure: bytes in, answers and cut papers out. It knows what our own encoder and status questions use; anything
else is noted in `unknown` and passed over, as cheap printers do.
"""

from collections.abc import Callable
from dataclasses import dataclass, field

from PIL import Image

from printers.slip import PAPER_58MM, PAPER_80MM

_LINE_ROWS = 30
_ROLL_WIDTHS_DOTS = (PAPER_58MM.width_dots, PAPER_80MM.width_dots)
# Commands that change only how text looks: two bytes and this many arguments.
_PASSED_OVER = {b"\x1ba": 1, b"\x1b!": 1, b"\x1bt": 1, b"\x1da": 1, b"\x1dL": 2, b"\x1b3": 1}


@dataclass(kw_only=True)
class Faults:
    """What is wrong with the printer at the moment."""

    paper_out: bool = False
    paper_low: bool = False
    cover_open: bool = False
    mute: bool = False
    drop_after_bytes: int | None = None


@dataclass
class VirtualPaper:
    """on_cut: gets each finished paper as a 1-bit picture."""

    on_cut: Callable[[Image.Image], None]
    faults: Faults = field(default_factory=Faults)
    unknown: list[bytes] = field(default_factory=list)
    _unread: bytes = b""
    _bands: list[Image.Image] = field(default_factory=list)

    def feed(self, received: bytes) -> bytes:
        """Take what came over the line; returns what the printer answers."""
        self._unread += received
        answers = b""
        while (command := self._next_command()) is not None:
            answers += self._carry_out(command)
        return b"" if self.faults.mute else answers

    @property
    def can_print(self) -> bool:
        """Whether it would print now."""
        return not (self.faults.paper_out or self.faults.cover_open)

    def _next_command(self) -> bytes | None:
        """The next whole command, None while it has not arrived."""
        length = self._length()
        if length is None or len(self._unread) < length:
            return None
        command, self._unread = self._unread[:length], self._unread[length:]
        return command

    def _length(self) -> int | None:
        head, available = self._unread[:2], len(self._unread)
        if not head:
            return None
        if head[:1] not in b"\x10\x1b\x1d":
            return 1
        if available < 2:
            return None
        if head == b"\x1dv":
            if available < 8:
                return None
            width_bytes = int.from_bytes(self._unread[4:6], "little")
            rows = int.from_bytes(self._unread[6:8], "little")
            return 8 + width_bytes * rows
        if head == b"\x1dV":
            if available < 3:
                return None
            return 4 if self._unread[2] in (65, 66) else 3
        if head in (b"\x1bJ", b"\x10\x04", b"\x1dr"):
            return 3
        return 2 + _PASSED_OVER.get(head, 0)

    def _carry_out(self, command: bytes) -> bytes:
        match command[:2]:
            case b"\x10\x04":
                return bytes([self._status(command[2])])
            case b"\x1dr":
                return b"\x00" if self.can_print else b""
            case b"\x1dv":
                self._print_band(command)
            case b"\x1bJ":
                self._advance(command[2])
            case b"\x1dV":
                self._cut()
            case b"\x1b@":
                pass
            case b"\n":
                self._advance(_LINE_ROWS)
            case head if head not in _PASSED_OVER:
                self.unknown.append(command)
        return b""

    def _status(self, question: int) -> int:
        out, cover = self.faults.paper_out, self.faults.cover_open
        match question:
            case 1:
                return 0x12 | (0x08 if out or cover else 0)
            case 2:
                return 0x12 | (0x04 if cover else 0) | (0x20 if out else 0)
            case 4:
                return 0x12 | (0x60 if out else 0) | (0x0C if out or self.faults.paper_low else 0)
            case _:
                return 0x12

    def _print_band(self, command: bytes) -> None:
        width_bytes = int.from_bytes(command[4:6], "little")
        rows = int.from_bytes(command[6:8], "little")
        dots = bytes(byte ^ 0xFF for byte in command[8:])
        self._put(Image.frombytes("1", (width_bytes * 8, rows), dots))

    def _advance(self, rows: int) -> None:
        if rows:
            self._put(Image.new("1", (8, rows), 1))

    def _put(self, band: Image.Image) -> None:
        if self.can_print:
            self._bands.append(band)

    def _cut(self) -> None:
        if not self._bands:
            return
        width = _roll_width(max(band.width for band in self._bands))
        paper = Image.new("1", (width, sum(band.height for band in self._bands)), 1)
        y = 0
        for band in self._bands:
            paper.paste(band, (0, y))
            y += band.height
        self._bands.clear()
        self.on_cut(paper)


def _roll_width(used_dots: int) -> int:
    """The narrowest roll that takes this much: bands end at their last black dot, rolls do not."""
    return min((dots for dots in _ROLL_WIDTHS_DOTS if dots >= used_dots), default=used_dots)
