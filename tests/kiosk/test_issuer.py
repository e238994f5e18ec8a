"""Tickets issued by the kiosk alone."""

from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from kiosk import clock
from kiosk.issuer import Issuer
from kiosk.journey.outlook import LastTold
from models.event_log import Entry, first_break
from models.store import kiosk_log
from models.store.database import Database, StoreError, open_database
from models.ticket import EventKind
from models.waiting.promises import WaitRange
from models.wire import WIRE_VERSION, HallView, Push, decode, encode
from tests.helpers.kiosks import IDENTITY, record_print
from tests.helpers.stub_hall import CATALOGUE, VIEW

NOON_MS = int(datetime(2026, 11, 20, 5, tzinfo=UTC).timestamp() * 1000)  # at the hall
WAIT = WaitRange(p50_min=12, p80_min=20)
FORESEEN_VIEW = replace(VIEW, waits={"cert": {"elderly": WaitRange(p50_min=2, p80_min=5), "regular": WAIT}})
TOLD, FORESEEN = LastTold(view=VIEW), LastTold(view=FORESEEN_VIEW)


def log_of(database: Database) -> Sequence[Entry]:
    return database.read(lambda connection: kiosk_log.unconfirmed(connection, 10)).result()


@pytest.fixture
def issuer(kiosk_database: Database) -> Issuer:
    return Issuer(private_key=IDENTITY.private_key, database=kiosk_database, catalogue=CATALOGUE)


def test_numbers_count_up_in_the_kiosks_own_series(issuer: Issuer) -> None:
    assert [issuer.issue("cert", None).number for _ in range(3)] == ["A1-001", "A1-002", "A1-003"]


def test_a_hall_whose_clock_was_a_day_ahead_for_a_while_gets_no_number_twice(issuer: Issuer) -> None:
    def on(day: int, count: int) -> list[tuple[date, str]]:
        moment = clock.Moment(ms=NOON_MS + day * 24 * 3_600_000, is_sure=True)
        today = replace(issuer, moment=lambda: moment)
        given = [today.issue("cert", None).number for _ in range(count)]
        return [(date(2026, 11, 20 + day), number) for number in given]

    numbers = on(0, 5) + on(1, 3) + on(0, 4) + on(1, 4) + on(2, 2)
    assert len(set(numbers)) == len(numbers)
    assert numbers[-1] == (date(2026, 11, 22), "A1-002")


def test_two_kiosks_never_give_the_same_number(issuer: Issuer, kiosk_database: Database) -> None:
    other = replace(issuer, catalogue=replace(CATALOGUE, issuer_id="K2", series="2"))
    assert issuer.issue("cert", None).number != other.issue("cert", None).number


def test_citizens_at_the_same_moment_get_different_numbers(issuer: Issuer) -> None:
    with ThreadPoolExecutor(16) as pool:
        numbers = list(pool.map(lambda _: issuer.issue("cert", None).number, range(100)))
    assert len(set(numbers)) == 100


def test_without_a_hall_nobody_is_told_how_many_wait(issuer: Issuer) -> None:
    ticket = issuer.issue("cert", None)
    assert (ticket.ahead, ticket.counters) == (None, ())


def test_with_a_hall_the_citizen_learns_how_many_wait_and_where(issuer: Issuer) -> None:
    ticket = issuer.issue("cert", TOLD)
    assert (ticket.ahead, ticket.counters) == (4, (1, 2))


def test_the_citizen_is_promised_what_the_hall_promises_who_comes_now(issuer: Issuer) -> None:
    assert issuer.issue("cert", FORESEEN).wait == WAIT


def test_a_claimed_class_is_promised_its_own_wait_and_told_to_the_hall(
    issuer: Issuer, kiosk_database: Database
) -> None:
    ticket = issuer.issue("cert", FORESEEN, "elderly")
    assert (ticket.priority, ticket.wait) == ("elderly", WaitRange(p50_min=2, p80_min=5))
    assert log_of(kiosk_database)[-1].event.body["priority"] == "elderly"


