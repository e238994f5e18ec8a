"""The printer in software behaves as the manuals say (docs/printers.md names them)."""

import pytest
import zxingcpp
from PIL import Image, ImageChops

from printers.virtual.device import Device, Model
from printers.virtual.strip import DOTS_PER_MM

BLACK_ROW = b"\xff" * 72
STATUS, CAUSE, PAPER = (b"\x10\x04" + bytes([n]) for n in (1, 2, 4))
CLEAR = b"\x10\x14\x08\x01\x03\x14\x01\x06\x02\x08"
CLEARED = b"\x37\x25\x00"
CUT = b"\x1dVB\x00"
LATER_S = 60.0


def raster(rows: int, dots: bytes = BLACK_ROW, mode: int = 0) -> bytes:
    size = len(dots).to_bytes(2, "little") + rows.to_bytes(2, "little")
    return b"\x1dv0" + bytes([mode]) + size + dots * rows


def acknowledge(name: bytes) -> bytes:
    return b"\x1d(H\x06\x00\x30\x30" + name


def black_rows(picture: Image.Image) -> int:
    box = ImageChops.invert(picture).getbbox()
    return 0 if box is None else box[3] - box[1]


def test_what_is_sent_is_on_paper_dot_for_dot() -> None:
    device, dots = Device(), bytes(range(72))
    device.receive(raster(10, dots) + CUT)
    device.run(LATER_S)
    (piece,) = device.pieces
    assert piece.is_cut
    assert piece.picture.size == (576, 10)
    assert piece.picture.tobytes() == bytes(byte ^ 0xFF for byte in dots) * 10


def test_a_margin_moves_a_picture_to_the_right() -> None:
    device = Device()
    device.receive(b"\x1dL\x10\x00" + raster(1, b"\xff") + CUT)
    device.run(LATER_S)
    assert ImageChops.invert(device.pieces[0].picture).getbbox() == (16, 0, 24, 1)


def test_a_picture_may_be_printed_twice_as_wide_and_twice_as_high() -> None:
    device = Device()
    device.receive(raster(3, b"\xa0", mode=3) + CUT)
    device.run(LATER_S)
    picture = device.pieces[0].picture
    assert picture.height == 6
    assert picture.tobytes()[:2] == bytes([0b11001100 ^ 0xFF, 0xFF])


def test_paper_goes_by_at_the_speed_of_the_model() -> None:
    device = Device(model=Model(speed_mm_s=150, buffer_bytes=1 << 20))
    device.receive(raster(1200) + acknowledge(b"done"))
    assert device.run(0.99) == b""
    assert device.run(1.01) == b"\x37\x22done\x00"


def test_whoever_sends_faster_than_it_prints_has_to_wait() -> None:
    device = Device(model=Model(buffer_bytes=4096))
    device.receive(raster(100)[: device.room()])
    assert device.room() == 0
    device.run(0.02)
    assert 0 < device.room() < 4096


def test_a_clone_without_flow_control_drops_what_does_not_fit() -> None:
    device = Device(model=Model(buffer_bytes=1024, drops=True))
    device.receive(raster(100) + CUT)
    device.run(LATER_S)
    assert device.pieces == []


@pytest.mark.parametrize(
    ("trouble", "answers"),
    [
        ("none", {STATUS: 0x12, CAUSE: 0x12, PAPER: 0x12}),
        ("out", {STATUS: 0x1A, CAUSE: 0x32, PAPER: 0x7E}),
        ("open", {STATUS: 0x1A, CAUSE: 0x16, PAPER: 0x12}),
        ("low", {STATUS: 0x12, CAUSE: 0x12, PAPER: 0x1E}),
    ],
)
def test_real_time_questions_are_answered_at_once_and_off_line(
    trouble: str, answers: dict[bytes, int]
) -> None:
    device = Device(roll_mm={"out": 0, "low": 1000}.get(trouble, 80_000))
    if trouble == "open":
        device.open_cover()
    device.receive(raster(20))
    for question, answer in answers.items():
        device.receive(question)
        assert device.run(device.now_s + 0.0001) == bytes([answer])


def test_a_question_in_pieces_is_a_question() -> None:
    device = Device()
    device.receive(STATUS[:1])
    device.receive(STATUS[1:])
    assert device.run(0.001) == b"\x12"


