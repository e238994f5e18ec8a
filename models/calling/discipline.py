"""Whom to call next, and why: the highest score, inside two limits that nobody's score can break.

Within a group of the same service and class the order never changes, so its first ticket stands for it
(a Candidate). Order is by (counts_from_ms, ticket_id). Source of the rules and figures: ADR-0008.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import NamedTuple

from models.calling.policy import Policy, PriorityClass, Rule

MINUTE_MS = 60_000
CALLS_SEEN = 20
"""How often a line is called is taken from so many of its last calls."""
FEWEST_CALLS = 5
LINE_SEEN = 60
"""The look-ahead sees so many of those who wait; further back nobody can tell."""
MARGIN = 1 / 3
"""So much of the longest wait is kept free for what nobody can foresee: long services, breaks, skills.
Measured: ADR-0008."""


class Reason(StrEnum):
    """Why this number: what staff and citizens are told.

    FIRST_COME: nobody who may be called here came before. HIGHEST_SCORE, HIGHEST_CLASS: by the hall's rule.
    SENT_HERE: a colleague sent this citizen to this counter or person, and nobody else may call them.
    The others keep the order of arrival: OVERTAKEN_ENOUGH since somebody was overtaken as often as is
    allowed, WAITED_LONGEST since this citizen has waited as long as anybody should, WAIT_AT_RISK since
    overtaking now would make somebody wait longer than that.
    """

    FIRST_COME = "first_come"
    HIGHEST_SCORE = "highest_score"
    HIGHEST_CLASS = "highest_class"
    SENT_HERE = "sent_here"
    OVERTAKEN_ENOUGH = "overtaken_enough"
    WAITED_LONGEST = "waited_longest"
    WAIT_AT_RISK = "wait_at_risk"


@dataclass(frozen=True, kw_only=True, slots=True)
class Candidate:
    """The first of those who wait for one service in one class.

    counts_from_ms: from when waiting counts for the turn. overtaken: how many calls passed its place in the
    order while somebody waited for its service who came before the one called. Counted by place alone, so
    nobody behind it in its service can have been overtaken more often. sent_here: nobody else may call it.
    """

    ticket_id: str
    number: str
    service_id: str
    priority: str
    counts_from_ms: int
    overtaken: int = 0
    sent_here: bool = False


@dataclass(frozen=True, kw_only=True, slots=True)
class Choice:
    """score: minutes of waiting, as the CREDIT rule counts them; None under a rule that has no scores.
    runner_up: number and score of the best of the others. passed: somebody earlier in order was passed over.
    """

    candidate: Candidate
    reason: Reason
    score: float | None
    runner_up: tuple[str, float] | None
    passed: bool


class Head(NamedTuple):
    """A candidate in the terms of a policy; heads sort in order of turn."""

    counts_from_ms: int
    ticket_id: str
    credit_ms: float
    rate: float
    rank: int
    sent_here: bool = False


def choose(
    policy: Policy,
    candidates: Sequence[Candidate],
    line: Sequence[int],
    now_ms: int,
    call_every_ms: float | None,
) -> Choice | None:
    """Whom a counter calls next, of those it may call; None when nobody waits.

    line: counts_from_ms of the first LINE_SEEN of all those, ascending. call_every_ms: how often citizens
    of this line are called at present (`call_interval_ms`); None: not known, then only who has waited for
    the longest wait already is protected by it.

    The limits guard the CREDIT rule: nobody is overtaken more than policy.max_overtakes times by counters
    that could have called them, and nobody who has waited policy.max_wait_min is passed over at all. FIFO
    needs no limits. STRICT and ZMS run as the systems they come from do, without any.
    """
    if not candidates:
        return None
    of_head = {
        head_in(policy.class_of(one.priority), one.counts_from_ms, one.ticket_id, one.sent_here): one
        for one in candidates
    }
    heads = sorted(of_head)
    place = best_place(policy.rule, heads, now_ms)
    reason = Reason.FIRST_COME
    if place > 0:
        reason = _RULE_REASON[policy.rule]
        if policy.rule is Rule.CREDIT:
            most = max(of_head[head].overtaken for head in heads[:place])
            kept = why_keep_order(policy, heads[place], most, line, now_ms, call_every_ms)
            if kept is not None:
                place, reason = 0, kept
            elif heads[place].sent_here:
                reason = Reason.SENT_HERE
    scores = [score_ms(head, now_ms) / MINUTE_MS for head in heads]
    others = [other for other in range(len(heads)) if other != place]
    scored = policy.rule is Rule.CREDIT
    second = max(others, key=scores.__getitem__) if others and scored else None
    return Choice(
        candidate=of_head[heads[place]],
        reason=reason,
        score=scores[place] if scored else None,
        runner_up=None if second is None else (of_head[heads[second]].number, scores[second]),
        passed=place > 0,
    )


def head_in(one: PriorityClass, counts_from_ms: int, ticket_id: str, sent_here: bool = False) -> Head:
    """A ticket in the terms of its class."""
    return Head(counts_from_ms, ticket_id, one.credit_min * MINUTE_MS, one.rate, one.rank, sent_here)


def score_ms(head: Head, now_ms: int) -> float:
    """What the CREDIT rule goes by: the class's credit, and its rate for each moment waited."""
    return head.credit_ms + head.rate * (now_ms - head.counts_from_ms)


