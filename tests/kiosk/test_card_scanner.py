"""A scanner on a serial line is heard whole, whatever it sends and however often it is unplugged."""

import os
import queue
import tty
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import cv2
import pytest
from hypothesis import given
from hypothesis import strategies as st

from benchmarks.held_cards import Held, card_picture
from kiosk.card_scanner import FileCardReader, Lines, SerialCardScanner, open_card_reader
from kiosk.code_reader import Shown
from models.citizen_card import CardError, NotACard, UnreadableField, UnsignedCard, read_card

NOW_MS = 1_795_312_800_000  # 2026-11-22
TEXT = "001184012345|012345678|NGUYỄN THỊ HỒNG HOA|09031984|Nữ|Số 123, phường Hà Đông, Hà Nội|31012022"
OTHER = "079099000001||LÊ AN|01011999|Nam|Quận 1, Thành phố Hồ Chí Minh|01022021"
CARD = read_card(TEXT, today=date(2026, 11, 22))
WAIT_S = 10.0


class Bench:
    """A scanner's cable: the device at a path that stays, the far end of the line, and what was told."""

    def __init__(self, folder: Path) -> None:
        self.path = folder / "by-id"
        self.shown: queue.SimpleQueue[Shown] = queue.SimpleQueue()
        self.health: queue.SimpleQueue[bool] = queue.SimpleQueue()
        self.scanner = SerialCardScanner(
            self.path, retry_s=(0.01, 0.02), partial_s=0.05, now_ms=lambda: NOW_MS
        )
        self._line: tuple[int, int] | None = None

    def plug_in(self) -> None:
        line, device = os.openpty()
        tty.setraw(line)
        self.path.symlink_to(os.ttyname(device))
        self._line = (line, device)

    def unplug(self) -> None:
        assert self._line is not None
        self.path.unlink()
        for end in self._line:
            os.close(end)
        self._line = None

    def open(self) -> None:
        self.scanner.open(self.shown.put, self.health.put)

    def send(self, *parts: bytes) -> None:
        assert self._line is not None
        for part in parts:
            os.write(self._line[0], part)

    def next(self) -> Shown:
        return self.shown.get(timeout=WAIT_S)

    def is_there(self) -> bool:
        return self.health.get(timeout=WAIT_S)

    def clear_up(self) -> None:
        self.scanner.close()
        if self._line is not None:
            self.unplug()


@pytest.fixture
def bench(tmp_path: Path) -> Iterator[Bench]:
    bench = Bench(tmp_path)
    yield bench
    bench.clear_up()


@pytest.fixture
def scanning(bench: Bench) -> Bench:
    bench.plug_in()
    bench.open()
    assert bench.is_there()
    return bench


@pytest.mark.parametrize("end", [b"\r", b"\n", b"\r\n"])
def test_a_card_is_told_whole_whatever_ends_its_line(scanning: Bench, end: bytes) -> None:
    scanning.send(TEXT.encode() + end)
    assert scanning.next() == CARD


def test_a_scanner_that_sends_no_end_is_heard_too(scanning: Bench) -> None:
    scanning.send(TEXT.encode())
    assert scanning.next() == CARD


def test_a_card_may_come_byte_by_byte(scanning: Bench) -> None:
    scanning.send(*(bytes([byte]) for byte in TEXT.encode() + b"\r\n"))
    assert scanning.next() == CARD


def test_two_cards_at_once_are_two(scanning: Bench) -> None:
    scanning.send(f"{TEXT}\r\n{OTHER}\r\n".encode())
    shown = [scanning.next(), scanning.next()]
    assert [card.name for card in shown if isinstance(card, UnsignedCard)] == ["NGUYỄN THỊ HỒNG HOA", "LÊ AN"]


def test_the_code_of_an_appointment_is_heard_as_one(scanning: Bench) -> None:
    scanning.send(b"01234567\r")
    assert scanning.next() == "01234567"


@pytest.mark.parametrize(
    "garbage",
    [
        b"\xff\xfe\x00|||||||\r",
        b"4006381333931\r",
        b"\x00" * 40 + b"\n",
        b"|" * 2000 + b"\r",
        TEXT.encode("latin-1", "replace") + b"|\xe9\r",
        TEXT.replace("HOA", "\u202eHOA").encode() + b"\r",
        b"' OR 1=1; DROP TABLE tickets; --|||||||\r",
        b"<script>alert(1)</script>\r",
    ],
)
def test_garbage_is_told_as_no_card_and_the_next_card_is_read(scanning: Bench, garbage: bytes) -> None:
    scanning.send(garbage)
    assert isinstance(scanning.next(), NotACard)
    scanning.send(TEXT.encode() + b"\r")
    assert scanning.next() == CARD


def test_letters_lost_by_a_scanner_of_another_code_page_are_refused(scanning: Bench) -> None:
    scanning.send(TEXT.encode("ascii", "replace") + b"\r")
    assert isinstance(scanning.next(), UnreadableField)


