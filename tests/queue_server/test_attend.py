"""What a counter does with the citizen before it."""

from functools import partial

import pytest

from models.calling.policy import APPOINTMENT, REGULAR
from models.store.database import Database
from models.ticket import EventKind, IllegalMove, Outcome, TicketState
from models.turn import MINUTE_MS
from queue_server import attend, call
from queue_server.attend import Goal
from queue_server.desk import close_counter, open_counter
from queue_server.refusal import Refusal
from tests.helpers.floor import Floor, called
from tests.helpers.halls import whole_log

ONE_HOUR_MS = 60 * MINUTE_MS


def last_body(floor: Floor) -> dict[str, object]:
    return dict(whole_log(floor.database)[-1].body)


def bring(floor: Floor, service_ids: str = "a", *, at: int = 1, served: bool = False) -> str:
    """A citizen who is called to that counter; the public id."""
    citizen = floor.come(service_ids)
    assert called(floor.at(at, call.call_next)) == citizen
    if served:
        floor.at(at, attend.serve)
    return citizen


# ---- finish ----


def test_a_finished_ticket_keeps_how_it_ended(database: Database) -> None:
    floor = Floor(database)
    citizen = bring(floor, served=True)
    floor.at(1, attend.finish, Outcome.PAPERS_MISSING)
    assert floor.ticket(citizen).state is TicketState.FINISHED
    assert floor.ticket(citizen).outcome == last_body(floor)["outcome"] == "papers_missing"


def test_what_is_finished_without_a_word_is_done(database: Database) -> None:
    floor = Floor(database)
    citizen = bring(floor)
    floor.at(1, attend.finish)
    assert floor.ticket(citizen).outcome == "done"


@pytest.mark.parametrize(
    "deed",
    [
        attend.serve,
        attend.finish,
        call.recall,
        call.no_show,
        partial(attend.hold, minutes=5, reason=""),
        partial(attend.transfer, goal=Goal(service_id="b"), reason=""),
        partial(attend.add_service, service_id="b"),
        partial(attend.set_priority, priority="elderly"),
    ],
)
def test_nothing_can_be_done_with_nobody(sqlite_database: Database, deed: object) -> None:
    floor = Floor(sqlite_database)
    floor.come()
    with floor.refuses(Refusal.NO_TICKET_HERE):
        floor.at(1, deed)  # type: ignore[arg-type]


# ---- several procedures in one visit ----


def test_the_next_part_of_a_visit_goes_on_at_once_where_it_is_done_here(database: Database) -> None:
    floor = Floor(database)
    citizen = bring(floor, "a b", at=3, served=True)
    answer = floor.at(3, attend.finish, Outcome.DOSSIER_RECEIVED)
    ticket = floor.ticket(citizen)
    assert (ticket.state, ticket.service_id, ticket.then_service_ids) == (TicketState.SERVING, "b", ())
    assert called(answer) == citizen
    event = whole_log(database)[-1]
    assert (event.kind, event.before, event.after) == (EventKind.SERVICE_CONTINUED, "serving", "serving")
    assert event.body["finished_service_id"] == "a"
    assert event.body["service_id"] == "b"
    assert event.body["outcome"] == "dossier_received"


def test_the_next_part_of_a_visit_waits_elsewhere_from_when_the_citizen_came(database: Database) -> None:
    floor = Floor(database)
    citizen = bring(floor, "a b", served=True)
    floor.wait(30)
    later = floor.come("b")
    floor.wait(10)
    floor.at(1, attend.finish)
    ticket = floor.ticket(citizen)
    assert (ticket.state, ticket.service_id, ticket.then_service_ids) == (TicketState.WAITING, "b", ())
    assert ticket.counts_from_ms == ticket.arrived_at_ms < floor.ticket(later).counts_from_ms
    assert called(floor.at(2, call.call_next)) == citizen
    assert called(floor.at(2, call.call_next)) == later


def test_calling_the_next_does_not_send_away_who_has_more_to_do_here(database: Database) -> None:
    floor = Floor(database)
    citizen = bring(floor, "a b a", at=3)
    other = floor.come()
    assert [called(floor.at(3, call.call_next)) for _ in range(3)] == [citizen, citizen, other]
    assert floor.ticket(citizen).state is TicketState.FINISHED


def test_calling_the_next_sends_on_who_has_more_to_do_elsewhere(database: Database) -> None:
    floor = Floor(database)
    citizen = bring(floor, "a b")
    other = floor.come()
    assert called(floor.at(1, call.call_next)) == other
    assert floor.ticket(citizen).state is TicketState.WAITING


def test_a_procedure_that_came_up_at_the_counter_is_done_last(database: Database) -> None:
    floor = Floor(database)
    citizen = bring(floor, "a b")
    floor.at(1, attend.add_service, "a")
    assert floor.ticket(citizen).then_service_ids == ("b", "a")
    assert floor.ticket(citizen).state is TicketState.CALLED


