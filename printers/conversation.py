"""What is said to a printer to print one slip, and what its answers mean.

Pure: no clock and no line of its own. A slip goes out in groups, each followed by a question that is answered
when the group is on paper, and never more than a few ahead of the answers: what has not been sent cannot come
out later by itself, and the command to forget the rest finds room in the printer's buffer (ADR-0031).
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Protocol

from models.print_job import ON_PAPER, Outcome, Reason
from printers.port import Result
from printers.replies import Acknowledged, Cleared, Processed, Replies, Reply, Status

ROWS_A_MM = 8  # 203 dpi
WINDOW = 2  # groups of about 1 KB: a printer's buffer has 4 KB
ANSWER_S = 0.5
STILL_S = 0.7  # without an answer it is asked what is the matter
GIVEN_UP_S = 4.0
CLEARED_S = 2.0

_PAPER, _CAUSE, ASK_PRINTER = (b"\x10\x04" + bytes([n]) for n in (4, 2, 1))
_SAY_WHEN_PROCESSED = b"\x1dr\x01"
_FORGET_THE_REST = b"\x10\x14\x08\x01\x03\x14\x01\x06\x02\x08"
_NEAR_END = 0x0C


class Tier(StrEnum):
    """How much a printer says of what it has printed."""

    ACKNOWLEDGES = "acknowledges"  # each group, when it is on paper (GS ( H)
    ANSWERS = "answers"  # when it has processed a group (GS r)
    SILENT = "silent"


@dataclass(frozen=True, kw_only=True)
class Group:
    """What is sent in one go. rows: of paper it takes."""

    data: bytes
    rows: int


class Line(Protocol):
    """The way to a printer. `write` and `read` raise OSError when it breaks, or takes no more in time."""

    def write(self, data: bytes) -> None: ...

    def read(self, within_s: float) -> bytes:
        """What the printer says, as soon as it says anything; nothing when the time is over."""
        ...

    def close(self) -> None: ...


def talk(line: Line, groups: Sequence[Group], tier: Tier, clock_s: Callable[[], float]) -> Result:
    """Print one slip over `line`."""
    conversation = Conversation(groups, tier, clock_s())
    try:
        while conversation.result is None:
            outgoing = conversation.to_send(clock_s())
            if outgoing:
                line.write(outgoing)
                conversation.sent()
            conversation.heard(line.read(conversation.wait_s(clock_s())), clock_s())
            conversation.tick(clock_s())
    except OSError:
        conversation.lost()
    return conversation.result or Result(outcome=Outcome.UNKNOWN)


class Conversation:
    """One slip: `to_send`, `sent`, `heard` and `tick` in turn until there is a `result`."""

    def __init__(self, groups: Sequence[Group], tier: Tier, now_s: float) -> None:
        self._groups, self._tier = groups, tier
        self._replies = Replies()
        self._questions = [_PAPER, _CAUSE, ASK_PRINTER] if tier is not Tier.SILENT else []
        self._outgoing = self._questions[0] if self._questions else b""
        self._next, self._done = 0, 0
        self._asked_s = self._moved_s = now_s
        self._clearing = False
        self._trouble: Reason | None = None
        self._is_low = False
        self.result: Result | None = None

    # ---- to be called ----

    def to_send(self, now_s: float) -> bytes:
        """What is to be sent now; it counts as sent, whatever becomes of it."""
        if self.result is None and not self._questions and not self._clearing:
            self._fill(now_s)
        outgoing, self._outgoing = self._outgoing, b""
        return outgoing

    def sent(self) -> None:
        """All of that is out. Of a printer that says nothing no more will be known."""
        if self.result is None and self._tier is Tier.SILENT:
            self._end(Outcome.SENT)

    def heard(self, data: bytes, now_s: float) -> None:
        """What the printer said."""
        for reply in self._replies.heard(data):
            if self.result is None:
                self._hear(reply, now_s)

    def wait_s(self, now_s: float) -> float:
        """How long to wait for a word of the printer before `tick`."""
        return max(0.0, self._due_s() - now_s)

    def tick(self, now_s: float) -> None:
        """Time has passed."""
        if self.result is not None or now_s < self._due_s():
            return
        if self._clearing:
            self._end(Outcome.UNKNOWN)
        elif self._questions:
            self._end(Outcome.FAILED, Reason.SILENT)
        elif now_s >= self._moved_s + GIVEN_UP_S:
            self._clear(now_s)
        else:
            self._outgoing += _CAUSE
            self._asked_s = now_s

    def lost(self) -> None:
        """The line broke, or took no more."""
        if self.result is None:
            has_sent = self._next > 0
            self._end(Outcome.UNKNOWN if has_sent else Outcome.FAILED, self._trouble or Reason.ABSENT)

    # ---- within ----

    def _due_s(self) -> float:
        if self._clearing:
            return self._asked_s + CLEARED_S
        if self._questions:
            return self._asked_s + ANSWER_S
        return min(max(self._asked_s, self._moved_s) + STILL_S, self._moved_s + GIVEN_UP_S)

    def _fill(self, now_s: float) -> None:
        """Groups as far ahead of the answers as may be."""
        window = len(self._groups) if self._tier is Tier.SILENT else WINDOW
        while self._next < len(self._groups) and self._next - self._done < window:
            if self._next == self._done:
                self._moved_s = now_s
            self._outgoing += self._groups[self._next].data + self._question()
            self._next += 1

    def _question(self) -> bytes:
        match self._tier:
            case Tier.ACKNOWLEDGES:
                return say_when_printed(_name(self._next))
            case Tier.ANSWERS:
                return _SAY_WHEN_PROCESSED
            case Tier.SILENT:
                return b""

    def _hear(self, reply: Reply, now_s: float) -> None:
        match reply:
            case Status(bits=bits):
                self._hear_status(bits, now_s)
            case Acknowledged(process_id=process_id) if self._tier is Tier.ACKNOWLEDGES:
                if process_id == _name(self._done):
                    self._move(now_s)
                else:  # it has lost a group, or is another than it was
                    self._hear_trouble(Reason.OFFLINE, now_s)
            case Processed() if self._tier is Tier.ANSWERS:
                self._move(now_s)
            case Cleared() if self._clearing:
                self._end(Outcome.PARTIAL)

    def _move(self, now_s: float) -> None:
        """The oldest group that was not yet answered for is on paper."""
        self._done = min(self._done + 1, self._next)
        self._moved_s = now_s
        if self._done == len(self._groups):
            self._end(Outcome.PRINTED if self._tier is Tier.ACKNOWLEDGES else Outcome.WEAK)

    def _hear_status(self, bits: int, now_s: float) -> None:
        if not self._questions:
            self._hear_trouble(_trouble_of_cause(bits), now_s)
            return
        question = self._questions.pop(0)
        trouble = _TROUBLE_OF[question](bits)
        self._is_low = self._is_low or (question == _PAPER and bool(bits & _NEAR_END))
        if trouble is not None:
            self._end(Outcome.FAILED, trouble)
        elif self._questions:
            self._outgoing += self._questions[0]
            self._asked_s = now_s
        elif not self._groups:
            self._end(Outcome.PRINTED)

    def _hear_trouble(self, trouble: Reason | None, now_s: float) -> None:
        if trouble is not None and not self._clearing and not self._questions:
            self._trouble = trouble
            self._clear(now_s)

    def _clear(self, now_s: float) -> None:
        self._clearing = True
        self._asked_s = now_s
        self._outgoing = _FORGET_THE_REST

    def _end(self, outcome: Outcome, trouble: Reason | None = None) -> None:
        rows = sum(group.rows for group in self._groups[: self._next])
        self.result = Result(
            outcome=outcome,
            trouble=None if outcome in ON_PAPER else trouble or self._trouble or Reason.OFFLINE,
            paper_mm=rows / ROWS_A_MM,
            is_paper_low=self._is_low,
        )


def say_when_printed(process_id: bytes) -> bytes:
    """GS ( H, function 48: what asks for those four bytes when everything before is on paper."""
    return b"\x1d(H\x06\x00\x30\x30" + process_id


def _name(index: int) -> bytes:
    return f"{index:04d}".encode()


def _trouble_of_paper(bits: int) -> Reason | None:
    return Reason.NO_PAPER if bits & 0x60 else None


def _trouble_of_cause(bits: int) -> Reason | None:
    if bits & 0x20:
        return Reason.NO_PAPER
    if bits & 0x04:
        return Reason.COVER_OPEN
    return Reason.JAMMED if bits & 0x40 else None


def _trouble_of_printer(bits: int) -> Reason | None:
    return Reason.OFFLINE if bits & 0x08 else None


_TROUBLE_OF = {_PAPER: _trouble_of_paper, _CAUSE: _trouble_of_cause, ASK_PRINTER: _trouble_of_printer}
