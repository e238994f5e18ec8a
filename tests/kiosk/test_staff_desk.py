"""Staff are let in by their PIN alone, hear how the kiosk really is, and can have it started anew."""

import logging
import queue
import re
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from kiosk.checkup import take_health
from kiosk.issuer import Issuer
from kiosk.journey.deeds import AskHealth, CheckPin, Restart
from kiosk.journey.events import Event
from kiosk.journey.health import Health, Sight
from kiosk.journey.staff_events import HealthTold, PinAccepted, PinRefused
from kiosk.staff_desk import StaffDesk
from kiosk.staff_pin import (
    FIRST_LOCK_S,
    HASH_PATTERN,
    LONGEST_LOCK_S,
    Attempts,
    PinGate,
    after_wrong,
    hash_pin,
    is_sound,
    matches,
)
from kiosk.sync import HallLink
from models.print_job import Reason
from models.store.database import Database
from models.wire import WIRE_VERSION, PushAnswer, encode
from printers.file_printer import FilePrinter
from printers.port import Printer
from tests.helpers.kiosks import IDENTITY, record_print
from tests.helpers.printers import printer_on, virtual_printer
from tests.helpers.stub_hall import CATALOGUE, stub_hall
from tests.helpers.waiting import wait_until

PIN, WRONG = "246810", "135791"
STORED = hash_pin(PIN)
NOBODY_LISTENS = "http://127.0.0.1:9"
WAIT_S = 10.0


class Clock:
    now_s = 0.0

    def __call__(self) -> float:
        return self.now_s


def test_a_pin_is_stored_as_a_hash_with_a_salt_of_its_own() -> None:
    assert re.fullmatch(HASH_PATTERN, STORED)
    assert PIN not in STORED
    assert hash_pin(PIN) != STORED
    assert matches(PIN, STORED)
    assert not matches(WRONG, STORED)


@pytest.mark.parametrize(
    ("pin", "may_be"),
    [("123456", True), ("12345", False), ("1" * 13, False), ("12345a", False), ("١٢٣٤٥٦", False)],
)
def test_a_pin_is_six_to_twelve_digits(pin: str, may_be: bool) -> None:
    assert is_sound(pin) is may_be


def test_from_the_third_wrong_pin_on_it_is_locked_for_longer_and_longer() -> None:
    attempts, locks_s = Attempts(), []
    for _ in range(12):
        attempts = after_wrong(attempts, now_s=1000.0)
        locks_s.append(max(0.0, attempts.locked_until_s - 1000.0))
    assert locks_s[:6] == [0, 0, FIRST_LOCK_S, 2 * FIRST_LOCK_S, 4 * FIRST_LOCK_S, 8 * FIRST_LOCK_S]
    assert locks_s[-1] == LONGEST_LOCK_S


def test_while_it_is_locked_the_right_pin_is_not_looked_at_either(caplog: pytest.LogCaptureFixture) -> None:
    clock = Clock()
    gate = PinGate(STORED, clock_s=clock)
    with caplog.at_level(logging.INFO):
        assert [gate.locked_s(WRONG) for _ in range(3)] == [0, 0, FIRST_LOCK_S]
        clock.now_s = 20.0
        assert gate.locked_s(PIN) == FIRST_LOCK_S - 20
        clock.now_s = FIRST_LOCK_S
        assert gate.locked_s(PIN) is None
    assert caplog.messages[2:] == [
        "wrong staff PIN, 3 in a row; locked for 60 s",
        "staff have opened the panel",
    ]
    assert not [message for message in caplog.messages if WRONG in message or PIN in message]


def test_the_right_pin_makes_the_wrong_ones_before_it_forgotten() -> None:
    gate = PinGate(STORED)
    assert [gate.locked_s(pin) for pin in (WRONG, WRONG, PIN, WRONG, WRONG)] == [0, 0, None, 0, 0]


class Desk:
    """A staff desk and what it says."""

    def __init__(self, health: Health) -> None:
        self.restarts = 0
        self.said: queue.SimpleQueue[Event] = queue.SimpleQueue()
        self.desk = StaffDesk(PinGate(STORED), take_health=lambda: health, restart=self._restart)

    def answer(self, effect: CheckPin | AskHealth) -> Event:
        self.desk.perform(effect, self.said.put)
        return self.said.get(timeout=WAIT_S)

    def _restart(self) -> None:
        self.restarts += 1


