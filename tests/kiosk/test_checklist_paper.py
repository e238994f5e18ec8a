"""What stands on the printed checklist, and that all of it can be read."""

import pytest

from kiosk.checklist_paper import checklist_of
from models.hall import Hall
from models.procedures.shipped import shipped_catalogue
from printers.contents import Kind
from printers.raster import draw
from printers.slip import PAPER_58MM, PAPER_80MM, Paper, Slip
from tests.helpers.slips import said_on, slip_of

HALL = Hall(id="h", authority="Ủy ban nhân dân phường", centre="Trung tâm Phục vụ hành chính công", name="H")
CATALOGUE = shipped_catalogue()
NOBODY_SPEAKS_OF_ACTING_FOR_ANOTHER = "chung-thuc-ban-sao"


def checklist(procedure_id: str, paper: Paper = PAPER_80MM, *, is_for_relative: bool = False) -> Slip:
    procedure = CATALOGUE.find(procedure_id)
    assert procedure is not None
    content = checklist_of(HALL, CATALOGUE, procedure, is_for_relative=is_for_relative)
    return slip_of(Kind.CHECKLIST, content, paper)


def test_a_checklist_says_the_procedure_each_paper_with_a_box_and_the_source() -> None:
    said = said_on(checklist("khai-sinh"))
    assert {"Đăng ký khai sinh", "Mã thủ tục 1.001193", "[__] Tờ khai đăng ký khai sinh"} <= {*said}
    assert "Tờ khai, điền đầy đủ, nếu nộp trực tiếp" in said
    assert any(line.startswith("Nguồn: Cổng Dịch vụ công quốc gia, xem ngày") for line in said)


def test_whoever_acts_for_a_relative_finds_what_else_is_needed_under_its_own_heading() -> None:
    usual, acting = (
        said_on(checklist(NOBODY_SPEAKS_OF_ACTING_FOR_ANOTHER, is_for_relative=is_for_relative))
        for is_for_relative in (False, True)
    )
    more = acting[len(usual) - len(_notes(usual)) : -len(_notes(usual))]
    assert more[0] == "Làm thay người khác, thường cần thêm"
    assert [line for line in more if line.startswith("[__]")] == [
        "[__] Giấy ủy quyền",
        "[__] Giấy tờ chứng minh quan hệ",
        "[__] Căn cước của người đi làm thay",
    ]


def test_what_a_procedure_says_of_authorisation_itself_is_not_said_twice() -> None:
    said = said_on(checklist("khai-sinh", is_for_relative=True))
    assert [line for line in said if "ủy quyền" in line] == ["[__] Văn bản ủy quyền"]


def _notes(said: list[str]) -> list[str]:
    """The lines that hold for the whole list."""
    return [line for line in said if line.startswith(("Nguồn:", "Nếu chưa rõ"))]


@pytest.mark.parametrize("paper", [PAPER_80MM, PAPER_58MM], ids=["80mm", "58mm"])
def test_every_shipped_procedure_fits_on_every_paper(paper: Paper) -> None:
    for procedure in CATALOGUE.procedures:
        assert draw(checklist(procedure.id, paper)).width == paper.width_dots
