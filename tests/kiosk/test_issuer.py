"""Tickets issued by the kiosk alone."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path

import pytest

from kiosk.issuer import Issuer
from models.event_log import first_break
from models.store import kiosk_log
from models.store.database import Database, StoreError, open_database
from models.ticket import EventKind
from tests.helpers.stub_hall import CATALOGUE, VIEW


@pytest.fixture
def issuer(kiosk_database: Database) -> Issuer:
    return Issuer(database=kiosk_database, catalogue=CATALOGUE)


def test_numbers_count_up_in_the_kiosks_own_series(issuer: Issuer) -> None:
    assert [issuer.issue("cert", None).number for _ in range(3)] == ["A1-001", "A1-002", "A1-003"]


def test_two_kiosks_never_give_the_same_number(issuer: Issuer, kiosk_database: Database) -> None:
    other = replace(issuer, catalogue=replace(CATALOGUE, issuer_id="K2", series="2"))
    assert issuer.issue("cert", None).number != other.issue("cert", None).number


def test_citizens_at_the_same_moment_get_different_numbers(issuer: Issuer) -> None:
    with ThreadPoolExecutor(16) as pool:
        numbers = list(pool.map(lambda _: issuer.issue("cert", None).number, range(100)))
    assert len(set(numbers)) == 100


def test_without_a_hall_nobody_is_told_how_many_wait(issuer: Issuer) -> None:
    ticket = issuer.issue("cert", None)
    assert (ticket.ahead, ticket.counters) == (None, ())


def test_with_a_hall_the_citizen_learns_how_many_wait_and_where(issuer: Issuer) -> None:
    ticket = issuer.issue("cert", VIEW)
    assert (ticket.ahead, ticket.counters) == (4, (1, 2))


def test_a_service_the_hall_does_not_offer_is_refused(issuer: Issuer) -> None:
    with pytest.raises(KeyError):
        issuer.issue("passports", None)


def test_a_ticket_and_its_paper_stand_in_an_unbroken_log(issuer: Issuer, kiosk_database: Database) -> None:
    ticket = issuer.issue("cert", None)
    issuer.record_print(ticket, "printed")
    entries = kiosk_database.read(lambda connection: kiosk_log.unconfirmed(connection, 10)).result()
    assert [entry.event.kind for entry in entries] == [EventKind.TICKET_ISSUED, EventKind.SLIP_PRINTED]
    assert first_break(entries) is None


def test_the_log_holds_nothing_about_the_citizen(issuer: Issuer, kiosk_database: Database) -> None:
    issuer.issue("cert", None)
    (entry,) = kiosk_database.read(lambda connection: kiosk_log.unconfirmed(connection, 10)).result()
    assert set(entry.event.body) == {"number", "service_id", "service_day", "public_id"}


def test_numbering_goes_on_after_a_restart(tmp_path: Path) -> None:
    numbers = []
    for _ in range(2):
        database = open_database(f"sqlite:///{tmp_path}/k.db", "kiosk")
        numbers.append(Issuer(database=database, catalogue=CATALOGUE).issue("cert", None).number)
        database.close()
    assert numbers == ["A1-001", "A1-002"]


def test_a_store_that_is_no_database_is_named(tmp_path: Path) -> None:
    (tmp_path / "k.db").write_text("this is a letter, not a database" * 100)
    with pytest.raises(StoreError, match=r"k\.db"):
        open_database(f"sqlite:///{tmp_path}/k.db", "kiosk")
