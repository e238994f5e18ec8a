"""A receipt printer: bytes come in, paper and answers come out, each at its time. Pure.

Its behaviour is that of the manuals (docs/printers.md tells which): real-time commands are obeyed when they
arrive, also inside of a picture; everything else waits in a small buffer and is printed at the speed of the
paper; a printer that has gone off line goes on by itself as soon as somebody has seen to it.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

import segno

from printers.virtual.commands import (
    Acknowledge,
    Align,
    Ask,
    Command,
    Cut,
    Feed,
    Initialise,
    Margin,
    Name,
    Raster,
    Symbol,
    Unknown,
    Watch,
    next_command,
)
from printers.virtual.strip import DOTS_PER_MM, Piece, Strip

_STATUS = re.compile(rb"\x10\x04[\x01-\x04]")
_CLEAR = b"\x10\x14\x08\x01\x03\x14\x01\x06\x02\x08"
_RECOVER = b"\x10\x05\x02"
_REAL_TIME = re.compile(rb"\x10\x04[\x01-\x04]|\x10\x05\x02|\x10\x14\x08\x01\x03\x14\x01\x06\x02\x08")
_LONGEST_REAL_TIME = len(_CLEAR)
_CLEARED = b"\x37\x25\x00"
_CUT_S = 0.15
NEW_ROLL_MM = 80_000.0


@dataclass(frozen=True, kw_only=True)
class Model:
    """How a printer is built. acknowledges: knows GS ( H. clears: knows DLE DC4 8. speaks: answers at all.

    drops: what does not fit into its buffer is lost, where others let the sender wait.
    """

    width_dots: int = 576
    speed_mm_s: float = 150
    buffer_bytes: int = 4096
    near_end_mm: float = 3000
    acknowledges: bool = True
    clears: bool = True
    speaks: bool = True
    drops: bool = False


@dataclass(kw_only=True)
class Device:
    """One printer with a roll of `roll_mm` in it. Whatever is wrong with it may be set at any moment.

    pieces: what has come out of it. now_s: how far it has got.
    """

    model: Model = field(default_factory=Model)
    roll_mm: float = NEW_ROLL_MM
    cover_open: bool = False
    knife_jams: bool = False
    mute: bool = False
    now_s: float = 0
    pieces: list[Piece] = field(default_factory=list)
    unknown: list[bytes] = field(default_factory=list)

    def __post_init__(self) -> None:
        self._strip = Strip(width_dots=self.model.width_dots, left_rows=round(self.roll_mm * DOTS_PER_MM))
        self._answers = bytearray()
        self._is_jammed = False
        self._watches = 0
        self._told = self._state()
        self._reset()

    def _reset(self) -> None:
        """What is lost with the power, or by DLE DC4 8."""
        self._held = b""  # may become a real-time command
        self._unread = bytearray()
        self._raster: Raster | None = None
        self._raster_left = 0
        self._busy_until_s = self.now_s
        self._settings()

    def _settings(self) -> None:
        self._margin_bytes = 0
        self._align = 0
        self._symbol = b""
        self._module_dots = 3
        self._correction = "l"

    # ---- what people do to it ----

    def load(self, roll_mm: float) -> None:
        """Somebody puts a new roll in; what hung out is torn off."""
        self._tear()
        self._strip.left_rows = round(roll_mm * DOTS_PER_MM)
        self._tell_if_changed()

    def end_paper(self) -> None:
        """The roll is at its end."""
        self._strip.left_rows = 0
        self._tell_if_changed()

    def jam_knife(self) -> None:
        """The next cut jams."""
        self.knife_jams = True

    def open_cover(self) -> None:
        self.cover_open = True
        self._tell_if_changed()

    def close_cover(self) -> None:
        self.cover_open = False
        self._tell_if_changed()

    def free_knife(self) -> None:
        """Somebody takes the jammed paper out, and the printer goes on."""
        self.knife_jams = self._is_jammed = False
        self._tell_if_changed()

    def switch_off_and_on(self) -> None:
        """What it had not printed is forgotten; the paper stays as it is."""
        self._watches = 0
        self._answers.clear()
        self._is_jammed = False
        self._reset()

    def hang_up(self) -> None:
        """The line is closed, by either side: half a command is no command."""
        self._held = b""

    def tear_off(self) -> None:
        """Somebody pulls off what hangs out."""
        self._tear()

    # ---- the line ----

    def room(self) -> int:
        """How many bytes it takes at the moment; a sender waits for more, but for a printer that drops."""
        free = self.model.buffer_bytes - len(self._unread) - len(self._held)
        return 1 << 20 if self.model.drops else max(0, free)

    def receive(self, data: bytes) -> None:
        """What arrives now, at most `room` bytes."""
        data = self._held + data
        at = 0
        for found in _REAL_TIME.finditer(data):
            self._buffer(data[at : found.start()])
            at = found.end()
            self._obey(found[0])
        rest = data[at:]
        self._held = rest[_beginning_of_a_command(rest) :]
        self._buffer(rest[: len(rest) - len(self._held)])

    def run(self, until_s: float) -> bytes:
        """Go on until then; what it says meanwhile."""
        while self.now_s < until_s:
            if not self._is_ready or not self._step(until_s):
                self.now_s = until_s
        said = bytes(self._answers)
        self._answers.clear()
        return b"" if self.mute or not self.model.speaks else said

    @property
    def is_idle(self) -> bool:
        """Whether everything it has received is on paper."""
        return not self._unread and self.now_s >= self._busy_until_s

    # ---- within ----

    @property
    def _has_paper(self) -> bool:
        return self._strip.left_rows > 0

    @property
    def _is_ready(self) -> bool:
        return self._has_paper and not self.cover_open and not self._is_jammed

    def _buffer(self, data: bytes) -> None:
        free = self.model.buffer_bytes - len(self._unread)
        self._unread += data[:free] if self.model.drops else data

    def _obey(self, command: bytes) -> None:
        if _STATUS.fullmatch(command):
            self._answers.append(self._status(command[2]))
        elif command == _CLEAR and self.model.clears:
            self._reset()
            self._answers += _CLEARED
        elif command == _RECOVER and self._is_jammed:
            self._reset()
            self._is_jammed = False

    def _step(self, until_s: float) -> bool:
        """Carry out the next thing that is due before `until_s`; whether there was any."""
        if self._busy_until_s > until_s:
            return False
        self.now_s = max(self.now_s, self._busy_until_s)
        if self._raster is not None:
            return self._row(self._raster)
        command, length = next_command(bytes(self._unread[:_LONGEST_COMMAND]))
        if length == 0:
            return False
        del self._unread[:length]
        if command is not None:
            self._carry_out(command)
        return True

    def _carry_out(self, command: Command) -> None:
        match command:
            case Raster():
                if command.rows and command.width_bytes:
                    self._raster, self._raster_left = command, command.rows
            case Feed(rows=rows):
                self._go(rows)
            case Cut(rows=rows):
                self._go(rows)
                self._cut()
            case Ask(question=question):
                near, out = (0x03 if self._is_low else 0), (0 if self._has_paper else 0x0C)
                self._answers.append(near | out if question == 1 else 0)
            case Acknowledge(process_id=process_id):
                if self.model.acknowledges:
                    self._answers += b"\x37\x22" + process_id + b"\x00"
            case Watch(what=what):
                self._watches = what
                if what:
                    self._answers += self._told
            case Name(what=what):
                if what in (66, 67):
                    self._answers += b"_" + (b"MOT CUA" if what == 66 else b"STAND-IN") + b"\x00"
            case Margin(dots=dots):
                self._margin_bytes = dots // 8
            case Align(where=where):
                self._align = where
            case Symbol():
                self._draw_symbol(command)
            case Initialise():
                self._settings()
            case Unknown(data=data):
                self.unknown.append(data)

    def _row(self, raster: Raster) -> bool:
        if len(self._unread) < raster.width_bytes:
            return False
        dots = bytes(self._unread[: raster.width_bytes])
        del self._unread[: raster.width_bytes]
        self._raster_left -= 1
        if self._raster_left == 0:
            self._raster = None
        if raster.wide:
            dots = _widened(dots)
        for _ in range(2 if raster.high else 1):
            self._burn(dots)
        return True

    def _burn(self, dots: bytes) -> None:
        spare = self.model.width_dots // 8 - self._margin_bytes - len(dots)
        shift = {1: spare // 2, 2: spare}.get(self._align, 0)
        self._strip.burn(dots, self._margin_bytes + max(0, shift))
        self._take_time(1)

    def _go(self, rows: int) -> None:
        self._strip.feed(rows)
        self._take_time(rows)

    def _take_time(self, rows: int) -> None:
        began_s = max(self.now_s, self._busy_until_s)
        self._busy_until_s = began_s + rows / (self.model.speed_mm_s * DOTS_PER_MM)
        self._tell_if_changed()

    def _cut(self) -> None:
        self._busy_until_s += _CUT_S
        if self.knife_jams:
            self._is_jammed = True
            self._tell_if_changed()
            return
        piece = self._strip.take(is_cut=True)
        if piece is not None:
            self.pieces.append(piece)

    def _tear(self) -> None:
        piece = self._strip.take(is_cut=False)
        if piece is not None:
            self.pieces.append(piece)

    def _draw_symbol(self, step: Symbol) -> None:
        match step.function:
            case 67:
                self._module_dots = step.data[0]
            case 69:
                self._correction = {48: "l", 49: "m", 50: "q", 51: "h"}.get(step.data[0], "l")
            case 80:
                self._symbol = step.data[1:]
            case 81 if self._symbol:
                for row in _symbol_rows(self._symbol, self._correction, self._module_dots):
                    self._burn(row)

    # ---- what it says of itself ----

    @property
    def _is_low(self) -> bool:
        return self._strip.left_rows < self.model.near_end_mm * DOTS_PER_MM

    def _status(self, question: int) -> int:
        out, cover = not self._has_paper, self.cover_open
        match question:
            case 1:
                return 0x12 | (0 if self._is_ready else 0x08)
            case 2:
                return 0x12 | (0x04 if cover else 0) | (0x20 if out else 0) | (0x40 if self._is_jammed else 0)
            case 3:
                return 0x12 | (0x08 if self._is_jammed else 0)
            case _:
                return 0x12 | (0x60 if out else 0) | (0x0C if self._is_low else 0)

    def _state(self) -> bytes:
        """What GS a tells (automatic status back)."""
        first = 0x10 | (0 if self._is_ready else 0x08) | (0x20 if self.cover_open else 0)
        second = 0x08 if self._is_jammed else 0
        third = (0x03 if self._is_low else 0) | (0 if self._has_paper else 0x0C)
        return bytes([first, second, third, 0])

    def _tell_if_changed(self) -> None:
        state = self._state()
        if state != self._told:
            self._told = state
            if self._watches:
                self._answers += state


_LONGEST_COMMAND = 5 + 0x1000


def _beginning_of_a_command(data: bytes) -> int:
    """Where the last bytes of `data` may be the beginning of a real-time command; its length, if none may."""
    for at in range(max(0, len(data) - _LONGEST_REAL_TIME + 1), len(data)):
        tail = data[at:]
        if tail[0] == 0x10 and (tail in (b"\x10", b"\x10\x04", b"\x10\x05") or _CLEAR.startswith(tail)):
            return at
    return len(data)


def _widened(dots: bytes) -> bytes:
    """Each dot twice."""
    return b"".join(_TWICE[byte] for byte in dots)


_TWICE = [int("".join(bit * 2 for bit in f"{byte:08b}"), 2).to_bytes(2, "big") for byte in range(256)]


def _symbol_rows(content: bytes, correction: str, module_dots: int) -> Iterator[bytes]:
    """The rows of a QR code as a printer draws it: without a quiet zone, which is the sender's to leave."""
    code = segno.make(content, error=correction, micro=False, boost_error=False, mode="byte")
    for row in code.matrix_iter(border=0):
        bits = "".join(("1" if dark else "0") * module_dots for dark in row)
        dots = int(bits.ljust(-(-len(bits) // 8) * 8, "0"), 2).to_bytes(-(-len(bits) // 8), "big")
        for _ in range(module_dots):
            yield dots
