"""A manager sees of each kiosk how many papers came out, and what stood in the way of the others."""

from models.event_log import Event
from models.print_job import Reason
from models.print_report import PrintRow, print_rows
from models.ticket import EventKind


def slip(ticket: str, outcome: str, trouble: str | None = None, kiosk: str = "K1") -> Event:
    return Event(
        seq=1,
        kind=EventKind.SLIP_PRINTED,
        at_ms=0,
        actor=f"kiosk:{kiosk}",
        ticket_id=ticket,
        before=None,
        after=None,
        body={"outcome": outcome} | ({} if trouble is None else {"trouble": trouble}),
    )


def row(*events: Event) -> PrintRow:
    (only,) = print_rows(events)
    return only


def test_a_paper_that_came_out_counts_as_printed_at_once() -> None:
    assert row(slip("1", "printed"), slip("2", "weak"), slip("3", "sent")) == PrintRow(
        kiosk="K1", wanted=3, at_once=3, later=0, missing=0, troubles={}
    )


def test_a_paper_that_came_out_after_trouble_counts_as_later() -> None:
    assert row(slip("1", "failed", "no_paper"), slip("1", "printed")) == PrintRow(
        kiosk="K1", wanted=1, at_once=0, later=1, missing=0, troubles={Reason.NO_PAPER: 1}
    )


def test_a_paper_that_somebody_has_seen_to_is_not_missing() -> None:
    one = row(slip("1", "unknown", "absent"), slip("1", "settled"), slip("1", "printed"))
    assert (one.later, one.missing) == (1, 0)


def test_a_paper_that_never_came_is_missing_and_its_troubles_are_counted() -> None:
    one = row(
        slip("1", "partial", "no_paper"),
        slip("2", "failed", "jammed"),
        slip("3", "failed", "no_paper"),
        slip("4", "printed"),
    )
    assert (one.wanted, one.at_once, one.missing) == (4, 1, 3)
    assert [*one.troubles.items()] == [(Reason.NO_PAPER, 2), (Reason.JAMMED, 1)]


def test_a_copy_that_failed_makes_the_paper_missing_again() -> None:
    assert row(slip("1", "printed"), slip("1", "failed", "no_paper")).missing == 1


def test_a_trouble_that_is_not_known_here_is_one_all_the_same() -> None:
    assert row(slip("1", "failed", "on_fire"), slip("2", "failed")).troubles == {Reason.OFFLINE: 2}


def test_each_kiosk_has_a_row_of_its_own() -> None:
    rows = print_rows([slip("2", "printed", kiosk="K2"), slip("1", "printed")])
    assert [one.kiosk for one in rows] == ["K1", "K2"]


def test_where_nothing_was_printed_there_is_nothing_to_tell() -> None:
    issued = Event(
        seq=1,
        kind=EventKind.TICKET_ISSUED,
        at_ms=0,
        actor="kiosk:K1",
        ticket_id="1",
        before=None,
        after=None,
        body={},
    )
    assert print_rows([issued]) == []
