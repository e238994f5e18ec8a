"""Who is logged in: begin a session, ask whose it is, end it."""

from models.hall import Hall
from models.store import hall_staff
from models.store.database import Connection
from models.store.hall_setup import seats
from models.store.hall_staff import Staff
from queue_server.desk import close_counter
from queue_server.refusal import Refusal, Refused
from queue_server.settings import Settings

HOUR_MS = 3_600_000
MINUTE_MS = 60_000
ANSWERS_KEPT_MS = 7 * 24 * HOUR_MS  # longer than any counter could still be asking


def begin_session(
    connection: Connection, staff: Staff, *, token: str, settings: Settings, now_ms: int
) -> None:
    """Log `staff` in under `token`; what has grown old by now is forgotten on the way."""
    hall_staff.forget_old(connection, now_ms=now_ms, answers_before_ms=now_ms - ANSWERS_KEPT_MS)
    hall_staff.open_session(
        connection,
        token,
        staff.id,
        expires_at_ms=now_ms + settings.session_hours * HOUR_MS,
        now_ms=now_ms,
    )


def staff_of(connection: Connection, token: str | None, settings: Settings, now_ms: int) -> Staff:
    """Whose session `token` is. Raises Refused when it is nobody's, over, or was idle too long."""
    staff, seen_at_ms = _found(connection, token, settings, now_ms)
    if now_ms - seen_at_ms > MINUTE_MS:  # a write costs a disk flush: once a minute is exact enough
        hall_staff.see_session(connection, str(token), now_ms)
    return staff


def manager_of(connection: Connection, token: str | None, settings: Settings, now_ms: int) -> Staff:
    """The same for what only managers may do. Raises Refused."""
    staff = staff_of(connection, token, settings, now_ms)
    if not staff.is_manager:
        raise Refused(Refusal.MANAGERS_ONLY)
    return staff


def onlooker(connection: Connection, token: str | None, settings: Settings, now_ms: int) -> Staff:
    """The same for a page that looks again by itself: that is no sign of anybody being there."""
    return _found(connection, token, settings, now_ms)[0]


def looking_manager(connection: Connection, token: str | None, settings: Settings, now_ms: int) -> Staff:
    """The same for a page only managers may look at. Raises Refused."""
    staff = onlooker(connection, token, settings, now_ms)
    if not staff.is_manager:
        raise Refused(Refusal.MANAGERS_ONLY)
    return staff


def end_session(connection: Connection, hall: Hall, token: str, settings: Settings, now_ms: int) -> None:
    """Log out and close one's counter, unless a citizen still stands at it."""
    try:
        staff = staff_of(connection, token, settings, now_ms)
        for seat in seats(connection, hall.id):
            if seat.staff_id == staff.id:
                key = f"logout-{now_ms}-{seat.counter.number}"
                close_counter(connection, hall, staff, seat.counter.number, key, now_ms)
    except Refused:
        pass  # nobody's session, or a citizen at the counter: the log-out happens all the same
    hall_staff.close_session(connection, token)


def _found(connection: Connection, token: str | None, settings: Settings, now_ms: int) -> tuple[Staff, int]:
    found = token and hall_staff.staff_of_session(
        connection, token, now_ms=now_ms, seen_after_ms=now_ms - settings.idle_minutes * MINUTE_MS
    )
    if not found:
        raise Refused(Refusal.NOT_LOGGED_IN)
    return found
