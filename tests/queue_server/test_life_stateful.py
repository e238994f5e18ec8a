"""The whole life of tickets: whatever anybody commands in whatever order, only what the table allows happens.

The real use-cases run on SQLite beside a model of them. The hall is one transaction, taken back after each
example, so that thousands of commands cost half a minute.
"""

import random
from contextlib import closing
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings
from hypothesis.stateful import run_state_machine_as_test

from models.store.database import open_database
from models.ticket import EVENT_OF_MOVE, EventKind
from tests.helpers.life_machine import MOST_OVERTAKES, HallMachine


@pytest.fixture
def machine(tmp_path: Path) -> type[HallMachine]:
    """The machine with an empty database to play on."""
    path = tmp_path / "hall.db"
    with closing(open_database(f"sqlite:///{path}", "hall")):
        pass
    return type("HallOnDisk", (HallMachine,), {"path": path})


def test_whatever_is_commanded_only_what_the_table_allows_happens(machine: type[HallMachine]) -> None:
    run_state_machine_as_test(
        machine,
        settings=settings(
            max_examples=25,
            stateful_step_count=40,
            deadline=None,
            suppress_health_check=list(HealthCheck),
        ),
    )


def test_busy_days_take_every_way_there_is_and_reach_the_cap(machine: type[HallMachine]) -> None:
    """The same by dice alone: what Hypothesis tries is short and odd, these days are long and lively."""
    ways: set[tuple[str, str | None, str | None]] = set()
    most_overtaken = 0
    for day in range(14):
        hall = machine()
        chance = random.Random(day)
        for _ in range(110):
            hall.happen(chance)
            hall.the_tickets_stand_where_the_model_says()
            hall.every_history_in_the_log_is_a_path_in_the_table()
            hall.nobody_shares_a_counter_or_a_number()
            hall.nobody_is_overtaken_more_often_than_allowed()
        ways |= {(it.kind, it.before, it.after) for it in hall._log}
        most_overtaken = max([most_overtaken, *(calls.total() for calls in hall.life.overtaken.values())])
        hall.teardown()
    assert {kind for kind, _, _ in ways} >= {*EVENT_OF_MOVE.values(), EventKind.MOVE_UNDONE}
    assert most_overtaken == MOST_OVERTAKES
