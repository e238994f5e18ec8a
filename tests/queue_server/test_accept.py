"""What the hall takes over from a kiosk, and what it refuses."""

import math
from contextlib import ExitStack, closing
from dataclasses import replace
from functools import partial

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import select

from models.event_log import enter
from models.signing import Asker
from models.store import hall_tables
from models.store.database import Connection, Database, open_database
from models.store.hall_issuers import find_issuer
from models.store.hall_tickets import find_by_public_id, find_ticket
from models.ticket import EventKind
from models.ticket_log import ticket_of
from models.wire import WIRE_VERSION
from queue_server import call
from queue_server.accept import PushRefused
from queue_server.refusal import Refused
from tests.helpers.halls import (
    KioskLog,
    desk,
    hand_over,
    issue,
    moment_ms,
    seat,
    set_up_hall,
    view,
    whole_log,
)
from tests.helpers.kiosks import K1, K2, STRANGER

NOW_MS = moment_ms(8)


def parked(database: Database) -> list[tuple[int, str]]:
    def work(connection: Connection) -> list[tuple[int, str]]:
        rows = connection.execute(select(hall_tables.parked).order_by(hall_tables.parked.c.seq))
        return [(row.seq, row.reason) for row in rows]

    return database.read(work).result()


def arrival_ms(database: Database, ticket: str) -> int:
    found = database.read(partial(find_ticket, ticket_id=ticket)).result()
    assert found is not None
    return found.arrived_at_ms


def test_a_ticket_of_a_kiosk_waits_in_the_hall(database: Database) -> None:
    set_up_hall(database)
    kiosk = KioskLog()
    kiosk.issue("a", "A", NOW_MS - 5000)
    answer = hand_over(database, kiosk.push(NOW_MS), NOW_MS)
    assert (answer.version, answer.high, answer.now_ms) == (WIRE_VERSION, 1, NOW_MS)
    assert view(database, NOW_MS).waiting == {"a": 1}


def test_the_halls_log_tells_the_ticket_whole_and_where_the_kiosk_wrote_it(database: Database) -> None:
    set_up_hall(database)
    kiosk = KioskLog()
    entry = kiosk.issue("a", "A", NOW_MS - 5000)
    hand_over(database, kiosk.push(NOW_MS), NOW_MS)
    event = whole_log(database)[0]
    assert ticket_of(event) == database.read(partial(find_ticket, ticket_id="K1.1.1")).result()
    assert (event.kind, event.actor, event.ticket_id) == (EventKind.TICKET_ISSUED, "kiosk:K1", "K1.1.1")
    assert (event.at_ms, event.before, event.after) == (NOW_MS, None, "waiting")
    assert {name: value for name, value in event.body.items() if name != "ticket"} == {
        "number": "A1-001",
        "service_id": "a",
        "then_service_ids": "",
        "priority": "regular",
        "arrived_at_ms": NOW_MS - 5000,
        "counts_from_ms": NOW_MS - 5000,
        "slot_ms": None,
        "incarnation": 1,
        "entry": 1,
        "entry_hash": entry.hash,
    }


def test_the_halls_log_tells_what_became_of_the_paper(database: Database) -> None:
    set_up_hall(database)
    kiosk = KioskLog()
    kiosk.issue("a", "A", NOW_MS)
    paper = kiosk.append(EventKind.SLIP_PRINTED, NOW_MS, {"number": "A1-001", "outcome": "weak"}, "K1.1.1")
    hand_over(database, kiosk.push(NOW_MS), NOW_MS)
    event = whole_log(database)[1]
    assert (event.kind, event.ticket_id) == (EventKind.SLIP_PRINTED, "K1.1.1")
    told = {"number": "A1-001", "outcome": "weak"}
    assert event.body == told | {"incarnation": 1, "entry": 2, "entry_hash": paper.hash}


def test_a_push_that_is_sent_twice_is_taken_once(database: Database) -> None:
    set_up_hall(database)
    kiosk = KioskLog()
    for index in range(3):
        kiosk.issue("a", "A", NOW_MS + index)
    highs = [hand_over(database, kiosk.push(NOW_MS), NOW_MS).high for _ in range(2)]
    assert highs == [3, 3]
    assert len(whole_log(database)) == 3


