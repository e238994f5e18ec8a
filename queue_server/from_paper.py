"""Let a citizen wait whose number only the paper knows: the kiosk has no line, or has lost its disk."""

from dataclasses import dataclass
from datetime import date

from models.hall import Hall
from models.paper_proof import Proof, read_proof
from models.service_day import service_day
from models.store.database import Connection
from models.store.hall_enrolments import Enrolment, EnrolmentState, find_enrolment
from models.store.hall_log import append_events
from models.store.hall_setup import services_of
from models.store.hall_tickets import TicketTaken, admit, find_ticket
from models.ticket import Ticket, printed_number, ticket_id
from queue_server.issue import issued
from queue_server.order import Order, by_key, once
from queue_server.refusal import Refusal, Refused

FROM_PAPER = "from_paper"  # in the body of the event; 1


@dataclass(frozen=True, kw_only=True)
class OnPaper:
    """The ticket of a paper, and how it stands. is_new: the hall had not heard of it before."""

    number: str
    state: str
    is_new: bool


def take_paper(connection: Connection, order: Order, scanned: str, now_ms: int) -> OnPaper:
    """The ticket that `scanned`, the code on a paper, proves; let in if the hall does not know it yet.

    Its citizen waits since it was printed, or from now on where its kiosk cannot have known the day. When
    the kiosk tells of it later, it is there already. Raises Refused: no such code, not of this hall, of
    another day, a service that is gone, a number that somebody else has.
    """
    proof = read_proof(scanned)
    if proof is None:
        raise Refused(Refusal.PAPER_UNREADABLE)

    def work() -> OnPaper:
        ticket = _told_by(connection, order.hall, proof, now_ms)
        known = find_ticket(connection, ticket.id)
        if known is not None and known.public_id != ticket.public_id:
            raise Refused(Refusal.NUMBER_TAKEN, number=ticket.number)
        if known is not None:
            return OnPaper(number=known.number, state=known.state, is_new=False)
        if ticket.service_day != service_day(now_ms, order.hall.timezone):
            day = f"{ticket.service_day:%d/%m/%Y}"
            raise Refused(Refusal.PAPER_OF_ANOTHER_DAY, number=ticket.number, day=day)
        try:
            with connection.begin_nested():
                admit(connection, order.hall.id, ticket)
        except TicketTaken:
            raise Refused(Refusal.NUMBER_TAKEN, number=ticket.number) from None
        told = issued(order.actor, ticket, now_ms, {FROM_PAPER: 1, **by_key(order)})
        append_events(connection, order.hall.id, [told])
        return OnPaper(number=ticket.number, state=ticket.state, is_new=True)

    return once(connection, order, f"from-paper {proof.digits}", OnPaper, work, now_ms)


def _told_by(connection: Connection, hall: Hall, proof: Proof, now_ms: int) -> Ticket:
    paper = proof.paper
    today = service_day(now_ms, hall.timezone)
    enrolment = _printed_by(connection, hall, proof, today)
    letters = {service.letter: service.id for service in services_of(connection, hall.id)}
    if paper.letter not in letters:
        raise Refused(Refusal.NO_SUCH_SERVICE)
    arrived_at_ms = min(paper.issued_at_s * 1000, now_ms)
    if not paper.is_sure and service_day(arrived_at_ms, hall.timezone) != today:
        arrived_at_ms = now_ms
    return Ticket(
        id=ticket_id(enrolment.issuer_id, enrolment.nth, paper.seq),
        issuer_id=enrolment.issuer_id,
        public_id=proof.public_id,
        service_id=letters[paper.letter],
        service_day=service_day(arrived_at_ms, hall.timezone),
        number=printed_number(paper.letter, enrolment.series, paper.count),
        arrived_at_ms=arrived_at_ms,
        counts_from_ms=arrived_at_ms,
    )


def _printed_by(connection: Connection, hall: Hall, proof: Proof, today: date) -> Enrolment:
    """The kiosk; until the end of the day also one that was enrolled again or revoked."""
    enrolment = find_enrolment(connection, hall.id, proof.paper.nth)
    if enrolment is None or not proof.is_by(enrolment.public_key):
        raise Refused(Refusal.PAPER_NOT_OURS)
    ended_ms = enrolment.ended_at_ms or 0
    if enrolment.state is not EnrolmentState.IN_USE and service_day(ended_ms, hall.timezone) != today:
        raise Refused(Refusal.PAPER_NOT_OURS)
    return enrolment
