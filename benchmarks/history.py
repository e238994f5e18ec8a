"""Judge a queue by what its clients saw, and by nothing else: no database, no code of the server.

A history is what each client wrote down: what it asked for, when it began to ask, when it had its answer,
and what that was. From these intervals follows what the server cannot have done properly, whatever went on
inside: a number given to two citizens, a citizen called twice or never, an answer that changed when asked for
again, somebody called before another who certainly came earlier, "nobody waits" while certainly somebody did.

The last two, with "called twice" and "called and never issued", are all there is: the history of a queue that
has none of the four is linearizable (Henzinger, Sezgin, Vafeiadis: Aspect-Oriented Linearizability Proofs,
2013; tests/benchmarks/test_history.py holds it against a search through every order).
Run it on a file: `python -m benchmarks.history FILE`.
"""

import json
import math
import sys
from bisect import bisect_left
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass, field, fields
from enum import StrEnum
from pathlib import Path


class Kind(StrEnum):
    ISSUE = "issue"
    NEXT = "next"


@dataclass(frozen=True, kw_only=True, slots=True)
class Seen:
    """One command as its client saw it, from the first attempt to the first answer.

    key: the client's name of the command; asked again under the same key it is the same command.
    began_s, ended_s: on one clock for all clients; ended_s is None when no answer ever came.
    number: the number issued or called, None: nobody waits.
    """

    client: str
    kind: Kind
    key: str
    began_s: float
    ended_s: float | None
    number: str | None


@dataclass(frozen=True, kw_only=True)
class Findings:
    """What is wrong with a history, by number or by key; everything empty is a queue that did its work.

    unanswered, not_drained: the history says too little to be judged.
    """

    issued: int
    called: int
    nobody: int
    asked_again: int
    lost: list[str] = field(default_factory=list)
    shared: list[str] = field(default_factory=list)
    called_twice: list[str] = field(default_factory=list)
    never_issued: list[str] = field(default_factory=list)
    forgotten: list[str] = field(default_factory=list)
    overtaken: list[str] = field(default_factory=list)
    wrongly_nobody: list[str] = field(default_factory=list)
    not_in_record: list[str] = field(default_factory=list)
    unanswered: list[str] = field(default_factory=list)
    not_drained: bool = False

    @property
    def faults(self) -> dict[str, int]:
        """How many there are of each kind."""
        values = {one.name: getattr(self, one.name) for one in fields(self)}
        return {name: len(found) for name, found in values.items() if isinstance(found, list)}

    @property
    def is_sound(self) -> bool:
        """Whether the history says enough, and nothing is wrong with it."""
        return not self.not_drained and not any(self.faults.values())

    @property
    def is_linearizable(self) -> bool:
        """Whether a queue that does one thing at a time could have given these answers."""
        return not (self.called_twice or self.never_issued or self.overtaken or self.wrongly_nobody)


def judge(history: Iterable[Seen], record: Sequence[tuple[Kind, str]] | None = None) -> Findings:
    """What is wrong with `history`.

    record: what the server itself has on record, if it is to be compared: what was issued and called.
    """
    commands: dict[tuple[str, Kind, str], Seen] = {}
    asked_again, forgotten, unanswered = 0, [], []
    for seen in sorted(history, key=lambda it: it.began_s):
        name = (seen.client, seen.kind, seen.key)
        if seen.ended_s is None:
            unanswered.append(seen.key)
        elif name not in commands:
            commands[name] = seen
        else:
            asked_again += 1
            if commands[name].number != seen.number:
                forgotten.append(seen.key)
    issues = [it for it in commands.values() if it.kind is Kind.ISSUE and it.number is not None]
    nexts = [it for it in commands.values() if it.kind is Kind.NEXT]
    calls = [it for it in nexts if it.number is not None]
    nobody = [it for it in nexts if it.number is None]
    tickets = _tickets(issues, calls)
    last_issue_s = max((_ended(it) for it in issues), default=-math.inf)
    is_drained = any(it.began_s > last_issue_s for it in nobody)
    return Findings(
        issued=len(issues),
        called=len(calls),
        nobody=len(nobody),
        asked_again=asked_again,
        lost=[it.number for it in tickets if it.call_began_s == math.inf] if is_drained else [],
        shared=_repeated(issues),
        called_twice=_repeated(calls),
        never_issued=_never_issued(issues, calls),
        forgotten=forgotten,
        overtaken=_overtaken(tickets),
        wrongly_nobody=_wrongly_nobody(tickets, nobody),
        not_in_record=[] if record is None else _not_in_record(issues, calls, record),
        unanswered=unanswered,
        not_drained=not is_drained,
    )


