"""What staff do with a ticket that is not at a counter."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest

from models.hall import HallRules
from models.store.database import Database
from models.store.hall_tickets import StaleTicket
from models.ticket import EventKind, IllegalMove, TicketState
from models.turn import MINUTE_MS, ReturnRule
from queue_server import attend, call, line
from queue_server.attend import Goal
from queue_server.desk import close_counter
from queue_server.refusal import Refusal
from tests.helpers.floor import Floor, called
from tests.helpers.halls import whole_log

TO_B = Goal(service_id="b")
# Every use-case here with what it asks for.
USE_CASES: dict[str, tuple[Callable[..., Any], dict[str, Any]]] = {
    "cancel": (line.cancel, {"reason": "left"}),
    "rejoin": (line.rejoin, {}),
    "redirect": (line.redirect, {"goal": TO_B, "reason": "wrong line"}),
    "prioritise": (line.prioritise, {"priority": "elderly"}),
}


def missed(floor: Floor, *, times: int = 1) -> str:
    """A citizen who was called in vain that often."""
    citizen = floor.come()
    for nth in range(times):
        if nth:
            floor.line(line.rejoin, citizen)
        floor.wait(10)
        assert called(floor.at(1, call.call_next)) == citizen
        floor.wait(2)
        floor.at(1, call.no_show)
    return citizen


# ---- cancel ----


@pytest.mark.parametrize("held", [False, True])
def test_who_does_not_wait_any_more_is_never_called(database: Database, held: bool) -> None:
    floor = Floor(database)
    citizen = floor.come()
    if held:
        floor.at(1, call.call_next)
        floor.at(1, attend.hold, 5, "")
    floor.line(line.cancel, citizen, reason="left")
    assert floor.ticket(citizen).state is TicketState.CANCELLED
    event = whole_log(database)[-1]
    assert (event.kind, event.after, event.body["reason"]) == (
        EventKind.TICKET_CANCELLED,
        "cancelled",
        "left",
    )
    floor.wait(60)
    floor.keep_up()
    assert called(floor.at(1, call.call_next)) is None


# ---- rejoin ----


def test_who_missed_the_call_waits_on_where_the_minutes_away_have_put_them(database: Database) -> None:
    floor = Floor(database)
    citizen = missed(floor)  # came at 8:00, called 8:10
    before, between, after = floor.come(), "", ""  # 8:12
    floor.wait(8)
    floor.line(line.rejoin, citizen)  # 8:20, ten minutes after the call
    ticket = floor.ticket(citizen)
    assert ticket.counts_from_ms == ticket.arrived_at_ms + 10 * MINUTE_MS
    assert whole_log(database)[-1].body["counts_from_ms"] == ticket.counts_from_ms
    between = floor.come()
    after = floor.come()
    order = [called(floor.at(1, call.call_next)) for _ in range(4)]
    assert order == [citizen, before, between, after]


def test_who_was_away_long_is_behind_those_who_came_meanwhile(database: Database) -> None:
    floor = Floor(database)
    citizen = missed(floor)
    other = floor.come()  # 8:12
    floor.wait(28)
    floor.line(line.rejoin, citizen)  # as if they had come at 8:30
    assert [called(floor.at(1, call.call_next)) for _ in range(2)] == [other, citizen]


def test_one_comes_back_as_often_as_the_hall_allows(database: Database) -> None:
    floor = Floor(database)
    citizen = missed(floor, times=3)
    assert floor.ticket(citizen).no_shows == 3
    with floor.refuses(Refusal.TOO_LATE_TO_COME_BACK):
        floor.line(line.rejoin, citizen)


def test_the_hall_decides_how_often_and_how_late_one_may_come_back(database: Database) -> None:
    floor = Floor(database)
    floor.rules(HallRules(comes_back=ReturnRule(within_min=5, times=9)))
    citizen = missed(floor, times=4)
    floor.wait(2.9)  # five minutes after the call, less six seconds
    floor.line(line.rejoin, citizen)
    floor.at(1, call.call_next)
    floor.at(1, call.no_show)
    floor.wait(5.1)
    with floor.refuses(Refusal.TOO_LATE_TO_COME_BACK):
        floor.line(line.rejoin, citizen)


def test_who_missed_a_call_late_at_night_does_not_wait_in_yesterdays_line(database: Database) -> None:
    floor = Floor(database)
    floor.wait(15 * 60 + 40)
    citizen = missed(floor)
    floor.wait(20)
    with floor.refuses(Refusal.ANOTHER_DAY):
        floor.line(line.rejoin, citizen)


# ---- redirect ----


def test_who_waits_in_the_wrong_line_is_sent_to_the_right_one(database: Database) -> None:
    floor = Floor(database)
    citizen = floor.come()
    floor.wait(5)
    other = floor.come("b")
    answer = floor.line(line.redirect, citizen, goal=TO_B, reason="wrong line")
    assert (answer.state, answer.service_id) == ("waiting", "b")
    assert [called(floor.at(2, call.call_next)) for _ in range(2)] == [citizen, other]
    assert called(floor.at(1, call.call_next)) is None


def test_who_waits_can_be_sent_to_a_counter_and_away_from_it_again(database: Database) -> None:
    floor = Floor(database)
    citizen = floor.come()
    floor.line(line.redirect, citizen, goal=Goal(counter=3), reason="")
    assert called(floor.at(1, call.call_next)) is None
    floor.line(line.redirect, citizen, goal=Goal(service_id="a"), reason="")
    assert called(floor.at(1, call.call_next)) == citizen


@pytest.mark.parametrize("served", [False, True])
def test_who_stands_at_a_counter_is_sent_on_from_there_only(sqlite_database: Database, served: bool) -> None:
    floor = Floor(sqlite_database)
    citizen = floor.come()
    floor.at(1, call.call_next)
    if served:
        floor.at(1, attend.serve)
    with floor.refuses(Refusal.AT_ANOTHER_COUNTER):
        floor.line(line.redirect, citizen, goal=TO_B, reason="")


@pytest.mark.parametrize(
    ("goal", "why"),
    [
        (Goal(service_id="tax"), Refusal.NO_SUCH_SERVICE),
        (Goal(counter=9), Refusal.NO_SUCH_COUNTER),
        (Goal(counter=2), Refusal.COUNTER_CLOSED),
        (Goal(login="s2"), Refusal.NOT_AT_COUNTER),
    ],
)
def test_nobody_waits_for_nobody(sqlite_database: Database, goal: Goal, why: Refusal) -> None:
    floor = Floor(sqlite_database)
    floor.counter(2, close_counter)
    citizen = floor.come()
    with floor.refuses(why):
        floor.line(line.redirect, citizen, goal=goal, reason="")


# ---- priority ----


def test_a_class_that_staff_see_in_the_line_brings_the_citizen_forward(sqlite_database: Database) -> None:
    floor = Floor(sqlite_database)
    first, second = floor.come(), floor.come()
    floor.line(line.prioritise, second, priority="elderly")
    assert floor.ticket(second).priority_checked
    assert [called(floor.at(1, call.call_next)) for _ in range(2)] == [second, first]


def test_a_class_that_was_claimed_in_vain_is_taken_away(sqlite_database: Database) -> None:
    floor = Floor(sqlite_database)
    first, second = floor.come(), floor.come(priority="elderly")
    floor.line(line.prioritise, second, priority="regular")
    assert [called(floor.at(1, call.call_next)) for _ in range(2)] == [first, second]


def test_a_class_that_is_switched_off_brings_nobody_forward(sqlite_database: Database) -> None:
    floor = Floor(sqlite_database)
    first, second = floor.come(), floor.come(priority="elderly")
    policy = HallRules().policy
    off = tuple(replace(one, on=one.id != "elderly") for one in policy.classes)
    floor.rules(HallRules(policy=replace(policy, classes=off)))
    with floor.refuses(Refusal.NO_SUCH_CLASS):
        floor.line(line.prioritise, first, priority="elderly")
    assert [called(floor.at(1, call.call_next)) for _ in range(2)] == [first, second]


# ---- what all of them refuse ----


@pytest.mark.parametrize("name", USE_CASES)
def test_a_ticket_nobody_knows_cannot_be_moved(sqlite_database: Database, name: str) -> None:
    floor = Floor(sqlite_database)
    use_case, more = USE_CASES[name]
    with floor.refuses(Refusal.NO_SUCH_TICKET):
        floor.line(use_case, "f" * 32, **more)


@pytest.mark.parametrize("name", USE_CASES)
def test_a_ticket_that_changed_since_it_was_seen_stays_as_it_is(database: Database, name: str) -> None:
    floor = Floor(database)
    citizen = missed(floor) if name == "rejoin" else floor.come()
    use_case, more = USE_CASES[name]
    seen = floor.ticket(citizen).version
    with floor.refuses(StaleTicket):
        floor.line(use_case, citizen, version=seen - 1, **more)
    with floor.refuses(StaleTicket):
        floor.line(use_case, citizen, version=seen + 1, **more)
    floor.line(use_case, citizen, version=seen, **more)
    assert floor.ticket(citizen).version == seen + 1


@pytest.mark.parametrize("name", USE_CASES)
def test_a_visit_that_is_over_stays_over(sqlite_database: Database, name: str) -> None:
    floor = Floor(sqlite_database)
    finished, cancelled = floor.come(), floor.come()
    floor.at(1, call.call_next)
    floor.at(1, attend.finish)
    floor.line(line.cancel, cancelled, reason="")
    use_case, more = USE_CASES[name]
    for citizen in (finished, cancelled):
        with floor.refuses(Refusal.TOO_LATE_TO_COME_BACK if name == "rejoin" else IllegalMove):
            floor.wait(61)
            floor.line(use_case, citizen, **more)


@pytest.mark.parametrize("name", ["redirect", "prioritise"])
def test_who_waited_yesterday_is_left_to_yesterday(sqlite_database: Database, name: str) -> None:
    floor = Floor(sqlite_database)
    citizen = floor.come()
    floor.wait(24 * 60)
    use_case, more = USE_CASES[name]
    with floor.refuses(Refusal.ANOTHER_DAY):
        floor.line(use_case, citizen, **more)


@pytest.mark.parametrize("name", USE_CASES)
def test_the_same_key_again_gets_the_first_answer(database: Database, name: str) -> None:
    floor = Floor(database)
    citizen = missed(floor) if name == "rejoin" else floor.come("a b")
    use_case, more = USE_CASES[name]
    first = floor.line(use_case, citizen, key="one", **more)
    before = floor.everything()
    floor.wait(300)
    assert floor.line(use_case, citizen, key="one", **more) == first
    assert floor.everything() == before


@pytest.mark.parametrize("name", USE_CASES)
def test_the_same_key_for_another_citizen_is_refused(database: Database, name: str) -> None:
    floor = Floor(database)
    other = floor.come("b")
    citizen = missed(floor) if name == "rejoin" else floor.come()
    use_case, more = USE_CASES[name]
    floor.line(use_case, citizen, key="one", **more)
    with floor.refuses(Refusal.KEY_CONFLICT):
        floor.line(use_case, other, key="one", **more)
