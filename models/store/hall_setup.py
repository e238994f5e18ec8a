"""What a hall consists of: its plan, and who sits at which counter."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, fields
from datetime import date, time
from functools import lru_cache
from typing import Any

from sqlalchemy import Connection, Update, bindparam, insert, select, update

from models.event_log import GENESIS
from models.hall import Counter, Hall, HallPlan, HallRules, Interval, Service
from models.store import hall_tables as tables
from models.store.late import settle, waiting_row, write_late
from models.wire import decode, encode


@dataclass(frozen=True, kw_only=True)
class Seat:
    """A counter and who has opened it: nobody while `staff_id` is None.

    staff_service_ids: what that person knows how to do, None is everything. paused_reason: None while
    calling. undo: what it takes to take the last command here back (`queue_server/undo.py`).
    """

    counter: Counter
    staff_id: int | None
    staff_login: str | None
    staff_name: str | None
    staff_service_ids: Sequence[str] | None
    paused_reason: str | None
    opened_on: date | None
    undo: Mapping[str, Any] | None

    @property
    def service_ids(self) -> Sequence[str]:
        """What is done here now: what the counter gives and the person at it knows."""
        known = self.staff_service_ids
        return [one for one in self.counter.service_ids if known is None or one in known]

    @property
    def calls(self) -> bool:
        """Whether citizens are called here at the moment."""
        return self.staff_id is not None and self.paused_reason is None


def find_hall(connection: Connection) -> Hall | None:
    """The hall this database belongs to, None while it is empty."""
    row = connection.execute(select(tables.hall)).first()
    if row is None:
        return None
    return Hall(id=row.id, authority=row.authority, centre=row.centre, name=row.name, timezone=row.timezone)


def save_plan(connection: Connection, plan: HallPlan) -> None:
    """Store a new hall with its services and counters."""
    hall_id = plan.hall.id
    values = asdict(plan.hall) | {"rules": encode(plan.rules).decode()}
    connection.execute(insert(tables.hall).values(**values, feed_seq=0, feed_hash=GENESIS))
    for position, service in enumerate(plan.services):
        connection.execute(
            insert(tables.service).values(hall_id=hall_id, position=position, **asdict(service))
        )
    for counter in plan.counters:
        connection.execute(insert(tables.counter).values(hall_id=hall_id, **json.loads(encode(counter))))


@dataclass(frozen=True, kw_only=True)
class Offer:
    """What a hall gives numbers for, in the order the kiosk shows it, and by which rules."""

    services: Sequence[Service]
    rules: HallRules

    def service(self, service_id: str) -> Service | None:
        """The service with that id."""
        return next((one for one in self.services if one.id == service_id), None)


# Built once: putting a statement together takes as long as running it.
_SERVICE_FIELDS = [field.name for field in fields(Service)]
_OFFER = (
    select(tables.hall.c.rules, *(tables.service.c[name] for name in _SERVICE_FIELDS))
    .outerjoin(tables.service, tables.service.c.hall_id == tables.hall.c.id)
    .where(tables.hall.c.id == bindparam("of_hall"))
    .order_by(tables.service.c.position)
)


def offer_of(connection: Connection, hall_id: str) -> Offer:
    """What the hall gives numbers for at present."""
    rows = connection.execute(_OFFER, {"of_hall": hall_id}).all()
    services = [
        Service(**dict(zip(_SERVICE_FIELDS, of_service, strict=True)))
        for _, *of_service in rows
        if of_service[0] is not None
    ]
    return Offer(services=services, rules=to_rules(rows[0].rules))


def services_of(connection: Connection, hall_id: str) -> Sequence[Service]:
    """The services in the order the kiosk shows them."""
    return offer_of(connection, hall_id).services


_RULES = select(tables.hall.c.rules).where(tables.hall.c.id == bindparam("of_hall"))
SEAT_COLUMNS = [
    *(column for column in tables.counter.c if column.name != "hall_id"),
    tables.staff.c.login.label("staff_login"),
    tables.staff.c.name.label("staff_name"),
    tables.staff.c.service_ids.label("staff_service_ids"),
]
_SEAT_FIELDS = [column.name for column in SEAT_COLUMNS]
_SEATS = (
    select(*SEAT_COLUMNS)
    .select_from(tables.counter)
    .outerjoin(tables.staff, tables.staff.c.id == tables.counter.c.staff_id)
    .where(tables.counter.c.hall_id == bindparam("of_hall"))
    .order_by(tables.counter.c.number)
)
_SEAT = _SEATS.where(tables.counter.c.number == bindparam("of_number"))


def rules_of(connection: Connection, hall_id: str) -> HallRules:
    """What the hall has decided about its queue."""
    return to_rules(connection.scalars(_RULES, {"of_hall": hall_id}).one())


def save_rules(connection: Connection, hall_id: str, rules: HallRules) -> None:
    """From now on the hall goes by `rules`."""
    connection.execute(
        update(tables.hall).where(tables.hall.c.id == hall_id).values(rules=encode(rules).decode())
    )


def save_service_limits(connection: Connection, hall_id: str, service: Service) -> None:
    """How many numbers and appointments `service` gives from now on."""
    connection.execute(
        update(tables.service)
        .where(tables.service.c.hall_id == hall_id, tables.service.c.id == service.id)
        .values(
            typical_min=service.typical_min,
            most_a_day=service.most_a_day,
            slot_capacity=service.slot_capacity,
        )
    )


def save_counter_plan(
    connection: Connection,
    hall_id: str,
    number: int,
    service_ids: Sequence[str],
    shifts: Sequence[Interval],
) -> None:
    """What the counter gives, and when it is planned to be open."""
    stored = [{"start": f"{one.start:%H:%M}", "end": f"{one.end:%H:%M}"} for one in shifts]
    save_seat(connection, hall_id, number, service_ids=list(service_ids), shifts=stored)


@lru_cache(maxsize=8)
def to_rules(text: str) -> HallRules:
    """The rules as they are stored."""
    return decode(HallRules, text)


def seats(connection: Connection, hall_id: str) -> Sequence[Seat]:
    """The counters of the hall by number, and who sits there."""
    settle(connection)
    return [to_seat(row) for row in connection.execute(_SEATS, {"of_hall": hall_id})]


def plan_of(connection: Connection, hall: Hall) -> HallPlan:
    """What the hall is at present."""
    offer = offer_of(connection, hall.id)
    return HallPlan(
        hall=hall,
        services=offer.services,
        counters=[seat.counter for seat in seats(connection, hall.id)],
        rules=offer.rules,
    )


def seat_at(connection: Connection, hall_id: str, number: int) -> Seat | None:
    """The counter with that number and who sits there."""
    settle(connection)
    row = connection.execute(_SEAT, {"of_hall": hall_id, "of_number": number}).one_or_none()
    return None if row is None else to_seat(row)


def seat_staff(
    connection: Connection, hall_id: str, number: int, staff_id: int | None, day: date | None = None
) -> None:
    """Open the counter under that person, on that day, who leaves any other; None closes it."""
    settle(connection)
    counters = tables.counter
    empty: dict[str, Any] = {"staff_id": None, "paused_reason": None, "opened_on": None, "undo": None}
    if staff_id is not None:
        connection.execute(update(counters).where(counters.c.staff_id == staff_id).values(**empty))
    save_seat(connection, hall_id, number, **(empty | {"staff_id": staff_id, "opened_on": day}))


def save_seat(connection: Connection, hall_id: str, number: int, **changes: object) -> None:
    """Change what is stored of the counter, by column."""
    settle(connection)
    of_seat = {"of_hall": hall_id, "of_number": number}
    connection.execute(_save_seat(tuple(changes)), changes | of_seat)


def save_undo(connection: Connection, hall_id: str, number: int, undo: Mapping[str, Any] | None) -> None:
    """What it takes from now on to take the last command at the counter back."""
    row = {"of_hall": hall_id, "of_number": number, "undo": undo}
    write_late(connection, _SAVE_UNDO, (hall_id, number), row)


def settle_undo(connection: Connection, hall_id: str, number: int) -> None:
    """Write what was just done at that counter, if anything was in this batch, so that it is found."""
    if waiting_row(connection, _SAVE_UNDO, (hall_id, number)) is not None:
        settle(connection)


@lru_cache(maxsize=16)
def _save_seat(changed: Sequence[str]) -> Update:
    """Built once for each set of columns: putting a statement together takes as long as running it."""
    return (
        update(tables.counter)
        .where(
            tables.counter.c.hall_id == bindparam("of_hall"),
            tables.counter.c.number == bindparam("of_number"),
        )
        .values({name: bindparam(name) for name in changed})
    )


_SAVE_UNDO = _save_seat(("undo",))


def to_seat(row: Sequence[Any]) -> Seat:
    """The counter in the values of SEAT_COLUMNS."""
    values = dict(zip(_SEAT_FIELDS, row, strict=True))
    shifts = [
        Interval(**{end: time.fromisoformat(at) for end, at in one.items()}) for one in values.pop("shifts")
    ]
    of_counter = {name: values.pop(name) for name in ("number", "name", "service_ids")}
    return Seat(counter=Counter(**of_counter, shifts=shifts), **values)
