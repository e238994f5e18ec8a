"""Numbers given at the reception desk."""

from concurrent.futures import ThreadPoolExecutor
from functools import partial

import pytest

from models.store.database import Database
from models.store.hall_setup import save_plan
from models.store.hall_staff import Staff
from models.ticket import EventKind
from queue_server.issue import issue_ticket
from queue_server.refusal import Refusal, Refused
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
    assert event.body == {"number": "A9-001", "service_id": "a", "arrived_at_ms": NOW_MS}
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
    give = partial(
        issue_ticket, hall=HALL, staff=nobody, service_id="a", public_id="0" * 32, key="k", now_ms=NOW_MS
    )
    with pytest.raises(Refused) as refused:
        database.write(give).result()
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
