"""Whole visits by touch, timed from the kiosk's own log: how many touches, and how long the machines took.

`motcua demo` runs server, kiosk and printer as a hall has them; its stand-in citizen touches the screen. The
machines' time is what the citizen waits for: while being looked at, and from the last touch to the paper.
"""

import re
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import pairwise
from pathlib import Path

from benchmarks.figure import figure

VISITS = 3  # the demo's citizens: one known by face, one not, one with a card
PATIENCE_S = 300.0
_LINE = re.compile(r"(?P<at>\S+ \S+) INFO kiosk\.\w+: (?P<what>.*)")
_SCREEN = re.compile(r"visit \d+: (?P<screen>\w+) after (?P<event>\w+)")
_ON_PAPER = re.compile(r"ticket \S+ on paper: ")


@dataclass(frozen=True, kw_only=True)
class Step:
    """A screen that came, and after what; of the paper, `screen` is empty."""

    at_s: float
    screen: str
    event: str


def main() -> int:
    visits = [visit for visit in visits_in(log_of_a_demo()) if visit[-1].screen == ""]
    ok = True
    for name, sign, most_touches in (
        ("known by face", "FaceRecognised", 2),
        ("identity card", "CardRead", 1),
        ("not known by face", "FaceNotKnown", 4),
    ):
        way = next(visit for visit in visits if any(step.event == sign for step in visit))
        ok &= figure(f"journey, {name}: touches", touches(way), "touches", at_most=most_touches)
        ok &= figure(f"journey, {name}: waiting for machines", machines_s(way), "s", at_most=3.0)
    return 0 if ok else 1


def log_of_a_demo() -> Sequence[Step]:
    with tempfile.TemporaryDirectory() as data:
        demo = [sys.executable, "-m", "motcua", "demo", "--play", "--film", "--data", data, "--port", "0"]
        subprocess.run(
            [*demo, "--visits", str(VISITS)], check=True, timeout=PATIENCE_S, stdout=subprocess.DEVNULL
        )
        lines = (Path(data) / "run" / "logs" / "kiosk.log").read_text("utf-8").splitlines()
    return list(steps_in(lines))


def steps_in(lines: Sequence[str]) -> Iterator[Step]:
    for line in lines:
        if (written := _LINE.match(line)) is None:
            continue
        at_s = datetime.strptime(written["at"], "%Y-%m-%d %H:%M:%S,%f").timestamp()  # noqa: DTZ007
        if (came := _SCREEN.match(written["what"])) is not None:
            yield Step(at_s=at_s, screen=came["screen"], event=came["event"])
        elif _ON_PAPER.match(written["what"]):
            yield Step(at_s=at_s, screen="", event="paper")


def visits_in(steps: Sequence[Step]) -> Iterator[list[Step]]:
    """Each visit's steps, from the one that left the first screen to the paper."""
    visit: list[Step] = []
    for step in steps:
        if step.screen == "Attract":
            visit = []
            continue
        visit.append(step)
        if step.screen == "":
            yield visit


def touches(visit: Sequence[Step]) -> int:
    return sum(step.event.endswith("Touched") for step in visit)


def machines_s(visit: Sequence[Step]) -> float:
    """How long the citizen only waited: each step that no touch brought ends such a wait."""
    pairs = pairwise(visit)
    return sum(after.at_s - before.at_s for before, after in pairs if not after.event.endswith("Touched"))


if __name__ == "__main__":
    sys.exit(main())
