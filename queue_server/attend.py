"""What a counter does with the citizen before it: serve, finish, hold, send on, check a priority."""

from dataclasses import dataclass

from models.calling.policy import APPOINTMENT
from models.hall import Hall, Service
from models.store.database import Connection
from models.store.hall_desk import Standing
from models.store.hall_setup import Seat, rules_of, seat_at, seats, services_of
from models.store.hall_tickets import find_by_public_id
from models.ticket import MOST_SERVICES, Move, Outcome, Ticket, for_counter, for_person
from models.turn import MINUTE_MS
from queue_server.at_desk import Desk, DeskAnswer, Done, at_desk, must_be_here
from queue_server.order import Step, check_today, take_step
from queue_server.refusal import Refusal, Refused


@dataclass(frozen=True, kw_only=True)
class Goal:
    """Where a ticket is sent: to another service, to one counter, or to one person. One of the three."""

    service_id: str | None = None
    counter: int | None = None
    login: str | None = None

    def __str__(self) -> str:
        return f"service {self.service_id} counter {self.counter} person {self.login}"


def serve(connection: Connection, desk: Desk, now_ms: int) -> DeskAnswer:
    """The citizen has come: service begins."""

    def deed(here: Standing) -> Done:
        step = take_step(connection, must_be_here(here), Move.SERVE)
        return Done(steps=[step], about=step.after)

    return at_desk(connection, desk, "serve", deed, now_ms)


def finish(connection: Connection, desk: Desk, now_ms: int, outcome: Outcome = Outcome.DONE) -> DeskAnswer:
    """The citizen's business is done, or its first part when the visit has more; nobody is called yet."""

    def deed(here: Standing) -> Done:
        step = finish_step(connection, must_be_here(here), here.seat, outcome)
        return Done(steps=[step], about=step.after)

    return at_desk(connection, desk, f"finish {outcome or ''}", deed, now_ms)


def finish_step(connection: Connection, ticket: Ticket, seat: Seat, outcome: Outcome) -> Step:
    """Finish what the ticket waited for. What is left of the visit goes on here or in a queue."""
    if not ticket.then_service_ids:
        return take_step(connection, ticket, Move.FINISH, {"outcome": outcome}, outcome=outcome)
    service_id, *later = ticket.then_service_ids
    here = service_id in seat.service_ids
    return take_step(
        connection,
        ticket,
        Move.CONTINUE_HERE if here else Move.CONTINUE_ELSEWHERE,
        {"outcome": outcome, "finished_service_id": ticket.service_id},
        service_id=service_id,
        then_service_ids=tuple(later),
    )


def add_service(connection: Connection, desk: Desk, now_ms: int, service_id: str) -> DeskAnswer:
    """The citizen has something else to do after this, in the same visit and with the same number."""

    def deed(here: Standing) -> Done:
        ticket = must_be_here(here)
        must_be_service(connection, desk.hall, service_id)
        later = (*ticket.then_service_ids, service_id)
        if len(later) >= MOST_SERVICES:
            raise Refused(Refusal.TOO_MANY_SERVICES, most=MOST_SERVICES)
        body = {"added_service_id": service_id}
        step = take_step(connection, ticket, Move.ADD_SERVICE, body, then_service_ids=later)
        return Done(steps=[step], about=step.after)

    return at_desk(connection, desk, f"add-service {service_id}", deed, now_ms)


def hold(connection: Connection, desk: Desk, now_ms: int, minutes: int, reason: str) -> DeskAnswer:
    """The citizen fetches something and will be taken back here; after `minutes` by any counter."""

    def deed(here: Standing) -> Done:
        until_ms = now_ms + minutes * MINUTE_MS
        step = take_step(
            connection,
            must_be_here(here),
            Move.HOLD,
            {"reason": reason, "until_ms": until_ms, "owner": desk.staff.login},
            held_by=desk.staff.login,
            held_until_ms=until_ms,
        )
        return Done(steps=[step], about=step.after)

    return at_desk(connection, desk, f"hold {minutes} {reason}", deed, now_ms)


