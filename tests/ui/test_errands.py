"""A citizen asks how far a dossier has come, and says what they think, by touch."""

from datetime import date

import pytest
from PySide6.QtGui import QAccessible
from PySide6.QtTest import QTest

from kiosk.journey.deeds import FindDossier, GiveOpinion
from kiosk.journey.errand import DossierQuestion, Draft, NoDossier
from kiosk.journey.errand_events import DossierFound, DossierNotFound, OpinionGiven, OpinionNotGiven
from kiosk.journey.events import KioskStopped
from kiosk.journey.visit import Screen
from models.dossier import EXAMPLE_CODE, DossierState, DossierStatus, next_step
from models.opinion import Opinion, Rating, Topic
from tests.ui.stage import EN, VI, Stage, open_for
from tests.ui.test_comfort import ListeningSpeaker
from ui.moments import full_offer
from ui.visitor import wait_for

TODAY = date(2026, 11, 22)
CODE_KEYS = {".": "Dấu chấm", "-": "Gạch nối"}


@pytest.fixture
def asking(stage: Stage) -> Stage:
    """A kiosk with both desks behind it."""
    stage.kiosk.finds_dossiers = stage.kiosk.takes_opinions = True
    open_for(stage, offer=full_offer())
    return stage


def touch_when_drawn(stage: Stage, *names: str) -> None:
    for name in names:
        stage.draw()
        QTest.qWait(5)  # pages are arranged once everything in them has its height
        stage.touch(name)


def ask(stage: Stage) -> None:
    touch_when_drawn(stage, VI["home.dossier"], *(CODE_KEYS.get(key, key) for key in EXAMPLE_CODE))
    touch_when_drawn(stage, VI["dossier.find"])


def tell_of(stage: Stage, status: DossierStatus) -> None:
    stage.tell(DossierFound(visit=stage.kiosk.state.visit, status=status, next_step=next_step(status, TODAY)))


def found(state: DossierState, due_on: date | None = None, counter: int | None = None) -> DossierStatus:
    return DossierStatus(code=EXAMPLE_CODE, state=state, due_on=due_on, counter=counter)


def opinions(stage: Stage) -> list[Opinion]:
    return [effect.opinion for effect in stage.effects if isinstance(effect, GiveOpinion)]


def test_a_kiosk_without_desks_shows_no_way_to_them(stage: Stage) -> None:
    assert not {VI["home.dossier"], VI["home.opinion"]} & {*stage.reads()}


@pytest.mark.parametrize("way", ["home.dossier", "home.opinion"])
def test_a_kiosk_with_one_desk_shows_the_way_to_it_alone(stage: Stage, way: str) -> None:
    stage.kiosk.finds_dossiers = way == "home.dossier"
    stage.kiosk.takes_opinions = way == "home.opinion"
    open_for(stage, offer=full_offer())
    assert {VI["home.dossier"], VI["home.opinion"]} & {*stage.reads()} == {VI[way]}


def test_a_code_is_typed_as_it_is_printed_and_no_letter_becomes_another(asking: Stage) -> None:
    touch_when_drawn(asking, VI["home.dossier"], *"DDAA26", "Dấu chấm", "Gạch nối", "W")
    assert "DDAA26.-W" in asking.reads()
    touch_when_drawn(asking, VI["keyboard.erase"], VI["keyboard.erase"])
    assert "DDAA26." in asking.reads()
    touch_when_drawn(asking, VI["keyboard.clear"])
    assert asking.kiosk.state.dossier == DossierQuestion()


def test_a_citizen_hears_how_far_a_dossier_has_come_and_when_it_is_due(asking: Stage) -> None:
    ask(asking)
    visit = asking.kiosk.state.visit
    assert FindDossier(visit=visit, code=EXAMPLE_CODE) in asking.effects
    assert VI["dossier.finding"] in asking.reads()
    tell_of(asking, found(DossierState.PROCESSING, date(2026, 12, 15)))
    assert {
        f"Hồ sơ {EXAMPLE_CODE}",
        "Đang xử lý",
        "Ngày hẹn trả kết quả: 15/12/2026",
        VI["next.wait"],
        "Tiếp nhận: đã xong",
        "Xử lý: đang ở bước này",
        "Có kết quả: chưa đến",
    } <= {*asking.reads()}
    assert VI["dossier.number"] not in asking.reads()


