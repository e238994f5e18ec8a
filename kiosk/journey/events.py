"""What happens in a visit, in the past tense; `visit` says in whose visit."""

from dataclasses import dataclass, field

from kiosk.journey.errand_events import ErrandEvent
from kiosk.journey.face_events import FaceWishEvent
from kiosk.journey.hint import Hint
from kiosk.journey.staff_events import StaffEvent
from kiosk.journey.telex import Typed
from kiosk.journey.visit import Appointment, IssuedTicket, Misread, NoCheckIn, Visitor
from models.calling.policy import REGULAR
from models.citizen_card import UnsignedCard
from models.print_job import Reason


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
class NotMeTouched:
    """The name on the screen is somebody else's."""


@dataclass(frozen=True, kw_only=True)
class HomeTouched:
    pass


@dataclass(frozen=True, kw_only=True)
class BackTouched:
    pass


@dataclass(frozen=True, kw_only=True)
class StillHereTouched:
    pass


@dataclass(frozen=True, kw_only=True)
class LanguageTouched:
    """language: the code of one of the languages the screen has."""

    language: str


@dataclass(frozen=True, kw_only=True)
class TextSizeTouched:
    """Large letters, or usual ones again; so do the others turn on and off what they are named after."""


@dataclass(frozen=True, kw_only=True)
class ContrastTouched:
    pass


@dataclass(frozen=True, kw_only=True)
class SoundTouched:
    pass


@dataclass(frozen=True, kw_only=True)
class LowReachTouched:
    pass


@dataclass(frozen=True, kw_only=True)
class HelpTouched:
    pass


@dataclass(frozen=True, kw_only=True)
class StaffCalled:
    """Staff have been told that somebody needs them here."""


@dataclass(frozen=True, kw_only=True)
class StaffNotCalled:
    """Staff could not be told."""


@dataclass(frozen=True, kw_only=True)
class ServiceTouched:
    service_id: str


@dataclass(frozen=True, kw_only=True)
class PriorityWayTouched:
    """The visitor wants to say, or to take back, who must be let go first."""


@dataclass(frozen=True, kw_only=True)
class PriorityTouched:
    """priority: the class the visitor claims; the regular one is none."""

    priority: str


@dataclass(frozen=True, kw_only=True)
class RelativeTouched:
    """The visitor acts for somebody else, or does not after all."""


@dataclass(frozen=True, kw_only=True)
class LookUpTouched:
    """The visitor does not know which service it is, or what to bring."""


@dataclass(frozen=True, kw_only=True)
class LifeEventTouched:
    life_event_id: str


@dataclass(frozen=True, kw_only=True)
class FieldTouched:
    field_id: str


@dataclass(frozen=True, kw_only=True)
class SearchTouched:
    pass


@dataclass(frozen=True, kw_only=True)
class QueryTyped:
    """typed: all that stands in the field now."""

    typed: Typed


@dataclass(frozen=True, kw_only=True)
class ProceduresFound:
    """procedure_ids: best first; none of them when `query` is about nothing that is done here."""

    visit: int
    query: str = field(repr=False)
    procedure_ids: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class ProcedureTouched:
    procedure_id: str


@dataclass(frozen=True, kw_only=True)
class PaperTouched:
    """The visitor has this paper of the checklist, or has it not after all. place: counted from 0."""

    place: int


@dataclass(frozen=True, kw_only=True)
class PrintTouched:
    """The visitor wants the checklist on paper."""


@dataclass(frozen=True, kw_only=True)
class ChecklistPrinted:
    visit: int
    procedure_id: str


@dataclass(frozen=True, kw_only=True)
class ChecklistNotPrinted:
    visit: int
    procedure_id: str


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
    """The whole code of an appointment, or of a dossier, was read.

    visit: whose camera has read it; None of the scanner, which hears whoever is there.
    """

    code: str
    visit: int | None = None


@dataclass(frozen=True, kw_only=True)
class CardRead:
    """An identity card was read. priority: the class its holder's age gives. visit: as in `CodeRead`."""

    card: UnsignedCard
    priority: str = REGULAR
    visit: int | None = None


@dataclass(frozen=True, kw_only=True)
class CardNotRead:
    """Something was held up and gave no card. visit: as in `CodeRead`."""

    why: Misread
    visit: int | None = None


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
    """trouble: what the printer says stands in its way; OFFLINE where it says nothing."""

    visit: int
    trouble: Reason = Reason.OFFLINE


@dataclass(frozen=True, kw_only=True)
class TimedOut:
    timer: int


PreferenceTouched = LanguageTouched | TextSizeTouched | ContrastTouched | SoundTouched | LowReachTouched

Event = (
    KioskReady
    | KioskStopped
    | FaceWayTouched
    | AnonymousWayTouched
    | AppointmentWayTouched
    | DigitTouched
    | EraseTouched
    | NotMeTouched
    | HomeTouched
    | BackTouched
    | StillHereTouched
    | PreferenceTouched
    | HelpTouched
    | StaffCalled
    | StaffNotCalled
    | ServiceTouched
    | PriorityWayTouched
    | PriorityTouched
    | RelativeTouched
    | LookUpTouched
    | LifeEventTouched
    | FieldTouched
    | SearchTouched
    | QueryTyped
    | ProceduresFound
    | ProcedureTouched
    | PaperTouched
    | PrintTouched
    | ChecklistPrinted
    | ChecklistNotPrinted
    | FaceHinted
    | FaceRecognised
    | FaceNotKnown
    | CameraFailed
    | CodeRead
    | CardRead
    | CardNotRead
    | NotCheckedIn
    | TicketIssued
    | TicketNotIssued
    | SlipPrinted
    | SlipNotPrinted
    | StaffEvent
    | ErrandEvent
    | FaceWishEvent
    | TimedOut
)
