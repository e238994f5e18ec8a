"""What one call of the next citizen costs with 10, 1,000 and 100,000 waiting, on SQLite and on PostgreSQL.

Four services, every class of the default policy, a counter that gives all of it; for each citizen called
another comes. The time is that of the command inside its transaction, without HTTP and without the flush that
commands share. The peer of each figure is the cost with 10 waiting.
"""

import statistics
import sys
import tempfile
import time
from contextlib import closing
from dataclasses import replace
from pathlib import Path

from sqlalchemy import insert

from benchmarks.figure import figure
from benchmarks.hall_process import HALL, SERVICE, analyse, sit_down
from benchmarks.postgres import postgres
from models.calling.policy import CLASSES
from models.hall import Counter, HallPlan
from models.service_day import service_day
from models.store.database import Connection, Database, open_database
from models.store.hall_staff import Staff
from models.store.hall_tables import ticket as ticket_table
from models.ticket import Ticket
from queue_server.app import system_now_ms
from queue_server.at_desk import Desk
from queue_server.call import call_next
from queue_server.issue import RECEPTION
from queue_server.setup import create_hall

WAITING = (10, 1_000, 100_000)
CALLS, WARM_UP = 200, 20
ROWS_AT_ONCE = 1000
BETWEEN_ARRIVALS_MS = 50
DEAREST = 3.0  # times the cost with 10 waiting
LETTERS = "ABCD"


def main() -> int:
    build = Path(__file__).parents[1] / "build"
    build.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory(dir=build) as scratch:
        Path(scratch).chmod(0o755)  # PostgreSQL runs under a user of its own
        kept = _measure("SQLite", [f"sqlite:///{scratch}/hall-{count}.db" for count in WAITING])
        with postgres(Path(scratch) / "pg") as new_database:
            kept &= _measure("PostgreSQL", [new_database(f"hall_{count}") for count in WAITING])
    return 0 if kept else 1


def _measure(where: str, urls: list[str]) -> bool:
    kept = []
    cost_with_few: float | None = None
    for waiting, url in zip(WAITING, urls, strict=True):
        with closing(open_database(url, "hall")) as database:
            staff = _set_up(database, waiting)
            costs_ms = _call(database, staff, waiting)
        cost_ms = statistics.median(costs_ms)
        few = cost_with_few = cost_with_few or cost_ms
        name = f"{where}: one call with {waiting:,} waiting, median"
        kept.append(figure(name, cost_ms, "ms", peer=few, times_better=1 / DEAREST))
    return all(kept)


def _set_up(database: Database, waiting: int) -> Staff:
    services = [replace(SERVICE, id=letter.lower(), letter=letter) for letter in LETTERS]
    counter = Counter(number=1, name="Quầy", service_ids=[service.id for service in services])
    create_hall(database, HallPlan(hall=HALL, services=services, counters=[counter]))
    staff = database.write(lambda connection: sit_down(connection, 1)).result()[0]
    for first in range(0, waiting, ROWS_AT_ONCE):
        _admit(database, [_row(index, waiting) for index in range(first, min(first + ROWS_AT_ONCE, waiting))])
    analyse(database)
    return staff


def _admit(database: Database, rows: list[dict[str, object]]) -> None:
    database.write(lambda connection: connection.execute(insert(ticket_table), rows) and None).result()


def _row(index: int, waiting: int) -> dict[str, object]:
    """A citizen: two of three are of the regular class, the others of each in turn."""
    now_ms = system_now_ms()
    arrived_ms = now_ms - (waiting - index) * BETWEEN_ARRIVALS_MS
    letter = LETTERS[index % len(LETTERS)]
    ticket = Ticket(
        id=f"{RECEPTION}.1.{index}",
        issuer_id=RECEPTION,
        public_id=f"{index:032x}",
        service_id=letter.lower(),
        service_day=service_day(now_ms, HALL.timezone),
        number=f"{letter}9-{index:06d}",
        arrived_at_ms=arrived_ms,
        counts_from_ms=arrived_ms,
        priority=CLASSES[index // 3 % len(CLASSES) if index % 3 == 0 else 0].id,
    )
    return {"hall_id": HALL.id, **vars(ticket), "then_service_ids": []}


def _call(database: Database, staff: Staff, waiting: int) -> list[float]:
    """Milliseconds that each of CALLS took, in transactions of their own."""
    costs_ms = []

    def call(connection: Connection, turn: int) -> None:
        desk = Desk(hall=HALL, staff=staff, counter_number=1, key=f"call-{turn:06d}")
        began_s = time.perf_counter()
        called = call_next(connection, desk, system_now_ms())
        costs_ms.append((time.perf_counter() - began_s) * 1000)
        if called.ticket is None:
            raise SystemExit("nobody waits any more")

    for turn in range(WARM_UP + CALLS):
        database.write(lambda connection, turn=turn: call(connection, turn)).result()  # type: ignore[misc]
        _admit(database, [_row(waiting + turn, waiting)])
    return costs_ms[WARM_UP:]


if __name__ == "__main__":
    sys.exit(main())
