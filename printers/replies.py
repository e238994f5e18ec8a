"""What a printer says, told apart: answers to four kinds of questions come mixed on one line. Pure.

Source: Epson's ESC/POS command reference. Fixed bits of the first byte: DLE EOT 0xx1xx10, automatic status
0xx1xx00 (and three more of 0xx0xxxx), GS r 0xx0xxxx; blocks begin with 0x37 or 0x5F and end with a zero.
"""

from collections.abc import Iterator
from dataclasses import dataclass


@dataclass(frozen=True, kw_only=True)
class Status:
    """The answer to DLE EOT, at once and also off line."""

    bits: int


@dataclass(frozen=True, kw_only=True)
class Automatic:
    """What it says of itself when something changes, if it was asked to (GS a)."""

    bits: bytes


@dataclass(frozen=True, kw_only=True)
class Processed:
    """The answer to GS r: everything before it is processed."""

    bits: int


@dataclass(frozen=True, kw_only=True)
class Acknowledged:
    """The answer to GS ( H: everything before that name is printed."""

    process_id: bytes


@dataclass(frozen=True, kw_only=True)
class Cleared:
    """The answer to DLE DC4 8: what was not printed never will be."""


@dataclass(frozen=True, kw_only=True)
class Named:
    """The answer to GS I."""

    text: str


Reply = Status | Automatic | Processed | Acknowledged | Cleared | Named

_ACKNOWLEDGED, _CLEARED, _NAMED = b"\x37\x22", b"\x37\x25", b"\x5f"
_LONGEST_NAME = 80


class Replies:
    """Puts what arrives in pieces together again."""

    def __init__(self) -> None:
        self._unread = b""

    def heard(self, data: bytes) -> Iterator[Reply]:
        """The replies that are whole by now. What is none is passed over."""
        self._unread += data
        while self._unread:
            length = _length(self._unread)
            if length > len(self._unread):
                return
            one, self._unread = self._unread[:length], self._unread[length:]
            reply = _reply(one)
            if reply is not None:
                yield reply


def _length(data: bytes) -> int:
    """How long the first reply of `data` is; more than there is while it may still become one."""
    if data[0] == 0x37:
        if len(data) < 2:
            return 2
        return {_ACKNOWLEDGED: 7, _CLEARED: 3}.get(data[:2], 1)
    if data[0] == 0x5F:
        end = data.find(0)
        if end >= 0:
            return end + 1
        return 1 if len(data) > _LONGEST_NAME else len(data) + 1
    if data[0] & 0x93 == 0x10:
        is_automatic = all(byte & 0x90 == 0 for byte in data[1:4])
        return 4 if is_automatic else 1
    return 1


def _reply(one: bytes) -> Reply | None:
    first = one[0]
    if len(one) == 7 and one[6] == 0:
        return Acknowledged(process_id=one[2:6])
    if len(one) == 3 and one == _CLEARED + b"\x00":
        return Cleared()
    if first == 0x5F and len(one) > 1:
        return Named(text=one[1:-1].decode("ascii", "replace"))
    if len(one) == 4:
        return Automatic(bits=one)
    if first & 0x93 == 0x12:
        return Status(bits=first)
    if first & 0x90 == 0:
        return Processed(bits=first)
    return None
