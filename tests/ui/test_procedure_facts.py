"""Fees, times and papers are said in whole words, and what is not known is said to be asked for."""

from datetime import date

import pytest
from PySide6.QtGui import QGuiApplication

from kiosk.kiosk import Offer
from models.procedures.procedure import (
    Confidence,
    Duration,
    Fee,
    OnlineLevel,
    Paper,
    PaperForm,
    Procedure,
    TimeUnit,
)
from tests.ui.stage import VI
from ui.i18n import Words
from ui.moments import HALL, SERVICES, catalogue_for
from ui.viewmodels.procedure_facts import fee_of, for_phone, online_of, paper_about, source_of, time_of
from ui.viewmodels.procedure_tiles import found_in, plain_of

OFFER = Offer(hall=HALL, services=SERVICES, procedures=catalogue_for({}))


@pytest.fixture
def words(qapp: QGuiApplication) -> Words:
    return Words()


@pytest.mark.parametrize(
    ("fee", "said"),
    [
        (Fee(direct_vnd=0, online_vnd=0), "Miễn phí"),
        (Fee(direct_vnd=50_000, online_vnd=50_000, per="văn bản"), "50.000 đồng/văn bản"),
        (Fee(direct_vnd=1_200_000, online_vnd=0), "1.200.000 đồng; nộp trực tuyến: Miễn phí"),
        (Fee(), VI["sheet.fee_unknown"]),
    ],
)
def test_a_fee_is_said_as_it_is_paid(fee: Fee, said: str, words: Words) -> None:
    assert fee_of(fee, words)[0] == said


@pytest.mark.parametrize(
    ("time", "said"),
    [
        (Duration(number=5, unit=TimeUnit.WORKING_DAY), ("5 ngày làm việc", "")),
        (
            Duration(number=20, unit=TimeUnit.DAY, note="Trực tuyến 10 ngày"),
            ("20 ngày", "Trực tuyến 10 ngày"),
        ),
        (Duration(number=8, unit=TimeUnit.HOUR), ("8 giờ", "")),
        (
            Duration(unit=TimeUnit.SAME_DAY, note="Sau 15 giờ: hôm sau"),
            (VI["sheet.same_day"], "Sau 15 giờ: hôm sau"),
        ),
        (Duration(note="Không phải trả kết quả"), ("Không phải trả kết quả", "")),
        (Duration(), (VI["sheet.time_unknown"], "")),
    ],
)
def test_a_time_is_said_with_its_unit(time: Duration, said: tuple[str, str], words: Words) -> None:
    assert time_of(time, words) == said


def test_a_paper_says_its_form_how_often_and_when_it_is_needed(words: Words) -> None:
    paper = Paper(name="Ảnh", form=PaperForm.ORIGINAL, count=2, only_if="nếu có")
    assert paper_about(paper, words) == "Bản chính, 2 bản, nếu có"
    assert paper_about(Paper(name="Ảnh"), words) == ""


def test_how_much_can_be_done_online_is_left_out_where_it_is_not_known(words: Words) -> None:
    assert online_of(None, words) == ""
    assert online_of(OnlineLevel.WHOLE, words) == VI["sheet.online_whole"]


def test_what_was_not_verified_says_so_beside_its_source(words: Words) -> None:
    known = Procedure(
        id="x", name_vi="X", field_id="f", source_ids=("DVC-A", "DVC-B"), checked_on=date(2026, 7, 20)
    )
    assert source_of(known, OFFER, words) == (
        "Cổng Dịch vụ công quốc gia, xem ngày 20/07/2026",
        VI["sheet.uncertain"],
    )
    certain = Procedure(id="x", name_vi="X", field_id="f", confidence=Confidence.HIGH)
    assert source_of(certain, OFFER, words) == ("", "")


def test_the_phone_gets_the_name_the_code_and_every_paper(words: Words) -> None:
    papers = (Paper(name="Tờ khai", form=PaperForm.FILLED_IN), Paper(name="Ảnh"))
    procedure = Procedure(id="x", name_vi="Cấp thẻ", code="1.2", field_id="f", papers=papers)
    assert for_phone(procedure, papers, words) == "Cấp thẻ (1.2)\n– Tờ khai: Tờ khai, điền đầy đủ\n– Ảnh"
    assert for_phone(Procedure(id="x", name_vi="Cấp thẻ", field_id="f"), (), words) == "Cấp thẻ"


def test_a_procedure_that_nobody_has_explained_says_nothing(words: Words) -> None:
    assert plain_of(Procedure(id="x", name_vi="X", field_id="f"), words) == ""


def test_a_procedure_the_catalogue_no_longer_has_is_not_found() -> None:
    assert found_in(OFFER, "gone") is None
    assert found_in(None, "khai-sinh") is None