def test_a_procedure_the_hall_does_not_have_cannot_be_added(sqlite_database: Database) -> None:
    floor = Floor(sqlite_database)
    bring(floor)
    with floor.refuses(Refusal.NO_SUCH_SERVICE):
        floor.at(1, attend.add_service, "tax")


# ---- hold and resume ----


def test_a_held_citizen_leaves_the_counter_free_and_comes_back_to_it(database: Database) -> None:
    floor = Floor(database)
    citizen = bring(floor, served=True)
    other = floor.come()
    floor.at(1, attend.hold, 15, "photocopy")
    held = floor.ticket(citizen)
    assert (held.state, held.held_by, held.held_until_ms) == (
        TicketState.HELD,
        "s1",
        floor.now_ms + 15 * MINUTE_MS,
    )
    assert last_body(floor) | {"reason": "photocopy", "owner": "s1"} == last_body(floor)
    assert called(floor.at(1, call.call_next)) == other
    with floor.refuses(Refusal.TICKET_AT_COUNTER):
        floor.at(1, attend.resume, citizen)
    floor.at(1, attend.finish)
    assert called(floor.at(1, attend.resume, citizen)) == citizen
    back = floor.ticket(citizen)
    assert (back.state, back.held_by, back.held_until_ms) == (TicketState.SERVING, None, None)


def test_nobody_calls_who_is_held(database: Database) -> None:
    floor = Floor(database)
    bring(floor)
    floor.at(1, attend.hold, 15, "")
    assert [called(floor.at(number, call.call_next)) for number in (1, 3)] == [None, None]


def test_who_is_held_for_one_person_is_not_taken_by_another(database: Database) -> None:
    floor = Floor(database)
    citizen = bring(floor)
    floor.at(1, attend.hold, 15, "")
    with floor.refuses(Refusal.HELD_BY_OTHER):
        floor.at(3, attend.resume, citizen)


def test_a_hold_follows_its_person_to_another_counter(database: Database) -> None:
    floor = Floor(database)
    citizen = bring(floor)
    floor.at(1, attend.hold, 15, "")
    floor.counter(3, open_counter, by=1)
    floor.at(3, attend.resume, citizen, by=1)
    assert floor.ticket(citizen).counter_number == 3


@pytest.mark.parametrize("state", ["waiting", "called", "finished", "unknown"])
def test_only_who_is_held_can_be_taken_back(sqlite_database: Database, state: str) -> None:
    floor = Floor(sqlite_database)
    citizen = floor.come()
    if state in ("called", "finished"):
        floor.at(1, call.call_next)
    if state == "finished":
        floor.at(1, attend.finish)
    with floor.refuses(Refusal.NO_SUCH_TICKET if state == "unknown" else IllegalMove):
        floor.at(3, attend.resume, "f" * 32 if state == "unknown" else citizen)


def test_who_was_held_yesterday_is_not_taken_back_today(database: Database) -> None:
    floor = Floor(database)
    citizen = bring(floor)
    floor.at(1, attend.hold, 240, "")
    floor.wait(24 * 60)
    with floor.refuses(Refusal.ANOTHER_DAY):
        floor.at(1, attend.resume, citizen)


# ---- transfer ----


def test_who_is_sent_to_another_service_keeps_what_was_waited(database: Database) -> None:
    floor = Floor(database)
    citizen = bring(floor, served=True)
    floor.wait(20)
    other = floor.come("b")
    floor.at(1, attend.transfer, Goal(service_id="b"), "wrong line")
    ticket = floor.ticket(citizen)
    assert (ticket.state, ticket.service_id, ticket.sent_to) == (TicketState.WAITING, "b", "")
    assert ticket.counts_from_ms == ticket.arrived_at_ms
    assert last_body(floor) | {"reason": "wrong line", "from_service_id": "a"} == last_body(floor)
    assert [called(floor.at(2, call.call_next)) for _ in range(2)] == [citizen, other]


def test_who_is_sent_to_a_counter_is_called_there_alone_and_before_all_others(database: Database) -> None:
    floor = Floor(database)
    earlier = floor.come()
    citizen = bring(floor, "b", at=2)
    floor.at(2, attend.transfer, Goal(counter=1), "signature")
    assert floor.ticket(citizen).sent_to == "counter:1"
    assert called(floor.at(2, call.call_next)) is None
    answer = floor.at(1, call.call_next)
    assert called(answer) == citizen  # though the counter gives another service, and somebody was earlier
    assert answer.ticket is not None
    assert answer.ticket.why is not None
    assert answer.ticket.why.reason == "sent_here"
    assert floor.ticket(citizen).sent_to == ""
    assert called(floor.at(1, call.call_next)) == earlier


