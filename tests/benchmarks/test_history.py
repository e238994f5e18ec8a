"""The judge of histories: it lets a proper queue pass and finds out a broken one."""

import math
from collections import deque
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from benchmarks.history import Kind, Seen, judge, read_history, write_history


def issue(number: str, began_s: float, ended_s: float | None, key: str | None = None) -> Seen:
    return Seen(
        client="i", kind=Kind.ISSUE, key=key or number, began_s=began_s, ended_s=ended_s, number=number
    )


def call(number: str | None, began_s: float, ended_s: float | None, key: str | None = None) -> Seen:
    return Seen(
        client="o",
        kind=Kind.NEXT,
        key=key or f"call-{number}-{began_s}",
        began_s=began_s,
        ended_s=ended_s,
        number=number,
    )


DRAINED = call(None, 90, 91)
SOUND = [issue("1", 0, 1), issue("2", 2, 3), call("1", 4, 5), call("2", 6, 7), DRAINED]


def test_a_queue_that_did_its_work_has_nothing_wrong_with_it() -> None:
    findings = judge(SOUND)
    assert findings.is_sound
    assert (findings.issued, findings.called, findings.nobody) == (2, 2, 1)


@pytest.mark.parametrize(
    ("history", "fault", "what"),
    [
        ([issue("1", 0, 1), DRAINED], "lost", ["1"]),
        ([*SOUND, issue("1", 2, 3, key="another")], "shared", ["1"]),
        ([*SOUND, call("1", 8, 9)], "called_twice", ["1"]),
        ([*SOUND, call("3", 8, 9)], "never_issued", ["3"]),
        ([*SOUND, issue("3", 8, 9), call("3", 6, 7)], "never_issued", ["3"]),
        ([*SOUND, issue("3", 8, 9, key="1")], "forgotten", ["1"]),
        ([*SOUND, call("1", 8, 9, key=DRAINED.key), call("x", 99, 99, key="x")], "forgotten", [DRAINED.key]),
        (
            [issue("1", 0, 1), issue("2", 2, 3), call("2", 4, 5), call("1", 6, 7), DRAINED],
            "overtaken",
            ["1 by 2"],
        ),
        ([issue("1", 0, 1), issue("2", 2, 3), call("2", 4, 5), DRAINED], "overtaken", ["1 by 2"]),
        ([*SOUND, call(None, 3.5, 3.9)], "wrongly_nobody", ["call-None-3.5"]),
        ([*SOUND, call(None, 3.5, 5.5, key="across both")], "wrongly_nobody", ["across both"]),
        ([*SOUND, issue("3", 8, None)], "unanswered", ["3"]),
    ],
)
def test_whatever_is_wrong_is_found_and_named(history: list[Seen], fault: str, what: list[str]) -> None:
    findings = judge(history)
    assert getattr(findings, fault) == what
    assert not findings.is_sound


def test_who_came_at_the_same_time_may_be_called_in_either_order() -> None:
    history = [issue("1", 0, 2), issue("2", 1, 3), call("2", 4, 5), call("1", 6, 7), DRAINED]
    assert judge(history).is_sound


def test_who_is_called_at_the_same_time_may_have_been_called_in_either_order() -> None:
    history = [issue("1", 0, 1), issue("2", 2, 3), call("2", 4, 6), call("1", 5, 7), DRAINED]
    assert judge(history).is_sound


def test_nobody_may_be_answered_when_for_a_moment_nobody_waited_for_certain() -> None:
    assert judge([*SOUND, call(None, 3.5, 5.9)]).is_linearizable is False
    later = [issue("1", 0, 1), call("1", 2, 3), issue("2", 2.5, 4), call("2", 6, 7), DRAINED]
    assert judge([*later, call(None, 1.5, 5)]).is_sound


def test_the_same_answer_when_asked_again_is_no_fault() -> None:
    findings = judge([*SOUND, issue("1", 50, 51), call("2", 52, 53, key=SOUND[3].key)])
    assert findings.is_sound
    assert findings.asked_again == 2


def test_a_history_that_ends_before_the_queue_was_empty_is_not_called_sound() -> None:
    findings = judge(SOUND[:-1])
    assert findings.not_drained
    assert not findings.is_sound


@pytest.mark.parametrize(
    ("record", "missing"),
    [
        ([(Kind.ISSUE, "1"), (Kind.ISSUE, "2"), (Kind.NEXT, "1"), (Kind.NEXT, "2")], []),
        ([(Kind.ISSUE, "1"), (Kind.ISSUE, "2"), (Kind.NEXT, "1")], ["next 2"]),
        ([(Kind.ISSUE, "1")] * 2 + [(Kind.ISSUE, "2"), (Kind.NEXT, "1"), (Kind.NEXT, "2")], ["issue 1"]),
    ],
)
def test_what_clients_were_told_is_held_against_the_record(
    record: list[tuple[Kind, str]], missing: list[str]
) -> None:
    assert judge(SOUND, record).not_in_record == missing


def test_a_history_is_read_back_as_it_was_written(tmp_path: Path) -> None:
    write_history(tmp_path / "history", SOUND)
    assert read_history(tmp_path / "history") == SOUND


# ---- against a search through every order there is ----


def some_order_explains(history: Sequence[Seen]) -> bool:
    """Whether the commands can be put in a row that a queue would answer so (Wing and Gong's search)."""
    tried = set()

    def go_on(left: frozenset[Seen], waiting: tuple[str | None, ...]) -> bool:
        if not left:
            return True
        if (left, waiting) in tried:
            return False
        tried.add((left, waiting))
        first_end_s = min(it.ended_s or math.inf for it in left)
        for command in left:
            if command.began_s > first_end_s:  # another was over before it began
                continue
            if command.kind is Kind.ISSUE:
                after = (*waiting, command.number)
            elif (waiting[0] if waiting else None) != command.number:
                continue
            else:
                after = waiting[1:]
            if go_on(left - {command}, after):
                return True
        return False

    return go_on(frozenset(history), ())


@st.composite
def histories(draw: st.DrawFn) -> list[Seen]:
    """What a proper queue may have answered, and then perhaps two answers changed for each other."""
    tickets = draw(st.integers(1, 4))
    calls = draw(st.integers(0, 5))
    commands = draw(st.permutations([Kind.ISSUE] * tickets + [Kind.NEXT] * calls))
    queue: deque[str] = deque()
    history = []
    for moment, kind in enumerate(commands):
        number: str | None = None
        if kind is Kind.ISSUE:
            number = str(moment)
            queue.append(number)
        elif queue:
            number = queue.popleft()
        before = draw(st.integers(0, 30)) / 10
        after = draw(st.integers(0, 30)) / 10
        # No two moments are the same: what begins just as another ends is neither before nor after it.
        history.append(
            Seen(
                client=str(moment),
                kind=kind,
                key=str(moment),
                began_s=moment - before - moment / 1000,
                ended_s=moment + after + moment / 1000 + 0.0001,
                number=number,
            )
        )
    answers = [index for index, it in enumerate(history) if it.kind is Kind.NEXT]
    if len(answers) > 1 and draw(st.booleans()):
        one, other = draw(st.permutations(answers))[:2]
        history[one], history[other] = (
            replace(history[one], number=history[other].number),
            replace(history[other], number=history[one].number),
        )
    return history


@given(histories())
def test_the_judge_agrees_with_a_search_through_every_order(history: list[Seen]) -> None:
    assert judge(history).is_linearizable == some_order_explains(history)
