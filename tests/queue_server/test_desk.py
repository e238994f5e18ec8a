"""Opening, pausing and closing counters."""

import uuid
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from threading import Barrier

import pytest

from models.store.database import Database
from models.store.hall_setup import seats
from models.store.hall_staff import Staff, save_skills
from models.ticket import TicketState
from queue_server import attend, call
from queue_server.desk import CounterAnswer, close_counter, open_counter, pause_counter, resume_counter
from queue_server.refusal import Refusal, Refused
from tests.helpers.floor import Floor, called
from tests.helpers.halls import HALL, desk, issue, moment_ms, seat, set_up_hall, view, whole_log

NOW_MS = moment_ms(8)
LUNCH = partial(pause_counter, reason="nghỉ trưa")


Deed = Callable[..., CounterAnswer]


def do(database: Database, deed: Deed, staff: Staff, number: int, now_ms: int = NOW_MS) -> CounterAnswer:
    """`deed` at a counter, under a key of its own."""
    key = uuid.uuid4().hex
    return database.write(
        lambda connection: deed(connection, HALL, staff, number, key=key, now_ms=now_ms)
    ).result()


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
    answer = database.write(partial(attend.serve, desk=desk(colleague, 1, "k"), now_ms=NOW_MS)).result()
    assert answer.ticket is not None
    assert answer.ticket.number == "A9-001"


def test_a_closed_counter_is_nobodys(database: Database) -> None:
    me, *_ = set_up_hall(database)
    seat(database, me, 1)
    do(database, close_counter, me, 1)
    do(database, close_counter, me, 1)
    assert seated(database)[1] is None


def test_a_counter_is_not_closed_over_a_citizen(database: Database) -> None:
    me, *_ = set_up_hall(database)
    seat(database, me, 1)
    issue(database, me, "a", "key", NOW_MS)
    database.write(partial(call.call_next, desk=desk(me, 1, "k"), now_ms=NOW_MS)).result()
    with pytest.raises(Refused) as refused:
        do(database, close_counter, me, 1)
    assert refused.value.refusal is Refusal.TICKET_AT_COUNTER
    assert refused.value.details == {"counter": 1, "number": "A9-001"}


def test_nobody_closes_the_counter_of_a_colleague(database: Database) -> None:
    me, colleague, _ = set_up_hall(database)
    seat(database, me, 1)
    with pytest.raises(Refused) as refused:
        do(database, close_counter, colleague, 1)
    assert refused.value.refusal is Refusal.COUNTER_NOT_YOURS


@pytest.mark.parametrize("deed", [open_counter, close_counter, resume_counter, LUNCH])
def test_a_counter_that_does_not_exist_is_named_in_the_refusal(database: Database, deed: Deed) -> None:
    me, *_ = set_up_hall(database)
    with pytest.raises(Refused) as refused:
        do(database, deed, me, 9)
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


# ---- pauses ----


def told_of_counters(database: Database) -> list[tuple[str, object]]:
    """What the log says of counters, and which."""
    return [
        (event.kind, event.body["counter"])
        for event in whole_log(database)
        if event.kind.startswith("counter_")
    ]


def test_a_paused_counter_calls_nobody_and_serves_who_is_there(database: Database) -> None:
    floor = Floor(database)
    citizen, waits = floor.come(), floor.come()
    floor.at(1, call.call_next)
    assert floor.counter(1, LUNCH) == CounterAnswer(open=True, paused_reason="nghỉ trưa")
    for _ in range(2):
        with floor.refuses(Refusal.COUNTER_PAUSED):
            floor.at(1, call.call_next)
    floor.at(1, attend.serve)
    floor.at(1, attend.finish)
    assert floor.ticket(citizen).state is TicketState.FINISHED
    shown = view(database, NOW_MS)
    assert (shown.counters[0].open, shown.counters[0].paused) == (True, True)
    assert shown.open_counters == {"a": [3], "b": [2, 3]}
    floor.counter(1, resume_counter)
    assert called(floor.at(1, call.call_next)) == waits
    assert told_of_counters(database) == [("counter_paused", 1), ("counter_resumed", 1)]


def test_a_citizen_who_was_held_is_taken_back_in_a_pause(database: Database) -> None:
    floor = Floor(database)
    citizen = floor.come()
    floor.at(1, call.call_next)
    floor.at(1, attend.hold, 5, "")
    floor.counter(1, LUNCH)
    assert called(floor.at(1, attend.resume, citizen)) == citizen


def test_going_on_where_nobody_paused_is_not_worth_a_word(database: Database) -> None:
    floor = Floor(database)
    assert floor.counter(1, resume_counter) == CounterAnswer(open=True)
    assert told_of_counters(database) == []


def test_the_reason_of_a_pause_may_change(database: Database) -> None:
    floor = Floor(database)
    floor.counter(1, LUNCH)
    floor.counter(1, pause_counter, reason="họp")
    assert floor.look(1).paused_reason == "họp"


def test_who_opens_a_paused_counter_goes_on_calling(database: Database) -> None:
    floor = Floor(database)
    floor.counter(1, LUNCH)
    floor.counter(1, open_counter)
    assert floor.look(1).paused_reason is None


@pytest.mark.parametrize("deed", [LUNCH, resume_counter, close_counter])
def test_nobody_commands_the_counter_of_a_colleague(sqlite_database: Database, deed: Deed) -> None:
    floor = Floor(sqlite_database)
    with floor.refuses(Refusal.COUNTER_NOT_YOURS):
        floor.counter(1, deed, by=2)


@pytest.mark.parametrize("deed", [LUNCH, resume_counter])
def test_a_closed_counter_is_neither_paused_nor_resumed(sqlite_database: Database, deed: Deed) -> None:
    floor = Floor(sqlite_database, seated=False)
    with floor.refuses(Refusal.COUNTER_NOT_YOURS):
        floor.counter(1, deed)


# ---- what the log says of who sits where ----


def test_the_log_tells_who_opened_and_closed_which_counter(database: Database) -> None:
    floor = Floor(database, seated=False)
    floor.counter(1, open_counter)
    floor.counter(1, open_counter, by=2)  # relieved
    floor.counter(3, open_counter, by=2)  # moved
    floor.counter(3, close_counter, by=2)
    told = [(event.kind, event.body["counter"], event.body["login"]) for event in whole_log(database)]
    assert told == [
        ("counter_opened", 1, "s1"),
        ("counter_closed", 1, "s1"),
        ("counter_opened", 1, "s2"),
        ("counter_closed", 1, "s2"),
        ("counter_opened", 3, "s2"),
        ("counter_closed", 3, "s2"),
    ]


def test_closing_what_is_closed_is_not_worth_a_word(database: Database) -> None:
    floor = Floor(database, seated=False)
    assert floor.counter(1, close_counter) == CounterAnswer(open=False)
    assert whole_log(database) == []


def test_a_counter_does_what_it_gives_and_its_person_knows(database: Database) -> None:
    floor = Floor(database, seated=False)
    database.write(lambda c: save_skills(c, floor.people[0].id, ["b"])).result()
    floor.counter(3, open_counter, by=1)
    first, second = floor.come("a"), floor.come("b")
    assert view(database, NOW_MS).open_counters == {"b": [3]}
    assert [called(floor.at(3, call.call_next, by=1)) for _ in range(2)] == [second, None]
    floor.counter(3, open_counter, by=2)
    assert called(floor.at(3, call.call_next, by=2)) == first
