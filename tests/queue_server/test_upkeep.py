"""What time itself does: holds run out, days end."""

import pytest

from models.store.database import Database
from models.store.hall_log import ClockWentBack
from models.ticket import AT_COUNTER, OVER, EventKind, Outcome, TicketState
from queue_server import attend, call, line
from queue_server.desk import close_counter, open_counter
from queue_server.refusal import Refusal
from queue_server.upkeep import NOT_OVER
from tests.helpers.floor import Floor, called
from tests.helpers.halls import KioskLog, hand_over, moment_ms, view, whole_log


def one_in_each_state(floor: Floor) -> dict[str, TicketState]:
    """A ticket in every state there is, by public id."""
    citizens: dict[str, TicketState] = {}

    def there(citizen: str, state: TicketState) -> None:
        citizens[citizen] = state

    def brought() -> str:
        citizen = floor.come()
        assert called(floor.at(1, call.call_next)) == citizen
        return citizen

    there(brought(), TicketState.HELD)
    floor.at(1, attend.hold, 240, "")
    there(brought(), TicketState.NO_SHOW)
    floor.at(1, call.no_show)
    there(brought(), TicketState.FINISHED)
    floor.at(1, attend.finish)
    there(floor.come(), TicketState.CANCELLED)
    floor.line(line.cancel, next(reversed(citizens)), reason="")
    there(brought(), TicketState.SERVING)
    floor.at(1, attend.serve)
    there(floor.come(), TicketState.CALLED)
    floor.at(3, call.call_next)
    there(floor.book(moment_ms(9)), TicketState.BOOKED)
    there(floor.come(), TicketState.WAITING)
    return citizens


def test_a_hold_that_ran_out_puts_the_citizen_back_into_the_line(database: Database) -> None:
    floor = Floor(database)
    citizen = floor.come()
    floor.at(1, call.call_next)
    floor.at(1, attend.hold, 15, "")
    floor.wait(14)
    later = floor.come()
    assert floor.keep_up() == 0
    floor.wait(1)
    assert floor.keep_up() == 1
    ticket = floor.ticket(citizen)
    assert (ticket.state, ticket.held_by, ticket.held_until_ms) == (TicketState.WAITING, None, None)
    event = whole_log(database)[-1]
    assert (event.kind, event.actor, event.body["owner"]) == (EventKind.TICKET_RELEASED, "hall", "s1")
    assert [called(floor.at(3, call.call_next)) for _ in range(2)] == [citizen, later]


def test_keeping_up_again_does_nothing(database: Database) -> None:
    floor = Floor(database)
    one_in_each_state(floor)
    floor.wait(24 * 60)
    assert floor.keep_up() == len(NOT_OVER)
    before = floor.everything()
    assert floor.keep_up() == 0
    assert floor.everything() == before


def test_the_end_of_the_day_ends_every_visit_that_is_not_over(database: Database) -> None:
    floor = Floor(database)
    citizens = one_in_each_state(floor)
    assert set(citizens.values()) == set(TicketState) - {TicketState.EXPIRED}
    floor.wait(16 * 60 - 1)  # 23:59
    assert [floor.ticket(one).state for one in citizens] == list(citizens.values())
    floor.keep_up()
    still = [floor.ticket(one).state for one in citizens]
    assert TicketState.EXPIRED not in still
    floor.wait(2)
    floor.keep_up()
    for one, state in citizens.items():
        assert floor.ticket(one).state is (state if state in OVER else TicketState.EXPIRED)


def test_what_ends_with_the_day_is_told_in_the_record_of_that_day(database: Database) -> None:
    floor = Floor(database)
    floor.come()
    floor.wait(24 * 60)
    floor.keep_up()
    event = whole_log(database)[-1]
    assert (event.kind, event.actor, event.before, event.after) == (
        EventKind.TICKET_EXPIRED,
        "hall",
        "waiting",
        "expired",
    )
    (day,) = {row[-1] for row in floor.everything()["event"]}
    assert f"{day}" == "2026-11-20"


def test_a_booking_for_tomorrow_does_not_end_today(database: Database) -> None:
    floor = Floor(database)
    citizen = floor.book(moment_ms(9, day=21), day=21)
    floor.wait(24 * 60)
    assert floor.keep_up() == 0
    assert floor.ticket(citizen).state is TicketState.BOOKED


def test_a_push_that_comes_after_midnight_is_of_the_day_before_and_ends_with_it(database: Database) -> None:
    floor = Floor(database)
    kiosk = KioskLog()
    kiosk.issue("a", "A", moment_ms(16))
    floor.now_ms = moment_ms(0, 5, day=21)
    hand_over(database, kiosk.push(floor.now_ms), floor.now_ms)
    assert called(floor.at(1, call.call_next)) is None
    assert floor.keep_up() == 1


