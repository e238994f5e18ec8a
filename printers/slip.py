"""What a slip of paper is made of, in millimetres: one layout serves every printer of that paper width.

`size_mm` is the em height of the type: capitals are 0.66 of it. Under 2.5 mm (20 dots at 203 dpi) stacked
Vietnamese marks run together, judged on printed pictures.
"""

from dataclasses import dataclass
from enum import StrEnum


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
    RIGHT = "right"


@dataclass(frozen=True, kw_only=True)
class Text:
    """Words that wrap to at most `max_lines`, and become smaller rather than be cut off."""

    text: str
    size_mm: float
    weight: Weight = Weight.REGULAR
    align: Align = Align.CENTRE
    max_lines: int = 2
    above_mm: float = 0


@dataclass(frozen=True, kw_only=True)
class Row:
    """A label at the left and its value, bold, at the right; beneath the label where both are too long."""

    label: str
    value: str
    size_mm: float
    above_mm: float = 0


@dataclass(frozen=True, kw_only=True)
class Bar:
    """Words in white on a black bar across the paper."""

    text: str
    size_mm: float
    above_mm: float = 0


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

    lines: "tuple[Line, ...]"
    qr: Qr


Line = Text | Row
Element = Text | Row | Bar | BigNumber | Rule | Gap | Qr | BesideQr


@dataclass(frozen=True, kw_only=True)
class Slip:
    paper: Paper
    elements: tuple[Element, ...]
