"""The hall's log, as its kiosks copy it page by page."""

from collections.abc import Iterator
from functools import partial

import httpx2 as httpx
import pytest

from models.event_log import GENESIS
from models.store.database import Database
from models.store.hall_staff import find_staff
from models.sync.copies import Tip
from models.wire import LogPage, decode
from queue_server.draw import draw_code
from queue_server.recover import waive
from tests.helpers.halls import HALL, issue, moment_ms, set_up_hall
from tests.helpers.kiosks import SIGNED
from tests.helpers.put_back import backup, put_back
from tests.helpers.servers import running_server

NOW_MS = moment_ms(9)


def ask(url: str, tip: Tip) -> LogPage:
    path = f"{url}/api/kiosk/log?after={tip.seq}&hash={tip.hash}"
    return decode(LogPage, httpx.get(path, auth=SIGNED).content)


@pytest.fixture
def url(database: Database) -> Iterator[str]:
    set_up_hall(database)
    with running_server(database, HALL, now_ms=lambda: NOW_MS) as url:
        yield url


BEGINNING = Tip(seq=0, hash=GENESIS)


def test_a_hall_that_gathers_lets_nobody_drop_what_it_is_about_to_ask_for(
    database: Database, url: str
) -> None:
    staff = database.read(partial(find_staff, hall_id=HALL.id, login="s1")).result()
    assert staff is not None
    issue(database, staff, "a", "before the backup", NOW_MS)
    saved = backup(database)
    issue(database, staff, "a", "after the backup", NOW_MS)
    entries = ask(url, BEGINNING).entries
    tip = Tip(seq=entries[-1].event.seq, hash=entries[-1].hash)

    put_back(database, saved, NOW_MS)
    page = ask(url, tip)
    assert page.is_known
    assert page.entries == []
    assert ask(url, BEGINNING).entries == entries[:-1]

    waiving = partial(waive, hall=HALL, peer="kiosk:K1", by="op", draw_code=draw_code, now_ms=NOW_MS)
    assert database.write(waiving).result() == []
    page = ask(url, tip)
    assert not page.is_known
    assert page.base_seq == entries[-1].event.seq - 1
