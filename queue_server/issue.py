"""Give a citizen a number at the reception desk, from the desk's own series."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from models.calling.policy import APPOINTMENT, REGULAR
from models.hall import Hall, HallRules, Service, why_no_number
from models.service_day import local_time, service_day
from models.store.database import Connection
from models.store.hall_issuers import Issuer, advance_by_one
from models.store.hall_log import Happening, append_events
from models.store.hall_setup import Offer, offer_of
from models.store.hall_staff import Staff
from models.store.hall_tickets import admit, count_of_day, next_count
from models.ticket import EventKind, Ticket, printed_number, ticket_id
from models.ticket_log import told_whole
from models.waiting.promises import WaitRange
from queue_server.order import Body, Order, by_key, once
from queue_server.refusal import Refusal, Refused

RECEPTION = "desk"  # the issuer that stands for the reception desk


@dataclass(frozen=True, kw_only=True)
class Wish:
    """What a citizen comes for: one service or several in one visit, in that order, and of which class."""

    service_ids: Sequence[str]
    priority: str = REGULAR


@dataclass(frozen=True, kw_only=True)
class IssuedTicket:
    """public_id: names the ticket in the address a citizen follows on the phone.

    p50_min, p80_min: how long the wait may be, as it was told; None where nobody could tell.
    """

    number: str
    service_id: str
    public_id: str
    p50_min: float | None = None
    p80_min: float | None = None


def issue_ticket(
    connection: Connection,
    hall: Hall,
    staff: Staff,
    *,
    wish: Wish,
    public_id: str,
    key: str,
    now_ms: int,
    wait: WaitRange | None = None,
) -> IssuedTicket:
    """The next number of the desk's series for what is wished; the same `key` again gives the same number.

    wait: what the citizen is told, kept in the log to be compared with what comes. Raises Refused: unknown
    service or class, closed, no numbers left today.
    """
    order = Order.of(hall, staff, key)
    what = f"issue {' '.join(wish.service_ids)} {wish.priority}"

    def work() -> IssuedTicket:
        offer = offer_of(connection, hall.id)
        service = check_wish(offer, wish)
        today = service_day(now_ms, hall.timezone)
        check_gives_numbers(connection, hall, offer.rules, service, now_ms)
        desk = advance_by_one(connection, RECEPTION, now_ms)
        if desk is None:
            raise Refused(Refusal.NO_RECEPTION)
        key_of_ticket, number = number_ticket(connection, desk, service, today)
        ticket = Ticket(
            id=key_of_ticket,
            issuer_id=desk.id,
            public_id=public_id,
            service_id=service.id,
            then_service_ids=tuple(wish.service_ids[1:]),
            service_day=today,
            number=number,
            arrived_at_ms=now_ms,
            counts_from_ms=now_ms,
            priority=wish.priority,
            priority_checked=wish.priority != REGULAR,  # the person at the desk has seen the citizen
        )
        admit(connection, hall.id, ticket)
        append_events(
            connection,
            hall.id,
            [issued(order.actor, ticket, now_ms, {**promise_body(wait), **by_key(order)})],
        )
        return IssuedTicket(
            number=number,
            service_id=service.id,
            public_id=public_id,
            p50_min=None if wait is None else wait.p50_min,
            p80_min=None if wait is None else wait.p80_min,
        )

    return once(connection, order, what, IssuedTicket, work, now_ms)


def check_wish(offer: Offer, wish: Wish) -> Service:
    """The first service of `wish`. Raises Refused for a service or class the hall does not have.

    Nobody gets the class of appointments without having one.
    """
    services = [offer.service(one) for one in wish.service_ids]
    if not services or services[0] is None or None in services:
        raise Refused(Refusal.NO_SUCH_SERVICE)
    if wish.priority not in {one.id for one in offer.rules.policy.classes if one.on} - {APPOINTMENT}:
        raise Refused(Refusal.NO_SUCH_CLASS)
    return services[0]


def check_gives_numbers(
    connection: Connection, hall: Hall, rules: HallRules, service: Service, now_ms: int
) -> None:
    """Raises Refused when the hall is closed or has given enough numbers for `service` today."""
    today = service_day(now_ms, hall.timezone)
    given = count_of_day(connection, hall.id, today, service.letter) if service.most_a_day is not None else 0
    reason = why_no_number(service, rules, local_time(now_ms, hall.timezone), given)
    if reason is not None:
        raise Refused(Refusal(f"no_number_{reason}"), most=service.most_a_day or 0)


def number_ticket(connection: Connection, issuer: Issuer, service: Service, day: date) -> tuple[str, str]:
    """The key of the ticket that `issuer` has just counted (`advance_by_one`), and its number of that day."""
    count = next_count(connection, issuer.id, service.id, day)
    key = ticket_id(issuer.id, issuer.incarnation, issuer.high)
    return key, printed_number(service.letter, issuer.series, count)


def issued(actor: str, ticket: Ticket, now_ms: int, more: Body) -> Happening:
    """What the log keeps of a new ticket: enough to know later who waited for what, and from when."""
    return Happening(
        kind=EventKind.TICKET_ISSUED,
        at_ms=now_ms,
        actor=actor,
        ticket_id=ticket.id,
        service_day=ticket.service_day,
        after=ticket.state,
        body={
            "number": ticket.number,
            "service_id": ticket.service_id,
            "then_service_ids": " ".join(ticket.then_service_ids),
            "priority": ticket.priority,
            "arrived_at_ms": ticket.arrived_at_ms,
            "counts_from_ms": ticket.counts_from_ms,
            "slot_ms": ticket.slot_ms,
            **told_whole(ticket),
            **more,
        },
    )


def promise_body(wait: WaitRange | None) -> Body:
    """The promised wait as the log keeps it; nothing where none was made."""
    return {} if wait is None else {"p50_min": wait.p50_min, "p80_min": wait.p80_min}
