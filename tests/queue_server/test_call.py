"""Calling citizens, by many counters at once, on both databases."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import asdict

import pytest

from models.calling.policy import Policy, Rule
from models.hall import HallRules
from models.store.database import Connection, Database
from models.store.hall_staff import Staff
from models.ticket import EventKind, IllegalMove
from queue_server import attend, call, line
from queue_server.at_desk import Desk, DeskAnswer, Why
from queue_server.check_in import check_in
from queue_server.refusal import Refusal, Refused
from queue_server.undo import undo
from tests.helpers.floor import Floor, called
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
    said = {name: event.body[name] for name in ("number", "service_id", "counter", "calls", "priority")}
    assert said == {"number": "A9-001", "service_id": "a", "counter": 1, "calls": 1, "priority": "regular"}


def test_a_whole_visit_is_called_recalled_served_and_finished(database: Database) -> None:
    me, *_ = open_hall(database, tickets=1)
    deeds = (call.call_next, call.recall, attend.serve, attend.finish)
    answers = [do(database, deed, desk(me, 1, f"key-{deed.__name__}")).ticket for deed in deeds]
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
        ((), attend.serve),
        ((), attend.finish),
        ((), call.no_show),
        ((attend.serve,), call.recall),
        ((attend.serve,), attend.serve),
        ((attend.serve,), call.no_show),
        ((attend.finish,), attend.finish),
    ],
)
def test_an_illegal_move_changes_nothing(
    database: Database, before: tuple[UseCase, ...], illegal: UseCase
) -> None:
    me, *_ = open_hall(database, tickets=2)
    if before:
        do(database, call.call_next, desk(me, 1, "k1"))
    for use_case in before:
        do(database, use_case, desk(me, 1, use_case.__name__))
    stands, log = view(database, NOW_MS), whole_log(database)
    with pytest.raises((IllegalMove, Refused)):
        do(database, illegal, desk(me, 1, "k2"))
    assert (view(database, NOW_MS), whole_log(database)) == (stands, log)


@pytest.mark.parametrize("use_case", [call.call_next, call.recall, attend.serve, attend.finish, call.no_show])
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


# ---- why this one ----


def why_of(answer: DeskAnswer) -> Why:
    assert answer.ticket is not None
    assert answer.ticket.why is not None
    return answer.ticket.why


def test_who_came_first_is_called_because_of_that(database: Database) -> None:
    floor = Floor(database)
    floor.come()
    floor.wait(6)
    assert why_of(floor.at(1, call.call_next)) == Why(
        reason="first_come", waited_min=6, score=6, credit_min=0, rate=1, overtaken=0
    )


def test_the_reason_for_a_call_is_told_in_figures_anybody_can_check(database: Database) -> None:
    floor = Floor(database)
    first = floor.come()
    floor.wait(10)
    elder = floor.come(priority="elderly")
    floor.wait(6)
    answer = floor.at(1, call.call_next)
    assert called(answer) == elder
    assert why_of(answer) == Why(
        reason="highest_score",
        waited_min=6,
        score=42,  # 30 minutes of credit, and twice the 6 minutes waited
        credit_min=30,
        rate=2,
        runner_up=floor.ticket(first).number,
        runner_up_score=16,
        overtaken=0,
    )


def test_the_log_keeps_why_and_with_what_the_citizen_waited(database: Database) -> None:
    floor = Floor(database)
    floor.come()
    citizen = floor.book(moment_ms(8, 10))
    floor.line(check_in, citizen)
    floor.wait(30)
    answer = floor.at(1, call.call_next)
    assert called(answer) == citizen
    body = whole_log(database)[-1].body
    counts_from_ms = moment_ms(8, 10) - 600  # ten minutes early
    assert {**asdict(why_of(answer)), "counts_from_ms": counts_from_ms, "slot_ms": moment_ms(8, 10)} == {
        name: body[name] for name in (*Why.__dataclass_fields__, "counts_from_ms", "slot_ms")
    }


def test_a_call_says_how_often_the_citizen_was_overtaken_before(database: Database) -> None:
    floor = Floor(database)
    first = floor.come()
    for _ in range(3):
        floor.come(priority="elderly")
        floor.at(1, call.call_next)
    answer = floor.at(1, call.call_next)
    assert (called(answer), why_of(answer).overtaken) == (first, 3)


@pytest.mark.parametrize("rule", Rule)
def test_each_rule_calls_by_the_policy_and_says_so(database: Database, rule: Rule) -> None:
    floor = Floor(database)
    floor.rules(HallRules(policy=Policy(rule=rule)))
    first = floor.come()
    floor.wait(45)
    elder = floor.come(priority="elderly")
    answer = floor.at(1, call.call_next)
    expected = {
        Rule.FIFO: (first, "first_come", None),
        Rule.CREDIT: (first, "first_come", 45),  # more than 30 of credit
        Rule.STRICT: (elder, "highest_class", None),
        Rule.ZMS: (elder, "highest_class", None),
    }
    assert (called(answer), why_of(answer).reason, why_of(answer).score) == expected[rule]


def test_who_has_waited_as_long_as_anybody_should_is_called(database: Database) -> None:
    floor = Floor(database)
    floor.rules(HallRules(policy=Policy(max_wait_min=20)))
    first = floor.come()
    floor.wait(20)
    floor.come(priority="elderly")
    answer = floor.at(1, call.call_next)
    assert (called(answer), why_of(answer).reason) == (first, "waited_longest")


def test_a_repeated_answer_still_says_why(database: Database) -> None:
    floor = Floor(database)
    floor.come()
    floor.come(priority="elderly")
    first = floor.at(1, call.call_next, key="one")
    assert floor.at(1, call.call_next, key="one") == first
    assert why_of(first).runner_up == "A9-001"


# ---- the cap ----


def test_however_many_have_priority_nobody_is_overtaken_more_often_than_allowed(database: Database) -> None:
    floor = Floor(database)
    regular = floor.come()
    elders = []
    for _ in range(14):
        floor.wait(seconds=1)
        elders.append(floor.come(priority="elderly"))
    order = [called(floor.at(1, call.call_next)) for _ in range(15)]
    assert order == [*elders[:10], regular, *elders[10:]]
    reasons = [event.body["reason"] for event in whole_log(database) if event.kind == EventKind.TICKET_CALLED]
    assert reasons == ["highest_score"] * 10 + ["overtaken_enough"] + ["first_come"] * 4


def test_the_cap_holds_over_counters_that_call_for_more_than_one_service(database: Database) -> None:
    floor = Floor(database)
    floor.rules(HallRules(policy=Policy(max_overtakes=3)))
    waits = [floor.come("a"), floor.come("b"), floor.come("a")]
    for nth in range(12):
        floor.wait(seconds=1)
        floor.come("ab"[nth % 2], priority="elderly")
    overtaken = dict.fromkeys(waits, 0)
    while waits:
        for number in (3, 1, 2):
            gives = {1: "a", 2: "b", 3: "ab"}[number]
            before = [one for one in waits if floor.ticket(one).service_id in gives]
            citizen = called(floor.at(number, call.call_next))
            if citizen in waits:
                waits.remove(citizen)
                before = before[: before.index(citizen)] if citizen in before else []
            for one in before:
                overtaken[one] += 1
    assert max(overtaken.values()) == 3


def test_two_who_count_from_the_same_moment_are_capped_like_all_others(database: Database) -> None:
    floor = Floor(database)
    floor.rules(HallRules(policy=Policy(max_overtakes=2)))
    slot = [floor.book(moment_ms(8, 30)) for _ in range(5)]
    for one in slot:
        floor.line(check_in, one)
    for one in slot[1:]:
        floor.line(line.prioritise, one, priority="elderly")
    floor.wait(30)
    assert [called(floor.at(1, call.call_next)) for _ in range(3)] == [slot[1], slot[2], slot[0]]


def test_an_undone_call_does_not_count_against_anybody(database: Database) -> None:
    floor = Floor(database)
    floor.rules(HallRules(policy=Policy(max_overtakes=1)))
    regular, elder = floor.come(), floor.come(priority="elderly")
    for _ in range(3):
        assert called(floor.at(1, call.call_next)) == elder
        floor.at(1, undo)
    floor.at(1, call.call_next)
    floor.come(priority="elderly")
    assert called(floor.at(1, call.call_next)) == regular
