"""A citizen with an appointment is let in at the kiosk, with the hall at hand or without it."""

from collections.abc import Iterator
from dataclasses import replace
from functools import partial
from pathlib import Path

import pytest

from kiosk import clock
from kiosk.appointments import Sorry, check_in
from kiosk.issuer import Issuer
from kiosk.journey.visit import Appointment, IssuedTicket, NoCheckIn
from kiosk.sync import HallLink
from models.event_log import Event
from models.store import kiosk_bookings, kiosk_log
from models.store.database import Database, open_database
from models.ticket import EventKind, TicketState
from models.wire import WIRE_VERSION, Bookings, BookingView, encode
from tests.helpers.kiosks import IDENTITY
from tests.helpers.stub_hall import CATALOGUE, StubHall, stub_hall
from tests.helpers.waiting import wait_until

SLOT_MS = 1_763_604_000_000  # 09:00 on 20 November 2025 in Hà Nội
DAY_MS = 24 * 3_600_000
VIEW = BookingView(
    ticket_id="booking.1.7",
    public_id="b" * 32,
    number="AH-007",
    service_id="cert",
    slot_ms=SLOT_MS,
    in_time_until_ms=SLOT_MS + 15 * 60_000,
    code="12345678",
    state=TicketState.BOOKED,
)
TOLD = Appointment(number="AH-007", service_id="cert", slot_ms=SLOT_MS)


