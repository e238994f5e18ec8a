"""What happens when staff see to the kiosk itself, in the past tense."""

from dataclasses import dataclass

from kiosk.journey.health import Health


@dataclass(frozen=True, kw_only=True)
class CornerTapped:
    """The hidden corner of the first screen was tapped. at_s: by a clock that only goes on."""

    at_s: float


@dataclass(frozen=True, kw_only=True)
class PinEntered:
    """All digits stand there."""


@dataclass(frozen=True, kw_only=True)
class PinAccepted:
    visit: int


@dataclass(frozen=True, kw_only=True)
class PinRefused:
    """locked_s: how long no PIN is looked at from now on, 0 when the next one may be entered at once."""

    visit: int
    locked_s: float = 0.0


@dataclass(frozen=True, kw_only=True)
class HealthTold:
    visit: int
    health: Health


@dataclass(frozen=True, kw_only=True)
class TrialPrintTouched:
    """Does the printer print?"""


@dataclass(frozen=True, kw_only=True)
class PaperChanged:
    """Somebody has put paper into the printer, and says so."""


@dataclass(frozen=True, kw_only=True)
class PapersTouched:
    """Which papers are in doubt?"""


@dataclass(frozen=True, kw_only=True)
class ReprintTouched:
    """The paper of that ticket is not there, and is wanted."""

    ticket_id: str


@dataclass(frozen=True, kw_only=True)
class SettleTouched:
    """The paper of that ticket is there, or not wanted any more."""

    ticket_id: str


@dataclass(frozen=True, kw_only=True)
class PaperSettled:
    """That is written down."""

    visit: int


@dataclass(frozen=True, kw_only=True)
class DayReportTouched:
    """What was done here today, on paper."""


@dataclass(frozen=True, kw_only=True)
class LookAgainTouched:
    """How is the kiosk now?"""


@dataclass(frozen=True, kw_only=True)
class RestartTouched:
    """The program shall end and be started anew."""


StaffEvent = (
    CornerTapped
    | PinEntered
    | PinAccepted
    | PinRefused
    | HealthTold
    | TrialPrintTouched
    | PaperChanged
    | PapersTouched
    | ReprintTouched
    | SettleTouched
    | PaperSettled
    | DayReportTouched
    | LookAgainTouched
    | RestartTouched
)
