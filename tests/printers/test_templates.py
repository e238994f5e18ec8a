"""The templates that ship can be printed, name nobody, and a hall's own take their place."""

import unicodedata
from dataclasses import fields
from pathlib import Path

import pytest
from PIL import ImageFont

import assets
from models.procedures.shipped import shipped_catalogue
from printers.contents import CONTENTS, ChecklistPaper, DossierPaper, Kind, ServiceCount
from printers.preview import draw_preview
from printers.raster import draw
from printers.samples import SAMPLES
from printers.slip import PAPER_58MM, PAPER_80MM, Paper, Weight
from printers.template import lay_out
from printers.templates import load_templates, shipped_templates
from tests.helpers.slips import said_on, slip_of

PAPERS = pytest.mark.parametrize("paper", [PAPER_80MM, PAPER_58MM], ids=["80 mm", "58 mm"])
SHIPPED = sorted(Path("printers/templates").glob("*.toml"))


def test_every_kind_of_slip_has_a_template() -> None:
    assert {path.stem for path in SHIPPED} == {*Kind}


@PAPERS
@pytest.mark.parametrize("kind", Kind)
def test_every_slip_can_be_printed_also_with_the_longest_words(kind: Kind, paper: Paper) -> None:
    for content in SAMPLES[kind]:
        assert draw(slip_of(kind, content, paper)).width == paper.width_dots


def test_no_slip_has_a_place_for_who_somebody_is() -> None:
    """Whoever adds one here has thought about whom it could name."""
    of_hall = {"authority", "centre", "hall", "kiosk"}
    of_queue = {"number", "counters", "ahead", "ahead_vi", "ahead_en", "wait", "call_at", "appointment"}
    of_queue |= {"priority_vi", "priority_en", "service_vi", "service_en", "services", "reprint"}
    of_errand = {"procedure", "papers", "more_papers", "source", "topic", "code", "follow_url", "lookup_url"}
    of_time = {"issued_at", "received_at", "due_at", "answer_by", "date", "time", "collect_at"}
    of_day = {"issued", "first", "last", "printed", "copies", "in_doubt", "used_m", "left_m"}
    of_items = {"name", "about", "count"}  # of papers and services
    shapes = (*CONTENTS.values(), ChecklistPaper, DossierPaper, ServiceCount)
    named = {one.name for shape in shapes for one in fields(shape)}
    assert named == of_hall | of_queue | of_errand | of_time | of_day | of_items


def test_every_letter_that_can_be_printed_is_in_the_typeface_in_every_weight() -> None:
    sources = [*SHIPPED, Path("printers/words.json"), *sorted(Path("models/data").glob("*.json"))]
    letters = {letter for path in sources for letter in path.read_text("utf-8")} - {"\n", "\t"}
    letters |= {letter for one in shipped_catalogue().procedures for letter in one.name_vi}
    assert not {letter for letter in letters if unicodedata.normalize("NFC", letter) != letter}
    for weight in Weight:
        font = ImageFont.truetype(assets.paper_font(weight), 40, layout_engine=ImageFont.Layout.BASIC)
        missing = bytes(font.getmask("\U0010ffff"))
        assert {letter for letter in letters - {" "} if bytes(font.getmask(letter)) == missing} == set()


def test_a_halls_file_takes_the_place_of_the_shipped_one(tmp_path: Path) -> None:
    (tmp_path / "feedback.toml").write_text('elements = [{ text = "Mã {code}", size_mm = 4 }]', "utf-8")
    templates, problems = load_templates(tmp_path)
    assert problems == []
    slip = lay_out(templates[Kind.FEEDBACK], SAMPLES[Kind.FEEDBACK][0], PAPER_80MM)
    assert said_on(slip) == ["Mã PA-7K4M-2Q"]
    assert templates[Kind.TICKET] == shipped_templates()[Kind.TICKET]


@pytest.mark.parametrize(
    ("name", "written", "says"),
    [
        ("ticket", b'elements = [{ text = "{number}", size_mm = 4 }]', "ticket.toml: lacks {reprint}"),
        ("day", b'elements = [{ text = "{person}", size_mm = 4 }]', "day.toml: element 1: there is no {per"),
        ("day", b"\xff", "day.toml: cannot be read"),
        ("poster", b"elements = []", "poster.toml: no slip is called that; there are ticket, ticket-long"),
        (
            "day",
            'elements = [{ text = "漢", size_mm = 4 }]'.encode(),
            "on paper of 80 mm: the typeface",
        ),
    ],
)
def test_a_halls_file_that_cannot_be_used_is_named_and_the_shipped_one_used(
    tmp_path: Path, name: str, written: bytes, says: str
) -> None:
    (tmp_path / f"{name}.toml").write_bytes(written)
    templates, problems = load_templates(tmp_path)
    assert templates == shipped_templates()
    assert len(problems) == 1
    assert says in problems[0]


def test_a_folder_that_is_not_there_is_named(tmp_path: Path) -> None:
    assert load_templates(tmp_path / "none")[1] == [f"{tmp_path / 'none'} is no directory"]


def test_the_preview_shows_every_slip_on_both_papers_in_its_real_size(tmp_path: Path) -> None:
    draw_preview(shipped_templates(), tmp_path)
    page = (tmp_path / "index.html").read_text("utf-8")
    shown = {path.name for path in tmp_path.glob("*.png")}
    assert len(shown) == len(Kind) * 2 * 2
    assert all(name in page for name in shown)
    assert page.count("width: 72.0mm") == page.count("width: 48.0mm") == len(Kind) * 2
