"""What stands on the ticket."""

import unicodedata
from dataclasses import replace

import pytest
import zxingcpp

from models.calling.policy import Policy
from models.waiting.promises import WaitRange
from printers.contents import Kind
from printers.raster import draw
from printers.slip import PAPER_58MM, PAPER_80MM, Paper, Slip
from printers.ticket import TicketSlip
from tests.helpers.slips import said_on, ticket_on


def texts(slip: Slip) -> str:
    """Every word on the slip, in order."""
    return "\n".join(said_on(slip))


def test_a_ticket_says_number_service_counter_and_how_many_wait(slip: Slip) -> None:
    said = texts(slip)
    for words in (
        "A1-017",
        "Chứng thực bản sao, chữ ký",
        "Quầy 1, 2",
        "Còn 5 người chờ trước",
        "22/11/2026 09:15",
    ):
        assert words in said


def test_english_stands_beside_vietnamese(slip: Slip) -> None:
    for words in ("Certified copies and signatures", "5 people ahead", "Counter 1, 2"):
        assert words in texts(slip)


def test_nobody_is_told_how_many_wait_when_it_is_not_known(ticket: TicketSlip) -> None:
    assert "chờ trước" not in texts(ticket_on(PAPER_80MM, replace(ticket, ahead=None)))


WAIT = WaitRange(p50_min=12, p80_min=20)


def test_the_wait_is_a_range_beside_how_many_wait(ticket: TicketSlip) -> None:
    said = texts(ticket_on(PAPER_80MM, replace(ticket, wait=WAIT))).splitlines()
    assert {"Còn 5 người chờ trước, dự kiến 12–20 phút", "5 people ahead, about 12–20 min"} <= {*said}


def test_a_wait_without_a_range_is_said_to_be_about_that_long(ticket: TicketSlip) -> None:
    said = texts(ticket_on(PAPER_80MM, replace(ticket, wait=WaitRange(p50_min=12, p80_min=12)))).splitlines()
    assert {"Còn 5 người chờ trước, dự kiến khoảng 12 phút", "5 people ahead, about 12 min"} <= {*said}


@pytest.mark.parametrize("paper", [PAPER_80MM, PAPER_58MM], ids=["80 mm", "58 mm"])
def test_what_the_kiosk_itself_estimates_is_marked_in_both_languages(
    ticket: TicketSlip, paper: Paper
) -> None:
    estimated = replace(ticket, ahead=125, wait=WaitRange(p50_min=170, p80_min=290), is_estimate=True)
    slip = ticket_on(paper, estimated)
    assert "Còn 125 người chờ trước, chờ 170–290 phút (ước tính)" in texts(slip)
    assert "125 people ahead, about 170–290 min (estimate)" in texts(slip)
    assert draw(slip).height > 0


def test_who_is_called_at_once_is_given_no_figure(ticket: TicketSlip) -> None:
    at_once = replace(ticket, ahead=0, wait=WaitRange(p50_min=0, p80_min=1))
    assert texts(ticket_on(PAPER_80MM, at_once)) == texts(ticket_on(PAPER_80MM, replace(ticket, ahead=0)))


@pytest.mark.parametrize("paper", [PAPER_80MM, PAPER_58MM], ids=["80 mm", "58 mm"])
def test_the_wait_costs_one_line_of_paper(ticket: TicketSlip, paper: Paper) -> None:
    without, with_it = (draw(ticket_on(paper, replace(ticket, wait=wait))).height for wait in (None, WAIT))
    assert (with_it - without) / paper.dots_per_mm <= 3.8 * 1.35 + 0.25


def test_an_appointment_says_when_it_was_for(ticket: TicketSlip) -> None:
    said = texts(
        ticket_on(PAPER_80MM, replace(ticket, appointment=ticket.issued_at.replace(hour=9, minute=5)))
    )
    assert "Lịch hẹn 09:05" in said
    assert "Appointment 09:05" in said
    assert "Lịch hẹn" not in texts(ticket_on(PAPER_80MM, ticket))


def test_a_class_of_priority_is_said_only_where_one_is_claimed(ticket: TicketSlip) -> None:
    claimed = replace(ticket, priority_vi="Người cao tuổi", priority_en="Older person")
    assert {"ƯU TIÊN · Người cao tuổi", "Priority: Older person"} <= {
        *texts(ticket_on(PAPER_80MM, claimed)).splitlines()
    }
    assert "ƯU TIÊN" not in texts(ticket_on(PAPER_80MM, ticket))


