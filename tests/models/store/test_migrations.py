"""A hall that worked with the first version goes on with this one, in the middle of a day."""

import contextlib
from collections.abc import Iterator, Mapping
from datetime import date
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from sqlalchemy import Connection, MetaData, create_engine, insert, select, text

from models.store import hall_tables as tables
from models.store.database import Database, open_database
from models.store.hall_enrolments import (
    Enrolment,
    EnrolmentState,
    find_enrolment,
    give_series,
    next_nth,
)
from models.store.hall_issuers import last_contacts
from models.store.hall_log import Happening, append_events
from models.store.hall_setup import seats
from models.store.hall_staff import find_answer
from models.store.hall_tickets import find_ticket, save_ticket
from models.ticket import Move, TicketState, moved
from tests.helpers.databases import ENGINES, PostgresCluster

DAY = date(2026, 11, 20)
MIGRATIONS = Path(tables.__file__).parent / "migrations"
OLD_STATES = ("waiting", "called", "serving", "finished", "no_show")
ANSWER = {"number": "A1-001"}
HALL = {"id": "h", "authority": "-", "centre": "-", "name": "-", "timezone": "Asia/Ho_Chi_Minh"}
STAFF = {"hall_id": "h", "name": "Lan", "role": "staff", "password_hash": "-"}
ISSUER = {"hall_id": "h", "id": "K1", "incarnation": 1, "series": "1", "high": 7, "high_hash": "0" * 64}
# actor, key as the first version stored it, moment
COMMANDS = (
    ("staff:lan", "call 1 key-called", 1),
    ("staff:lan", "recall 1 key-recalled", 2),
    ("staff:lan", "finish 1 key-finished", 3),
    ("staff:lan", "issue key-issued", 4),
    ("staff:lan", "call 1 key-twice", 5),
    ("staff:lan", "finish 1 key-twice", 7),
    ("staff:lan", "serve 1 key-twice", 6),
    ("staff:mai", "call 2 key-called", 8),
)


def first_version(url: str) -> None:
    """Make the database at `url` as the first version would have left it."""
    engine = create_engine(url)
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS))
    config.set_main_option("version_locations", str(MIGRATIONS / "hall"))
    config.set_main_option("path_separator", "newline")
    with engine.begin() as connection:
        config.attributes["connection"] = connection
        command.upgrade(config, "hall_0001")
        fill(connection)
    engine.dispose()


def fill(connection: Connection) -> None:
    found = MetaData()
    found.reflect(connection)

    def add(table: str, *rows: Mapping[str, Any]) -> None:
        connection.execute(insert(found.tables[table]), list(rows))

    add("hall", HALL | {"feed_seq": 0, "feed_hash": "0" * 64})
    add("staff", STAFF | {"id": 1, "login": "lan"}, STAFF | {"id": 2, "login": "mai"})
    counter = {"hall_id": "h", "name": "-", "service_ids": ["a"]}
    add("counter", *(counter | {"number": number, "staff_id": number} for number in (1, 2)))
    add("counter", counter | {"number": 3, "staff_id": None})
    add("issuer", ISSUER | {"token_sha256": "0" * 64})
    add("issuer", ISSUER | {"id": "K2", "incarnation": 3, "series": "4", "token_sha256": "1" * 64})
    add("issuer", ISSUER | {"id": "desk", "series": "9", "token_sha256": None})
    add("ticket", *(old_ticket(nth, state) for nth, state in enumerate(OLD_STATES, start=1)))
    add(
        "command",
        *({"actor": actor, "key": key, "at_ms": at_ms, "answer": ANSWER} for actor, key, at_ms in COMMANDS),
    )


def old_ticket(nth: int, state: str) -> dict[str, Any]:
    is_called = state != "waiting"
    return {
        "id": f"K1.1.{nth}",
        "hall_id": "h",
        "issuer_id": "K1",
        "public_id": f"{nth:032x}",
        "service_id": "a",
        "service_day": DAY,
        "number": f"A1-{nth:03d}",
        "state": state,
        "version": nth,
        "arrived_at_ms": 1000 + nth,
        "called_at_ms": 2000 + nth if is_called else None,
        "counter_number": 1 if is_called else None,
        "calls": int(is_called),
    }


@pytest.fixture(params=ENGINES)
def upgraded(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Database]:
    """A database of the first version, in use, as this version opens it."""
    with contextlib.ExitStack() as stack:
        if request.param == "sqlite":
            url = f"sqlite:///{tmp_path}/hall.db"
        else:
            cluster: PostgresCluster = request.getfixturevalue("postgres")
            url = stack.enter_context(cluster.new_database("template1"))
        first_version(url)
        yield stack.enter_context(contextlib.closing(open_database(url, "hall")))


