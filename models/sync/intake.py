"""The hall's side of a kiosk's log: take over what is new, each entry exactly once."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from enum import StrEnum

from models.event_log import Entry, Event, enter


class Fault(StrEnum):
    """GAP: entries before these are missing. FORK: the kiosk's log is another than the one held: its disk was
    lost, copied or put back."""

    GAP = "gap"
    FORK = "fork"


class DoesNotContinue(Exception):
    """The entries do not continue what the hall holds."""

    def __init__(self, fault: Fault) -> None:
        super().__init__(fault.value)
        self.fault = fault


@dataclass(frozen=True, kw_only=True)
class Held:
    """How far the hall holds a kiosk's log: the last entry and its hash."""

    high: int
    high_hash: str


def fresh(held: Held, entries: Sequence[Entry], is_another: Callable[[Event], bool]) -> Sequence[Entry]:
    """Those of `entries` that the hall does not hold yet, oldest first. Raises DoesNotContinue.

    is_another: whether the hall holds something else under that entry, as far as it can tell.
    """
    high, high_hash = held.high, held.high_hash
    new = []
    for entry in entries:
        seq = entry.event.seq
        if seq <= held.high:
            if (seq == held.high and entry.hash != held.high_hash) or is_another(entry.event):
                raise DoesNotContinue(Fault.FORK)
            continue
        if seq != high + 1:
            raise DoesNotContinue(Fault.GAP)
        if enter(entry.event, high_hash) != entry:
            raise DoesNotContinue(Fault.FORK)
        new.append(entry)
        high, high_hash = seq, entry.hash
    return new
