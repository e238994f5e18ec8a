"""Why the hall says no. The words for each reason stand in `words/`, under `refused.<reason>`."""

from enum import StrEnum
from types import MappingProxyType


class Refusal(StrEnum):
    NOT_LOGGED_IN = "not_logged_in"
    WRONG_LOGIN = "wrong_login"
    TOO_MANY_TRIES = "too_many_tries"
    MANAGERS_ONLY = "managers_only"
    NOT_SIGNED = "not_signed"
    MUST_ENROL = "must_enrol"
    UNKNOWN_KIOSK = "unknown_kiosk"
    UNKNOWN_HALL = "unknown_hall"
    BAD_SIGNATURE = "bad_signature"
    REVOKED = "revoked"
    REPLACED = "replaced"
    WRONG_CODE = "wrong_code"
    CODE_EXPIRED = "code_expired"
    CODE_USED = "code_used"
    NO_SUCH_COUNTER = "no_such_counter"
    NO_SUCH_SERVICE = "no_such_service"
    NO_RECEPTION = "no_reception"
    COUNTER_NOT_YOURS = "counter_not_yours"
    TICKET_AT_COUNTER = "ticket_at_counter"
    NO_TICKET_HERE = "no_ticket_here"
    WRONG_HALL = "wrong_hall"
    KEY_CONFLICT = "key_conflict"
    NO_SUCH_TICKET = "no_such_ticket"
    NO_SUCH_CLASS = "no_such_class"
    PAPER_UNREADABLE = "paper_unreadable"
    PAPER_NOT_OURS = "paper_not_ours"
    NUMBER_TAKEN = "number_taken"
    SERVICE_UNSERVED = "service_unserved"
    TOO_MANY_SERVICES = "too_many_services"
    NO_SUCH_PERSON = "no_such_person"
    CLASS_IN_USE = "class_in_use"
    BAD_RULES = "bad_rules"
    NO_SUCH_CARD = "no_such_card"
    BAD_CARD = "bad_card"
    TOO_MANY_CARDS = "too_many_cards"
    NO_SUCH_FACE = "no_such_face"
    WHAT_IF_BUSY = "what_if_busy"
    WHAT_IF_EMPTY = "what_if_empty"
    WHAT_IF_TOO_LARGE = "what_if_too_large"
    WHAT_IF_NONSENSE = "what_if_nonsense"
    NO_SUCH_SLOT = "no_such_slot"
    SLOT_FULL = "slot_full"
    BAD_CONTACT = "bad_contact"
    TOO_MANY_BOOKINGS = "too_many_bookings"
    NO_NUMBER_CLOSED = "no_number_closed"
    NO_NUMBER_ENOUGH = "no_number_enough"
    COUNTER_PAUSED = "counter_paused"
    COUNTER_CLOSED = "counter_closed"
    NOT_AT_COUNTER = "not_at_counter"
    AT_ANOTHER_COUNTER = "at_another_counter"
    HELD_BY_OTHER = "held_by_other"
    TOO_LATE_TO_COME_BACK = "too_late_to_come_back"
    ANOTHER_DAY = "another_day"
    PAPER_OF_ANOTHER_DAY = "paper_of_another_day"
    BOOKED_FOR_ANOTHER_DAY = "booked_for_another_day"
    NOTHING_TO_UNDO = "nothing_to_undo"
    CLOCK_WENT_BACK = "clock_went_back"
    HALL_RECOVERING = "hall_recovering"
    HALL_REPLACED = "hall_replaced"
    OTHER_EPOCH = "other_epoch"
    NOT_AWAITED = "not_awaited"
    DONE_BEFORE_RESTORE = "done_before_restore"
    ILLEGAL_MOVE = "illegal_move"
    STALE_TICKET = "stale_ticket"
    STALE_RULES = "stale_rules"
    STALE_PLAYLIST = "stale_playlist"
    CROSS_SITE = "cross_site"
    TOO_LARGE = "too_large"
    BAD_REQUEST = "bad_request"
    NOT_FOUND = "not_found"
    STORE_TROUBLE = "store_trouble"
    INTERNAL = "internal"


STATUS = MappingProxyType(
    {
        Refusal.NOT_LOGGED_IN: 401,
        Refusal.WRONG_LOGIN: 401,
        Refusal.NOT_SIGNED: 401,
        Refusal.MUST_ENROL: 401,
        Refusal.UNKNOWN_KIOSK: 401,
        Refusal.UNKNOWN_HALL: 401,
        Refusal.BAD_SIGNATURE: 401,
        Refusal.REVOKED: 403,
        Refusal.REPLACED: 403,
        Refusal.WRONG_CODE: 403,
        Refusal.CODE_EXPIRED: 403,
        Refusal.CODE_USED: 403,
        Refusal.CROSS_SITE: 403,
        Refusal.WRONG_HALL: 403,
        Refusal.MANAGERS_ONLY: 403,
        Refusal.NOT_FOUND: 404,
        Refusal.NO_SUCH_COUNTER: 404,
        Refusal.NO_SUCH_SERVICE: 404,
        Refusal.NO_SUCH_TICKET: 404,
        Refusal.NO_SUCH_CLASS: 404,
        Refusal.NO_SUCH_PERSON: 404,
        Refusal.NO_SUCH_SLOT: 404,
        Refusal.NO_SUCH_CARD: 404,
        Refusal.NO_SUCH_FACE: 404,
        Refusal.NOT_AWAITED: 404,
        Refusal.TOO_LARGE: 413,
        Refusal.BAD_REQUEST: 422,
        Refusal.PAPER_UNREADABLE: 422,
        Refusal.PAPER_NOT_OURS: 403,
        Refusal.BAD_RULES: 422,
        Refusal.BAD_CARD: 422,
        Refusal.WHAT_IF_EMPTY: 422,
        Refusal.WHAT_IF_TOO_LARGE: 422,
        Refusal.WHAT_IF_NONSENSE: 422,
        Refusal.BAD_CONTACT: 422,
        Refusal.TOO_MANY_TRIES: 429,
        Refusal.INTERNAL: 500,
        Refusal.CLOCK_WENT_BACK: 503,
        Refusal.HALL_RECOVERING: 503,
        Refusal.HALL_REPLACED: 503,
        Refusal.OTHER_EPOCH: 503,
        Refusal.STORE_TROUBLE: 503,
    }
)
CONFLICT = 409  # of all the others: the hall is not in the state that was supposed


class Refused(Exception):
    """The command was understood and not done; nothing has changed. `details` fill the words in."""

    def __init__(self, refusal: Refusal, **details: str | int) -> None:
        super().__init__(f"{refusal} {details}" if details else str(refusal))
        self.refusal = refusal
        self.details = details

    @property
    def status(self) -> int:
        """The HTTP status of this answer."""
        return STATUS.get(self.refusal, CONFLICT)
