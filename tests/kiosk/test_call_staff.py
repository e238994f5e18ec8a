"""A call for help reaches the hall, and the citizen hears whether it did."""

import queue
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from kiosk.effects import EffectRunner
from kiosk.journey.deeds import CallStaff
from kiosk.journey.events import StaffCalled, StaffNotCalled
from kiosk.journey.visit import Screen
from kiosk.kiosk import Message
from kiosk.offering import Offering
from kiosk.sync import HallLink
from models.store.database import Database
from printers.file_printer import FilePrinter
from tests.helpers.kiosks import IDENTITY
from tests.helpers.printers import paper_desk
from tests.helpers.stub_hall import StubHall, stub_hall

NOBODY_LISTENS = "http://127.0.0.1:9"
WAIT_S = 10.0


@pytest.fixture
def answer_to_a_call(kiosk_database: Database, tmp_path: Path) -> Iterator[Callable[[str], Message]]:
    """What is said after a call to the hall at that address."""
    runners: list[EffectRunner] = []

    def call(server_url: str) -> Message:
        link = HallLink(
            database=kiosk_database,
            server_url=server_url,
            identity=IDENTITY,
            on_catalogue=lambda _: None,
            on_online=lambda _: None,
            on_refused=lambda: None,
        )
        offering = Offering(kiosk_database, IDENTITY.private_key)
        papers = paper_desk(kiosk_database, offering, link, FilePrinter(tmp_path))
        runner = EffectRunner(papers=papers, watcher=None, link=link, offering=offering)
        runners.append(runner)
        messages: queue.SimpleQueue[Message] = queue.SimpleQueue()
        runner.open(messages.put)
        runner.perform(CallStaff(screen=Screen.ENTER_CODE))
        return messages.get(timeout=WAIT_S)

    yield call
    for runner in runners:
        runner.close()


@pytest.fixture
def hall() -> Iterator[StubHall]:
    with stub_hall() as stub:
        yield stub


def test_a_call_says_where_help_is_needed(answer_to_a_call: Callable[[str], Message], hall: StubHall) -> None:
    assert answer_to_a_call(hall.url) == StaffCalled()
    assert hall.called_from == [Screen.ENTER_CODE]


@pytest.mark.parametrize("status", [401, 404, 500])
def test_a_hall_that_does_not_take_the_call_is_said_to_the_citizen(
    answer_to_a_call: Callable[[str], Message], hall: StubHall, status: int
) -> None:
    hall.help_answer = (status, b"{}")
    assert answer_to_a_call(hall.url) == StaffNotCalled()


def test_a_call_that_reaches_nobody_is_said_to_the_citizen(
    answer_to_a_call: Callable[[str], Message],
) -> None:
    assert answer_to_a_call(NOBODY_LISTENS) == StaffNotCalled()
