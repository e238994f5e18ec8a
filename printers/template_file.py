"""Reads a template as a hall writes it, with an error that names the element and the field."""

import tomllib
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field, fields
from string import Formatter
from typing import Any, cast

from pydantic import TypeAdapter, ValidationError

from printers.slip import Bar, BesideQr, BigNumber, Element, Gap, Line, Qr, Row, Rule, Text
from printers.template import Each, Template, placeholders_of, words_of

# The word an element begins with in the file says what it is; beside it, the field that its value goes to.
_KINDS: dict[str, tuple[type[Text | Row | Bar | BigNumber | Rule | Gap | Qr], str]] = {
    "text": (Text, "text"),
    "label": (Row, "label"),
    "bar": (Bar, "text"),
    "number": (BigNumber, "text"),
    "rule_mm": (Rule, "thickness_mm"),
    "gap_mm": (Gap, "height_mm"),
    "qr": (Qr, "content"),
}
_SMALLEST_MM = {"size_mm": 2.5, "cap_mm": 2.5, "above_mm": 0.0}
_LARGEST_MM = 100.0


class TemplateError(Exception):
    """A template cannot be used; the message says which element and field is at fault, and why."""


@dataclass(frozen=True, kw_only=True)
class Names:
    """The placeholders there are. lists: of each item, by the list's name. must: what no slip may lack."""

    plain: frozenset[str]
    lists: Mapping[str, frozenset[str]] = field(default_factory=dict)
    must: frozenset[str] = frozenset()


def parse_template(text: str, names: Names) -> Template:
    """The template written in TOML as `elements = [{ text = "…", size_mm = 3 }, …]`. Raises TemplateError."""
    try:
        table = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise TemplateError(f"is no TOML: {error}") from error
    rows = table.pop("elements", None)
    if table or not isinstance(rows, list):
        raise TemplateError("must be one list, elements = [ … ]")
    elements = []
    for nth, row in enumerate(rows, start=1):
        try:
            elements.append(_element(row, names))
        except TemplateError as error:
            raise TemplateError(f"element {nth}: {error}") from error
    missing = names.must - {name for element in elements for name in placeholders_of(element)}
    if missing:
        raise TemplateError(f"lacks {{{min(missing)}}}, which no such slip may be without")
    return Template(elements=tuple(elements))


def _element(row: object, names: Names) -> Element | Each:
    table = _table(row)
    if "each" in table:
        items, first, lines = table.pop("each"), table.pop("first", []), table.pop("lines", [])
        if not isinstance(items, str) or items not in names.lists:
            raise TemplateError(f"each = {items!r} is no list; there is {_listed(names.lists) or 'none'}")
        _refuse(table)
        inner = names.plain | names.lists[items]
        return Each(items=items, first=_lines(first, names.plain), lines=_lines(lines, inner))
    if "beside_qr" in table:
        lines = table.pop("lines", [])
        content, size_mm = table.pop("beside_qr"), table.pop("size_mm", None)
        _refuse(table)
        qr = _single({"qr": content, "size_mm": size_mm}, names.plain)
        return BesideQr(lines=_lines(lines, names.plain), qr=cast("Qr", qr))
    return _single(table, names.plain)


def _lines(rows: object, names: frozenset[str]) -> tuple[Line, ...]:
    if not isinstance(rows, list):
        raise TemplateError("first and lines are lists")
    lines = []
    for row in rows:
        line = _single(_table(row), names)
        if not isinstance(line, Text | Row):
            raise TemplateError("first and lines hold texts and labels only")
        lines.append(line)
    return tuple(lines)


def _single(table: dict[str, Any], names: frozenset[str]) -> Text | Row | Bar | BigNumber | Rule | Gap | Qr:
    kinds = table.keys() & _KINDS.keys()
    if len(kinds) != 1:
        raise TemplateError(f"must have exactly one of {_listed([*_KINDS, 'beside_qr', 'each'])}")
    (kind,) = kinds
    shape, first_field = _KINDS[kind]
    given = {first_field if name == kind else name: value for name, value in table.items()}
    _refuse(given.keys() - {one.name for one in fields(shape)})
    try:
        element = TypeAdapter(shape).validate_python(given)
    except ValidationError as error:
        first = error.errors()[0]
        raise TemplateError(f"{first['loc'][0]}: {first['msg']}") from error
    _check_sizes(element)
    _check_placeholders(element, names)
    return element


def _check_sizes(element: Element) -> None:
    for one in fields(element):
        value, least = getattr(element, one.name), _SMALLEST_MM.get(one.name, 0.1)
        if one.name.endswith("_mm") and not least <= value <= _LARGEST_MM:
            raise TemplateError(f"{one.name} = {value:g} is not from {least:g} to {_LARGEST_MM:g}")
        if one.name == "max_lines" and value < 1:
            raise TemplateError("max_lines must be 1 or more")


def _check_placeholders(element: Element, names: frozenset[str]) -> None:
    for _, text in words_of(element):
        try:
            parsed = [(name, extra, convert) for _, name, extra, convert in Formatter().parse(text)]
        except ValueError as error:
            raise TemplateError(f"{text!r}: {error}; a brace itself is written twice") from error
        for name, extra, convert in parsed:
            if name is not None and (name not in names or extra or convert):
                raise TemplateError(f"there is no {{{name}}}; there are {_listed(names)}")


def _table(row: object) -> dict[str, Any]:
    if not isinstance(row, dict):
        raise TemplateError("is not written as { … }")
    return dict(row)


def _refuse(unknown: Collection[str]) -> None:
    if unknown:
        raise TemplateError(f"{min(unknown)} means nothing here")


def _listed(names: Iterable[str]) -> str:
    return ", ".join(sorted(names))
