"""Whole visits, made by touching what the screen says."""

from dataclasses import replace

import pytest

from kiosk.journey.deeds import CheckIn, PrintSlip, StartTimer
from kiosk.journey.events import (
    CardNotRead,
    CardRead,
    FaceNotKnown,
    FaceRecognised,
    KioskReady,
    KioskStopped,
    NotCheckedIn,
    ServiceTouched,
    SlipNotPrinted,
    SlipPrinted,
    TicketNotIssued,
)
from kiosk.journey.visit import Misread, NoCheckIn, Notice, Screen, Visitor
from kiosk.kiosk import CameraChanged, Offer, OfferChanged, OnlineChanged, ScannerChanged
from models.hall import NoNumber
from models.waiting.promises import WaitRange
from tests.ui.stage import EN, VI, Stage
from ui.i18n import find_languages, read_words
from ui.moments import BOOKED, CARD, CODE, ESTIMATED, HALL, LATE, SERVICES, SHOWN_NAME, TICKET, full_offer
from ui.visitor import wait_for

CERTIFICATION = SERVICES[1]
TYZ = read_words("tyz")


def test_the_way_by_face_goes_with_the_camera_and_comes_back_with_it(stage: Stage) -> None:
    stage.tell(CameraChanged(is_there=False))
    assert not {VI["home.face"], VI["home.camera"]} & {*stage.reads()}
    stage.tell(CameraChanged(is_there=True))
    assert {VI["home.face"], VI["home.camera"]} <= {*stage.reads()}


def test_a_citizen_takes_a_number_without_being_recognised(stage: Stage) -> None:
    stage.touch(VI["home.anonymous"])
    stage.touch(CERTIFICATION.name_vi)
    stage.issue()
    stage.tell(SlipPrinted(visit=stage.kiosk.state.visit))
    assert {TICKET.number, CERTIFICATION.name_vi, "Quầy 3, 4", "Còn 4 người chờ trước"} <= {*stage.reads()}
    assert "Dự kiến chờ 105–180 phút" in stage.reads()
    assert VI["ticket.printed"] in stage.reads()
    stage.touch(VI["nav.finish"])
    assert stage.kiosk.state.screen is Screen.ATTRACT


@pytest.mark.parametrize(
    ("wait", "said"),
    [
        (None, []),
        (WaitRange(p50_min=0, p80_min=1), []),
        (WaitRange(p50_min=12, p80_min=12), ["Dự kiến chờ khoảng 12 phút"]),
        (WaitRange(p50_min=12, p80_min=20), ["Dự kiến chờ 12–20 phút"]),
    ],
    ids=["nobody can tell", "at once", "no range", "a range"],
)
def test_a_wait_is_told_as_far_as_it_is_known(stage: Stage, wait: WaitRange | None, said: list[str]) -> None:
    stage.touch(VI["home.anonymous"])
    stage.touch(CERTIFICATION.name_vi)
    stage.issue(replace(TICKET, wait=wait))
    assert [text for text in stage.reads() if "phút" in text] == said


def test_an_estimate_of_the_queue_is_marked_as_one(stage: Stage) -> None:
    stage.tell(OnlineChanged(online=False))
    stage.touch(VI["home.anonymous"])
    stage.touch(CERTIFICATION.name_vi)
    stage.issue(ESTIMATED)
    told = {"Còn 7 người chờ trước (ước tính)", "Dự kiến chờ 170–290 phút (ước tính)"}
    assert {VI["error.offline"], *told} <= {*stage.reads()}