def test_a_line_that_never_ends_is_dropped_and_the_next_card_is_read(scanning: Bench) -> None:
    scanning.send(b"x" * 3000, b"\r", TEXT.encode() + b"\r")
    assert scanning.next() == CARD


def test_a_card_cut_off_by_unplugging_is_forgotten_and_the_scanner_comes_back(scanning: Bench) -> None:
    scanning.send(TEXT.encode()[:50])
    scanning.unplug()
    assert not scanning.is_there()
    while not scanning.shown.empty():
        assert isinstance(scanning.next(), CardError)  # had the line been quiet for long enough
    scanning.plug_in()
    assert scanning.is_there()
    scanning.send(TEXT.encode() + b"\r")
    assert scanning.next() == CARD


def test_a_scanner_that_is_plugged_in_later_is_found(bench: Bench) -> None:
    bench.open()
    assert not bench.is_there()
    bench.plug_in()
    assert bench.is_there()
    bench.send(TEXT.encode() + b"\r")
    assert bench.next() == CARD


def test_what_is_no_serial_line_is_no_scanner(bench: Bench) -> None:
    bench.path.write_text("not a line")
    bench.open()
    assert not bench.is_there()
    bench.path.unlink()
    bench.plug_in()
    assert bench.is_there()


def test_a_scanner_that_is_not_there_can_be_closed(bench: Bench) -> None:
    bench.open()
    assert not bench.is_there()


def test_a_scanner_that_was_never_opened_can_be_closed(bench: Bench) -> None:
    assert bench.health.empty()


@given(st.lists(st.binary(max_size=3000), max_size=6))
def test_lines_stay_short_whatever_is_sent(parts: list[bytes]) -> None:
    lines = Lines()
    for part in parts:
        for line in lines.feed(part):
            assert 0 < len(line) <= 2048
            assert not {*line} & {*b"\r\n"}
    assert all(len(line) <= 2048 for line in lines.end())
    assert not lines.is_begun


@given(st.lists(st.text(alphabet="a|ế 1", min_size=1, max_size=20)), st.integers(1, 7))
def test_lines_do_not_depend_on_how_they_are_cut(sent: list[str], size: int) -> None:
    stream = "".join(f"{line}\r\n" for line in sent).encode()
    lines = Lines()
    heard = [line for at in range(0, len(stream), size) for line in lines.feed(stream[at : at + size])]
    assert [line.decode() for line in heard] == sent


# ---- the stand-in ------------------------------------------------------------------------------------


@pytest.fixture
def told() -> queue.SimpleQueue[Shown]:
    return queue.SimpleQueue()


@pytest.fixture
def card_file(tmp_path: Path, told: queue.SimpleQueue[Shown]) -> Iterator[Path]:
    """A file that is watched; its name is of a text."""
    path = tmp_path / "card.txt"
    path.write_text(OTHER)
    yield from watched(path, told)


@pytest.fixture
def card_photo(tmp_path: Path, told: queue.SimpleQueue[Shown]) -> Iterator[Path]:
    yield from watched(tmp_path / "card.png", told)


def watched(path: Path, told: queue.SimpleQueue[Shown]) -> Iterator[Path]:
    reader = FileCardReader(path, look_s=0.01, now_ms=lambda: NOW_MS)
    healths: list[bool] = []
    reader.open(told.put, healths.append)
    assert healths == [True]
    yield path
    reader.close()


def test_a_file_is_a_card_that_is_held_up_when_it_is_written(
    card_file: Path, told: queue.SimpleQueue[Shown]
) -> None:
    replace_by(card_file, TEXT.encode() + b"\n")
    assert told.get(timeout=WAIT_S) == CARD
    assert told.empty()


def test_a_picture_is_a_card_that_is_held_up(card_photo: Path, told: queue.SimpleQueue[Shown]) -> None:
    _, png = cv2.imencode(".png", card_picture(TEXT, 200, Held()))
    replace_by(card_photo, png.tobytes())
    assert told.get(timeout=WAIT_S) == CARD


def test_a_picture_of_a_hostile_code_is_no_card(card_photo: Path, told: queue.SimpleQueue[Shown]) -> None:
    _, png = cv2.imencode(".png", card_picture(TEXT.replace("HOA", "\u202eHOA"), 200, Held()))
    replace_by(card_photo, png.tobytes())
    assert isinstance(told.get(timeout=WAIT_S), NotACard)


def test_a_picture_of_nothing_is_no_card(card_photo: Path, told: queue.SimpleQueue[Shown]) -> None:
    replace_by(card_photo, b"nothing")
    assert isinstance(told.get(timeout=WAIT_S), NotACard)


def replace_by(path: Path, content: bytes) -> None:
    """At once, so that nobody reads the half of it."""
    beside = path.with_name("beside")
    beside.write_bytes(content)
    beside.replace(path)


def test_the_setting_names_a_scanner_or_a_file(tmp_path: Path) -> None:
    scanner = open_card_reader("serial:/dev/serial/by-id/none")
    assert isinstance(scanner, SerialCardScanner)
    scanner.close()
    assert isinstance(open_card_reader(str(tmp_path / "card.png")), FileCardReader)