def test_a_class_the_hall_knows_no_more_is_the_regular_one(issuer: Issuer, kiosk_database: Database) -> None:
    ticket = issuer.issue("cert", FORESEEN, "merit")
    assert (ticket.priority, ticket.wait) == ("regular", WAIT)
    assert "priority" not in log_of(kiosk_database)[-1].event.body


@pytest.mark.parametrize(
    "told",
    [None, TOLD, LastTold(view=replace(VIEW, waits={"cert": {"elderly": WAIT}}))],
    ids=["no hall", "nobody can tell", "only for others"],
)
def test_without_a_promise_of_the_hall_none_is_made_or_written_down(
    issuer: Issuer, kiosk_database: Database, told: LastTold | None
) -> None:
    assert issuer.issue("cert", told).wait is None
    (entry,) = log_of(kiosk_database)
    assert set(entry.event.body) == {"number", "service_id", "service_day", "public_id", "hall_time"}


def test_an_estimate_is_told_and_never_written_down_as_a_promise(
    issuer: Issuer, kiosk_database: Database
) -> None:
    ticket = issuer.issue("cert", replace(FORESEEN, silent_s=30.0, joined={"cert": 5}))
    assert (ticket.ahead, ticket.wait) == (9, WaitRange(p50_min=24, p80_min=40))
    assert ticket.is_estimate
    (entry,) = log_of(kiosk_database)
    assert set(entry.event.body) == {"number", "service_id", "service_day", "public_id", "hall_time"}


def test_a_promise_reaches_the_hall_as_it_was_made(issuer: Issuer, kiosk_database: Database) -> None:
    issuer.issue("cert", LastTold(view=decode(HallView, encode(FORESEEN_VIEW))))
    push = Push(version=WIRE_VERSION, issuer_id="K1", incarnation=1, entries=log_of(kiosk_database), now_ms=0)
    (arrived,) = decode(Push, encode(push)).entries
    assert (arrived.event.body["p50_min"], arrived.event.body["p80_min"]) == (12, 20)
    assert first_break([arrived]) is None


def test_a_service_the_hall_does_not_offer_is_refused(issuer: Issuer) -> None:
    with pytest.raises(KeyError):
        issuer.issue("passports", None)


def test_a_ticket_and_its_paper_stand_in_an_unbroken_log(issuer: Issuer, kiosk_database: Database) -> None:
    ticket = issuer.issue("cert", None)
    record_print(issuer, ticket)
    entries = log_of(kiosk_database)
    assert [entry.event.kind for entry in entries] == [EventKind.TICKET_ISSUED, EventKind.SLIP_PRINTED]
    assert first_break(entries) is None


def test_the_log_holds_nothing_about_the_citizen(issuer: Issuer, kiosk_database: Database) -> None:
    issuer.issue("cert", FORESEEN)
    (entry,) = log_of(kiosk_database)
    known = {"number", "service_id", "service_day", "public_id", "p50_min", "p80_min", "hall_time"}
    assert set(entry.event.body) == known


def test_numbering_goes_on_after_a_restart(tmp_path: Path) -> None:
    numbers = []
    for _ in range(2):
        database = open_database(f"sqlite:///{tmp_path}/k.db", "kiosk")
        numbers.append(
            Issuer(private_key=IDENTITY.private_key, database=database, catalogue=CATALOGUE)
            .issue("cert", None)
            .number
        )
        database.close()
    assert numbers == ["A1-001", "A1-002"]


def test_a_store_that_is_no_database_is_named(tmp_path: Path) -> None:
    (tmp_path / "k.db").write_text("this is a letter, not a database" * 100)
    with pytest.raises(StoreError, match=r"k\.db"):
        open_database(f"sqlite:///{tmp_path}/k.db", "kiosk")
