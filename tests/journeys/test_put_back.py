"""The server's disk is lost in the middle of the morning, and the hall goes on with last night's backup.

A kiosk and a counter's page are all there is; between them they know everything.
"""

import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from functools import partial
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, Page, expect

from kiosk.issuer import Issuer
from kiosk.sync import HallLink
from models.service_day import service_day
from models.store import kiosk_log
from models.store.database import Database, open_database
from models.store.hall_copies import tip_of
from models.store.hall_log import read_all
from models.store.hall_tickets import tickets_in
from models.store.kiosk_copy import copy_tip
from models.ticket import EventKind, Ticket, TicketState
from models.wire import Catalogue
from tests.helpers.halls import HALL, PASSWORD, moment_ms, set_up_hall, whole_log
from tests.helpers.kiosks import IDENTITY
from tests.helpers.pages import next_button
from tests.helpers.put_back import backup, put_back
from tests.helpers.servers import running_server
from tests.helpers.waiting import wait_until

NOW_MS = moment_ms(8)
STARTED_S = time.monotonic()


def now_ms() -> int:
    """The hall's clock: it goes, and so do those who come one after the other."""
    return NOW_MS + int((time.monotonic() - STARTED_S) * 1000)


@contextmanager
def linked(database: Database, url: str, catalogues: list[Catalogue]) -> Iterator[HallLink]:
    link = HallLink(
        database=database,
        server_url=url,
        identity=IDENTITY,
        on_catalogue=catalogues.append,
        on_online=lambda _online: None,
        on_refused=lambda: None,
    )
    link.start()
    try:
        yield link
    finally:
        link.stop()


@pytest.fixture
def database(database_url: str) -> Iterator[Database]:
    database = open_database(database_url, "hall")
    yield database
    database.close()


@pytest.fixture
def kiosk(tmp_path: Path) -> Iterator[Database]:
    database = open_database(f"sqlite:///{tmp_path}/kiosk.db", "kiosk")
    yield database
    database.close()


def tickets(database: Database) -> list[Ticket]:
    reading = partial(
        tickets_in,
        hall_id=HALL.id,
        service_day=service_day(NOW_MS, HALL.timezone),
        states=list(TicketState),
    )
    return database.read(reading).result()


def log_in(page: Page, url: str) -> None:
    page.goto(url + "/login")
    page.get_by_label("Tên đăng nhập").fill("s1")
    page.get_by_label("Mật khẩu").fill(PASSWORD)
    page.get_by_role("button", name="Đăng nhập").click()


def test_a_hall_goes_on_after_its_disk_was_lost(
    database: Database, kiosk: Database, browser: Browser
) -> None:
    set_up_hall(database, password=PASSWORD)
    saved = backup(database)
    catalogues: list[Catalogue] = []
    with ExitStack() as stack:
        server = stack.enter_context(ExitStack())
        url = server.enter_context(running_server(database, HALL, now_ms=now_ms))
        link = stack.enter_context(linked(kiosk, url, catalogues))
        wait_until(lambda: catalogues and link.view)
        issuer = Issuer(private_key=IDENTITY.private_key, database=kiosk, catalogue=catalogues[0])
        given = [issuer.issue("a", None).number for _ in range(3)]
        link.wake()
        page = browser.new_context().new_page()
        log_in(page, url)
        page.get_by_role("button", name="Mở quầy 1").click()
        expect(next_button(page)).to_be_enabled()
        wait_until(lambda: len(whole_log(database)) == 4)
        page.keyboard.press("Space")
        expect(page.locator("#number")).to_have_text(given[0])
        before = tickets(database)
        wait_until(
            lambda: kiosk.read(copy_tip).result() == database.read(partial(tip_of, hall_id=HALL.id)).result()
        )

        page.goto("about:blank")  # by itself it goes to the log-in as we do, and the two would meet
        server.close()
        more = issuer.issue("a", None).number
        epoch = put_back(database, saved, now_ms())
        again = running_server(database, HALL, now_ms=now_ms, port=urlsplit(url).port or 0)
        stack.enter_context(again)

        log_in(page, url)
        wait_until(lambda: [event.kind for event in whole_log(database)].count(EventKind.EPOCH_BEGAN) == 1)
        link.wake()
        wait_until(lambda: more in [one.number for one in tickets(database)])
        assert [one for one in tickets(database) if one.number != more] == before
        assert kiosk.read(kiosk_log.load_outbox).result().epoch == epoch
        page.goto(url + "/staff")
        expect(page.locator("#number")).to_have_text(given[0])
        expect(next_button(page)).to_be_enabled()
        page.keyboard.press("Space")
        expect(page.locator("#number")).to_have_text(given[1])
        wait_until(
            lambda: kiosk.read(copy_tip).result() == database.read(partial(tip_of, hall_id=HALL.id)).result()
        )
        page.context.close()
    entries = database.read(lambda connection: list(read_all(connection, HALL.id))).result()
    assert [entry.event.seq for entry in entries] == list(range(1, len(entries) + 1))
