"""A kiosk whose clock has lost the date says so, and gives no number of a wrong day."""

from datetime import UTC, datetime

import pytest

from kiosk import clock
from kiosk.clock import ClockWrong, own_moment
from kiosk.issuer import Issuer
from models.store import kiosk_log
from models.store.database import Database
from tests.helpers.kiosks import IDENTITY
from tests.helpers.stub_hall import CATALOGUE


def set_clock(patch: pytest.MonkeyPatch, *date: int) -> int:
    at_ms = round(datetime(*date, tzinfo=UTC).timestamp() * 1000)  # type: ignore[arg-type, misc]
    patch.setattr(clock, "now_ms", lambda: at_ms)
    return at_ms


def test_a_clock_that_began_again_at_its_first_day_is_not_trusted(monkeypatch: pytest.MonkeyPatch) -> None:
    set_clock(monkeypatch, 1970, 1, 1)
    with pytest.raises(ClockWrong, match="1970-01-01"):
        own_moment()


def test_a_clock_of_our_time_is_trusted(monkeypatch: pytest.MonkeyPatch) -> None:
    before_ms = own_moment().ms
    assert before_ms > set_clock(monkeypatch, 2025, 6, 1) == own_moment().ms


def test_no_number_of_a_wrong_day_is_given_and_the_first_right_one_is_the_first(
    kiosk_database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    issuer = Issuer(private_key=IDENTITY.private_key, database=kiosk_database, catalogue=CATALOGUE)
    set_clock(monkeypatch, 2000, 1, 1)
    with pytest.raises(ClockWrong):
        issuer.issue("cert", None)
    assert kiosk_database.read(lambda connection: kiosk_log.unconfirmed(connection, 10)).result() == []
    set_clock(monkeypatch, 2026, 11, 22)
    assert issuer.issue("cert", None).number.endswith("-001")
