"""What the hall knows about its kiosks: when they last spoke, what was parked, what became of the paper."""

from dataclasses import replace
from datetime import date
from functools import partial

from sqlalchemy import update

from models.kiosk_health import KioskHealth, KioskSeen, PaperLeft, Trouble, troubles
from models.store import hall_tables as tables
from models.store.database import Database
from models.store.hall_issuers import count_parked, last_contacts
from models.store.hall_kiosks import ParkedEntry, file_away, kiosks_seen, parked_entries
from models.store.hall_log import papers_since
from models.ticket import EventKind
from queue_server.kiosks import own_version
from queue_server.recover import begin_epoch
from tests.helpers.halls import HALL, KioskLog, hand_over, moment_ms, set_up_hall

TODAY = date(2026, 11, 20)
NOW_MS = moment_ms(8)


def park_one_ticket_and_one_other(database: Database) -> None:
    set_up_hall(database)
    kiosk = KioskLog()
    kiosk.issue("no-such-service", "A", NOW_MS)
    kiosk.append("coffee_spilled", NOW_MS, {"says": '"kind":"ticket_issued"'})
    hand_over(database, kiosk.push(NOW_MS), NOW_MS)


def count(database: Database, kind: str | None = None, hall_id: str = HALL.id) -> int:
    return database.read(partial(count_parked, hall_id=hall_id, kind=kind)).result()


def test_parked_entries_are_counted_by_kind(database: Database) -> None:
    park_one_ticket_and_one_other(database)
    assert [count(database), count(database, EventKind.TICKET_ISSUED)] == [2, 1]
    assert count(database, hall_id="another hall") == 0


def parked(database: Database, *, seen: bool) -> list[ParkedEntry]:
    return list(database.read(partial(parked_entries, hall_id=HALL.id, seen=seen, most=9)).result())


def test_a_parked_entry_says_what_it_was_and_why_it_could_not_be_used(database: Database) -> None:
    park_one_ticket_and_one_other(database)
    other, ticket = parked(database, seen=False)
    assert (ticket.name, ticket.reason) == ("K1.1.1", "no such service: 'no-such-service'")
    assert (ticket.kind, ticket.at_ms) == (EventKind.TICKET_ISSUED, NOW_MS)
    assert (other.name, other.kind) == ("K1.1.2", "coffee_spilled")
    assert "no-such-service" in ticket.raw


def test_an_entry_nobody_can_read_is_shown_all_the_same(database: Database) -> None:
    park_one_ticket_and_one_other(database)
    spoil = update(tables.parked).values(raw="{")
    database.write(lambda connection: connection.execute(spoil) and None).result()
    assert [(one.kind, one.at_ms) for one in parked(database, seen=False)] == [("", None), ("", None)]


def test_what_somebody_has_looked_at_is_filed_away_and_never_lost(database: Database) -> None:
    park_one_ticket_and_one_other(database)
    before = parked(database, seen=False)

    def file(which: list[tuple[str, int]] | None, by: str) -> int:
        filing = partial(file_away, hall_id=HALL.id, which=which, by=by, now_ms=NOW_MS)
        return database.write(filing).result()

    assert file([("K1", 1), ("K9", 2)], "staff:lan") == 1
    assert [one.seq for one in parked(database, seen=False)] == [2]
    assert [count(database), count(database, EventKind.TICKET_ISSUED)] == [1, 0]
    assert file([("K1", 1)], "staff:mai") == 0
    assert file(None, "operator") == 1
    filed = parked(database, seen=True)
    assert [replace(one, seen_at_ms=None, seen_by=None) for one in filed] == before
    assert [(one.seen_by, one.seen_at_ms) for one in filed] == [("operator", NOW_MS), ("staff:lan", NOW_MS)]
    assert count(database) == 0


def test_what_a_kiosk_says_of_itself_is_known_with_how_far_its_clock_is_off(database: Database) -> None:
    park_one_ticket_and_one_other(database)
    told = KioskHealth(
        outbox=4,
        oldest_unsent_ms=7,
        paper=PaperLeft.LOW,
        disk_free_mb=900,
        program_version="1.2",
        wall_ms=NOW_MS + 90_000,
    )
    push = replace(KioskLog().push(NOW_MS, []), health=told)
    hand_over(database, push, NOW_MS)
    (seen,) = database.read(partial(kiosks_seen, hall_id=HALL.id)).result()
    assert seen == KioskSeen(
        id="K1",
        last_contact_ms=NOW_MS,
        health=told,
        health_at_ms=NOW_MS,
        clock_ahead_ms=90_000,
        parked=2,
    )


