"""Set a hall up: its plan, and the people who work there."""

import time
from collections.abc import Sequence
from pathlib import Path

from models.hall import Hall, HallPlan, PlanError, check_plan
from models.procedures.shipped import shipped_catalogue
from models.service_day import service_day
from models.store.database import Connection, Database
from models.store.hall_catalogue import save_catalogue
from models.store.hall_issuers import add_issuer
from models.store.hall_log import Happening, append_events, last_moment
from models.store.hall_setup import find_hall, save_plan, services_of
from models.store.hall_staff import Role, find_staff
from models.store.hall_staff import add_staff as store_staff
from models.sync.numbering import RECEPTION_SERIES
from models.ticket import EventKind
from models.wire import WireError, decode
from queue_server.issue import RECEPTION
from queue_server.passwords import hash_password

ROLES = tuple(Role)
SHORTEST_PASSWORD = 10


class SetupError(Exception):
    """What was asked for does not fit; the message tells the operator what to change."""


def read_plan(path: Path) -> HallPlan:
    """The plan of a hall in a JSON file. Raises SetupError where it could not work on the floor."""
    try:
        return check_plan(decode(HallPlan, path.read_bytes()))
    except OSError as error:
        raise SetupError(f"{path}: {error.strerror}") from error
    except (WireError, PlanError) as error:
        raise SetupError(f"{path}: {error}") from error


def create_hall(database: Database, plan: HallPlan) -> None:
    """Store `plan` in an empty database, with a reception desk that can issue numbers.

    The hall begins with the catalogue that comes with the program.
    """
    catalogue = shipped_catalogue().within({service.id for service in plan.services})

    def work(connection: Connection) -> None:
        if (there := find_hall(connection)) is not None:
            raise SetupError(f"the database already holds a hall: {there.name}")
        save_plan(connection, plan)
        add_issuer(connection, plan.hall.id, issuer_id=RECEPTION, series=RECEPTION_SERIES)
        save_catalogue(
            connection,
            plan.hall.id,
            catalogue,
            valid_from=catalogue.issued_on,
            at_ms=time.time_ns() // 1_000_000,
            by="motcua",
        )

    database.write(work).result()


def add_staff(
    database: Database,
    *,
    login: str,
    name: str,
    role: str,
    password: str,
    service_ids: Sequence[str] | None = None,
) -> None:
    """Let a person log in. role: "staff" or "manager". service_ids: what the person knows, None: all."""
    if role not in ROLES:
        raise SetupError(f"role {role!r} is not one of {', '.join(ROLES)}")
    if len(password) < SHORTEST_PASSWORD:
        raise SetupError(f"the password needs at least {SHORTEST_PASSWORD} characters")
    password_hash = hash_password(password)

    def work(connection: Connection) -> None:
        hall = the_hall(connection)
        if find_staff(connection, hall.id, login) is not None:
            raise SetupError(f"there is already a log-in {login!r}")
        known = {service.id for service in services_of(connection, hall.id)}
        if unknown := set(service_ids or ()) - known:
            raise SetupError(f"no such services: {', '.join(sorted(unknown))}")
        store_staff(
            connection,
            hall.id,
            login=login,
            name=name,
            role=role,
            password_hash=password_hash,
            service_ids=service_ids,
        )

    database.write(work).result()


def accept_clock(database: Database, now_ms: int) -> int:
    """Go on from `now_ms` though the log holds later moments; by how many seconds the clock went back.

    For the operator whose server ran with a wrong clock, which is right now: until then the hall refuses
    every command rather than write a history that runs backwards.
    """

    def work(connection: Connection) -> int:
        hall = the_hall(connection)
        last_ms = last_moment(connection, hall.id)
        told = Happening(
            kind=EventKind.CLOCK_CORRECTED,
            at_ms=now_ms,
            actor="operator",
            ticket_id="",
            service_day=service_day(now_ms, hall.timezone),
            body={"was_ms": last_ms},
        )
        append_events(connection, hall.id, [told])
        return (last_ms - now_ms) // 1000

    return database.write(work).result()


def the_hall(connection: Connection) -> Hall:
    """The hall of this database. Raises SetupError while there is none."""
    hall = find_hall(connection)
    if hall is None:
        raise SetupError("the database holds no hall yet; create one from its plan first")
    return hall
