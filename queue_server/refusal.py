"""Why the hall says no. The words for each reason stand in `words/`, under `refused.<reason>`."""

from enum import StrEnum
from types import MappingProxyType


class Refusal(StrEnum):
    NOT_LOGGED_IN = "not_logged_in"
    WRONG_LOGIN = "wrong_login"
    TOO_MANY_TRIES = "too_many_tries"
    MANAGERS_ONLY = "managers_only"
    NO_SUCH_COUNTER = "no_such_counter"
    NO_SUCH_SERVICE = "no_such_service"
    NO_RECEPTION = "no_reception"
    COUNTER_NOT_YOURS = "counter_not_yours"
    TICKET_AT_COUNTER = "ticket_at_counter"
    NO_TICKET_HERE = "no_ticket_here"
    ILLEGAL_MOVE = "illegal_move"
    STALE_TICKET = "stale_ticket"
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
        Refusal.CROSS_SITE: 403,
        Refusal.MANAGERS_ONLY: 403,
        Refusal.NOT_FOUND: 404,
        Refusal.NO_SUCH_COUNTER: 404,
        Refusal.NO_SUCH_SERVICE: 404,
        Refusal.TOO_LARGE: 413,
        Refusal.BAD_REQUEST: 422,
        Refusal.TOO_MANY_TRIES: 429,
        Refusal.INTERNAL: 500,
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
