"""The hall a kiosk is judged by: honest, by the product's own rules, until a rule makes it otherwise."""

import json
import threading
from collections.abc import Callable
from dataclasses import dataclass, field, replace

from kiosk import clock
from models.event_log import GENESIS, Entry, Event, enter
from models.hall import Hall as HallName
from models.hall import Service
from models.signing import Asker, claim_in, is_signed
from models.sync.intake import DoesNotContinue, Held, fresh
from models.ticket import EventKind
from models.wire import (
    MOST_ENTRIES_A_PAGE,
    WIRE_VERSION,
    Bookings,
    Catalogue,
    Enrol,
    Enrolled,
    HallView,
    HandOver,
    HandOverAnswer,
    LogPage,
    Priority,
    Push,
    PushAnswer,
    WireError,
    decode,
    encode,
)

DAY_MS = 24 * 60 * 60_000
HALL_AHEAD_OF_UTC_MS = 7 * 60 * 60_000  # Asia/Ho_Chi_Minh, which has no summer time
LAND = "đất"  # no letter of ASCII alone: what is hashed is UTF-8
CERT = "cert"


@dataclass(frozen=True, kw_only=True)
class Reply:
    """What goes back. status None: nothing does, the connection is cut."""

    status: int | None
    body: bytes = b""
    content_type: str = "application/json"


NOTHING = Reply(status=None)
Answer = Callable[["Asked"], Reply | None]


@dataclass(kw_only=True)
class Asked:
    """A request as it came. target: path and query. reply: what it got, None while it waits for one."""

    method: str
    target: str
    authorization: str
    body: bytes
    hall_ms: int
    reply: Reply | None = None

    @property
    def path(self) -> str:
        return self.target.partition("?")[0]

    @property
    def push(self) -> Push:
        return decode(Push, self.body)


@dataclass(kw_only=True)
class Enrolment:
    """One kiosk under one key, and what the hall holds of its log."""

    asker: Asker
    series: str
    public_key: str
    entries: list[Entry] = field(default_factory=list)

    @property
    def held(self) -> Held:
        last = self.entries[-1] if self.entries else None
        return (
            Held(high=0, high_hash=GENESIS)
            if last is None
            else Held(high=len(self.entries), high_hash=last.hash)
        )


