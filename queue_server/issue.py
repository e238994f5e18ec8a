"""Give a citizen a number at the reception desk, from the desk's own series."""

from dataclasses import asdict, dataclass

from models.hall import Hall
from models.service_day import service_day
from models.store.database import Connection
from models.store.hall_issuers import advance_issuer, find_issuer
from models.store.hall_log import Happening, append_events
from models.store.hall_setup import services_of
from models.store.hall_staff import Staff, find_answer, save_answer
from models.store.hall_tickets import admit, next_count
from models.ticket import EventKind, Ticket, TicketState, printed_number, ticket_id
from queue_server.refusal import Refusal, Refused

RECEPTION = "desk"  # the issuer that stands for the reception desk


@dataclass(frozen=True, kw_only=True)
class IssuedTicket:
    """public_id: names the ticket in the address a citizen follows on the phone."""

    number: str
    service_id: str
    public_id: str


def issue_ticket(
    connection: Connection,
    hall: Hall,
    staff: Staff,
    *,
    service_id: str,
    public_id: str,
    key: str,
    now_ms: int,
) -> IssuedTicket:
    """The next number of the desk's series for `service_id`; the same `key` again gives the same number."""
    services = {service.id: service for service in services_of(connection, hall.id)}
    if service_id not in services:
        raise Refused(Refusal.NO_SUCH_SERVICE)
    desk = find_issuer(connection, RECEPTION)
    if desk is None:
        raise Refused(Refusal.NO_RECEPTION)
    actor, key = f"staff:{staff.login}", f"issue {key}"
    earlier = find_answer(connection, actor, key)
    if earlier is not None:
        return IssuedTicket(**earlier)
    today = service_day(now_ms, hall.timezone)
    count = next_count(connection, desk.id, service_id, today)
    ticket = Ticket(
        id=ticket_id(desk.id, desk.incarnation, desk.high + 1),
        issuer_id=desk.id,
        public_id=public_id,
        service_id=service_id,
        service_day=today,
        number=printed_number(services[service_id].letter, desk.series, count),
        arrived_at_ms=now_ms,
    )
    admit(connection, hall.id, ticket)
    advance_issuer(connection, desk.id, high=desk.high + 1, high_hash=desk.high_hash, now_ms=now_ms)
    issued = IssuedTicket(number=ticket.number, service_id=service_id, public_id=public_id)
    save_answer(connection, actor, key, now_ms, asdict(issued))
    told = Happening(
        kind=EventKind.TICKET_ISSUED,
        at_ms=now_ms,
        actor=actor,
        ticket_id=ticket.id,
        service_day=today,
        after=TicketState.WAITING,
        body={"number": ticket.number, "service_id": service_id, "arrived_at_ms": now_ms},
    )
    append_events(connection, hall.id, [told])
    return issued
