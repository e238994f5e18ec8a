"""A full disk gives no number, loses none, and is forgotten as soon as there is room again."""

import queue
from collections.abc import Iterator
from pathlib import Path

import pytest

from kiosk.effects import EffectRunner
from kiosk.issuer import Issuer
from kiosk.journey.deeds import IssueTicket
from kiosk.journey.events import TicketIssued, TicketNotIssued
from kiosk.kiosk import Message
from kiosk.offering import Offering
from kiosk.sync import HallLink
from models.store import kiosk_log
from models.store.database import Connection, Database
from models.ticket import EventKind
from printers import open_printer
from tests.helpers.kiosks import IDENTITY
from tests.helpers.printers import paper_desk
from tests.helpers.stub_hall import CATALOGUE

NOBODY_LISTENS = "http://127.0.0.1:9"
WAIT_S = 10.0
ROOM_PAGES = 10
MOST_TICKETS = 500


class Disk:
    """The disk of a kiosk, which can be filled: SQLite then answers as when a write finds no space."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def leave(self, pages: int) -> None:
        def limit(connection: Connection) -> None:
            used = connection.exec_driver_sql("PRAGMA page_count").scalar_one()
            connection.exec_driver_sql(f"PRAGMA max_page_count = {used + pages}")

        self._database.write(limit).result(WAIT_S)


@pytest.fixture
def disk(kiosk_database: Database) -> Disk:
    return Disk(kiosk_database)


@pytest.fixture
def messages() -> queue.SimpleQueue[Message]:
    return queue.SimpleQueue()


@pytest.fixture
def runner(
    kiosk_database: Database, messages: queue.SimpleQueue[Message], tmp_path: Path
) -> Iterator[EffectRunner]:
    link = HallLink(
        database=kiosk_database,
        server_url=NOBODY_LISTENS,
        identity=IDENTITY,
        on_catalogue=lambda _: None,
        on_online=lambda _: None,
        on_refused=lambda: None,
    )
    printer = open_printer(f"file:{tmp_path}/paper")
    offering = Offering(kiosk_database, IDENTITY.private_key)
    offering.issuer = Issuer(private_key=IDENTITY.private_key, database=kiosk_database, catalogue=CATALOGUE)
    runner = EffectRunner(
        papers=paper_desk(kiosk_database, offering, link, printer), watcher=None, link=link, offering=offering
    )
    runner.open(messages.put)
    yield runner
    runner.close()


def ask(runner: EffectRunner, messages: queue.SimpleQueue[Message]) -> Message:
    runner.perform(IssueTicket(visit=1, service_id="cert"))
    return messages.get(timeout=WAIT_S)


def ask_until_full(runner: EffectRunner, messages: queue.SimpleQueue[Message]) -> list[str]:
    """The numbers that were given before the disk was full."""
    numbers: list[str] = []
    while isinstance(answer := ask(runner, messages), TicketIssued):
        numbers.append(answer.ticket.number)
        assert len(numbers) < MOST_TICKETS, "the disk never became full"
    assert isinstance(answer, TicketNotIssued)
    return numbers


def stored_numbers(database: Database) -> list[object]:
    entries = database.read(lambda connection: kiosk_log.unconfirmed(connection, MOST_TICKETS)).result()
    return [entry.event.body["number"] for entry in entries if entry.event.kind == EventKind.TICKET_ISSUED]


def test_whoever_asks_while_the_disk_is_full_hears_that_there_is_no_number(
    runner: EffectRunner, messages: queue.SimpleQueue[Message], disk: Disk, kiosk_database: Database
) -> None:
    disk.leave(ROOM_PAGES)
    numbers = ask_until_full(runner, messages)
    assert isinstance(ask(runner, messages), TicketNotIssued)
    assert stored_numbers(kiosk_database) == numbers, "every number that was given is kept, and no other"


def test_numbers_go_on_without_a_gap_when_there_is_room_again(
    runner: EffectRunner, messages: queue.SimpleQueue[Message], disk: Disk, kiosk_database: Database
) -> None:
    disk.leave(ROOM_PAGES)
    numbers = ask_until_full(runner, messages)
    disk.leave(1000)
    answer = ask(runner, messages)
    assert isinstance(answer, TicketIssued)
    counts = [int(str(number).rpartition("-")[2]) for number in stored_numbers(kiosk_database)]
    assert counts == [*range(1, len(numbers) + 2)]


def test_a_full_disk_stops_no_thread(
    runner: EffectRunner, messages: queue.SimpleQueue[Message], disk: Disk
) -> None:
    disk.leave(ROOM_PAGES)
    ask_until_full(runner, messages)
    assert [pulse.name for pulse in runner.pulses if pulse.has_stopped()] == []