def test_touching_a_closed_service_does_nothing(stage: Stage) -> None:
    stage.touch(VI["home.anonymous"])
    stage.close_services(certification=NoNumber.CLOSED)
    tile = next(control for control in stage.controls() if control.name == CERTIFICATION.name_vi)
    wait_for(stage.screen.window, SERVICES[0].name_vi)  # the screen takes touches now
    stage.touch_place(tile.area.center().x(), tile.area.center().y())
    stage.tell(ServiceTouched(service_id=CERTIFICATION.id))  # a touch that was under way
    assert stage.kiosk.state.screen is Screen.CHOOSE_SERVICE
    assert stage.asked_for_tickets() == []
    stage.touch(SERVICES[0].name_vi)
    assert [effect.service_id for effect in stage.asked_for_tickets()] == [SERVICES[0].id]


def test_when_everything_is_closed_the_title_says_so(stage: Stage) -> None:
    stage.touch(VI["home.anonymous"])
    stage.close_services(certification=NoNumber.CLOSED, civil_status=NoNumber.CLOSED)
    assert VI["choose.none"] in stage.reads()
    assert VI["choose.title"] not in stage.reads()


def test_a_service_that_opens_again_can_be_chosen(stage: Stage) -> None:
    stage.touch(VI["home.anonymous"])
    stage.close_services(certification=NoNumber.CLOSED)
    stage.close_services()
    stage.touch(CERTIFICATION.name_vi)
    assert len(stage.asked_for_tickets()) == 1


def test_a_service_that_closes_does_not_take_another_tile_away_from_under_a_finger(stage: Stage) -> None:
    stage.touch(VI["home.anonymous"])
    place = stage.finger_down(CERTIFICATION.name_vi)
    stage.close_services(civil_status=NoNumber.ENOUGH)
    stage.draw()
    stage.finger_up(place)
    assert [effect.service_id for effect in stage.asked_for_tickets()] == [CERTIFICATION.id]


def test_a_recognised_citizen_is_greeted_by_the_masked_name_and_takes_a_number(stage: Stage) -> None:
    stage.touch(VI["home.face"])
    assert VI["hint.no_face"] in stage.reads()
    stage.recognise()
    assert {VI["choose.greeting"], SHOWN_NAME, VI["choose.not_me"]} <= {*stage.reads()}
    stage.touch(CERTIFICATION.name_vi)
    assert [effect.service_id for effect in stage.asked_for_tickets()] == [CERTIFICATION.id]


def test_somebody_else_goes_on_without_the_name(stage: Stage) -> None:
    stage.touch(VI["home.face"])
    stage.recognise()
    stage.touch(VI["choose.not_me"])
    assert stage.kiosk.state.screen is Screen.CHOOSE_SERVICE
    assert not {SHOWN_NAME, VI["choose.greeting"], VI["choose.not_me"]} & {*stage.reads()}


def test_the_first_screen_speaks_of_the_scanner_while_there_is_one(stage: Stage) -> None:
    assert VI["home.scanner"] not in stage.reads()
    stage.tell(ScannerChanged(is_there=True))
    assert VI["home.scanner"] in stage.reads()
    stage.touch(VI["home.appointment"])
    assert VI["code.scanner"] in stage.reads()


def test_a_card_under_the_scanner_leads_to_a_number_with_one_touch(stage: Stage) -> None:
    stage.tell(CardRead(card=CARD))
    assert {VI["choose.greeting"], CARD.shown_name} <= {*stage.reads()}
    stage.touch(CERTIFICATION.name_vi)
    assert [effect.service_id for effect in stage.asked_for_tickets()] == [CERTIFICATION.id]


def test_nothing_of_a_card_but_the_masked_name_is_on_the_screen(stage: Stage) -> None:
    stage.tell(CardRead(card=CARD))
    said = " ".join(stage.reads())
    assert not [word for word in (CARD.number, CARD.name, CARD.residence, "1955") if word in said]


@pytest.mark.parametrize("why", [Misread.AGAIN, Misread.OTHER])
def test_a_card_that_was_not_read_is_answered_by_what_to_do(stage: Stage, why: Misread) -> None:
    stage.tell(CardNotRead(why=why))
    assert {VI[f"card.{why}"], VI["home.greeting"]} <= {*stage.reads()}
    stage.touch(VI["home.anonymous"])
    assert VI[f"card.{why}"] not in stage.reads()


