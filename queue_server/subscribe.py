"""Let another program be told of what happens in the hall."""

import base64
import secrets
from collections.abc import Sequence
from urllib.parse import urlsplit

from models.hall import Hall
from models.store.database import Connection
from models.store.hall_log import feed_seq
from models.store.hall_webhooks import Webhook, add_webhook
from models.ticket import EventKind

KINDS = (
    EventKind.TICKET_CALLED,
    EventKind.TICKET_RECALLED,
    EventKind.SERVICE_CONTINUED,
    EventKind.SERVICE_FINISHED,
    EventKind.TICKET_NO_SHOW,
    EventKind.MOVE_UNDONE,
    EventKind.BOOKING_DUE,
)


class WebhookError(Exception):
    """That program cannot be told like this; the message tells the operator why."""


def subscribe(connection: Connection, hall: Hall, url: str, kinds: Sequence[str]) -> Webhook:
    """Tell `url` of events of `kinds` from now on. The secret is for the receiver, to check signatures by."""
    if urlsplit(url).scheme not in ("http", "https") or not urlsplit(url).hostname:
        raise WebhookError(f"{url!r} is not an address of a web server")
    if unknown := set(kinds) - set(KINDS):
        raise WebhookError(f"{', '.join(sorted(unknown))}: not one of {', '.join(KINDS)}")
    webhook = Webhook(
        id=secrets.token_hex(4),
        url=url,
        secret=f"whsec_{base64.b64encode(secrets.token_bytes(24)).decode()}",
        kinds=list(kinds),
        sent_seq=feed_seq(connection, hall.id),
    )
    add_webhook(connection, hall.id, webhook)
    return webhook
