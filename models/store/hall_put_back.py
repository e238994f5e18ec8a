"""Give a hall's tables back what its log tells again: the hours that a backup did not know."""

from collections.abc import Callable, Iterable, Mapping

from sqlalchemy import Connection, insert, select, update
from sqlalchemy.exc import IntegrityError

from models.event_log import Event
from models.hall import Hall
from models.service_day import service_day
from models.store import hall_tables as tables
from models.store.hall_bookings import Booking, add_booking, code_of, is_taken
from models.store.hall_enrolments import (
    Enrolment,
    EnrolmentState,
    find_enrolment,
    give_series,
    revoke_issuer,
)
from models.store.hall_epoch import forget_peer
from models.store.hall_issuers import enrolled_kiosks, find_issuer
from models.store.hall_line import forget_overtaking, record_overtaking
from models.store.hall_setup import save_seat, seat_staff, seats, services_of
from models.store.hall_staff import Answered, find_answer, find_staff, save_answer
from models.store.hall_tickets import find_ticket
from models.sync.lost_hours import LostHours, Seating
from models.sync.recovery import kiosk_peer
from models.ticket import EventKind, Ticket, TicketState
from models.ticket_log import ticket_of

DONE_BEFORE = "done before the hall was put back"  # the order of a command whose answer is lost


def put_back_tickets(
    connection: Connection, hall: Hall, tickets: Iterable[Ticket], draw_code: Callable[[], str]
) -> list[Ticket]:
    """Store each ticket unless a newer version is there. Returns those the hall cannot take.

    draw_code: a random code each time it is asked, for an appointment whose own is lost.
    """
    refused = []
    for ticket in tickets:
        try:
            with connection.begin_nested():
                _put_back(connection, hall, ticket)
        except IntegrityError:
            refused.append(ticket)
            continue
        if ticket.state is TicketState.BOOKED and code_of(connection, ticket.id) is None:
            code = draw_code()
            while is_taken(connection, code):
                code = draw_code()
            add_booking(connection, Booking(ticket=ticket, code=code), contact=None, remind_at_ms=None)
    return refused


def _put_back(connection: Connection, hall: Hall, ticket: Ticket) -> None:
    there = find_ticket(connection, ticket.id)
    if there is None:
        values = vars(ticket) | {"then_service_ids": list(ticket.then_service_ids)}
        connection.execute(insert(tables.ticket), {"hall_id": hall.id, **values})
    elif there.version < ticket.version:
        values = vars(ticket) | {"then_service_ids": list(ticket.then_service_ids)}
        connection.execute(update(tables.ticket).where(tables.ticket.c.id == ticket.id).values(**values))


def put_back_enrolments(connection: Connection, hall: Hall, events: Iterable[Event]) -> None:
    """Kiosks that came and went since the backup. One that is known already is left as it is."""
    for event in events:
        issuer_id, nth = str(event.body.get("issuer_id")), int(event.body.get("incarnation") or 0)
        if event.kind == EventKind.KIOSK_ENROLLED:
            issuer = find_issuer(connection, issuer_id)
            is_newer = issuer is None or issuer.incarnation < nth
            if is_newer and find_enrolment(connection, hall.id, nth) is None:
                enrolment = Enrolment(
                    issuer_id=issuer_id,
                    nth=nth,
                    series=str(event.body["series"]),
                    public_key=str(event.body["public_key"]),
                    state=EnrolmentState.IN_USE,
                )
                give_series(connection, hall.id, enrolment, at_ms=event.at_ms)
                forget_peer(connection, hall.id, kiosk_peer(issuer_id))  # the machine before may have spoken
        elif event.kind == EventKind.KIOSK_REVOKED:
            issuer = find_issuer(connection, issuer_id)
            if issuer is not None and issuer.incarnation == nth:
                revoke_issuer(connection, hall.id, issuer_id, at_ms=event.at_ms)


def put_back_overtakings(connection: Connection, events: Iterable[Event]) -> None:
    """Who was called before whom: each protects those who were overtaken."""
    for event in events:
        ticket = ticket_of(event)
        passed = str(event.body.get("passed") or "").split()
        if ticket is None:
            continue
        if event.kind == EventKind.TICKET_CALLED and passed:
            record_overtaking(connection, ticket, passed)
        elif event.kind == EventKind.MOVE_UNDONE and event.before == TicketState.CALLED:
            called = _at_version(ticket, ticket.version - 1)
            forget_overtaking(connection, called)


def _at_version(ticket: Ticket, version: int) -> Ticket:
    return Ticket(**(vars(ticket) | {"version": version}))


def put_back_seats(connection: Connection, hall: Hall, seatings: Mapping[int, Seating]) -> None:
    """Who sits where. Somebody whom the hall does not know any more sits nowhere."""
    known = {seat.counter.number: seat for seat in seats(connection, hall.id)}
    for number, seating in seatings.items():
        if number not in known:
            continue
        person = None if seating.login is None else find_staff(connection, hall.id, seating.login)
        if person is None:
            seat_staff(connection, hall.id, number, None)
            continue
        day = service_day(seating.since_ms, hall.timezone)
        seat_staff(connection, hall.id, number, person.id, day)
        if seating.paused_reason is not None:
            save_seat(connection, hall.id, number, paused_reason=seating.paused_reason)


def put_back_commands(connection: Connection, commands: Mapping[tuple[str, str], int]) -> None:
    """Each of these was done: whoever repeats it is told so, and it is not done again."""
    for (actor, key), at_ms in commands.items():
        if find_answer(connection, actor, key) is None:
            save_answer(connection, actor, key, Answered(order=DONE_BEFORE, answer={}), at_ms)


def put_back_counts(connection: Connection, hall: Hall, lost: LostHours) -> None:
    """How far each issuer has counted, so that no number is given twice and no log is taken twice."""
    for (issuer_id, incarnation), held in lost.logs.items():
        issuer = find_issuer(connection, issuer_id)
        if issuer is not None and issuer.incarnation == incarnation and issuer.high < held.high:
            _raise_high(connection, issuer_id, held.high, held.high_hash)
    with_log = set(enrolled_kiosks(connection, hall.id))  # what they have written they send again themselves
    of_letter = {service.letter: service.id for service in services_of(connection, hall.id)}
    for ticket in lost.tickets.values():
        issuer = find_issuer(connection, ticket.issuer_id)
        if issuer is None or issuer.id in with_log:
            continue
        seq = int(ticket.id.rpartition(".")[2])
        if issuer.high < seq:
            _raise_high(connection, issuer.id, seq, issuer.high_hash)
        letter, count = ticket.number[0], int(ticket.number.rpartition("-")[2])
        if letter in of_letter:
            _raise_count(connection, ticket, of_letter[letter], count)


def _raise_high(connection: Connection, issuer_id: str, high: int, high_hash: str) -> None:
    connection.execute(
        update(tables.issuer).where(tables.issuer.c.id == issuer_id).values(high=high, high_hash=high_hash)
    )


def _raise_count(connection: Connection, ticket: Ticket, service_id: str, count: int) -> None:
    counts = tables.series_count
    key = {"issuer_id": ticket.issuer_id, "service_id": service_id, "service_day": ticket.service_day}
    last = connection.scalar(select(counts.c.last).filter_by(**key))
    if last is None:
        connection.execute(insert(counts).values(**key, last=count))
    elif last < count:
        connection.execute(update(counts).filter_by(**key).values(last=count))
