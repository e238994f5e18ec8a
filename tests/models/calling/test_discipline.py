"""Whom the rules call, and what no history of arrivals and calls can make them do."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.calling.discipline import (
    CALLS_SEEN,
    FEWEST_CALLS,
    MINUTE_MS,
    Candidate,
    Choice,
    Reason,
    call_interval_ms,
    choose,
)
from models.calling.policy import APPOINTMENT, REGULAR, Policy, Rule

NOW_MS = 1_000 * MINUTE_MS
EVERY_MS = 2 * MINUTE_MS
OPEN = Policy(max_overtakes=10, max_wait_min=None)


def waiting(
    number: str,
    minutes: float,
    priority: str = REGULAR,
    *,
    service_id: str = "a",
    overtaken: int = 0,
    sent_here: bool = False,
) -> Candidate:
    return Candidate(
        ticket_id=number,
        number=number,
        service_id=service_id,
        priority=priority,
        counts_from_ms=NOW_MS - round(minutes * MINUTE_MS),
        overtaken=overtaken,
        sent_here=sent_here,
    )


def called(policy: Policy, *candidates: Candidate, every_ms: float | None = EVERY_MS) -> Choice:
    line = sorted(one.counts_from_ms for one in candidates)
    choice = choose(policy, candidates, line, NOW_MS, every_ms)
    assert choice is not None
    return choice


def test_nobody_is_called_when_nobody_waits() -> None:
    assert choose(Policy(), [], [], NOW_MS, None) is None


def test_the_highest_score_is_called_and_the_reason_can_be_checked_in_the_head() -> None:
    choice = called(OPEN, waiting("R", 40), waiting("E", 6, "elderly"), waiting("K", 5, APPOINTMENT))
    assert choice == Choice(
        candidate=waiting("E", 6, "elderly"),
        reason=Reason.HIGHEST_SCORE,
        score=30 + 2.0 * 6,
        runner_up=("R", 40.0),
        passed=True,
    )


def test_who_has_waited_long_enough_goes_before_a_higher_class() -> None:
    choice = called(OPEN, waiting("R", 41), waiting("E", 5, "elderly"))
    assert (choice.candidate.number, choice.reason, choice.passed) == ("R", Reason.FIRST_COME, False)
    assert (choice.score, choice.runner_up) == (41.0, ("E", 40.0))


def test_an_appointment_before_its_time_is_called_when_nobody_else_scores_more() -> None:
    early = waiting("K", -20, APPOINTMENT)
    assert called(OPEN, early, waiting("R", 1)).candidate.number == "R"
    assert called(OPEN, early).candidate.number == "K"


def test_of_the_same_score_who_came_first_is_called() -> None:
    choice = called(OPEN, waiting("R", 40), waiting("E", 5, "elderly"))
    assert (choice.candidate.number, choice.score, choice.runner_up) == ("R", 40.0, ("E", 40.0))


def test_of_the_same_moment_the_lower_ticket_id_is_called() -> None:
    for rule in Rule:
        assert called(replace(OPEN, rule=rule), waiting("B", 3), waiting("A", 3)).candidate.number == "A"


def test_a_class_that_was_switched_off_counts_as_regular() -> None:
    off = replace(OPEN, classes=tuple(replace(one, on=False) for one in OPEN.classes))
    assert called(off, waiting("R", 6), waiting("E", 5, "elderly")).candidate.number == "R"


def test_who_was_sent_here_is_called_first_because_nobody_else_may() -> None:
    choice = called(OPEN, waiting("E", 20, "elderly"), waiting("S", 1, sent_here=True))
    assert (choice.candidate.number, choice.reason, choice.passed) == ("S", Reason.SENT_HERE, True)


def test_who_is_sent_here_may_not_break_the_limits_either() -> None:
    choice = called(OPEN, waiting("R", 20, overtaken=10), waiting("S", 1, sent_here=True))
    assert (choice.candidate.number, choice.reason) == ("R", Reason.OVERTAKEN_ENOUGH)


@pytest.mark.parametrize(("overtaken", "number"), [(9, "E"), (10, "R"), (11, "R")])
def test_nobody_is_overtaken_more_often_than_allowed(overtaken: int, number: str) -> None:
    choice = called(OPEN, waiting("R", 3, overtaken=overtaken), waiting("E", 2, "elderly"))
    assert choice.candidate.number == number


def test_one_who_came_later_and_was_overtaken_enough_does_not_hold_up_those_before() -> None:
    choice = called(OPEN, waiting("R", 9), waiting("E", 8, "elderly"), waiting("T", 2, overtaken=10))
    assert (choice.candidate.number, choice.reason) == ("E", Reason.HIGHEST_SCORE)


def test_who_has_waited_as_long_as_anybody_should_is_passed_over_by_nobody() -> None:
    limited = replace(OPEN, max_wait_min=30)
    choice = called(limited, waiting("R", 30), waiting("E", 20, "elderly"), every_ms=None)
    assert (choice.candidate.number, choice.reason) == ("R", Reason.WAITED_LONGEST)
    choice = called(limited, waiting("R", 29.9), waiting("E", 20, "elderly"), every_ms=None)
    assert (choice.candidate.number, choice.reason) == ("E", Reason.HIGHEST_SCORE)


@pytest.mark.parametrize(("waited_min", "number"), [(17.9, "E"), (18.1, "R")])
def test_the_first_keeps_a_third_of_the_longest_wait_in_reserve(waited_min: float, number: str) -> None:
    # One more call takes 2 minutes; two thirds of 30 minutes are 20.
    choice = called(replace(OPEN, max_wait_min=30), waiting("R", waited_min), waiting("E", 5, "elderly"))
    assert choice.candidate.number == number


@pytest.mark.parametrize(("in_line", "reason"), [(7, Reason.HIGHEST_SCORE), (8, Reason.WAIT_AT_RISK)])
def test_nobody_is_passed_over_while_somebody_further_back_would_wait_too_long(
    in_line: int, reason: Reason
) -> None:
    # The last of them has waited 5 minutes and is called 2 minutes for each before and one more: 19 or 21.
    line = [NOW_MS - 5 * MINUTE_MS - 1] * in_line + [NOW_MS - 4 * MINUTE_MS] * 40
    limited = replace(OPEN, max_wait_min=30)
    choice = choose(limited, [waiting("R", 5), waiting("E", 4.5, "elderly")], line, NOW_MS, EVERY_MS)
    assert choice is not None
    assert choice.reason is reason


def test_a_limit_that_changes_nothing_is_not_the_reason() -> None:
    choice = called(Policy(max_wait_min=30), waiting("R", 60, overtaken=10), waiting("T", 59))
    assert choice.reason is Reason.FIRST_COME


def test_fifo_calls_in_order_and_has_no_score() -> None:
    choice = called(Policy(rule=Rule.FIFO), waiting("E", 2, "elderly"), waiting("R", 3))
    assert (choice.candidate.number, choice.reason) == ("R", Reason.FIRST_COME)
    assert (choice.score, choice.runner_up) == (None, None)


def test_strict_calls_the_highest_class_however_long_others_wait() -> None:
    choice = called(
        Policy(rule=Rule.STRICT),
        waiting("R", 500, overtaken=99),
        waiting("K", 9, APPOINTMENT),
        waiting("E", 1, "merit"),
    )
    assert (choice.candidate.number, choice.reason, choice.passed) == ("E", Reason.HIGHEST_CLASS, True)


def test_zms_calls_class_1_then_due_appointments_then_all_others_in_order() -> None:
    everybody = [
        waiting("early", -5, APPOINTMENT),
        waiting("R", 50),
        waiting("due", 1, APPOINTMENT),
        waiting("E", 0, "elderly"),
    ]
    order = []
    while everybody:
        number = called(Policy(rule=Rule.ZMS), *everybody).candidate.number
        order.append(number)
        everybody = [one for one in everybody if one.number != number]
    assert order == ["E", "due", "R", "early"]


def test_how_often_a_line_is_called_is_not_guessed_from_a_few_calls() -> None:
    calls_ms = [NOW_MS - place * EVERY_MS for place in range(CALLS_SEEN, 0, -1)]
    assert call_interval_ms(calls_ms, NOW_MS) == EVERY_MS
    assert call_interval_ms(calls_ms[: FEWEST_CALLS - 1], NOW_MS) is None


# Whole histories. A hall as simple as can be, which remembers everything, watches what the rules do.


@dataclass(kw_only=True)
class Someone:
    ticket_id: str
    service_id: str
    priority: str
    counts_from_ms: int
    overtaken: int = 0

    @property
    def place(self) -> tuple[int, str]:
        return self.counts_from_ms, self.ticket_id


@dataclass(frozen=True)
class Come:
    """Somebody joins whose waiting counts from `before_min` ago: back again, or early for an appointment."""

    service_id: str
    priority: str
    before_min: int


@dataclass(frozen=True)
class CallNext:
    """A counter that gives these services calls, so many minutes after whatever was before."""

    service_ids: str
    after_min: int


PRIORITIES = [one.id for one in Policy().classes]
COMING = st.builds(
    Come,
    service_id=st.sampled_from("abc"),
    priority=st.sampled_from(PRIORITIES),
    before_min=st.sampled_from([0, 0, 0, 0, -15, 7, 30]),
)
CALLING = st.builds(
    CallNext, service_ids=st.sampled_from(["a", "ab", "bc", "abc"]), after_min=st.integers(0, 4)
)
HISTORIES = st.lists(COMING | COMING | CALLING, min_size=5, max_size=60)
POLICIES = st.builds(
    Policy,
    max_overtakes=st.integers(1, 4),
    max_wait_min=st.none() | st.integers(3, 40),
    rule=st.just(Rule.CREDIT),
)


@given(history=HISTORIES, policy=POLICIES)
def test_no_history_makes_anybody_be_overtaken_too_often_or_after_too_long(
    history: Sequence[Come | CallNext], policy: Policy
) -> None:
    for now_ms, passed in play(history, policy):
        longest_ms = (policy.max_wait_min or 10**6) * MINUTE_MS
        assert all(one.overtaken <= policy.max_overtakes for one in passed)
        assert all(now_ms - one.counts_from_ms < longest_ms for one in passed)


@given(history=HISTORIES)
def test_in_order_of_arrival_nobody_is_ever_passed_over(history: Sequence[Come | CallNext]) -> None:
    assert not [passed for _, passed in play(history, Policy(rule=Rule.FIFO)) if passed]


@given(
    rule=st.sampled_from(Rule),
    people=st.lists(
        st.builds(waiting, st.uuids().map(str), st.integers(-20, 70), st.sampled_from(PRIORITIES)),
        min_size=1,
        max_size=12,
    ),
    seed=st.integers(0, 99),
)
def test_the_choice_does_not_depend_on_the_order_in_which_they_are_named(
    rule: Rule, people: list[Candidate], seed: int
) -> None:
    mixed = Random(seed).sample(people, len(people))
    assert called(Policy(rule=rule), *people) == called(Policy(rule=rule), *mixed)


@given(
    people=st.lists(
        st.builds(waiting, st.uuids().map(str), st.integers(0, 70), st.sampled_from(PRIORITIES)),
        min_size=1,
        max_size=12,
    )
)
def test_nobody_with_a_lower_score_or_the_same_and_later_is_called(people: list[Candidate]) -> None:
    def rank(one: Candidate) -> tuple[float, int, str]:
        its = OPEN.class_of(one.priority)
        waited_min = (NOW_MS - one.counts_from_ms) / MINUTE_MS
        return -(its.credit_min + its.rate * waited_min), one.counts_from_ms, one.ticket_id

    assert called(OPEN, *people).candidate == min(people, key=rank)


def play(history: Sequence[Come | CallNext], policy: Policy) -> Iterator[tuple[int, list[Someone]]]:
    """Yields, for each call, its moment and who was passed over by it."""
    now_ms = NOW_MS
    here: list[Someone] = []
    passes: list[tuple[tuple[int, str], set[str]]] = []
    calls: list[tuple[int, str]] = []
    for number, happening in enumerate(history):
        if isinstance(happening, Come):
            here.append(
                Someone(
                    ticket_id=f"{number:03}",
                    service_id=happening.service_id,
                    priority=happening.priority,
                    counts_from_ms=now_ms - happening.before_min * MINUTE_MS,
                )
            )
            continue
        now_ms += happening.after_min * MINUTE_MS
        line = sorted(
            (one for one in here if one.service_id in happening.service_ids), key=lambda one: one.place
        )
        candidates = [_candidate(one, passes) for one in _heads(line)]
        its_calls_ms = [at_ms for at_ms, service_id in calls if service_id in happening.service_ids]
        choice = choose(
            policy,
            candidates,
            [one.counts_from_ms for one in line],
            now_ms,
            call_interval_ms(its_calls_ms[-CALLS_SEEN:], now_ms),
        )
        if choice is None:
            continue
        chosen = next(one for one in line if one.ticket_id == choice.candidate.ticket_id)
        passed = [one for one in line if one.place < chosen.place]
        assert choice.passed is bool(passed)
        for one in passed:
            one.overtaken += 1
        here.remove(chosen)
        calls.append((now_ms, chosen.service_id))
        if passed:
            passes.append((chosen.place, {one.service_id for one in passed}))
        yield now_ms, passed


def _heads(line: Sequence[Someone]) -> list[Someone]:
    firsts: dict[tuple[str, str], Someone] = {}
    for one in line:
        firsts.setdefault((one.service_id, one.priority), one)
    return list(firsts.values())


def _candidate(one: Someone, passes: Sequence[tuple[tuple[int, str], set[str]]]) -> Candidate:
    return Candidate(
        ticket_id=one.ticket_id,
        number=one.ticket_id,
        service_id=one.service_id,
        priority=one.priority,
        counts_from_ms=one.counts_from_ms,
        overtaken=sum(place > one.place and one.service_id in services for place, services in passes),
    )