HEALTH = Health(
    hall_heard_ms=None,
    is_online=False,
    unsent_tickets=0,
    printer=None,
    printer_speaks=True,
    papers=(),
    roll=None,
    camera=Sight.NONE,
    faces=None,
    disk_free_mb=1,
    clock_ahead_s=None,
)


@pytest.fixture
def desk() -> Iterator[Desk]:
    desk = Desk(HEALTH)
    yield desk
    desk.desk.close()


def test_a_pin_is_answered_for_the_visit_it_was_entered_in(desk: Desk) -> None:
    assert desk.answer(CheckPin(visit=3, pin=WRONG)) == PinRefused(visit=3)
    assert desk.answer(CheckPin(visit=4, pin=PIN)) == PinAccepted(visit=4)


def test_health_is_told_to_the_visit_that_asked(desk: Desk) -> None:
    assert desk.answer(AskHealth(visit=5)) == HealthTold(visit=5, health=HEALTH)


def test_a_restart_is_begun_at_once(desk: Desk) -> None:
    desk.desk.perform(Restart(), desk.said.put)
    assert desk.restarts == 1


# ---- what the parts say ----


def link_to(database: Database, server_url: str) -> HallLink:
    return HallLink(
        database=database,
        server_url=server_url,
        identity=IDENTITY,
        on_catalogue=lambda _: None,
        on_online=lambda _: None,
        on_refused=lambda: None,
    )


def health_of(
    database: Database, folder: Path, *, printer: Printer | None = None, link: HallLink | None = None
) -> Health:
    return take_health(
        link=link or link_to(database, NOBODY_LISTENS),
        database=database,
        folder=folder,
        printer=printer or FilePrinter(folder / "paper"),
        camera=Sight.SEES,
        faces=None,
    )


def test_a_kiosk_that_has_never_met_its_hall_says_so(kiosk_database: Database, tmp_path: Path) -> None:
    health = health_of(kiosk_database, tmp_path)
    assert (health.hall_heard_ms, health.is_online, health.clock_ahead_s) == (None, False, None)


def test_the_hall_tells_when_it_answered_and_what_time_it_has(
    kiosk_database: Database, tmp_path: Path
) -> None:
    with stub_hall() as hall:
        hall.answer_push = lambda _: (200, encode(PushAnswer(version=WIRE_VERSION, high=0, now_ms=0)))
        link = link_to(kiosk_database, hall.url)
        link.start()
        wait_until(lambda: link.clock_ahead_s is not None)
        health = health_of(kiosk_database, tmp_path, link=link)
        link.stop()
    assert health.hall_heard_ms is not None
    assert health.clock_ahead_s == pytest.approx(health.hall_heard_ms / 1000)


def test_tickets_that_are_not_sent_yet_are_counted(kiosk_database: Database, tmp_path: Path) -> None:
    issuer = Issuer(private_key=IDENTITY.private_key, database=kiosk_database, catalogue=CATALOGUE)
    for _ in range(2):
        record_print(issuer, issuer.issue("cert", None))
    assert health_of(kiosk_database, tmp_path).unsent_tickets == 2


def test_the_printer_says_itself_what_it_lacks(kiosk_database: Database, tmp_path: Path) -> None:
    with virtual_printer(tmp_path / "paper") as virtual:
        printer = printer_on(virtual)
        well = health_of(kiosk_database, tmp_path, printer=printer)
        with virtual.at_hand() as device:
            device.end_paper()
        empty = health_of(kiosk_database, tmp_path, printer=printer)
    gone = health_of(kiosk_database, tmp_path, printer=printer)
    assert [(one.printer, one.printer_speaks) for one in (well, empty, gone)] == [
        (None, True),
        (Reason.NO_PAPER, True),
        (Reason.ABSENT, False),
    ]


def test_what_cannot_be_asked_is_not_known_and_stops_nothing(
    kiosk_database: Database, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    with closing(sqlite3.connect(tmp_path / "kiosk.db")) as meddler:
        meddler.execute("DROP TABLE event")
    health = health_of(kiosk_database, tmp_path / "gone", printer=FilePrinter(tmp_path))
    assert (health.unsent_tickets, health.disk_free_mb) == (None, None)
    assert len(caplog.messages) == 2  # of its log, and of its disk


def test_the_versions_and_the_room_on_the_disk_are_told(kiosk_database: Database, tmp_path: Path) -> None:
    health = health_of(kiosk_database, tmp_path)
    assert {*health.versions} == {"Một Cửa", "Python", "Qt"}
    assert health.disk_free_mb is not None
    assert health.disk_free_mb > 0
