"""Opening and closing counters."""

from concurrent.futures import ThreadPoolExecutor
from functools import partial
from threading import Barrier

import pytest

from models.store.database import Database
from models.store.hall_setup import seats
from models.store.hall_staff import Staff
from queue_server import call
from queue_server.desk import close_counter, open_counter
from queue_server.refusal import Refusal, Refused
from tests.helpers.halls import HALL, desk, issue, moment_ms, seat, set_up_hall, view

NOW_MS = moment_ms(8)


def close(database: Database, staff: Staff, number: int) -> None:
    database.write(partial(close_counter, hall=HALL, staff=staff, number=number, now_ms=NOW_MS)).result()


def seated(database: Database) -> dict[int, str | None]:
    found = database.read(partial(seats, hall_id=HALL.id)).result()
    return {one.counter.number: one.staff_name for one in found}


def test_an_open_counter_is_shown_as_open_for_its_services(database: Database) -> None:
    me, *_ = set_up_hall(database)
    seat(database, me, 3)
    hall = view(database, NOW_MS)
    assert [counter.open for counter in hall.counters] == [False, False, True]
    assert hall.open_counters == {"a": [3], "b": [3]}


def test_whoever_opens_another_counter_leaves_the_first(database: Database) -> None:
    me, *_ = set_up_hall(database)
    seat(database, me, 1)
    seat(database, me, 2)
    assert seated(database) == {1: None, 2: "Cán bộ 1", 3: None}


def test_a_colleague_takes_over_the_counter_and_the_citizen_at_it(database: Database) -> None:
    me, colleague, _ = set_up_hall(database)
    seat(database, me, 1)
    issue(database, me, "a", "key", NOW_MS)
    database.write(partial(call.call_next, desk=desk(me, 1, "k"), now_ms=NOW_MS)).result()
    seat(database, colleague, 1)
    answer = database.write(partial(call.serve, desk=desk(colleague, 1, "k"), now_ms=NOW_MS)).result()
    assert answer.ticket is not None
    assert answer.ticket.number == "A9-001"


def test_a_closed_counter_is_nobodys(database: Database) -> None:
    me, *_ = set_up_hall(database)
    seat(database, me, 1)
    close(database, me, 1)
    close(database, me, 1)
    assert seated(database)[1] is None


def test_a_counter_is_not_closed_over_a_citizen(database: Database) -> None:
    me, *_ = set_up_hall(database)
    seat(database, me, 1)
    issue(database, me, "a", "key", NOW_MS)
    database.write(partial(call.call_next, desk=desk(me, 1, "k"), now_ms=NOW_MS)).result()
    with pytest.raises(Refused) as refused:
        close(database, me, 1)
    assert refused.value.refusal is Refusal.TICKET_AT_COUNTER
    assert refused.value.details == {"counter": 1, "number": "A9-001"}


def test_nobody_closes_the_counter_of_a_colleague(database: Database) -> None:
    me, colleague, _ = set_up_hall(database)
    seat(database, me, 1)
    with pytest.raises(Refused) as refused:
        close(database, colleague, 1)
    assert refused.value.refusal is Refusal.COUNTER_NOT_YOURS


@pytest.mark.parametrize("deed", [open_counter, partial(close_counter, now_ms=NOW_MS)])
def test_a_counter_that_does_not_exist_is_named_in_the_refusal(
    database: Database, deed: partial[None]
) -> None:
    me, *_ = set_up_hall(database)
    with pytest.raises(Refused) as refused:
        database.write(partial(deed, hall=HALL, staff=me, number=9)).result()
    assert (refused.value.refusal, refused.value.details) == (Refusal.NO_SUCH_COUNTER, {"counter": 9})


def test_two_people_who_swap_counters_again_and_again_never_wait_for_each_other(database: Database) -> None:
    people = set_up_hall(database)[:2]
    together = Barrier(2)

    def swap(person: Staff) -> None:
        for turn in range(30):
            together.wait(30)
            seat(database, person, 1 + (person.id + turn) % 2)

    with ThreadPoolExecutor(2) as two:
        for done in [two.submit(swap, person) for person in people]:
            done.result(60)
    taken = [name for name in seated(database).values() if name]
    assert len(taken) == len(set(taken)) >= 1
