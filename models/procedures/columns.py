"""The columns of a catalogue as a table: what each is called, how a cell is read, how it is written."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

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
from models.procedures.syllable import plain

_FORMS = {
    PaperForm.FILLED_IN: "điền mẫu",
    PaperForm.ORIGINAL: "bản chính",
    PaperForm.COPY: "bản sao",
    PaperForm.SHOWN: "xuất trình",
    PaperForm.ANY: "",
}
_UNITS = {
    TimeUnit.SAME_DAY: "trong ngày",
    TimeUnit.HOUR: "giờ",
    TimeUnit.WORKING_DAY: "ngày làm việc",
    TimeUnit.DAY: "ngày",
}
_LEVELS = {OnlineLevel.WHOLE: "toàn trình", OnlineLevel.PART: "một phần"}
_CONFIDENCES = {Confidence.HIGH: "cao", Confidence.MEDIUM: "vừa", Confidence.LOW: "thấp"}


class BadCell(Exception):
    """The cell cannot be read; the message says what it may hold."""


@dataclass(frozen=True, kw_only=True)
class Column:
    """key: the field of a procedure, `fee.direct_vnd` for one inside another. help: for who fills it in."""

    key: str
    heading: str
    help: str
    read: Callable[[str], Any]
    write: Callable[[Any], str]
    is_required: bool = False

    def of(self, procedure: Procedure) -> str:
        """What stands in this column for `procedure`."""
        value: Any = procedure
        for step in self.key.split("."):
            value = getattr(value, step)
        return "" if value is None else self.write(value)


def _one_of(words: Mapping[Any, str]) -> Callable[[str], Any]:
    by_word = {plain(word): value for value, word in words.items()}

    def read(cell: str) -> Any:
        if plain(cell) not in by_word:
            raise BadCell(f"«{cell}» không phải là một trong: {', '.join(filter(None, words.values()))}")
        return by_word[plain(cell)]

    return read


def _number(cell: str) -> int:
    """An amount as people write it: 50000, 50.000, 50 000 đ, miễn phí."""
    if plain(cell) in ("mien phi", "khong thu"):
        return 0
    amount = re.sub(r"(?i)\s*(đ|đồng|vnđ|vnd)\.?$", "", cell)
    if not re.fullmatch(r"\d+|\d{1,3}([., ]\d{3})+|\d+\.0+", amount):
        raise BadCell(f"«{cell}» không phải là số nguyên; để trống nếu do tỉnh quy định")
    return int(re.sub(r"[., ]", "", re.sub(r"^(\d+)\.0{1,2}$", r"\1", amount)))


def _date(cell: str) -> date:
    for form in ("%Y-%m-%d", "%d/%m/%Y", "%Y-%m-%d %H:%M:%S"):
        try:
            return datetime.strptime(cell, form).date()  # noqa: DTZ007 — a day, not a moment
        except ValueError:
            continue
    raise BadCell(f"«{cell}» không phải là ngày; ghi 31/12/2026 hoặc 2026-12-31")


def _yes(cell: str) -> bool:
    if plain(cell) not in ("co", "x", "khong"):
        raise BadCell(f"«{cell}» không phải là «có» hoặc để trống")
    return plain(cell) != "khong"


def _lines(cell: str) -> tuple[str, ...]:
    return tuple(filter(None, map(str.strip, cell.splitlines())))


def _items(cell: str) -> tuple[str, ...]:
    return tuple(filter(None, map(str.strip, re.split(r"[\n;]", cell))))


def _papers(cell: str) -> tuple[Paper, ...]:
    return tuple(map(_paper, _lines(cell)))


def _paper(line: str) -> Paper:
    """name | form | count | only if; all but the name may be left out."""
    parts = [part.strip() for part in line.split("|")]
    if len(parts) > 4:
        raise BadCell(f"«{line}»: nhiều nhất bốn phần: tên | hình thức | số lượng | khi nào cần")
    name, form, count, only_if = [*parts, "", "", ""][:4]
    if not (count or "1").isdecimal():
        raise BadCell(f"«{line}»: số lượng «{count}» không phải là số")
    return Paper(name=name, form=_one_of(_FORMS)(form), count=int(count or "1"), only_if=only_if)


def _paper_line(paper: Paper) -> str:
    parts = [paper.name, _FORMS[paper.form], "" if paper.count == 1 else str(paper.count), paper.only_if]
    return " | ".join(parts).rstrip(" |")


def _text(key: str, heading: str, help: str, *, is_required: bool = False) -> Column:
    return Column(key=key, heading=heading, help=help, read=str, write=str, is_required=is_required)


def _list(key: str, heading: str, help: str, read: Callable[[str], Any] = _items) -> Column:
    return Column(key=key, heading=heading, help=help, read=read, write="\n".join)


def _choice(key: str, heading: str, words: Mapping[Any, str]) -> Column:
    help = f"Một trong: {', '.join(words.values())}. Để trống nếu chưa rõ"
    return Column(key=key, heading=heading, help=help, read=_one_of(words), write=lambda value: words[value])


def _amount(key: str, heading: str, help: str) -> Column:
    return Column(key=key, heading=heading, help=help, read=_number, write=str)


def _day(key: str, heading: str, help: str) -> Column:
    return Column(key=key, heading=heading, help=help, read=_date, write=date.isoformat)


_SET_BY_PROVINCE = "Số đồng; 0 là miễn phí; để trống là do tỉnh quy định"
COLUMNS = (
    _text("id", "id", "Tên ngắn không đổi của thủ tục, chữ thường không dấu", is_required=True),
    _text("code", "mã quốc gia", "Mã trên Cổng Dịch vụ công quốc gia; để trống nếu chưa rõ"),
    _text("name_vi", "tên", "Tên hiện trên màn hình", is_required=True),
    _text("name_en", "tên tiếng Anh", ""),
    _text("official_name", "tên chính thức", "Tên trong quyết định công bố, nếu khác"),
    _text("field_id", "lĩnh vực", "Tên hoặc id của một lĩnh vực đã có", is_required=True),
    _text("plain_vi", "giải thích", "Một, hai câu bằng lời của công dân"),
    _text("plain_en", "giải thích tiếng Anh", ""),
    _list("who_may_apply", "ai được làm", "Mỗi dòng một đối tượng"),
    Column(
        key="papers",
        heading="giấy tờ",
        help="Mỗi dòng một giấy: tên | điền mẫu, bản chính, bản sao hoặc xuất trình | số lượng | khi nào cần",
        read=_papers,
        write=lambda papers: "\n".join(map(_paper_line, papers)),
    ),
    _amount("fee.direct_vnd", "phí trực tiếp", _SET_BY_PROVINCE),
    _amount("fee.online_vnd", "phí trực tuyến", _SET_BY_PROVINCE),
    _text("fee.per", "đơn vị tính phí", "Ví dụ: trang, bản, lần"),
    _text("fee.note", "ghi chú phí", ""),
    _amount("time.number", "thời hạn", "Số ngày hoặc giờ; để trống nếu trong ngày"),
    _choice("time.unit", "đơn vị thời hạn", _UNITS),
    _text("time.note", "ghi chú thời hạn", ""),
    _choice("online", "mức trực tuyến", _LEVELS),
    _text("agency", "cơ quan", "Cơ quan giải quyết"),
    _list("legal_basis", "căn cứ", "Mỗi dòng một văn bản"),
    _list("synonyms", "tên gọi khác", "Người dân gọi thế nào; mỗi dòng một cách gọi"),
    _list("life_event_ids", "sự kiện đời sống", "Tên hoặc id của sự kiện đã có; mỗi dòng một sự kiện"),
    Column(
        key="asked_often",
        heading="hay hỏi",
        help="«có» để hiện trước; để trống nếu không",
        read=_yes,
        write=lambda often: "có" if often else "",
    ),
    _text("service_id", "dịch vụ", "Id dịch vụ của quầy nhận; để trống là quầy hướng dẫn"),
    _list("source_ids", "nguồn", "Tên hoặc id của nguồn đã có; mỗi dòng một nguồn"),
    _day("checked_on", "ngày kiểm tra", "Ngày của nguồn: 31/12/2026"),
    _choice("confidence", "độ tin cậy", _CONFIDENCES),
    _day("valid_from", "có hiệu lực từ", "31/12/2026; để trống là từ trước"),
    _day("valid_to", "hết hiệu lực sau", "Ngày cuối còn hiệu lực; để trống là chưa biết"),
    _list("remarks", "ghi chú nội bộ", "Không hiện cho công dân; mỗi dòng một ghi chú", _lines),
)
BY_KEY = {column.key: column for column in COLUMNS}


def procedure_of(values: Mapping[str, Any]) -> Procedure:
    """A procedure of what was read from its cells, by the columns' keys; what is left out has its default."""
    whole: dict[str, Any] = {key: value for key, value in values.items() if "." not in key}
    for field, shape in (("fee", Fee), ("time", Duration)):
        start = f"{field}."
        whole[field] = shape(**{key[len(start) :]: v for key, v in values.items() if key.startswith(start)})
    return Procedure(**whole)