def best_place(rule: Rule, heads: Sequence[Head], now_ms: int) -> int:
    """Where in `heads`, which stand in order, the rule alone finds the next. Of equals the earliest."""
    if rule is Rule.FIFO:
        return 0
    places = range(len(heads))
    if rule is Rule.STRICT:
        return min(places, key=lambda place: heads[place].rank)
    if rule is Rule.ZMS:
        return min(places, key=lambda place: _zms_rank(heads[place], now_ms))
    best, best_ms, best_sent = 0, -math.inf, False
    for place, (from_ms, _, credit_ms, rate, _, sent_here) in enumerate(heads):
        reached_ms = credit_ms + rate * (now_ms - from_ms)
        if (reached_ms > best_ms and sent_here >= best_sent) or sent_here > best_sent:
            best, best_ms, best_sent = place, reached_ms, sent_here
    return best


def why_keep_order(
    policy: Policy,
    best: Head,
    overtaken: int,
    line: Sequence[int],
    now_ms: int,
    call_every_ms: float | None,
) -> Reason | None:
    """Why `best` must not be called before those who came earlier; None: it may be.

    overtaken: the most any of those earlier ones has been overtaken.
    """
    if overtaken >= policy.max_overtakes:
        return Reason.OVERTAKEN_ENOUGH
    if policy.max_wait_min is None or not line:
        return None
    longest_ms = policy.max_wait_min * MINUTE_MS
    if now_ms - line[0] >= longest_ms:
        return Reason.WAITED_LONGEST
    if call_every_ms is not None and _at_risk(line, best.counts_from_ms, now_ms, call_every_ms, longest_ms):
        return Reason.WAIT_AT_RISK
    return None


def call_interval_ms(calls_ms: Sequence[int], now_ms: int) -> float | None:
    """How often a line is called: from its last CALLS_SEEN calls, ascending; None: too few to tell."""
    if len(calls_ms) < FEWEST_CALLS:
        return None
    return (now_ms - calls_ms[0]) / len(calls_ms)


def _at_risk(line: Sequence[int], until_ms: int, now_ms: int, call_every_ms: float, longest_ms: int) -> bool:
    """Whether somebody before `until_ms` in `line` might wait too long if one more citizen went first."""
    careful_ms = longest_ms * (1 - MARGIN)
    if now_ms - line[0] + len(line) * call_every_ms <= careful_ms:
        return False
    return any(
        now_ms - from_ms + (place + 1) * call_every_ms > careful_ms
        for place, from_ms in enumerate(line)
        if from_ms < until_ms
    )


def _zms_rank(head: Head, now_ms: int) -> int:
    """Class 1, then appointments whose time has come, all others, last appointments before their time."""
    if head.rank == 2:
        return 2 if head.counts_from_ms <= now_ms else 4
    return min(head.rank, 3)


_RULE_REASON = {
    Rule.CREDIT: Reason.HIGHEST_SCORE,
    Rule.STRICT: Reason.HIGHEST_CLASS,
    Rule.ZMS: Reason.HIGHEST_CLASS,
}
