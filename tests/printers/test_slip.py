"""What stands on the ticket, and that all of it can be read."""

import unicodedata
from dataclasses import replace

import pytest
import zxingcpp
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image, ImageDraw, ImageFont

import assets
from models.calling.policy import Policy
from models.waiting.promises import WaitRange
from printers.raster import draw
from printers.slip import (
    PAPER_58MM,
    PAPER_80MM,
    BesideQr,
    BigNumber,
    Paper,
    Qr,
    Slip,
    SlipError,
    Text,
    TicketSlip,
    lay_out,
)


def texts(slip: Slip) -> str:
    """Every word on the slip, in order."""
    found = []
    for element in slip.elements:
        lines = element.lines if isinstance(element, BesideQr) else (element,)
        found += [line.text for line in lines if isinstance(line, Text | BigNumber)]
    return "\n".join(found)


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
    assert "chờ trước" not in texts(lay_out(replace(ticket, ahead=None), PAPER_80MM))


WAIT = WaitRange(p50_min=12, p80_min=20)


def test_the_wait_is_a_range_beside_how_many_wait(ticket: TicketSlip) -> None:
    said = texts(lay_out(replace(ticket, wait=WAIT), PAPER_80MM)).splitlines()
    assert {"Còn 5 người chờ trước, dự kiến 12–20 phút", "5 people ahead, about 12–20 min"} <= {*said}


def test_a_wait_without_a_range_is_said_to_be_about_that_long(ticket: TicketSlip) -> None:
    said = texts(lay_out(replace(ticket, wait=WaitRange(p50_min=12, p80_min=12)), PAPER_80MM)).splitlines()
    assert {"Còn 5 người chờ trước, dự kiến khoảng 12 phút", "5 people ahead, about 12 min"} <= {*said}


@pytest.mark.parametrize("paper", [PAPER_80MM, PAPER_58MM], ids=["80 mm", "58 mm"])
def test_what_the_kiosk_itself_estimates_is_marked_in_both_languages(
    ticket: TicketSlip, paper: Paper
) -> None:
    estimated = replace(ticket, ahead=125, wait=WaitRange(p50_min=170, p80_min=290), is_estimate=True)
    slip = lay_out(estimated, paper)
    assert "Còn 125 người chờ trước, chờ 170–290 phút (ước tính)" in texts(slip)
    assert "125 people ahead, about 170–290 min (estimate)" in texts(slip)
    assert draw(slip).height > 0


def test_who_is_called_at_once_is_given_no_figure(ticket: TicketSlip) -> None:
    at_once = replace(ticket, ahead=0, wait=WaitRange(p50_min=0, p80_min=1))
    assert texts(lay_out(at_once, PAPER_80MM)) == texts(lay_out(replace(ticket, ahead=0), PAPER_80MM))


@pytest.mark.parametrize("paper", [PAPER_80MM, PAPER_58MM], ids=["80 mm", "58 mm"])
def test_the_wait_costs_one_line_of_paper(ticket: TicketSlip, paper: Paper) -> None:
    without, with_it = (draw(lay_out(replace(ticket, wait=wait), paper)).height for wait in (None, WAIT))
    assert (with_it - without) / paper.dots_per_mm <= 3.8 * 1.35 + 0.25


def test_an_appointment_says_when_it_was_for(ticket: TicketSlip) -> None:
    said = texts(lay_out(replace(ticket, appointment=ticket.issued_at.replace(hour=9, minute=5)), PAPER_80MM))
    assert "Lịch hẹn 09:05" in said
    assert "Appointment 09:05" in said
    assert "Lịch hẹn" not in texts(lay_out(ticket, PAPER_80MM))


def test_a_class_of_priority_is_said_only_where_one_is_claimed(ticket: TicketSlip) -> None:
    claimed = replace(ticket, priority_vi="Người cao tuổi", priority_en="Older person")
    assert {"Ưu tiên: Người cao tuổi", "Priority: Older person"} <= {
        *texts(lay_out(claimed, PAPER_80MM)).splitlines()
    }
    assert "Ưu tiên" not in texts(lay_out(ticket, PAPER_80MM))


@pytest.mark.parametrize("paper", [PAPER_80MM, PAPER_58MM], ids=["80 mm", "58 mm"])
def test_the_longest_class_of_priority_fits(ticket: TicketSlip, paper: Paper) -> None:
    longest = max((one.name_vi for one in Policy().claimable), key=len)
    assert draw(lay_out(replace(ticket, priority_vi=longest, priority_en=longest), paper)).height > 0


def test_no_counter_is_named_when_none_is_open(ticket: TicketSlip) -> None:
    assert "Quầy" not in texts(lay_out(replace(ticket, counters=""), PAPER_80MM))


def test_the_hall_is_named_only_where_it_says_something_new(ticket: TicketSlip) -> None:
    assert ticket.hall not in texts(lay_out(ticket, PAPER_80MM))
    elsewhere = replace(ticket, hall="Trụ sở số 2, phường Hà Đông")
    assert elsewhere.hall in texts(lay_out(elsewhere, PAPER_80MM))