def test_an_overdue_dossier_comes_with_an_apology_and_a_number(asking: Stage) -> None:
    ask(asking)
    tell_of(asking, found(DossierState.PROCESSING, date(2026, 11, 21)))
    assert {VI["dossier.overdue"], VI["next.ask_new_day"]} <= {*asking.reads()}
    touch_when_drawn(asking, VI["dossier.number"])
    assert asking.kiosk.state.screen is Screen.CHOOSE_SERVICE
    assert asking.kiosk.state.dossier == DossierQuestion()


def test_a_result_waits_at_a_counter(asking: Stage) -> None:
    ask(asking)
    tell_of(asking, found(DossierState.DONE, date(2026, 11, 21), counter=5))
    assert {"Đã xử lý xong", "Nhận kết quả tại quầy 5", "Có kết quả: đã xong"} <= {*asking.reads()}
    assert VI["dossier.overdue"] not in asking.reads()


def test_a_dossier_that_was_stopped_is_on_no_stage(asking: Stage) -> None:
    ask(asking)
    tell_of(asking, found(DossierState.STOPPED))
    assert {"Dừng xử lý", VI["next.ask_why"]} <= {*asking.reads()}
    assert not [text for text in asking.reads() if text.startswith(VI["stage.received"])]


@pytest.mark.parametrize("why", [NoDossier.UNKNOWN, NoDossier.FAILED])
def test_what_cannot_be_told_says_what_to_do(asking: Stage, why: NoDossier) -> None:
    ask(asking)
    asking.tell(DossierNotFound(visit=asking.kiosk.state.visit, code=EXAMPLE_CODE, why=why))
    assert {VI[f"dossier.{why}"], VI[f"dossier.{why}_about"], EXAMPLE_CODE} <= {*asking.reads()}


def test_the_next_citizen_finds_no_code(asking: Stage) -> None:
    ask(asking)
    asking.touch(VI["nav.home"])
    touch_when_drawn(asking, VI["home.dossier"])
    assert EXAMPLE_CODE not in asking.reads()


def test_a_rating_takes_two_touches_and_says_that_nobody_is_asked_who_they_are(asking: Stage) -> None:
    touch_when_drawn(asking, VI["home.opinion"])
    assert VI["rate.about"] in asking.reads()
    touch_when_drawn(asking, VI["rate.2"], VI["why.send"])
    assert opinions(asking) == [Opinion(rating=Rating.DISSATISFIED)]
    assert VI["opinion.sending"] in asking.reads()
    asking.tell(OpinionGiven(visit=asking.kiosk.state.visit, tracking_code=None))
    assert VI["thanks.title"] in asking.reads()
    assert VI["thanks.code"] not in asking.reads()
    asking.touch(VI["nav.finish"])
    assert (asking.kiosk.state.screen, asking.kiosk.state.draft) == (Screen.ATTRACT, Draft())


def test_five_ratings_each_have_words_and_a_place_of_their_own(asking: Stage) -> None:
    touch_when_drawn(asking, VI["home.opinion"])
    asking.draw()
    QTest.qWait(5)
    tops = {one.name: one.area.top() for one in asking.controls()}
    ratings = [tops[VI[f"rate.{rating}"]] for rating in sorted(Rating, reverse=True)]
    assert ratings == sorted({*ratings})


def test_what_a_rating_is_about_is_ticked_by_touch(asking: Stage) -> None:
    touch_when_drawn(asking, VI["home.opinion"], VI["rate.5"], VI["topic.staff"], VI["topic.place"])
    boxes = [one.name for one in asking.controls() if one.role == QAccessible.Role.CheckBox]
    assert len(boxes) == len(Topic)
    touch_when_drawn(asking, VI["topic.place"], VI["why.send"])
    assert opinions(asking) == [Opinion(rating=Rating.VERY_SATISFIED, topics=frozenset({Topic.STAFF}))]


def test_feedback_is_written_in_vietnamese_and_sent_with_a_phone_number(asking: Stage) -> None:
    touch_when_drawn(asking, VI["home.opinion"], VI["rate.write"], *"thieesu", "Dấu cách", *"ghees")
    assert {"thiếu ghế", "Đã viết 9/200 ký tự"} <= {*asking.reads()}
    touch_when_drawn(asking, VI["feedback.go_on"], *"0912345678")
    assert "0912 345 678" in asking.reads()
    touch_when_drawn(asking, VI["phone.send"])
    assert opinions(asking) == [Opinion(text="thiếu ghế", phone="0912345678")]
    asking.tell(OpinionGiven(visit=asking.kiosk.state.visit, tracking_code="GY-0007"))
    assert {"GY-0007", VI["thanks.code"], VI["thanks.keep"]} <= {*asking.reads()}
    assert not {"thiếu ghế", "0912 345 678"} & {*asking.reads()}


