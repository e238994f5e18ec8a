"""What a visit asks to be done, in the imperative. `kiosk/effects.py` does it."""

from dataclasses import dataclass, field

from kiosk.journey.visit import IssuedTicket, Screen
from models.calling.policy import REGULAR
from models.opinion import Opinion


@dataclass(frozen=True, kw_only=True)
class WatchFace:
    visit: int


@dataclass(frozen=True, kw_only=True)
class ReadCode:
    """Look for the QR code of an appointment or a dossier before the camera, if there is one."""

    visit: int


@dataclass(frozen=True, kw_only=True)
class Forget:
    """Stop watching and drop every picture, name and number of the visitor from memory."""


@dataclass(frozen=True, kw_only=True)
class StopWatching:
    pass


@dataclass(frozen=True, kw_only=True)
class IssueTicket:
    """priority: the class the visitor claims."""

    visit: int
    service_id: str
    priority: str = REGULAR


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
    """is_for_relative: with what somebody who acts for another brings."""

    visit: int
    procedure_id: str
    is_for_relative: bool = False


@dataclass(frozen=True, kw_only=True)
class PrintSlip:
    visit: int
    ticket: IssuedTicket


@dataclass(frozen=True, kw_only=True)
class FindDossier:
    """Ask how far the dossier with that code has come."""

    visit: int
    code: str = field(repr=False)


@dataclass(frozen=True, kw_only=True)
class GiveOpinion:
    """Hand over what the citizen thinks."""

    visit: int
    opinion: Opinion


@dataclass(frozen=True, kw_only=True)
class VerifyFace:
    """See whether the face of whoever holds that card is kept here, and is the one before the camera."""

    visit: int
    card_number: str = field(repr=False)


@dataclass(frozen=True, kw_only=True)
class NoteAnswer:
    """Write down whether somebody is whom the kiosk took them for."""

    person_id: str
    is_they: bool


@dataclass(frozen=True, kw_only=True)
class OfferEnrolment:
    """Ask the visitor whether to be recognised next time, where this kiosk offers that.

    person_id: of whom it knows already: they are asked again when their consent soon ends.
    """

    visit: int
    person_id: str | None = None


@dataclass(frozen=True, kw_only=True)
class LearnFace:
    """Take pictures of the visitor's face until it is known, and keep its template; never a picture.

    consent: to which text the visitor has agreed. card_number: of the card they showed, person_id: of whom
    it renews.
    """

    visit: int
    shown_name: str
    consent: str
    card_number: str | None = field(default=None, repr=False)
    person_id: str | None = None


@dataclass(frozen=True, kw_only=True)
class TellHeldFace:
    """Say what is kept of this person's face."""

    visit: int
    person_id: str


@dataclass(frozen=True, kw_only=True)
class EraseFace:
    """Keep nothing of this person's face."""

    visit: int
    person_id: str


FaceDeed = VerifyFace | NoteAnswer | OfferEnrolment | LearnFace | TellHeldFace | EraseFace


@dataclass(frozen=True, kw_only=True)
class CallStaff:
    """Tell staff that somebody needs them at this kiosk. screen: where that is in the visit."""

    screen: Screen


@dataclass(frozen=True, kw_only=True)
class CheckPin:
    """Look whether this is the PIN of the staff."""

    visit: int
    pin: str = field(repr=False)


@dataclass(frozen=True, kw_only=True)
class AskHealth:
    """Ask every part how it is."""

    visit: int


@dataclass(frozen=True, kw_only=True)
class PrintTrial:
    """Print a slip that is no ticket."""

    visit: int


@dataclass(frozen=True, kw_only=True)
class PrintDayReport:
    """Print what this kiosk has done today."""

    visit: int


@dataclass(frozen=True, kw_only=True)
class PrintSlipAgain:
    """Print the paper of that ticket; it says that it is a copy, if there may be one already."""

    visit: int
    ticket_id: str


@dataclass(frozen=True, kw_only=True)
class SettleSlip:
    """Ask no more about the paper of that ticket."""

    visit: int
    ticket_id: str


@dataclass(frozen=True, kw_only=True)
class LoadRoll:
    """Count the paper of a new roll."""


@dataclass(frozen=True, kw_only=True)
class Restart:
    """End the program, to be started anew."""


@dataclass(frozen=True, kw_only=True)
class StartTimer:
    timer: int
    after_s: float


PaperDeed = PrintSlip | PrintChecklist | PrintTrial | PrintDayReport | PrintSlipAgain | SettleSlip | LoadRoll

Effect = (
    WatchFace
    | ReadCode
    | StopWatching
    | Forget
    | IssueTicket
    | CheckIn
    | Search
    | FaceDeed
    | FindDossier
    | GiveOpinion
    | CallStaff
    | CheckPin
    | AskHealth
    | PaperDeed
    | Restart
    | StartTimer
)
