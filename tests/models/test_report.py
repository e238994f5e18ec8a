"""Figures worked out by hand for a small morning, and the rules behind them."""

import pytest

from models.event_log import Event
from models.report import percentile, report
from models.ticket import EventKind

HANOI = "Asia/Ho_Chi_Minh"
EIGHT_MS = 1_795_136_400_000  # 08:00 on 20 November 2026 in Hà Nội
MINUTE_MS = 60_000


def event(kind: str, ticket: str, minute: float, **body: str | int) -> Event:
    return Event(
        seq=1,
        kind=kind,
        at_ms=EIGHT_MS + int(minute * MINUTE_MS),
        actor="test",
        ticket_id=ticket,
        before=None,
        after=None,
        body=body,
    )


def issued(ticket: str, minute: float, service_id: str = "a", **body: int) -> Event:
    return event(EventKind.TICKET_ISSUED, ticket, minute, service_id=service_id, **body)


MORNING = [
    issued("t1", 0),
    issued("t2", 10),
    issued("t3", 30, "b"),
    event(EventKind.TICKET_CALLED, "t1", 5),
    event(EventKind.SERVICE_STARTED, "t1", 6),
    issued("t4", 61),
    event(EventKind.SERVICE_FINISHED, "t1", 16),
    event(EventKind.TICKET_CALLED, "t2", 20),
    event(EventKind.TICKET_RECALLED, "t2", 22),
    event(EventKind.SERVICE_FINISHED, "t2", 24),
    event(EventKind.TICKET_CALLED, "t3", 31),
    event(EventKind.TICKET_NO_SHOW, "t3", 35),
]


def test_a_small_morning_has_the_figures_worked_out_by_hand() -> None:
    total = report(MORNING, HANOI).total
    assert (total.issued, total.served, total.no_show, total.waiting_now) == (4, 2, 1, 1)
    assert (total.wait_p50_s, total.wait_p90_s) == (300, 600)  # of 1, 5 and 10 minutes
    assert (total.service_p50_s, total.service_p90_s) == (120, 600)  # of 2 and 10 minutes


def test_the_same_figures_stand_by_service_and_by_hour_of_issue() -> None:
    figures = report(MORNING, HANOI)
    assert [(row.key, row.issued, row.served) for row in figures.by_service] == [("a", 3, 2), ("b", 1, 0)]
    assert [(row.key, row.issued, row.waiting_now) for row in figures.by_hour] == [("08", 3, 0), ("09", 1, 1)]


def test_service_runs_from_the_last_call_where_no_start_was_recorded() -> None:
    assert report(MORNING[1:2] + MORNING[7:10], HANOI).total.service_p50_s == 120


def test_waiting_ends_with_the_first_call_and_not_with_a_recall() -> None:
    assert report(MORNING[1:2] + MORNING[7:10], HANOI).total.wait_p50_s == 600


def test_waiting_counts_from_the_arrival_and_not_from_when_the_hall_heard_of_it() -> None:
    late = issued("t", 30, arrived_at_ms=EIGHT_MS)
    call = event(EventKind.TICKET_CALLED, "t", 40)
    assert report([late, call], HANOI).total.wait_p50_s == 40 * 60


def test_what_happens_to_a_ticket_of_another_day_is_not_counted() -> None:
    total = report([event(EventKind.SERVICE_FINISHED, "yesterday", 1)], HANOI).total
    assert (total.issued, total.served) == (0, 0)


def test_an_event_that_is_no_step_of_a_visit_changes_no_figure() -> None:
    paper = event(EventKind.SLIP_PRINTED, "t1", 0)
    assert report([*MORNING, paper], HANOI) == report(MORNING, HANOI)


def test_a_day_without_tickets_has_no_times() -> None:
    figures = report([], HANOI)
    assert (figures.total.issued, figures.total.wait_p50_s, figures.by_service) == (0, None, [])


@pytest.mark.parametrize(
    ("share", "expected"), [(0.0, 1), (0.2, 1), (0.5, 3), (0.6, 3), (0.61, 4), (0.9, 5), (1.0, 5)]
)
def test_a_percentile_is_a_value_that_was_really_measured(share: float, expected: int) -> None:
    assert percentile([5, 3, 1, 4, 2], share) == expected
