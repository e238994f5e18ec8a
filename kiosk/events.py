"""What happens in a visit, in the past tense; `visit` says in whose visit."""

from dataclasses import dataclass

from kiosk.hint import Hint
from kiosk.visit import Appointment, IssuedTicket, NoCheckIn, Visitor


@dataclass(frozen=True, kw_only=True)
class KioskReady:
    """The kiosk knows its services and can store tickets."""


@dataclass(frozen=True, kw_only=True)
class KioskStopped:
    """The kiosk cannot issue tickets at all."""


@dataclass(frozen=True, kw_only=True)
class FaceWayTouched:
    pass


@dataclass(frozen=True, kw_only=True)
class AnonymousWayTouched:
    pass


@dataclass(frozen=True, kw_only=True)
class AppointmentWayTouched:
    pass


@dataclass(frozen=True, kw_only=True)
class DigitTouched:
    """digit: one of "0" to "9"."""

    digit: str


@dataclass(frozen=True, kw_only=True)
class EraseTouched:
    pass


@dataclass(frozen=True, kw_only=True)
class YesTouched:
    pass


@dataclass(frozen=True, kw_only=True)
class NotMeTouched:
    pass


@dataclass(frozen=True, kw_only=True)
class HomeTouched:
    pass


@dataclass(frozen=True, kw_only=True)
class StillHereTouched:
    pass


@dataclass(frozen=True, kw_only=True)
class ServiceTouched:
    service_id: str


@dataclass(frozen=True, kw_only=True)
class FaceHinted:
    visit: int
    hint: Hint


@dataclass(frozen=True, kw_only=True)
class FaceRecognised:
    visit: int
    visitor: Visitor


@dataclass(frozen=True, kw_only=True)
class FaceNotKnown:
    visit: int


@dataclass(frozen=True, kw_only=True)
class CameraFailed:
    visit: int


@dataclass(frozen=True, kw_only=True)
class CodeRead:
    """The camera has read the whole code of an appointment."""

    visit: int
    code: str


@dataclass(frozen=True, kw_only=True)
class NotCheckedIn:
    """appointment: the one the code belongs to, None when it belongs to none."""

    visit: int
    why: NoCheckIn
    appointment: Appointment | None = None


@dataclass(frozen=True, kw_only=True)
class TicketIssued:
    """A new number is given, or the number of an appointment has become a place in the queue."""

    visit: int
    ticket: IssuedTicket


@dataclass(frozen=True, kw_only=True)
class TicketNotIssued:
    visit: int


@dataclass(frozen=True, kw_only=True)
class SlipPrinted:
    visit: int


@dataclass(frozen=True, kw_only=True)
class SlipNotPrinted:
    visit: int


@dataclass(frozen=True, kw_only=True)
class TimedOut:
    timer: int


Event = (
    KioskReady
    | KioskStopped
    | FaceWayTouched
    | AnonymousWayTouched
    | AppointmentWayTouched
    | DigitTouched
    | EraseTouched
    | YesTouched
    | NotMeTouched
    | HomeTouched
    | StillHereTouched
    | ServiceTouched
    | FaceHinted
    | FaceRecognised
    | FaceNotKnown
    | CameraFailed
    | CodeRead
    | NotCheckedIn
    | TicketIssued
    | TicketNotIssued
    | SlipPrinted
    | SlipNotPrinted
    | TimedOut
)
