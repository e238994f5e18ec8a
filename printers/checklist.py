"""Lay out the checklist a citizen takes home: what to bring for a procedure, with boxes to tick.

Pure, as `printers/slip.py`, whose elements it uses. Vietnamese alone: the papers are named as the offices do.
"""

from dataclasses import dataclass

from printers.slip import Align, Element, Gap, Paper, Rule, Slip, Text, Weight

_MOST_LINES = 8


@dataclass(frozen=True, kw_only=True)
class ChecklistPaper:
    """A paper to bring. about: in what form, and in which case."""

    name: str
    about: str = ""


@dataclass(frozen=True, kw_only=True)
class ChecklistSlip:
    """What a checklist says, in plain values; nothing of it is about the citizen.

    heading: over the papers. code: of the procedure, empty where unverified. notes: what holds for all of it.
    more_heading, more_papers: what is brought besides, in a case of its own; empty where there is none.
    """

    centre: str
    procedure: str
    code: str
    heading: str
    papers: tuple[ChecklistPaper, ...]
    notes: tuple[str, ...]
    more_heading: str = ""
    more_papers: tuple[ChecklistPaper, ...] = ()


def lay_out_checklist(checklist: ChecklistSlip, paper: Paper) -> Slip:
    """Put a checklist on paper: the procedure, then a box for each thing to bring."""
    elements: list[Element] = [
        _text(checklist.centre, 2.8, Weight.MEDIUM, Align.CENTRE),
        Gap(height_mm=1),
        Rule(thickness_mm=0.375),
        Gap(height_mm=1.5),
        _text(checklist.procedure, 4.2, Weight.BOLD),
        *([_text(checklist.code, 2.8)] if checklist.code else []),
        Gap(height_mm=2),
        *_section(checklist.heading, checklist.papers),
    ]
    if checklist.more_papers:
        elements += [Gap(height_mm=2.5), *_section(checklist.more_heading, checklist.more_papers)]
    elements += [Gap(height_mm=1.5), Rule(thickness_mm=0.25), Gap(height_mm=1)]
    elements += [_text(note, 2.8) for note in checklist.notes]
    return Slip(paper=paper, elements=(*elements, Gap(height_mm=1)))


def _section(heading: str, papers: tuple[ChecklistPaper, ...]) -> list[Element]:
    elements: list[Element] = [_text(heading, 3.4, Weight.SEMI_BOLD)]
    for one in papers:
        elements += [Gap(height_mm=1.5), _text(f"[__] {one.name}", 3.4, Weight.MEDIUM)]
        elements += [_text(one.about, 2.8)] if one.about else []
    return elements


def _text(text: str, size_mm: float, weight: Weight = Weight.REGULAR, align: Align = Align.LEFT) -> Text:
    return Text(text=text, size_mm=size_mm, weight=weight, align=align, max_lines=_MOST_LINES)