@pytest.mark.parametrize("state", sorted(AT_COUNTER))
def test_who_stands_at_a_counter_at_midnight_cannot_be_moved_any_more(
    database: Database, state: TicketState
) -> None:
    floor = Floor(database)
    floor.now_ms = moment_ms(23, 59)
    citizen = floor.come()
    floor.at(1, call.call_next)
    if state is TicketState.SERVING:
        floor.at(1, attend.serve)
    floor.wait(1)
    for deed in (attend.serve, attend.finish, call.recall, call.no_show):
        with floor.refuses(Refusal.NO_TICKET_HERE):
            floor.at(1, deed)
    assert view(database, floor.now_ms).counters[0].ticket_number is None
    tomorrow = floor.come()
    assert called(floor.at(1, call.call_next)) == tomorrow
    assert floor.keep_up() == 1
    assert floor.ticket(citizen).state is TicketState.EXPIRED
    assert floor.ticket(tomorrow).state is TicketState.CALLED


def test_who_waited_yesterday_is_not_called_today(database: Database) -> None:
    floor = Floor(database)
    floor.come()
    floor.wait(24 * 60)
    today = floor.come()
    assert [called(floor.at(1, call.call_next)) for _ in range(2)] == [today, None]


def test_a_counter_can_be_closed_over_what_yesterday_left_at_it(database: Database) -> None:
    floor = Floor(database)
    floor.come()
    floor.at(1, call.call_next)
    floor.wait(24 * 60)
    floor.counter(1, close_counter)
    assert not view(database, floor.now_ms).counters[0].open


def test_a_finish_at_midnight_ends_the_visit_as_it_was_meant(database: Database) -> None:
    floor = Floor(database)
    floor.now_ms = moment_ms(23, 59)
    citizen = floor.come()
    floor.at(1, call.call_next)
    floor.wait(seconds=59)
    floor.at(1, attend.finish, Outcome.RESULT_GIVEN)
    floor.wait(seconds=2)
    assert floor.keep_up() == 0
    assert floor.ticket(citizen).state is TicketState.FINISHED


def test_a_clock_that_went_back_moves_nothing(database: Database) -> None:
    floor = Floor(database)
    floor.come()
    floor.now_ms = moment_ms(8, day=21)
    floor.come()
    floor.at(1, call.call_next)
    floor.at(1, attend.hold, 1, "")
    floor.now_ms = moment_ms(7, 57, day=21)
    with floor.refuses(ClockWentBack):
        floor.keep_up()  # yesterday's ticket is due, but by which clock?


# ---- counters that were left open ----


def test_a_counter_that_was_left_open_is_closed_for_the_night(database: Database) -> None:
    floor = Floor(database)
    floor.counter(1, open_counter)
    floor.wait(24 * 60)
    floor.keep_up()
    stands = view(database, floor.now_ms).counters[0]
    assert (stands.number, stands.open) == (1, False)
    event = whole_log(database)[-1]
    assert (event.kind, event.actor, event.body["counter"]) == (EventKind.COUNTER_CLOSED, "hall", 1)


def test_nobody_is_sent_to_a_counter_that_was_open_yesterday(database: Database) -> None:
    floor = Floor(database)
    floor.counter(3, open_counter, by=3)
    floor.wait(24 * 60)
    floor.keep_up()
    floor.counter(1, open_counter)
    citizen = floor.come()
    assert called(floor.at(1, call.call_next)) == citizen
    with floor.refuses(Refusal.COUNTER_CLOSED):
        floor.at(1, attend.transfer, attend.Goal(counter=3), "")


def test_a_counter_opened_today_stays_open(database: Database) -> None:
    floor = Floor(database)
    floor.counter(1, open_counter)
    floor.wait(5 * 60)
    assert floor.keep_up() == 0
    assert view(database, floor.now_ms).counters[0].open


def test_whom_a_clerk_held_who_goes_home_any_counter_may_take(database: Database) -> None:
    floor = Floor(database)
    citizen = floor.come()
    floor.at(1, call.call_next)
    floor.at(1, attend.hold, 240, "")
    floor.counter(1, close_counter)
    assert called(floor.at(3, call.call_next)) == citizen


def test_whom_a_clerk_held_who_only_moves_stays_held(database: Database) -> None:
    floor = Floor(database)
    citizen = floor.come()
    floor.at(1, call.call_next)
    floor.at(1, attend.hold, 240, "")
    floor.counter(2, open_counter, by=1)
    assert floor.ticket(citizen).state is TicketState.HELD
