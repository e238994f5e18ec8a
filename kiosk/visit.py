"""What a visit at the kiosk is made of: the screen it is at, and all the kiosk knows of who stands there."""

from dataclasses import dataclass, field
from enum import StrEnum

from kiosk.hint import Hint
from kiosk.telex import Typed
from models.waiting.promises import WaitRange


class Screen(StrEnum):
    ATTRACT = "Attract"
    LOOK_HERE = "LookHere"
    IS_THIS_YOU = "IsThisYou"
    ENTER_CODE = "EnterCode"
    CHOOSE_SERVICE = "ChooseService"
    CHOOSE_FIELD = "ChooseField"
    CHOOSE_PROCEDURE = "ChooseProcedure"
    SEARCH = "Search"
    CHECKLIST = "Checklist"
    TAKE_TICKET = "TakeTicket"
    OUT_OF_SERVICE = "OutOfService"


class Notice(StrEnum):
    """Why the visit goes on in another way than the citizen asked for."""

    NONE = "none"
    NOT_RECOGNISED = "not_recognised"
    NO_CAMERA = "no_camera"
    NOT_ISSUED = "not_issued"


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
    """Somebody recognised: `shown_name` is masked and is all that ever reaches the screen."""

    person_id: str
    shown_name: str


@dataclass(frozen=True, kw_only=True)
class Appointment:
    """What may be told of an appointment to whoever has its code."""

    number: str
    service_id: str
    slot_ms: int


@dataclass(frozen=True, kw_only=True)
class IssuedTicket:
    """A ticket that is safely stored. ahead: people before it, None when the hall cannot be asked.

    wait: how long it may take, as promised; None where nobody can tell. slot_ms: of an appointment.
    is_late: it has lost the appointment's place and waits like everybody else.
    """

    id: str
    number: str
    service_id: str
    public_id: str
    issued_at_ms: int
    ahead: int | None
    counters: tuple[int, ...]
    wait: WaitRange | None = None
    slot_ms: int | None = None
    is_late: bool = False


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


@dataclass(frozen=True, kw_only=True)
class State:
    """visit: which visit this is. timer: the only timer that still counts; older ones are ignored.

    code: of an appointment, as far as it was entered. is_checking: all of it was, and it is being looked up.
    no_check_in: why that gave no number; appointment: the one it was about, where one was found.
    question: what is looked up. way_back: the screen that "back" leads to, None where it leads nowhere.
    """

    screen: Screen
    visit: int = 0
    timer: int = 0
    visitor: Visitor | None = None
    hint: Hint = Hint.OK
    notice: Notice = Notice.NONE
    code: str = ""
    is_checking: bool = False
    no_check_in: NoCheckIn | None = None
    appointment: Appointment | None = None
    question: Question = Question()
    ticket: IssuedTicket | None = None
    paper: Paper = Paper.NONE
    asks_still_there: bool = False
    way_back: Screen | None = None
    preferences: Preferences = Preferences()
    help: Help = Help.NONE


START = State(screen=Screen.OUT_OF_SERVICE)
