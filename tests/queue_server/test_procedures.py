"""A kiosk asks what citizens can look up, and hears again only what is new."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date

import pytest
from starlette.testclient import TestClient

from models.procedures.shipped import shipped_catalogue
from models.store.database import Database
from models.store.hall_catalogue import save_catalogue
from models.wire import Procedures, decode
from queue_server.app import create_app
from queue_server.settings import Settings
from tests.helpers.catalogues import BIRTH, CATALOGUE
from tests.helpers.halls import HALL, moment_ms, set_up_hall
from tests.helpers.kiosks import SIGNED, STRANGER, Signing

PATH = "/api/kiosk/procedures"


@pytest.fixture
def client(database: Database) -> Iterator[TestClient]:
    set_up_hall(database)
    app = create_app(database, HALL, Settings(database_url=""), now_ms=lambda: moment_ms(8))
    with TestClient(app) as client:
        yield client


def take_over(database: Database, name: str, valid_from: date) -> None:
    catalogue = replace(CATALOGUE, edition=name)
    database.write(
        lambda c: save_catalogue(c, HALL.id, catalogue, valid_from=valid_from, at_ms=1, by="operator")
    ).result()


def ask(client: TestClient) -> Procedures:
    return decode(Procedures, client.get(PATH, auth=SIGNED).content)


def test_a_hall_older_than_catalogues_tells_the_shipped_one(client: TestClient) -> None:
    assert ask(client).catalogue == shipped_catalogue().within({"a", "b"})


def test_a_kiosk_gets_the_edition_of_the_day(client: TestClient, database: Database) -> None:
    take_over(database, "today", date(2026, 11, 20))
    take_over(database, "tomorrow", date(2026, 11, 21))
    told = ask(client).catalogue
    assert told == replace(CATALOGUE, edition="today")
    assert told.find("khai-sinh") == BIRTH


def test_what_the_kiosk_has_already_is_not_sent_again(client: TestClient, database: Database) -> None:
    take_over(database, "one", date(2026, 11, 1))
    first = client.get(PATH, auth=SIGNED)
    tag = first.headers["ETag"]
    assert tag == f'"{ask(client).digest}"'
    for known in (tag, f'W/{tag}, "other"'):
        again = client.get(PATH, auth=SIGNED, headers={"If-None-Match": known})
        assert (again.status_code, again.content, again.headers["ETag"]) == (304, b"", tag)
    take_over(database, "two", date(2026, 11, 2))
    changed = client.get(PATH, auth=SIGNED, headers={"If-None-Match": tag})
    assert (changed.status_code, changed.headers["ETag"] == tag) == (200, False)


def test_a_stranger_is_told_nothing(client: TestClient) -> None:
    assert client.get(PATH).status_code == 401
    assert client.get(PATH, auth=Signing(STRANGER)).status_code == 401
