"""How the kiosk is, as its parts say, and what of it somebody should see to.

Pure; `kiosk/checkup.py` asks the parts.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum

from models.paper_roll import Roll
from models.print_job import Reason, State

LEAST_DISK_MB = 500  # the store, the system's journal and an upgrade need room
MOST_CLOCK_OFF_S = 60.0  # more is seen on the tickets


class Part(StrEnum):
    """What is looked at, in the order it is told."""

    HALL = "hall"
    UNSENT = "unsent"
    PRINTER = "printer"
    PAPER = "paper"
    SLIPS = "slips"
    CAMERA = "camera"
    FACES = "faces"
    DISK = "disk"
    CLOCK = "clock"
    VERSION = "version"


class Sight(StrEnum):
    """Whether the camera gives pictures. NONE: the kiosk is set up without one."""

    NONE = "none"
    SEES = "sees"
    LOST = "lost"


@dataclass(frozen=True, kw_only=True)
class KnownFaces:
    """How many people are known by face. of_1000: of so many strangers this many are taken for one of them.

    is_full: no more may be known. unheard: erasures of which the hall has not heard.
    """

    people: int
    of_1000: float
    is_full: bool
    unheard: int = 0


@dataclass(frozen=True, kw_only=True)
class PaperInDoubt:
    """The paper of a ticket that is not known to be there. trouble: what stood in its way, if known."""

    ticket_id: str
    number: str
    at_ms: int
    state: State
    trouble: Reason | None


@dataclass(frozen=True, kw_only=True)
class Health:
    """What every part says; None where it could not say.

    hall_heard_ms: when the hall last answered since the start. is_online: whether it does at the moment.
    printer: what stands in the way of printing, None for nothing. printer_speaks: whether it answers at all.
    papers: those in doubt, the oldest first. roll: what is left of the paper, as counted.
    faces: None where nobody can be known by face.
    clock_ahead_s: how much later it is by this machine's clock than by the hall's.
    versions: of the programs, by their names.
    """

    hall_heard_ms: int | None
    is_online: bool
    unsent_tickets: int | None
    printer: Reason | None
    printer_speaks: bool
    papers: Sequence[PaperInDoubt] | None
    roll: Roll | None
    camera: Sight
    faces: KnownFaces | None
    disk_free_mb: int | None
    clock_ahead_s: float | None
    versions: Mapping[str, str] = field(default_factory=dict)


def worries(health: Health) -> frozenset[Part]:
    """The parts that somebody should see to."""
    signs = {
        Part.HALL: not health.is_online,
        Part.UNSENT: health.unsent_tickets != 0,
        Part.PRINTER: health.printer is not None,
        Part.PAPER: health.roll is not None and health.roll.is_low,
        Part.SLIPS: health.papers is None or len(health.papers) > 0,
        Part.CAMERA: health.camera is Sight.LOST,
        Part.FACES: health.faces is not None and (health.faces.is_full or health.faces.unheard > 0),
        Part.DISK: health.disk_free_mb is None or health.disk_free_mb < LEAST_DISK_MB,
        Part.CLOCK: health.clock_ahead_s is not None and abs(health.clock_ahead_s) > MOST_CLOCK_OFF_S,
    }
    return frozenset(part for part, is_bad in signs.items() if is_bad)
