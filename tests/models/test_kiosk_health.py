"""What is wrong with a kiosk is said once it is sure, the worst first, and nothing of one that is silent."""

from dataclasses import replace

import pytest

from models.event_log import GENESIS, Entry, Event
from models.kiosk_health import KioskHealth, KioskSeen, PaperLeft, Trouble, after_push, troubles

NOW_MS = 1_000_000_000
MINUTE_MS = 60_000
WELL = KioskHealth(
    outbox=0,
    oldest_unsent_ms=None,
    paper=PaperLeft.OK,
    disk_free_mb=20_000,
    program_version="1.0",
    wall_ms=NOW_MS,
)
SEEN = KioskSeen(
    id="K1", last_contact_ms=NOW_MS - 30_000, health=WELL, health_at_ms=NOW_MS - 30_000, clock_ahead_ms=0
)


def wrong(seen: KioskSeen, *, is_open: bool = True) -> list[Trouble]:
    return list(troubles(seen, now_ms=NOW_MS, is_open=is_open, version="1.0"))


def entry(seq: int) -> Entry:
    event = Event(
        seq=seq, kind="k", at_ms=seq * 10, actor="a", ticket_id="t", before=None, after=None, body={}
    )
    return Entry(event=event, prev_hash=GENESIS, hash=GENESIS)


def test_a_kiosk_that_is_well_is_well() -> None:
    assert wrong(SEEN) == []


@pytest.mark.parametrize(
    ("health", "trouble"),
    [
        (replace(WELL, paper=PaperLeft.OUT), Trouble.OUT_OF_PAPER),
        (replace(WELL, paper=PaperLeft.LOW), Trouble.PAPER_LOW),
        (replace(WELL, disk_free_mb=499), Trouble.DISK),
        (replace(WELL, program_version="0.9"), Trouble.VERSION),
        (replace(WELL, outbox=1, oldest_unsent_ms=NOW_MS - 11 * MINUTE_MS), Trouble.UNSENT),
    ],
)
def test_what_it_says_itself_is_understood(health: KioskHealth, trouble: Trouble) -> None:
    assert wrong(replace(SEEN, health=health)) == [trouble]


def test_what_is_not_wrong_enough_is_not_said() -> None:
    health = replace(
        WELL,
        paper=PaperLeft.UNKNOWN,
        disk_free_mb=None,
        outbox=9,
        oldest_unsent_ms=NOW_MS - 9 * MINUTE_MS,
    )
    assert wrong(replace(SEEN, health=health, clock_ahead_ms=-2 * MINUTE_MS)) == []


@pytest.mark.parametrize("ahead_ms", [-121_000, 121_000])
def test_a_clock_that_is_wrong_either_way_is_told(ahead_ms: int) -> None:
    assert wrong(replace(SEEN, clock_ahead_ms=ahead_ms)) == [Trouble.CLOCK]


def test_a_wrong_clock_makes_nothing_wait_longer_than_it_does() -> None:
    fast_ms = 60 * MINUTE_MS
    fresh = replace(WELL, outbox=1, oldest_unsent_ms=NOW_MS - 5 * MINUTE_MS)
    assert wrong(replace(SEEN, health=fresh, clock_ahead_ms=fast_ms)) == [Trouble.CLOCK]


def test_of_a_silent_kiosk_only_its_silence_and_what_it_sent_is_told() -> None:
    gone = replace(SEEN, last_contact_ms=NOW_MS - 5 * MINUTE_MS - 1, clock_ahead_ms=9 * MINUTE_MS)
    assert wrong(gone) == [Trouble.SILENT]
    assert wrong(replace(gone, parked=1)) == [Trouble.SILENT, Trouble.PARKED]
    assert wrong(gone, is_open=False) == [Trouble.ASLEEP]


def test_a_kiosk_that_never_spoke_or_does_not_tell_is_told_apart() -> None:
    assert wrong(KioskSeen(id="K1", last_contact_ms=None)) == [Trouble.NEVER]
    assert wrong(KioskSeen(id="K1", last_contact_ms=NOW_MS, parked=1)) == [Trouble.PARKED, Trouble.UNTOLD]


def test_the_worst_is_said_first() -> None:
    health = replace(WELL, paper=PaperLeft.OUT, disk_free_mb=1, program_version="2")
    assert wrong(replace(SEEN, health=health, parked=3)) == [
        Trouble.OUT_OF_PAPER,
        Trouble.DISK,
        Trouble.PARKED,
        Trouble.VERSION,
    ]


def test_what_the_hall_has_taken_waits_no_more() -> None:
    waiting = replace(WELL, outbox=3, oldest_unsent_ms=10)
    entries = [entry(1), entry(2)]
    assert after_push(waiting, entries) == replace(WELL, outbox=1, oldest_unsent_ms=20)
    assert after_push(replace(waiting, outbox=2), entries) == WELL


def test_what_the_hall_held_already_goes_on_waiting_at_the_kiosk() -> None:
    waiting = replace(WELL, outbox=3, oldest_unsent_ms=10)
    assert after_push(waiting, []) == waiting
