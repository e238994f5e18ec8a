"""Call the next citizen, call again, note who did not come; and say why it is this one."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass

from models.calling.discipline import Candidate, Choice, call_interval_ms, choose
from models.calling.policy import Policy
from models.service_day import service_day
from models.store.database import Connection
from models.store.hall_desk import Standing
from models.store.hall_line import (
    Head,
    Pool,
    first_in_line,
    first_of_each_group,
    last_calls,
    record_overtaking,
)
from models.store.hall_setup import Seat
from models.ticket import Move, Outcome, Ticket, for_counter, for_person
from models.turn import MINUTE_MS
from queue_server.at_desk import Desk, DeskAnswer, Done, Why, at_desk, must_be_here, still_here
from queue_server.attend import finish_step
from queue_server.order import Step, take_step
from queue_server.refusal import Refusal, Refused


@dataclass(frozen=True, kw_only=True)
class Turn:
    """Whose turn it is. passed: services for which somebody waits who came earlier."""

    ticket: Ticket
    why: Why
    passed: Sequence[str]


def call_next(connection: Connection, desk: Desk, now_ms: int) -> DeskAnswer:
    """Finish whoever is still at the counter, and call the citizen whose turn it is by the hall's policy.

    Who has more to do that is done at this counter is not sent away: the answer is that citizen again.
    """

    def deed(here: Standing) -> Done:
        seat, present = here.seat, here.present
        if seat.paused_reason is not None:
            raise Refused(Refusal.COUNTER_PAUSED, counter=seat.counter.number)
        steps = [] if present is None else [finish_step(connection, present, seat, Outcome.NOT_SAID)]
        if steps and still_here(steps[0].after):
            return Done(steps=steps, about=steps[0].after)
        turn = whose_turn(connection, desk, here, now_ms)
        if turn is None:
            return Done(steps=steps, about=None)
        step = _call(connection, turn, seat, now_ms)
        return Done(steps=[*steps, step], about=step.after, why=turn.why)

    return at_desk(connection, desk, "next", deed, now_ms)


def recall(connection: Connection, desk: Desk, now_ms: int) -> DeskAnswer:
    """Call the citizen of this counter once more."""

    def deed(here: Standing) -> Done:
        ticket = must_be_here(here)
        step = take_step(connection, ticket, Move.RECALL, called_at_ms=now_ms, calls=ticket.calls + 1)
        return Done(steps=[step], about=step.after)

    return at_desk(connection, desk, "recall", deed, now_ms)


def no_show(connection: Connection, desk: Desk, now_ms: int) -> DeskAnswer:
    """The citizen was called and did not come."""

    def deed(here: Standing) -> Done:
        ticket = must_be_here(here)
        step = take_step(connection, ticket, Move.MARK_NO_SHOW, no_shows=ticket.no_shows + 1)
        return Done(steps=[step], about=step.after)

    return at_desk(connection, desk, "no-show", deed, now_ms)


def whose_turn(connection: Connection, desk: Desk, here: Standing, now_ms: int) -> Turn | None:
    """Whom the counter would call now, and why; None when nobody waits for it. Changes nothing."""
    policy = here.rules.policy
    pool = Pool(
        hall_id=desk.hall.id,
        service_day=service_day(now_ms, desk.hall.timezone),
        service_ids=here.seat.service_ids,
        sent_to=(for_counter(here.seat.counter.number), for_person(desk.staff.login)),
    )
    priorities = [one.id for one in policy.classes]
    heads = first_of_each_group(connection, pool, priorities)
    candidates = [_candidate(head) for head in heads]
    choice = choose(policy, candidates, (), now_ms, None)
    if choice is not None and choice.passed:  # only now is there anybody for the limits to protect
        line = first_in_line(connection, pool, priorities)
        choice = choose(
            policy, candidates, line, now_ms, call_interval_ms(last_calls(connection, pool), now_ms)
        )
    if choice is None:
        return None
    place = candidates.index(choice.candidate)
    return Turn(
        ticket=heads[place].ticket,
        why=_why(policy, choice, now_ms),
        passed=sorted({head.ticket.service_id for head in heads[:place]}),
    )


def _candidate(head: Head) -> Candidate:
    ticket = head.ticket
    return Candidate(
        ticket_id=ticket.id,
        number=ticket.number,
        service_id=ticket.service_id,
        priority=ticket.priority,
        counts_from_ms=ticket.counts_from_ms,
        overtaken=head.overtaken,
        sent_here=bool(ticket.sent_to),
    )


def _call(connection: Connection, turn: Turn, seat: Seat, now_ms: int) -> Step:
    ticket = turn.ticket
    step = take_step(
        connection,
        ticket,
        Move.CALL,
        asdict(turn.why)
        | {"counts_from_ms": ticket.counts_from_ms, "slot_ms": ticket.slot_ms}
        | ({"passed": " ".join(turn.passed)} if turn.passed else {}),
        called_at_ms=now_ms,
        counter_number=seat.counter.number,
        calls=ticket.calls + 1,
        sent_to="",
    )
    if turn.passed:
        record_overtaking(connection, step.after, turn.passed)
    return step


def _why(policy: Policy, choice: Choice, now_ms: int) -> Why:
    one = policy.class_of(choice.candidate.priority)
    scored = choice.score is not None
    number, score = choice.runner_up or (None, None)
    return Why(
        reason=choice.reason,
        waited_min=round((now_ms - choice.candidate.counts_from_ms) / MINUTE_MS, 1),
        score=_tenths(choice.score),
        credit_min=one.credit_min if scored else None,
        rate=one.rate if scored else None,
        runner_up=number,
        runner_up_score=_tenths(score),
        overtaken=choice.candidate.overtaken,
    )


def _tenths(value: float | None) -> float | None:
    """As exact as a person can check in the head."""
    return None if value is None else round(value, 1)
