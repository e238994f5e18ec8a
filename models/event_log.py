"""The record of what happened: append-only, each entry holding the hash of the one before it.

Whoever changes, drops or inserts an entry breaks every hash after it, and `first_break` says where.
"""

import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

GENESIS = "0" * 64


@dataclass(frozen=True, kw_only=True)
class Event:
    """One thing that happened.

    seq: 1, 2, 3 … without a gap in one log. at_ms: milliseconds since 1970-01-01 UTC.
    actor: who did it (`kiosk:K1`, `staff:lan`), never a name or number of a citizen.
    before, after: the ticket's state around it, None where the event moves no ticket.
    """

    seq: int
    kind: str
    at_ms: int
    actor: str
    ticket_id: str
    before: str | None
    after: str | None
    body: Mapping[str, str | int | float | None]


@dataclass(frozen=True, kw_only=True)
class Entry:
    """An event as it stands in a log: with the hash of the entry before it and its own."""

    event: Event
    prev_hash: str
    hash: str


def enter(event: Event, prev_hash: str) -> Entry:
    """`event` as the next entry after the one whose hash is `prev_hash` (GENESIS for the first)."""
    canonical = json.dumps(
        vars(event), default=dict, ensure_ascii=False, sort_keys=True, separators=(",", ":")
    )
    digest = hashlib.sha256(f"{prev_hash}\n{canonical}".encode()).hexdigest()
    return Entry(event=event, prev_hash=prev_hash, hash=digest)


def first_break(entries: Iterable[Entry], *, prev_hash: str = GENESIS, after_seq: int = 0) -> int | None:
    """The sequence number at which the log stops being what was written, or None when it is whole."""
    for expected_seq, entry in enumerate(entries, start=after_seq + 1):
        if entry.event.seq != expected_seq or enter(entry.event, prev_hash) != entry:
            return expected_seq
        prev_hash = entry.hash
    return None