def release_step(connection: Connection, ticket: Ticket) -> Step:
    """Any counter may take the held citizen now; what was waited so far counts."""
    body = {"owner": ticket.held_by}
    return take_step(connection, ticket, Move.RELEASE, body, held_by=None, held_until_ms=None)


def resume(connection: Connection, desk: Desk, now_ms: int, public_id: str) -> DeskAnswer:
    """The citizen held for this person is back: service goes on."""

    def deed(here: Standing) -> Done:
        if here.present is not None:
            raise Refused(
                Refusal.TICKET_AT_COUNTER, counter=here.seat.counter.number, number=here.present.number
            )
        ticket = find_by_public_id(connection, public_id)
        if ticket is None:
            raise Refused(Refusal.NO_SUCH_TICKET)
        check_today(desk.hall, ticket, now_ms)
        if ticket.held_by is not None and ticket.held_by != desk.staff.login:
            raise Refused(Refusal.HELD_BY_OTHER, number=ticket.number)
        step = take_step(
            connection,
            ticket,
            Move.RESUME,
            counter_number=here.seat.counter.number,
            held_by=None,
            held_until_ms=None,
        )
        return Done(steps=[step], about=step.after)

    return at_desk(connection, desk, f"resume {public_id}", deed, now_ms)


def transfer(connection: Connection, desk: Desk, now_ms: int, goal: Goal, reason: str) -> DeskAnswer:
    """Send the citizen of this counter on. What was waited so far counts there too."""

    def deed(here: Standing) -> Done:
        step = transfer_step(connection, desk.hall, must_be_here(here), goal, reason)
        return Done(steps=[step], about=step.after)

    return at_desk(connection, desk, f"transfer {goal} {reason}", deed, now_ms)


def transfer_step(connection: Connection, hall: Hall, ticket: Ticket, goal: Goal, reason: str) -> Step:
    """Let `ticket` wait for the goal. Raises Refused when nobody is there who could call it."""
    sent_to = ""
    if goal.service_id is not None:
        must_be_service(connection, hall, goal.service_id)
    elif goal.counter is not None:
        target = seat_at(connection, hall.id, goal.counter)
        if target is None:
            raise Refused(Refusal.NO_SUCH_COUNTER, counter=goal.counter)
        if target.staff_id is None:
            raise Refused(Refusal.COUNTER_CLOSED, counter=goal.counter)
        sent_to = for_counter(goal.counter)
    else:
        if goal.login not in {seat.staff_login for seat in seats(connection, hall.id)}:
            raise Refused(Refusal.NOT_AT_COUNTER)
        sent_to = for_person(str(goal.login))
    return take_step(
        connection,
        ticket,
        Move.TRANSFER,
        {"reason": reason, "from_service_id": ticket.service_id, "sent_to": sent_to},
        service_id=goal.service_id or ticket.service_id,
        sent_to=sent_to,
    )


def set_priority(connection: Connection, desk: Desk, now_ms: int, priority: str) -> DeskAnswer:
    """The counter has seen what the citizen's class is: it is this one, and checked."""

    def deed(here: Standing) -> Done:
        step = priority_step(connection, desk.hall, must_be_here(here), priority)
        return Done(steps=[step], about=step.after)

    return at_desk(connection, desk, f"priority {priority}", deed, now_ms)


def priority_step(connection: Connection, hall: Hall, ticket: Ticket, priority: str) -> Step:
    """Set the class of `ticket`, checked by a person. Raises Refused for a class the hall does not have."""
    classes = rules_of(connection, hall.id).policy.classes
    offered = {one.id for one in classes if one.on}
    if priority not in offered or (priority == APPOINTMENT and ticket.slot_ms is None):
        raise Refused(Refusal.NO_SUCH_CLASS)
    return take_step(
        connection,
        ticket,
        Move.SET_PRIORITY,
        {"priority_before": ticket.priority},
        priority=priority,
        priority_checked=True,
    )


def must_be_service(connection: Connection, hall: Hall, service_id: str) -> Service:
    """The service with that id. Raises Refused when the hall has none such."""
    for service in services_of(connection, hall.id):
        if service.id == service_id:
            return service
    raise Refused(Refusal.NO_SUCH_SERVICE)
