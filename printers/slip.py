"""Lay out the ticket a citizen takes away: what stands on the paper, in which order and how large.

Sizes are millimetres and there are no dots here, so one layout serves every printer of that paper width.
`size_mm` is the em height of the type: capitals are 0.74 of it.
"""

import json
import unicodedata
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from pathlib import Path

from models.waiting.promises import WaitRange, is_at_once

# Judged on printed pictures: under 2.5 mm (20 dots at 203 dpi) stacked Vietnamese marks run together.
_NOTE_MM = 2.8
_GLOSS_MM = 2.5

_WORDS: dict[str, dict[str, str]] = json.loads(Path(__file__).with_name("words.json").read_text("utf-8"))


class SlipError(Exception):
    """This slip cannot be put on paper; the message says which text is at fault and why."""


@dataclass(frozen=True, kw_only=True)
class Paper:
    """A roll as the printer sees it: `width_dots` can be printed on, the margins left and right cannot."""

    roll_mm: int
    width_dots: int
    dots_per_mm: int = 8  # 203 dpi, what kiosk printers of both widths have

    @property
    def printable_mm(self) -> float:
        return self.width_dots / self.dots_per_mm


PAPER_80MM = Paper(roll_mm=80, width_dots=576)
PAPER_58MM = Paper(roll_mm=58, width_dots=384)


class Weight(StrEnum):
    """A weight of the typeface, named as its file is."""

    REGULAR = "Regular"
    MEDIUM = "Medium"
    SEMI_BOLD = "SemiBold"
    BOLD = "Bold"
    EXTRA_BOLD = "ExtraBold"


class Align(StrEnum):
    LEFT = "left"
    CENTRE = "centre"


@dataclass(frozen=True, kw_only=True)
class Text:
    """Words that wrap to at most `max_lines`, and become smaller rather than be cut off."""

    text: str
    size_mm: float
    weight: Weight = Weight.REGULAR
    align: Align = Align.CENTRE
    max_lines: int = 2


@dataclass(frozen=True, kw_only=True)
class BigNumber:
    """The number to look for: capitals `cap_mm` high, or as high as the width of the paper allows."""

    text: str
    cap_mm: float


@dataclass(frozen=True, kw_only=True)
class Rule:
    thickness_mm: float


@dataclass(frozen=True, kw_only=True)
class Gap:
    height_mm: float


@dataclass(frozen=True, kw_only=True)
class Qr:
    """A QR code, about `size_mm` wide with its quiet zone."""

    content: str
    size_mm: float


@dataclass(frozen=True, kw_only=True)
class BesideQr:
    """Lines at the left, a QR code at the right, both centred on the same height."""

    lines: tuple[Text | Gap, ...]
    qr: Qr


Element = Text | BigNumber | Rule | Gap | Qr | BesideQr


@dataclass(frozen=True, kw_only=True)
class Slip:
    paper: Paper
    elements: tuple[Element, ...]


@dataclass(frozen=True, kw_only=True)
class TicketSlip:
    """What a ticket says, in plain values. No name, no identity number: a ticket needs none.

    counters: where the number will be called, "Quầy 1, 2"; empty when not known.
    ahead: how many people wait before this one; None leaves the line out.
    wait: how long that may take; None where nobody can tell.
    is_estimate: both are the kiosk's own, the hall could not be asked.
    issued_at: aware, in the hall's own time; printed as given.
    follow_url: goes into the QR code; a random token and nothing about the citizen.
    appointment: when it was booked for, as `issued_at`; None for whoever came without one.
    priority_vi, priority_en: the class of priority that was claimed; empty for none.
    reprint: 0 for the first copy, n for the n-th copy after it.
    """

    authority: str
    centre: str
    hall: str
    number: str
    service_vi: str
    service_en: str
    counters: str
    ahead: int | None
    issued_at: datetime
    follow_url: str
    ticket_code: str
    wait: WaitRange | None = None
    is_estimate: bool = False
    appointment: datetime | None = None
    priority_vi: str = ""
    priority_en: str = ""
    reprint: int = 0


def lay_out(ticket: TicketSlip, paper: Paper) -> Slip:
    """Put a ticket on paper, short because paper costs: the number first, then where, when and how to follow.

    Vietnamese first, English smaller beneath it. All text becomes NFC, the form the typeface has glyphs for.
    """
    return Slip(
        paper=paper,
        elements=(
            *_heading(ticket, paper),
            Rule(thickness_mm=0.375),
            *_number_and_service(ticket),
            Rule(thickness_mm=0.25),
            *_facts_and_qr(ticket, paper),
            Rule(thickness_mm=0.25),
            *_notes(paper),
            *_footer(ticket),
        ),
    )


def _heading(ticket: TicketSlip, paper: Paper) -> list[Element]:
    centre_lines = 1 if _is_wide(paper) else 2
    lines: list[Element] = [
        Text(text=_clean(ticket.authority), size_mm=_NOTE_MM, weight=Weight.MEDIUM),
        Text(text=_clean(ticket.centre), size_mm=3.4, weight=Weight.BOLD, max_lines=centre_lines),
    ]
    hall = _clean(ticket.hall)
    if not _words_of(hall) <= _words_of(f"{ticket.authority} {ticket.centre}"):
        lines.append(Text(text=hall, size_mm=_NOTE_MM, weight=Weight.MEDIUM))
    return [*lines, Gap(height_mm=1)]