def test_bytes_of_a_picture_that_look_like_a_question_are_obeyed_and_lost_to_the_picture() -> None:
    device = Device()
    device.receive(raster(1, STATUS * 24))
    assert device.run(LATER_S) == b"\x12" * 24
    device.receive(CUT)
    device.run(2 * LATER_S)
    assert device.pieces == []


def test_a_queued_question_is_not_answered_while_the_paper_is_out() -> None:
    device = Device(roll_mm=2)
    device.receive(raster(30) + b"\x1dr\x01")
    assert device.run(LATER_S) == b""
    device.load(80_000)
    assert device.run(2 * LATER_S) == b"\x00"


def test_what_was_sent_before_the_paper_ended_comes_out_of_the_new_roll_by_itself() -> None:
    device = Device(roll_mm=2)
    device.receive(raster(30) + CUT)
    device.run(LATER_S)
    device.load(80_000)
    device.run(2 * LATER_S)
    torn, rest = device.pieces
    assert (torn.is_cut, black_rows(torn.picture)) == (False, 2 * DOTS_PER_MM)
    assert (rest.is_cut, black_rows(rest.picture)) == (True, 30 - 2 * DOTS_PER_MM)


def test_what_was_cleared_never_comes_out_and_is_never_acknowledged() -> None:
    device = Device(roll_mm=2)
    device.receive(raster(30) + acknowledge(b"done") + CUT)
    device.run(LATER_S)
    device.receive(CLEAR)
    assert device.run(LATER_S + 1) == CLEARED
    device.load(80_000)
    assert device.run(2 * LATER_S) == b""
    assert [piece.is_cut for piece in device.pieces] == [False]


def test_a_clone_that_cannot_clear_says_nothing_and_goes_on() -> None:
    device = Device(roll_mm=2, model=Model(clears=False))
    device.receive(raster(30) + CUT)
    device.run(LATER_S)
    device.receive(CLEAR)
    assert device.run(LATER_S + 1) == b""
    device.load(80_000)
    device.run(2 * LATER_S)
    assert [piece.is_cut for piece in device.pieces] == [False, True]


def test_a_clone_without_acknowledgements_passes_them_over() -> None:
    device = Device(model=Model(acknowledges=False))
    device.receive(acknowledge(b"done") + b"\x1dr\x01")
    assert device.run(1) == b"\x00"


def test_a_printer_that_was_asked_to_tells_what_changes() -> None:
    device = Device()
    device.receive(b"\x1da\x0e")
    assert device.run(1) == b"\x10\x00\x00\x00"
    device.open_cover()
    assert device.run(2) == b"\x38\x00\x00\x00"
    device.close_cover()
    assert device.run(3) == b"\x10\x00\x00\x00"


def test_a_jammed_knife_stops_it_until_somebody_frees_it() -> None:
    device = Device(knife_jams=True)
    device.receive(raster(8) + CUT + raster(8) + acknowledge(b"done"))
    device.run(1)
    device.receive(CAUSE)
    assert device.run(2) == b"\x52"
    device.free_knife()
    assert device.run(3) == b"\x37\x22done\x00"


def test_what_was_not_printed_is_forgotten_with_the_power() -> None:
    device = Device(roll_mm=2)
    device.receive(raster(30) + CUT)
    device.run(1)
    device.switch_off_and_on()
    device.load(80_000)
    device.run(LATER_S)
    assert [piece.is_cut for piece in device.pieces] == [False]


def test_it_draws_a_qr_code_by_itself() -> None:
    device, url = Device(), b"https://hall/t/0123"
    steps = [b"\x31\x43\x06", b"\x31\x45\x31", b"\x31\x50\x30" + url, b"\x31\x51\x30"]
    symbol = b"".join(b"\x1d(k" + len(step).to_bytes(2, "little") + step for step in steps)
    device.receive(b"\x1ba\x01\x1bJ\x20" + symbol + b"\x1bJ\x20" + CUT)
    device.run(LATER_S)
    (read,) = zxingcpp.read_barcodes(device.pieces[0].picture.convert("L"))
    assert read.text == url.decode()


def test_a_mute_printer_prints_and_says_nothing() -> None:
    device = Device(mute=True)
    device.receive(STATUS + raster(8) + acknowledge(b"done") + CUT)
    assert device.run(LATER_S) == b""
    assert len(device.pieces) == 1
