"""The JSON shapes that cross the network, with their version. The kiosk and the server meet only here."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from typing import Annotated, Any, TypeVar

from pydantic import TypeAdapter, ValidationError, ValidatorFunctionWrapHandler, WrapValidator

from models.event_log import Entry
from models.hall import Hall, NoNumber, Service
from models.kiosk_health import KioskHealth
from models.procedures import catalogue
from models.sync.epoch import FIRST
from models.ticket import TicketState
from models.waiting.promises import WaitRange

WIRE_VERSION = 1
MOST_EVENTS_A_PUSH = 200
MOST_ENTRIES_A_PAGE = 200

Shape = TypeVar("Shape")


class WireError(Exception):
    """What arrived is not the shape that was agreed; the message says which field and why."""


@dataclass(frozen=True, kw_only=True)
class Enrol:
    """A kiosk wants to belong to the hall. code: as the operator gave it. public_key: 64 hex digits."""

    version: int
    code: str = field(repr=False)
    public_key: str


@dataclass(frozen=True, kw_only=True)
class Enrolled:
    """Who the kiosk is from now on: the same again for the same code and key."""

    version: int
    issuer_id: str
    incarnation: int
    series: str


def _or_none(told: object, read: ValidatorFunctionWrapHandler) -> KioskHealth | None:
    """No log is refused because of what a newer or a broken kiosk says of its health."""
    try:
        health: KioskHealth | None = read(told)
    except ValidationError:
        return None
    return health


@dataclass(frozen=True, kw_only=True)
class Push:
    """An issuer hands over the next entries of its log. `now_ms` is its clock, for measuring the offset.

    epoch: of the hall, which the issuer has promised to follow (`models.sync.epoch`).
    health: how the issuer is; None from one that does not tell, or not so that it can be read.
    """

    version: int
    issuer_id: str
    incarnation: int
    entries: Sequence[Entry]
    now_ms: int
    epoch: int = FIRST
    health: Annotated[KioskHealth | None, WrapValidator(_or_none)] = None


@dataclass(frozen=True, kw_only=True)
class PushAnswer:
    """`high`: the last entry of that issuer the hall holds for good.

    recovering: the hall takes nothing but copies of its own log now (`HandOver`).
    """

    version: int
    high: int
    now_ms: int
    epoch: int = FIRST
    recovering: bool = False


@dataclass(frozen=True, kw_only=True)
class LogPage:
    """The next entries of the hall's log.

    is_known: false where the asker's last entry is not in it: the hall was put back since, and the asker
    drops what it holds after `base_seq`. last: the newest entry there is.
    """

    version: int
    epoch: int
    is_known: bool
    base_seq: int
    last: int
    entries: Sequence[Entry]


@dataclass(frozen=True, kw_only=True)
class HandOver:
    """What a kiosk or a desk holds of the log of a hall that was put back. is_all: nothing follows.

    own_last: the newest entry of the kiosk's own log; the hall calls nobody before it holds that.
    """

    version: int
    epoch: int
    entries: Sequence[Entry]
    is_all: bool
    own_last: int = 0


@dataclass(frozen=True, kw_only=True)
class HandOverAnswer:
    """awaited: who has still to hand over, or to send its own log (`models.sync.recovery`)."""

    version: int
    epoch: int
    awaited: Sequence[str]


@dataclass(frozen=True, kw_only=True)
class Priority:
    """A class of citizens whom the hall lets go first. proof_vi, proof_en: what staff look at to check it."""

    id: str
    name_vi: str
    name_en: str
    proof_vi: str = ""
    proof_en: str = ""


@dataclass(frozen=True, kw_only=True)
class Catalogue:
    """What a kiosk needs to issue tickets by itself: who the hall is and what it offers.

    issuer_id, incarnation, series: whom the hall takes the asking kiosk for.
    follow_url: where the QR on the paper leads; `{public_id}` stands for the ticket's public id.
    priorities: what a citizen may claim at the kiosk; staff check it.
    """

    version: int
    hall: Hall
    services: Sequence[Service]
    issuer_id: str
    incarnation: int
    series: str
    follow_url: str
    priorities: Sequence[Priority] = field(default_factory=list)


@dataclass(frozen=True, kw_only=True)
class Procedures:
    """The procedures citizens can look up here. digest: names what is told, and is the answer's ETag."""

    version: int
    digest: str
    catalogue: catalogue.Catalogue


@dataclass(frozen=True, kw_only=True)
class CounterView:
    """What the hall shows of one counter. `calls` grows by one with each recall of the same ticket.

    paused: open, but nobody is called here at the moment.
    """

    number: int
    name: str
    open: bool
    ticket_number: str | None
    ticket_state: str | None
    called_at_ms: int | None
    calls: int
    paused: bool = False


@dataclass(frozen=True, kw_only=True)
class Call:
    """One call as the hall announces it."""

    ticket_number: str
    counter_number: int
    at_ms: int


@dataclass(frozen=True, kw_only=True)
class HallView:
    """The hall as everybody in it may see it: no names, no identity numbers.

    feed_seq: the last event of the hall's log that this view has seen.
    waiting: tickets waiting, by service id. open_counters: numbers of the counters that call, by service id.
    epoch: of the hall. awaited: while it was put back from a backup and gathers what it lost, whom it waits
    for. no_numbers: why a service gives no numbers now (`models.hall.NoNumber`); the others do. waits: for
    who takes a number now, by service id and priority class, where anybody can tell.
    """

    version: int
    feed_seq: int
    now_ms: int
    counters: Sequence[CounterView]
    recent_calls: Sequence[Call]
    waiting: Mapping[str, int]
    open_counters: Mapping[str, Sequence[int]]
    no_numbers: Mapping[str, NoNumber] = field(default_factory=dict)
    waits: Mapping[str, Mapping[str, WaitRange]] = field(default_factory=dict)
    epoch: int = FIRST
    awaited: Sequence[str] = field(default_factory=list)


@dataclass(frozen=True, kw_only=True)
class BookingView:
    """An appointment, as a kiosk needs it to let its citizen in by itself.

    state: of its ticket, when this was told. in_time_until_ms: whoever comes later waits like everybody else.
    """

    ticket_id: str
    public_id: str
    number: str
    service_id: str
    slot_ms: int
    in_time_until_ms: int
    code: str
    state: TicketState


@dataclass(frozen=True, kw_only=True)
class Bookings:
    """The appointments of the day, and the one whose code was asked for, on whatever day it is."""

    version: int
    bookings: Sequence[BookingView]


@cache
def _adapter(shape: Any) -> TypeAdapter[Any]:
    return TypeAdapter(shape)


def encode(message: object) -> bytes:
    """`message`, any dataclass of this module, as UTF-8 JSON."""
    shape: Any = type(message)
    return _adapter(shape).dump_json(message)


def decode(shape: type[Shape], payload: bytes | str) -> Shape:
    """`payload` (JSON) as `shape`. Raises WireError on anything else, another version included."""
    wanted: Any = shape
    try:
        message: Shape = _adapter(wanted).validate_json(payload)
    except ValidationError as error:
        first = error.errors()[0]
        where = ".".join(str(step) for step in first["loc"]) or "message"
        raise WireError(f"{where}: {first['msg']}") from error
    version = getattr(message, "version", WIRE_VERSION)
    if version != WIRE_VERSION:
        raise WireError(f"version: this program speaks {WIRE_VERSION}, the other side {version}")
    return message