@pytest.fixture(autouse=True)
def now_ms(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """The kiosk's clock: its first number is the time."""
    at = [SLOT_MS]
    monkeypatch.setattr(clock, "now_ms", lambda: at[0])
    return at


@pytest.fixture
def hall() -> Iterator[StubHall]:
    with stub_hall() as hall:
        yield hall


def link_to(database: Database, url: str) -> HallLink:
    return HallLink(
        database=database,
        server_url=url,
        identity=IDENTITY,
        on_catalogue=lambda _: None,
        on_online=lambda _: None,
        on_refused=lambda: None,
    )


@pytest.fixture
def link(kiosk_database: Database, hall: StubHall) -> Iterator[HallLink]:
    """A line to a hall that answers."""
    link = link_to(kiosk_database, hall.url)
    link.start()
    wait_until(lambda: link.view is not None)
    yield link
    link.stop()


@pytest.fixture
def no_link(kiosk_database: Database) -> HallLink:
    """A line to a hall that does not answer."""
    return link_to(kiosk_database, "http://127.0.0.1:9")


def issuer(database: Database) -> Issuer:
    return Issuer(private_key=IDENTITY.private_key, database=database, catalogue=CATALOGUE)


def know(database: Database, *views: BookingView) -> None:
    database.write(lambda connection: kiosk_bookings.save_bookings(connection, views)).result()


def tell(hall: StubHall, *views: BookingView) -> None:
    """From now on the hall expects these."""
    answer = 200, encode(Bookings(version=WIRE_VERSION, bookings=views))
    hall.bookings_answer = lambda _path: answer


def log_of(database: Database) -> list[Event]:
    entries = database.read(lambda connection: kiosk_log.unconfirmed(connection, 100)).result()
    return [entry.event for entry in entries]


def test_the_booked_number_waits_from_now_on_without_a_server(
    kiosk_database: Database, no_link: HallLink
) -> None:
    know(kiosk_database, VIEW)
    assert check_in(issuer(kiosk_database), no_link, "12345678") == IssuedTicket(
        id="booking.1.7",
        number="AH-007",
        service_id="cert",
        public_id="b" * 32,
        issued_at_ms=SLOT_MS,
        ahead=None,
        counters=(),
        slot_ms=SLOT_MS,
        follow_url="http://hall/t/" + "b" * 32,
    )
    [event] = log_of(kiosk_database)
    assert (event.kind, event.ticket_id) == (EventKind.TICKET_CHECKED_IN, "booking.1.7")
    assert (event.body["public_id"], event.at_ms) == ("b" * 32, SLOT_MS)


def test_a_restart_without_the_hall_still_knows_who_is_expected(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path}/kiosk.db"
    with stub_hall() as hall:
        tell(hall, VIEW)
        database = open_database(url, "kiosk")
        link_to(database, hall.url).fetch_bookings()
        database.close()
    database = open_database(url, "kiosk")
    answer = check_in(issuer(database), link_to(database, hall.url), "12345678")
    database.close()
    assert isinstance(answer, IssuedTicket)


def test_the_counters_that_call_are_told_when_the_hall_answers(
    kiosk_database: Database, link: HallLink, hall: StubHall
) -> None:
    tell(hall, VIEW)
    answer = check_in(issuer(kiosk_database), link, "12345678")
    assert isinstance(answer, IssuedTicket)
    assert answer.counters == (1, 2)


@pytest.mark.parametrize(
    ("late_ms", "is_late"), [(-3_600_000, False), (15 * 60_000, False), (15 * 60_001, True)]
)
def test_who_is_late_still_gets_the_number_and_is_told(
    kiosk_database: Database, no_link: HallLink, now_ms: list[int], late_ms: int, is_late: bool
) -> None:
    know(kiosk_database, VIEW)
    now_ms[0] = SLOT_MS + late_ms
    answer = check_in(issuer(kiosk_database), no_link, "12345678")
    assert isinstance(answer, IssuedTicket)
    assert answer.is_late is is_late


def test_a_second_time_gives_no_second_place_and_says_which_number_it_was(
    kiosk_database: Database, no_link: HallLink
) -> None:
    know(kiosk_database, VIEW)
    check_in(issuer(kiosk_database), no_link, "12345678")
    know(kiosk_database, VIEW)  # the hall has not heard of it yet
    again = check_in(issuer(kiosk_database), no_link, "12345678")
    assert again == Sorry(why=NoCheckIn.ALREADY_HERE, appointment=TOLD)
    assert len(log_of(kiosk_database)) == 1


@pytest.mark.parametrize(
    ("state", "why"),
    [
        (TicketState.WAITING, NoCheckIn.ALREADY_HERE),
        (TicketState.CALLED, NoCheckIn.ALREADY_HERE),
        (TicketState.CANCELLED, NoCheckIn.OVER),
        (TicketState.FINISHED, NoCheckIn.OVER),
        (TicketState.NO_SHOW, NoCheckIn.OVER),
    ],
)
def test_what_the_hall_has_already_done_is_not_done_again(
    kiosk_database: Database, no_link: HallLink, state: TicketState, why: NoCheckIn
) -> None:
    know(kiosk_database, replace(VIEW, state=state))
    assert check_in(issuer(kiosk_database), no_link, "12345678") == Sorry(why=why, appointment=TOLD)
    assert log_of(kiosk_database) == []


@pytest.mark.parametrize("days", [-1, 1])
def test_another_day_is_not_today(
    kiosk_database: Database, no_link: HallLink, now_ms: list[int], days: int
) -> None:
    know(kiosk_database, VIEW)
    now_ms[0] = SLOT_MS + days * DAY_MS
    answer = check_in(issuer(kiosk_database), no_link, "12345678")
    assert answer == Sorry(why=NoCheckIn.OTHER_DAY, appointment=TOLD)


def test_a_code_that_is_not_known_here_is_asked_of_the_hall(
    kiosk_database: Database, link: HallLink, hall: StubHall
) -> None:
    def answer(path: str) -> tuple[int, bytes]:
        bookings = [VIEW] if path == "/api/kiosk/bookings?code=12345678" else []
        return 200, encode(Bookings(version=WIRE_VERSION, bookings=bookings))

    hall.bookings_answer = answer
    assert isinstance(check_in(issuer(kiosk_database), link, "12345678"), IssuedTicket)


def test_what_was_just_asked_for_is_not_dropped_by_the_next_heartbeat(
    kiosk_database: Database, hall: StubHall
) -> None:
    def answer(path: str) -> tuple[int, bytes]:
        bookings = [VIEW] if path == "/api/kiosk/bookings?code=12345678" else []
        return 200, encode(Bookings(version=WIRE_VERSION, bookings=bookings))

    def is_known() -> bool:
        find = partial(kiosk_bookings.find_booking, code="12345678")
        return kiosk_database.read(find).result() is not None

    hall.bookings_answer = answer
    link = link_to(kiosk_database, hall.url)
    known = []
    for code in ("12345678", "", ""):
        link.fetch_bookings(code)
        known.append(is_known())
    assert known == [True, True, False]


def test_a_code_that_nobody_knows_is_unknown(kiosk_database: Database, link: HallLink) -> None:
    assert check_in(issuer(kiosk_database), link, "99999999") == Sorry(why=NoCheckIn.UNKNOWN)


def test_a_code_cannot_be_judged_while_the_hall_cannot_be_asked(
    kiosk_database: Database, no_link: HallLink
) -> None:
    assert check_in(issuer(kiosk_database), no_link, "12345678") == Sorry(why=NoCheckIn.FAILED)


def test_a_hall_that_answers_nonsense_is_a_hall_that_cannot_be_asked(
    kiosk_database: Database, link: HallLink, hall: StubHall
) -> None:
    hall.bookings_answer = lambda _path: (200, b"<html>")
    assert check_in(issuer(kiosk_database), link, "12345678") == Sorry(why=NoCheckIn.FAILED)


def test_the_kiosk_hears_of_new_appointments_by_itself(
    kiosk_database: Database, link: HallLink, hall: StubHall
) -> None:
    def is_known() -> bool:
        known = kiosk_database.read(lambda c: kiosk_bookings.find_booking(c, "12345678")).result()
        return known is not None

    tell(hall, VIEW)
    link.wake()
    wait_until(is_known)
    tell(hall)
    link.wake()
    wait_until(lambda: not is_known())
