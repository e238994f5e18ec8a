"""A catalogue as JSON, whole: what the shipped one is written in, and what a hall stores."""

from collections.abc import Sequence
from dataclasses import fields
from functools import cache
from typing import Any

from pydantic import TypeAdapter, ValidationError

from models.procedures.catalogue import Catalogue
from models.procedures.faults import CatalogueFaults, Fault, check_catalogue
from models.procedures.procedure import Procedure

# pydantic's kinds of errors in the words of whoever wrote the file; others are told in pydantic's own.
_SAID = {
    "missing": "thiếu",
    "string_type": "phải là chữ",
    "int_type": "phải là số nguyên",
    "int_parsing": "phải là số nguyên",
    "int_from_float": "phải là số nguyên",
    "bool_parsing": "phải là true hoặc false",
    "bool_type": "phải là true hoặc false",
    "tuple_type": "phải là một danh sách",
    "enum": "không phải là một giá trị được phép",
    "date_from_datetime_parsing": "phải là ngày, như 2026-12-31",
    "date_parsing": "phải là ngày, như 2026-12-31",
    "dataclass_type": "phải là một đối tượng {…}",
    "json_invalid": "không phải JSON",
}


def read_json(content: bytes) -> Catalogue:
    """The catalogue in `content`. Raises CatalogueFaults with everything that is wrong."""
    try:
        catalogue = _adapter().validate_json(content)
    except ValidationError as error:
        raise CatalogueFaults(
            [
                Fault(where=_place(one["loc"], content), what=_SAID.get(one["type"], one["msg"]))
                for one in error.errors()
            ]
        ) from None
    faults = [
        *_unknown_keys(content),
        *check_catalogue(catalogue, lambda nth, key: _named(catalogue, nth, key)),
    ]
    if faults:
        raise CatalogueFaults(faults)
    return catalogue


def write_json(catalogue: Catalogue) -> bytes:
    """The catalogue as `read_json` reads it; what has its default is left out."""
    return _adapter().dump_json(catalogue, indent=1, exclude_defaults=True) + b"\n"


@cache
def _adapter() -> TypeAdapter[Catalogue]:
    return TypeAdapter(Catalogue)


def _unknown_keys(content: bytes) -> list[Fault]:
    """Misspelt keys, which would otherwise be left out unseen."""
    known = {field.name for field in fields(Procedure)}
    whole: dict[str, Any] = TypeAdapter(dict[str, Any]).validate_json(content)
    return [
        Fault(where=_procedure(nth, procedure.get("id")), what=f"không có mục nào tên «{key}»")
        for nth, procedure in enumerate(whole["procedures"])
        for key in procedure
        if key not in known
    ]


def _place(steps: Sequence[str | int], content: bytes) -> str:
    if len(steps) > 1 and steps[0] == "procedures" and isinstance(steps[1], int):
        found: Any = TypeAdapter(dict[str, Any]).validate_json(content)["procedures"][steps[1]]
        name = found.get("id") if isinstance(found, dict) else None
        return ", ".join([_procedure(steps[1], name), ".".join(map(str, steps[2:]))]).removesuffix(", ")
    return ".".join(map(str, steps)) or "tệp"


def _named(catalogue: Catalogue, nth: int, key: str) -> str:
    return f"{_procedure(nth, catalogue.procedures[nth].id)}, {key}"


def _procedure(nth: int, id: object) -> str:
    return f"thủ tục thứ {nth + 1}" + (f" ({id})" if id else "")
