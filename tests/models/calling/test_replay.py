"""A day read back from its log: who came, who served, and what became of them."""

from random import Random

import pytest

from models.calling.mornings import MINUTE_MS, OPENS_MS, Morning, World, draw_morning
from models.calling.policy import APPOINTMENT, REGULAR, Policy, Rule
from models.calling.replay import NO_SHOW_MS, OPEN_END_MS, Day, replay_day
from models.calling.simulation import Outcome, Visit, simulate
from models.event_log import Event
from models.ticket import EventKind, TicketState

SKILLS = {1: ["a"], 2: ["a", "b"]}
S = TicketState
K = EventKind


class Log:
    """Writes events as the hall does. Minutes after opening."""

    def __init__(self) -> None:
        self.events: list[Event] = []

    def counter(self, kind: EventKind, minute: float, number: int) -> None:
        self._add(kind, minute, "", None, None, {"counter": number})

    def ticket(
        self,
        kind: EventKind,
        minute: float,
        name: str,
        before: str | None,
        after: str | None,
        **body: str | int,
    ) -> None:
        self._add(kind, minute, name, before, after, {"service_id": "a", "priority": REGULAR, **body})

    def come(self, minute: float, name: str, **body: str | int) -> None:
        self.ticket(K.TICKET_ISSUED, minute, name, None, S.WAITING, **body)

    def call(self, minute: float, name: str, counter: int = 1, **body: str | int) -> None:
        self.ticket(K.TICKET_CALLED, minute, name, S.WAITING, S.CALLED, counter=counter, **body)

    def finish(self, minute: float, name: str) -> None:
        self.ticket(K.SERVICE_FINISHED, minute, name, S.CALLED, S.FINISHED)

    def day(self) -> Day:
        return replay_day(self.events, SKILLS, Policy(), Random(1))

    def visits(self) -> dict[str, Visit]:
        return {one.id: one for one in self.day().visits}

    def outcomes(self) -> dict[str, Outcome]:
        return {one.visit.id: one for one in self.day().outcomes or ()}

    def _add(
        self,
        kind: EventKind,
        minute: float,
        name: str,
        before: str | None,
        after: str | None,
        body: dict[str, str | int | float | None],
    ) -> None:
        self.events.append(
            Event(
                seq=len(self.events) + 1,
                kind=kind,
                at_ms=at(minute),
                actor="test",
                ticket_id=name,
                before=before,
                after=after,
                body=body,
            )
        )


def at(minute: float) -> int:
    return OPENS_MS + round(minute * MINUTE_MS)


def test_a_citizen_who_was_served_is_a_visit_with_its_real_length() -> None:
    log = Log()
    log.come(3, "t", arrived_at_ms=at(2), counts_from_ms=at(2))
    log.call(10, "t", counter=2)
    log.ticket(K.SERVICE_STARTED, 11, "t", S.CALLED, S.SERVING)
    log.ticket(K.SERVICE_FINISHED, 22, "t", S.SERVING, S.FINISHED)
    visit = Visit(
        id="t/1",
        service_id="a",
        priority=REGULAR,
        arrived_ms=at(2),
        counts_from_ms=at(2),
        service_ms=12 * MINUTE_MS,
    )
    assert log.day().outcomes == [Outcome(visit=visit, called_ms=at(10), counter=2, overtaken=0, left=False)]


def test_a_booking_is_a_visit_once_the_citizen_has_come() -> None:
    log = Log()
    log.ticket(K.TICKET_BOOKED, -60, "t", None, S.BOOKED, priority=APPOINTMENT)
    log.ticket(K.TICKET_BOOKED, -60, "never", None, S.BOOKED, priority=APPOINTMENT)
    log.ticket(
        K.TICKET_CHECKED_IN, 5, "t", S.BOOKED, S.WAITING,
        priority=APPOINTMENT, arrived_at_ms=at(5), counts_from_ms=at(30),
    )  # fmt: skip
    log.ticket(K.TICKET_EXPIRED, 600, "never", S.BOOKED, S.EXPIRED)
    (visit,) = log.visits().values()
    assert (visit.priority, visit.arrived_ms, visit.waits_from_ms) == (APPOINTMENT, at(5), at(30))


def test_who_was_not_served_would_have_taken_as_long_as_somebody_else_that_day() -> None:
    log = Log()
    log.come(0, "served")
    log.come(1, "waits")
    log.come(2, "other", service_id="b")
    log.call(3, "served")
    log.finish(10, "served")
    visits = log.visits()
    assert visits["waits/1"].service_ms == 7 * MINUTE_MS
    assert visits["other/1"].service_ms > 0


def test_a_service_that_goes_on_at_the_end_of_the_log_has_no_known_length() -> None:
    log = Log()
    log.come(0, "done")
    log.come(1, "going on")
    log.call(3, "done")
    log.finish(10, "done")
    log.call(10, "going on")
    assert log.visits()["going on/1"].service_ms == 7 * MINUTE_MS


