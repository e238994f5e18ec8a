"""How a counter stands when a command comes to it.

Asked in one question: each is an exchange with the database, and nobody else is served while it lasts.
"""

from dataclasses import dataclass
from datetime import date

from sqlalchemy import Connection, and_, bindparam, select

from models.hall import HallRules
from models.store import hall_tables as tables
from models.store.hall_setup import SEAT_COLUMNS, Seat, settle_undo, to_rules, to_seat
from models.store.hall_staff import ANSWER_COLUMNS, Answered, settle_answer
from models.store.hall_tickets import TICKET_COLUMNS, to_ticket
from models.ticket import Ticket


@dataclass(frozen=True, kw_only=True)
class Standing:
    """present: the ticket at the counter, None for nobody. rules: of the hall. earlier: what the command was
    answered when it came before, None when it is new."""

    seat: Seat
    present: Ticket | None
    rules: HallRules
    earlier: Answered | None


_ANSWER_FIELDS = [column.name for column in ANSWER_COLUMNS]

# Built once: putting a statement together takes as long as running it.
_STANDING = (
    select(
        *TICKET_COLUMNS,
        *SEAT_COLUMNS,
        tables.hall.c.rules,
        *ANSWER_COLUMNS,
    )
    .select_from(tables.counter)
    .join(tables.hall, tables.hall.c.id == tables.counter.c.hall_id)
    .outerjoin(tables.staff, tables.staff.c.id == tables.counter.c.staff_id)
    .outerjoin(
        tables.command,
        and_(tables.command.c.actor == bindparam("of_actor"), tables.command.c.key == bindparam("of_key")),
    )
    .outerjoin(
        tables.ticket,
        and_(
            tables.ticket.c.hall_id == bindparam("of_hall"),
            tables.ticket.c.service_day == bindparam("of_day"),
            tables.ticket.c.counter_number == bindparam("of_number"),
            tables.IS_AT_COUNTER,
        ),
    )
    .where(
        tables.counter.c.hall_id == bindparam("of_hall"),
        tables.counter.c.number == bindparam("of_number"),
    )
    .order_by(tables.ticket.c.called_at_ms.desc())
    .limit(1)
)


def standing_of(
    connection: Connection, hall_id: str, number: int, service_day: date, *, actor: str, key: str
) -> Standing | None:
    """The counter with that number as it stands for the command `key` of `actor`; None: there is none."""
    settle_answer(connection, actor, key)
    settle_undo(connection, hall_id, number)
    row = connection.execute(
        _STANDING,
        {"of_hall": hall_id, "of_number": number, "of_day": service_day, "of_actor": actor, "of_key": key},
    ).one_or_none()
    if row is None:
        return None
    end = len(TICKET_COLUMNS) + len(SEAT_COLUMNS)
    of_seat, rules, answered = row[len(TICKET_COLUMNS) : end], row[end], row[end + 1 :]
    return Standing(
        seat=to_seat(of_seat),
        present=None if row[0] is None else to_ticket(row),
        rules=to_rules(rules),
        earlier=None if answered[0] is None else Answered(**dict(zip(_ANSWER_FIELDS, answered, strict=True))),
    )
