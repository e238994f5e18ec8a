"""One written Vietnamese syllable, with or without a keyboard for it."""

import pytest

from models.procedures.syllable import (
    is_syllable,
    marks_of,
    may_be_meant,
    mended,
    plain,
    sound,
    spelling,
    words_of,
)


@pytest.mark.parametrize(("one", "other"), [("hòa", "hoà"), ("ký", "kí"), ("Thủy", "thuỷ"), ("LÝ", "lí")])
def test_two_ways_to_write_a_word_are_one(one: str, other: str) -> None:
    assert spelling(one) == spelling(other)


@pytest.mark.parametrize(("one", "other"), [("quý", "quí"), ("giấy", "giai"), ("mất", "mật")])
def test_two_words_stay_two(one: str, other: str) -> None:
    assert spelling(one) != spelling(other)


def test_a_word_is_known_without_its_accents() -> None:
    assert [plain(word) for word in words_of("Đăng ký, TẠM-TRÚ ct07!")] == [
        "dang",
        "ki",
        "tam",
        "tru",
        "ct07",
    ]


@pytest.mark.parametrize(
    ("left", "meant"),
    [
        ("ddawng", "đăng"),
        ("kys", "ký"),
        ("giaays", "giấy"),
        ("giayas", "giấy"),
        ("nguwowif", "người"),
        ("duongw", "dương"),
        ("tacsh", "tách"),
        ("quyeefn", "quyền"),
        ("hojp", "họp"),
        ("xuwr", "xử"),
        ("d9ang8", "đăng"),
        ("ky1", "ký"),
        ("ke61t", "kết"),
        ("cu7o71c", "cước"),
        ("kha63u", "khẩu"),
    ],
)
def test_keys_that_were_left_standing_are_taken_for_what_they_meant(left: str, meant: str) -> None:
    assert mended(left) == spelling(meant)


@pytest.mark.parametrize(
    "word", ["khai", "wifi", "form", "ct07", "kt3", "75", "9d", "a66", "đăng", "xyz", "passportpassport"]
)
def test_what_no_keyboard_left_behind_is_left_alone(word: str) -> None:
    assert mended(word) is None


def test_only_what_can_be_written_is_a_syllable() -> None:
    assert all(is_syllable(bare) for bare in ("khai", "an", "nghieng", "quyen", "gi", "uyen"))
    assert not any(is_syllable(bare) for bare in ("kam", "ci", "nge", "quu", "hpo", "xyz", "gge", "bb"))


@pytest.mark.parametrize(
    ("one", "other"), [("sinh", "xin"), ("tru", "chu"), ("doanh", "zoan"), ("cac", "cat")]
)
def test_what_sounds_alike_has_one_key(one: str, other: str) -> None:
    assert sound(one) == sound(other)
    assert sound("khai") != sound("bao")


def test_a_tone_left_out_or_taken_for_its_twin_may_be_meant() -> None:
    assert may_be_meant(spelling("khâu"), spelling("khẩu"))
    assert may_be_meant(spelling("sữa"), spelling("sửa"))
    assert not may_be_meant(spelling("chạy"), spelling("cháy"))
    assert not may_be_meant(spelling("khau"), spelling("khẩu"))


def test_accents_are_told_apart_from_their_place() -> None:
    assert marks_of("giấy") == marks_of("gấiy") != marks_of("giày")
