"""Why an entry of a kiosk was parked, in the words of a page instead of those of the record."""

import re

from queue_server.words import Words

# What `queue_server.accept` says, and the words for it; a test holds them against each other.
_REASONS = tuple(
    (re.compile(pattern), key)
    for pattern, key in (
        (r"unknown kind: .*", "unknown_kind"),
        (r"number (\S+) or the ticket's id is taken", "taken"),
        (r"check-in of a booking the hall does not know", "unknown_booking"),
        (r"the booking was \w+ already", "booking_over"),
        (r"the booking is for (\S+)", "booking_other_day"),
        (r"paper of a ticket the hall does not know", "unknown_ticket"),
        (r"no such service: (.*)", "no_service"),
        (r"number (\S+) is not of series (\S+)", "other_series"),
        (r"ticket_id does not name this entry", "unfit"),
        (r"\w+ cannot be used", "unfit"),
    )
)


def in_words(reason: str, words: Words) -> str:
    """`reason` in Vietnamese; as it is where nobody has words for it."""
    for pattern, key in _REASONS:
        if found := pattern.fullmatch(reason):
            details = {f"what{nth}": one for nth, one in enumerate(found.groups(), start=1)}
            return words.vi(f"kiosks.reason.{key}", **details)
    return reason
