"""What a hall consists of: its plan, and who sits at which counter."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass

from sqlalchemy import Connection, bindparam, insert, select, update

from models.event_log import GENESIS
from models.hall import Counter, Hall, HallPlan, Service
from models.store import hall_tables as tables


@dataclass(frozen=True, kw_only=True)
class Seat:
    """A counter and who has opened it: nobody while `staff_id` is None."""

    counter: Counter
    staff_id: int | None
    staff_name: str | None


def find_hall(connection: Connection) -> Hall | None:
    """The hall this database belongs to, None while it is empty."""
    row = connection.execute(select(tables.hall)).first()
    if row is None:
        return None
    return Hall(id=row.id, authority=row.authority, centre=row.centre, name=row.name, timezone=row.timezone)


def save_plan(connection: Connection, plan: HallPlan) -> None:
    """Store a new hall with its services, counters and procedures."""
    hall_id = plan.hall.id
    connection.execute(insert(tables.hall).values(**asdict(plan.hall), feed_seq=0, feed_hash=GENESIS))
    for position, service in enumerate(plan.services):
        connection.execute(
            insert(tables.service).values(hall_id=hall_id, position=position, **asdict(service))
        )
    for counter in plan.counters:
        values = asdict(counter) | {"service_ids": list(counter.service_ids)}
        connection.execute(insert(tables.counter).values(hall_id=hall_id, **values))
    if plan.procedures:
        connection.execute(
            insert(tables.procedure),
            [{"hall_id": hall_id, **asdict(procedure)} for procedure in plan.procedures],
        )


def services_of(connection: Connection, hall_id: str) -> Sequence[Service]:
    """The services in the order the kiosk shows them."""
    rows = connection.execute(
        select(tables.service).where(tables.service.c.hall_id == hall_id).order_by(tables.service.c.position)
    )
    return [
        Service(
            id=row.id,
            letter=row.letter,
            name_vi=row.name_vi,
            name_en=row.name_en,
            examples_vi=row.examples_vi,
            examples_en=row.examples_en,
        )
        for row in rows
    ]


def seats(connection: Connection, hall_id: str) -> Sequence[Seat]:
    """The counters of the hall by number, and who sits there."""
    rows = connection.execute(
        select(tables.counter, tables.staff.c.name.label("staff_name"))
        .outerjoin(tables.staff, tables.staff.c.id == tables.counter.c.staff_id)
        .where(tables.counter.c.hall_id == hall_id)
        .order_by(tables.counter.c.number)
    )
    return [
        Seat(
            counter=Counter(number=row.number, name=row.name, service_ids=row.service_ids),
            staff_id=row.staff_id,
            staff_name=row.staff_name,
        )
        for row in rows
    ]


# Built once: putting a statement together takes as long as running it.
_COUNTER = (
    select(tables.counter)
    .where(
        tables.counter.c.hall_id == bindparam("of_hall"), tables.counter.c.number == bindparam("of_number")
    )
    .with_for_update()
)


def lock_counter(connection: Connection, hall_id: str, number: int) -> Seat | None:
    """The counter, locked to the end of the transaction: one counter does one thing at a time."""
    row = connection.execute(_COUNTER, {"of_hall": hall_id, "of_number": number}).one_or_none()
    if row is None:
        return None
    counter = Counter(number=row.number, name=row.name, service_ids=row.service_ids)
    return Seat(counter=counter, staff_id=row.staff_id, staff_name=None)


def seat_staff(connection: Connection, hall_id: str, number: int, staff_id: int | None) -> None:
    """Open the counter under that person, who leaves any other; None closes it."""
    counters = tables.counter
    if staff_id is not None:
        connection.execute(  # all of them, in one order: two people who swap counters must not deadlock
            select(counters.c.number)
            .where(counters.c.hall_id == hall_id)
            .order_by(counters.c.number)
            .with_for_update()
        )
        connection.execute(update(counters).where(counters.c.staff_id == staff_id).values(staff_id=None))
    connection.execute(
        update(counters)
        .where(counters.c.hall_id == hall_id, counters.c.number == number)
        .values(staff_id=staff_id)
    )
