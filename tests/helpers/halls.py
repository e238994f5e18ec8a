"""A small hall for tests, its people, its tickets, and what its kiosk would hand over."""

import uuid
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from functools import cache, partial
from zoneinfo import ZoneInfo

from models.calling.policy import REGULAR
from models.event_log import GENESIS, Entry, Event, enter, first_break
from models.hall import Counter, Hall, HallPlan, Service
from models.service_day import service_day
from models.signing import Asker
from models.store.database import Connection, Database
from models.store.hall_issuers import add_issuer
from models.store.hall_log import read_all
from models.store.hall_setup import save_plan, seat_staff
from models.store.hall_staff import Staff, add_staff, find_staff
from models.store.hall_view import hall_view
from models.ticket import EventKind, printed_number, ticket_id
from models.wire import WIRE_VERSION, HallView, Push, PushAnswer
from queue_server.accept import accept_push
from queue_server.at_desk import Desk
from queue_server.issue import RECEPTION, IssuedTicket, Wish, issue_ticket
from queue_server.passwords import hash_password
from tests.helpers.kiosks import add_enrolled

TIMEZONE = "Asia/Ho_Chi_Minh"
HALL = Hall(id="h", authority="UBND", centre="Trung tâm", name="Sảnh", timezone=TIMEZONE)
PLAN = HallPlan(
    hall=HALL,
    services=[
        Service(id="a", letter="A", name_vi="Chứng thực", name_en="Certification"),
        Service(id="b", letter="B", name_vi="Hộ tịch", name_en="Civil status"),
    ],
    counters=[
        Counter(number=1, name="Chứng thực", service_ids=["a"]),
        Counter(number=2, name="Hộ tịch", service_ids=["b"]),
        Counter(number=3, name="Chung", service_ids=["a", "b"]),
    ],
)
PASSWORD = "mot-mat-khau"


def moment_ms(hour: int, minute: int = 0, *, day: int = 20) -> int:
    """A moment of November 2026 by the hall's own clock."""
    return int(datetime(2026, 11, day, hour, minute, tzinfo=ZoneInfo(TIMEZONE)).timestamp() * 1000)


def wide_plan(counter_count: int) -> HallPlan:
    """The small hall with that many counters, each for both services."""
    numbers = range(1, counter_count + 1)
    counters = [Counter(number=number, name="Chung", service_ids=["a", "b"]) for number in numbers]
    return replace(PLAN, counters=counters)


@cache
def _hash_of(password: str) -> str:
    return hash_password(password)  # slow on purpose, so once for all tests


def set_up_hall(
    database: Database, *, plan: HallPlan = PLAN, staff_count: int = 3, password: str | None = None
) -> list[Staff]:
    """The small hall with kiosk K1, a reception desk, and people `s1`, `s2` … who sit nowhere yet."""
    password_hash = "not-a-hash" if password is None else _hash_of(password)

    def work(connection: Connection) -> list[Staff]:
        save_plan(connection, plan)
        add_enrolled(connection, HALL.id, "K1")
        add_issuer(connection, HALL.id, issuer_id=RECEPTION, series="9")
        people = []
        for index in range(1, staff_count + 1):
            add_staff(
                connection,
                HALL.id,
                login=f"s{index}",
                name=f"Cán bộ {index}",
                role="staff",
                password_hash=password_hash,
            )
            found = find_staff(connection, HALL.id, f"s{index}")
            assert found is not None
            people.append(found)
        return people

    return database.write(work).result()


def seat(database: Database, staff: Staff, number: int) -> None:
    """Somebody sits at a counter. Not told in the log: what tests look for there comes after it."""
    database.write(lambda connection: seat_staff(connection, HALL.id, number, staff.id)).result()


def desk(staff: Staff, number: int, key: str, version: int | None = None) -> Desk:
    """A command of `staff` at a counter of the small hall."""
    return Desk(hall=HALL, staff=staff, counter_number=number, key=key, version=version)


def issue(
    database: Database,
    staff: Staff,
    service_ids: str,
    key: str,
    now_ms: int,
    *,
    priority: str = REGULAR,
    hall: Hall = HALL,
) -> IssuedTicket:
    """A number of the reception desk. service_ids: with a space between them."""
    public_id = uuid.uuid5(uuid.NAMESPACE_URL, f"{staff.login} {key}").hex
    wish = Wish(service_ids=service_ids.split(), priority=priority)

    def work(connection: Connection) -> IssuedTicket:
        return issue_ticket(connection, hall, staff, wish=wish, public_id=public_id, key=key, now_ms=now_ms)

    return database.write(work).result()


def hand_over(
    database: Database, push: Push, now_ms: int, *, hall: Hall = HALL, asker: Asker | None = None
) -> PushAnswer:
    """Let the hall take over a kiosk's push. asker: whose signature it is; of whom it speaks, if not said."""
    said = Asker(issuer_id=push.issuer_id, incarnation=push.incarnation)
    accept = partial(accept_push, hall=hall, asker=asker or said, push=push, now_ms=now_ms)
    return database.write(accept).result()


def whole_log(database: Database, hall: Hall = HALL) -> list[Event]:
    """Every event of the hall, after checking that the record is whole."""
    entries = database.read(lambda connection: list(read_all(connection, hall.id))).result()
    assert first_break(entries) is None
    return [entry.event for entry in entries]


def view(database: Database, now_ms: int) -> HallView:
    """How the small hall stands at that moment."""
    today = service_day(now_ms, TIMEZONE)
    return database.read(partial(hall_view, hall_id=HALL.id, service_day=today, now_ms=now_ms)).result()


@dataclass(kw_only=True)
class KioskLog:
    """What a kiosk would write and hand over."""

    issuer_id: str = "K1"
    incarnation: int = 1
    series: str = "1"

    def __post_init__(self) -> None:
        self.entries: list[Entry] = []
        self._counts: dict[str, int] = {}

    def append(
        self, kind: str, at_ms: int, body: dict[str, str | int | float | None], ticket: str | None = None
    ) -> Entry:
        """The next entry, whatever it says."""
        seq = len(self.entries) + 1
        event = Event(
            seq=seq,
            kind=kind,
            at_ms=at_ms,
            actor=f"kiosk:{self.issuer_id}",
            ticket_id=ticket or ticket_id(self.issuer_id, self.incarnation, seq),
            before=None,
            after=None,
            body=body,
        )
        entry = enter(event, self.entries[-1].hash if self.entries else GENESIS)
        self.entries.append(entry)
        return entry

    def issue(
        self, service_id: str, letter: str, at_ms: int, day: str = "2026-11-20", priority: str | None = None
    ) -> Entry:
        """A ticket. priority: the class it claims, if it says anything about that."""
        count = self._counts[service_id] = self._counts.get(service_id, 0) + 1
        body: dict[str, str | int | float | None] = {
            "number": printed_number(letter, self.series, count),
            "service_id": service_id,
            "service_day": day,
            "public_id": f"{self.incarnation:08x}{len(self.entries) + 1:08x}{at_ms:016x}",
        }
        if priority is not None:
            body["priority"] = priority
        return self.append(EventKind.TICKET_ISSUED, at_ms, body)

    def push(self, now_ms: int, entries: Sequence[Entry] | None = None) -> Push:
        """The message that hands `entries` over, all of them if not said."""
        return Push(
            version=WIRE_VERSION,
            issuer_id=self.issuer_id,
            incarnation=self.incarnation,
            entries=self.entries if entries is None else entries,
            now_ms=now_ms,
        )
