"""Which words a mistyped one may have been."""

import pytest

from models.procedures.vocabulary import Vocabulary

KNOWN = Vocabulary(["khai", "sinh", "tru", "tam", "dang", "ki", "ket", "hon", "14", "a"])


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("kahi", "khai"),
        ("khi", "khai"),
        ("khaai", "khai"),
        ("khsi", "khai"),
        ("khei", "khai"),
        ("khail", "khai"),
    ],
)
def test_one_slip_is_seen_through(typed: str, meant: str) -> None:
    assert meant in KNOWN.like(typed)


def test_a_likely_slip_counts_for_more_than_an_unlikely_one() -> None:
    swapped, next_key, any_key = (KNOWN.like(typed)["khai"] for typed in ("kahi", "khsi", "khpi"))
    assert swapped > next_key > any_key > 0


def test_what_sounds_alike_is_like_it() -> None:
    assert KNOWN.like("xinh").keys() == {"sinh"}
    assert KNOWN.like("chu").keys() == {"tru"}


def test_two_slips_are_too_many() -> None:
    assert KNOWN.like("kjak") == {}
    assert "khai" not in KNOWN.like("kaih")


def test_a_number_is_never_a_slip_for_another() -> None:
    assert KNOWN.like("15") == {}
    assert "14" not in KNOWN.like("1a4")


def test_an_accent_on_a_key_is_no_neighbour_of_it() -> None:
    assert 0 < KNOWN.like("khéi")["khai"] < KNOWN.like("khsi")["khai"]


def test_the_closest_word_is_the_likeliest_slip() -> None:
    assert KNOWN.closest("kahi") == ("khai", KNOWN.like("kahi")["khai"])
    assert KNOWN.closest("wifi") is None
    assert Vocabulary(["doanh"]).closest("zoan") is None  # it only sounds like it
    assert KNOWN.closest("zinh") == ("sinh", KNOWN.closest("zinh")[1])  # type: ignore[index]


def test_a_word_is_found_by_its_beginning() -> None:
    assert KNOWN.starting_with("ke") == ["ket"]
    assert KNOWN.starting_with("ket") == []


def test_a_run_without_spaces_falls_into_its_words() -> None:
    assert KNOWN.parts("dangkikethon") == ["dang", "ki", "ket", "hon"]
    assert KNOWN.parts("dangkyx") is None


def test_a_known_word_is_in_it() -> None:
    assert "khai" in KNOWN
    assert "wifi" not in KNOWN
