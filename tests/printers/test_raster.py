"""All that is drawn can be read: no mark cut off, no letter missing, nothing beyond the edge."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image, ImageDraw, ImageFont

import assets
from printers.raster import draw
from printers.slip import (
    PAPER_58MM,
    PAPER_80MM,
    Align,
    Bar,
    BigNumber,
    Element,
    Paper,
    Qr,
    Row,
    Slip,
    SlipError,
    Text,
    Weight,
)


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
    font = ImageFont.truetype(assets.paper_font("Regular"), px, layout_engine=ImageFont.Layout.BASIC)
    for letter in "ẨỄỘẶỹọ":
        roomy = Image.new("L", (px * 4, px * 4), 255)
        ImageDraw.Draw(roomy).text((px, px), letter, font=font, fill=0)
        roomy = roomy.point(lambda grey: 0 if grey < 150 else 255, mode="1")
        printed = draw(Slip(paper=PAPER_80MM, elements=(Text(text=letter, size_mm=size_mm),)))
        assert _ink(printed) == _ink(roomy)


def test_a_bar_is_the_same_words_in_white_on_black() -> None:
    bar = _drawn(Bar(text="ƯU TIÊN", size_mm=4))
    words = Text(text="ƯU TIÊN", size_mm=4, weight=Weight.BOLD)
    coarse = draw(Slip(paper=Paper(roll_mm=80, width_dots=288, dots_per_mm=4), elements=(words,)))
    assert bar.getpixel((0, 0)) == bar.getpixel((bar.width - 1, bar.height - 1)) == 0
    assert bar.width * bar.height - _ink(bar) == 4 * _ink(coarse)


def test_a_row_has_its_label_at_the_left_and_its_value_at_the_right_of_one_line() -> None:
    row = _drawn(Row(label="Quầy", value="1, 2", size_mm=3))
    one_line = _drawn(Text(text="Quầy", size_mm=3, align=Align.LEFT))
    assert row.height == one_line.height
    left, _, right, _ = _box(row)
    assert left == _box(one_line)[0]
    assert PAPER_80MM.width_dots - right <= 1  # the room a digit has at its side


def test_a_value_that_does_not_fit_beside_its_label_stands_beneath_it() -> None:
    long = Row(label="Phiếu cần xem lại", value="C1-012, C1-013, C1-014, C1-015, C1-016", size_mm=3)
    assert _drawn(long).height > 2 * _drawn(Row(label="a", value="b", size_mm=3)).height - 8


def test_what_stands_under_a_gap_is_lower_by_it() -> None:
    near, far = (_drawn(Text(text="a", size_mm=3, above_mm=above)) for above in (0, 2))
    assert far.height - near.height == 2 * PAPER_80MM.dots_per_mm


def test_a_letter_the_typeface_lacks_is_named() -> None:
    with pytest.raises(SlipError, match="漢"):
        draw(Slip(paper=PAPER_80MM, elements=(Text(text="A1-017 漢 Quầy 3", size_mm=4),)))


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


def _drawn(element: Element) -> Image.Image:
    return draw(Slip(paper=PAPER_80MM, elements=(element,)))


def _box(picture: Image.Image) -> tuple[int, int, int, int]:
    """Left, top, right and bottom of what is black."""
    box = picture.convert("L").point(lambda grey: 255 - grey).getbbox()
    assert box is not None
    return box