def test_who_did_not_come_does_not_come_under_another_rule_either() -> None:
    log = Log()
    log.come(0, "t")
    log.call(1, "t")
    log.ticket(K.TICKET_NO_SHOW, 4, "t", S.CALLED, S.NO_SHOW)
    assert not log.visits()["t/1"].comes
    assert log.day().no_show_ms == 3 * MINUTE_MS


def test_on_a_day_when_all_came_an_empty_call_is_taken_to_last_two_minutes() -> None:
    assert Log().day() == Day(visits=[], desks=[], policy=Policy(), no_show_ms=NO_SHOW_MS, outcomes=[])


def test_who_comes_back_after_a_missed_call_is_a_second_visit_that_keeps_what_it_waited() -> None:
    log = Log()
    log.come(0, "t")
    log.call(10, "t")
    log.ticket(K.TICKET_NO_SHOW, 12, "t", S.CALLED, S.NO_SHOW)
    log.ticket(K.TICKET_REJOINED, 20, "t", S.NO_SHOW, S.WAITING, counts_from_ms=at(10))
    second = log.visits()["t/2"]
    assert (second.arrived_ms, second.counts_from_ms, second.comes) == (at(20), at(10), True)


def test_who_is_sent_on_is_a_second_visit_for_the_other_service() -> None:
    log = Log()
    log.come(0, "t")
    log.call(5, "t")
    log.ticket(K.TICKET_TRANSFERRED, 8, "t", S.CALLED, S.WAITING, service_id="b")
    visits = log.visits()
    assert visits["t/1"].service_ms == 3 * MINUTE_MS
    assert (visits["t/2"].service_id, visits["t/2"].arrived_ms) == ("b", at(8))
    assert visits["t/2"].counts_from_ms == at(0)


def test_who_is_sent_to_another_line_while_waiting_remains_one_visit() -> None:
    log = Log()
    log.come(0, "t")
    log.ticket(K.TICKET_TRANSFERRED, 2, "t", S.WAITING, S.WAITING, service_id="b")
    log.ticket(K.PRIORITY_SET, 3, "t", S.WAITING, S.WAITING, service_id="b", priority="elderly")
    (visit,) = log.visits().values()
    assert (visit.service_id, visit.priority, visit.arrived_ms) == ("b", "elderly", at(0))


def test_time_at_the_counter_after_a_hold_belongs_to_the_same_service() -> None:
    log = Log()
    log.come(0, "t")
    log.call(5, "t")
    log.ticket(K.TICKET_HELD, 8, "t", S.CALLED, S.HELD)
    log.ticket(K.TICKET_RESUMED, 30, "t", S.HELD, S.SERVING, counter=1)
    log.ticket(K.SERVICE_FINISHED, 34, "t", S.SERVING, S.FINISHED)
    (visit,) = log.visits().values()
    assert visit.service_ms == (3 + 4) * MINUTE_MS
    assert log.outcomes()["t/1"].called_ms == at(5)


def test_who_cancelled_had_patience_until_then() -> None:
    log = Log()
    log.come(0, "t")
    log.ticket(K.TICKET_CANCELLED, 25, "t", S.WAITING, S.CANCELLED)
    assert log.visits()["t/1"].patience_ms == 25 * MINUTE_MS
    assert log.outcomes()["t/1"].left


def test_a_day_is_over_when_nobody_waits_and_nobody_is_served() -> None:
    log = Log()
    log.come(0, "served")
    log.come(1, "too late")
    log.come(2, "gone")
    assert log.day().until_ms == at(2)
    log.ticket(K.TICKET_CANCELLED, 3, "gone", S.WAITING, S.CANCELLED)
    log.call(4, "served")
    log.ticket(K.TICKET_EXPIRED, 5, "too late", S.WAITING, S.EXPIRED)
    assert log.day().until_ms == at(5)
    log.finish(6, "served")
    assert log.day().until_ms is None


def test_a_call_that_was_taken_back_did_not_happen() -> None:
    log = Log()
    log.come(0, "t")
    log.call(5, "t")
    log.ticket(K.MOVE_UNDONE, 5.1, "t", S.CALLED, S.WAITING)
    assert log.outcomes()["t/1"].called_ms is None
    log.call(9, "t", counter=2)
    assert (log.outcomes()["t/1"].called_ms, log.outcomes()["t/1"].counter) == (at(9), 2)


@pytest.mark.parametrize(
    ("kind", "state"),
    [(K.SERVICE_FINISHED, S.FINISHED), (K.TICKET_NO_SHOW, S.NO_SHOW), (K.TICKET_TRANSFERRED, S.WAITING)],
)
def test_an_end_that_was_taken_back_leaves_one_service_of_the_whole_length(
    kind: EventKind, state: str
) -> None:
    log = Log()
    log.come(0, "t")
    log.call(5, "t")
    log.ticket(kind, 8, "t", S.CALLED, state)
    log.ticket(K.MOVE_UNDONE, 8, "t", state, S.CALLED)
    log.finish(15, "t")
    (visit,) = log.visits().values()
    assert (visit.service_ms, visit.comes) == (10 * MINUTE_MS, True)


