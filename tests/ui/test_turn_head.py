"""Turning the head before the camera: which way is written, and shown where a mirror would show it."""

import pytest
from PySide6.QtGui import QImage

from kiosk.journey.events import FaceNotKnown
from kiosk.journey.face_events import FaceChallenged
from kiosk.journey.head_turn import Challenge, Turn
from kiosk.journey.visit import Screen
from tests.ui.stage import VI, Stage


def ask(stage: Stage, turn: Turn) -> None:
    challenge = Challenge(turn=turn, done=0, of=3)
    stage.tell(FaceChallenged(visit=stage.kiosk.state.visit, challenge=challenge))


def differs(one: QImage, other: QImage, side: Turn) -> bool:
    """Whether the two pictures differ in that half of the screen, above the words under the picture."""
    width, height = one.width() // 2, round(one.height() * 0.55)
    left = 0 if side is Turn.LEFT else width
    return one.copy(left, 0, width, height) != other.copy(left, 0, width, height)


@pytest.mark.parametrize("moment", ["look here", "enrol look"])
@pytest.mark.parametrize("turn", Turn)
def test_which_way_to_turn_is_written_under_the_picture(moment: str, turn: Turn, stage: Stage) -> None:
    stage.show(moment)
    ask(stage, turn)
    assert VI[f"turn.{turn}"] in stage.reads()
    assert VI["turn.title"] in stage.reads()


@pytest.mark.parametrize("moment", ["look here", "enrol look"])
@pytest.mark.parametrize(("turn", "other"), [(Turn.LEFT, Turn.RIGHT), (Turn.RIGHT, Turn.LEFT)])
def test_the_arrow_stands_at_the_side_to_turn_to(moment: str, turn: Turn, other: Turn, stage: Stage) -> None:
    stage.show(moment)
    ask(stage, Turn.STRAIGHT)
    without = stage.draw()
    ask(stage, turn)
    with_arrow = stage.draw()
    assert differs(without, with_arrow, turn)
    assert not differs(without, with_arrow, other)


def test_a_turn_that_failed_accuses_nobody(stage: Stage) -> None:
    stage.show("look here")
    ask(stage, Turn.LEFT)
    stage.tell(FaceNotKnown(visit=stage.kiosk.state.visit))
    assert stage.kiosk.state.screen is Screen.CHOOSE_SERVICE
    assert VI["notice.not_recognised"] in stage.reads()
