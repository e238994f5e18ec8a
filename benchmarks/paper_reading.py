"""What comes out of the printer, read again by machines: dot by dot, both codes' readers, and tesseract.

The paper is that of the virtual printer. Lines of type above 20 dots are cut out where the slip has them and
read by tesseract as Vietnamese. Spaces, and which of its dashes and dots one writes, count for nothing.
"""

import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from dataclasses import replace
from functools import partial
from pathlib import Path

import cv2
import numpy as np
import zxingcpp
from PIL import Image, ImageOps

from benchmarks.figure import figure
from printers.contents import Kind
from printers.escpos_printer import EscposPrinter
from printers.lines.network_line import NetworkLine
from printers.raster import draw
from printers.samples import SAMPLES
from printers.slip import PAPER_58MM, PAPER_80MM, BesideQr, Qr, Row, Slip, Text
from printers.template import lay_out
from printers.templates import shipped_templates
from printers.virtual.device import Device, Model
from printers.virtual.printer import VirtualPrinter

PAPERS = (PAPER_80MM, PAPER_58MM)
SMALLEST_PX = 20
ENLARGED = 2
SIGNS = str.maketrans({"·": "-", "–": "-", "—": "-", " ": None})


def main() -> int:
    printed = [(slip, _printed(slip)) for slip in _slips()]
    altered = sum(paper.tobytes() != draw(slip).tobytes() for slip, paper in printed)
    codes = [paper for slip, paper in printed if _has_code(slip)]
    lines = [line for slip, paper in printed for line in _lines(slip, paper)]
    wrong = [(text, read, _distance(text, read)) for text, read in lines]
    for text, read, errors in wrong:
        if errors:
            print(f"  {text!r} was read as {read!r}", file=sys.stderr)
    letters = sum(len(text) for text, _ in lines)
    kept = [
        figure("slips that came back otherwise than drawn", altered, f"of {len(printed)}", at_most=0),
        figure("codes zxing-cpp cannot read", _unread(codes, _by_zxing), f"of {len(codes)}", at_most=0),
        figure("codes OpenCV cannot read", _unread(codes, _by_opencv), f"of {len(codes)}", at_most=0),
        figure(
            "characters tesseract misreads",
            100 * sum(errors for _, _, errors in wrong) / letters,
            f"% of {letters}",
            at_most=3,
        ),
        figure(
            "lines it misreads more than 3 % of",
            sum(errors > 0.03 * len(text) for text, _, errors in wrong),
            f"of {len(lines)}",
        ),
    ]
    return 0 if all(kept) else 1


def _slips() -> Iterator[Slip]:
    templates = shipped_templates()
    for paper in PAPERS:
        for kind in Kind:
            for content in SAMPLES[kind]:
                yield lay_out(templates[kind], content, paper)


def _printed(slip: Slip) -> Image.Image:
    """The paper of `slip` from the virtual printer."""
    model = Model(speed_mm_s=3000, width_dots=slip.paper.width_dots)
    with (
        tempfile.TemporaryDirectory() as folder,
        VirtualPrinter(Path(folder), device=Device(model=model)) as virtual,
    ):
        EscposPrinter(partial(NetworkLine, "127.0.0.1", virtual.port)).print_slip(slip)
        virtual.wait_for_paper(1, 20)
        return virtual.papers[0]


def _lines(slip: Slip, paper: Image.Image) -> Iterator[tuple[str, str]]:
    """What stands on each line of large enough type, and what was read there."""
    top = 0
    for element in slip.elements:
        height = draw(replace(slip, elements=(element,))).height
        if isinstance(element, Text | Row) and element.size_mm * slip.paper.dots_per_mm > SMALLEST_PX:
            text = element.text if isinstance(element, Text) else f"{element.label} {element.value}"
            yield text.translate(SIGNS), _read(paper.crop((0, top, paper.width, top + height)))
        top += height


def _read(line: Image.Image) -> str:
    roomy = ImageOps.expand(line.convert("L"), border=16, fill=255)
    large = roomy.resize((roomy.width * ENLARGED, roomy.height * ENLARGED), Image.Resampling.LANCZOS)
    with tempfile.NamedTemporaryFile(suffix=".png") as file:
        large.save(file.name, dpi=(203 * ENLARGED, 203 * ENLARGED))
        command = ["tesseract", file.name, "-", "-l", "vie", "--psm", "6"]
        said = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    return "".join(said.split()).translate(SIGNS)


def _distance(written: str, read: str) -> int:
    """How many characters must be changed, added or left out (Levenshtein)."""
    before = list(range(len(read) + 1))
    for n, letter in enumerate(written, start=1):
        row = [n]
        for m, other in enumerate(read, start=1):
            row.append(min(before[m] + 1, row[-1] + 1, before[m - 1] + (letter != other)))
        before = row
    return before[-1]


def _has_code(slip: Slip) -> bool:
    return any(isinstance(element, BesideQr | Qr) for element in slip.elements)


def _unread(papers: list[Image.Image], read: Callable[[Image.Image], str]) -> int:
    return sum(not read(paper).startswith("https://") for paper in papers)


def _by_zxing(paper: Image.Image) -> str:
    return "".join(code.text for code in zxingcpp.read_barcodes(paper.convert("L")))


def _by_opencv(paper: Image.Image) -> str:
    return str(cv2.QRCodeDetector().detectAndDecode(np.asarray(paper.convert("L")))[0])


if __name__ == "__main__":
    sys.exit(main())