def test_an_upgraded_database_has_exactly_the_tables_the_program_uses(upgraded: Database) -> None:
    def differences(connection: Connection) -> list[object]:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        return list(compare_metadata(context, tables.metadata))

    assert upgraded.read(differences).result() == []


@pytest.mark.parametrize("key", ["key-called", "key-recalled", "key-finished", "key-issued", "key-twice"])
def test_a_command_given_before_the_upgrade_is_not_done_again(upgraded: Database, key: str) -> None:
    assert upgraded.read(partial(find_answer, actor="staff:lan", key=key)).result() is not None


def test_every_answer_is_kept_and_the_newest_of_a_key_used_twice(upgraded: Database) -> None:
    command_table = tables.command
    kept = select(
        command_table.c.actor,
        command_table.c.key,
        command_table.c.at_ms,
        command_table.c.order,
        command_table.c.answer,
    ).order_by(command_table.c.at_ms)
    rows = upgraded.read(lambda connection: [tuple(row) for row in connection.execute(kept)]).result()
    assert rows == [
        ("staff:lan", "key-called", 1, "", ANSWER),
        ("staff:lan", "key-recalled", 2, "", ANSWER),
        ("staff:lan", "key-finished", 3, "", ANSWER),
        ("staff:lan", "key-issued", 4, "", ANSWER),
        ("staff:lan", "key-twice", 7, "", ANSWER),
        ("staff:mai", "key-called", 8, "", ANSWER),
    ]


def test_every_ticket_stands_where_it_stood(upgraded: Database) -> None:
    for nth, state in enumerate(OLD_STATES, start=1):
        ticket = upgraded.read(lambda connection, id=f"K1.1.{nth}": find_ticket(connection, id)).result()  # type: ignore[misc]
        assert ticket is not None
        before = old_ticket(nth, state)
        assert {name: getattr(ticket, name) for name in before if name != "hall_id"} == {
            name: value for name, value in before.items() if name != "hall_id"
        }
        assert (ticket.counts_from_ms, ticket.priority) == (ticket.arrived_at_ms, "regular")
        assert (ticket.then_service_ids, ticket.sent_to, ticket.no_shows) == ((), "", 0)


def test_a_ticket_of_before_can_be_moved_into_a_state_of_now(upgraded: Database) -> None:
    def cancel(connection: Connection) -> TicketState:
        ticket = find_ticket(connection, "K1.1.1")
        assert ticket is not None
        save_ticket(connection, ticket, moved(ticket, Move.CANCEL))
        stored = find_ticket(connection, "K1.1.1")
        assert stored is not None
        return stored.state

    assert upgraded.write(cancel).result() is TicketState.CANCELLED


def test_who_sat_at_a_counter_sits_there_still(upgraded: Database) -> None:
    sitting = upgraded.read(lambda connection: seats(connection, "h")).result()
    assert [(seat.counter.number, seat.staff_id, seat.paused_reason) for seat in sitting] == [
        (1, 1, None),
        (2, 2, None),
        (3, None, None),
    ]


def test_the_log_goes_on_and_is_append_only_still(upgraded: Database) -> None:
    happening = Happening(
        kind="ticket_called", at_ms=1, actor="-", ticket_id="K1.1.1", service_day=DAY, body={}
    )
    upgraded.write(lambda connection: append_events(connection, "h", [happening])).result()
    with pytest.raises(Exception, match="the log is append-only"):
        upgraded.write(lambda c: c.execute(text("UPDATE event SET actor = 'x'")) and None).result()


def test_a_kiosk_that_showed_a_token_is_known_still_and_must_be_enrolled(upgraded: Database) -> None:
    kiosks = upgraded.read(lambda connection: last_contacts(connection, "h")).result()
    assert sorted(kiosks) == ["K1", "K2"]
    assert upgraded.read(lambda connection: find_enrolment(connection, "h", 1)).result() is None


def test_a_kiosk_enrolled_after_the_upgrade_gets_what_nobody_had_before(upgraded: Database) -> None:
    """K1 was enrolled once and K2 three times."""

    def work(connection: Connection) -> int:
        nth = next_nth(connection, "h")
        enrolment = Enrolment(
            issuer_id="K2", nth=nth, series="5", public_key="0" * 64, state=EnrolmentState.IN_USE
        )
        give_series(connection, "h", enrolment, at_ms=1)
        return nth

    assert upgraded.write(work).result() == 5