@dataclass(frozen=True, kw_only=True, slots=True)
class _Ticket:
    """One number's way through the queue: infinite where it was never called."""

    number: str
    issue_began_s: float
    issue_ended_s: float
    call_began_s: float
    call_ended_s: float


def _tickets(issues: Sequence[Seen], calls: Sequence[Seen]) -> list[_Ticket]:
    call_of = {it.number: it for it in reversed(calls)}
    tickets = []
    for issue in issues:
        call = call_of.get(issue.number)
        tickets.append(
            _Ticket(
                number=issue.number or "",
                issue_began_s=issue.began_s,
                issue_ended_s=_ended(issue),
                call_began_s=math.inf if call is None else call.began_s,
                call_ended_s=math.inf if call is None else _ended(call),
            )
        )
    return tickets


def _ended(seen: Seen) -> float:
    return math.inf if seen.ended_s is None else seen.ended_s


def _repeated(seen: Sequence[Seen]) -> list[str]:
    return [number for number, count in Counter(it.number for it in seen).items() if number and count > 1]


def _never_issued(issues: Sequence[Seen], calls: Sequence[Seen]) -> list[str]:
    """Called, and never issued, or issued only after the call was over."""
    began_s = {it.number: it.began_s for it in issues}
    return [it.number for it in calls if it.number and _ended(it) < began_s.get(it.number, math.inf)]


def _overtaken(tickets: Sequence[_Ticket]) -> list[str]:
    """Who was certainly issued before another that was certainly called before them."""
    found = []
    by_issue_end = sorted(tickets, key=lambda it: it.issue_ended_s)
    earlier: _Ticket | None = None  # of those issued before: the one whose call began last
    position = 0
    for ticket in sorted(tickets, key=lambda it: it.issue_began_s):
        while position < len(by_issue_end) and by_issue_end[position].issue_ended_s < ticket.issue_began_s:
            candidate = by_issue_end[position]
            if earlier is None or candidate.call_began_s > earlier.call_began_s:
                earlier = candidate
            position += 1
        if earlier is not None and ticket.call_ended_s < earlier.call_began_s:
            found.append(f"{earlier.number} by {ticket.number}")
    return found


def _wrongly_nobody(tickets: Sequence[_Ticket], nobody: Sequence[Seen]) -> list[str]:
    """The answers "nobody waits" at no moment of which that can have been so.

    A ticket waits for certain from the end of its issue to the beginning of its call.
    """
    waits = sorted(
        (it.issue_ended_s, it.call_began_s) for it in tickets if it.issue_ended_s < it.call_began_s
    )
    together: list[tuple[float, float]] = []  # somebody waits for certain at each moment between the two
    for began_s, ended_s in waits:
        if together and began_s < together[-1][1]:
            together[-1] = (together[-1][0], max(together[-1][1], ended_s))
        else:
            together.append((began_s, ended_s))
    found = []
    for answer in nobody:
        before = bisect_left(together, (answer.began_s, -math.inf)) - 1
        if before >= 0 and _ended(answer) < together[before][1]:
            found.append(answer.key)
    return found


def _not_in_record(
    issues: Sequence[Seen], calls: Sequence[Seen], record: Sequence[tuple[Kind, str]]
) -> list[str]:
    """What a client was told and the record does not hold once, or the other way round."""
    told = Counter((it.kind, it.number or "") for it in [*issues, *calls])
    on_record = Counter(record)
    return [f"{kind} {number}" for kind, number in told.keys() | on_record.keys()
            if told[kind, number] != on_record[kind, number]]  # fmt: skip


def write_history(path: Path, history: Iterable[Seen]) -> None:
    """One JSON object a line."""
    path.write_text("".join(json.dumps(asdict(seen)) + "\n" for seen in history), "utf-8")


def read_history(path: Path) -> list[Seen]:
    """What `write_history` wrote."""
    lines = [json.loads(line) for line in path.read_text("utf-8").splitlines()]
    return [Seen(**(line | {"kind": Kind(line["kind"])})) for line in lines]


def main() -> int:
    findings = judge(read_history(Path(sys.argv[1])))
    print(json.dumps(asdict(findings), ensure_ascii=False, indent=1))
    return 0 if findings.is_sound else 1


if __name__ == "__main__":
    sys.exit(main())
