"""How a kiosk says it is, and what is wrong with it as its hall sees it."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from enum import StrEnum

from models.event_log import Entry
from models.turn import MINUTE_MS

SILENT_MS = 5 * MINUTE_MS  # it speaks every 30 s, and a server that is updated is back within two minutes
UNSENT_MS = 10 * MINUTE_MS
CLOCK_MS = 2 * MINUTE_MS
LEAST_FREE_MB = 500


class PaperLeft(StrEnum):
    """What a kiosk knows of its printer's paper."""

    OK = "ok"
    LOW = "low"
    OUT = "out"
    UNKNOWN = "unknown"  # the printer does not say, or cannot be asked


@dataclass(frozen=True, kw_only=True)
class KioskHealth:
    """What a kiosk says of itself with each push.

    outbox: entries of its log the hall has not confirmed. oldest_unsent_ms: when the first of them was
    written. disk_free_mb: None where the disk cannot be looked at. program_version: not of the wire, which
    every message has. wall_ms: what its own clock says, which it does not go by once it has heard the hall.
    """

    outbox: int
    oldest_unsent_ms: int | None
    paper: PaperLeft
    disk_free_mb: int | None
    program_version: str
    wall_ms: int


@dataclass(frozen=True, kw_only=True)
class KioskSeen:
    """What the hall knows of a kiosk. last_contact_ms, health: None while it has not said anything.

    clock_ahead_ms: how far its clock was ahead of the hall's at `health_at_ms`. parked: entries that could
    not be used and that nobody has looked at.
    """

    id: str
    last_contact_ms: int | None
    health: KioskHealth | None = None
    health_at_ms: int | None = None
    clock_ahead_ms: int | None = None
    parked: int = 0


class Trouble(StrEnum):
    """What is wrong with a kiosk, the worst first. ASLEEP, NEVER, UNTOLD and VERSION are only to be known."""

    SILENT = "silent"
    OUT_OF_PAPER = "out_of_paper"
    UNSENT = "unsent"
    CLOCK = "clock"
    DISK = "disk"
    PARKED = "parked"
    PAPER_LOW = "paper_low"
    VERSION = "version"
    UNTOLD = "untold"
    NEVER = "never"
    ASLEEP = "asleep"


ONLY_TO_BE_KNOWN = frozenset({Trouble.VERSION, Trouble.UNTOLD, Trouble.NEVER, Trouble.ASLEEP})


def after_push(health: KioskHealth, taken: Sequence[Entry]) -> KioskHealth:
    """`health` once the hall has taken those entries; it was written before.

    What the hall held already does not count: a kiosk that sends it again and again cannot confirm it.
    """
    if not taken:
        return health
    left = max(0, health.outbox - len(taken))
    if not left:
        return replace(health, outbox=0, oldest_unsent_ms=None)
    return replace(health, outbox=left, oldest_unsent_ms=taken[-1].event.at_ms)  # the rest came later


def troubles(kiosk: KioskSeen, *, now_ms: int, is_open: bool, version: str) -> Sequence[Trouble]:
    """What is wrong with `kiosk`, the worst first.

    is_open: the hall gives numbers now. version: the server's.
    Of a kiosk that is silent it is not said how it was: that is no longer known.
    """
    parked = [Trouble.PARKED] if kiosk.parked else []
    if kiosk.last_contact_ms is None:
        return [*parked, Trouble.NEVER]
    if now_ms - kiosk.last_contact_ms > SILENT_MS:
        return [Trouble.SILENT, *parked] if is_open else [*parked, Trouble.ASLEEP]
    health = kiosk.health
    if health is None:
        return [*parked, Trouble.UNTOLD]
    found = {
        Trouble.OUT_OF_PAPER: health.paper is PaperLeft.OUT,
        Trouble.UNSENT: _unsent_ms(kiosk, health) > UNSENT_MS,
        Trouble.CLOCK: abs(kiosk.clock_ahead_ms or 0) > CLOCK_MS,
        Trouble.DISK: health.disk_free_mb is not None and health.disk_free_mb < LEAST_FREE_MB,
        Trouble.PARKED: bool(kiosk.parked),
        Trouble.PAPER_LOW: health.paper is PaperLeft.LOW,
        Trouble.VERSION: health.program_version != version,
    }
    return [trouble for trouble, is_so in found.items() if is_so]


def _unsent_ms(kiosk: KioskSeen, health: KioskHealth) -> int:
    """For how long the oldest entry had waited when the kiosk said so."""
    if health.oldest_unsent_ms is None:
        return 0
    return (kiosk.health_at_ms or 0) - health.oldest_unsent_ms