def test_what_is_new_in_a_push_that_overlaps_is_taken(database: Database) -> None:
    set_up_hall(database)
    kiosk = KioskLog()
    for index in range(3):
        kiosk.issue("a", "A", NOW_MS + index)
    hand_over(database, kiosk.push(NOW_MS, kiosk.entries[:2]), NOW_MS)
    assert hand_over(database, kiosk.push(NOW_MS, kiosk.entries[1:]), NOW_MS).high == 3
    assert view(database, NOW_MS).waiting == {"a": 3}


def test_a_push_of_nothing_says_how_far_the_hall_is(database: Database) -> None:
    set_up_hall(database)
    kiosk = KioskLog()
    kiosk.issue("a", "A", NOW_MS)
    hand_over(database, kiosk.push(NOW_MS), NOW_MS)
    assert hand_over(database, kiosk.push(NOW_MS, []), NOW_MS).high == 1


@pytest.mark.parametrize("sent", [slice(1, None), slice(0, None, 2)])
def test_a_gap_is_refused_whole_and_the_answer_says_from_where_to_send(
    database: Database, sent: slice
) -> None:
    set_up_hall(database)
    kiosk = KioskLog()
    for index in range(3):
        kiosk.issue("a", "A", NOW_MS + index)
    with pytest.raises(PushRefused) as refused:
        hand_over(database, kiosk.push(NOW_MS, kiosk.entries[sent]), NOW_MS)
    assert (refused.value.reason, refused.value.high) == ("gap", 0)
    assert whole_log(database) == []


def test_an_entry_that_was_changed_on_its_way_is_a_fork(database: Database) -> None:
    set_up_hall(database)
    kiosk = KioskLog()
    entry = kiosk.issue("a", "A", NOW_MS)
    changed = replace(entry, event=replace(entry.event, at_ms=1))
    with pytest.raises(PushRefused, match="fork"):
        hand_over(database, kiosk.push(NOW_MS, [changed]), NOW_MS)


def test_an_entry_that_continues_another_log_is_a_fork(database: Database) -> None:
    set_up_hall(database)
    kiosk, clone = KioskLog(), KioskLog()
    kiosk.issue("a", "A", NOW_MS)
    clone.issue("b", "B", NOW_MS)
    clone.issue("b", "B", NOW_MS)
    hand_over(database, kiosk.push(NOW_MS), NOW_MS)
    with pytest.raises(PushRefused, match="fork"):
        hand_over(database, kiosk.push(NOW_MS, clone.entries[1:]), NOW_MS)


def test_a_kiosk_that_lost_its_log_and_began_anew_is_noticed(database: Database) -> None:
    set_up_hall(database)
    kiosk, anew = KioskLog(), KioskLog()
    for index in range(3):
        kiosk.issue("a", "A", NOW_MS + index)
    hand_over(database, kiosk.push(NOW_MS), NOW_MS)
    anew.issue("a", "A", NOW_MS + 60_000)
    with pytest.raises(PushRefused) as refused:
        hand_over(database, anew.push(NOW_MS), NOW_MS)
    assert (refused.value.reason, refused.value.high) == ("fork", 3)


def test_the_newest_entry_in_another_wording_is_a_fork(database: Database) -> None:
    set_up_hall(database)
    kiosk = KioskLog()
    kiosk.append("slip_printed", NOW_MS, {"outcome": "printed"})
    hand_over(database, kiosk.push(NOW_MS), NOW_MS)
    other = enter(replace(kiosk.entries[0].event, body={}), kiosk.entries[0].prev_hash)
    with pytest.raises(PushRefused, match="fork"):
        hand_over(database, kiosk.push(NOW_MS, [other]), NOW_MS)


