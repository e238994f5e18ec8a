"""What stands on a slip and how large, as data a hall can change: elements whose words have {placeholders}.

An element is left out as soon as one of its placeholders is empty: that is how a line becomes optional.
"""

import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from string import Formatter
from typing import Any, TypeVar

from printers.contents import Content
from printers.slip import (
    Align,
    Bar,
    BesideQr,
    BigNumber,
    Element,
    Gap,
    Line,
    Paper,
    Qr,
    Row,
    Rule,
    Slip,
    Text,
)

Words = Mapping[str, str]
Single = TypeVar("Single", bound=Text | Row | Bar | BigNumber | Rule | Gap | Qr)

_WIDE_MM = 60  # from here on a QR code fits beside lines
_WORDS = ("text", "label", "value", "content")  # the fields that are words with placeholders


@dataclass(frozen=True, kw_only=True)
class Each:
    """These lines for every item of a list; `first` before the first item, if there is one."""

    items: str
    first: tuple[Line, ...]
    lines: tuple[Line, ...]


@dataclass(frozen=True, kw_only=True)
class Template:
    elements: tuple[Element | Each, ...]


def lay_out(template: Template, content: Content, paper: Paper) -> Slip:
    """Put the words of `content` where the template has their placeholders; the template is for this content.

    All words become NFC, the form the typeface has glyphs for.
    """
    elements: list[Element] = []
    values = asdict(content)
    words = _clean(values)
    for element in template.elements:
        match element:
            case Each():
                elements += _each(element, words, [_clean(item) for item in values[element.items]])
            case BesideQr():
                elements += _beside_qr(element, words, paper)
            case _:
                elements += _filled([element], words)
    return Slip(paper=paper, elements=tuple(elements))


def _each(each: Each, words: Words, items: Sequence[Words]) -> Iterator[Line]:
    for nth, item in enumerate(items):
        yield from _filled(each.lines if nth else (*each.first, *each.lines), {**words, **item})


def _beside_qr(element: BesideQr, words: Words, paper: Paper) -> Sequence[Element]:
    codes = _filled([element.qr], words)
    if not codes:
        return []
    lines = _filled(element.lines, words)
    if paper.printable_mm >= _WIDE_MM:
        return [BesideQr(lines=tuple(lines), qr=codes[0])]
    centred = [replace(line, align=Align.CENTRE) if isinstance(line, Text) else line for line in lines]
    return [*centred, *codes]


def _filled(elements: Sequence[Single], words: Words) -> list[Single]:
    """The elements with their words, without those of which a word is empty."""
    filled = []
    for one in elements:
        if all(words[name] for name in placeholders_of(one)):
            said: dict[str, Any] = {name: text.format_map(words) for name, text in words_of(one)}
            filled.append(replace(one, **said))
    return filled


def placeholders_of(element: Element | Each) -> Iterator[str]:
    """The names between braces in the words of `element`."""
    match element:
        case Each():
            for line in (*element.first, *element.lines):
                yield from placeholders_of(line)
        case BesideQr():
            for one in (*element.lines, element.qr):
                yield from placeholders_of(one)
        case _:
            for _, text in words_of(element):
                yield from (name for _, name, _, _ in Formatter().parse(text) if name is not None)


def words_of(element: Element) -> Iterator[tuple[str, str]]:
    """Name and words of each field of `element` that has words."""
    for name in _WORDS:
        if hasattr(element, name):
            yield name, getattr(element, name)


def _clean(values: Mapping[str, object]) -> Words:
    """The words among `values` in NFC (some systems type NFD), with single spaces and no line breaks."""
    return {
        name: " ".join(unicodedata.normalize("NFC", value).split())
        for name, value in values.items()
        if isinstance(value, str)
    }