def test_who_is_sent_to_a_person_is_called_wherever_that_person_sits(database: Database) -> None:
    floor = Floor(database)
    citizen = bring(floor)
    floor.at(1, attend.transfer, Goal(login="s3"), "")
    assert called(floor.at(1, call.call_next)) is None
    floor.counter(2, open_counter, by=3)
    assert floor.ticket(citizen).sent_to == "staff:s3"
    assert called(floor.at(2, call.call_next, by=3)) == citizen


@pytest.mark.parametrize(
    ("goal", "why"),
    [
        (Goal(service_id="tax"), Refusal.NO_SUCH_SERVICE),
        (Goal(counter=9), Refusal.NO_SUCH_COUNTER),
        (Goal(counter=2), Refusal.COUNTER_CLOSED),
        (Goal(login="s2"), Refusal.NOT_AT_COUNTER),
        (Goal(login="nobody"), Refusal.NOT_AT_COUNTER),
    ],
)
def test_nobody_is_sent_where_nobody_is(sqlite_database: Database, goal: Goal, why: Refusal) -> None:
    floor = Floor(sqlite_database)
    floor.counter(2, close_counter)
    bring(floor)
    with floor.refuses(why):
        floor.at(1, attend.transfer, goal, "")


def test_when_the_counter_closes_who_was_sent_there_is_called_by_whoever_gives_the_service(
    database: Database,
) -> None:
    floor = Floor(database)
    citizen = bring(floor, at=3)
    floor.at(3, attend.transfer, Goal(counter=1), "")
    floor.counter(1, close_counter)
    assert floor.ticket(citizen).sent_to == ""
    told = [event.kind for event in whole_log(database)][-2:]
    assert told == [EventKind.TICKET_TRANSFERRED, EventKind.COUNTER_CLOSED]
    assert called(floor.at(3, call.call_next)) == citizen


def test_when_the_person_leaves_who_was_sent_to_them_is_called_by_others(database: Database) -> None:
    floor = Floor(database)
    citizen = bring(floor, at=3)
    floor.at(3, attend.transfer, Goal(login="s1"), "")
    floor.counter(1, close_counter)
    assert called(floor.at(3, call.call_next)) == citizen


def test_when_the_person_is_relieved_who_was_sent_to_the_counter_still_goes_there(
    database: Database,
) -> None:
    floor = Floor(database)
    to_counter, to_person = bring(floor, at=3), floor.come()
    floor.at(3, attend.transfer, Goal(counter=1), "")
    assert called(floor.at(3, call.call_next)) == to_person
    floor.at(3, attend.transfer, Goal(login="s1"), "")
    floor.counter(1, open_counter, by=2)
    assert floor.ticket(to_counter).sent_to == "counter:1"
    assert floor.ticket(to_person).sent_to == ""
    assert called(floor.at(1, call.call_next, by=2)) == to_counter


# ---- priority classes ----


def test_a_class_is_set_and_checked_by_who_sees_the_citizen(database: Database) -> None:
    floor = Floor(database)
    citizen = bring(floor)
    floor.at(1, attend.set_priority, "merit")
    ticket = floor.ticket(citizen)
    assert (ticket.priority, ticket.priority_checked, ticket.state) == ("merit", True, TicketState.CALLED)
    assert last_body(floor) | {"priority": "merit", "priority_before": REGULAR} == last_body(floor)


def test_a_class_the_hall_does_not_know_is_refused(sqlite_database: Database) -> None:
    floor = Floor(sqlite_database)
    bring(floor)
    with floor.refuses(Refusal.NO_SUCH_CLASS):
        floor.at(1, attend.set_priority, "vip")


# ---- moves the table does not have ----


@pytest.mark.parametrize("illegal", [attend.serve, call.recall, call.no_show])
def test_who_is_served_cannot_be_called_again_or_be_absent(
    sqlite_database: Database, illegal: object
) -> None:
    floor = Floor(sqlite_database)
    bring(floor, served=True)
    with floor.refuses(IllegalMove):
        floor.at(1, illegal)  # type: ignore[arg-type]


def test_a_visit_has_five_procedures_at_most_and_the_log_says_which_were_added(database: Database) -> None:
    floor = Floor(database)
    floor.come()
    floor.at(1, call.call_next)
    for _ in range(4):
        floor.at(1, attend.add_service, "b")
    assert whole_log(database)[-1].body["added_service_id"] == "b"
    with floor.refuses(Refusal.TOO_MANY_SERVICES):
        floor.at(1, attend.add_service, "b")


def test_the_next_call_says_honestly_that_nobody_said_how_the_last_service_ended(database: Database) -> None:
    floor = Floor(database)
    floor.come()
    floor.at(1, call.call_next)
    floor.at(1, call.call_next)
    assert whole_log(database)[-1].body["outcome"] == Outcome.NOT_SAID


def test_nobody_gets_the_class_of_appointments_without_one(database: Database) -> None:
    floor = Floor(database)
    floor.come()
    floor.at(1, call.call_next)
    with floor.refuses(Refusal.NO_SUCH_CLASS):
        floor.at(1, attend.set_priority, APPOINTMENT)
