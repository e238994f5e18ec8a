"""The papers of a kiosk's tickets: which are wanted, what became of each, and what is left of the roll."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

from sqlalchemy import Connection, Row, delete, insert, select, update

from models.paper_roll import Roll, used
from models.print_job import DONE, Job, Reason, State
from models.store.kiosk_tables import paper_roll, print_job


@dataclass(frozen=True, kw_only=True)
class KeptJob:
    """ticket: what its paper says, as the kiosk wrote it down."""

    job: Job
    ticket: str


def queue(connection: Connection, job: Job, ticket: str) -> None:
    """A paper is wanted; in the same transaction as the ticket, so that none is without the other.

    Of an appointment that is checked in a second time the copies before still count.
    """
    before = find(connection, job.ticket_id)
    copies = before.job.copies if before else 0
    connection.execute(delete(print_job).where(print_job.c.ticket_id == job.ticket_id))
    connection.execute(insert(print_job).values(**_values(replace(job, copies=copies)), ticket=ticket))


def save(connection: Connection, job: Job) -> None:
    """Write down what became of it."""
    connection.execute(update(print_job).where(print_job.c.ticket_id == job.ticket_id).values(**_values(job)))


def find(connection: Connection, ticket_id: str) -> KeptJob | None:
    """The job of that ticket, None where none was wanted or it is long over."""
    row = connection.execute(select(print_job).where(print_job.c.ticket_id == ticket_id)).one_or_none()
    return None if row is None else _kept(row)


def open_jobs(connection: Connection) -> Sequence[KeptJob]:
    """Those that are not known to be on paper, and that nobody has settled; the oldest first."""
    is_open = print_job.c.state.not_in([str(state) for state in DONE])
    rows = connection.execute(select(print_job).where(is_open).order_by(print_job.c.queued_at_ms))
    return [_kept(row) for row in rows]


def forget_before(connection: Connection, at_ms: int) -> None:
    """Who took a number before that does not ask for its paper any more."""
    connection.execute(delete(print_job).where(print_job.c.queued_at_ms < at_ms))


def jobs_since(connection: Connection, at_ms: int) -> Sequence[KeptJob]:
    """All that were wanted since then, the oldest first."""
    rows = connection.execute(
        select(print_job).where(print_job.c.queued_at_ms >= at_ms).order_by(print_job.c.queued_at_ms)
    )
    return [_kept(row) for row in rows]


def load_roll(connection: Connection, roll: Roll) -> None:
    """`roll` is in the printer from now on."""
    if not connection.execute(update(paper_roll).values(**vars(roll))).rowcount:
        connection.execute(insert(paper_roll).values(id=1, **vars(roll)))


def roll_in_printer(connection: Connection) -> Roll | None:
    """What is left of the roll, None where nobody has said that there is one."""
    row = connection.execute(select(paper_roll.c.length_mm, paper_roll.c.used_mm)).one_or_none()
    return None if row is None else Roll(length_mm=row.length_mm, used_mm=row.used_mm)


def use_paper(connection: Connection, mm: float) -> None:
    """So much of the roll came out."""
    roll = roll_in_printer(connection)
    if roll is not None:
        load_roll(connection, used(roll, mm))


def _values(job: Job) -> dict[str, Any]:
    return {**vars(job), "state": str(job.state), "trouble": job.trouble and str(job.trouble)}


def _kept(row: Row[Any]) -> KeptJob:
    job = Job(
        ticket_id=row.ticket_id,
        number=row.number,
        queued_at_ms=row.queued_at_ms,
        state=State(row.state),
        copies=row.copies,
        trouble=None if row.trouble is None else Reason(row.trouble),
    )
    return KeptJob(job=job, ticket=row.ticket)
