"""A hall changes what stands on its slips, and is told what it wrote wrongly."""

import pytest

from printers.contents import DossierPaper, DossierReceipt
from printers.slip import PAPER_58MM, PAPER_80MM, Align, BesideQr, Gap, Qr, Rule, Text, Weight
from printers.template import Each, lay_out
from printers.template_file import Names, TemplateError, parse_template
from tests.helpers.slips import said_on

NAMES = Names(
    plain=frozenset({"code", "procedure", "collect_at", "lookup_url"}),
    lists={"papers": frozenset({"name", "count"})},
)
RECEIPT = DossierReceipt(
    authority="",
    centre="",
    code="H26.17.03-261123-0001",
    procedure="Đăng ký khai sinh",
    received_at="",
    due_at="",
    collect_at="",
    lookup_url="https://one.example/d/1",
    papers=(DossierPaper(name="Tờ khai", count="1"), DossierPaper(name="Giấy chứng sinh", count="2")),
)


def said(elements: str, receipt: DossierReceipt = RECEIPT) -> list[str]:
    return said_on(lay_out(parse_template(f"elements = [{elements}]", NAMES), receipt, PAPER_80MM))


def test_words_stand_where_their_placeholder_is() -> None:
    assert said('{ text = "Hồ sơ {code}", size_mm = 3 }') == ["Hồ sơ H26.17.03-261123-0001"]


def test_a_line_of_which_a_word_is_empty_is_left_out() -> None:
    assert said('{ label = "Nhận tại", value = "{collect_at}", size_mm = 3 }') == []
    assert said('{ text = "Nhận tại {collect_at}, {code}", size_mm = 3 }') == []


def test_a_brace_is_written_twice() -> None:
    assert said('{ text = "{{a}}", size_mm = 3 }') == ["{a}"]


def test_a_list_has_its_lines_for_each_item_and_a_heading_once() -> None:
    each = """{ each = "papers", first = [
                  { text = "Gồm", size_mm = 3 }
                ], lines = [
                  { label = "{name}", value = "{count}", size_mm = 3 }
                ] }"""
    assert said(each) == ["Gồm", "Tờ khai: 1", "Giấy chứng sinh: 2"]


def test_the_code_is_beside_the_lines_on_wide_paper_and_beneath_them_on_narrow() -> None:
    template = parse_template(
        """elements = [{ beside_qr = "{lookup_url}", size_mm = 25, lines = [
             { text = "Quét mã", size_mm = 3, align = "left" },
             { label = "Mã", value = "{code}", size_mm = 3 }] }]""",
        NAMES,
    )
    (wide,) = lay_out(template, RECEIPT, PAPER_80MM).elements
    assert isinstance(wide, BesideQr)
    first, _, code = lay_out(template, RECEIPT, PAPER_58MM).elements
    assert first == Text(text="Quét mã", size_mm=3, align=Align.CENTRE)
    assert code == Qr(content="https://one.example/d/1", size_mm=25)


def test_what_stands_beside_a_code_is_left_out_with_it() -> None:
    beside = """{ beside_qr = "{collect_at}", size_mm = 25, lines = [{ text = "Quét", size_mm = 3 }] }"""
    assert said(beside) == []


def test_every_kind_of_element_has_its_sizes() -> None:
    written = """elements = [
        { rule_mm = 0.25 }, { gap_mm = 2 }, { qr = "{code}", size_mm = 25 },
        { text = "a", size_mm = 3.4, weight = "Bold", align = "left", max_lines = 3, above_mm = 1 }
    ]"""
    assert parse_template(written, NAMES).elements == (
        Rule(thickness_mm=0.25),
        Gap(height_mm=2),
        Qr(content="{code}", size_mm=25),
        Text(text="a", size_mm=3.4, weight=Weight.BOLD, align=Align.LEFT, max_lines=3, above_mm=1),
    )


@pytest.mark.parametrize(
    ("written", "says"),
    [
        ("elements = [", "is no TOML"),
        ("", "must be one list"),
        ("elements = 3", "must be one list"),
        ("title = 1\nelements = []", "must be one list"),
        ("elements = [3]", "element 1: is not written as"),
        ("elements = [{ gap_mm = 1 }, { }]", "element 2: must have exactly one of"),
        ('elements = [{ text = "a", bar = "b", size_mm = 3 }]', "exactly one of"),
        ('elements = [{ text = "{name}", size_mm = 3 }]', "there is no {name}; there are code"),
        ('elements = [{ text = "{code.x}", size_mm = 3 }]', "there is no {code.x}"),
        ('elements = [{ text = "{code!r}", size_mm = 3 }]', "there is no {code}"),
        ('elements = [{ text = "{code", size_mm = 3 }]', "a brace itself is written twice"),
        ('elements = [{ text = "a", size_mm = 1 }]', "size_mm = 1 is not from 2.5 to 100"),
        ('elements = [{ text = "a", size_mm = 3, above_mm = -1 }]', "above_mm = -1 is not from 0"),
        ('elements = [{ text = "a", size_mm = 3, max_lines = 0 }]', "max_lines must be 1 or more"),
        ('elements = [{ text = "a", size_mm = 3, weight = "Heavy" }]', "weight: Input should be"),
        ('elements = [{ text = "a", size_mm = 3, colour = "red" }]', "colour means nothing here"),
        ('elements = [{ text = "a" }]', "size_mm: Field required"),
        ('elements = [{ each = "people", lines = [] }]', "is no list; there is papers"),
        ("elements = [{ each = [1], lines = [] }]", "is no list; there is papers"),
        ('elements = [{ each = "papers", lines = [], of = 3 }]', "of means nothing here"),
        ('elements = [{ each = "papers", lines = [{ gap_mm = 1 }] }]', "hold texts and labels only"),
        ('elements = [{ each = "papers", lines = 3 }]', "are lists"),
        ('elements = [{ beside_qr = "{code}", size_mm = 25, align = "left" }]', "align means nothing here"),
        ("elements = [{ gap_mm = 1000 }]", "is not from 0.1 to 100"),
    ],
)
def test_what_is_written_wrongly_is_named_with_its_element_and_field(written: str, says: str) -> None:
    with pytest.raises(TemplateError) as error:
        parse_template(written, NAMES)
    assert says in str(error.value)


def test_what_no_slip_may_lack_is_looked_for_everywhere() -> None:
    must = Names(plain=NAMES.plain, lists=NAMES.lists, must=frozenset({"code"}))
    with pytest.raises(TemplateError, match=r"lacks \{code\}"):
        parse_template('elements = [{ text = "{procedure}", size_mm = 3 }]', must)
    for line in (
        '{ beside_qr = "{code}", size_mm = 25 }',
        '{ each = "papers", lines = [{ text = "{code}", size_mm = 3 }] }',
        '{ label = "a", value = "{code}", size_mm = 3 }',
    ):
        assert parse_template(f"elements = [{line}]", must).elements


def test_a_list_without_a_heading_has_none() -> None:
    template = parse_template('elements = [{ each = "papers", lines = [] }]', NAMES)
    assert template.elements == (Each(items="papers", first=(), lines=()),)
