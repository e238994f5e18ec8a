"""A kiosk's own log and what hangs on it: tickets issued, entries the hall has confirmed, its catalogue."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

from sqlalchemy import Connection, func, insert, select, update

from models.calling.policy import REGULAR
from models.event_log import GENESIS, Entry, Event, enter
from models.paper_proof import Paper, Proof, prove
from models.store import kiosk_tables as tables
from models.store.event_rows import to_entry, to_values
from models.sync.arrival import HALL_TIME
from models.sync.epoch import FIRST
from models.sync.numbering import Count, counted
from models.sync.outbox import Outbox, confirmed
from models.ticket import EventKind, TicketState, printed_number, ticket_id
from models.waiting.promises import WaitRange


@dataclass(frozen=True, kw_only=True)
class GivenNumber:
    """A ticket's id and number, and the proof that goes on its paper."""

    id: str
    number: str
    proof: Proof


def issue(
    connection: Connection,
    *,
    issuer_id: str,
    incarnation: int,
    series: str,
    service_id: str,
    letter: str,
    service_day: date,
    private_key: bytes,
    now_ms: int,
    is_sure: bool = True,
    wait: WaitRange | None = None,
    priority: str = REGULAR,
) -> GivenNumber:
    """Give the next number of the kiosk's own series, signed with its key.

    The number comes from a counter of this kiosk and is guarded by a unique constraint; with the caller's
    commit it is durable, and only then may it be shown or printed. is_sure: of what day it is
    (`models.sync.numbering.counted`). wait: what the citizen is promised, if anything, kept to be compared
    with what comes. priority: the class the citizen claims.
    """

    def is_taken(count: int) -> bool:
        given = tables.ticket.c
        same = (given.service_day == service_day) & (given.number == printed_number(letter, series, count))
        return connection.scalar(select(given.id).where(same)) is not None

    count = _next_count(connection, service_id, service_day, is_taken, is_sure=is_sure)
    number = printed_number(letter, series, count)
    seq = _last(connection)[0] + 1
    id_ = ticket_id(issuer_id, incarnation, seq)
    paper = Paper(
        nth=incarnation, seq=seq, letter=letter, count=count, issued_at_s=now_ms // 1000, is_sure=is_sure
    )
    proof = prove(paper, private_key)
    connection.execute(
        insert(tables.ticket).values(
            id=id_,
            public_id=proof.public_id,
            service_id=service_id,
            service_day=service_day,
            number=number,
            issued_at_ms=now_ms,
        )
    )
    append(
        connection,
        kind=EventKind.TICKET_ISSUED,
        at_ms=now_ms,
        actor=f"kiosk:{issuer_id}",
        ticket_id=id_,
        after=TicketState.WAITING,
        body={
            "number": number,
            "service_id": service_id,
            "service_day": service_day.isoformat(),
            "public_id": proof.public_id,
            **({} if priority == REGULAR else {"priority": priority}),
            **({} if wait is None else {"p50_min": wait.p50_min, "p80_min": wait.p80_min}),
        },
        is_sure=is_sure,
    )
    return GivenNumber(id=id_, number=number, proof=proof)


def record_print(
    connection: Connection,
    *,
    issuer_id: str,
    ticket_id: str,
    number: str,
    outcome: str,
    trouble: str | None,
    now_ms: int,
    is_sure: bool = True,
) -> None:
    """Tell what became of a ticket's paper; the ticket is this kiosk's own, or an appointment."""
    append(
        connection,
        kind=EventKind.SLIP_PRINTED,
        at_ms=now_ms,
        actor=f"kiosk:{issuer_id}",
        ticket_id=ticket_id,
        after=None,
        body={"number": number, "outcome": outcome, **({} if trouble is None else {"trouble": trouble})},
        is_sure=is_sure,
    )


def append(
    connection: Connection,
    *,
    kind: str,
    at_ms: int,
    actor: str,
    ticket_id: str,
    after: str | None,
    body: Mapping[str, str | int | float | None],
    is_sure: bool,
) -> Entry:
    """The next entry of the kiosk's log. is_sure: `at_ms` is by the hall's clock."""
    last_seq, last_hash = _last(connection)
    event = Event(
        seq=last_seq + 1,
        kind=kind,
        at_ms=at_ms,
        actor=actor,
        ticket_id=ticket_id,
        before=None,
        after=after,
        body={**body, HALL_TIME: 1} if is_sure else body,
    )
    entry = enter(event, last_hash)
    connection.execute(insert(tables.event).values(**to_values(entry)))
    return entry


def unconfirmed(connection: Connection, most: int) -> Sequence[Entry]:
    """The next entries the hall has not confirmed, oldest first."""
    rows = connection.execute(
        select(tables.event)
        .where(tables.event.c.seq > _acked(connection))
        .order_by(tables.event.c.seq)
        .limit(most)
    )
    return [to_entry(row) for row in rows]


