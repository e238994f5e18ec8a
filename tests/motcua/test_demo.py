"""`make run` on a machine without a camera, a printer or a screen."""

import os
import re
import signal
import subprocess
import sys
import urllib.request
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from models.citizen_card import read_card
from tests.helpers.waiting import wait_until

START_S = 60.0
WITHOUT_A_DISPLAY = {
    name: value
    for name, value in os.environ.items()
    if name not in ("DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM")
}


class Demo:
    """A demo that runs, what it has said so far, and the programs it started."""

    def __init__(self, directory: Path) -> None:
        self.directory = directory
        self._said = (directory / "said").open("w+b")
        arguments = ["demo", "--film", "--port", "0", "--data", str(directory)]
        self.process = subprocess.Popen(
            [sys.executable, "-m", "motcua", *arguments],
            stdout=self._said,
            stderr=subprocess.STDOUT,
            env=WITHOUT_A_DISPLAY,
        )

    def said(self) -> str:
        return (self.directory / "said").read_text("utf-8")

    def url(self, page: str) -> str:
        (found,) = set(re.findall(rf"http://127\.0\.0\.1:\d+/{page}\b", self.said()))
        return str(found)

    def children(self) -> list[int]:
        listed = subprocess.run(
            ["ps", "-o", "pid=", "--ppid", str(self.process.pid)], capture_output=True, check=False
        )
        return [int(pid) for pid in listed.stdout.split()]

    def close(self) -> None:
        if self.process.poll() is None:
            self.process.send_signal(signal.SIGINT)
            self.process.wait(30)
        self._said.close()


@pytest.fixture
def demo(tmp_path: Path) -> Iterator[Demo]:
    demo = Demo(tmp_path)
    wait_until(lambda: "Ctrl+C stops everything" in demo.said() or demo.process.poll() is not None, START_S)
    yield demo
    demo.close()


def test_it_shows_a_visit_says_where_to_look_and_stops_everything_it_started(demo: Demo) -> None:
    assert demo.process.poll() is None, demo.said()
    assert "no camera here" in demo.said()
    assert "no display" in demo.said()
    assert "demo / mot-cua-demo" in demo.said()
    assert 'are made up, for "Tra cứu hồ sơ"' in demo.said()
    card = read_card((demo.directory / "run" / "card.txt").read_text("utf-8"), today=date(2026, 11, 22))
    assert card.shown_name == "T. T. H. Hoa"
    for page in ("display", "staff", "reports"):
        with urllib.request.urlopen(demo.url(page), timeout=10) as answer:  # noqa: S310
            assert answer.status == 200

    wait_until(lambda: list((demo.directory / "run" / "paper").glob("*.png")), START_S)
    wait_until(lambda: "visit 1: ticket printed, called, served" in demo.said(), START_S)

    started = demo.children()
    assert len(started) == 3  # printer, server, kiosk
    demo.process.send_signal(signal.SIGINT)
    assert demo.process.wait(30) == 0
    assert not any(Path(f"/proc/{pid}").exists() for pid in started)
