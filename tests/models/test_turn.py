from dataclasses import replace
from datetime import date

import pytest

from models.calling.policy import APPOINTMENT, REGULAR
from models.ticket import Ticket, TicketState
from models.turn import MINUTE_MS, ReturnRule, checked_in, rejoined

EIGHT_MS = 8 * 60 * MINUTE_MS
TICKET = Ticket(
    id="K1.1.1",
    issuer_id="K1",
    public_id="0" * 32,
    service_id="a",
    service_day=date(2026, 11, 20),
    number="A1-001",
    arrived_at_ms=EIGHT_MS,
    counts_from_ms=EIGHT_MS,
)
BOOKED = replace(TICKET, state=TicketState.BOOKED, slot_ms=EIGHT_MS, priority=APPOINTMENT)
MISSED = replace(TICKET, state=TicketState.NO_SHOW, called_at_ms=EIGHT_MS + 20 * MINUTE_MS, no_shows=1)


def minutes(since_eight: float) -> int:
    return EIGHT_MS + round(since_eight * MINUTE_MS)


@pytest.mark.parametrize(
    ("came_min", "counts_from_min", "priority"),
    [
        (-30, 0, APPOINTMENT),
        (0, 0, APPOINTMENT),
        (7, 7, APPOINTMENT),
        (15, 15, APPOINTMENT),
        (15.001, 15.001, REGULAR),
        (90, 90, REGULAR),
    ],
    ids=["early", "on time", "late", "just late enough", "too late", "much too late"],
)
def test_an_appointment_counts_from_its_slot_or_from_when_one_comes(
    came_min: float, counts_from_min: float, priority: str
) -> None:
    come = checked_in(BOOKED, minutes(came_min), late_min=15)
    assert come.arrived_at_ms == minutes(came_min)
    early_s = max(0, counts_from_min - came_min) * 60
    assert come.counts_from_ms == minutes(counts_from_min) - early_s
    assert (come.priority, come.slot_ms) == (priority, EIGHT_MS)


def test_of_two_early_for_the_same_slot_who_came_first_goes_first() -> None:
    first, second = (checked_in(BOOKED, minutes(came), late_min=15) for came in (-20, -10))
    assert first.counts_from_ms < second.counts_from_ms < minutes(0)


def test_a_booking_without_a_slot_counts_from_when_one_comes() -> None:
    come = checked_in(replace(BOOKED, slot_ms=None), minutes(5), late_min=0)
    assert (come.counts_from_ms, come.priority) == (minutes(5), APPOINTMENT)


def test_who_missed_the_call_waits_on_as_if_the_minutes_away_had_not_been() -> None:
    back = rejoined(replace(MISSED, sent_to="counter:1"), minutes(50))
    assert minutes(50) - back.counts_from_ms == 20 * MINUTE_MS
    assert (back.arrived_at_ms, back.sent_to) == (EIGHT_MS, "")


def test_who_came_early_and_missed_an_early_call_loses_nothing_before_the_appointment() -> None:
    early = replace(MISSED, counts_from_ms=minutes(40))
    assert rejoined(early, minutes(30)).counts_from_ms == minutes(40)
    assert rejoined(early, minutes(50)).counts_from_ms == minutes(50)


@pytest.mark.parametrize("called_at_ms", [None, minutes(99)])
def test_a_moment_that_cannot_be_takes_no_waiting_away(called_at_ms: int | None) -> None:
    assert rejoined(replace(MISSED, called_at_ms=called_at_ms), minutes(50)).counts_from_ms == EIGHT_MS


@pytest.mark.parametrize(
    ("no_shows", "away_min", "allowed"),
    [(1, 0, True), (1, 60, True), (1, 60.001, False), (2, 30, True), (3, 1, False)],
)
def test_one_may_come_back_twice_within_an_hour_of_the_call(
    no_shows: int, away_min: float, allowed: bool
) -> None:
    missed = replace(MISSED, no_shows=no_shows)
    assert ReturnRule(within_min=60, times=2).allows(missed, minutes(20 + away_min)) is allowed


def test_who_was_never_called_has_nothing_to_come_back_from() -> None:
    assert not ReturnRule().allows(replace(MISSED, called_at_ms=None), EIGHT_MS + 10**12)
