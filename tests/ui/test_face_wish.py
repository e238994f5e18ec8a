"""On the screen: asked once, two empty boxes, a way out everywhere, and the face erased where it is known."""

from dataclasses import replace
from pathlib import Path

import pytest

from kiosk.journey.deeds import EraseFace, LearnFace
from kiosk.journey.events import FaceHinted, SlipPrinted
from kiosk.journey.face_events import EnrolmentOffered, FaceErased, FaceFramed, FaceKept
from kiosk.journey.face_wish import CONSENT_VERSION
from kiosk.journey.hint import Hint
from kiosk.journey.visit import Screen, Visitor
from tests.ui.stage import EN, VI, Stage
from ui.moments import CARD, HALL, SHOWN_NAME

CONSENT_TEXTS = Path(__file__).parents[2] / "docs" / "face-consent.md"
RECOGNISE = VI["enrol.recognise"].format(centre=HALL.centre)
KEEP = VI["enrol.keep"].format(centre=HALL.centre)


def test_who_came_by_card_is_asked_once_the_paper_is_out_and_agrees_to_each_by_itself(stage: Stage) -> None:
    stage.show("ticket printed")
    assert VI["enrol.offer"] not in stage.reads()
    holder = Visitor(shown_name=CARD.shown_name)
    stage.kiosk.state = replace(stage.kiosk.state, card=CARD, visitor=holder)
    stage.tell(EnrolmentOffered(visit=stage.kiosk.state.visit))
    assert VI["enrol.offer"] in stage.reads()
    stage.touch(VI["enrol.learn_more"])
    stage.touch(RECOGNISE)
    assert not next(seen for seen in stage.controls() if seen.name == VI["enrol.go_on"]).is_enabled
    stage.touch(KEEP)
    stage.touch(VI["enrol.go_on"])
    assert [effect for effect in stage.effects if isinstance(effect, LearnFace)] == [
        LearnFace(
            visit=stage.kiosk.state.visit,
            shown_name=CARD.shown_name,
            consent=f"{CONSENT_VERSION}/vi",
            card_number=CARD.number,
        )
    ]


def test_the_citizen_sees_what_the_camera_needs_and_until_when_the_face_is_kept(stage: Stage) -> None:
    stage.show("enrol look")
    visit = stage.kiosk.state.visit
    stage.tell(FaceHinted(visit=visit, hint=Hint.COME_CLOSER))
    assert VI["hint.come_closer"] in stage.reads()
    stage.tell(FaceFramed(visit=visit, good_frames=2))
    assert VI["enrol.seen"] in stage.reads()
    stage.tell(FaceKept(visit=visit, person_id="p", until_ms=1_795_000_000_000))
    assert VI["face.kept"] in stage.reads()
    assert VI["face.kept_about"].format(day="18/11/2026") in stage.reads()


@pytest.mark.parametrize("moment", ["enrol consent", "enrol consent, agreed", "enrol look"])
def test_no_is_one_touch_away(stage: Stage, moment: str) -> None:
    stage.show(moment)
    stage.touch(VI["enrol.decline"])
    assert stage.kiosk.state.screen is Screen.ATTRACT


def test_a_face_that_was_not_kept_can_be_tried_again_or_left(stage: Stage) -> None:
    stage.show("face not kept")
    stage.touch(VI["face.again"])
    assert VI["hint.no_face"] in stage.reads()
    stage.time_out()
    stage.touch(VI["face.no_more"])
    assert stage.kiosk.state.screen is Screen.ATTRACT


def test_who_is_known_by_face_erases_it_with_two_touches_and_the_name_goes(stage: Stage) -> None:
    stage.show("ticket printed, known by face")
    stage.touch(VI["erase.ask"])
    stage.touch(VI["erase.yes"])
    visit = stage.kiosk.state.visit
    assert [effect for effect in stage.effects if isinstance(effect, EraseFace)] == [
        EraseFace(visit=visit, person_id="person-1")
    ]
    assert VI["face.erasing"] in stage.reads()
    stage.tell(FaceErased(visit=visit))
    assert VI["face.erased"] in stage.reads()
    assert not any(SHOWN_NAME in text for text in stage.reads())


def test_who_is_known_sees_since_when_until_when_and_how_often_they_were_recognised(stage: Stage) -> None:
    stage.show("erase face")
    reads = stage.reads()
    assert VI["erase.held"].format(since="26/01/2025", until="22/11/2025") in reads
    assert VI["erase.used"].format(n=17) in reads
    assert VI["erase.renew"] not in reads


def test_who_is_soon_forgotten_can_renew_from_there(stage: Stage) -> None:
    stage.show("erase face, or renew")
    stage.touch(VI["erase.renew"])
    assert stage.kiosk.state.screen is Screen.ENROL_CONSENT


def test_who_touched_erase_by_mistake_keeps_the_face(stage: Stage) -> None:
    stage.show("erase face")
    stage.touch(VI["erase.no"])
    assert stage.kiosk.state.screen is Screen.ATTRACT
    assert not any(isinstance(effect, EraseFace) for effect in stage.effects)


def test_somebody_without_card_or_face_is_asked_nothing(stage: Stage) -> None:
    stage.show("ticket printing")
    stage.tell(SlipPrinted(visit=stage.kiosk.state.visit))
    assert not {VI["enrol.offer"], VI["erase.offer"]} & {*stage.reads()}


@pytest.mark.parametrize("key", ["enrol.about", "enrol.recognise", "enrol.keep"])
def test_a_text_that_is_agreed_to_changes_only_with_its_version(key: str) -> None:
    of_version = CONSENT_TEXTS.read_text("utf-8").partition(f"## Version {CONSENT_VERSION}\n")[2]
    assert f"| `{key}` | {VI[key]} | {EN[key]} |" in of_version.partition("\n## ")[0]
