"""Numbers given at the reception desk."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import time
from functools import partial

import pytest

from models.hall import HallRules, Hours, Interval
from models.store.database import Connection, Database
from models.store.hall_setup import save_plan
from models.store.hall_staff import Staff
from models.store.hall_tickets import find_ticket
from models.ticket import EventKind, TicketState
from models.ticket_log import ticket_of
from models.waiting.promises import WaitRange
from queue_server import attend, call, line
from queue_server.issue import IssuedTicket, Wish, issue_ticket
from queue_server.refusal import Refusal, Refused
from tests.helpers.floor import Floor, called
from tests.helpers.halls import (
    HALL,
    PLAN,
    KioskLog,
    hand_over,
    issue,
    moment_ms,
    set_up_hall,
    view,
    whole_log,
)

NOW_MS = moment_ms(8)


def test_the_desk_counts_its_own_series_for_each_service_and_day(database: Database) -> None:
    me, *_ = set_up_hall(database)
    wanted = [("a", NOW_MS), ("b", NOW_MS), ("a", NOW_MS), ("a", moment_ms(8, day=21))]
    numbers = [issue(database, me, service, f"k{i}", now).number for i, (service, now) in enumerate(wanted)]
    assert numbers == ["A9-001", "B9-001", "A9-002", "A9-001"]


def test_an_issued_ticket_waits_and_is_told_in_the_log(database: Database) -> None:
    me, *_ = set_up_hall(database)
    issue(database, me, "a", "key", NOW_MS)
    event = whole_log(database)[0]
    assert (event.kind, event.actor, event.ticket_id) == (EventKind.TICKET_ISSUED, "staff:s1", "desk.1.1")
    assert (event.before, event.after) == (None, "waiting")
    assert ticket_of(event) == database.read(partial(find_ticket, ticket_id="desk.1.1")).result()
    assert {name: value for name, value in event.body.items() if name != "ticket"} == {
        "number": "A9-001",
        "service_id": "a",
        "then_service_ids": "",
        "priority": "regular",
        "arrived_at_ms": NOW_MS,
        "counts_from_ms": NOW_MS,
        "slot_ms": None,
        "key": "key",
    }
    assert view(database, NOW_MS).waiting == {"a": 1}


def test_the_same_key_again_gives_the_same_number(database: Database) -> None:
    me, *_ = set_up_hall(database)
    first, again = (issue(database, me, "a", "key", NOW_MS) for _ in range(2))
    assert again == first
    assert view(database, NOW_MS).waiting == {"a": 1}


def test_a_service_the_hall_does_not_offer_gets_no_number(database: Database) -> None:
    me, *_ = set_up_hall(database)
    with pytest.raises(Refused) as refused:
        issue(database, me, "tax", "key", NOW_MS)
    assert refused.value.refusal is Refusal.NO_SUCH_SERVICE


def test_a_hall_without_a_reception_desk_says_so(database: Database) -> None:
    database.write(partial(save_plan, plan=PLAN)).result()
    nobody = Staff(id=1, hall_id=HALL.id, login="s1", name="", role="staff", password_hash="")
    with pytest.raises(Refused) as refused:
        issue(database, nobody, "a", "k", NOW_MS)
    assert refused.value.refusal is Refusal.NO_RECEPTION


def test_fifty_at_once_get_fifty_numbers_without_a_gap(database: Database) -> None:
    me, *_ = set_up_hall(database)
    with ThreadPoolExecutor(50) as many:
        numbers = list(many.map(lambda i: issue(database, me, "a", f"key-{i}", NOW_MS).number, range(50)))
    assert sorted(numbers) == [f"A9-{count:03d}" for count in range(1, 51)]
    assert len(whole_log(database)) == 50


def test_the_same_key_twenty_times_at_once_is_one_ticket(database: Database) -> None:
    me, *_ = set_up_hall(database)
    with ThreadPoolExecutor(20) as many:
        numbers = set(many.map(lambda _: issue(database, me, "a", "key", NOW_MS).number, range(20)))
    assert numbers == {"A9-001"}
    assert len(whole_log(database)) == 1


def test_the_desk_and_a_kiosk_issue_at_the_same_time_without_waiting_for_ever(database: Database) -> None:
    me, *_ = set_up_hall(database)
    kiosk = KioskLog()

    def push() -> None:
        for index in range(20):
            kiosk.issue("a", "A", NOW_MS + index)
            hand_over(database, kiosk.push(NOW_MS + index, kiosk.entries[-1:]), NOW_MS + index)

    def give() -> None:
        for index in range(20):
            issue(database, me, "a", f"key-{index}", NOW_MS + index)

    with ThreadPoolExecutor(2) as two:
        for done in [two.submit(push), two.submit(give)]:
            done.result(60)
    numbers = [event.body["number"] for event in whole_log(database)]
    assert len(set(numbers)) == 40


# ---- what is wished, and what the hall allows ----


def test_a_visit_of_several_procedures_has_one_number(database: Database) -> None:
    floor = Floor(database)
    citizen = floor.come("b a b", priority="with_child")
    ticket = floor.ticket(citizen)
    assert (ticket.number, ticket.service_id, ticket.then_service_ids) == ("B9-001", "b", ("a", "b"))
    assert (ticket.priority, ticket.priority_checked) == ("with_child", True)
    event = whole_log(database)[0]
    assert (event.body["then_service_ids"], event.body["priority"]) == ("a b", "with_child")


def test_a_regular_citizen_has_nothing_to_be_checked(database: Database) -> None:
    floor = Floor(database)
    assert not floor.ticket(floor.come()).priority_checked


@pytest.mark.parametrize(
    ("service_ids", "priority", "why"),
    [
        ("", "regular", Refusal.NO_SUCH_SERVICE),
        ("tax", "regular", Refusal.NO_SUCH_SERVICE),
        ("a tax", "regular", Refusal.NO_SUCH_SERVICE),
        ("a", "vip", Refusal.NO_SUCH_CLASS),
        ("a", "merit", Refusal.NO_SUCH_CLASS),
    ],
)
def test_what_the_hall_does_not_offer_gets_no_number(
    sqlite_database: Database, service_ids: str, priority: str, why: Refusal
) -> None:
    floor = Floor(sqlite_database)
    policy = HallRules().policy
    off = tuple(replace(one, on=one.id != "merit") for one in policy.classes)
    floor.rules(HallRules(policy=replace(policy, classes=off)))
    with floor.refuses(why):
        floor.come(service_ids, priority=priority)


AFTERNOON = HallRules(hours=Hours(intervals=(Interval(start=time(13, 30), end=time(17)),)))


def test_a_closed_hall_gives_no_numbers_and_calls_those_who_have_one(database: Database) -> None:
    floor = Floor(database, now_ms=moment_ms(16, 59))
    floor.rules(AFTERNOON)
    waits = [floor.come(), floor.come("b a")]
    floor.wait(1)
    with floor.refuses(Refusal.NO_NUMBER_CLOSED):
        floor.come()
    assert view(database, floor.now_ms).no_numbers == {"a": "closed", "b": "closed"}
    floor.wait(90)
    assert [called(floor.at(3, call.call_next)) for _ in range(2)] == waits
    floor.at(3, call.call_next)
    assert [floor.ticket(one).state for one in waits] == [TicketState.FINISHED, TicketState.SERVING]


@pytest.mark.parametrize(("day", "hour"), [(20, 8), (21, 14), (22, 14)], ids=["early", "Saturday", "Sunday"])
def test_a_hall_gives_numbers_in_its_hours_only(sqlite_database: Database, day: int, hour: int) -> None:
    floor = Floor(sqlite_database, now_ms=moment_ms(hour, day=day))
    floor.rules(AFTERNOON)
    with floor.refuses(Refusal.NO_NUMBER_CLOSED):
        floor.come()


LIMITED = replace(PLAN, services=[replace(PLAN.services[0], most_a_day=2), PLAN.services[1]])


def test_a_service_gives_so_many_numbers_a_day_and_no_more(database: Database) -> None:
    floor = Floor(database, plan=LIMITED)
    first, second = floor.come(), floor.come()
    with floor.refuses(Refusal.NO_NUMBER_ENOUGH):
        floor.come()
    assert view(database, floor.now_ms).no_numbers == {"a": "enough"}
    floor.come("b")
    floor.line(line.cancel, first, reason="")  # somebody else may have that place
    third = floor.come()
    with floor.refuses(Refusal.NO_NUMBER_ENOUGH):
        floor.come()
    assert [floor.ticket(one).number for one in (first, second, third)] == ["A9-001", "A9-002", "A9-003"]
    floor.wait(24 * 60)
    floor.come()


def test_who_went_on_to_another_service_has_had_a_number_of_the_first(database: Database) -> None:
    floor = Floor(database, plan=LIMITED)
    floor.come("a b")
    floor.at(1, call.call_next)
    floor.at(1, attend.finish)
    sent_on = floor.come()
    floor.line(line.redirect, sent_on, goal=attend.Goal(service_id="b"), reason="")
    with floor.refuses(Refusal.NO_NUMBER_ENOUGH):
        floor.come()


def test_a_number_given_before_the_limit_was_reached_is_repeated_after(database: Database) -> None:
    floor = Floor(database, plan=LIMITED)
    floor.come()
    last = floor.come(key="last")
    assert floor.come(key="last") == last


def test_what_was_told_of_the_wait_is_kept_to_be_compared(database: Database) -> None:
    me, *_ = set_up_hall(database)

    def give(connection: Connection) -> IssuedTicket:
        return issue_ticket(
            connection,
            HALL,
            me,
            wish=Wish(service_ids=["a"]),
            public_id="0" * 32,
            key="key",
            now_ms=NOW_MS,
            wait=WaitRange(p50_min=7, p80_min=12),
        )

    first = database.write(give).result()
    assert (first.p50_min, first.p80_min) == (7, 12)
    assert database.write(give).result() == first
    body = whole_log(database)[0].body
    assert (body["p50_min"], body["p80_min"]) == (7, 12)
