"""What a visit asks to be done, in the imperative. `kiosk/effects.py` does it."""

from dataclasses import dataclass, field

from kiosk.visit import IssuedTicket, Screen


@dataclass(frozen=True, kw_only=True)
class WatchFace:
    visit: int


@dataclass(frozen=True, kw_only=True)
class ReadCode:
    """Look for the QR code of an appointment before the camera, if there is one."""

    visit: int


@dataclass(frozen=True, kw_only=True)
class Forget:
    """Stop watching and drop every picture, name and number of the visitor from memory."""


@dataclass(frozen=True, kw_only=True)
class StopWatching:
    pass


@dataclass(frozen=True, kw_only=True)
class IssueTicket:
    visit: int
    service_id: str


@dataclass(frozen=True, kw_only=True)
class CheckIn:
    """Let the citizen of an appointment into the queue."""

    visit: int
    code: str


@dataclass(frozen=True, kw_only=True)
class Search:
    """Find the procedures that `query` means."""

    visit: int
    query: str = field(repr=False)  # it may be a name, or a grievance


@dataclass(frozen=True, kw_only=True)
class PrintChecklist:
    visit: int
    procedure_id: str


@dataclass(frozen=True, kw_only=True)
class PrintSlip:
    visit: int
    ticket: IssuedTicket


@dataclass(frozen=True, kw_only=True)
class CallStaff:
    """Tell staff that somebody needs them at this kiosk. screen: where that is in the visit."""

    screen: Screen


@dataclass(frozen=True, kw_only=True)
class StartTimer:
    timer: int
    after_s: float


Effect = (
    WatchFace
    | ReadCode
    | StopWatching
    | Forget
    | IssueTicket
    | CheckIn
    | Search
    | PrintChecklist
    | PrintSlip
    | CallStaff
    | StartTimer
)