def test_a_kiosk_of_an_earlier_life_is_refused(database: Database) -> None:
    set_up_hall(database)
    kiosk = KioskLog(incarnation=2)
    kiosk.issue("a", "A", NOW_MS)
    with pytest.raises(PushRefused, match="incarnation"):
        hand_over(database, kiosk.push(NOW_MS), NOW_MS, asker=K1)


@pytest.mark.parametrize(("asker", "issuer_id"), [(STRANGER, "K1"), (K2, "K1"), (K1, "K2"), (K1, "desk")])
def test_a_kiosk_writes_only_the_log_that_is_its_own(
    database: Database, asker: Asker, issuer_id: str
) -> None:
    set_up_hall(database)
    kiosk = KioskLog(issuer_id=issuer_id)
    kiosk.issue("a", "A", NOW_MS)
    with pytest.raises(Refused, match="unknown_kiosk"):
        hand_over(database, kiosk.push(NOW_MS), NOW_MS, asker=asker)


GOOD: dict[str, str | int | float | None] = {
    "number": "A1-001",
    "service_id": "a",
    "service_day": "2026-11-20",
    "public_id": "0" * 32,
}


@pytest.mark.parametrize(
    ("body", "reason"),
    [
        ({}, "no such service: 'None'"),
        (GOOD | {"service_id": "tax"}, "no such service: 'tax'"),
        (GOOD | {"public_id": "short"}, "public_id cannot be used"),
        (GOOD | {"number": "<script>"}, "number cannot be used"),
        (GOOD | {"number": "A9-001"}, "number A9-001 is not of series A1"),
    ],
)
def test_a_ticket_that_cannot_be_used_is_parked_and_does_not_stop_the_next(
    database: Database, body: dict[str, str | int | float | None], reason: str
) -> None:
    me, *_ = set_up_hall(database)
    issue(database, me, "a", "the desk was there first", NOW_MS)
    kiosk = KioskLog()
    kiosk.append(EventKind.TICKET_ISSUED, NOW_MS, body)
    kiosk.issue("b", "B", NOW_MS)
    assert hand_over(database, kiosk.push(NOW_MS), NOW_MS).high == 2
    ((seq, said),) = parked(database)
    assert seq == 1
    assert reason in said
    assert view(database, NOW_MS).waiting == {"a": 1, "b": 1}


def test_a_kind_of_entry_nobody_knows_yet_is_parked_with_what_it_said(database: Database) -> None:
    set_up_hall(database)
    kiosk = KioskLog()
    kiosk.append("coffee_spilled", NOW_MS, {"cups": 2})
    assert hand_over(database, kiosk.push(NOW_MS), NOW_MS).high == 1
    assert parked(database) == [(1, "unknown kind: 'coffee_spilled'")]


def test_a_kiosk_cannot_name_a_ticket_after_somebody_elses_entry(database: Database) -> None:
    set_up_hall(database)
    kiosk = KioskLog()
    kiosk.append(EventKind.TICKET_ISSUED, NOW_MS, dict(GOOD), "desk.1.1")
    hand_over(database, kiosk.push(NOW_MS), NOW_MS)
    assert parked(database) == [(1, "ticket_id does not name this entry")]


@pytest.mark.parametrize("ticket", ["K1.1.7", "desk.1.1", "\x00", ""])
def test_paper_of_a_ticket_that_is_not_the_kiosks_own_is_parked(database: Database, ticket: str) -> None:
    me, *_ = set_up_hall(database)
    issue(database, me, "a", "key", NOW_MS)
    kiosk = KioskLog()
    entry = kiosk.issue("a", "A", NOW_MS)
    kiosk.entries[:] = [entry]
    event = replace(
        entry.event, seq=2, kind=EventKind.SLIP_PRINTED, ticket_id=ticket, body={"outcome": "sent"}
    )
    kiosk.entries.append(enter(event, entry.hash))
    hand_over(database, kiosk.push(NOW_MS), NOW_MS)
    assert parked(database) == [(2, "paper of a ticket the hall does not know")]