def unconfirmed_since(connection: Connection) -> tuple[int, int | None]:
    """How many entries the hall has not confirmed, and when the oldest of them was written."""
    at_ms = tables.event.c.at_ms
    waiting = select(func.count(), func.min(at_ms)).where(tables.event.c.seq > _acked(connection))
    count, oldest_ms = connection.execute(waiting).one()
    return count, oldest_ms


def count_unsent(connection: Connection) -> int:
    """How many tickets the hall has not confirmed."""
    tickets = (EventKind.TICKET_ISSUED, EventKind.TICKET_CHECKED_IN)
    unsent = select(func.count()).where(tables.event.c.seq > _acked(connection))
    return connection.scalar(unsent.where(tables.event.c.kind.in_(tickets))) or 0


def unsent_numbers(connection: Connection) -> Sequence[str]:
    """The numbers of the tickets the hall has not confirmed, oldest first."""
    tickets = (EventKind.TICKET_ISSUED, EventKind.TICKET_CHECKED_IN)
    rows = connection.execute(
        select(tables.event)
        .where(tables.event.c.seq > _acked(connection), tables.event.c.kind.in_(tickets))
        .order_by(tables.event.c.seq)
    )
    return [str(to_entry(row).event.body["number"]) for row in rows]


def last_seq(connection: Connection) -> int:
    """The last entry of the log, 0 while there is none."""
    return _last(connection)[0]


def load_outbox(connection: Connection) -> Outbox:
    """How far the log has got, and how far the hall holds it."""
    row = connection.execute(select(tables.outbox.c.acked, tables.outbox.c.epoch)).one_or_none()
    last = _last(connection)[0]
    return Outbox(last=last) if row is None else Outbox(last=last, acked=row.acked, epoch=row.epoch)


def confirm(connection: Connection, *, epoch: int, high: int) -> Outbox:
    """A hall of `epoch` holds everything up to `high`. Raises NotOurLog, OldHall."""
    before = load_outbox(connection)
    after = confirmed(before, epoch=epoch, high=high)
    if after != before:
        values = {"acked": after.acked, "epoch": after.epoch}
        if not connection.execute(update(tables.outbox).values(**values)).rowcount:
            connection.execute(insert(tables.outbox).values(id=1, behind_ms=0, **values))
    return after


def save_catalogue(connection: Connection, payload: str) -> None:
    """Keep what the hall offers (`models.wire.Catalogue` as JSON) for when the hall cannot be asked."""
    if not connection.execute(update(tables.catalogue).values(payload=payload)).rowcount:
        connection.execute(insert(tables.catalogue).values(id=1, payload=payload))


def load_catalogue(connection: Connection) -> str | None:
    """What the hall last said it offers, None on a kiosk that has never met its hall."""
    return connection.scalar(select(tables.catalogue.c.payload))


def _acked(connection: Connection) -> int:
    return connection.scalar(select(tables.outbox.c.acked)) or 0


def _last(connection: Connection) -> tuple[int, str]:
    last = select(func.max(tables.event.c.seq)).scalar_subquery()
    row = connection.execute(
        select(tables.event.c.seq, tables.event.c.hash).where(tables.event.c.seq == last)
    ).one_or_none()
    return (0, GENESIS) if row is None else (row.seq, row.hash)


def _next_count(
    connection: Connection,
    service_id: str,
    service_day: date,
    is_taken: Callable[[int], bool],
    *,
    is_sure: bool,
) -> int:
    table = tables.series_count
    row = connection.execute(select(table).where(table.c.service_id == service_id)).one_or_none()
    before = (
        Count() if row is None else Count(last=row.last, sure_day=row.sure_day, has_unsure=row.has_unsure)
    )
    after = counted(before, service_day, is_sure=is_sure)
    while is_taken(after.last):  # the hall's clock was a day ahead for a while, and the count began anew
        after = replace(after, last=after.last + 1)
    if row is None:
        connection.execute(insert(table).values(service_id=service_id, **vars(after)))
    else:
        connection.execute(update(table).where(table.c.service_id == service_id).values(**vars(after)))
    return after.last


def save_behind(connection: Connection, behind_ms: int) -> None:
    """Keep how far this machine's clock is behind the hall's."""
    if not connection.execute(update(tables.outbox).values(behind_ms=behind_ms)).rowcount:
        connection.execute(insert(tables.outbox).values(id=1, acked=0, epoch=FIRST, behind_ms=behind_ms))


def load_clock(connection: Connection) -> tuple[int, int]:
    """How far this machine's clock was behind the hall's when last compared; the newest moment in the log."""
    behind_ms = connection.scalar(select(tables.outbox.c.behind_ms)) or 0
    last = select(func.max(tables.event.c.seq)).scalar_subquery()
    at_ms = connection.scalar(select(tables.event.c.at_ms).where(tables.event.c.seq == last))
    return behind_ms, at_ms or 0
