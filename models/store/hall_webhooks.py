"""Who wants to hear of what happens in the hall, and how far each has been told."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from sqlalchemy import Connection, delete, insert, select, update

from models.event_log import Event
from models.store.event_rows import to_entry
from models.store.hall_tables import event as event_table
from models.store.hall_tables import ticket as ticket_table
from models.store.hall_tables import webhook as webhook_table

MOST_AT_ONCE = 50


@dataclass(frozen=True, kw_only=True)
class Webhook:
    """An address that is told. kinds: of which events. sent_seq: the last event it has taken.

    failures: in a row. retry_at_ms: not before. last_error: what went wrong last, None when nothing did.
    """

    id: str
    url: str
    secret: str = field(repr=False)
    kinds: Sequence[str]
    sent_seq: int
    failures: int = 0
    retry_at_ms: int = 0
    last_error: str | None = None


@dataclass(frozen=True, kw_only=True)
class News:
    """An event to be told. public_id: of its ticket."""

    event: Event
    public_id: str


def add_webhook(connection: Connection, hall_id: str, webhook: Webhook) -> None:
    """Tell `webhook` what happens from now on."""
    values = vars(webhook) | {"kinds": list(webhook.kinds)}
    connection.execute(insert(webhook_table).values(hall_id=hall_id, **values))


def remove_webhook(connection: Connection, hall_id: str, webhook_id: str) -> bool:
    """Tell it no more; False when there is none with that id."""
    gone = connection.execute(
        delete(webhook_table).where(webhook_table.c.hall_id == hall_id, webhook_table.c.id == webhook_id)
    )
    return gone.rowcount == 1


def webhooks_of(connection: Connection, hall_id: str) -> Sequence[Webhook]:
    """All of them, by id."""
    rows = connection.execute(
        select(webhook_table).where(webhook_table.c.hall_id == hall_id).order_by(webhook_table.c.id)
    )
    return [
        Webhook(**{name: value for name, value in row._asdict().items() if name != "hall_id"}) for row in rows
    ]


def save_progress(connection: Connection, before: Webhook, after: Webhook) -> bool:
    """How far a webhook has been told, and when to try again; False when it is not as `before` any more.

    Then another process has gone on with it: what is known of it is newer than `after`.
    """
    saved = connection.execute(
        update(webhook_table)
        .where(
            webhook_table.c.id == before.id,
            webhook_table.c.sent_seq == before.sent_seq,
            webhook_table.c.retry_at_ms == before.retry_at_ms,
        )
        .values(
            sent_seq=after.sent_seq,
            failures=after.failures,
            retry_at_ms=after.retry_at_ms,
            last_error=after.last_error,
        )
    )
    return saved.rowcount == 1


def news_for(connection: Connection, hall_id: str, webhook: Webhook) -> Sequence[News]:
    """The next events it has not been told, in order, MOST_AT_ONCE at most."""
    rows = connection.execute(
        select(event_table, ticket_table.c.public_id)
        .join(ticket_table, ticket_table.c.id == event_table.c.ticket_id)
        .where(
            event_table.c.hall_id == hall_id,
            event_table.c.seq > webhook.sent_seq,
            event_table.c.kind.in_(webhook.kinds),
        )
        .order_by(event_table.c.seq)
        .limit(MOST_AT_ONCE)
    )
    return [News(event=to_entry(row).event, public_id=row.public_id) for row in rows]