def test_feedback_needs_no_phone_number(asking: Stage) -> None:
    touch_when_drawn(asking, VI["home.opinion"], VI["rate.write"], *"toots", VI["feedback.go_on"])
    touch_when_drawn(asking, VI["phone.send_without"])
    assert opinions(asking) == [Opinion(text="tốt")]


def test_nothing_written_is_said_so(asking: Stage) -> None:
    touch_when_drawn(asking, VI["home.opinion"], VI["rate.write"], VI["feedback.go_on"])
    assert {VI["opinion.blank"], VI["opinion.blank_about"]} <= {*asking.reads()}


def test_what_could_not_be_sent_is_still_there_and_is_sent_again(asking: Stage) -> None:
    touch_when_drawn(asking, VI["home.opinion"], VI["rate.4"], VI["why.send"])
    asking.tell(OpinionNotGiven(visit=asking.kiosk.state.visit))
    assert {VI["opinion.failed"], VI["opinion.failed_about"]} <= {*asking.reads()}
    touch_when_drawn(asking, VI["why.send"])
    assert opinions(asking) == [Opinion(rating=Rating.SATISFIED)] * 2


def test_while_it_is_sent_nothing_can_be_touched_twice(asking: Stage) -> None:
    touch_when_drawn(asking, VI["home.opinion"], VI["rate.4"], VI["why.send"])
    wait_for(asking.screen.window, VI["nav.home"])
    send = next(one for one in asking.controls() if one.name == VI["why.send"])
    assert not send.is_enabled


def test_the_new_screens_are_read_in_english_too(stage: Stage) -> None:
    stage.kiosk.takes_opinions = True
    open_for(stage, offer=full_offer(), language="en")
    touch_when_drawn(stage, EN["home.opinion"], EN["rate.5"])
    assert {EN["why.title"], EN["topic.staff"]} <= {*stage.reads()}


def test_what_was_told_is_read_aloud_without_the_code(stage: Stage) -> None:
    speaker = ListeningSpeaker()
    stage.kiosk.speaker, stage.kiosk.finds_dossiers = speaker, True
    open_for(stage, offer=full_offer())
    touch_when_drawn(stage, VI["foot.sound"])
    ask(stage)
    assert speaker.heard[-1] == f"vi: {VI['dossier.finding']}"
    tell_of(stage, found(DossierState.PROCESSING, date(2026, 11, 21)))
    said = [VI["dossier.processing"], VI["dossier.overdue"], VI["next.ask_new_day"]]
    assert speaker.heard[-1] == f"vi: {'. '.join(said)}"
    assert not [one for one in speaker.heard if one and EXAMPLE_CODE in one]


def test_the_code_to_follow_an_answer_is_read_aloud(stage: Stage) -> None:
    speaker = ListeningSpeaker()
    stage.kiosk.speaker, stage.kiosk.takes_opinions = speaker, True
    open_for(stage, offer=full_offer())
    touch_when_drawn(stage, VI["foot.sound"], VI["home.opinion"], VI["rate.write"], VI["feedback.go_on"])
    assert speaker.heard[-1] == f"vi: {VI['opinion.blank']}. {VI['opinion.blank_about']}"
    touch_when_drawn(stage, "a", VI["feedback.go_on"], VI["phone.send_without"])
    assert speaker.heard[-1] == f"vi: {VI['opinion.sending']}"
    stage.tell(OpinionGiven(visit=stage.kiosk.state.visit, tracking_code="GY-0007"))
    assert speaker.heard[-1] == f"vi: {VI['thanks.title']}. {VI['thanks.code']}: GY-0007. {VI['thanks.keep']}"


def test_a_kiosk_that_stops_forgets_what_was_said(asking: Stage) -> None:
    touch_when_drawn(asking, VI["home.opinion"], VI["rate.write"], *"toots")
    asking.tell(KioskStopped())
    assert (asking.kiosk.state.draft, VI["out.title"] in asking.reads()) == (Draft(), True)
