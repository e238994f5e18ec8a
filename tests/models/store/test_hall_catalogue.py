"""The editions of a hall's catalogue, and the one that holds on a day."""

from dataclasses import replace
from datetime import date
from functools import partial

import pytest

from models.store.database import Connection, Database
from models.store.hall_catalogue import Edition, digest_of, edition_on, editions, read_edition, save_catalogue
from tests.helpers.catalogues import BIRTH, CATALOGUE
from tests.helpers.halls import HALL, set_up_hall

LATER = replace(CATALOGUE, edition="later", procedures=(BIRTH,))


def save(database: Database, name: str, valid_from: date) -> Edition:
    def work(connection: Connection) -> Edition:
        catalogue = replace(LATER, edition=name)
        return save_catalogue(connection, HALL.id, catalogue, valid_from=valid_from, at_ms=1, by="operator")

    return database.write(work).result()


def on(database: Database, day: date) -> str | None:
    found = database.read(partial(edition_on, hall_id=HALL.id, day=day)).result()
    return None if found is None else found.name


def test_a_catalogue_is_read_back_as_it_was_saved(database: Database) -> None:
    set_up_hall(database)
    day = date(2026, 11, 20)
    saved = database.write(
        lambda c: save_catalogue(c, HALL.id, CATALOGUE, valid_from=day, at_ms=5, by="lan")
    ).result()
    assert saved == Edition(
        number=1,
        name="2026-11",
        valid_from=day,
        imported_at_ms=5,
        imported_by="lan",
        digest=digest_of(CATALOGUE),
    )
    assert database.read(partial(edition_on, hall_id=HALL.id, day=day)).result() == saved
    assert database.read(partial(read_edition, hall_id=HALL.id, number=1)).result() == CATALOGUE


def test_an_edition_holds_from_its_day_until_a_later_one_does(database: Database) -> None:
    set_up_hall(database)
    save(database, "spring", date(2027, 3, 1))
    save(database, "autumn", date(2026, 9, 1))
    save(database, "autumn, mended", date(2026, 9, 1))
    assert on(database, date(2026, 8, 31)) is None
    assert on(database, date(2026, 9, 1)) == "autumn, mended"
    assert on(database, date(2027, 2, 28)) == "autumn, mended"
    assert on(database, date(2027, 3, 1)) == "spring"


def test_editions_are_listed_in_the_order_they_were_taken_over(database: Database) -> None:
    set_up_hall(database)
    for name in ("one", "two", "three"):
        save(database, name, date(2026, 9, 1))
    found = database.read(partial(editions, hall_id=HALL.id)).result()
    assert [(one.number, one.name) for one in found] == [(1, "one"), (2, "two"), (3, "three")]


@pytest.mark.parametrize("other", [LATER, replace(CATALOGUE, note="")])
def test_another_catalogue_has_another_digest(other: object) -> None:
    assert digest_of(CATALOGUE) == digest_of(replace(CATALOGUE))
    assert digest_of(other) != digest_of(CATALOGUE)  # type: ignore[arg-type]
