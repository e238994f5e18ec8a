"""A catalogue as a table people fill in, whatever their spreadsheet program makes of it."""

import csv
import io
from dataclasses import replace
from datetime import date, datetime

import pytest
from openpyxl import Workbook, load_workbook

from models.procedures.catalogue_file import read_catalogue, write_catalogue
from models.procedures.columns import COLUMNS
from models.procedures.faults import CatalogueFaults
from models.procedures.procedure import Duration, Fee, Paper, PaperForm, TimeUnit
from tests.helpers.catalogues import BIRTH, CATALOGUE

HEADINGS = ["id", "tên", "lĩnh vực"]


def table(*rows: list[str], delimiter: str = ",") -> bytes:
    text = io.StringIO(newline="")
    csv.writer(text, delimiter=delimiter).writerows(rows)
    return text.getvalue().encode()


def sheet(*rows: list[object]) -> bytes:
    book = Workbook()
    for row in rows:
        book.worksheets[0].append(row)
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


def faults(content: bytes, suffix: str = ".csv") -> list[str]:
    with pytest.raises(CatalogueFaults) as caught:
        read_catalogue(suffix, content, CATALOGUE)
    return [str(fault) for fault in caught.value.faults]


@pytest.mark.parametrize("suffix", [".json", ".csv", ".xlsx", ".XLSX"])
def test_what_is_written_is_read_back(suffix: str) -> None:
    assert read_catalogue(suffix, write_catalogue(suffix, CATALOGUE), CATALOGUE) == CATALOGUE


@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
def test_a_spreadsheets_own_separator_is_understood(delimiter: str) -> None:
    content = table(HEADINGS, ["x", "Đăng ký, cấp", "Hộ tịch"], delimiter=delimiter)
    (procedure,) = read_catalogue(".csv", content, CATALOGUE).procedures
    assert (procedure.id, procedure.name_vi, procedure.field_id) == ("x", "Đăng ký, cấp", "ho_tich")


def test_headings_and_names_may_be_written_without_accents_and_in_capitals() -> None:
    content = table(["ID", " TEN ", "Linh  vuc", "su kien doi song"], ["x", "X", "CHUNG THUC", "sinh con"])
    (procedure,) = read_catalogue(".csv", content, CATALOGUE).procedures
    assert (procedure.field_id, procedure.life_event_ids) == ("chung_thuc", ("sinh-con",))


def test_cells_are_read_as_people_write_them() -> None:
    content = table(
        [
            *HEADINGS,
            "phí trực tiếp",
            "phí trực tuyến",
            "thời hạn",
            "đơn vị thời hạn",
            "có hiệu lực từ",
            "hay hỏi",
        ],
        ["x", "X", "ho_tich", "50.000 đ", "Miễn phí", "3", "Ngày làm việc", "31/12/2026", "có"],
        ["y", "Y", "ho_tich", "1 000 000", "70000.0", "", "trong ngày", "2026-12-31", "không"],
    )
    one, other = read_catalogue(".csv", content, CATALOGUE).procedures
    assert one.fee == Fee(direct_vnd=50_000, online_vnd=0)
    assert one.time == Duration(number=3, unit=TimeUnit.WORKING_DAY)
    assert (one.valid_from, one.asked_often) == (date(2026, 12, 31), True)
    assert other.fee == Fee(direct_vnd=1_000_000, online_vnd=70_000)
    assert (other.time.unit, other.valid_from) == (TimeUnit.SAME_DAY, date(2026, 12, 31))
    assert not other.asked_often


def test_a_paper_is_a_line_of_up_to_four_parts() -> None:
    cell = "Tờ khai | điền mẫu\n\nẢnh | | 2\nỦy quyền | bản chính | 1 | nếu làm thay"
    content = table([*HEADINGS, "giấy tờ"], ["x", "X", "ho_tich", cell])
    assert read_catalogue(".csv", content, CATALOGUE).procedures[0].papers == (
        Paper(name="Tờ khai", form=PaperForm.FILLED_IN),
        Paper(name="Ảnh", count=2),
        Paper(name="Ủy quyền", form=PaperForm.ORIGINAL, only_if="nếu làm thay"),
    )


