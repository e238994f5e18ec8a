"""What stands on the printed checklist, and that all of it can be read."""

import pytest
from PIL import Image

from kiosk.checklist_paper import checklist_slip
from models.hall import Hall
from models.procedures.shipped import shipped_catalogue
from printers.raster import draw
from printers.slip import PAPER_58MM, PAPER_80MM, Paper, Slip, Text

HALL = Hall(id="h", authority="Ủy ban nhân dân phường", centre="Trung tâm Phục vụ hành chính công", name="H")
CATALOGUE = shipped_catalogue()


def slip_of(procedure_id: str, paper: Paper = PAPER_80MM) -> Slip:
    procedure = CATALOGUE.find(procedure_id)
    assert procedure is not None
    return checklist_slip(HALL, CATALOGUE, procedure, paper)


def lines(slip: Slip) -> list[str]:
    return [element.text for element in slip.elements if isinstance(element, Text)]


def test_a_checklist_says_the_procedure_each_paper_with_a_box_and_the_source() -> None:
    said = lines(slip_of("khai-sinh"))
    assert {"Đăng ký khai sinh", "Mã thủ tục 1.001193", "[__] Tờ khai đăng ký khai sinh"} <= {*said}
    assert "Tờ khai, điền đầy đủ, nếu nộp trực tiếp" in said
    assert any(line.startswith("Nguồn: Cổng Dịch vụ công quốc gia, xem ngày") for line in said)


@pytest.mark.parametrize("paper", [PAPER_80MM, PAPER_58MM], ids=["80mm", "58mm"])
def test_every_shipped_procedure_fits_on_every_paper(paper: Paper) -> None:
    for procedure in CATALOGUE.procedures:
        picture: Image.Image = draw(checklist_slip(HALL, CATALOGUE, procedure, paper))
        assert picture.width == paper.width_dots
