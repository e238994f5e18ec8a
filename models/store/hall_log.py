"""Append to a hall's log and read it back. Nothing here updates or deletes an entry."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import Connection, bindparam, func, insert, select, update

from models.event_log import Entry, Event, enter
from models.hall import Hall
from models.service_day import service_day
from models.store.event_rows import to_entry, to_values
from models.store.hall_tables import event as event_table
from models.store.hall_tables import hall as hall_table
from models.store.late import ENTERED, settle, waiting_row, write_late
from models.sync.copies import Tip
from models.ticket import EventKind
from models.ticket_log import ticket_of

MOST_STEP_BACK_MS = 120_000  # a clock that is set right by less than this simply waits for itself


class ClockWentBack(Exception):
    """The clock is far behind the last event of the log; the message says how far."""


class HallStopped(Exception):
    """Nothing may be entered into the log."""


class HallRecovering(HallStopped):
    """The hall was put back from a backup, and gathers what it lost first."""


class HallReplaced(HallStopped):
    """Another server is the hall by now; this one has to be switched off."""


@dataclass(frozen=True, kw_only=True)
class Happening:
    """An event before it has a place in the log."""

    kind: str
    at_ms: int
    actor: str
    ticket_id: str
    service_day: date
    before: str | None = None
    after: str | None = None
    body: Mapping[str, str | int | float | None]


# Built once: putting a statement together takes as long as running it.
_FEED = select(
    hall_table.c.feed_seq,
    hall_table.c.feed_hash,
    hall_table.c.feed_at_ms,
    hall_table.c.recovering_since_ms,
    hall_table.c.replaced_by,
).where(hall_table.c.id == bindparam("of_hall"))
_ENTER = insert(event_table)
_ADVANCE_FEED = (
    update(hall_table)
    .where(hall_table.c.id == bindparam("of_hall"))
    .values(
        feed_seq=bindparam("last_seq"),
        feed_hash=bindparam("last_hash"),
        feed_at_ms=bindparam("last_at_ms"),
    )
)


def append_events(
    connection: Connection, hall_id: str, happenings: Sequence[Happening], *, is_recovery: bool = False
) -> None:
    """Make `happenings` the next entries of the hall's log, in the caller's transaction.

    Written late: numbers are dense and in commit order since one batch writes at a time.
    Moments never run backwards in a log. Raises ClockWentBack; `clock_corrected` is how it goes on then.
    Raises HallStopped: this is the one door through which a hall changes. is_recovery: what a hall that was
    put back gets again, before it goes on; there is no way then to set its clock right.
    """
    if not happenings:
        return
    last_seq, last_hash, at_ms = _feed(connection, hall_id, is_recovery=is_recovery)
    for seq, it in enumerate(happenings, start=last_seq + 1):
        is_back = at_ms - it.at_ms > MOST_STEP_BACK_MS and it.kind != EventKind.CLOCK_CORRECTED
        if is_back and not is_recovery:
            raise ClockWentBack(f"{(at_ms - it.at_ms) // 1000} s behind the last event of the log")
        at_ms = it.at_ms if it.kind == EventKind.CLOCK_CORRECTED else max(at_ms, it.at_ms)
        event = Event(
            seq=seq,
            kind=it.kind,
            at_ms=at_ms,
            actor=it.actor,
            ticket_id=it.ticket_id,
            before=it.before,
            after=it.after,
            body=it.body,
        )
        entry = enter(event, last_hash)
        _write(connection, hall_id, it.service_day, entry)
        last_seq, last_hash = seq, entry.hash
    _advance(connection, hall_id, Tip(seq=last_seq, hash=last_hash), at_ms)
    if is_recovery:
        settle(connection)  # whoever comes next has to find the door as it is


def must_go_on(connection: Connection, hall_id: str) -> None:
    """Raises HallStopped where nothing may be entered: then nothing is to be believed of the queue."""
    _feed(connection, hall_id)


def append_entries(connection: Connection, hall: Hall, entries: Sequence[Entry]) -> None:
    """Make `entries`, which continue the log, its next ones as they are. For a hall that is put back."""
    for entry in entries:
        ticket = ticket_of(entry.event)
        day = service_day(entry.event.at_ms, hall.timezone) if ticket is None else ticket.service_day
        _write(connection, hall.id, day, entry)
    last = entries[-1]
    _advance(connection, hall.id, Tip(seq=last.event.seq, hash=last.hash), last.event.at_ms)


def entered(connection: Connection) -> list[Entry]:
    """What the command that `connection` runs has entered into the log so far."""
    found: list[Entry] = connection.info.setdefault(ENTERED, [])
    return found


def _write(connection: Connection, hall_id: str, service_day: date, entry: Entry) -> None:
    row = {"hall_id": hall_id, "service_day": service_day, **to_values(entry)}
    write_late(connection, _ENTER, (hall_id, entry.event.seq), row)
    entered(connection).append(entry)


def _advance(connection: Connection, hall_id: str, tip: Tip, at_ms: int) -> None:
    feed = {"of_hall": hall_id, "last_seq": tip.seq, "last_hash": tip.hash, "last_at_ms": at_ms}
    write_late(connection, _ADVANCE_FEED, hall_id, feed)


def _feed(connection: Connection, hall_id: str, *, is_recovery: bool = False) -> tuple[int, str, int]:
    """The last entry's number, hash and moment."""
    waiting = waiting_row(connection, _ADVANCE_FEED, hall_id)
    if waiting is not None:
        return waiting["last_seq"], waiting["last_hash"], waiting["last_at_ms"]
    feed = connection.execute(_FEED, {"of_hall": hall_id}).one()
    if feed.replaced_by is not None:
        raise HallReplaced(f"epoch {feed.replaced_by} has begun elsewhere")
    if feed.recovering_since_ms is not None and not is_recovery:
        raise HallRecovering("the hall gathers what it lost")
    return feed.feed_seq, feed.feed_hash, feed.feed_at_ms


