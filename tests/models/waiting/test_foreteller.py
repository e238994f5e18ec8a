"""A hall that promises from what it knows and learns from what becomes of it."""

from collections.abc import Iterable, Iterator
from datetime import UTC, datetime
from typing import Any

from models.calling.policy import CLASSES
from models.event_log import Event
from models.hall import Counter, Hall, HallPlan, Service
from models.ticket import EventKind, TicketState
from models.waiting.calibration import Calibration
from models.waiting.foreteller import RELEARN_MS, Foreteller, foretold
from models.waiting.promises import score_promises
from models.waiting.situation import Newcomer

MINUTE_MS = 60_000
EIGHT_MS = round(datetime(2026, 11, 23, 1, tzinfo=UTC).timestamp() * 1000)
S = TicketState
PLAN = HallPlan(
    hall=Hall(id="h", authority="UBND", centre="Trung tâm", name="Sảnh"),
    services=[
        Service(id="a", letter="A", name_vi="Chứng thực", name_en="Certification", typical_min=6),
        Service(id="b", letter="B", name_vi="Đất đai", name_en="Land", typical_min=20),
    ],
    counters=[Counter(number=1, name="Quầy 1", service_ids=("a",))],
)


def event(kind: EventKind, minute: float, ticket: str, after: TicketState | None, **body: Any) -> Event:
    at_ms = EIGHT_MS + round(minute * MINUTE_MS)
    return Event(
        seq=1, kind=kind, at_ms=at_ms, actor="", ticket_id=ticket, before=None, after=after, body=body
    )


def issued(minute: float, ticket: str, service_id: str = "a", **body: Any) -> Event:
    return event(EventKind.TICKET_ISSUED, minute, ticket, S.WAITING, service_id=service_id, **body)


def one_by_one(count: int) -> list[Event]:
    """A counter that takes six minutes for everybody, and a queue that comes at eight."""
    log = [event(EventKind.COUNTER_OPENED, 0, "", None, counter=1)]
    log += [issued(place / 10, f"{place:03}") for place in range(count)]
    for place in range(count):
        begins = 3 + place * 6
        log.append(event(EventKind.TICKET_CALLED, begins, f"{place:03}", S.CALLED, counter=1))
        log.append(event(EventKind.SERVICE_FINISHED, begins + 6, f"{place:03}", S.FINISHED, counter=1))
    return sorted(log, key=lambda one: one.at_ms)


def test_the_first_promise_comes_from_the_configured_length() -> None:
    promises = [one.body for one in foretold(one_by_one(6), PLAN) if one.kind == EventKind.TICKET_ISSUED]
    assert promises[0]["p80_min"] == 0
    assert 20 <= float(promises[5]["p50_min"] or 0) <= 40
    assert float(promises[5]["p80_min"] or 0) > float(promises[5]["p50_min"] or 0)


def test_what_is_not_a_new_ticket_is_told_as_it_was() -> None:
    log = one_by_one(3)
    told = list(foretold(log, PLAN))
    assert [one for one in told if one.kind != EventKind.TICKET_ISSUED] == [
        one for one in log if one.kind != EventKind.TICKET_ISSUED
    ]


def test_no_promise_is_made_with_an_event_that_comes_later() -> None:
    read = 0

    def counted(events: Iterable[Event]) -> Iterator[Event]:
        nonlocal read
        for one in events:
            read += 1
            yield one

    for place, _ in enumerate(foretold(counted(one_by_one(5)), PLAN), start=1):
        assert read == place


def test_the_same_past_gives_the_same_promise_whatever_comes_later() -> None:
    one_future = list(foretold(one_by_one(12), PLAN))[:13]
    another = [*one_by_one(12)[:13], event(EventKind.COUNTER_CLOSED, 30, "", None, counter=1)]
    assert list(foretold(another, PLAN))[:13] == one_future


def test_a_promise_made_before_is_replaced_by_ones_own() -> None:
    opened = event(EventKind.COUNTER_OPENED, 0, "", None, counter=1)
    *_, told = foretold([opened, issued(1, "x", p50_min=90, p80_min=99)], PLAN)
    assert told.body["p80_min"] == 0


def test_where_nobody_gives_the_service_no_promise_is_told() -> None:
    (told,) = foretold([issued(1, "x", "b")], PLAN)
    assert told.body["p50_min"] is None
    assert told.body["p80_min"] is None
    assert score_promises([told]).uncounted == 0


def test_it_learns_from_its_promises() -> None:
    hall = Foreteller(PLAN)
    for one in one_by_one(12):
        hall.retold(one)
    assert hall.calibration.scored > 5


def test_it_learns_from_the_promises_that_were_really_made() -> None:
    hall = Foreteller(PLAN)
    hall.see(issued(1, "x", p50_min=3, p80_min=4))
    hall.see(event(EventKind.TICKET_CALLED, 9, "x", S.CALLED, counter=1))
    assert hall.calibration.widths[0] > Calibration().widths[0]


def test_a_ticket_without_a_promise_teaches_it_nothing() -> None:
    hall = Foreteller(PLAN)
    hall.see(issued(1, "x"))
    hall.see(event(EventKind.TICKET_CALLED, 9, "x", S.CALLED, counter=1))
    assert hall.calibration == Calibration()


def test_whoever_might_come_is_told_by_service_and_class() -> None:
    hall = Foreteller(PLAN)
    for one in one_by_one(12)[:13]:
        hall.see(one)
    outlook = hall.outlook(EIGHT_MS + 2 * MINUTE_MS)
    told = outlook.newcomers
    assert len(told) == 2 * len(CLASSES)
    regular = told[Newcomer(service_id="a", priority="regular")]
    elderly = told[Newcomer(service_id="a", priority="elderly")]
    assert regular is not None
    assert elderly is not None
    assert elderly.p80_min < regular.p50_min
    assert told[Newcomer(service_id="a", priority="merit")] == elderly
    assert told[Newcomer(service_id="b", priority="regular")] is None
    assert outlook.tickets.keys() == {one.ticket_id for one in hall.floor.situation(EIGHT_MS).waiting}


def test_it_looks_again_at_what_is_usual_every_ten_minutes() -> None:
    hall = Foreteller(PLAN)
    before = hall.habits(EIGHT_MS)
    for one in one_by_one(12):
        hall.see(one)
    assert hall.habits(EIGHT_MS + RELEARN_MS - 1) is before
    after = hall.habits(EIGHT_MS + RELEARN_MS)
    assert after.durations.seen["a"] == 12


def test_the_log_it_retells_can_be_scored() -> None:
    report = score_promises(foretold(one_by_one(12), PLAN))
    assert report.total is not None
    assert report.total.n == 12
    assert report.total.mean_error_min < 15
