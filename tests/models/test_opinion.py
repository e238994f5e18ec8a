"""What is an opinion, and what is none."""

import pytest

from models.opinion import MOST_PHONE_DIGITS, Opinion, is_phone, says_something


@pytest.mark.parametrize(
    ("text", "says"), [("", False), (" .,- ", False), ("?!", False), ("ấ", True), ("5", True)]
)
def test_signs_and_spaces_say_nothing(text: str, says: bool) -> None:
    assert says_something(text) is says


@pytest.mark.parametrize("digits", ["0912345678", "02438254567", "0" + "1" * (MOST_PHONE_DIGITS - 1)])
def test_a_mobile_phone_and_a_landline_can_be_called(digits: str) -> None:
    assert is_phone(digits)


@pytest.mark.parametrize("digits", ["", "0", "091234567", "912345678", "1912345678", "091234567890"])
def test_what_is_too_short_too_long_or_begins_otherwise_cannot_be_called(digits: str) -> None:
    assert not is_phone(digits)


def test_what_was_written_and_the_phone_number_are_in_no_log() -> None:
    opinion = Opinion(text="cán bộ tên Lan", phone="0912345678")
    assert "Lan" not in f"{opinion}"
    assert "0912345678" not in f"{opinion}"