def test_a_citizen_before_the_camera_can_still_stay_anonymous(stage: Stage) -> None:
    stage.touch(VI["home.face"])
    stage.touch(VI["home.anonymous"])
    assert stage.kiosk.state.screen is Screen.CHOOSE_SERVICE


def test_who_is_not_recognised_is_told_so_calmly_and_goes_on(stage: Stage) -> None:
    stage.touch(VI["home.face"])
    stage.tell(FaceNotKnown(visit=stage.kiosk.state.visit))
    assert VI["notice.not_recognised"] in stage.reads()
    stage.touch(CERTIFICATION.name_vi)
    assert stage.kiosk.state.screen is Screen.TAKE_TICKET


def test_a_number_that_could_not_be_given_can_be_asked_for_again(stage: Stage) -> None:
    stage.touch(VI["home.anonymous"])
    stage.touch(CERTIFICATION.name_vi)
    stage.tell(TicketNotIssued(visit=stage.kiosk.state.visit))
    assert VI["notice.not_issued"] in stage.reads()
    stage.touch(CERTIFICATION.name_vi)
    assert len(stage.asked_for_tickets()) == 2


def test_an_answer_for_an_earlier_visit_changes_nothing_on_the_screen(stage: Stage) -> None:
    stage.touch(VI["home.face"])
    earlier = stage.kiosk.state.visit
    stage.touch(VI["nav.home"])
    before = stage.reads()
    stage.tell(FaceRecognised(visit=earlier, visitor=Visitor(person_id="p", shown_name=SHOWN_NAME)))
    assert stage.reads() == before


def test_touching_the_key_says_the_citizen_is_still_there(stage: Stage) -> None:
    stage.touch(VI["home.anonymous"])
    stage.time_out()
    assert VI["still.title"] in stage.reads()
    stage.touch(VI["still.stay"])
    assert VI["still.title"] not in stage.reads()
    assert stage.kiosk.state.screen is Screen.CHOOSE_SERVICE


def test_touching_anywhere_says_the_citizen_is_still_there(stage: Stage) -> None:
    stage.touch(VI["home.anonymous"])
    stage.time_out()
    stage.touch_place(540, 300)
    assert not stage.kiosk.state.asks_still_there


def test_saying_still_there_starts_one_timer(stage: Stage) -> None:
    stage.touch(VI["home.anonymous"])
    stage.time_out()
    before = len(stage.effects)
    stage.touch(VI["still.stay"])
    assert [type(effect) for effect in stage.effects[before:]] == [StartTimer]


def test_nothing_behind_the_question_can_be_touched(stage: Stage) -> None:
    stage.touch(VI["home.anonymous"])
    stage.time_out()
    assert [seen.name for seen in stage.controls() if seen.is_enabled] == [VI["still.stay"]]


def test_nobody_there_any_more_ends_at_the_first_screen(stage: Stage) -> None:
    stage.touch(VI["home.anonymous"])
    stage.time_out()
    stage.time_out()
    assert VI["home.greeting"] in stage.reads()


def test_a_second_tap_does_not_press_what_the_next_screen_has_in_that_place(stage: Stage) -> None:
    stage.tell(OfferChanged(offer=full_offer()))
    way = next(control for control in stage.controls() if control.name == VI["home.anonymous"])
    stage.touch(VI["home.anonymous"])
    stage.touch_place(way.area.center().x(), way.area.center().y())
    assert stage.kiosk.state.screen is Screen.CHOOSE_SERVICE


def test_when_the_printer_fails_the_number_is_to_be_noted_down(stage: Stage) -> None:
    stage.touch(VI["home.anonymous"])
    stage.touch(CERTIFICATION.name_vi)
    stage.issue()
    stage.tell(SlipNotPrinted(visit=stage.kiosk.state.visit))
    assert stage.kiosk.state.screen is Screen.PRINTER_OUT
    assert {VI["ticket.not_printed"], VI["ticket.not_printed_about"], TICKET.number} <= {*stage.reads()}


