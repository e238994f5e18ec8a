"""Who waits, as far as choosing the next citizen needs to know it: never the whole queue.

Within a group of the same service and class the order never changes, so its first ticket stands for it. And
whoever overtakes a ticket overtakes all that wait for the same service and came before, so the first of
a service has been overtaken most (ADR-0008). One call costs the same with ten waiting as with 100,000.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import Any

from sqlalchemy import (
    Column,
    ColumnElement,
    CompoundSelect,
    Connection,
    FromClause,
    Select,
    String,
    and_,
    bindparam,
    delete,
    func,
    insert,
    literal_column,
    or_,
    select,
    tuple_,
    union_all,
)

from models.calling.discipline import CALLS_SEEN, LINE_SEEN
from models.store.hall_tables import overtaking
from models.store.hall_tables import ticket as ticket_table
from models.store.hall_tickets import TICKET_COLUMNS, to_ticket
from models.ticket import Ticket, TicketState

ANYBODY = ""  # the `sent_to` of a ticket that every counter of its service may call
# Said in the statement itself, where an index is to be found by it.
_ANYBODY: ColumnElement[str] = literal_column("''")


@dataclass(frozen=True, kw_only=True)
class Pool:
    """Whom one counter may call. sent_to: what marks a ticket as sent to this counter or its person."""

    hall_id: str
    service_day: date
    service_ids: Sequence[str]
    sent_to: Sequence[str] = ()


@dataclass(frozen=True, kw_only=True)
class Head:
    """The first of its group. overtaken: how many calls passed its place in the line of its service."""

    ticket: Ticket
    overtaken: int


def first_of_each_group(connection: Connection, pool: Pool, priorities: Sequence[str]) -> list[Head]:
    """The first waiting ticket of each service and class, and of those sent here, in order of their turn."""
    groups = _groups(pool, priorities)
    if not groups and not pool.sent_to:
        return []
    values = _of_pool(pool) | _of_groups(groups)
    values |= {f"to_{place}": mark for place, mark in enumerate(pool.sent_to)}
    rows = connection.execute(_heads(len(groups), len(pool.sent_to)), values)
    heads = [Head(ticket=to_ticket(row), overtaken=row.overtaken) for row in rows]
    return sorted(heads, key=lambda head: (head.ticket.counts_from_ms, head.ticket.id))


def first_in_line(connection: Connection, pool: Pool, priorities: Sequence[str]) -> list[int]:
    """From when the first of all that wait here has waited, the second, and so on: `counts_from_ms`."""
    groups = _groups(pool, priorities)
    if not groups:
        return []
    values = _of_pool(pool) | _of_groups(groups)
    return sorted(connection.scalars(_line(len(groups)), values))[:LINE_SEEN]


def who_waits(connection: Connection, pool: Pool, most: int) -> list[Ticket]:
    """The first `most` that wait here, for everybody to call or sent here, in order of their turn."""
    rows = connection.execute(
        select(*TICKET_COLUMNS)
        .where(
            ticket_table.c.hall_id == pool.hall_id,
            ticket_table.c.service_day == pool.service_day,
            ticket_table.c.state == TicketState.WAITING,
            or_(
                and_(ticket_table.c.sent_to == ANYBODY, ticket_table.c.service_id.in_(pool.service_ids)),
                ticket_table.c.sent_to.in_(pool.sent_to),
            ),
        )
        .order_by(ticket_table.c.counts_from_ms, ticket_table.c.id)
        .limit(most)
    )
    return [to_ticket(row) for row in rows]


def waiting_for(
    connection: Connection, hall_id: str, service_day: date, sent_to: Sequence[str]
) -> list[Ticket]:
    """Everybody who waits for one of those counters or people alone, in order of their turn."""
    rows = connection.execute(
        select(*TICKET_COLUMNS)
        .where(
            ticket_table.c.hall_id == hall_id,
            ticket_table.c.service_day == service_day,
            ticket_table.c.state == TicketState.WAITING,
            ticket_table.c.sent_to.in_(sent_to),
        )
        .order_by(ticket_table.c.counts_from_ms, ticket_table.c.id)
    )
    return [to_ticket(row) for row in rows]


def ahead_of(connection: Connection, hall_id: str, ticket: Ticket) -> int:
    """How many wait for the same service and came before `ticket`."""
    return connection.scalars(
        select(func.count())
        .select_from(ticket_table)
        .where(
            ticket_table.c.hall_id == hall_id,
            ticket_table.c.service_day == ticket.service_day,
            ticket_table.c.state == TicketState.WAITING,
            ticket_table.c.service_id == ticket.service_id,
            ticket_table.c.counts_from_ms < ticket.counts_from_ms,
        )
    ).one()


def last_calls(connection: Connection, pool: Pool) -> list[int]:
    """When somebody of this line was called last, ascending: `called_at_ms`."""
    if not pool.service_ids:
        return []
    values = _of_pool(pool) | {"of_services": list(pool.service_ids)}
    return sorted(connection.scalars(_LAST_CALLS, values))


# Built once: putting a statement together takes as long as running it.
_LAST_CALLS = (
    select(ticket_table.c.called_at_ms)
    .where(
        ticket_table.c.hall_id == bindparam("of_hall"),
        ticket_table.c.service_day == bindparam("of_day"),
        ticket_table.c.called_at_ms.is_not(None),
        ticket_table.c.service_id.in_(bindparam("of_services", expanding=True)),
    )
    .order_by(ticket_table.c.called_at_ms.desc())
    .limit(CALLS_SEEN)
)


def record_overtaking(connection: Connection, called: Ticket, service_ids: Sequence[str]) -> None:
    """`called` was called before somebody who came earlier for each of `service_ids`."""
    row = {
        "ticket_id": called.id,
        "version": called.version,
        "service_day": called.service_day,
        "counts_from_ms": called.counts_from_ms,
    }
    connection.execute(insert(overtaking), [row | {"service_id": one} for one in service_ids])


def forget_overtaking(connection: Connection, called: Ticket) -> None:
    """The call of `called` was taken back: it has overtaken nobody."""
    connection.execute(
        delete(overtaking).where(overtaking.c.ticket_id == called.id, overtaking.c.version == called.version)
    )


def _of_pool(pool: Pool) -> dict[str, Any]:
    return {"of_hall": pool.hall_id, "of_day": pool.service_day}


def _groups(pool: Pool, priorities: Sequence[str]) -> list[tuple[str, str]]:
    return [(service_id, priority) for service_id in pool.service_ids for priority in priorities]


def _of_groups(groups: Sequence[tuple[str, str]]) -> dict[str, Any]:
    values: dict[str, str] = {}
    for place, (service_id, priority) in enumerate(groups):
        values |= {f"service_{place}": service_id, f"priority_{place}": priority}
    return values


@lru_cache(maxsize=64)
def _heads(groups: int, marks: int) -> Select[Any]:
    """The first of each of so many groups, and of those sent to each of so many marks."""
    keys: list[Select[Any]] = []
    if groups:
        group = _each("group", groups, "service", "priority")
        waiting = ticket_table.alias()
        first = _in_order(
            waiting.c.id,
            1,
            *_waiting(waiting, ANYBODY),
            waiting.c.service_id == group.c.service,
            waiting.c.priority == group.c.priority,
        )
        keys.append(select(first.correlate(group).scalar_subquery()).select_from(group))
    if marks:
        mark = _each("mark", marks, "to")
        waiting = ticket_table.alias()
        first = _in_order(waiting.c.id, 1, *_waiting(waiting, mark.c.to), waiting.c.sent_to != _ANYBODY)
        keys.append(select(first.correlate(mark).scalar_subquery()).select_from(mark))
    return select(*TICKET_COLUMNS, _overtaken()).where(ticket_table.c.id.in_(union_all(*keys)))


def _each(name: str, rows: int, *columns: str) -> FromClause:
    """A table of so many rows, whose values are the parameters column_0, column_1 …"""
    return union_all(
        *(
            select(*(bindparam(f"{one}_{row}", type_=String).label(one) for one in columns))
            for row in range(rows)
        )
    ).subquery(name)


def _overtaken() -> ColumnElement[int]:
    return (
        select(func.count())
        .select_from(overtaking)
        .where(
            overtaking.c.service_day == ticket_table.c.service_day,
            overtaking.c.service_id == ticket_table.c.service_id,
            tuple_(overtaking.c.counts_from_ms, overtaking.c.ticket_id)
            > tuple_(ticket_table.c.counts_from_ms, ticket_table.c.id),
        )
        .scalar_subquery()
        .label("overtaken")
    )


@lru_cache(maxsize=64)
def _line(groups: int) -> CompoundSelect[Any]:
    """From when the first of each of so many groups have waited."""
    waiting = ticket_table.alias()
    every = [
        _in_order(waiting.c.counts_from_ms, LINE_SEEN, *_in_group(waiting, place)) for place in range(groups)
    ]
    return union_all(*(select(one.subquery()) for one in every))


def _waiting(waiting: FromClause, sent_to: ColumnElement[str] | str) -> list[ColumnElement[bool]]:
    return [
        waiting.c.hall_id == bindparam("of_hall"),
        waiting.c.service_day == bindparam("of_day"),
        waiting.c.state == TicketState.WAITING,
        waiting.c.sent_to == sent_to,
    ]


def _in_group(waiting: FromClause, place: int) -> list[ColumnElement[bool]]:
    return [
        *_waiting(waiting, ANYBODY),
        waiting.c.service_id == bindparam(f"service_{place}"),
        waiting.c.priority == bindparam(f"priority_{place}"),
    ]


def _in_order(column: Column[Any], most: int, *where: ColumnElement[bool]) -> Select[Any]:
    waiting = column.table
    return select(column).where(*where).order_by(waiting.c.counts_from_ms, waiting.c.id).limit(most)