@pytest.mark.parametrize("paper", [PAPER_80MM, PAPER_58MM], ids=["80 mm", "58 mm"])
def test_the_longest_class_of_priority_fits(ticket: TicketSlip, paper: Paper) -> None:
    longest = max((one.name_vi for one in Policy().claimable), key=len)
    assert draw(ticket_on(paper, replace(ticket, priority_vi=longest, priority_en=longest))).height > 0


def test_no_counter_is_named_when_none_is_open(ticket: TicketSlip) -> None:
    assert "Quầy" not in texts(ticket_on(PAPER_80MM, replace(ticket, counters="")))


def test_the_hall_is_named_only_where_it_says_something_new(ticket: TicketSlip) -> None:
    assert ticket.hall not in texts(ticket_on(PAPER_80MM, ticket))
    elsewhere = replace(ticket, hall="Trụ sở số 2, phường Hà Đông")
    assert elsewhere.hall in texts(ticket_on(PAPER_80MM, elsewhere))


def test_a_ticket_is_no_longer_than_a_hand(ticket: TicketSlip) -> None:
    assert draw(ticket_on(PAPER_80MM, ticket)).height / PAPER_80MM.dots_per_mm <= 110


@pytest.mark.parametrize("paper", [PAPER_80MM, PAPER_58MM], ids=["80 mm", "58 mm"])
def test_every_sentence_we_print_has_its_letters(ticket: TicketSlip, paper: Paper) -> None:
    for ahead in (0, 1, 25):
        assert draw(ticket_on(paper, replace(ticket, ahead=ahead, reprint=1))).height > 0


def test_a_reprint_says_so_and_keeps_its_number(ticket: TicketSlip) -> None:
    said = texts(ticket_on(PAPER_80MM, replace(ticket, reprint=2)))
    assert "BẢN IN LẠI LẦN 2" in said
    assert "A1-017" in said


def test_decomposed_letters_print_like_composed_ones(ticket: TicketSlip) -> None:
    decomposed = replace(ticket, service_vi=unicodedata.normalize("NFD", ticket.service_vi))
    assert draw(ticket_on(PAPER_80MM, decomposed)) == draw(ticket_on(PAPER_80MM, ticket))


@pytest.mark.parametrize("paper", [PAPER_80MM, PAPER_58MM], ids=["80 mm", "58 mm"])
def test_the_picture_is_black_and_white_and_as_wide_as_the_paper(ticket: TicketSlip, paper: Paper) -> None:
    picture = draw(ticket_on(paper, ticket))
    assert (picture.mode, picture.width) == ("1", paper.width_dots)


@pytest.mark.parametrize("paper", [PAPER_80MM, PAPER_58MM], ids=["80 mm", "58 mm"])
def test_the_qr_code_leads_to_the_ticket(ticket: TicketSlip, paper: Paper) -> None:
    (code,) = zxingcpp.read_barcodes(draw(ticket_on(paper, ticket)).convert("L"))
    assert code.text == ticket.follow_url


def test_the_long_form_says_the_rest_in_rows(ticket: TicketSlip) -> None:
    said = said_on(ticket_on(PAPER_80MM, replace(ticket, wait=WAIT), Kind.LONG_TICKET))
    rows = ["Quầy · Counter: 1, 2", "Chờ trước · Ahead: 5", "Chờ khoảng · Wait: 12–20 phút"]
    assert [*rows, "Dự kiến gọi · Call: 09:27–09:35"] == [one for one in said if " · " in one and ": " in one]


def test_the_long_form_marks_an_estimate(ticket: TicketSlip) -> None:
    about = replace(ticket, wait=WaitRange(p50_min=12, p80_min=12), is_estimate=True)
    said = said_on(ticket_on(PAPER_80MM, about, Kind.LONG_TICKET))
    assert {
        "Chờ trước · Ahead: 5 (ước tính)",
        "Chờ khoảng · Wait: khoảng 12 phút (ước tính)",
        "Dự kiến gọi · Call: 09:27",
    } <= {*said}


def test_the_long_form_leaves_out_what_nobody_knows(ticket: TicketSlip) -> None:
    said = texts(ticket_on(PAPER_80MM, replace(ticket, ahead=None, counters=""), Kind.LONG_TICKET))
    assert "Chờ" not in said
    assert "gọi ·" not in said
    assert "Quầy" not in said
