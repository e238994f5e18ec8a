"""What the hall knows about its kiosks: when they last spoke, what was parked, what became of the paper."""

from datetime import date
from functools import partial

from models.store.database import Database
from models.store.hall_issuers import count_parked, last_contacts, take_parked
from models.store.hall_log import papers_since
from models.ticket import EventKind
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


def test_whoever_takes_the_parked_entries_has_dealt_with_them(database: Database) -> None:
    park_one_ticket_and_one_other(database)
    taken = database.write(partial(take_parked, hall_id=HALL.id)).result()
    assert [(entry.issuer_id, entry.seq, entry.reason) for entry in taken] == [
        ("K1", 1, "no such service: 'no-such-service'"),
        ("K1", 2, "unknown kind: 'coffee_spilled'"),
    ]
    assert "no-such-service" in taken[0].raw
    assert count(database) == 0


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
        kiosk.append(EventKind.SLIP_PRINTED, at_ms, {"outcome": outcome}, ticket)
        hand_over(database, kiosk.push(at_ms), at_ms)

    def papers(day: date) -> list[tuple[str, str]]:
        return database.read(
            lambda connection: list(papers_since(connection, HALL.id, day, NOW_MS + 60_000))
        ).result()

    assert papers(TODAY) == [("kiosk:K1", "printed"), ("kiosk:K1", "failed")]
    assert papers(date(2026, 11, 19)) == []