def test_while_the_ticket_is_printed_there_is_nothing_to_leave_it_by(stage: Stage) -> None:
    stage.touch(VI["home.anonymous"])
    stage.touch(CERTIFICATION.name_vi)
    stage.issue()
    assert not {VI["nav.home"], VI["nav.finish"], VI["nav.back"]} & {
        control.name for control in stage.controls()
    }


def test_the_language_changes_in_the_middle_of_a_visit(stage: Stage) -> None:
    stage.touch(VI["home.anonymous"])
    stage.touch(EN["language.name"])
    assert {EN["choose.title"], CERTIFICATION.name_en} <= {*stage.reads()}
    stage.touch(TYZ["language.name"])
    stage.touch(VI["language.name"])
    assert {VI["choose.title"], CERTIFICATION.name_vi} <= {*stage.reads()}


def test_the_language_key_reaches_every_language_by_its_own_name(stage: Stage) -> None:
    for code in (*find_languages()[1:], "vi"):
        stage.touch(read_words(code)["language.name"])
        assert stage.kiosk.state.preferences.language == code


def test_what_a_partial_language_does_not_say_is_said_in_vietnamese(stage: Stage) -> None:
    stage.touch(EN["language.name"])
    stage.touch(TYZ["language.name"])
    assert {TYZ["home.greeting"], VI["home.choose"]} <= {*stage.reads()}
    assert TYZ["home.greeting"] != VI["home.greeting"]


def test_the_next_visitor_is_greeted_in_vietnamese(stage: Stage) -> None:
    stage.touch(EN["language.name"])
    stage.touch(EN["home.anonymous"])
    stage.touch(EN["nav.home"])
    assert VI["home.greeting"] in stage.reads()


def test_a_stopped_kiosk_says_where_to_go_and_comes_back_by_itself(stage: Stage) -> None:
    stage.touch(VI["home.anonymous"])
    stage.tell(KioskStopped())
    assert {VI["out.title"], VI["out.about"]} <= {*stage.reads()}
    stage.tell(KioskReady())
    assert VI["home.greeting"] in stage.reads()


def test_a_cut_network_is_said_in_one_line_and_stops_nothing(stage: Stage) -> None:
    stage.tell(OnlineChanged(online=False))
    assert VI["error.offline"] in stage.reads()
    stage.touch(VI["home.anonymous"])
    assert stage.kiosk.state.screen is Screen.CHOOSE_SERVICE
    stage.tell(OnlineChanged(online=True))
    assert VI["error.offline"] not in stage.reads()


def test_after_a_visit_the_screen_holds_nothing_of_the_visitor(stage: Stage) -> None:
    before = stage.reads()
    stage.touch(VI["home.face"])
    stage.recognise()
    stage.touch(CERTIFICATION.name_vi)
    stage.issue()
    stage.tell(SlipPrinted(visit=stage.kiosk.state.visit))
    stage.touch(VI["nav.finish"])
    assert stage.reads() == before


def test_what_the_kiosk_offers_can_change_while_somebody_chooses(stage: Stage) -> None:
    stage.touch(VI["home.anonymous"])
    stage.tell(OfferChanged(offer=full_offer()))
    assert full_offer().services[-1].name_vi in stage.reads()
    assert stage.kiosk.state.notice is Notice.NONE


def test_news_in_between_does_not_take_the_tile_away_from_under_a_finger(stage: Stage) -> None:
    stage.touch(VI["home.anonymous"])
    place = stage.finger_down(CERTIFICATION.name_vi)
    stage.tell(OnlineChanged(online=False))
    stage.draw()
    stage.finger_up(place)
    assert stage.kiosk.state.screen is Screen.TAKE_TICKET


