"""ESC/POS bytes: what was drawn is what comes out, and nothing in a picture is taken for a command."""

import re
from collections.abc import Sequence

from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

from printers.escpos_encoder import CUT_ROWS, GROUP_BYTES, encode
from printers.raster import draw
from printers.slip import Slip
from printers.virtual.device import Device, Model
from printers.virtual.line import SimulatedLine


def bytes_of(picture: Image.Image) -> bytes:
    return b"".join(group.data for group in encode(picture))


def printed(stream: bytes, sizes: Sequence[int] = ()) -> list[Image.Image]:
    """What comes out, if it is sent in pieces of those sizes."""
    line = SimulatedLine(device=Device())
    for size in [*sizes, len(stream)]:
        line.write(stream[:size])
        stream = stream[size:]
    line.go_on(10)
    assert line.device.unknown == []
    return [piece.picture for piece in line.device.pieces]


def test_the_paper_shows_what_was_drawn_dot_for_dot(slip: Slip) -> None:
    picture = draw(slip)
    (paper,) = printed(bytes_of(picture))
    assert paper.tobytes() == picture.tobytes()


def test_no_group_is_larger_than_a_small_printers_buffer(slip: Slip) -> None:
    assert max(len(group.data) for group in encode(draw(slip))) <= GROUP_BYTES


def test_a_ticket_is_sent_in_less_than_30_kilobytes(slip: Slip) -> None:
    picture = draw(slip)
    doubled, plain = bytes_of(picture), b"".join(group.data for group in encode(picture, doubles=False))
    assert len(doubled) < 30_000
    assert len(doubled) < len(plain)


def test_both_encodings_make_the_same_paper(slip: Slip) -> None:
    picture = draw(slip)
    (doubled,) = printed(bytes_of(picture))
    (plain,) = printed(b"".join(group.data for group in encode(picture, doubles=False)))
    assert doubled.tobytes() == plain.tobytes()


def test_the_rows_of_all_groups_are_the_paper_that_is_used(slip: Slip) -> None:
    picture = draw(slip)
    assert sum(group.rows for group in encode(picture)) == picture.height + CUT_ROWS


def test_blank_rows_cost_a_byte_each_and_never_a_unit_that_printers_disagree_on() -> None:
    stream = bytes_of(Image.new("1", (576, 1000), 1))
    assert len(stream) < 1100
    assert b"\x1bJ" not in stream


@settings(max_examples=60)
@given(st.binary(min_size=48 * 4, max_size=48 * 4))
def test_dots_never_read_as_a_real_time_command(dots: bytes) -> None:
    picture = Image.frombytes("1", (384, 4), dots)
    assert not re.search(rb"\x10[\x04\x05\x14]", bytes_of(picture))


@settings(max_examples=40)
@given(st.data())
def test_any_picture_comes_out_as_it_is(data: st.DataObject) -> None:
    """A byte of 0x10 is left out: it is what a real-time command begins with, and may cost a dot."""
    ink = st.sampled_from([b"\x00", b"\x00", b"\x33", b"\xff", b"\x0c"])
    rows = data.draw(st.lists(st.lists(ink, min_size=4, max_size=4).map(b"".join), min_size=1, max_size=60))
    rows = [row for row in rows for _ in range(data.draw(st.sampled_from([1, 2])))]
    picture = Image.frombytes("1", (32, len(rows)), bytes(byte ^ 0xFF for byte in b"".join(rows)))
    line = SimulatedLine(device=Device(model=Model(width_dots=32)))
    line.write(bytes_of(picture))
    line.go_on(10)
    (piece,) = line.device.pieces
    assert piece.picture.tobytes() == picture.tobytes()


@given(st.sampled_from([b"\x04", b"\x05", b"\x14"]))
def test_a_real_time_command_in_the_picture_costs_one_dot(command: bytes) -> None:
    black = b"\x10" + command + b"\x00"
    picture = Image.frombytes("1", (24, 1), bytes(byte ^ 0xFF for byte in black))
    (paper,) = printed(bytes_of(picture))
    on_paper = paper.crop((0, 0, *picture.size))
    changed = int.from_bytes(on_paper.tobytes(), "big") ^ int.from_bytes(picture.tobytes(), "big")
    assert changed.bit_count() == 1


@given(st.lists(st.integers(min_value=1, max_value=400), min_size=1, max_size=20))
def test_it_does_not_matter_how_the_bytes_are_cut_up(sizes: list[int]) -> None:
    picture = Image.new("1", (384, 40), 1)
    picture.paste(0, (8, 10, 40, 30))
    stream = bytes_of(picture)
    (paper,) = printed(stream, sizes)
    assert paper.crop((0, 0, *picture.size)).tobytes() == picture.tobytes()
