"""What a visit at the kiosk is made of: the screen it is at, and all the kiosk knows of who stands there."""

from dataclasses import dataclass, field
from enum import StrEnum

from kiosk.journey.enrolment import FaceWish
from kiosk.journey.errand import DossierQuestion, Draft
from kiosk.journey.head_turn import Challenge
from kiosk.journey.health import Health
from kiosk.journey.hint import Hint
from kiosk.journey.telex import Typed
from models.calling.policy import REGULAR
from models.citizen_card import UnsignedCard
from models.waiting.promises import WaitRange


class Screen(StrEnum):
    ATTRACT = "Attract"
    LOOK_HERE = "LookHere"
    ENTER_CODE = "EnterCode"
    ENTER_DOSSIER = "EnterDossier"
    DOSSIER_STATUS = "DossierStatus"
    RATE_SERVICE = "RateService"
    SAY_WHY = "SayWhy"
    WRITE_FEEDBACK = "WriteFeedback"
    LEAVE_PHONE = "LeavePhone"
    THANK_YOU = "ThankYou"
    CHOOSE_SERVICE = "ChooseService"
    CHOOSE_FIELD = "ChooseField"
    CHOOSE_PROCEDURE = "ChooseProcedure"
    SEARCH = "Search"
    CHECKLIST = "Checklist"
    PRIORITY = "Priority"
    TAKE_TICKET = "TakeTicket"
    PRINTER_OUT = "PrinterOut"
    ENROL_CONSENT = "EnrolConsent"
    ENROL_LOOK = "EnrolLook"
    ERASE_FACE = "EraseFace"
    FACE_DONE = "FaceDone"
    OUT_OF_SERVICE = "OutOfService"
    STAFF_PIN = "StaffPin"
    STAFF_PANEL = "StaffPanel"
    STAFF_PAPERS = "StaffPapers"


class Notice(StrEnum):
    """Why the visit goes on in another way than the citizen asked for."""

    NONE = "none"
    NOT_RECOGNISED = "not_recognised"
    NO_CAMERA = "no_camera"
    NOT_ISSUED = "not_issued"


class Misread(StrEnum):
    """What to do about a card that was not read. AGAIN: hold it up again; OTHER: that was another code."""

    NONE = "none"
    AGAIN = "again"
    OTHER = "other"


class NoCheckIn(StrEnum):
    """Why the code of an appointment gives no place in the queue.

    FAILED: it is not known here and the hall cannot be asked, or nothing could be stored.
    """

    UNKNOWN = "unknown"
    OTHER_DAY = "other_day"
    ALREADY_HERE = "already_here"
    OVER = "over"
    FAILED = "failed"


class Paper(StrEnum):
    NONE = "none"
    PRINTING = "printing"
    PRINTED = "printed"
    NOT_PRINTED = "not_printed"


class Help(StrEnum):
    """Whether staff have been called to this kiosk."""

    NONE = "none"
    CALLING = "calling"
    CALLED = "called"
    NOT_CALLED = "not_called"


USUAL_LANGUAGE = "vi"


@dataclass(frozen=True, kw_only=True)
class Preferences:
    """How this visitor reads, hears and reaches the screen; as usual again for the next one.

    language: the code of one of the languages the screen has. is_large: its letters. is_contrast: light
    letters on black. is_spoken: what is on the screen is read aloud. is_low: all that is touched is in reach
    from a wheelchair.
    """

    language: str = USUAL_LANGUAGE
    is_large: bool = False
    is_contrast: bool = False
    is_spoken: bool = False
    is_low: bool = False


@dataclass(frozen=True, kw_only=True)
class Visitor:
    """Somebody recognised: `shown_name` is masked and is all that ever reaches the screen.

    person_id: of whose face is kept here. is_seen: whether the camera has seen that it is they.
    """

    shown_name: str
    person_id: str | None = None
    is_seen: bool = False


@dataclass(frozen=True, kw_only=True)
class Appointment:
    """What may be told of an appointment to whoever has its code."""

    number: str
    service_id: str
    slot_ms: int


