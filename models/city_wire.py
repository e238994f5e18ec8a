"""What a hall and its city say to each other. The hall's log goes up as a kiosk's does (docs/protocol.md)."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from models.event_log import Entry
from models.hall import Hall

MOST_ENTRIES = 200  # a message
NO_EPOCH = 0  # of a hall of which the city has heard nothing yet


@dataclass(frozen=True, kw_only=True)
class JoinCity:
    """A hall wants to belong to the city. code: as its operator was given it. public_key: 64 hex digits."""

    version: int
    code: str = field(repr=False)
    public_key: str
    hall: Hall


@dataclass(frozen=True, kw_only=True)
class Joined:
    """Whom the city takes the hall for: a name of its own, and the how-manyth key it has under it."""

    version: int
    name: str
    nth: int


@dataclass(frozen=True, kw_only=True)
class HallPush:
    """The next entries of a hall's log. epoch: of the hall.

    keep_to: None, or, where the city follows an earlier epoch of the hall, the last entry the two have in
    common; the city strikes what it has after that.
    """

    version: int
    epoch: int
    entries: Sequence[Entry]
    keep_to: int | None = None


@dataclass(frozen=True, kw_only=True)
class CityAnswer:
    """high: the last entry the city holds for good. epoch: of the hall, which it follows; or NO_EPOCH.

    Nothing was taken of a push of another epoch, nor of one that does not begin after `high`; nor, if
    is_forked, of one that goes on otherwise than the city has it.
    """

    version: int
    epoch: int
    high: int
    is_forked: bool = False