def test_what_a_log_tells_of_a_ticket_it_never_issued_is_left_out() -> None:
    log = Log()
    log.finish(15, "yesterday's")
    log.ticket(K.MOVE_UNDONE, 16, "yesterday's", S.FINISHED, S.SERVING)
    assert not log.visits()


def test_counters_work_from_opening_to_closing_without_their_pauses() -> None:
    log = Log()
    log.counter(K.COUNTER_OPENED, 0, 1)
    log.counter(K.COUNTER_OPENED, 1, 1)
    log.counter(K.COUNTER_PAUSED, 60, 1)
    log.counter(K.COUNTER_RESUMED, 75, 1)
    log.counter(K.COUNTER_CLOSED, 120, 1)
    log.counter(K.COUNTER_CLOSED, 121, 1)
    log.come(130, "last")
    (desk,) = log.day().desks
    assert (desk.number, desk.service_ids) == (1, ["a"])
    assert desk.shifts == [(at(0), at(60)), (at(75), at(120))]


def test_counters_that_were_open_when_the_last_citizen_came_stay_until_all_are_served() -> None:
    log = Log()
    log.counter(K.COUNTER_OPENED, 0, 1)
    log.counter(K.COUNTER_OPENED, 5, 2)
    log.come(130, "last")
    log.counter(K.COUNTER_CLOSED, 140, 1)
    assert [desk.shifts for desk in log.day().desks] == [[(at(0), OPEN_END_MS)], [(at(5), OPEN_END_MS)]]


def test_a_counter_that_called_was_open_and_gave_that_service_whatever_else_is_known_of_it() -> None:
    log = Log()
    log.come(0, "t", service_id="z")
    log.call(5, "t", counter=9, service_id="z")
    (desk,) = log.day().desks
    assert (desk.number, desk.service_ids, desk.shifts) == (9, ["z"], [(at(5), OPEN_END_MS)])


def test_overtakes_are_counted_as_they_happened() -> None:
    log = Log()
    log.come(0, "first")
    log.come(1, "gone")
    log.come(2, "other", service_id="b")
    log.come(3, "late")
    log.ticket(K.TICKET_CANCELLED, 4, "gone", S.WAITING, S.CANCELLED)
    log.call(5, "late", counter=1)
    log.call(6, "first", counter=2)
    log.come(7, "after")
    overtaken = {name: one.overtaken for name, one in log.outcomes().items()}
    assert overtaken == {"first/1": 1, "gone/1": 0, "other/1": 0, "late/1": 0, "after/1": 0}


@pytest.mark.parametrize("rule", Rule)
def test_a_played_morning_written_into_a_log_is_read_back_as_it_was(rule: Rule) -> None:
    policy = Policy(rule=rule)
    morning = draw_morning(World(no_show=0.1), Random(4))
    outcomes = simulate(morning.visits, morning.desks, policy, no_show_ms=MINUTE_MS)
    skills = {one.number: one.service_ids for one in morning.desks}
    day = replay_day(written(morning, outcomes), skills, policy, Random(1))
    assert [(one.called_ms, one.counter, one.overtaken) for one in day.outcomes or ()] == [
        (one.called_ms, one.counter, one.overtaken) for one in outcomes
    ]
    again = simulate(day.visits, day.desks, policy, no_show_ms=day.no_show_ms)
    assert [one.called_ms for one in again] == [one.called_ms for one in outcomes]


def written(morning: Morning, outcomes: list[Outcome]) -> list[Event]:
    """The log of a hall in which everything went as it was played."""
    log = Log()
    for desk in morning.desks:
        for (start_ms, end_ms), kind in zip(desk.shifts, (K.COUNTER_OPENED, K.COUNTER_RESUMED), strict=True):
            log.counter(kind, minute(start_ms), desk.number)
            log.counter(K.COUNTER_PAUSED, minute(end_ms), desk.number)
    for one in outcomes:
        visit, called_ms = one.visit, one.called_ms or 0
        body = {"service_id": visit.service_id, "priority": visit.priority}
        log.come(
            minute(visit.arrived_ms),
            visit.id,
            arrived_at_ms=visit.arrived_ms,
            counts_from_ms=visit.counts_from_ms,
            **body,
        )
        log.call(minute(called_ms), visit.id, one.counter or 0, **body)
        ends_ms = called_ms + (visit.service_ms if visit.comes else MINUTE_MS)
        kind, state = (K.SERVICE_FINISHED, S.FINISHED) if visit.comes else (K.TICKET_NO_SHOW, S.NO_SHOW)
        log.ticket(kind, minute(ends_ms), visit.id, S.CALLED, state, **body)
    return sorted(log.events, key=lambda event: event.at_ms)


def minute(at_ms: int) -> float:
    return (at_ms - OPENS_MS) / MINUTE_MS