@dataclass(frozen=True, kw_only=True)
class IssuedTicket:
    """A ticket that is safely stored. ahead: people before it, None where nobody can tell.

    wait: how long it may take, as promised; None where nobody can tell. is_estimate: both are this kiosk's,
    not the hall's. slot_ms: of an appointment.
    is_late: it has lost the appointment's place and waits like everybody else. priority: the class claimed.
    follow_url: the ticket's own page, for a phone.
    """

    id: str
    number: str
    service_id: str
    public_id: str
    issued_at_ms: int
    ahead: int | None
    counters: tuple[int, ...]
    wait: WaitRange | None = None
    is_estimate: bool = False
    slot_ms: int | None = None
    is_late: bool = False
    follow_url: str = ""
    priority: str = REGULAR


FEWEST_LETTERS = 3
"""What is typed of a query before it can be said that nothing was found: less begins too many words."""


@dataclass(frozen=True, kw_only=True)
class Question:
    """What the visitor wants to have done, as far as it was chosen or typed.

    life_event_id, field_id: one of them, or neither, is where a procedure is chosen from. found: procedures
    that answer `found_for`, best first. procedure_id: whose checklist is open. ticked: its papers that the
    visitor has, counted from 0. paper: what became of it on paper.
    """

    life_event_id: str | None = None
    field_id: str | None = None
    typed: Typed = field(default_factory=Typed)
    found_for: str = field(default="", repr=False)
    found: tuple[str, ...] = ()
    procedure_id: str | None = None
    ticked: frozenset[int] = frozenset()
    paper: Paper = Paper.NONE

    @property
    def query(self) -> str:
        """What is to be searched for."""
        return self.typed.text.strip()

    @property
    def is_not_found(self) -> bool:
        """Whether what is typed, enough of it to mean something, means nothing that is done here."""
        is_answered = self.found_for == self.query and len(self.query) >= FEWEST_LETTERS
        return is_answered and not self.found


class PinAnswer(StrEnum):
    """What became of the PIN that was entered."""

    NONE = "none"
    CHECKING = "checking"
    WRONG = "wrong"
    LOCKED = "locked"


@dataclass(frozen=True, kw_only=True)
class Staff:
    """What staff do at the kiosk itself.

    taps_s: when the hidden corner was tapped. is_stopped: the kiosk is out of service behind what they see.
    pin: as far as it was entered. locked_s: how long no PIN is looked at. paper: of the trial print.
    health: None until every part has said how it is.
    """

    taps_s: tuple[float, ...] = ()
    is_stopped: bool = False
    pin: str = field(default="", repr=False)
    answer: PinAnswer = PinAnswer.NONE
    locked_s: float = 0.0
    paper: Paper = Paper.NONE
    health: Health | None = None


@dataclass(frozen=True, kw_only=True)
class State:
    """visit: which visit this is. timer: the only timer that still counts; older ones are ignored.

    card: what the visitor's identity card says. misread: that one was held up which was not read.
    face: what is to become of the visitor's face here.
    challenge: which way the visitor is asked to turn the head; None while nothing of the kind is asked.
    code: of an appointment, as far as it was entered. is_checking: all of it was, and it is being looked up.
    no_check_in: why that gave no number; appointment: the one it was about, where one was found.
    priority: the class the visitor claims to belong to. is_for_relative: the visitor acts for somebody else.
    asked_from: the screen that the question of priority stands before, and its own way back.
    question: what is looked up. dossier: which one is asked about. draft: what is thought of the service.
    way_back: the screen that "back" leads to, None where it leads nowhere.
    """

    screen: Screen
    visit: int = 0
    timer: int = 0
    visitor: Visitor | None = None
    card: UnsignedCard | None = field(default=None, repr=False)
    face: FaceWish = field(default_factory=FaceWish)
    misread: Misread = Misread.NONE
    hint: Hint = Hint.OK
    challenge: Challenge | None = None
    notice: Notice = Notice.NONE
    code: str = ""
    is_checking: bool = False
    no_check_in: NoCheckIn | None = None
    appointment: Appointment | None = None
    priority: str = REGULAR
    is_for_relative: bool = False
    asked_from: tuple[Screen, Screen | None] | None = None
    question: Question = Question()
    dossier: DossierQuestion = field(default_factory=DossierQuestion)
    draft: Draft = field(default_factory=Draft)
    ticket: IssuedTicket | None = None
    paper: Paper = Paper.NONE
    asks_still_there: bool = False
    way_back: Screen | None = None
    preferences: Preferences = Preferences()
    help: Help = Help.NONE
    staff: Staff = Staff()


START = State(screen=Screen.OUT_OF_SERVICE)
