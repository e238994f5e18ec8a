"""The kiosk's screen without a graphics card: first frame, change of screen, frames, rest, memory.

`--touches` and `--changes` make it shorter or longer than what the floors speak of.
"""

import argparse
import os
import statistics
import subprocess
import sys
import time
from itertools import pairwise
from pathlib import Path

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
os.environ.setdefault("QT_QUICK_BACKEND", "software")

from PySide6.QtCore import QCoreApplication, QEventLoop, QTimer
from PySide6.QtTest import QTest

from benchmarks.figure import figure
from kiosk.journey.events import AppointmentWayTouched, HomeTouched
from ui.gallery import Gallery, Look
from ui.i18n import read_words
from ui.moments import usual_offer
from ui.theme import read_theme
from ui.visitor import look, tap, wait_for
from ui.window import WindowSettings

VI = read_words("vi")
STARTS = 5
IDLE_S = 5.0
SETTLED_MS = 320  # after a change of screen a touch counts again after 300 ms
COMING_S = read_theme("motion")["screen_ms"] / 1000
MOST_WAIT_MS = 2000
# From the first screen: into a visit and back, by touch.
JOURNEY = ("home.appointment", "code.ordinary", "nav.back", "nav.home", "home.anonymous", "nav.home")
COMFORT = ("foot.large", "foot.contrast", "foot.low", "foot.sound")


class Frames:
    """When each frame was on the screen."""

    def __init__(self, gallery: Gallery) -> None:
        self.at_s: list[float] = []
        self.window = gallery.screen.window
        self.window.frameSwapped.connect(self._note)

    def _note(self) -> None:
        self.at_s.append(time.perf_counter())

    def next_ms(self, began_s: float) -> float:
        """How long after `began_s` the next frame was there; Qt goes on working meanwhile."""
        before = len(self.at_s)
        waiting = QEventLoop()
        self.window.frameSwapped.connect(waiting.quit)
        QTimer.singleShot(MOST_WAIT_MS, waiting.quit)
        waiting.exec()
        self.window.frameSwapped.disconnect(waiting.quit)
        if len(self.at_s) == before:
            raise SystemExit("no frame was drawn")
        return (self.at_s[before] - began_s) * 1000


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--touches", type=int, default=20_000)
    parser.add_argument("--changes", type=int, default=120)
    parser.add_argument("--first-frame", action="store_true", help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.first_frame:
        return _show_first_frame()
    first_frame_s = statistics.median(_first_frame_s() for _ in range(STARTS))
    kept = [figure("first frame after process start", first_frame_s, "s", at_most=1.0)]
    gallery = Gallery(WindowSettings(), usual_offer())
    gallery.show("attract", Look())
    frames = Frames(gallery)
    changes_ms, between_ms = _changes(gallery, frames, options.changes)
    kept += [
        figure("screen change, p95", _p95(changes_ms), "ms", at_most=100),
        figure("frame while a screen comes, p95", _p95(between_ms), "ms", at_most=25),
        figure("processor at rest", _idle_percent(), "%", at_most=2),
    ]
    grown_mb = _memory_growth_mb(gallery, options.touches)
    kept.append(figure(f"memory grown by {options.touches} touches", grown_mb, "MB", at_most=4))
    gallery.close()
    return 0 if all(kept) else 1


def _show_first_frame() -> int:
    gallery = Gallery(WindowSettings(), usual_offer())
    Frames(gallery).next_ms(0)
    print(time.time())
    gallery.close()
    return 0


def _first_frame_s() -> float:
    began_s = time.time()
    shown = subprocess.run(
        [sys.executable, "-m", "benchmarks.screens", "--first-frame"],
        cwd=Path(__file__).parents[1],
        capture_output=True,
        text=True,
        check=True,
    )
    return float(shown.stdout) - began_s


def _changes(gallery: Gallery, frames: Frames, changes: int) -> tuple[list[float], list[float]]:
    """Per change, the time from the touch to the new screen's first frame; and between all later frames."""
    changes_ms, between_ms = [], []
    for count in range(changes):
        control = wait_for(frames.window, VI[JOURNEY[count % len(JOURNEY)]])
        screen_before = gallery.kiosk.state.screen
        began_s = time.perf_counter()
        tap(frames.window, control.area.center())
        if gallery.kiosk.state.screen is screen_before:
            raise SystemExit(f"{control.name} led nowhere")
        changes_ms.append(frames.next_ms(began_s))
        first = len(frames.at_s) - 1
        QTest.qWait(SETTLED_MS)
        # The first frame stands until the motion begins two ticks later; what is counted is the motion.
        coming = [at_s for at_s in frames.at_s[first + 1 :] if at_s - frames.at_s[first] < COMING_S]
        between_ms += [(later - sooner) * 1000 for sooner, later in pairwise(coming)]
    return changes_ms, between_ms


def _idle_percent() -> float:
    QTest.qWait(500)
    loop = QEventLoop()  # as the kiosk's own: QTest's would look every 10 ms
    QTimer.singleShot(round(IDLE_S * 1000), loop.quit)
    busy_s, began_s = time.process_time(), time.perf_counter()
    loop.exec()
    return (time.process_time() - busy_s) / (time.perf_counter() - began_s) * 100


def _memory_growth_mb(gallery: Gallery, touches: int) -> float:
    """By how much the process is larger at the end than after a fifth of the touches."""
    touched = 0
    after_a_fifth_mb = 0.0
    while touched < touches:
        touched += _round_of_touches(gallery)
        if not after_a_fifth_mb and touched >= touches / 5:
            after_a_fifth_mb = _resident_mb()
    return _resident_mb() - after_a_fifth_mb


def _round_of_touches(gallery: Gallery) -> int:
    """A code typed, erased and left, with everything at the foot turned on and off again."""
    window = gallery.screen.window
    gallery.screen.tell(AppointmentWayTouched())
    QTest.qWait(SETTLED_MS)
    places = {seen.name: seen.area.center() for seen in look(window) if seen.is_control}
    names = [*"1234567", *[VI["code.erase"]] * 7] * 4
    for name in names:
        tap(window, places[name])
        QCoreApplication.processEvents()
        window.grabWindow()
    for key in (*COMFORT, *reversed(COMFORT)):
        tap(window, wait_for(window, VI[key]).area.center())
        QCoreApplication.processEvents()
        window.grabWindow()
    gallery.screen.tell(HomeTouched())
    return len(names) + 2 * len(COMFORT)


def _resident_mb() -> float:
    pages = int(Path("/proc/self/statm").read_text("ascii").split()[1])
    return pages * os.sysconf("SC_PAGE_SIZE") / 1_000_000


def _p95(values: list[float]) -> float:
    return statistics.quantiles(values, n=20)[-1]


if __name__ == "__main__":
    sys.exit(main())