def feed_seq(connection: Connection, hall_id: str) -> int:
    """The number of the last entry of the hall's log."""
    settle(connection)
    return connection.scalar(select(hall_table.c.feed_seq).where(hall_table.c.id == hall_id)) or 0


def last_moment(connection: Connection, hall_id: str) -> int:
    """When the last entry was written, milliseconds since 1970-01-01 UTC; 0 while there is none."""
    settle(connection)
    return connection.scalar(select(hall_table.c.feed_at_ms).where(hall_table.c.id == hall_id)) or 0


def read_day(connection: Connection, hall_id: str, service_day: date) -> Iterator[Event]:
    """The events of one service day, in the order they happened."""
    settle(connection)
    rows = connection.execute(
        select(event_table)
        .where(event_table.c.hall_id == hall_id, event_table.c.service_day == service_day)
        .order_by(event_table.c.seq)
    )
    return (to_entry(row).event for row in rows)


def read_since(connection: Connection, hall_id: str, *, first_day: date, after_seq: int) -> Sequence[Event]:
    """The events after `after_seq`, of `first_day` or later, in the order they happened."""
    if after_seq == 0:  # do not walk through the years before
        first_seq = _first_seq(connection, hall_id, first_day)
        if first_seq is None:
            return []
        after_seq = first_seq - 1
    settle(connection)
    rows = connection.execute(
        select(event_table)
        .where(
            event_table.c.hall_id == hall_id,
            event_table.c.seq > after_seq,
            event_table.c.service_day >= first_day,
        )
        .order_by(event_table.c.seq)
    )
    return [to_entry(row).event for row in rows]


def _first_seq(connection: Connection, hall_id: str, first_day: date) -> int | None:
    """The first event of `first_day` or later: a booking may stand far before the others of its day."""
    # Of `seq` itself a planner seeks the least from the beginning of the log.
    least = select(func.min(event_table.c.seq + 0)).where(
        event_table.c.hall_id == hall_id, event_table.c.service_day >= first_day
    )
    settle(connection)
    first_seq: int | None = connection.scalar(least)
    return first_seq


def read_newest(
    connection: Connection, hall_id: str, service_day: date, *, after_seq: int, up_to_seq: int, most: int
) -> Sequence[Event]:
    """The last `most` events of that day between two places in the log, in the order they happened."""
    settle(connection)
    rows = connection.execute(
        select(event_table)
        .where(
            event_table.c.hall_id == hall_id,
            event_table.c.seq > after_seq,
            event_table.c.seq <= up_to_seq,
            event_table.c.service_day == service_day,
        )
        .order_by(event_table.c.seq.desc())
        .limit(most)
    ).all()
    return [to_entry(row).event for row in reversed(rows)]


def last_of_ticket(
    connection: Connection, hall_id: str, service_day: date, ticket_id: str, kind: EventKind
) -> Event | None:
    """The newest event of that kind about a ticket of that day."""
    settle(connection)
    row = connection.execute(
        select(event_table)
        .where(
            event_table.c.hall_id == hall_id,
            event_table.c.service_day == service_day,
            event_table.c.ticket_id == ticket_id,
            event_table.c.kind == kind,
        )
        .order_by(event_table.c.seq.desc())
        .limit(1)
    ).one_or_none()
    return None if row is None else to_entry(row).event


def papers_since(
    connection: Connection, hall_id: str, service_day: date, since_ms: int
) -> Iterator[tuple[str, str, str | None]]:
    """Which kiosk (as the actor) printed a slip of that day, its outcome and trouble, oldest first."""
    settle(connection)
    rows = connection.execute(
        select(event_table.c.actor, event_table.c.body)
        .where(
            event_table.c.hall_id == hall_id,
            event_table.c.service_day == service_day,
            event_table.c.kind == EventKind.SLIP_PRINTED,
            event_table.c.at_ms >= since_ms,
        )
        .order_by(event_table.c.seq)
    )
    return ((row.actor, row.body["outcome"], row.body.get("trouble")) for row in rows)


def calls_for_staff(
    connection: Connection, hall_id: str, service_day: date, since_ms: int
) -> Iterator[tuple[str, int]]:
    """From which kiosk (as the actor) somebody called for help, and when, oldest first."""
    settle(connection)
    rows = connection.execute(
        select(event_table.c.actor, event_table.c.at_ms)
        .where(
            event_table.c.hall_id == hall_id,
            event_table.c.service_day == service_day,
            event_table.c.kind == EventKind.STAFF_CALLED,
            event_table.c.at_ms >= since_ms,
        )
        .order_by(event_table.c.seq)
    )
    return ((row.actor, row.at_ms) for row in rows)


def read_all(connection: Connection, hall_id: str) -> Iterator[Entry]:
    """The whole log, for checking that it is what was written (`models.event_log.first_break`)."""
    settle(connection)
    rows = connection.execute(
        select(event_table).where(event_table.c.hall_id == hall_id).order_by(event_table.c.seq)
    )
    return (to_entry(row) for row in rows)
