"""What a hall does all day long takes no longer after years of work."""

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
from sqlalchemy import Connection, insert

from models.store.database import Database
from models.store.hall_log import Happening, append_events, read_day, read_since
from models.store.hall_tables import ticket as ticket_table
from models.store.hall_tickets import tickets_before
from models.ticket import MOVES, Move, Ticket, TicketState
from tests.helpers.halls import HALL, moment_ms, set_up_hall

TODAY = date(2026, 11, 20)
NOT_OVER = sorted({state for state, move in MOVES if move is Move.EXPIRE})
EVERY_STEPS = 10  # of SQLite's machine


def live(database: Database, days: int) -> None:
    """Ten citizens are served on each of the `days` before today, two are today's."""

    def work(connection: Connection) -> None:
        for back in range(days, -1, -1):
            day = TODAY - timedelta(days=back)
            for nth in range(10 if back else 2):
                ticket = Ticket(
                    id=f"K1.{back}.{nth}",
                    issuer_id="K1",
                    public_id=f"{back * 10 + nth:032x}",
                    service_id="a",
                    service_day=day,
                    number=f"A1-{nth:03d}",
                    state=TicketState.FINISHED if back else TicketState.WAITING,
                    arrived_at_ms=moment_ms(8),
                    counts_from_ms=moment_ms(8),
                )
                values = vars(ticket) | {"hall_id": HALL.id, "then_service_ids": []}
                connection.execute(insert(ticket_table), values)
                append_events(connection, HALL.id, [happened(ticket.id, day)])

    database.write(work).result()


def happened(ticket_id: str, day: date) -> Happening:
    return Happening(
        kind="ticket_called", at_ms=moment_ms(8), actor="-", ticket_id=ticket_id, service_day=day, body={}
    )


def steps_of(database: Database, work: Callable[[Connection], object]) -> int:
    """How many steps, in tens, SQLite takes for `work`."""
    taken = 0

    def another() -> int:
        nonlocal taken
        taken += 1
        return 0

    def measured(connection: Connection) -> None:
        work(connection)  # statements are put together once
        driver: Any = connection.connection.driver_connection
        driver.set_progress_handler(another, EVERY_STEPS)
        work(connection)
        driver.set_progress_handler(None, 0)

    database.read(measured).result()
    return taken


@pytest.mark.parametrize(
    "work",
    [
        lambda connection: tickets_before(connection, HALL.id, TODAY, NOT_OVER),
        lambda connection: read_since(connection, HALL.id, first_day=TODAY, after_seq=0),
        lambda connection: list(read_day(connection, HALL.id, TODAY)),
    ],
    ids=["what is left over", "what the forecast begins with", "a day's report"],
)
def test_the_years_before_cost_nothing(
    sqlite_database: Database, work: Callable[[Connection], object]
) -> None:
    set_up_hall(sqlite_database)
    live(sqlite_database, 200)
    assert steps_of(sqlite_database, work) < 40  # 2000 tickets and events take some 1000


def test_the_forecast_begins_with_a_booking_made_long_before_its_day(database: Database) -> None:
    set_up_hall(database)
    days = [TODAY - timedelta(days=9), TODAY, TODAY - timedelta(days=9), TODAY]
    happenings = [happened(f"t{nth}", day) for nth, day in enumerate(days)]
    database.write(lambda connection: append_events(connection, HALL.id, happenings)).result()

    def told(first_day: date, after_seq: int) -> list[str]:
        read = database.read(
            lambda connection: read_since(connection, HALL.id, first_day=first_day, after_seq=after_seq)
        )
        return [event.ticket_id for event in read.result()]

    assert told(TODAY, 0) == ["t1", "t3"]
    assert told(TODAY, 2) == ["t3"]
    assert told(TODAY + timedelta(days=1), 0) == []
    assert told(days[0], 0) == ["t0", "t1", "t2", "t3"]


@pytest.mark.parametrize("state", NOT_OVER)
def test_no_state_that_can_expire_is_left_out(database: Database, state: TicketState) -> None:
    set_up_hall(database)
    live(database, 1)

    def left(connection: Connection) -> int:
        connection.execute(ticket_table.update().where(ticket_table.c.id == "K1.1.0").values(state=state))
        return len(tickets_before(connection, HALL.id, TODAY, NOT_OVER))

    assert database.write(left).result() == 1
