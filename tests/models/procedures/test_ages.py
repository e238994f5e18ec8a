"""How old somebody is decides which card it is, and which allowance."""

import pytest

from models.procedures.ages import ages


@pytest.mark.parametrize(
    ("told", "found"),
    [
        ("be 5 tuoi", [("child", 1, 3)]),
        ("chin tuoi", [("child", 0, 2)]),
        ("muoi tuoi", [("child", 0, 2)]),
        ("muoi bay tuoi", [("youth", 0, 3)]),
        ("du 14 tuoi", [("youth", 1, 3)]),
        ("hai muoi tuoi", [("grown_up", 0, 3)]),
        ("bay sau tuoi", [("old_person", 0, 3)]),
        ("chin muoi lam tuoi", [("old_person", 0, 4)]),
        ("con 3 tuoi va ba 80 tuoi", [("child", 1, 3), ("old_person", 5, 7)]),
    ],
)
def test_an_age_is_heard_in_digits_and_in_words(told: str, found: list[tuple[str, int, int]]) -> None:
    assert list(ages(told.split())) == found


@pytest.mark.parametrize(
    "told", ["tuoi", "cao tuoi", "999 tuoi", "muoi muoi tuoi", "muoi muoi muoi tuoi", "5 nam"]
)
def test_what_is_no_age_is_not_heard(told: str) -> None:
    assert list(ages(told.split())) == []
