"""Of each ticket there is one paper; a second one says that it is one."""

import pytest

from models.print_job import (
    STILL_HERE_MS,
    Job,
    Next,
    Outcome,
    Reason,
    State,
    begun,
    ended,
    found_again,
    next_of,
    settled,
    wanted_again,
)

NOW_MS = 1_000_000
JOB = Job(ticket_id="K1.1.1", number="A1-001", queued_at_ms=NOW_MS)


def job_after(outcome: Outcome) -> Job:
    trouble = None if outcome in (Outcome.PRINTED, Outcome.WEAK, Outcome.SENT) else Reason.NO_PAPER
    return ended(begun(JOB), outcome, trouble)


def test_a_ticket_that_was_just_given_is_printed() -> None:
    assert next_of(JOB, NOW_MS) is Next.PRINT


def test_while_it_is_printed_nothing_else_is_done() -> None:
    assert next_of(begun(JOB), NOW_MS) is Next.NOTHING


@pytest.mark.parametrize("outcome", [Outcome.PRINTED, Outcome.WEAK, Outcome.SENT])
def test_what_is_on_paper_is_left_alone(outcome: Outcome) -> None:
    job = job_after(outcome)
    assert (job.state, job.copies, job.trouble) == (State(outcome), 1, None)
    assert next_of(job, NOW_MS + STILL_HERE_MS) is Next.NOTHING


@pytest.mark.parametrize(("outcome", "copies"), [(Outcome.FAILED, 0), (Outcome.PARTIAL, 1)])
def test_what_cannot_come_out_any_more_is_printed_again_while_the_citizen_waits(
    outcome: Outcome, copies: int
) -> None:
    job = job_after(outcome)
    assert (job.copies, job.trouble) == (copies, Reason.NO_PAPER)
    assert next_of(job, NOW_MS + STILL_HERE_MS) is Next.PRINT
    assert next_of(job, NOW_MS + STILL_HERE_MS + 1) is Next.ASK


def test_of_what_may_have_come_out_a_person_decides() -> None:
    job = job_after(Outcome.UNKNOWN)
    assert job.copies == 1
    assert next_of(job, NOW_MS) is Next.ASK


def test_a_copy_that_a_person_wants_is_printed_and_counted() -> None:
    job = wanted_again(job_after(Outcome.UNKNOWN), NOW_MS + 600_000)
    assert (next_of(job, NOW_MS + 600_000), job.copies) == (Next.PRINT, 1)


def test_of_what_was_being_sent_when_the_kiosk_went_off_nobody_knows() -> None:
    job = found_again(begun(JOB))
    assert (job.state, job.copies, next_of(job, NOW_MS)) == (State.UNKNOWN, 1, Next.ASK)


@pytest.mark.parametrize("job", [JOB, job_after(Outcome.PARTIAL), job_after(Outcome.PRINTED)])
def test_anything_else_is_found_as_it_was(job: Job) -> None:
    assert found_again(job) == job


def test_a_clock_that_was_set_back_prints_nothing_by_itself() -> None:
    assert next_of(JOB, NOW_MS - 1) is Next.ASK


def test_who_has_gone_is_not_printed_for() -> None:
    assert next_of(job_after(Outcome.FAILED), NOW_MS, is_here=False) is Next.ASK


def test_a_slip_that_cannot_be_drawn_is_not_tried_again() -> None:
    assert next_of(ended(begun(JOB), Outcome.FAILED, Reason.UNPRINTABLE), NOW_MS) is Next.ASK


def test_about_a_paper_that_somebody_has_settled_nobody_is_asked_again() -> None:
    job = settled(job_after(Outcome.UNKNOWN))
    assert (job.state, next_of(job, NOW_MS)) == (State.SETTLED, Next.NOTHING)
