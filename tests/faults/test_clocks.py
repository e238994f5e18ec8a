"""A kiosk's clock is set wrong while it works: no number comes twice, and everybody keeps their place."""

import math
import random
from collections.abc import Mapping
from contextlib import closing
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import select

from models.store.database import open_database
from models.store.hall_tables import ticket
from tests.faults.floor import Floor, open_floor
from tests.faults.processes import PATIENCE_S
from tests.helpers.waiting import wait_until

LIBRARIES = sorted(Path("/usr/lib").glob("*/faketime/libfaketimeMT.so.1"))
LEAPS = (timedelta(minutes=40), timedelta(minutes=-40), timedelta(days=1), timedelta(days=-1))
MOST_OVERTAKING_S = 5.0  # with clocks up to a day wrong; the hall's is known to within half an answer's time


@pytest.fixture
def clock(tmp_path: Path) -> Path:
    """What the clock of the first kiosk is off by, as libfaketime reads it."""
    if not LIBRARIES:
        pytest.skip("NO LIBFAKETIME HERE, so nothing is known of clocks that leap: apt-get install faketime")
    file = tmp_path / "clock"
    set_wrong(file, timedelta())
    return file


def environment(clock: Path) -> Mapping[str, str]:
    return {
        "LD_PRELOAD": str(LIBRARIES[0]),
        "FAKETIME_TIMESTAMP_FILE": str(clock),
        "FAKETIME_NO_CACHE": "1",
        "FAKETIME_DONT_FAKE_MONOTONIC": "1",
    }


def set_wrong(clock: Path, by: timedelta) -> None:
    draft = clock.with_suffix(".draft")
    draft.write_text(f"{by.total_seconds():+.0f}")
    draft.replace(clock)


def wait_until_it_is_wrong(floor: Floor, by: timedelta) -> None:
    wait_until(lambda: abs(floor.kiosks[0].clock_ahead_s - by.total_seconds()) < 60, timeout_s=PATIENCE_S)


def worst_overtaking_s(floor: Floor) -> float:
    """By how much somebody had a number later than another before whom they stand at the hall."""
    given_s = {number: at_s for kiosk in floor.kiosks for number, at_s in kiosk.given_s.items()}
    ordered = select(ticket.c.number).order_by(ticket.c.counts_from_ms, ticket.c.id)
    with closing(open_database(floor.database_url, "hall")) as database:
        numbers = database.read(lambda connection: connection.scalars(ordered).all()).result()
    latest_s, worst_s = -math.inf, 0.0
    for number in numbers:
        if number in given_s:  # a kiosk that is killed may not have told its last
            worst_s = max(worst_s, latest_s - given_s[number])
            latest_s = max(latest_s, given_s[number])
    return worst_s


def test_a_clock_that_leaps_while_the_kiosk_works_changes_nothing(tmp_path: Path, clock: Path) -> None:
    with open_floor(tmp_path, seed=random.randrange(1 << 32), environment=environment(clock)) as floor:
        for leap in LEAPS:
            set_wrong(clock, leap)
            wait_until_it_is_wrong(floor, leap)
            floor.wait(0.8)
        floor.drain()
        findings = floor.judge()
        assert floor.parked() == 0
        assert worst_overtaking_s(floor) <= MOST_OVERTAKING_S
    assert findings.is_sound, findings


@pytest.mark.parametrize("wrong", LEAPS, ids=str)
def test_a_kiosk_switched_on_off_line_with_a_wrong_clock_gives_no_number_twice(
    tmp_path: Path, clock: Path, wrong: timedelta
) -> None:
    with open_floor(tmp_path, seed=random.randrange(1 << 32), environment=environment(clock)) as floor:
        wait_until(lambda: floor.kiosks[0].acked > 1, timeout_s=PATIENCE_S)  # it has met its hall
        floor.net.wires[0].cut()
        floor.kiosks[0].kill()
        set_wrong(clock, wrong)
        before = set(floor.kiosks[0].given_s)
        floor.kiosks[0].start(floor.server.address)
        floor.kiosks[0].wait_for_more(10)
        wait_until_it_is_wrong(floor, wrong)
        assert set(floor.kiosks[0].given_s) - before <= floor.kiosks[0].unconfirmed()
        floor.net.wires[0].heal()
        floor.drain()
        findings = floor.judge()
        assert floor.parked() == 0
        assert worst_overtaking_s(floor) <= MOST_OVERTAKING_S
    assert findings.is_sound, findings