def type_code(stage: Stage, digits: str) -> None:
    for digit in digits:
        stage.touch(digit)


def test_a_citizen_with_an_appointment_types_the_code_and_gets_its_number(stage: Stage) -> None:
    stage.touch(VI["home.appointment"])
    type_code(stage, CODE[:3])
    assert VI["code.digits"].format(code="1 2 3") in stage.reads()
    type_code(stage, CODE[3:])
    assert VI["code.checking"] in stage.reads()
    assert [effect.code for effect in stage.effects if isinstance(effect, CheckIn)] == [CODE]
    stage.issue(replace(LATE, is_late=False))
    assert {BOOKED.number, CERTIFICATION.name_vi, "Lịch hẹn 09:30"} <= {*stage.reads()}
    assert VI["ticket.late"] not in stage.reads()


def test_a_wrong_digit_is_erased(stage: Stage) -> None:
    stage.touch(VI["home.appointment"])
    type_code(stage, "19")
    stage.touch(VI["code.erase"])
    assert stage.kiosk.state.code == "1"


def test_a_wrong_code_is_said_politely_and_can_be_entered_again(stage: Stage) -> None:
    stage.touch(VI["home.appointment"])
    type_code(stage, CODE)
    stage.tell(NotCheckedIn(visit=stage.kiosk.state.visit, why=NoCheckIn.UNKNOWN))
    assert {VI["code.unknown"], VI["code.unknown_about"]} <= {*stage.reads()}
    type_code(stage, "8")
    assert VI["code.unknown"] not in stage.reads()
    assert stage.kiosk.state.code == "8"


def test_who_has_checked_in_already_is_told_the_number_and_gets_no_paper(stage: Stage) -> None:
    stage.touch(VI["home.appointment"])
    type_code(stage, CODE)
    visit = stage.kiosk.state.visit
    stage.tell(NotCheckedIn(visit=visit, why=NoCheckIn.ALREADY_HERE, appointment=BOOKED))
    assert VI["code.already_here"].format(no=BOOKED.number) in stage.reads()
    assert not [effect for effect in stage.effects if isinstance(effect, PrintSlip)]


def test_an_appointment_of_another_day_says_which_and_leads_to_an_ordinary_number(stage: Stage) -> None:
    stage.touch(VI["home.appointment"])
    type_code(stage, CODE)
    visit = stage.kiosk.state.visit
    stage.tell(NotCheckedIn(visit=visit, why=NoCheckIn.OTHER_DAY, appointment=BOOKED))
    assert "Lịch hẹn: 09:30 ngày 22/11/2025" in stage.reads()
    stage.touch(VI["code.ordinary"])
    stage.touch(CERTIFICATION.name_vi)
    assert len(stage.asked_for_tickets()) == 1


def test_who_comes_too_late_is_told_so_beside_the_number(stage: Stage) -> None:
    stage.touch(VI["home.appointment"])
    type_code(stage, CODE)
    stage.issue(LATE)
    assert {BOOKED.number, VI["ticket.late"]} <= {*stage.reads()}


def test_the_code_is_not_left_on_the_screen_for_the_next_citizen(stage: Stage) -> None:
    stage.touch(VI["home.appointment"])
    type_code(stage, CODE[:5])
    stage.touch(VI["nav.home"])
    stage.touch(VI["home.appointment"])
    assert VI["code.no_digits"] in stage.reads()


def test_the_qr_code_is_asked_for_only_where_there_is_a_camera(stage: Stage) -> None:
    stage.touch(VI["home.appointment"])
    assert VI["code.camera"] not in stage.reads()


def test_a_hall_without_appointments_does_not_ask_for_them(stage: Stage) -> None:
    services = tuple(replace(service, slot_capacity=0) for service in SERVICES)
    stage.tell(OfferChanged(offer=Offer(hall=HALL, services=services)))
    assert VI["home.appointment"] not in stage.reads()
