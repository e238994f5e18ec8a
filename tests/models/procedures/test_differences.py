"""What a new edition changes, for whoever decides whether to take it over."""

from dataclasses import replace

from models.procedures.catalogue import Field, Source
from models.procedures.differences import differences, told
from models.procedures.procedure import Fee
from tests.helpers.catalogues import BIRTH, CATALOGUE, COPY, DEATH


def test_the_same_catalogue_changes_nothing() -> None:
    assert told(differences(CATALOGUE, CATALOGUE)) == "thêm 0, bỏ 0, sửa 0"


def test_what_comes_goes_and_changes_is_told_field_by_field() -> None:
    new = replace(
        CATALOGUE,
        procedures=(
            replace(BIRTH, fee=Fee(direct_vnd=8000, online_vnd=0), synonyms=("một", "hai")),
            COPY,
            replace(DEATH, id="moi", name_vi="Thủ tục mới"),
        ),
    )
    assert told(differences(CATALOGUE, new)) == "\n".join(
        [
            "sửa   khai-sinh – Đăng ký khai sinh",
            "      phí trực tiếp:",
            "        - 0",
            "        + 8000",
            "      tên gọi khác:",
            "        - làm giấy khai sinh / khai sinh cho con",
            "        + một / hai",
            "thêm  moi – Thủ tục mới",
            "bỏ    khai-tu – Đăng ký khai tử",
            "thêm 1, bỏ 1, sửa 1",
        ]
    )


def test_what_was_empty_is_said_to_be_empty() -> None:
    new = replace(CATALOGUE, procedures=(BIRTH, replace(COPY, code="2.000815"), DEATH))
    assert "        - (để trống)\n        + 2.000815" in told(differences(CATALOGUE, new))


def test_the_lists_a_procedure_refers_to_are_compared_too() -> None:
    new = replace(
        CATALOGUE,
        fields=(
            replace(CATALOGUE.fields[0], name_en="Status"),
            Field(id="thue", name_vi="Thuế", name_en="Tax"),
        ),
        sources=(*CATALOGUE.sources, Source(id="LAW", name_vi="Luật", name_en="Law")),
    )
    assert told(differences(CATALOGUE, new)).splitlines() == [
        "sửa   lĩnh vực ho_tich",
        "bỏ    lĩnh vực chung_thuc",
        "thêm  lĩnh vực thue",
        "thêm  nguồn LAW",
        "thêm 2, bỏ 1, sửa 1",
    ]