def test_a_ticket_is_no_longer_than_a_hand(ticket: TicketSlip) -> None:
    assert draw(lay_out(ticket, PAPER_80MM)).height / PAPER_80MM.dots_per_mm <= 110


@pytest.mark.parametrize("paper", [PAPER_80MM, PAPER_58MM], ids=["80 mm", "58 mm"])
def test_every_sentence_we_print_has_its_letters(ticket: TicketSlip, paper: Paper) -> None:
    for ahead in (0, 1, 25):
        assert draw(lay_out(replace(ticket, ahead=ahead, reprint=1), paper)).height > 0


def test_a_reprint_says_so_and_keeps_its_number(ticket: TicketSlip) -> None:
    said = texts(lay_out(replace(ticket, reprint=2), PAPER_80MM))
    assert "BẢN IN LẠI LẦN 2" in said
    assert "A1-017" in said


def test_decomposed_letters_print_like_composed_ones(ticket: TicketSlip) -> None:
    decomposed = replace(ticket, service_vi=unicodedata.normalize("NFD", ticket.service_vi))
    assert draw(lay_out(decomposed, PAPER_80MM)) == draw(lay_out(ticket, PAPER_80MM))


@pytest.mark.parametrize("paper", [PAPER_80MM, PAPER_58MM], ids=["80 mm", "58 mm"])
def test_the_picture_is_black_and_white_and_as_wide_as_the_paper(ticket: TicketSlip, paper: Paper) -> None:
    picture = draw(lay_out(ticket, paper))
    assert (picture.mode, picture.width) == ("1", paper.width_dots)


@pytest.mark.parametrize("paper", [PAPER_80MM, PAPER_58MM], ids=["80 mm", "58 mm"])
def test_the_qr_code_leads_to_the_ticket(ticket: TicketSlip, paper: Paper) -> None:
    (code,) = zxingcpp.read_barcodes(draw(lay_out(ticket, paper)).convert("L"))
    assert code.text == ticket.follow_url


@pytest.mark.parametrize("paper", [PAPER_80MM, PAPER_58MM], ids=["80 mm", "58 mm"])
def test_the_number_is_17_mm_high_and_fills_the_paper(paper: Paper) -> None:
    picture = draw(Slip(paper=paper, elements=(BigNumber(text="A1-017", cap_mm=17),)))
    assert 17 <= picture.height / paper.dots_per_mm <= 18


def test_a_very_long_number_becomes_lower_rather_than_too_narrow_to_read() -> None:
    picture = draw(Slip(paper=PAPER_58MM, elements=(BigNumber(text="AH12-1048", cap_mm=17),)))
    assert 9 <= picture.height / PAPER_58MM.dots_per_mm < 17


def test_marks_above_and_below_letters_are_never_cut() -> None:
    size_mm = 4
    px = size_mm * PAPER_80MM.dots_per_mm
    font = ImageFont.truetype(assets.font("Regular"), px, layout_engine=ImageFont.Layout.BASIC)
    for letter in "ẨỄỘẶỹọ":
        roomy = Image.new("1", (px * 4, px * 4), 1)
        ImageDraw.Draw(roomy).text((px, px), letter, font=font, fill=0)
        printed = draw(Slip(paper=PAPER_80MM, elements=(Text(text=letter, size_mm=size_mm),)))
        assert _ink(printed) == _ink(roomy)


def test_a_letter_the_typeface_lacks_is_named() -> None:
    with pytest.raises(SlipError, match="→"):
        draw(Slip(paper=PAPER_80MM, elements=(Text(text="A1-017 → Quầy 3", size_mm=4),)))


def test_a_qr_code_that_cannot_be_read_is_refused() -> None:
    with pytest.raises(SlipError, match="too wide"):
        draw(Slip(paper=PAPER_58MM, elements=(Qr(content="x" * 2000, size_mm=25),)))


_vietnamese = st.text(
    alphabet="abcdeghiklmnopqrstuvxy ăâđêôơư àảãáạ ằẳẵắặ ầẩẫấậ èẻẽéẹ ềểễếệ ìỉĩíị òỏõóọ ồổỗốộ ờởỡớợ ùủũúụ "
    "ừửữứự ỳỷỹýỵ ẨỄỘẶ ,–0123456789",
    min_size=1,
    max_size=120,
).filter(lambda text: text.strip() != "")


@settings(max_examples=25)
@given(_vietnamese)
def test_any_service_name_fits_on_the_paper(name: str) -> None:
    picture = draw(Slip(paper=PAPER_58MM, elements=(Text(text=name, size_mm=5, max_lines=3),)))
    assert picture.width == PAPER_58MM.width_dots


def _ink(picture: Image.Image) -> int:
    return picture.histogram()[0]