class ReferenceHall:
    """before: asked first, and a reply of it is the answer; nothing is done then. after: may change what is
    answered once it is done. Both are called on the threads of the requests, which `lock` keeps apart only
    while the hall itself works.
    """

    def __init__(self) -> None:
        self.lock = threading.RLock()
        self.changed = threading.Condition(self.lock)
        self.closing = threading.Event()
        self.url = ""
        self.clock_ahead_ms = _until_midday_ms()
        self.asked: list[Asked] = []
        self.before: Answer = lambda _asked: None
        self.after: Callable[[Asked, Reply], Reply] = lambda _asked, reply: reply
        self.enrolments: list[Enrolment] = []
        self.codes: dict[str, tuple[str, Enrolment | None]] = {}
        self.services = [_service(CERT, "A"), _service(LAND, "B")]
        self.epoch = 1
        self.recovering = False
        self.base_seq = 0
        self.log: list[Entry] = []
        self.handed_over: list[HandOver] = []
        self.tells = True  # whether its stream of events can be heard
        self.other_events: list[bytes] = []
        self.view = HallView(
            version=WIRE_VERSION,
            feed_seq=0,
            now_ms=0,
            counters=[],
            recent_calls=[],
            waiting={},
            open_counters={},
        )

    def now_ms(self) -> int:
        return clock.now_ms() + self.clock_ahead_ms

    # ---- what a rule does to it ----

    def make_code(self, code: str, issuer_id: str) -> str:
        self.codes[code] = (issuer_id, None)
        return code

    def write(self, count: int) -> None:
        """So many more things happen at the hall."""
        with self.lock:
            for _ in range(count):
                seq, prev = len(self.log) + 1, self.log[-1].hash if self.log else GENESIS
                body: dict[str, str | int | float | None] = {"số": seq, "p50_min": 1.5}
                event = Event(
                    seq=seq,
                    kind=EventKind.STAFF_CALLED,
                    at_ms=self.now_ms(),
                    actor=f"hall:{self.epoch}",
                    ticket_id="",
                    before=None,
                    after=None,
                    body=body,
                )
                self.log.append(enter(event, prev))
        self.tell(feed_seq=len(self.log))

    def tell(self, **news: object) -> None:
        """What all in the hall hear from now on."""
        with self.changed:
            self.view = replace(self.view, **news)  # type: ignore[arg-type]
            self.changed.notify_all()

    def put_back(self, *, epoch: int, high: int, base_seq: int | None = None) -> None:
        """From a backup that holds so much of the kiosk's log, and of its own."""
        with self.changed:
            self.epoch = epoch
            del self.enrolments[-1].entries[high:]
            if base_seq is not None:
                self.base_seq = base_seq
                del self.log[base_seq:]
                self.view = replace(self.view, feed_seq=base_seq)
            self.view = replace(self.view, epoch=epoch)
            self.changed.notify_all()

    # ---- what it answers ----

    def take(self, asked: Asked) -> Reply:
        """The whole way of a request through the hall."""
        with self.changed:
            self.asked.append(asked)
            self.changed.notify_all()
        try:
            reply = self.before(asked)
            if reply is None:
                with self.lock:
                    reply = self._honest(asked)
                reply = self.after(asked, reply)
        except WireError as error:  # of a rule that reads what cannot be read
            reply = refusal(422, str(error))
        with self.changed:
            asked.reply = reply
            self.changed.notify_all()
        return reply

    def _honest(self, asked: Asked) -> Reply:
        try:
            if asked.path == "/api/kiosk/enrol":
                return self._enrol(decode(Enrol, asked.body))
            enrolment = self.whose(asked)
            if enrolment is None:
                return refusal(401, "bad_signature")
            if enrolment is not self.enrolments[-1]:
                return refusal(403, "replaced")
            return self._of_kiosk(asked, enrolment)
        except (WireError, ValueError) as error:
            return refusal(422, str(error))

    def whose(self, asked: Asked) -> Enrolment | None:
        """Whoever signed just this request; None where nobody did."""
        claim = claim_in(asked.authorization)
        for one in self.enrolments:
            if claim is not None and claim.asker == one.asker:
                signed = is_signed(
                    claim, one.public_key, method=asked.method, target=asked.target, body=asked.body
                )
                return one if signed else None
        return None

    def _enrol(self, message: Enrol) -> Reply:
        issuer_id, used = self.codes.get(message.code.upper(), ("", None))
        if not issuer_id:
            return refusal(403, "wrong_code")
        if used is not None and used.public_key != message.public_key:
            return refusal(403, "code_used")
        if used is None:
            nth = len(self.enrolments) + 1
            asker = Asker(issuer_id=issuer_id, incarnation=nth)
            used = Enrolment(asker=asker, series=str(nth), public_key=message.public_key)
            self.enrolments.append(used)
            self.codes[message.code.upper()] = (issuer_id, used)
        return _good(Enrolled(version=WIRE_VERSION, series=used.series, **vars(used.asker)))

    def _of_kiosk(self, asked: Asked, enrolment: Enrolment) -> Reply:
        match asked.path.removeprefix("/api/kiosk/"):
            case "catalogue":
                return _good(self._catalogue(enrolment))
            case "bookings":
                return _good(Bookings(version=WIRE_VERSION, bookings=[]))
            case "log":
                return _good(self._page(asked.target))
            case "push":
                return self._push(asked.push, enrolment)
            case "hand-over":
                message = decode(HandOver, asked.body)
                if message.epoch != self.epoch:
                    return refusal(503, "other_epoch")
                self.handed_over.append(message)
                return _good(HandOverAnswer(version=WIRE_VERSION, epoch=self.epoch, awaited=[]))
        return Reply(status=404)  # what a kiosk may lack: faces, playlist, procedures

    def _catalogue(self, enrolment: Enrolment) -> Catalogue:
        return Catalogue(
            version=WIRE_VERSION,
            hall=HallName(id="hd", authority="ỦY BAN NHÂN DÂN", centre="TRUNG TÂM", name="Phường Hà Đông"),
            services=self.services,
            series=enrolment.series,
            follow_url="http://hall/t/{public_id}",
            priorities=[Priority(id="elderly", name_vi="Người cao tuổi", name_en="Older person")],
            **vars(enrolment.asker),
        )

    def _page(self, target: str) -> LogPage:
        asked = dict(part.split("=") for part in target.partition("?")[2].split("&"))
        after = int(asked["after"])
        is_found = after <= 0 or (after <= len(self.log) and self.log[after - 1].hash == asked["hash"])
        first = max(after, 0)
        return LogPage(
            version=WIRE_VERSION,
            epoch=self.epoch,
            is_known=is_found or self.recovering,
            base_seq=self.base_seq,
            last=len(self.log),
            entries=self.log[first : first + MOST_ENTRIES_A_PAGE] if is_found else [],
        )

    def _push(self, push: Push, enrolment: Enrolment) -> Reply:
        if (push.issuer_id, push.incarnation) != (enrolment.asker.issuer_id, enrolment.asker.incarnation):
            return refusal(409, "incarnation", len(enrolment.entries))
        if len(push.entries) > 200:
            return refusal(422, "entries: at most 200 at once")
        if push.epoch == self.epoch and not self.recovering:
            try:
                enrolment.entries += fresh(enrolment.held, push.entries, lambda _event: False)
            except DoesNotContinue as error:
                return refusal(409, error.fault, len(enrolment.entries))
        return self.say(high=len(enrolment.entries))

    def say(self, *, high: int, epoch: int | None = None) -> Reply:
        """An answer to a push."""
        return _good(
            PushAnswer(
                version=WIRE_VERSION,
                high=high,
                now_ms=self.now_ms(),
                epoch=self.epoch if epoch is None else epoch,
                recovering=self.recovering,
            )
        )


def refusal(status: int, error: str, high: int | None = None) -> Reply:
    """As the hall says no. high: of a push it does not take."""
    more = {} if high is None else {"high": high}
    return Reply(status=status, body=json.dumps({"error": error, "message": "-", **more}).encode())


def _until_midday_ms() -> int:
    """To the next 12:00 at the hall, so that no rule is judged across a midnight by chance."""
    return DAY_MS - (clock.now_ms() + HALL_AHEAD_OF_UTC_MS - DAY_MS // 2) % DAY_MS


def _good(message: object) -> Reply:
    return Reply(status=200, body=encode(message))


def _service(id_: str, letter: str) -> Service:
    return Service(id=id_, letter=letter, name_vi="Chứng thực", name_en="Certification")
