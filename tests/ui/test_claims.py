"""A citizen says who must be let go first, and that they act for a relative, by touch."""

from dataclasses import replace

import pytest

from kiosk.journey.events import CardRead, SlipPrinted
from kiosk.journey.visit import Screen
from kiosk.kiosk import Offer
from models.calling.policy import ELDERLY
from tests.ui.stage import EN, VI, Stage, open_for
from ui.moments import CARD, HALL, PRIORITIES, SERVICES, TICKET, catalogue_for
from ui.visitor import Seen

OFFER = Offer(
    hall=HALL,
    services=SERVICES,
    procedures=catalogue_for({"ho_tich": "civil-status", "chung_thuc": "certification"}),
    priorities=PRIORITIES,
)
OLD, _, WITH_CHILD, _ = PRIORITIES
CERTIFICATION = SERVICES[1]
RELATION = "Giấy tờ chứng minh quan hệ"


@pytest.fixture
def choosing(stage: Stage) -> Stage:
    open_for(stage, offer=OFFER)
    stage.touch(VI["home.anonymous"])
    return stage


def control(stage: Stage, name: str) -> Seen:
    return next(one for one in stage.controls() if one.name == name)


def test_a_class_is_claimed_goes_with_the_number_and_stands_beside_it(choosing: Stage) -> None:
    choosing.touch(VI["priority.ask"])
    assert {VI["priority.title"], VI["priority.checked"], WITH_CHILD.proof_vi} <= {*choosing.reads()}
    choosing.touch(WITH_CHILD.name_vi)
    claimed = f"{WITH_CHILD.name_vi}. Cán bộ sẽ kiểm tra."
    assert control(choosing, VI["priority.ask"]).description == claimed
    choosing.touch(CERTIFICATION.name_vi)
    assert [effect.priority for effect in choosing.asked_for_tickets()] == [WITH_CHILD.id]
    choosing.issue(replace(TICKET, priority=WITH_CHILD.id))
    choosing.tell(SlipPrinted(visit=choosing.kiosk.state.visit))
    assert f"Ưu tiên: {WITH_CHILD.name_vi}" in choosing.reads()


def test_the_card_of_an_old_person_has_claimed_it_and_it_is_taken_off_by_touch(stage: Stage) -> None:
    open_for(stage, offer=OFFER)
    stage.tell(CardRead(card=CARD, priority=ELDERLY))
    assert control(stage, VI["priority.ask"]).description.startswith(OLD.name_vi)
    stage.touch(VI["priority.ask"])
    stage.touch(VI["priority.none"])
    assert control(stage, VI["priority.ask"]).description == ""


def test_a_hall_without_classes_does_not_ask(stage: Stage) -> None:
    open_for(stage, offer=replace(OFFER, priorities=()))
    stage.touch(VI["home.anonymous"])
    assert VI["priority.ask"] not in stage.reads()
    assert VI["relative.ask"] in stage.reads()


def test_a_class_the_hall_has_switched_off_meanwhile_is_claimed_no_more(choosing: Stage) -> None:
    choosing.touch(VI["priority.ask"])
    choosing.touch(OLD.name_vi)
    open_for(choosing, offer=replace(OFFER, priorities=PRIORITIES[1:]))
    assert control(choosing, VI["priority.ask"]).description == ""


def test_priority_is_asked_in_english_too(choosing: Stage) -> None:
    choosing.touch(EN["language.name"])
    choosing.touch(EN["priority.ask"])
    choosing.touch(OLD.name_en)
    assert choosing.kiosk.state.priority == OLD.id


def test_whoever_acts_for_a_relative_reads_what_is_commonly_needed_and_comes_back_by_touch(
    choosing: Stage,
) -> None:
    choosing.touch(VI["relative.ask"])
    for name in (VI["choose.look_up"], "Sinh con", "Đăng ký khai sinh"):
        choosing.draw()
        choosing.touch(name)
    assert choosing.kiosk.state.screen is Screen.CHECKLIST
    assert {VI["sheet.relative"], RELATION, "Căn cước của người đi làm thay"} <= {*choosing.reads()}
    choosing.touch(RELATION)
    choosing.touch(VI["priority.ask"])
    choosing.touch(VI["nav.back"])
    assert len(choosing.kiosk.state.question.ticked) == 1
    choosing.touch(VI["relative.ask"])
    assert VI["sheet.relative"] not in choosing.reads()
