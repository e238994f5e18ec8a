from dataclasses import replace

import pytest

from models.calling.policy import APPOINTMENT, CLASSES, ELDERLY, REGULAR, Policy


def test_regular_is_the_measure_of_all_classes() -> None:
    regular = Policy().class_of(REGULAR)
    assert (regular.credit_min, regular.rate) == (0, 1.0)
    others = [one for one in CLASSES if one is not regular]
    assert all(one.credit_min > 0 and one.rate >= 1 and one.rank < regular.rank for one in others)


def test_every_class_says_in_both_languages_what_it_is_and_how_it_is_checked() -> None:
    for one in CLASSES:
        assert one.name_vi
        assert one.name_en
        assert bool(one.proof_vi) == bool(one.proof_en) == (one.id != REGULAR)


@pytest.mark.parametrize("one", CLASSES, ids=lambda one: one.id)
def test_a_ticket_counts_as_the_class_it_names(one: object) -> None:
    assert Policy().class_of(one.id) is one  # type: ignore[attr-defined]


@pytest.mark.parametrize("priority", ["vip", "", "elderly"])
def test_a_class_nobody_knows_or_that_is_off_counts_as_the_halls_own_regular(priority: str) -> None:
    slow = replace(CLASSES[0], rate=0.5)
    off = [replace(one, on=one.id != "elderly") for one in CLASSES[1:]]
    assert Policy(classes=(slow, *off)).class_of(priority) is slow


def test_a_citizen_may_claim_what_is_on_and_neither_regular_nor_an_appointment() -> None:
    assert [one.id for one in Policy().claimable] == [ELDERLY, "disabled", "with_child", "merit"]
    off = tuple(replace(one, on=one.id != ELDERLY) for one in CLASSES)
    assert [one.id for one in Policy(classes=off).claimable] == ["disabled", "with_child", "merit"]


def test_without_a_regular_class_there_is_still_one() -> None:
    assert Policy(classes=()).class_of(APPOINTMENT) is CLASSES[0]