def test_all_faults_are_told_at_once_each_with_its_row_and_column() -> None:
    content = table(
        [*HEADINGS, "phí trực tiếp", "mức trực tuyến", "có hiệu lực từ", "hay hỏi", "giấy tờ"],
        ["", "X", "Hộ tịch", "nhiều", "một nửa", "mai", "hơi hơi", "a|b|c|d|e"],
        ["", "", "", "", "", "", "", ""],
        ["y", "Y", "Thủy lợi", "-5", "", "", "", "Ảnh | màu"],
        ["z", "Z", "Thủy lợi", "", "", "", "", "Ảnh | | hai"],
        ["w"],
        ["v", "V", "Thủy lợi"],
    )
    assert faults(content) == [
        "dòng 2, cột id: không được để trống",
        "dòng 2, cột phí trực tiếp: «nhiều» không phải là số nguyên; để trống nếu do tỉnh quy định",
        "dòng 2, cột mức trực tuyến: «một nửa» không phải là một trong: toàn trình, một phần",
        "dòng 2, cột có hiệu lực từ: «mai» không phải là ngày; ghi 31/12/2026 hoặc 2026-12-31",
        "dòng 2, cột hay hỏi: «hơi hơi» không phải là «có» hoặc để trống",
        "dòng 2, cột giấy tờ: «a|b|c|d|e»: nhiều nhất bốn phần: tên | hình thức | số lượng | khi nào cần",
        "dòng 4, cột phí trực tiếp: «-5» không phải là số nguyên; để trống nếu do tỉnh quy định",
        "dòng 4, cột giấy tờ: «màu» không phải là một trong: điền mẫu, bản chính, bản sao, xuất trình",
        "dòng 5, cột giấy tờ: «Ảnh | | hai»: số lượng «hai» không phải là số",
        "dòng 6, cột tên: không được để trống",
        "dòng 6, cột lĩnh vực: không được để trống",
        "dòng 7, cột lĩnh vực: không có «Thủy lợi» trong danh mục",
    ]


def test_a_row_is_numbered_as_the_file_shows_it() -> None:
    content = table(HEADINGS, ["x", "X\nhai dòng", "ho_tich"], ["y", "Y", "sai"])
    assert faults(content) == ["dòng 4, cột lĩnh vực: không có «sai» trong danh mục"]


@pytest.mark.parametrize(
    ("content", "told"),
    [
        (b"", "tệp: không có dòng nào"),
        ("id,tên".encode("utf-16"), "tệp: không phải UTF-8; hãy lưu dạng «CSV UTF-8»"),
        (table(["id", "tên", "tên", "màu"]), "dòng 1: không có cột nào tên «màu»"),
        (table(["id", "tên", "tên", "màu"]), "dòng 1: cột «tên» có hai lần"),
        (table(["id", "tên", "tên", "màu"]), "dòng 1: thiếu cột «lĩnh vực»"),
        (table(["id", "", "tên", "lĩnh vực"]), "dòng 1: có cột không có tên"),
        (table(HEADINGS), "danh mục: không có thủ tục nào"),
    ],
)
def test_a_table_without_its_headings_is_refused(content: bytes, told: str) -> None:
    assert told in faults(content)


def test_an_endless_cell_is_refused() -> None:
    content = b"id," + b"x" * 200_000
    assert faults(content) == ["dòng 1: field larger than field limit (131072)"]


def test_empty_columns_at_the_end_are_left_alone() -> None:
    content = table([*HEADINGS, "", ""], ["x", "X", "ho_tich", "", ""])
    assert len(read_catalogue(".csv", content, CATALOGUE).procedures) == 1


def test_numbers_and_days_of_a_spreadsheet_are_read() -> None:
    headings: list[object] = [*HEADINGS, "phí trực tiếp", "có hiệu lực từ", "hết hiệu lực sau"]
    begins = datetime(2026, 1, 2)  # noqa: DTZ001 — a day in a spreadsheet has no zone
    content = sheet(headings, ["x", "X", "Hộ tịch", 50000.0, begins, date(2026, 3, 4)], [None])
    (procedure,) = read_catalogue(".xlsx", content, CATALOGUE).procedures
    assert procedure.fee.direct_vnd == 50_000
    assert (procedure.valid_from, procedure.valid_to) == (date(2026, 1, 2), date(2026, 3, 4))


def test_a_fault_in_a_spreadsheet_has_its_row() -> None:
    content = sheet([*HEADINGS], [None, None, None], ["x", "X", "sai"])
    assert faults(content, ".xlsx") == ["dòng 3, cột lĩnh vực: không có «sai» trong danh mục"]


def test_what_is_no_spreadsheet_is_refused() -> None:
    assert faults(b"PK nothing", ".xlsx") == ["tệp: không phải bảng tính XLSX"]


def test_another_form_is_refused_both_ways() -> None:
    assert faults(b"", ".pdf") == ["tệp: «.pdf» không phải là .json, .csv, .xlsx"]
    with pytest.raises(CatalogueFaults, match=r"\.pdf"):
        write_catalogue(".pdf", CATALOGUE)


def test_the_spreadsheet_explains_every_column() -> None:
    book = load_workbook(io.BytesIO(write_catalogue(".xlsx", replace(CATALOGUE, procedures=(BIRTH,)))))
    explained = [row[0] for row in book["Hướng dẫn"].values]
    assert explained == ["Cột", *(column.heading for column in COLUMNS)]