def test_a_late_ticket_joins_the_queue_at_its_true_place(database: Database) -> None:
    me, *_ = set_up_hall(database)
    seat(database, me, 1)
    issue(database, me, "a", "at-eight", NOW_MS)
    kiosk = KioskLog()
    kiosk.issue("a", "A", NOW_MS - 600_000)
    hand_over(database, kiosk.push(NOW_MS + 60_000), NOW_MS + 60_000)
    answer = database.write(partial(call.call_next, desk=desk(me, 1, "k"), now_ms=NOW_MS + 61_000)).result()
    assert answer.ticket is not None
    assert answer.ticket.number == "A1-001"


@pytest.mark.parametrize("wrong_by_ms", [-2_400_000, 0, 2_400_000])
def test_a_kiosk_clock_that_is_wrong_does_not_change_the_place(database: Database, wrong_by_ms: int) -> None:
    set_up_hall(database)
    kiosk = KioskLog()
    kiosk.issue("a", "A", NOW_MS - 300_000 + wrong_by_ms)
    hand_over(database, kiosk.push(NOW_MS + wrong_by_ms), NOW_MS)
    assert arrival_ms(database, "K1.1.1") == NOW_MS - 300_000


def test_nobody_has_come_later_than_now(database: Database) -> None:
    set_up_hall(database)
    kiosk = KioskLog()
    kiosk.issue("a", "A", NOW_MS + 999_000)
    hand_over(database, kiosk.push(NOW_MS), NOW_MS)
    assert arrival_ms(database, "K1.1.1") == NOW_MS


def test_yesterdays_tickets_arrive_in_yesterdays_record(database: Database) -> None:
    set_up_hall(database)
    kiosk = KioskLog()
    kiosk.issue("a", "A", moment_ms(16, day=19), "2026-11-19")
    hand_over(database, kiosk.push(NOW_MS), NOW_MS)
    assert parked(database) == []
    assert view(database, NOW_MS).waiting == {}
    assert view(database, moment_ms(17, day=19)).waiting == {"a": 1}


YEAR_MS = 365 * 24 * 3_600_000


@pytest.mark.parametrize(
    ("wrong_by_ms", "declared"),
    [(-26 * YEAR_MS, "2000-11-26"), (YEAR_MS, "2027-11-20"), (0, "2026-11-21"), (0, "nonsense")],
)
def test_a_ticket_of_a_kiosk_with_a_wrong_clock_waits_in_todays_queue(
    database: Database, wrong_by_ms: int, declared: str
) -> None:
    set_up_hall(database)
    kiosk = KioskLog()
    kiosk.issue("a", "A", NOW_MS - 5000 + wrong_by_ms, declared)
    hand_over(database, kiosk.push(NOW_MS + wrong_by_ms), NOW_MS)
    assert parked(database) == []
    assert view(database, NOW_MS).waiting == {"a": 1}


def test_a_ticket_of_yesterday_is_yesterdays_also_by_a_wrong_clock(database: Database) -> None:
    set_up_hall(database)
    kiosk = KioskLog()
    kiosk.issue("a", "A", moment_ms(16, day=19) - YEAR_MS, "2025-11-19")
    hand_over(database, kiosk.push(NOW_MS - YEAR_MS), NOW_MS)
    assert view(database, NOW_MS).waiting == {}
    assert view(database, moment_ms(17, day=19)).waiting == {"a": 1}


def test_a_number_that_the_true_day_already_has_is_parked(database: Database) -> None:
    set_up_hall(database)
    kiosk = KioskLog()
    kiosk.issue("a", "A", NOW_MS)
    kiosk._counts.clear()  # its clock jumped, so it took today for a new day
    kiosk.issue("a", "A", NOW_MS + 1000, "2026-11-21")
    hand_over(database, kiosk.push(NOW_MS + 2000), NOW_MS + 2000)
    assert parked(database) == [(2, "number A1-001 or the ticket's id is taken")]


