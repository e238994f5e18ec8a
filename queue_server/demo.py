"""A hall to look at: a ward's centre with its services, counters, three people and one kiosk."""

from pathlib import Path

import models
from models.hall import Hall
from models.store.database import Connection, Database
from models.store.hall_setup import find_hall
from models.store.hall_staff import forget_old
from models.wire import Enrolled
from queue_server.enrol import enrol, offer_code
from queue_server.sessions import ANSWERS_KEPT_MS
from queue_server.setup import SetupError, add_staff, create_hall, read_plan, the_hall

DEMO_PLAN = Path(models.__file__).parent / "data" / "demo_hall.json"
DEMO_KIOSK = "K1"
DEMO_PASSWORD = "mot-cua-demo"  # noqa: S105  public on purpose: only a demo hall has these log-ins
DEMO_LOGIN = "demo"
DEMO_STAFF = (
    (DEMO_LOGIN, "Trần Minh Anh", "manager"),
    ("lan", "Nguyễn Thị Lan", "staff"),
    ("minh", "Phạm Quang Minh", "staff"),
)


def seed_demo(database: Database, now_ms: int) -> Hall:
    """Make sure the demo hall is there; what is stale by now is dropped.

    Refuses a database that holds any other hall: its people must not get log-ins that everybody knows.
    """
    plan = read_plan(DEMO_PLAN)
    there = database.read(find_hall).result()
    if there is None:
        create_hall(database, plan)
        for login, name, role in DEMO_STAFF:
            add_staff(database, login=login, name=name, role=role, password=DEMO_PASSWORD)
    elif there == plan.hall:

        def work(connection: Connection) -> None:
            forget_old(connection, now_ms=now_ms, answers_before_ms=now_ms - ANSWERS_KEPT_MS)

        database.write(work).result()
    else:
        raise SetupError(f"the database holds {there.name}, not the demo hall; choose another one")
    return plan.hall


def enrol_demo_kiosk(database: Database, public_key: str, now_ms: int) -> Enrolled:
    """Enrol the demo's kiosk as a technician would, with that key."""
    code = offer_code(database, DEMO_KIOSK, now_ms).code

    def work(connection: Connection) -> Enrolled:
        return enrol(connection, the_hall(connection), code, public_key, now_ms)

    return database.write(work).result()
