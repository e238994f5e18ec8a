"""The judge is as the real hall is: kiosks that keep the rules are at home there."""

import sys
from functools import partial
from pathlib import Path

import pytest

from models.store.database import Database
from models.store.hall_issuers import count_parked, find_issuer
from models.store.hall_tickets import find_by_public_id
from queue_server.app import system_now_ms
from queue_server.enrol import offer_code, revoke_kiosk
from tests.conformance.hall import ReferenceHall
from tests.conformance.mutants import SMALL_KIOSK
from tests.conformance.play import Play, Told
from tests.helpers.halls import HALL, set_up_hall
from tests.helpers.servers import running_server

PATIENCE_S = 60.0
KIOSKS = {
    "ours": (sys.executable, "-m", "tests.conformance.our_kiosk"),
    "small": (sys.executable, str(SMALL_KIOSK)),
}


@pytest.mark.parametrize("kiosk", KIOSKS)
def test_a_kiosk_is_at_home_at_our_server(kiosk: str, sqlite_database: Database, tmp_path: Path) -> None:
    set_up_hall(sqlite_database)
    code = offer_code(sqlite_database, "K2", system_now_ms()).code
    elsewhere = ReferenceHall()  # which nobody asks: the program is told another address
    play = Play(KIOSKS[kiosk], tmp_path, elsewhere, PATIENCE_S)
    try:
        with running_server(sqlite_database, HALL) as elsewhere.url:
            play.start()
            play.enrol(code)
            play.wait(lambda: play.do("tell").get("online"), "the line to the hall")
            first = play.wait(lambda: _given(play), "a catalogue")
            _has_arrived(play, sqlite_database, first)
            address = elsewhere.url
        alone = [play.issue("a") for _ in range(3)]
        port = int(address.rpartition(":")[2])
        with running_server(sqlite_database, HALL, port=port):
            for ticket in alone:
                _has_arrived(play, sqlite_database, ticket)
            issuer = sqlite_database.write(partial(find_issuer, issuer_id="K2")).result()
            assert issuer is not None
            assert issuer.high == 4
            assert sqlite_database.read(partial(count_parked, hall_id=HALL.id)).result() == 0
            revoke_kiosk(sqlite_database, "K2", system_now_ms())
            play.refuses()
    finally:
        play.kill()


def _given(play: Play) -> Told:
    """A ticket, as soon as the kiosk knows what the hall offers."""
    answer = play.do("issue", service_id="a")
    return answer if "number" in answer else {}


def _has_arrived(play: Play, database: Database, ticket: Told) -> None:
    finding = partial(find_by_public_id, public_id=ticket["public_id"])
    found = play.wait(lambda: database.read(finding).result(), f"{ticket['number']} to arrive")
    assert found is not None
    assert found.number == ticket["number"]
