"""Tell other programs what happens in the hall: signed, in order, again and again until they have taken it.

Each message follows Standard Webhooks 1.0 (standardwebhooks.com): headers `webhook-id`, `webhook-timestamp`
and `webhook-signature`, the HMAC-SHA256 of `id.timestamp.body` under the secret agreed on. A message may come
twice, after an answer was lost; its id is then the same.
"""

import asyncio
import base64
import hashlib
import hmac
import json
import logging
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import partial

import requests

from models.hall import Hall
from models.store.database import Connection
from models.store.hall_log import feed_seq
from models.store.hall_webhooks import News, Webhook, news_for, save_progress, webhooks_of
from queue_server.context import Context

TIMEOUT_S = 10  # half to be reached, half to begin an answer
# Another worker tries only after that, should this one die in the middle: all of a claim may take TIMEOUT_S.
CLAIMED_MS = 15 * 60_000
PAUSES_MS = (5_000, 30_000, 2 * 60_000, 10 * 60_000, 60 * 60_000)
LONGEST_PAUSE_MS = max(PAUSES_MS)
MOST_PASSED_OVER = 1000  # events of other kinds, before it is worth a write not to read them again
_SHOWN = ("number", "service_id", "counter", "calls", "priority", "outcome", "slot_ms")

log = logging.getLogger(__name__)


class NotTaken(Exception):
    """The receiver did not take a message; why."""


@dataclass(frozen=True, kw_only=True)
class _Due:
    """What a webhook has not been told yet. end_seq: the last event there was when we looked."""

    webhook: Webhook
    news: Sequence[News]
    end_seq: int


async def tell_webhooks(context: Context) -> None:
    """Send what is due to everybody who wants to hear of it."""
    for webhook in await context.read(partial(webhooks_of, hall_id=context.hall.id)):
        if not _waits(webhook, context.now_ms()):
            due = await context.read(partial(_look, hall=context.hall, webhook=webhook))
            await _tell_one(context, due)


def _waits(webhook: Webhook, now_ms: int) -> bool:
    """Whether it is not to be told yet. A pause nobody makes was begun under a clock that was wrong."""
    return now_ms < webhook.retry_at_ms <= now_ms + LONGEST_PAUSE_MS


def _look(connection: Connection, hall: Hall, webhook: Webhook) -> _Due:
    return _Due(
        webhook=webhook,
        news=news_for(connection, hall.id, webhook),
        end_seq=feed_seq(connection, hall.id),
    )


async def _tell_one(context: Context, due: _Due) -> None:
    """Claim one webhook so that no other process sends as well, tell it, and remember how far it has got."""
    webhook = due.webhook
    if not due.news:
        if due.end_seq - webhook.sent_seq > MOST_PASSED_OVER:
            passed = replace(webhook, sent_seq=due.end_seq)
            await context.write(partial(save_progress, before=webhook, after=passed))
        return
    claimed = replace(webhook, retry_at_ms=context.now_ms() + CLAIMED_MS)
    if await context.write(partial(save_progress, before=webhook, after=claimed)):
        told = await _tell(claimed, context.hall, due.news, context.now_ms)
        await context.write(partial(save_progress, before=claimed, after=told))


async def _tell(webhook: Webhook, hall: Hall, news: Sequence[News], now_ms: Callable[[], int]) -> Webhook:
    """`webhook` as it stands after telling it, up to the first thing it does not take."""
    for one in news:
        try:
            await asyncio.to_thread(_send, webhook, hall, one, now_ms())
        except NotTaken as error:
            pause_ms = PAUSES_MS[min(webhook.failures, len(PAUSES_MS) - 1)]
            log.warning("webhook %s: event %d: %s", webhook.id, one.event.seq, error)
            return replace(
                webhook,
                failures=webhook.failures + 1,
                retry_at_ms=now_ms() + pause_ms,
                last_error=str(error)[:200],
            )
        webhook = replace(webhook, sent_seq=one.event.seq, failures=0, last_error=None)
    return replace(webhook, retry_at_ms=0)


def _send(webhook: Webhook, hall: Hall, news: News, now_ms: int) -> None:
    event = news.event
    ticket = {name: event.body[name] for name in _SHOWN if name in event.body}
    message = {
        "type": event.kind,
        "hall_id": hall.id,
        "seq": event.seq,
        "at_ms": event.at_ms,
        "data": ticket | {"public_id": news.public_id},
    }
    body = json.dumps(message, ensure_ascii=False).encode()
    message_id, timestamp = f"{hall.id}-{event.seq}", str(now_ms // 1000)
    headers = {
        "Content-Type": "application/json",
        "webhook-id": message_id,
        "webhook-timestamp": timestamp,
        "webhook-signature": signature(webhook.secret, message_id, timestamp, body),
    }
    try:
        with requests.post(
            webhook.url,
            data=body,
            headers=headers,
            timeout=(TIMEOUT_S / 2, TIMEOUT_S / 2),
            allow_redirects=False,
            stream=True,  # what it answers besides the status is not read: it may never end
        ) as answer:
            status = answer.status_code
    except requests.RequestException as error:
        raise NotTaken(f"no answer ({type(error).__name__})") from error
    if not 200 <= status < 300:
        raise NotTaken(f"answered {status}")


def signature(secret: str, message_id: str, timestamp: str, body: bytes) -> str:
    """What the receiver must compute as well: `v1,` and the HMAC-SHA256 in base64."""
    key = base64.b64decode(secret.removeprefix("whsec_"))
    signed = f"{message_id}.{timestamp}.".encode() + body
    return "v1," + base64.b64encode(hmac.new(key, signed, hashlib.sha256).digest()).decode()
