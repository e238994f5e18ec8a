"""What a visit at the kiosk is made of: the screen it is at, and all the kiosk knows of who stands there."""

from dataclasses import dataclass
from enum import StrEnum

from kiosk.hint import Hint
from models.promises import WaitRange


class Screen(StrEnum):
    ATTRACT = "Attract"
    LOOK_HERE = "LookHere"
    IS_THIS_YOU = "IsThisYou"
    ENTER_CODE = "EnterCode"
    CHOOSE_SERVICE = "ChooseService"
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


@dataclass(frozen=True, kw_only=True)
class State:
    """visit: which visit this is. timer: the only timer that still counts; older ones are ignored.

    code: of an appointment, as far as it was entered. is_checking: all of it was, and it is being looked up.
    no_check_in: why that gave no number; appointment: the one it was about, where one was found.
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
    ticket: IssuedTicket | None = None
    paper: Paper = Paper.NONE
    asks_still_there: bool = False


START = State(screen=Screen.OUT_OF_SERVICE)
