"""What a printer says is told apart, however it arrives."""

import pytest

from printers.replies import Acknowledged, Automatic, Cleared, Named, Processed, Replies, Reply, Status

ALL = (
    b"\x12" + b"\x18\x00\x0c\x00" + b"\x00" + b"\x37\x220007\x00" + b"\x37\x25\x00" + b"_TM-T82\x00" + b"\x1a"
)
SAID: list[Reply] = [
    Status(bits=0x12),
    Automatic(bits=b"\x18\x00\x0c\x00"),
    Processed(bits=0),
    Acknowledged(process_id=b"0007"),
    Cleared(),
    Named(text="TM-T82"),
    Status(bits=0x1A),
]


def heard(*parts: bytes) -> list[Reply]:
    replies = Replies()
    return [reply for part in parts for reply in replies.heard(part)]


def test_answers_of_every_kind_on_one_line_are_told_apart() -> None:
    assert heard(ALL) == SAID


@pytest.mark.parametrize("size", [1, 2, 3, 5])
def test_answers_that_arrive_in_pieces_are_put_together(size: int) -> None:
    assert heard(*(ALL[at : at + size] for at in range(0, len(ALL), size))) == SAID


@pytest.mark.parametrize("noise", [b"\xff", b"\x93\x81", b"\x37\x97"])
def test_what_is_no_answer_is_passed_over(noise: bytes) -> None:
    assert heard(noise + b"\x12") == [Status(bits=0x12)]


def test_a_name_without_an_end_holds_nothing_up_for_ever() -> None:
    assert Status(bits=0x12) in heard(b"_" + b"\xff" * 200 + b"\x12")
