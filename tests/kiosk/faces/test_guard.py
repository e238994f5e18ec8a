"""Who is asked to turn the head: when there is a reason, now and then without one, as the hall wants it."""

from random import Random

import numpy as np
import pytest

from kiosk.faces.blaze_mfn import BlazeMobileFaceNet
from kiosk.faces.engine import Face, FaceError, Picture
from kiosk.faces.gallery import Match
from kiosk.faces.guard import AGAIN_S, Guard, Liveness, Occasion, is_demanded
from kiosk.faces.risk import ENTRY_POINTS, highest, load_risk_signals

POINT = BlazeMobileFaceNet.point
SURE = Match(person_id="an", score=0.95, margin=0.5)
FRAME = np.zeros((2, 2, 3), np.uint8)
FACE = Face(box=(0, 0, 1, 1), score=0.9, points=np.zeros((6, 2), np.float32))


class Clock:
    now_s = 100.0

    def __call__(self) -> float:
        return self.now_s


class Lucky(Random):
    """Never draws the lot."""

    def random(self) -> float:
        return 0.99


class Signal:
    """A plug-in that says what it is told to."""

    name = "stand-in"

    def __init__(self, score: float = 0.9) -> None:
        self._score = score

    def score(self, frame_bgr: Picture, face: Face) -> float:
        return self._score


class Installed:
    """What Python says of a plug-in that is installed."""

    name = "stand-in"

    def __init__(self, made: type) -> None:
        self._made = made

    def load(self) -> type:
        return self._made


def asks(occasion: Occasion, setting: Liveness = Liveness.SOMETIMES) -> bool:
    return is_demanded(setting, POINT, occasion)


def test_who_is_known_for_sure_and_unlikely_to_cheat_keeps_their_two_touches() -> None:
    assert not asks(Occasion(match=SURE))


@pytest.mark.parametrize(
    "occasion",
    [
        Occasion(match=Match(person_id="an", score=POINT.identify + 0.04, margin=0.5)),
        Occasion(match=Match(person_id="an", score=0.95, margin=POINT.margin + 0.03)),
        Occasion(match=SURE, again_s=AGAIN_S - 1),
        Occasion(match=SURE, risk=0.5),
        Occasion(match=SURE, draw=0.09),
    ],
    ids=["hardly alike", "somebody else alike", "here just now", "risk", "lot"],
)
def test_each_reason_alone_is_enough(occasion: Occasion) -> None:
    assert asks(occasion)


def test_whoever_was_here_longer_ago_is_not_asked_for_that() -> None:
    assert not asks(Occasion(match=SURE, again_s=AGAIN_S))


def test_a_hall_may_ask_everybody_or_nobody() -> None:
    doubtful = Occasion(match=SURE, risk=1.0, draw=0.0)
    assert asks(Occasion(match=SURE), Liveness.ALWAYS)
    assert not asks(doubtful, Liveness.NEVER)


def test_the_same_person_is_asked_when_they_come_again_within_ten_minutes() -> None:
    clock = Clock()
    guard = Guard(Liveness.SOMETIMES, clock_s=clock, random=Lucky())
    assert not guard.demands(SURE, POINT, risk=0.0)
    guard.meet("an")
    clock.now_s += AGAIN_S - 1
    assert guard.demands(SURE, POINT, risk=0.0)
    guard.meet("binh")
    clock.now_s += 2
    assert not guard.demands(SURE, POINT, risk=0.0)


@pytest.mark.parametrize(
    ("setting", "is_asked"), [(Liveness.NEVER, False), (Liveness.SOMETIMES, True), (Liveness.ALWAYS, True)]
)
def test_who_enrols_is_asked_wherever_anybody_is(setting: Liveness, is_asked: bool) -> None:
    assert Guard(setting).asks_who_enrols is is_asked


def test_the_most_suspicious_signal_counts_and_none_leaves_the_scale() -> None:
    guard = Guard(Liveness.SOMETIMES, signals=(Signal(0.2), Signal(7.0), Signal(-1.0)))
    assert guard.risk(FRAME, FACE) == 1.0
    assert highest((), FRAME, FACE) == 0.0


def test_a_plug_in_that_is_installed_is_used(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(
        "kiosk.faces.risk.entry_points", lambda group: [Installed(Signal)] if group == ENTRY_POINTS else []
    )
    (signal,) = load_risk_signals()
    assert signal.score(FRAME, FACE) == 0.9


def test_a_plug_in_that_cannot_be_used_is_not_left_out_silently(monkeypatch: pytest.MonkeyPatch) -> None:
    class Broken:
        def __init__(self) -> None:
            raise OSError("no infrared camera")

    monkeypatch.setattr("kiosk.faces.risk.entry_points", lambda group: [Installed(Broken)])
    with pytest.raises(FaceError, match="stand-in cannot be used: no infrared camera"):
        load_risk_signals()
