"""The kiosk goes by the hall's clock, whatever somebody does to its own."""

import pytest

from kiosk import clock
from kiosk.clock import ClockWrong
from kiosk.hall_clock import SLOW_MS, HallClock
from kiosk.issuer import Issuer
from models.store import kiosk_log
from models.store.database import Database
from models.sync.arrival import HALL_TIME
from tests.helpers.kiosks import IDENTITY
from tests.helpers.stub_hall import CATALOGUE

NOON_MS = 1_795_147_200_000
WRONG_MS = 40 * 60_000
DAY_MS = 24 * 60 * 60_000


class Times:
    """Both clocks of the machine, as the test sets them."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.wall_ms, self.steady_ms = NOON_MS, 1000
        monkeypatch.setattr(clock, "now_ms", lambda: self.wall_ms)
        monkeypatch.setattr(clock, "steady_ms", lambda: self.steady_ms)

    def pass_ms(self, passed_ms: int) -> None:
        self.wall_ms += passed_ms
        self.steady_ms += passed_ms


@pytest.fixture
def times(monkeypatch: pytest.MonkeyPatch) -> Times:
    return Times(monkeypatch)


def test_before_the_hall_is_heard_the_own_clock_is_believed_and_not_sure(
    kiosk_database: Database, times: Times
) -> None:
    moment = HallClock(kiosk_database).moment()
    assert (moment.ms, moment.is_sure) == (NOON_MS, False)


def test_once_the_hall_was_heard_its_time_goes_on_whatever_the_own_clock_says(
    kiosk_database: Database, times: Times
) -> None:
    ours = HallClock(kiosk_database)
    ours.moment()
    ours.hear(NOON_MS + WRONG_MS, times.steady_ms)
    times.wall_ms -= DAY_MS
    times.pass_ms(5000)
    moment = ours.moment()
    assert (moment.ms, moment.is_sure) == (NOON_MS + WRONG_MS + 5000, True)


@pytest.mark.parametrize("nonsense_ms", [-1, 0, 10**30])
def test_a_hall_that_has_lost_the_date_is_not_believed(
    kiosk_database: Database, times: Times, nonsense_ms: int
) -> None:
    ours = HallClock(kiosk_database)
    ours.hear(nonsense_ms, times.steady_ms)
    assert ours.moment() == clock.Moment(ms=NOON_MS, is_sure=False)


def test_an_answer_that_took_long_tells_nothing(kiosk_database: Database, times: Times) -> None:
    ours = HallClock(kiosk_database)
    asked_ms = times.steady_ms
    times.pass_ms(SLOW_MS + 1)
    ours.hear(NOON_MS + WRONG_MS, asked_ms)
    assert not ours.moment().is_sure


def test_how_far_the_own_clock_was_behind_is_known_after_a_restart(
    kiosk_database: Database, times: Times
) -> None:
    HallClock(kiosk_database).hear(NOON_MS + WRONG_MS, times.steady_ms)
    again = HallClock(kiosk_database).moment()
    assert (again.ms, again.is_sure) == (NOON_MS + WRONG_MS, False)


def test_after_a_restart_it_is_not_earlier_than_the_log_says(kiosk_database: Database, times: Times) -> None:
    Issuer(private_key=IDENTITY.private_key, database=kiosk_database, catalogue=CATALOGUE).issue("cert", None)
    times.wall_ms -= WRONG_MS
    assert HallClock(kiosk_database).moment().ms == NOON_MS


def test_a_clock_without_a_date_gives_no_time_until_it_is_set(kiosk_database: Database, times: Times) -> None:
    ours = HallClock(kiosk_database)
    times.wall_ms = 0
    with pytest.raises(ClockWrong):
        ours.moment()
    times.wall_ms = NOON_MS
    assert ours.moment().ms == NOON_MS


def test_each_entry_says_whether_its_moment_is_by_the_halls_clock(
    kiosk_database: Database, times: Times
) -> None:
    times.wall_ms += WRONG_MS
    ours = HallClock(kiosk_database)
    issuer = Issuer(
        private_key=IDENTITY.private_key, database=kiosk_database, catalogue=CATALOGUE, moment=ours.moment
    )
    issuer.issue("cert", None)
    times.pass_ms(1000)
    ours.hear(NOON_MS + 1000, times.steady_ms)
    issuer.issue("cert", None)
    page = kiosk_database.read(lambda connection: kiosk_log.unconfirmed(connection, 10)).result()
    told = [(entry.event.at_ms, entry.event.body.get(HALL_TIME)) for entry in page]
    assert told == [(NOON_MS + WRONG_MS, None), (NOON_MS + 1000, 1)]
    assert ours.own_ms() == NOON_MS + WRONG_MS + 1000


def test_a_clock_that_is_set_before_the_first_number_is_believed_from_then_on(
    kiosk_database: Database, times: Times
) -> None:
    ours = HallClock(kiosk_database)
    times.wall_ms = 0
    assert ours.own_ms() == 0
    times.wall_ms = NOON_MS
    assert (ours.own_ms(), ours.moment().ms) == (NOON_MS, NOON_MS)


def test_numbers_go_on_where_the_day_is_not_sure(kiosk_database: Database, times: Times) -> None:
    ours = HallClock(kiosk_database)
    ours.hear(NOON_MS, times.steady_ms)
    issuer = Issuer(
        private_key=IDENTITY.private_key, database=kiosk_database, catalogue=CATALOGUE, moment=ours.moment
    )
    assert issuer.issue("cert", None).number == "A1-001"
    times.wall_ms += DAY_MS  # while the machine is off
    again = Issuer(
        private_key=IDENTITY.private_key,
        database=kiosk_database,
        catalogue=CATALOGUE,
        moment=HallClock(kiosk_database).moment,
    )
    assert again.issue("cert", None).number == "A1-002"
