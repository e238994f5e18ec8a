"""Draw a slip as the dots the printer will burn: black or white, no grey, exactly as wide as the paper.

Text goes to paper as a picture because most printers' own code pages have no Vietnamese (ADR-0006).
"""

from collections.abc import Sequence
from functools import cache
from math import ceil, floor

from PIL import Image, ImageChops, ImageDraw, ImageFont

import assets
from printers.qr import make_code
from printers.slip import (
    Align,
    Bar,
    BesideQr,
    BigNumber,
    Element,
    Gap,
    Paper,
    Qr,
    Row,
    Rule,
    Slip,
    SlipError,
    Text,
    Weight,
)

_WHITE = 1
_BLACK = 0
_SMALLEST_TEXT_PX = 10  # below this no letter can be told from another at 203 dpi
_QUIET_ZONE_MODULES = 4  # ISO/IEC 18004
_SMALLEST_MODULE_DOTS = 3  # 0.375 mm, about the least an ordinary phone camera reads from thermal paper
_QR_GAP_MM = 1.0
_ROW_LINES = 12
_BAR_MARGIN_MM = 1.5
_BAR_ABOVE_MM = 0.5
_NARROWEST = 0.55  # of a number's usual width: below, its digits run together

# Lines are 1.25 em apart. Source Sans 3 draws Ễ 0.98 em high and Ặ 0.23 em deep, so a line has the room that
# its letters need: marks are never cut and never touch the line above.
_ABOVE_BASELINE_EM = 0.98
_BELOW_BASELINE_EM = 0.27
_INK = 150  # of 255: a dot is burnt where letters cover two fifths of it, which keeps thin marks whole


def draw(slip: Slip) -> Image.Image:
    """The slip as a 1-bit picture, `slip.paper.width_dots` wide.

    Raises SlipError when the typeface lacks a character or something is too long to be printed readably.
    """
    return _stack([_drawn(element, slip.paper) for element in slip.elements], slip.paper.width_dots)


def _drawn(element: Element, paper: Paper) -> Image.Image:
    width = paper.width_dots
    dots_per_mm = paper.dots_per_mm
    match element:
        case Text(above_mm=above_mm):
            return _under(above_mm, _text(element, width, dots_per_mm), dots_per_mm)
        case Row(above_mm=above_mm):
            return _under(above_mm, _row(element, width, dots_per_mm), dots_per_mm)
        case Bar(above_mm=above_mm):
            return _under(above_mm, _bar(element, width, dots_per_mm), dots_per_mm)
        case BigNumber():
            return _big_number(element, width, dots_per_mm)
        case Rule():
            return Image.new("1", (width, max(1, round(element.thickness_mm * dots_per_mm))), _BLACK)
        case Gap():
            return _blank(width, round(element.height_mm * dots_per_mm))
        case Qr():
            return _centred(_qr(element, width, dots_per_mm), width)
        case BesideQr():
            return _beside_qr(element, paper)


def _text(element: Text, width: int, dots_per_mm: int) -> Image.Image:
    _check_glyphs(element.text)
    px = round(element.size_mm * dots_per_mm)
    while True:
        font = _font(element.weight, px)
        lines = _wrapped(element.text, font, width)
        if len(lines) <= element.max_lines and all(_extent(line, font)[2] <= width for line in lines):
            return _stack([_line(line, font, px, width, element.align) for line in lines], width)
        px = _smaller(px, element.text)


def _under(above_mm: float, picture: Image.Image, dots_per_mm: int) -> Image.Image:
    return _stack([_blank(picture.width, round(above_mm * dots_per_mm)), picture], picture.width)


def _row(row: Row, width: int, dots_per_mm: int) -> Image.Image:
    label = Text(text=row.label, size_mm=row.size_mm, align=Align.LEFT, max_lines=_ROW_LINES)
    value = Text(
        text=row.value,
        size_mm=row.size_mm,
        weight=Weight.BOLD,
        align=Align.RIGHT,
        max_lines=_ROW_LINES,
    )
    px = round(row.size_mm * dots_per_mm)
    used = _extent(row.label, _font(label.weight, px))[2] + _extent(row.value, _font(value.weight, px))[2]
    drawn = [_text(one, width, dots_per_mm) for one in (label, value)]
    if used + px > width:  # an em between them
        return _stack(drawn, width)
    return ImageChops.logical_and(*drawn)


