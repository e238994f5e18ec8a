"""Every slip of a hall as pictures on one page, to be judged before citizens hold it."""

from collections.abc import Sequence
from html import escape
from pathlib import Path

from printers.contents import Kind
from printers.raster import draw
from printers.samples import SAMPLES
from printers.slip import PAPER_58MM, PAPER_80MM, Paper
from printers.template import lay_out
from printers.templates import Templates

_PAPERS = (PAPER_80MM, PAPER_58MM)
_PAGE = """<!doctype html><meta charset="utf-8"><title>Mẫu phiếu in</title>
<style>
body {{ font: 16px sans-serif; margin: 24px; background: #ddd; }}
div {{ display: flex; gap: 8mm; align-items: start; overflow-x: auto; padding-bottom: 8mm; }}
img {{ background: #fff; padding: 4mm; }}
</style>
{sections}
"""


def draw_preview(templates: Templates, folder: Path) -> None:
    """Write each slip on each paper as a PNG into `folder`, and `index.html`, which has them in real size."""
    folder.mkdir(parents=True, exist_ok=True)
    sections = []
    for kind in Kind:
        pictures = []
        for paper in _PAPERS:
            for name, content in zip(("usual", "longest"), SAMPLES[kind], strict=True):
                file = folder / f"{kind}-{paper.roll_mm}mm-{name}.png"
                draw(lay_out(templates[kind], content, paper)).save(file)
                pictures.append(_shown(file.name, paper))
        sections.append(_section(kind, pictures))
    (folder / "index.html").write_text(_PAGE.format(sections="\n".join(sections)), "utf-8")


def _section(kind: Kind, pictures: Sequence[str]) -> str:
    return f"<h1>{escape(kind)}</h1>\n<div>{''.join(pictures)}</div>"


def _shown(name: str, paper: Paper) -> str:
    return f'<img src="{escape(name)}" alt="{escape(name)}" style="width: {paper.printable_mm}mm">'
