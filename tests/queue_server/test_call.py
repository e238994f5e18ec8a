"""Calling citizens, by many counters at once, on both databases."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

import pytest

from models.store.database import Connection, Database
from models.store.hall_staff import Staff
from models.ticket import EventKind, IllegalMove
from queue_server import call
from queue_server.call import Desk, DeskAnswer
from queue_server.refusal import Refusal, Refused
from tests.helpers.halls import desk, issue, moment_ms, seat, set_up_hall, view, whole_log, wide_plan

NOW_MS = moment_ms(8)
OPERATORS = 50

UseCase = Callable[[Connection, Desk, int], DeskAnswer]


def do(database: Database, use_case: UseCase, at: Desk, now_ms: int = NOW_MS) -> DeskAnswer:
    return database.write(lambda connection: use_case(connection, at, now_ms)).result()


def number_of(answer: DeskAnswer) -> str | None:
    return answer.ticket.number if answer.ticket else None


def open_hall(database: Database, *, tickets: int) -> list[Staff]:
    """Three counters, the first open for service a, and that many citizens for it."""
    people = set_up_hall(database)
    seat(database, people[0], 1)
    for index in range(tickets):
        issue(database, people[0], "a", f"key-{index}", NOW_MS + index)
    return people


def test_citizens_are_called_in_the_order_they_came(database: Database) -> None:
    me, *_ = open_hall(database, tickets=3)
    called = [number_of(do(database, call.call_next, desk(me, 1, f"k{index}"))) for index in range(4)]
    assert called == ["A9-001", "A9-002", "A9-003", None]


def test_a_counter_calls_only_for_the_services_it_gives(database: Database) -> None:
    me, *_ = open_hall(database, tickets=0)
    issue(database, me, "b", "key-b", NOW_MS)
    assert do(database, call.call_next, desk(me, 1, "k")).ticket is None


def test_calling_the_next_finishes_whoever_is_still_at_the_counter(database: Database) -> None:
    me, *_ = open_hall(database, tickets=2)
    do(database, call.call_next, desk(me, 1, "k1"))
    do(database, call.call_next, desk(me, 1, "k2"), NOW_MS + 5000)
    told = [(event.kind, event.body["number"]) for event in whole_log(database)[2:]]
    assert told == [
        (EventKind.TICKET_CALLED, "A9-001"),
        (EventKind.SERVICE_FINISHED, "A9-001"),
        (EventKind.TICKET_CALLED, "A9-002"),
    ]


def test_the_last_citizen_is_finished_also_when_nobody_waits(database: Database) -> None:
    me, *_ = open_hall(database, tickets=1)
    do(database, call.call_next, desk(me, 1, "k1"))
    assert do(database, call.call_next, desk(me, 1, "k2")).ticket is None
    assert view(database, NOW_MS).counters[0].ticket_number is None


def test_the_log_tells_who_called_whom_where_and_from_which_state(database: Database) -> None:
    me, *_ = open_hall(database, tickets=1)
    do(database, call.call_next, desk(me, 1, "k1"), NOW_MS + 7)
    event = whole_log(database)[-1]
    assert (event.kind, event.actor, event.at_ms) == (EventKind.TICKET_CALLED, "staff:s1", NOW_MS + 7)
    assert (event.before, event.after) == ("waiting", "called")
    assert event.body == {"number": "A9-001", "service_id": "a", "counter": 1, "calls": 1}


def test_a_whole_visit_is_called_recalled_served_and_finished(database: Database) -> None:
    me, *_ = open_hall(database, tickets=1)
    deeds = (call.call_next, call.recall, call.serve, call.finish)
    answers = [do(database, deed, desk(me, 1, "one-key")).ticket for deed in deeds]
    assert [(ticket.state, ticket.calls) for ticket in answers if ticket] == [
        ("called", 1),
        ("called", 2),
        ("serving", 2),
        ("finished", 2),
    ]


def test_whoever_does_not_come_is_noted_as_absent(database: Database) -> None:
    me, *_ = open_hall(database, tickets=1)
    do(database, call.call_next, desk(me, 1, "k1"))
    answer = do(database, call.no_show, desk(me, 1, "k2"))
    assert answer.ticket is not None
    assert answer.ticket.state == "no_show"
    assert whole_log(database)[-1].kind == EventKind.TICKET_NO_SHOW


@pytest.mark.parametrize(
    ("before", "illegal"),
    [
        ((), call.recall),
        ((), call.serve),
        ((), call.finish),
        ((), call.no_show),
        ((call.serve,), call.recall),
        ((call.serve,), call.serve),
        ((call.serve,), call.no_show),
        ((call.finish,), call.finish),
    ],
)
def test_an_illegal_move_changes_nothing(
    database: Database, before: tuple[UseCase, ...], illegal: UseCase
) -> None:
    me, *_ = open_hall(database, tickets=2)
    if before:
        do(database, call.call_next, desk(me, 1, "k1"))
    for use_case in before:
        do(database, use_case, desk(me, 1, "k1"))
    stands, log = view(database, NOW_MS), whole_log(database)
    with pytest.raises((IllegalMove, Refused)):
        do(database, illegal, desk(me, 1, "k2"))
    assert (view(database, NOW_MS), whole_log(database)) == (stands, log)


@pytest.mark.parametrize("use_case", [call.call_next, call.recall, call.serve, call.finish, call.no_show])
def test_only_who_opened_the_counter_commands_it(database: Database, use_case: UseCase) -> None:
    _, colleague, _ = open_hall(database, tickets=1)
    with pytest.raises(Refused) as refused:
        do(database, use_case, desk(colleague, 1, "k"))
    assert refused.value.refusal is Refusal.COUNTER_NOT_YOURS


def test_there_is_no_calling_to_a_counter_that_does_not_exist(database: Database) -> None:
    me, *_ = open_hall(database, tickets=1)
    with pytest.raises(Refused) as refused:
        do(database, call.call_next, desk(me, 77, "k"))
    assert refused.value.refusal is Refusal.NO_SUCH_COUNTER


def test_the_same_key_again_gets_the_first_answer_and_calls_nobody_else(database: Database) -> None:
    me, *_ = open_hall(database, tickets=2)
    first = do(database, call.call_next, desk(me, 1, "k"))
    again = do(database, call.call_next, desk(me, 1, "k"), NOW_MS + 60_000)
    assert again == first
    assert view(database, NOW_MS).waiting == {"a": 1}


def test_nobody_waits_is_an_answer_that_is_repeated_too(database: Database) -> None:
    me, *_ = open_hall(database, tickets=0)
    assert do(database, call.call_next, desk(me, 1, "k")).ticket is None
    issue(database, me, "a", "late", NOW_MS)
    assert do(database, call.call_next, desk(me, 1, "k")).ticket is None


def test_an_answer_is_repeated_even_after_the_counter_was_closed(database: Database) -> None:
    me, colleague, _ = open_hall(database, tickets=1)
    first = do(database, call.call_next, desk(me, 1, "k"))
    seat(database, colleague, 1)
    assert do(database, call.call_next, desk(me, 1, "k")) == first


def test_a_key_belongs_to_one_person_one_command_and_one_counter(database: Database) -> None:
    me, colleague, _ = open_hall(database, tickets=2)
    do(database, call.call_next, desk(me, 1, "k"))
    seat(database, colleague, 3)
    assert number_of(do(database, call.call_next, desk(colleague, 3, "k"))) == "A9-002"


def test_the_same_key_twenty_times_at_once_is_one_command(database: Database) -> None:
    me, *_ = open_hall(database, tickets=20)
    with ThreadPoolExecutor(20) as many:
        answers = list(many.map(lambda _: do(database, call.call_next, desk(me, 1, "k")), range(20)))
    assert {number_of(answer) for answer in answers} == {"A9-001"}
    assert view(database, NOW_MS).waiting == {"a": 19}
    assert len(whole_log(database)) == 21


def test_one_counter_pressed_twenty_times_at_once_never_holds_two_citizens(database: Database) -> None:
    me, *_ = open_hall(database, tickets=20)
    with ThreadPoolExecutor(20) as many:
        list(many.map(lambda key: do(database, call.call_next, desk(me, 1, f"k{key}")), range(20)))
    kinds = [event.kind for event in whole_log(database)]
    assert kinds.count(EventKind.TICKET_CALLED) == 20
    assert kinds.count(EventKind.SERVICE_FINISHED) == 19
    present: set[str] = set()
    for event in whole_log(database):
        if event.after == "called":
            present.add(event.ticket_id)
        elif event.after == "finished":
            present.remove(event.ticket_id)
        assert len(present) <= 1


@pytest.mark.parametrize("waiting", [30, 50, 80])
def test_fifty_operators_at_once_call_nobody_twice_and_miss_nobody(database: Database, waiting: int) -> None:
    people = set_up_hall(database, plan=wide_plan(OPERATORS), staff_count=OPERATORS)
    for number, person in enumerate(people, start=1):
        seat(database, person, number)
    issued = [
        issue(database, people[0], "a", f"key-{index}", NOW_MS + index).number for index in range(waiting)
    ]
    with ThreadPoolExecutor(OPERATORS) as many:
        answers = list(
            many.map(
                lambda index: do(database, call.call_next, desk(people[index], index + 1, "k")),
                range(OPERATORS),
            )
        )
    called = [answer.ticket.number for answer in answers if answer.ticket]
    assert sorted(called) == issued[:OPERATORS]  # each once, the first come, and no operator in vain
    assert len({event.seq for event in whole_log(database)}) == waiting + len(called)
