"""An appointment from the phone to the counter: booked, let in by a kiosk without network, called."""

import re
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import replace
from pathlib import Path

import pytest
import requests

from kiosk import clock
from kiosk.appointments import Sorry, check_in
from kiosk.issuer import Issuer
from kiosk.journey.visit import IssuedTicket, NoCheckIn
from kiosk.sync import HallLink
from models.store.database import Database, open_database
from models.store.hall_tickets import find_by_public_id
from models.ticket import TicketState
from models.wire import Catalogue
from tests.helpers.halls import HALL, PASSWORD, PLAN, moment_ms, seat, set_up_hall
from tests.helpers.kiosks import IDENTITY, record_print
from tests.helpers.servers import running_server
from tests.helpers.waiting import wait_until

NOW_MS = moment_ms(8)
SLOT_MS = moment_ms(9)
NOBODY_LISTENS = "http://127.0.0.1:9"


@pytest.fixture(autouse=True)
def kiosk_clock(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(clock, "now_ms", lambda: NOW_MS)


@contextmanager
def linked(database: Database, url: str) -> Iterator[tuple[HallLink, Issuer]]:
    """The kiosk's line to the hall at `url`, and what it issues as."""
    catalogues: list[Catalogue] = []
    link = HallLink(
        database=database,
        server_url=url,
        identity=IDENTITY,
        on_catalogue=catalogues.append,
        on_online=lambda _: None,
        on_refused=lambda: None,
    )
    link.start()
    wait_until(lambda: catalogues)
    try:
        yield link, Issuer(private_key=IDENTITY.private_key, database=database, catalogue=catalogues[-1])
    finally:
        link.stop()


def book_on_the_phone(url: str) -> tuple[str, str]:
    """What the citizen does; returns the public id and the code that the page shows."""
    page = requests.get(f"{url}/dat-lich?service_id=a&day=2026-11-20&slot_ms={SLOT_MS}", timeout=10).text
    form = dict(re.findall(r'name="(\w+)" value="([^"]*)"', page))
    booked = requests.post(f"{url}/dat-lich", data=form, timeout=10)
    code = re.search(r"\b([0-9]{4}) ([0-9]{4})\b", booked.text)
    assert code is not None
    return booked.url.rsplit("/", 1)[1], code[1] + code[2]


def test_an_appointment_is_kept_through_a_cut_network_and_a_restart(
    sqlite_database: Database, tmp_path: Path
) -> None:
    services = [replace(PLAN.services[0], slot_capacity=2), PLAN.services[1]]
    people = set_up_hall(sqlite_database, plan=replace(PLAN, services=services), password=PASSWORD)
    seat(sqlite_database, people[0], 1)
    kiosk_url = f"sqlite:///{tmp_path}/kiosk.db"

    def ticket_state(public_id: str) -> TicketState:
        found = sqlite_database.read(lambda c: find_by_public_id(c, public_id)).result()
        assert found is not None
        return found.state

    with running_server(sqlite_database, HALL, now_ms=lambda: NOW_MS) as url:
        public_id, code = book_on_the_phone(url)
        with (
            closing(open_database(kiosk_url, "kiosk")) as database,
            linked(database, url) as (link, issuer),
        ):
            wait_until(lambda: link.view is not None)
            link.fetch_bookings()

        # The kiosk starts again, and the hall cannot be reached.
        with (
            closing(open_database(kiosk_url, "kiosk")) as database,
            linked(database, NOBODY_LISTENS) as (link, issuer),
        ):
            ticket = check_in(issuer, link, code)
            assert isinstance(ticket, IssuedTicket)
            assert (ticket.number, ticket.slot_ms) == ("AH-001", SLOT_MS)
            again = check_in(issuer, link, code)
            assert isinstance(again, Sorry)
            assert again.why is NoCheckIn.ALREADY_HERE
            record_print(issuer, ticket)
        assert ticket_state(public_id) is TicketState.BOOKED

        # The network is back.
        with closing(open_database(kiosk_url, "kiosk")) as database, linked(database, url):
            wait_until(lambda: ticket_state(public_id) is TicketState.WAITING)
        assert "Mã lịch hẹn" not in requests.get(f"{url}/t/{public_id}", timeout=10).text

        clerk = requests.Session()
        clerk.post(f"{url}/login", data={"login": "s1", "password": PASSWORD}, timeout=10)
        called = clerk.post(f"{url}/api/counters/1/next", json={"key": "call-next-1"}, timeout=10).json()
        assert (called["ticket"]["number"], called["ticket"]["priority"]) == ("AH-001", "appointment")