def test_what_a_push_brings_is_not_counted_as_waiting(database: Database) -> None:
    set_up_hall(database)
    kiosk = KioskLog()
    for index in range(3):
        kiosk.issue("a", "A", NOW_MS + index)
    told = KioskHealth(
        outbox=3,
        oldest_unsent_ms=NOW_MS,
        paper=PaperLeft.OK,
        disk_free_mb=None,
        program_version="1.2",
        wall_ms=NOW_MS,
    )
    hand_over(database, replace(kiosk.push(NOW_MS, kiosk.entries[:2]), health=told), NOW_MS)
    (seen,) = database.read(partial(kiosks_seen, hall_id=HALL.id)).result()
    assert seen.health == replace(told, outbox=1, oldest_unsent_ms=NOW_MS + 1)


def test_a_kiosk_that_does_not_tell_is_known_by_when_it_spoke(database: Database) -> None:
    set_up_hall(database)
    hand_over(database, KioskLog().push(NOW_MS), NOW_MS)
    (seen,) = database.read(partial(kiosks_seen, hall_id=HALL.id)).result()
    assert seen == KioskSeen(id="K1", last_contact_ms=NOW_MS)


def test_a_hall_that_gathers_what_it_lost_hears_how_its_kiosks_are(database: Database) -> None:
    set_up_hall(database)
    database.write(partial(begin_epoch, hall=HALL, now_ms=NOW_MS)).result()
    kiosk = KioskLog()
    kiosk.issue("a", "A", NOW_MS)
    told = KioskHealth(
        outbox=1,
        oldest_unsent_ms=NOW_MS,
        paper=PaperLeft.OK,
        disk_free_mb=None,
        program_version="1.2",
        wall_ms=1 << 70,
    )
    hand_over(database, replace(kiosk.push(NOW_MS), health=told), NOW_MS)
    (seen,) = database.read(partial(kiosks_seen, hall_id=HALL.id)).result()
    assert seen.health == told
    assert seen.last_contact_ms == NOW_MS


def test_a_kiosk_is_known_by_when_it_last_spoke_and_the_desk_is_none(database: Database) -> None:
    set_up_hall(database)
    contacts = partial(last_contacts, hall_id=HALL.id)
    assert database.read(contacts).result() == {"K1": None}
    hand_over(database, KioskLog().push(NOW_MS), NOW_MS)
    assert database.read(contacts).result() == {"K1": NOW_MS}


def test_the_papers_of_a_kiosk_are_told_in_order(database: Database) -> None:
    set_up_hall(database)
    kiosk = KioskLog()
    for minute, outcome in enumerate(("sent", "printed", "failed")):
        at_ms = NOW_MS + minute * 60_000
        ticket = kiosk.issue("a", "A", at_ms).event.ticket_id
        why = {"trouble": "no_paper"} if outcome == "failed" else {}
        kiosk.append(EventKind.SLIP_PRINTED, at_ms, {"outcome": outcome, **why}, ticket)
        hand_over(database, kiosk.push(at_ms), at_ms)

    def papers(day: date) -> list[tuple[str, str, str | None]]:
        return database.read(
            lambda connection: list(papers_since(connection, HALL.id, day, NOW_MS + 60_000))
        ).result()

    assert papers(TODAY) == [("kiosk:K1", "printed", None), ("kiosk:K1", "failed", "no_paper")]
    assert papers(date(2026, 11, 19)) == []


def seen(database: Database) -> KioskSeen:
    (kiosk,) = database.read(partial(kiosks_seen, hall_id=HALL.id)).result()
    return kiosk


def test_a_kiosk_that_cannot_confirm_what_it_sends_is_not_well(database: Database) -> None:
    set_up_hall(database)
    kiosk = KioskLog()
    kiosk.issue("a", "A", NOW_MS)
    waits = KioskHealth(
        outbox=1,
        oldest_unsent_ms=NOW_MS,
        paper=PaperLeft.OK,
        disk_free_mb=9_000,
        program_version=own_version(),
        wall_ms=NOW_MS,
    )
    push = replace(kiosk.push(NOW_MS), health=waits)
    hand_over(database, push, NOW_MS)
    later_ms = NOW_MS + 11 * 60_000
    assert not troubles(seen(database), now_ms=NOW_MS, is_open=True, version=own_version())
    hand_over(database, replace(push, health=replace(waits, wall_ms=later_ms)), later_ms)
    found = troubles(seen(database), now_ms=later_ms, is_open=True, version=own_version())
    assert found == [Trouble.UNSENT]


def test_of_a_kiosk_that_ceases_to_tell_nothing_is_known_any_more(database: Database) -> None:
    set_up_hall(database)
    out = KioskHealth(
        outbox=0,
        oldest_unsent_ms=None,
        paper=PaperLeft.OUT,
        disk_free_mb=None,
        program_version="0",
        wall_ms=NOW_MS,
    )
    hand_over(database, replace(KioskLog().push(NOW_MS), health=out), NOW_MS)
    hand_over(database, KioskLog().push(NOW_MS), NOW_MS + 60_000)
    kiosk = seen(database)
    assert (kiosk.health, kiosk.clock_ahead_ms) == (None, None)
    assert troubles(kiosk, now_ms=NOW_MS + 60_000, is_open=True, version="0") == [Trouble.UNTOLD]
