"""Promises beside what became of them: what counts, what does not, and how it is scored."""

from typing import Any

import pytest

from models.event_log import Event
from models.ticket import EventKind, TicketState
from models.waiting.promises import (
    Kept,
    WaitRange,
    is_at_once,
    is_too_short,
    kept_promises,
    score,
    score_promises,
)

MINUTE_MS = 60_000
S = TicketState


def event(
    kind: EventKind,
    minute: float,
    *,
    ticket: str = "t",
    before: TicketState | None = None,
    after: TicketState | None = None,
    **body: Any,
) -> Event:
    at_ms = round(minute * MINUTE_MS)
    return Event(
        seq=1, kind=kind, at_ms=at_ms, actor="", ticket_id=ticket, before=before, after=after, body=body
    )


def issued(minute: float, p50_min: float, p80_min: float, *, ticket: str = "t", **body: Any) -> Event:
    body = {"service_id": "a", "arrived_at_ms": minute * MINUTE_MS, **body}
    return event(
        EventKind.TICKET_ISSUED,
        minute,
        ticket=ticket,
        after=S.WAITING,
        p50_min=p50_min,
        p80_min=p80_min,
        **body,
    )


def called(minute: float, *, ticket: str = "t") -> Event:
    return event(EventKind.TICKET_CALLED, minute, ticket=ticket, before=S.WAITING, after=S.CALLED, counter=1)


def test_a_promise_is_kept_or_broken_by_the_first_call() -> None:
    (kept,) = kept_promises([issued(1, 8, 12), called(11), called(30)])
    assert kept.waited_min == 10
    assert kept.promise == WaitRange(p50_min=8, p80_min=12)
    assert (kept.service_id, kept.priority, kept.made_ms) == ("a", "regular", MINUTE_MS)


def test_an_appointment_waits_from_its_time_on() -> None:
    (kept,) = kept_promises(
        [issued(1, 8, 12, counts_from_ms=9 * MINUTE_MS, priority="appointment"), called(11)]
    )
    assert kept.waited_min == 2


def test_who_is_called_before_the_appointment_has_not_waited() -> None:
    (kept,) = kept_promises([issued(1, 8, 12, counts_from_ms=9 * MINUTE_MS), called(5)])
    assert kept.waited_min == 0


def test_a_ticket_that_does_not_say_when_its_citizen_came_counts_from_its_event() -> None:
    (kept,) = kept_promises([issued(1, 8, 12, arrived_at_ms=None), called(3)])
    assert kept.waited_min == 2


def test_a_call_in_vain_counts_all_the_same() -> None:
    no_show = event(EventKind.TICKET_NO_SHOW, 12, before=S.CALLED, after=S.NO_SHOW)
    assert len(kept_promises([issued(1, 8, 12), called(11), no_show])) == 1


def test_a_call_by_a_slip_of_the_finger_does_not_count() -> None:
    undone = event(EventKind.MOVE_UNDONE, 5.1, before=S.CALLED, after=S.WAITING)
    (kept,) = kept_promises([issued(1, 8, 12), called(5), undone, called(11)])
    assert kept.waited_min == 10


def test_undoing_a_later_call_leaves_the_first_one() -> None:
    undone = event(EventKind.MOVE_UNDONE, 30.1, before=S.CALLED, after=S.WAITING)
    (kept,) = kept_promises([issued(1, 8, 12), called(11), called(30), undone])
    assert kept.waited_min == 10


@pytest.mark.parametrize(
    "between",
    [
        event(EventKind.TICKET_TRANSFERRED, 5, before=S.WAITING, after=S.WAITING),
        event(EventKind.PRIORITY_SET, 5, before=S.WAITING, after=S.WAITING, priority="elderly"),
    ],
)
def test_who_joins_another_queue_was_promised_something_else(between: Event) -> None:
    assert kept_promises([issued(1, 8, 12), between, called(11)]) == []


def test_a_class_that_was_only_checked_changes_nothing() -> None:
    checked = event(EventKind.PRIORITY_SET, 5, before=S.WAITING, after=S.WAITING, priority="regular")
    assert len(kept_promises([issued(1, 8, 12), checked, called(11)])) == 1


def test_a_transfer_after_the_first_call_changes_nothing() -> None:
    moved = event(EventKind.TICKET_TRANSFERRED, 12, before=S.CALLED, after=S.WAITING)
    assert len(kept_promises([issued(1, 8, 12), called(11), moved])) == 1


def test_tickets_without_a_promise_are_no_promises() -> None:
    without = event(EventKind.TICKET_ISSUED, 1, after=S.WAITING, service_id="a")
    report = score_promises([without, called(11)])
    assert report.total is None
    assert report.uncounted == 0


def test_a_promise_whose_ticket_was_never_called_is_not_counted() -> None:
    report = score_promises([issued(1, 8, 12), event(EventKind.TICKET_CANCELLED, 5, after=S.CANCELLED)])
    assert report.total is None
    assert report.uncounted == 1


def test_promises_stand_in_the_order_in_which_they_were_fulfilled() -> None:
    log = [
        issued(1, 8, 12, ticket="x"),
        issued(2, 8, 12, ticket="y"),
        called(5, ticket="y"),
        called(6, ticket="x"),
    ]
    assert [one.ticket_id for one in kept_promises(log)] == ["y", "x"]


def test_each_class_has_its_own_score() -> None:
    log = [issued(0, 8, 12, ticket="x"), issued(0, 2, 3, ticket="y", priority="elderly")]
    report = score_promises([*log, called(10, ticket="x"), called(1, ticket="y")])
    assert report.total is not None
    assert report.total.n == 2
    assert [(one.key, one.n, one.bias_min) for one in report.by_priority] == [
        ("elderly", 1, 1),
        ("regular", 1, -2),
    ]


def test_a_score_says_how_far_off_the_promises_were() -> None:
    figures = score(
        "all", [_kept(8, 12, waited_min=10), _kept(8, 12, waited_min=20), _kept(8, 12, waited_min=4)]
    )
    assert figures.n == 3
    assert figures.mean_error_min == pytest.approx((2 + 12 + 4) / 3)
    assert figures.bias_min == pytest.approx(-(2 + 12 - 4) / 3)
    assert figures.held == pytest.approx(2 / 3)
    assert figures.pinball_50 == pytest.approx((1 + 6 + 2) / 3)
    assert figures.pinball_80 == pytest.approx((0.2 * 2 + 0.8 * 8 + 0.2 * 8) / 3)
    assert figures.too_short == pytest.approx(1 / 3)


def test_too_short_is_half_as_long_again_and_five_minutes_more() -> None:
    assert is_too_short(10, 15.1)
    assert not is_too_short(10, 15.0)
    assert not is_too_short(2, 6.9)


def test_nothing_to_wait_for_is_not_a_range() -> None:
    assert is_at_once(WaitRange(p50_min=0, p80_min=1))
    assert not is_at_once(WaitRange(p50_min=0, p80_min=2))


def _kept(p50_min: float, p80_min: float, *, waited_min: float) -> Kept:
    return Kept(
        ticket_id="t",
        service_id="a",
        priority="regular",
        made_ms=0,
        called_ms=0,
        promise=WaitRange(p50_min=p50_min, p80_min=p80_min),
        waited_min=waited_min,
    )