def test_how_far_the_hall_holds_the_log_is_kept_with_the_tickets(database_url: str) -> None:
    database = open_database(database_url, "hall")
    set_up_hall(database)
    kiosk = KioskLog()
    entry = kiosk.issue("a", "A", NOW_MS)
    hand_over(database, kiosk.push(NOW_MS), NOW_MS)
    database.close()
    database = open_database(database_url, "hall")
    issuer = database.read(partial(find_by_public_id, public_id=str(entry.event.body["public_id"]))).result()
    held = database.write(partial(find_issuer, issuer_id="K1")).result()
    database.close()
    assert issuer is not None
    assert held is not None
    assert (held.high, held.high_hash) == (1, entry.hash)


anything = st.text(max_size=12) | st.integers(-(2**70), 2**70) | st.none()
bodies = st.dictionaries(st.sampled_from([*GOOD, "outcome", "x"]), anything, max_size=5)


@pytest.mark.parametrize("engine", ["sqlite", "postgresql"])
@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    entries=st.lists(
        st.tuples(
            st.sampled_from([*EventKind, "unheard_of", "\x00"]),
            st.integers(-(2**70), 2**70),
            bodies,
            st.sampled_from([None, "K1.1.1", "\x00"]),
        ),
        max_size=6,
    )
)
def test_nothing_a_kiosk_says_is_refused_for_what_it_says(
    request: pytest.FixtureRequest,
    tmp_path_factory: pytest.TempPathFactory,
    engine: str,
    entries: list[tuple[str, int, dict[str, str | int | float | None], str | None]],
) -> None:
    with ExitStack() as stack:
        if engine == "sqlite":
            url = f"sqlite:///{tmp_path_factory.mktemp('push')}/hall.db"
        else:
            url = stack.enter_context(request.getfixturevalue("postgres").new_database())
        database = stack.enter_context(closing(open_database(url, "hall")))
        set_up_hall(database)
        kiosk = KioskLog()
        for kind, at_ms, body, ticket in entries:
            kiosk.append(kind, at_ms, body, ticket)
        assert hand_over(database, kiosk.push(NOW_MS), NOW_MS).high == len(entries)
        assert len(parked(database)) + len(whole_log(database)) == len(entries)


@pytest.mark.parametrize(
    ("p50_min", "p80_min"),
    [(10**400, 10**400), (math.nan, 5), (5, math.inf), (-3, 5), (9, 5), (5, 10**6), ("5", "9"), (None, 9)],
)
def test_a_promise_that_makes_no_sense_is_no_promise(
    database: Database, p50_min: float | str | None, p80_min: float | str
) -> None:
    set_up_hall(database)
    kiosk = KioskLog()
    kiosk.append(EventKind.TICKET_ISSUED, NOW_MS, GOOD | {"p50_min": p50_min, "p80_min": p80_min})
    assert hand_over(database, kiosk.push(NOW_MS), NOW_MS).high == 1
    assert "p50_min" not in whole_log(database)[-1].body


def test_a_promise_is_kept_in_the_log(database: Database) -> None:
    set_up_hall(database)
    kiosk = KioskLog()
    kiosk.append(EventKind.TICKET_ISSUED, NOW_MS, GOOD | {"p50_min": 4, "p80_min": 9})
    hand_over(database, kiosk.push(NOW_MS), NOW_MS)
    body = whole_log(database)[-1].body
    assert (body["p50_min"], body["p80_min"]) == (4, 9)


def test_a_number_of_another_services_letter_is_parked(database: Database) -> None:
    set_up_hall(database)
    kiosk = KioskLog()
    kiosk.append(EventKind.TICKET_ISSUED, NOW_MS, GOOD | {"number": "B1-001"})
    hand_over(database, kiosk.push(NOW_MS), NOW_MS)
    assert parked(database) == [(1, "number B1-001 is not of series A1")]


def test_nobody_has_the_class_of_appointments_by_saying_so(database: Database) -> None:
    set_up_hall(database)
    kiosk = KioskLog()
    kiosk.append(EventKind.TICKET_ISSUED, NOW_MS, GOOD | {"priority": "appointment"})
    hand_over(database, kiosk.push(NOW_MS), NOW_MS)
    assert whole_log(database)[-1].body["priority"] == "regular"
