"""What a catalogue tells, on a day and in a hall."""

from dataclasses import replace
from datetime import date

import pytest

from models.procedures.shipped import shipped_catalogue
from tests.helpers.catalogues import BIRTH, CATALOGUE, COPY, DEATH


@pytest.mark.parametrize(
    ("first", "last", "holds"),
    [
        (None, None, True),
        (date(2026, 11, 20), date(2026, 11, 20), True),
        (date(2026, 11, 21), None, False),
        (None, date(2026, 11, 19), False),
    ],
)
def test_a_procedure_is_told_from_its_first_day_to_its_last(
    first: date | None, last: date | None, holds: bool
) -> None:
    one = replace(CATALOGUE, procedures=(replace(BIRTH, valid_from=first, valid_to=last),))
    assert bool(one.valid_on(date(2026, 11, 20)).procedures) is holds


def test_what_no_service_of_the_hall_takes_goes_to_the_help_desk() -> None:
    here = CATALOGUE.within({"a"})
    assert [one.service_id for one in here.procedures] == [None, None, "a"]
    assert CATALOGUE.within({"a", "b"}) == CATALOGUE


def test_what_is_asked_for_often_comes_first() -> None:
    assert CATALOGUE.of_field("ho_tich") == (BIRTH, DEATH)
    assert CATALOGUE.of_life_event("sinh-con") == (BIRTH,)


def test_a_procedure_is_found_by_its_id() -> None:
    assert CATALOGUE.find("chung-thuc-ban-sao") is COPY
    assert CATALOGUE.find("nothing") is None


# ---- the shipped one ----


def test_the_shipped_catalogue_has_plain_words_in_two_languages_for_everything() -> None:
    shipped = shipped_catalogue()
    assert len(shipped.procedures) == 155
    assert all(
        one.plain_vi and one.plain_en and one.name_en and one.papers and one.source_ids
        for one in shipped.procedures
    )


def test_the_shipped_catalogue_says_that_it_is_a_seed() -> None:
    assert "KHÔNG phải danh mục chính thức" in shipped_catalogue().note


def test_every_life_event_and_field_leads_somewhere() -> None:
    shipped = shipped_catalogue()
    assert 10 <= len(shipped.life_events) <= 14
    assert all(len(shipped.of_life_event(one.id)) >= 4 for one in shipped.life_events)
    assert all(shipped.of_field(one.id) for one in shipped.fields)
