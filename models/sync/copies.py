"""A kiosk's copy of the hall's log, from which a hall that lost its last hours gets them back."""

from collections.abc import Sequence
from dataclasses import dataclass

from models.event_log import Entry, enter


class CopyBroken(Exception):
    """What the hall tells does not continue the copy."""


@dataclass(frozen=True, kw_only=True)
class Tip:
    """The newest entry of a copy."""

    seq: int
    hash: str


def continued(tip: Tip | None, entries: Sequence[Entry]) -> Sequence[Entry]:
    """What of `entries`, as the hall told them, a copy that ends at `tip` lacks. Raises CopyBroken.

    tip: None for a copy that is still empty; it may begin anywhere.
    """
    new = []
    for entry in entries:
        event = entry.event
        if tip is not None and event.seq <= tip.seq:
            continue
        follows = tip is None or (event.seq == tip.seq + 1 and entry.prev_hash == tip.hash)
        if not follows or enter(event, entry.prev_hash) != entry:
            raise CopyBroken(f"entry {event.seq} does not continue the copy")
        new.append(entry)
        tip = Tip(seq=event.seq, hash=entry.hash)
    return new


def parted_at(tip: Tip | None, base_seq: int) -> int:
    """After which entry a copy is no longer the hall's log, which does not know the copy's last entry `tip`.

    base_seq: the last entry of the backup the hall was put back from. -1: there is nothing to keep.
    """
    return base_seq if tip is not None and tip.seq > base_seq else -1


def is_on_the_way(*, is_found: bool, is_gathering: bool) -> bool:
    """Whether a hall says that it knows the last entry of a copy, which it has found in its log or not.

    While it gathers it cannot tell yet, and nobody may drop what it is about to ask for.
    """
    return is_found or is_gathering
