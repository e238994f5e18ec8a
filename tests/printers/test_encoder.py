"""ESC/POS bytes: what was drawn is what comes out, and nothing in a picture is taken for a command."""

import re

from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

from printers.escpos_encoder import ROWS_A_BAND, encode
from printers.raster import draw
from printers.slip import Slip
from printers.virtual_paper import VirtualPaper


def printed(groups: list[bytes]) -> list[Image.Image]:
    papers: list[Image.Image] = []
    paper = VirtualPaper(papers.append)
    for group in groups:
        paper.feed(group)
    assert paper.unknown == []
    return papers


def test_the_paper_shows_what_was_drawn_dot_for_dot(slip: Slip) -> None:
    picture = draw(slip)
    (paper,) = printed(encode(picture))
    assert paper.tobytes() == picture.tobytes()


def test_no_group_is_larger_than_a_small_printers_buffer(slip: Slip) -> None:
    assert max(len(group) for group in encode(draw(slip))) <= 8 + 72 * ROWS_A_BAND


def test_blank_rows_cost_a_byte_each_and_never_a_unit_that_printers_disagree_on() -> None:
    stream = b"".join(encode(Image.new("1", (576, 1000), 1)))
    assert len(stream) < 1050
    assert b"\x1bJ" not in stream


@settings(max_examples=60)
@given(st.binary(min_size=48 * 4, max_size=48 * 4))
def test_dots_never_read_as_a_real_time_command(dots: bytes) -> None:
    picture = Image.frombytes("1", (384, 4), dots)
    assert not re.search(rb"\x10[\x04\x05\x14]", b"".join(encode(picture)))


@given(st.sampled_from([b"\x04", b"\x05", b"\x14"]))
def test_a_real_time_command_in_the_picture_costs_one_dot(command: bytes) -> None:
    black = b"\x10" + command + b"\x00"
    picture = Image.frombytes("1", (24, 1), bytes(byte ^ 0xFF for byte in black))
    (paper,) = printed(encode(picture))
    on_paper = paper.crop((0, 0, *picture.size))
    changed = int.from_bytes(on_paper.tobytes(), "big") ^ int.from_bytes(picture.tobytes(), "big")
    assert changed.bit_count() == 1


@given(st.lists(st.integers(min_value=1, max_value=400), min_size=1, max_size=20))
def test_it_does_not_matter_how_the_bytes_are_cut_up(sizes: list[int]) -> None:
    picture = Image.new("1", (384, 40), 1)
    picture.paste(0, (8, 10, 40, 30))
    stream = b"".join(encode(picture))
    papers: list[Image.Image] = []
    paper = VirtualPaper(papers.append)
    for size in [*sizes, len(stream)]:
        paper.feed(stream[:size])
        stream = stream[size:]
    assert [found.tobytes() for found in papers] == [picture.tobytes()]
