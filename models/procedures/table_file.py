"""A catalogue as a table people fill in: CSV or a spreadsheet, one procedure a row."""

import csv
import io
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any
from zipfile import BadZipFile

from openpyxl import Workbook, load_workbook
from openpyxl.styles import Alignment, Font
from openpyxl.utils import get_column_letter
from openpyxl.utils.exceptions import InvalidFileException

from models.procedures.catalogue import Catalogue
from models.procedures.columns import BY_KEY, COLUMNS, BadCell, Column, procedure_of
from models.procedures.faults import CatalogueFaults, Fault, check_catalogue
from models.procedures.procedure import Procedure
from models.procedures.syllable import plain

_SHEET, _HELP_SHEET = "Thủ tục", "Hướng dẫn"
_WIDTH = 28
_Row = tuple[int, Sequence[str]]  # as it is numbered in the file, and its cells


def read_csv(content: bytes, base: Catalogue) -> Catalogue:
    """As `read_rows`. content: UTF-8, with commas, or the semicolons or tabs of a spreadsheet program."""
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise CatalogueFaults(
            [Fault(where="tệp", what="không phải UTF-8; hãy lưu dạng «CSV UTF-8»")]
        ) from None
    heading = text.splitlines()[0] if text.strip() else ""
    delimiter = max(",;\t", key=heading.count)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
    rows: list[_Row] = []
    line = 1
    try:
        for cells in reader:
            rows.append((line, cells))
            line = reader.line_num + 1
    except csv.Error as error:
        raise CatalogueFaults([Fault(where=f"dòng {line}", what=str(error))]) from None
    return read_rows(rows, base)


def read_spreadsheet(content: bytes, base: Catalogue) -> Catalogue:
    """As `read_rows`. content: XLSX; its first sheet counts."""
    try:
        book = load_workbook(io.BytesIO(content), read_only=True, data_only=True)
    except (BadZipFile, InvalidFileException, KeyError, ValueError, OSError):
        raise CatalogueFaults([Fault(where="tệp", what="không phải bảng tính XLSX")]) from None
    sheet = book.worksheets[0]
    rows = [(nth, [_cell(value) for value in row]) for nth, row in enumerate(sheet.values, start=1)]
    return read_rows(rows, base)


def read_rows(rows: Sequence[_Row], base: Catalogue) -> Catalogue:
    """The catalogue the rows describe, below their headings; its fields, life events, sources are `base`'s.

    Raises CatalogueFaults with everything that is wrong.
    """
    filled = [(line, cells) for line, cells in rows if any(cell.strip() for cell in cells)]
    if not filled:
        raise CatalogueFaults([Fault(where="tệp", what="không có dòng nào")])
    columns = _columns(filled[0])
    names = {
        "field_id": {plain(one.name_vi): one.id for one in base.fields},
        "life_event_ids": {plain(one.name_vi): one.id for one in base.life_events},
        "source_ids": {},
    }
    faults: list[Fault] = []
    procedures: list[Procedure] = []
    lines: list[int] = []
    for line, cells in filled[1:]:
        values: dict[str, Any] = {}
        found: list[Fault] = []
        for column, cell in zip(columns, cells, strict=False):
            text = cell.strip()
            try:
                if text:
                    values[column.key] = _by_id(column.read(text), names.get(column.key, {}))
                elif column.is_required:
                    raise BadCell("không được để trống")
            except BadCell as error:
                found.append(Fault(where=_where(line, column), what=str(error)))
        if found:
            faults += found
        elif missing := [column for column in columns if column.is_required and column.key not in values]:
            faults += [Fault(where=_where(line, column), what="không được để trống") for column in missing]
        else:
            procedures.append(procedure_of(values))
            lines.append(line)
    catalogue = replace(base, procedures=tuple(procedures))
    faults += check_catalogue(catalogue, lambda nth, key: _where(lines[nth], BY_KEY[key]))
    if faults:
        raise CatalogueFaults(faults)
    return catalogue


def write_csv(procedures: Sequence[Procedure]) -> bytes:
    """The procedures as CSV that `read_csv` reads, and spreadsheet programs show with their accents."""
    text = io.StringIO(newline="")
    csv.writer(text).writerows(_rows(procedures))
    return text.getvalue().encode("utf-8-sig")


def write_spreadsheet(procedures: Sequence[Procedure]) -> bytes:
    """The procedures as XLSX that `read_spreadsheet` reads, with a second sheet that explains the columns."""
    book = Workbook()
    sheet = book.worksheets[0]
    sheet.title = _SHEET
    for row in _rows(procedures):
        sheet.append(row)
    sheet.freeze_panes = "D2"
    guide = book.create_sheet(_HELP_SHEET)
    guide.append(["Cột", "Cách ghi", "Bắt buộc"])
    for column in COLUMNS:
        guide.append([column.heading, column.help, "có" if column.is_required else ""])
    for of_book in book.worksheets:
        for nth, cell in enumerate(of_book[1], start=1):
            cell.font = Font(bold=True)
            of_book.column_dimensions[get_column_letter(nth)].width = _WIDTH
        for cells in of_book.iter_rows():
            for cell in cells:
                cell.alignment = Alignment(wrap_text=True, vertical="top")
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


def _rows(procedures: Sequence[Procedure]) -> Iterator[list[str]]:
    yield [column.heading for column in COLUMNS]
    for procedure in procedures:
        yield [column.of(procedure) for column in COLUMNS]


def _columns(heading: _Row) -> list[Column]:
    line, cells = heading
    by_heading = {plain(column.heading): column for column in COLUMNS}
    named = [plain(" ".join(cell.split())) for cell in cells]
    faults = [
        Fault(where=f"dòng {line}", what=f"không có cột nào tên «{cell}»")
        for cell, name in zip(cells, named, strict=True)
        if name and name not in by_heading
    ]
    faults += [
        Fault(where=f"dòng {line}", what=f"cột «{by_heading[name].heading}» có hai lần")
        for name in by_heading
        if named.count(name) > 1
    ]
    faults += [
        Fault(where=f"dòng {line}", what=f"thiếu cột «{column.heading}»")
        for name, column in by_heading.items()
        if column.is_required and name not in named
    ]
    if faults:
        raise CatalogueFaults(faults)
    while named and not named[-1]:
        named.pop()
    if "" in named:
        raise CatalogueFaults([Fault(where=f"dòng {line}", what="có cột không có tên")])
    return [by_heading[name] for name in named]


def _by_id(value: Any, ids: Mapping[str, str]) -> Any:
    """What stands in a cell, with names that are known turned into ids."""
    if isinstance(value, tuple):
        return tuple(_by_id(one, ids) for one in value)
    return ids.get(plain(value), value) if isinstance(value, str) else value


def _cell(value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, datetime):
        return value.date().isoformat()
    return str(int(value)) if isinstance(value, float) and value.is_integer() else str(value)


def _where(line: int, column: Column) -> str:
    return f"dòng {line}, cột {column.heading}"
