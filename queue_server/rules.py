"""Change what the hall has decided: its rules, a service's limits, a counter's plan, a person's skills."""

import hashlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from models.hall import HallRules, Interval, PlanError, Service, check_intervals, check_rules, check_services
from models.store.database import Connection
from models.store.hall_setup import (
    rules_of,
    save_counter_plan,
    save_rules,
    save_service_limits,
    seat_at,
    seats,
    services_of,
)
from models.store.hall_staff import find_staff, save_skills
from models.ticket import EventKind
from models.wire import encode
from queue_server.order import Body, Order, once, tell_of_hall
from queue_server.refusal import Refusal, Refused


@dataclass(frozen=True, kw_only=True)
class Changed:
    """That it was done, and from when on."""

    at_ms: int


@dataclass(frozen=True, kw_only=True)
class Limits:
    """What a service allows; see `models.hall.Service`."""

    typical_min: float
    most_a_day: int | None
    slot_capacity: int


def digest_of(rules: HallRules) -> str:
    """What tells these rules from any others: SHA-256 of their JSON, in hex."""
    return hashlib.sha256(encode(rules)).hexdigest()


def change_rules(
    connection: Connection, order: Order, rules: HallRules, now_ms: int, seen: str | None = None
) -> Changed:
    """Go by `rules` from now on. Raises Refused for rules that could not work.

    seen: `digest_of` the rules the manager had before the eyes; refused when others hold by now.
    A priority class cannot be taken away, for people may be waiting under it; it is switched off instead.
    """

    def work() -> Body:
        before = rules_of(connection, order.hall.id)
        if seen is not None and seen != digest_of(before):
            raise Refused(Refusal.STALE_RULES)
        if not {one.id for one in before.policy.classes} <= {one.id for one in rules.policy.classes}:
            raise Refused(Refusal.CLASS_IN_USE)
        _check(lambda: check_rules(rules))
        save_rules(connection, order.hall.id, rules)
        return {"rules": encode(rules).decode()}

    return _change(connection, order, f"rules {encode(rules).decode()}", work, now_ms)


def limit_service(
    connection: Connection, order: Order, service_id: str, limits: Limits, now_ms: int
) -> Changed:
    """How many numbers and appointments a service gives."""

    def work() -> Body:
        services = {one.id: one for one in services_of(connection, order.hall.id)}
        if service_id not in services:
            raise Refused(Refusal.NO_SUCH_SERVICE)
        changed = Service(**vars(services[service_id]) | vars(limits))
        _check(lambda: check_services([changed]))
        save_service_limits(connection, order.hall.id, changed)
        return {"service_id": service_id, **vars(limits)}

    return _change(connection, order, f"limit {service_id} {limits}", work, now_ms)


def plan_counter(
    connection: Connection,
    order: Order,
    number: int,
    service_ids: Sequence[str],
    shifts: Sequence[Interval],
    now_ms: int,
) -> Changed:
    """What a counter gives, and when it is planned to be open."""

    def work() -> Body:
        if seat_at(connection, order.hall.id, number) is None:
            raise Refused(Refusal.NO_SUCH_COUNTER, counter=number)
        _must_be_services(connection, order, service_ids)
        _check(lambda: check_intervals(shifts))
        _must_stay_served(connection, order, number, service_ids)
        save_counter_plan(connection, order.hall.id, number, service_ids, shifts)
        return {"counter": number, "service_ids": " ".join(service_ids), "shifts": _said(shifts)}

    what = f"plan {number} {' '.join(service_ids)} {_said(shifts)}"
    return _change(connection, order, what, work, now_ms)


def teach(
    connection: Connection, order: Order, login: str, service_ids: Sequence[str] | None, now_ms: int
) -> Changed:
    """What a person knows how to do; None is everything."""

    def work() -> Body:
        staff = find_staff(connection, order.hall.id, login)
        if staff is None:
            raise Refused(Refusal.NO_SUCH_PERSON)
        _must_be_services(connection, order, service_ids or ())
        save_skills(connection, staff.id, service_ids)
        return {"login": login, "service_ids": None if service_ids is None else " ".join(service_ids)}

    return _change(connection, order, f"teach {login} {service_ids}", work, now_ms)


def _change(
    connection: Connection, order: Order, what: str, work: Callable[[], Body], now_ms: int
) -> Changed:
    def change() -> Changed:
        tell_of_hall(connection, order, EventKind.RULES_CHANGED, now_ms, work())
        return Changed(at_ms=now_ms)

    return once(connection, order, what, Changed, change, now_ms)


def _check(check: Callable[[], object]) -> None:
    try:
        check()
    except PlanError as error:
        raise Refused(Refusal.BAD_RULES, why=str(error)) from error


def _must_stay_served(connection: Connection, order: Order, number: int, service_ids: Sequence[str]) -> None:
    """Nobody may take a number for what no counter gives any more."""
    given = set(service_ids)
    for seat in seats(connection, order.hall.id):
        if seat.counter.number != number:
            given |= set(seat.counter.service_ids)
    unserved = [one.name_vi for one in services_of(connection, order.hall.id) if one.id not in given]
    if unserved:
        raise Refused(Refusal.SERVICE_UNSERVED, service=", ".join(unserved))


def _must_be_services(connection: Connection, order: Order, service_ids: Sequence[str]) -> None:
    if set(service_ids) - {one.id for one in services_of(connection, order.hall.id)}:
        raise Refused(Refusal.NO_SUCH_SERVICE)


def _said(shifts: Sequence[Interval]) -> str:
    return " ".join(f"{one.start:%H:%M}-{one.end:%H:%M}" for one in shifts)
