"""The appointments a kiosk knows of: as the hall last told them, and who has checked in here since."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass, fields

from sqlalchemy import Connection, delete, insert, select, update

from models.store import kiosk_log
from models.store.kiosk_tables import booking as booking_table
from models.ticket import EventKind, TicketState
from models.wire import BookingView


@dataclass(frozen=True, kw_only=True)
class KnownBooking:
    """view: as the hall told it. checked_in_at_ms: when its citizen came to this kiosk, None: not yet."""

    view: BookingView
    checked_in_at_ms: int | None


def save_bookings(connection: Connection, views: Sequence[BookingView]) -> None:
    """Know these and no others. Who has checked in here is kept in mind as long as the hall names it."""
    rows = connection.execute(select(booking_table.c.ticket_id, booking_table.c.checked_in_at_ms))
    came_at = {row.ticket_id: row.checked_in_at_ms for row in rows}
    connection.execute(delete(booking_table))
    if views:
        connection.execute(
            insert(booking_table),
            [asdict(view) | {"checked_in_at_ms": came_at.get(view.ticket_id)} for view in views],
        )


def find_booking(connection: Connection, code: str) -> KnownBooking | None:
    """The appointment with that code, as far as this kiosk knows."""
    row = connection.execute(select(booking_table).where(booking_table.c.code == code)).one_or_none()
    if row is None:
        return None
    values = {field.name: getattr(row, field.name) for field in fields(BookingView)}
    view = BookingView(**values | {"state": TicketState(row.state)})
    return KnownBooking(view=view, checked_in_at_ms=row.checked_in_at_ms)


def check_in(
    connection: Connection, issuer_id: str, view: BookingView, now_ms: int, *, is_sure: bool
) -> None:
    """Its citizen has come: an entry of the kiosk's log, which the hall acts upon. is_sure: by its clock."""
    connection.execute(
        update(booking_table)
        .where(booking_table.c.ticket_id == view.ticket_id)
        .values(checked_in_at_ms=now_ms)
    )
    kiosk_log.append(
        connection,
        kind=EventKind.TICKET_CHECKED_IN,
        at_ms=now_ms,
        actor=f"kiosk:{issuer_id}",
        ticket_id=view.ticket_id,
        after=TicketState.WAITING,
        body={"number": view.number, "public_id": view.public_id, "service_id": view.service_id},
        is_sure=is_sure,
    )
