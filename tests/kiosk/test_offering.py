"""What can be chosen and looked up here: as the hall told it, as it holds today, ready when it is shown."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date

import pytest

from kiosk.kiosk import Offer, OfferChanged
from kiosk.offering import Offering
from models.procedures.procedure import Procedure
from models.procedures.shipped import shipped_catalogue
from models.store.database import Database
from models.wire import Procedures
from tests.helpers import catalogues
from tests.helpers.catalogues import BIRTH, COPY
from tests.helpers.kiosks import IDENTITY
from tests.helpers.stub_hall import CATALOGUE, PROCEDURES
from tests.helpers.waiting import wait_until

EVE, MORROW = date(2026, 11, 20), date(2026, 11, 21)


class Kiosk:
    """An offering on a day that a test may change, and what the screen has heard of it."""

    def __init__(self, database: Database) -> None:
        self.day = EVE
        self.offers: list[Offer] = []
        self.offering = Offering(database, IDENTITY.private_key, today=lambda _zone: self.day)

    def open(self) -> None:
        self.offering.open(self.hear)

    def hear(self, changed: OfferChanged) -> None:
        self.offers.append(changed.offer)

    def ids(self) -> list[str]:
        assert self.offering.procedures is not None
        return [one.id for one in self.offering.procedures.procedures]

    def finds(self, query: str) -> list[str]:
        assert self.offering.lookup is not None
        return [found.procedure.id for found in self.offering.lookup.search(query)]


@pytest.fixture
def kiosk(kiosk_database: Database) -> Iterator[Kiosk]:
    kiosk = Kiosk(kiosk_database)
    yield kiosk
    kiosk.offering.close()


def told(*procedures: Procedure) -> Procedures:
    return replace(PROCEDURES, catalogue=replace(catalogues.CATALOGUE, procedures=procedures))


def test_services_are_offered_before_anything_can_be_looked_up(kiosk: Kiosk) -> None:
    kiosk.open()
    kiosk.offering.use_services(CATALOGUE)
    assert kiosk.offers[0] == Offer(
        hall=CATALOGUE.hall,
        services=tuple(CATALOGUE.services),
        procedures=None,
        priorities=tuple(CATALOGUE.priorities),
    )
    assert kiosk.offering.issuer is not None


def test_until_the_hall_has_said_what_comes_with_the_program_can_be_looked_up(kiosk: Kiosk) -> None:
    kiosk.open()
    kiosk.offering.use_services(CATALOGUE)
    wait_until(lambda: len(kiosk.offers) == 2)
    assert kiosk.offers[1].procedures == shipped_catalogue().valid_on(EVE).within({"cert"})
    assert "khai-sinh" in kiosk.finds("làm giấy khai sinh")


def test_what_the_hall_tells_takes_the_place_of_what_was_there(kiosk: Kiosk) -> None:
    kiosk.open()
    kiosk.offering.use_services(CATALOGUE)
    kiosk.offering.use_procedures(told(BIRTH))
    wait_until(lambda: kiosk.offers[-1].procedures and kiosk.ids() == [BIRTH.id])
    kiosk.offering.use_procedures(told(COPY))
    wait_until(lambda: kiosk.ids() == [COPY.id])
    assert kiosk.finds("sao y bản chính") == [COPY.id]


def test_the_procedures_of_a_hall_without_services_wait_for_them(kiosk: Kiosk) -> None:
    kiosk.offering.use_procedures(PROCEDURES)
    kiosk.offering.catch_up()
    assert kiosk.offers == []
    assert kiosk.offering.lookup is None


def test_a_procedure_is_on_offer_from_its_day_on_and_until_its_last(kiosk: Kiosk) -> None:
    new, old = replace(COPY, valid_from=MORROW), replace(BIRTH, valid_to=EVE)
    kiosk.offering.use_services(CATALOGUE)
    kiosk.offering.use_procedures(told(new, old))
    kiosk.offering.catch_up()
    assert kiosk.ids() == [old.id]
    kiosk.day = MORROW
    kiosk.offering.catch_up()
    assert kiosk.ids() == [new.id]


def test_what_has_not_changed_is_not_made_again(kiosk: Kiosk) -> None:
    kiosk.offering.use_services(CATALOGUE)
    kiosk.offering.use_procedures(PROCEDURES)
    kiosk.offering.catch_up()
    lookup = kiosk.offering.lookup
    kiosk.offering.use_procedures(replace(PROCEDURES, digest="another"))
    kiosk.offering.catch_up()
    assert kiosk.offering.lookup is lookup


def test_a_procedure_whose_service_is_not_here_is_for_the_help_desk(kiosk: Kiosk) -> None:
    kiosk.offering.use_services(CATALOGUE)
    kiosk.offering.use_procedures(told(replace(COPY, service_id="cert"), BIRTH))
    kiosk.offering.catch_up()
    assert kiosk.offering.procedures is not None
    assert [one.service_id for one in kiosk.offering.procedures.procedures] == ["cert", None]