def _number_and_service(ticket: TicketSlip) -> list[Element]:
    title = f"{_vi('ticket.title')} · {_en('ticket.title')}"
    return [
        Gap(height_mm=1.5),
        Text(text=title, size_mm=_NOTE_MM, weight=Weight.MEDIUM, max_lines=1),
        Gap(height_mm=2),
        BigNumber(text=_clean(ticket.number), cap_mm=17),
        Gap(height_mm=2.5),
        Text(text=_clean(ticket.service_vi), size_mm=5.0, weight=Weight.BOLD, max_lines=3),
        Text(text=_clean(ticket.service_en), size_mm=3.0),
        Gap(height_mm=1.5),
    ]


def _facts_and_qr(ticket: TicketSlip, paper: Paper) -> list[Element]:
    qr = Qr(content=ticket.follow_url, size_mm=25)
    if _is_wide(paper):
        return [Gap(height_mm=1), BesideQr(lines=_facts(ticket, Align.LEFT), qr=qr), Gap(height_mm=1.25)]
    return [Gap(height_mm=1.5), *_facts(ticket, Align.CENTRE), qr]


def _facts(ticket: TicketSlip, align: Align) -> tuple[Text | Gap, ...]:
    lines: list[Text | Gap] = []
    for vi, en in (*_appointment(ticket), *_counters(ticket), *_ahead(ticket), *_priority(ticket)):
        lines.append(Text(text=vi, size_mm=3.8, weight=Weight.SEMI_BOLD, align=align))
        lines.append(Text(text=en, size_mm=_GLOSS_MM, align=align))
        lines.append(Gap(height_mm=1))
    return (
        *lines,
        Text(text=_vi("ticket.qr_follow"), size_mm=_NOTE_MM, weight=Weight.MEDIUM, align=align),
        Text(text=_en("ticket.qr_follow"), size_mm=_GLOSS_MM, align=align),
    )


def _appointment(ticket: TicketSlip) -> list[tuple[str, str]]:
    if ticket.appointment is None:
        return []
    time = f"{ticket.appointment:%H:%M}"
    return [(_vi("ticket.appointment").format(time=time), _en("ticket.appointment").format(time=time))]


def _priority(ticket: TicketSlip) -> list[tuple[str, str]]:
    if not ticket.priority_vi:
        return []
    vi = _vi("ticket.priority").format(name=_clean(ticket.priority_vi))
    return [(vi, _en("ticket.priority").format(name=_clean(ticket.priority_en)))]


def _counters(ticket: TicketSlip) -> list[tuple[str, str]]:
    counters = _clean(ticket.counters)
    return [(counters, counters.replace(_vi("ticket.counter"), _en("ticket.counter")))] if counters else []


def _ahead(ticket: TicketSlip) -> list[tuple[str, str]]:
    if ticket.ahead is None:
        return []
    key = {0: "ticket.ahead_none", 1: "ticket.ahead_one"}.get(ticket.ahead, "ticket.ahead")
    ahead = _vi(key).format(n=ticket.ahead), _en(key).format(n=ticket.ahead)
    wait = _wait(ticket.wait, is_estimate=ticket.is_estimate)
    vi, en = ahead if wait is None else (f"{ahead[0]}, {wait[0]}", f"{ahead[1]}, {wait[1]}")
    if ticket.is_estimate:
        vi, en = _vi("ticket.estimate").format(said=vi), _en("ticket.estimate").format(said=en)
    return [(vi, en)]


def _wait(wait: WaitRange | None, *, is_estimate: bool) -> tuple[str, str] | None:
    """A range as a range; whoever is called at once needs no figure. An estimate is marked as one."""
    if wait is None or is_at_once(wait):
        return None
    key = "ticket.wait" if wait.p50_min < wait.p80_min else "ticket.wait_about"
    key += "_estimate" if is_estimate else ""
    low, high = f"{wait.p50_min:g}", f"{wait.p80_min:g}"
    return _vi(key).format(low=low, high=high), _en(key).format(low=low, high=high)


def _notes(paper: Paper) -> list[Element]:
    lines: list[Element] = [Gap(height_mm=0.5)]
    for key in ("ticket.keep", "ticket.missed"):
        lines.append(Gap(height_mm=0.75))
        lines.append(
            Text(text=_vi(key), size_mm=_NOTE_MM, weight=Weight.MEDIUM, max_lines=1 if _is_wide(paper) else 2)
        )
        lines.append(Text(text=_en(key), size_mm=_GLOSS_MM))
    return lines


def _footer(ticket: TicketSlip) -> list[Element]:
    issued = f"{ticket.issued_at:%d/%m/%Y %H:%M}"
    lines: list[Element] = [
        Gap(height_mm=1.5),
        Text(text=f"{_clean(ticket.ticket_code)} · {issued}", size_mm=_GLOSS_MM, max_lines=1),
    ]
    if ticket.reprint:
        text = f"{_vi('ticket.reprint')} · {_en('ticket.reprint')}".format(n=ticket.reprint)
        lines.append(Text(text=text, size_mm=_NOTE_MM, weight=Weight.BOLD, max_lines=1))
    return [*lines, Gap(height_mm=1)]


def _is_wide(paper: Paper) -> bool:
    """Whether the QR code fits beside the lines."""
    return paper.printable_mm >= 60


def _vi(key: str) -> str:
    return _WORDS[key]["vi"]


def _en(key: str) -> str:
    return _WORDS[key]["en"]


def _clean(text: str) -> str:
    """NFC, with single spaces and no line breaks: half of Vietnamese typed on some systems arrives as NFD."""
    return " ".join(unicodedata.normalize("NFC", text).split())


def _words_of(text: str) -> set[str]:
    return set(_clean(text).casefold().split())
