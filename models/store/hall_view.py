"""The hall as everybody in it may see it: who is called where, how many wait, what is open."""

from collections import defaultdict
from collections.abc import Mapping
from datetime import date

from sqlalchemy import Connection, func, select

from models.hall import NoNumber, why_no_number
from models.service_day import local_time
from models.store.hall_setup import offer_of, seats
from models.store.hall_tables import IS_AT_COUNTER
from models.store.hall_tables import hall as hall_table
from models.store.hall_tables import ticket as ticket_table
from models.store.hall_tickets import count_of_day
from models.ticket import TicketState
from models.wire import WIRE_VERSION, Call, CounterView, HallView

RECENT_CALLS = 6


def hall_view(connection: Connection, hall_id: str, service_day: date, now_ms: int) -> HallView:
    """The hall at this moment."""
    of_today = (ticket_table.c.hall_id == hall_id, ticket_table.c.service_day == service_day)
    hall = connection.execute(
        select(hall_table.c.feed_seq, hall_table.c.timezone).where(hall_table.c.id == hall_id)
    ).one()
    present = {
        row.counter_number: row
        for row in connection.execute(
            select(
                ticket_table.c.number,
                ticket_table.c.state,
                ticket_table.c.counter_number,
                ticket_table.c.called_at_ms,
                ticket_table.c.calls,
            )
            .where(*of_today, IS_AT_COUNTER)
            .order_by("called_at_ms")
        )
    }
    waiting = connection.execute(
        select(ticket_table.c.service_id, func.count().label("tickets"))
        .where(*of_today, ticket_table.c.state == TicketState.WAITING)
        .group_by(ticket_table.c.service_id)
    )
    recent = connection.execute(
        select(ticket_table.c.number, ticket_table.c.counter_number, ticket_table.c.called_at_ms)
        .where(*of_today, ticket_table.c.called_at_ms.is_not(None))
        .order_by(ticket_table.c.called_at_ms.desc(), ticket_table.c.id)
        .limit(RECENT_CALLS)
    )
    counters: list[CounterView] = []
    open_counters: dict[str, list[int]] = defaultdict(list)
    for seat in seats(connection, hall_id):
        ticket = present.get(seat.counter.number)
        counters.append(
            CounterView(
                number=seat.counter.number,
                name=seat.counter.name,
                open=seat.staff_id is not None,
                paused=seat.paused_reason is not None,
                ticket_number=ticket.number if ticket else None,
                ticket_state=ticket.state if ticket else None,
                called_at_ms=ticket.called_at_ms if ticket else None,
                calls=ticket.calls if ticket else 0,
            )
        )
        if seat.calls:
            for service_id in seat.service_ids:
                open_counters[service_id].append(seat.counter.number)
    return HallView(
        version=WIRE_VERSION,
        feed_seq=hall.feed_seq,
        now_ms=now_ms,
        counters=counters,
        recent_calls=[
            Call(ticket_number=row.number, counter_number=row.counter_number, at_ms=row.called_at_ms)
            for row in recent
        ],
        waiting={row.service_id: row.tickets for row in waiting},
        open_counters=open_counters,
        no_numbers=services_without_numbers(connection, hall_id, service_day, hall.timezone, now_ms),
    )


def services_without_numbers(
    connection: Connection, hall_id: str, service_day: date, timezone: str, now_ms: int
) -> Mapping[str, NoNumber]:
    """Which services give no numbers at the moment, and why."""
    offer, local = offer_of(connection, hall_id), local_time(now_ms, timezone)
    found: dict[str, NoNumber] = {}
    for service in offer.services:
        capped = service.most_a_day is not None
        given = count_of_day(connection, hall_id, service_day, service.letter) if capped else 0
        reason = why_no_number(service, offer.rules, local, given)
        if reason is not None:
            found[service.id] = reason
    return found
