"""A rule of docs/protocol.md that can be seen from outside, and how it is judged."""

import tempfile
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from models.wire import WireError
from tests.conformance.play import Broken, Play, playing


@dataclass(frozen=True, kw_only=True)
class Rule:
    """says: as docs/protocol.md says it; " … " stands where something is left out."""

    id: str
    says: str
    judge: Callable[[Play], None]


def rule_of(judge: Callable[[Play], None]) -> Rule:
    """Named as the function, and told by its docstring."""
    says = " ".join((judge.__doc__ or "").split())
    return Rule(id=judge.__name__.replace("_", "-"), says=says, judge=judge)


def demand(kept: object, seen: object) -> None:
    """Raises Broken unless `kept`. seen: what was seen instead."""
    if not kept:
        raise Broken(str(seen))


def verdict(rule: Rule, command: Sequence[str], *, patience_s: float) -> str | None:
    """How `command` breaks `rule`; None where it keeps it."""
    with tempfile.TemporaryDirectory() as folder, playing(command, Path(folder), patience_s) as play:
        try:
            rule.judge(play)
        except (Broken, WireError) as broken:
            return str(broken)
    return None
