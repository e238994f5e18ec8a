"""Whether a hall's database is whole: its log is what was written, and its tickets stand as the log says."""

from collections.abc import Iterable
from dataclasses import dataclass

from sqlalchemy import Connection, select

from models.event_log import GENESIS, enter
from models.hall import Hall
from models.store.hall_copies import tip_of
from models.store.hall_log import read_all
from models.store.hall_tables import ticket as ticket_table
from models.store.hall_tickets import TICKET_COLUMNS, to_ticket
from models.ticket import EventKind, Ticket
from models.ticket_log import ticket_of

_SHOWN = 3  # so many numbers tell where to look


class HallBroken(Exception):
    """The database does not hold what its log says; the message names where they part."""


@dataclass(frozen=True, kw_only=True)
class Whole:
    """What a whole database holds. last_at_ms: the moment of its last entry, 0 without one."""

    entries: int
    tickets: int
    last_at_ms: int


def check_hall(connection: Connection, hall: Hall) -> Whole:
    """Walk the log's chain to its end and hold each ticket against it. Raises HallBroken."""
    told: dict[str, Ticket] = {}
    mentioned: set[str] = set()
    not_taken: set[str] = set()
    count, last_at_ms, last_hash = 0, 0, GENESIS
    for entry in read_all(connection, hall.id):
        event = entry.event
        if event.seq != count + 1 or enter(event, last_hash) != entry:
            raise HallBroken(f"entry {count + 1} of the log is not what was written")
        count, last_at_ms, last_hash = event.seq, event.at_ms, entry.hash
        mentioned.add(event.ticket_id)
        ticket = ticket_of(event)
        if ticket is not None and (ticket.id not in told or ticket.version >= told[ticket.id].version):
            told[ticket.id] = ticket
        if event.kind == EventKind.EPOCH_BEGAN:
            not_taken.update(str(event.body.get("not_taken") or "").split())
    tip = tip_of(connection, hall.id)
    if (tip.seq, tip.hash) != (count, last_hash):
        raise HallBroken(f"the log ends at entry {count}, but {tip.seq} were written")
    rows = connection.execute(select(*TICKET_COLUMNS).where(ticket_table.c.hall_id == hall.id))
    there = {ticket.id: ticket for ticket in map(to_ticket, rows)}
    _refuse("the log knows nothing of", (one for one in there.values() if one.id not in mentioned))
    missing = (one for one in told.values() if one.id not in there and one.number not in not_taken)
    _refuse("the log tells of tickets that are missing:", missing)
    other = (one for one in told.values() if one.id in there and there[one.id] != one)
    _refuse("the log tells otherwise of", other)
    return Whole(entries=count, tickets=len(there), last_at_ms=last_at_ms)


def _refuse(what: str, tickets: Iterable[Ticket]) -> None:
    found = sorted(f"{ticket.number} of {ticket.service_day}" for ticket in tickets)
    if found:
        more = f" and {len(found) - _SHOWN} more" if len(found) > _SHOWN else ""
        raise HallBroken(f"{what} {', '.join(found[:_SHOWN])}{more}")
