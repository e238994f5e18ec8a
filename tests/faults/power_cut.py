"""What a disk holds after a power cut: what was synced, and of the rest whatever chance has left.

A process is run under strace, and what it wrote is played again up to any moment. A write counts for certain
once its file was synced (fsync, fdatasync), the name of a new file once its directory was; of everything else
each single write may be there or not, in any order, as a disk with a cache of its own does it.
"""

import random
import re
import shutil
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

TRACE = "openat,pwrite64,write,fsync,fdatasync,ftruncate,unlink"
LONGEST = 1 << 20
_HEX = r"((?:\\x[0-9a-f]{2})*)"
_CALLS = (
    (re.compile(rf"pwrite64\(\d+<{_HEX}>, \"{_HEX}\", \d+, (\d+)\)"), "write"),
    (re.compile(rf"write\(1<{_HEX}>, \"{_HEX}\", \d+\)"), "say"),
    (re.compile(rf"(?:fsync|fdatasync)\(\d+<{_HEX}>\) += 0 <([0-9.]+)>"), "sync"),
    (re.compile(rf"ftruncate\(\d+<{_HEX}>, (\d+)\)"), "truncate"),
    (re.compile(rf"unlink\(\"{_HEX}\"\)"), "unlink"),
    (re.compile(rf"openat\([^,]*, \"{_HEX}\", [^)]*O_CREAT[^)]*\) = \d+"), "create"),
)


@dataclass(frozen=True, kw_only=True)
class Call:
    """One thing the process did. at: the place of a write, or the length after a cut."""

    moment_s: float
    kind: str
    path: Path
    data: bytes = b""
    at: int = 0


def traced(program: Sequence[str], output: Path) -> Sequence[str]:
    """`program` under strace, each of its threads into a file that begins with `output`."""
    strace = shutil.which("strace") or "strace"
    return [
        strace,
        "-ff",
        "-ttt",
        "-T",
        "-y",
        "-xx",
        "-s",
        str(LONGEST),
        "-e",
        f"trace={TRACE}",
        "-o",
        str(output),
        *program,
    ]


def calls_in(output: Path, folder: Path) -> Sequence[Call]:
    """What the traced process wrote in `folder`, and what it said (to a pipe), in order."""
    calls = [
        call
        for file in output.parent.glob(f"{output.name}.*")
        for line in file.read_text().splitlines()
        if (call := _call(line)) is not None
        and (call.kind == "say" or folder in (call.path, call.path.parent))
    ]
    return sorted(calls, key=lambda call: call.moment_s)


class Disk:
    """A directory as a disk has it. before: its files when the process began, all of them safe."""

    def __init__(self, before: Mapping[Path, bytes]) -> None:
        self._safe = {path: bytearray(content) for path, content in before.items()}
        self._named = set(before)  # whose names are safe
        self._there = set(before)
        self._unsafe: list[Call] = []

    def do(self, call: Call) -> None:
        match call.kind:
            case "write" | "truncate":
                self._unsafe.append(call)
            case "create":
                self._there.add(call.path)
            case "unlink":
                self._there.discard(call.path)
            case "sync":
                if call.path in {path.parent for path in self._there | self._named}:
                    self._named = set(self._there)
                for one in self._unsafe:
                    if one.path == call.path:
                        _apply(self._safe.setdefault(one.path, bytearray()), one)
                self._unsafe = [one for one in self._unsafe if one.path != call.path]

    def after_power_cut(self, chance: random.Random) -> Mapping[Path, bytes]:
        """The files that are there when the power is back."""
        files = {path: bytearray(self._safe.get(path, b"")) for path in self._named}
        for one in self._unsafe:
            if one.path in files and chance.random() < 0.5:
                _apply(files[one.path], one)
        return {path: bytes(content) for path, content in files.items()}


def _apply(content: bytearray, call: Call) -> None:
    if call.kind == "truncate":
        content[:] = content[: call.at].ljust(call.at, b"\0")
        return
    content.extend(bytes(max(0, call.at + len(call.data) - len(content))))
    content[call.at : call.at + len(call.data)] = call.data


def _call(line: str) -> Call | None:
    moment, _, what = line.partition(" ")
    for pattern, kind in _CALLS:
        found = pattern.match(what)
        if found is None:
            continue
        path, *more = found.groups()
        of = {"moment_s": float(moment), "kind": kind, "path": Path(_bytes(path).decode())}
        match kind:
            case "write":
                return Call(**of, data=_bytes(more[0]), at=int(more[1]))  # type: ignore[arg-type]
            case "say":
                return Call(**of, data=_bytes(more[0]))  # type: ignore[arg-type]
            case "truncate":
                return Call(**of, at=int(more[0]))  # type: ignore[arg-type]
            case "sync":  # it counts when it is over, and only if it succeeded
                return Call(**of | {"moment_s": float(moment) + float(more[0])})  # type: ignore[arg-type]
            case _:
                return Call(**of)  # type: ignore[arg-type]
    return None


def _bytes(told: str) -> bytes:
    return bytes.fromhex(told.replace("\\x", ""))


def moments(calls: Sequence[Call], before: Mapping[Path, bytes]) -> Iterator[tuple[Disk, bytes]]:
    """The disk after each call, and all that the process had said by then."""
    disk, said = Disk(before), b""
    for call in calls:
        if call.kind == "say":
            said += call.data
        else:
            disk.do(call)
        yield disk, said