def _bar(bar: Bar, width: int, dots_per_mm: int) -> Image.Image:
    """Drawn on the grid of the big number: black costs a printer as many bytes as letters do."""
    half = dots_per_mm // 2
    margin, above = round(half * _BAR_MARGIN_MM), round(half * _BAR_ABOVE_MM)
    words = _text(Text(text=bar.text, size_mm=bar.size_mm, weight=Weight.BOLD), width // 2 - 2 * margin, half)
    black = Image.new("1", (width // 2, words.height + 2 * above), _BLACK)
    black.paste(ImageChops.logical_xor(words, _blank(*words.size)), (margin, above))
    return _doubled(black)


def _big_number(element: BigNumber, width: int, dots_per_mm: int) -> Image.Image:
    """The number cropped to its ink: the line spacing of type this large would waste a finger of paper.

    It is drawn on a grid of two by two dots, for which a printer needs a quarter of the bytes. One that is
    too wide is made narrower, and lower only where that is not enough: its height is seen from afar.
    """
    _check_glyphs(element.text)
    reference_px = 1000
    cap_em = -_extent("H", _font(Weight.EXTRA_BOLD, reference_px))[1] / reference_px
    px = ceil(element.cap_mm * dots_per_mm / 2 / cap_em)
    while True:
        font = _font(Weight.EXTRA_BOLD, px)
        left, top, right, bottom = _extent(element.text, font)
        ink = Image.new("L", (right - left, bottom - top), 255)
        ImageDraw.Draw(ink).text((-left, -top), element.text, font=font, fill=0, anchor="ls")
        ink = ink.crop(ImageChops.invert(ink).getbbox())
        narrowed = min(ink.width, width // 2)
        if narrowed >= _NARROWEST * ink.width:
            ink = ink.resize((narrowed, ink.height), Image.Resampling.LANCZOS)
            line = _centred(ink.point(_black_or_white, mode="1"), width // 2)
            return _doubled(line)
        px = _smaller(px, element.text)


def _doubled(picture: Image.Image) -> Image.Image:
    return picture.resize((2 * picture.width, 2 * picture.height), Image.Resampling.NEAREST)


def _black_or_white(grey: int) -> int:
    return 0 if grey < _INK else 255


def _qr(element: Qr, width: int, dots_per_mm: int) -> Image.Image:
    code = make_code(element.content, error="m")
    modules = int(code.symbol_size(border=_QUIET_ZONE_MODULES)[0])
    even = 2 * round(element.size_mm * dots_per_mm / modules / 2)  # on the grid of the big number, if it can
    dots = min(max(_SMALLEST_MODULE_DOTS, even), width // modules)
    if dots < _SMALLEST_MODULE_DOTS:
        raise SlipError(f"the QR code of {len(element.content)} characters is too wide for this paper")
    picture = Image.new("1", (modules, modules), _WHITE)
    picture.putdata(
        [_BLACK if dark else _WHITE for row in code.matrix_iter(border=_QUIET_ZONE_MODULES) for dark in row]
    )
    return picture.resize((modules * dots, modules * dots), Image.Resampling.NEAREST)


def _beside_qr(element: BesideQr, paper: Paper) -> Image.Image:
    qr = _qr(element.qr, paper.width_dots, paper.dots_per_mm)
    text_width = paper.width_dots - qr.width - round(_QR_GAP_MM * paper.dots_per_mm)
    column = Paper(roll_mm=paper.roll_mm, width_dots=text_width, dots_per_mm=paper.dots_per_mm)
    lines = _stack([_drawn(line, column) for line in element.lines], text_width)
    both = _blank(paper.width_dots, max(lines.height, qr.height))
    both.paste(lines, (0, (both.height - lines.height) // 2))
    both.paste(qr, (both.width - qr.width, (both.height - qr.height) // 2))
    return both


def _line(text: str, font: ImageFont.FreeTypeFont, px: int, width: int, align: Align) -> Image.Image:
    left, top, right, bottom = _extent(text, font)
    above = max(-top, round(_ABOVE_BASELINE_EM * px))
    below = max(bottom, round(_BELOW_BASELINE_EM * px))
    line = Image.new("L", (width, above + below), 255)
    spare = width - (right - left)
    x = {Align.LEFT: 0, Align.CENTRE: spare // 2, Align.RIGHT: spare}[align]
    ImageDraw.Draw(line).text((x - left, above), text, font=font, fill=0, anchor="ls")
    return line.point(_black_or_white, mode="1")


def _wrapped(text: str, font: ImageFont.FreeTypeFont, width: int) -> list[str]:
    """As few lines as the width allows, and among those the most even ones: no lonely last word."""
    words = text.split()
    widths = [font.getlength(word) for word in words]
    space = font.getlength(" ")
    fewest = _break_lines(widths, space, width)
    low, high = 0, width
    while high - low > 1:
        middle = (low + high) // 2
        if len(_break_lines(widths, space, middle)) > len(fewest):
            low = middle
        else:
            high = middle
    return [" ".join(words[start:end]) for start, end in _break_lines(widths, space, high)]


def _break_lines(widths: Sequence[float], space: float, width: float) -> list[tuple[int, int]]:
    """First and one-past-last word of each line, filled greedily; a word wider than the line stands alone."""
    lines = []
    start, used = 0, 0.0
    for index, word in enumerate(widths):
        if index > start and used + space + word > width:
            lines.append((start, index))
            start, used = index, word
        else:
            used += word + (space if index > start else 0)
    return [*lines, (start, len(widths))]


def _smaller(px: int, text: str) -> int:
    if px <= _SMALLEST_TEXT_PX:
        raise SlipError(f"too long to be printed readably: {text!r}")
    return px - 1


def _check_glyphs(text: str) -> None:
    missing = sorted({character for character in text if not _has_glyph(character)})
    if missing:
        codes = ", ".join(f"U+{ord(character):04X}" for character in missing)
        raise SlipError(f"the typeface has no {codes}, wanted in {text!r}")


@cache
def _has_glyph(character: str) -> bool:
    """Whether the typeface draws this character as itself, and not as an empty box or nothing."""
    font = _font(Weight.REGULAR, 40)
    return character == " " or _mask(font, character) != _mask(font, "\U0010ffff")


def _mask(font: ImageFont.FreeTypeFont, character: str) -> tuple[tuple[int, int], bytes]:
    mask = font.getmask(character, mode="L")
    return mask.size, bytes(mask)


def _extent(text: str, font: ImageFont.FreeTypeFont) -> tuple[int, int, int, int]:
    """Left, top, right, bottom of the text in dots from its start on the baseline, overhang included."""
    left, top, right, bottom = font.getbbox(text, anchor="ls")
    return floor(left), floor(top), ceil(right), ceil(bottom)


@cache
def _font(weight: Weight, px: int) -> ImageFont.FreeTypeFont:
    # The basic engine, because Raqm's shaping depends on a library that may or may not be on the machine;
    # NFC Vietnamese needs no shaping.
    return ImageFont.truetype(assets.paper_font(weight), px, layout_engine=ImageFont.Layout.BASIC)


def _blank(width: int, height: int) -> Image.Image:
    return Image.new("1", (width, height), _WHITE)


def _centred(picture: Image.Image, width: int) -> Image.Image:
    line = _blank(width, picture.height)
    line.paste(picture, ((width - picture.width) // 4 * 2, 0))
    return line


def _stack(pictures: Sequence[Image.Image], width: int) -> Image.Image:
    stacked = _blank(width, sum(picture.height for picture in pictures))
    top = 0
    for picture in pictures:
        stacked.paste(picture, (0, top))
        top += picture.height
    return stacked
