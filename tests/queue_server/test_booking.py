"""Appointments: booked once, never over capacity, checked in by the hall's rules, and forgotten."""

import threading
import uuid
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from functools import partial

import pytest
from sqlalchemy import event

from models.calling.policy import APPOINTMENT, REGULAR
from models.store.database import Connection, Database
from models.store.hall_bookings import code_of, contact_of, find_by_code, forget_past, open_bookings_of
from models.store.hall_setup import save_service_limits
from models.store.hall_staff import find_staff
from models.store.hall_tickets import find_by_public_id
from models.ticket import EventKind, IllegalMove, Ticket, TicketState
from models.wire import Bookings
from queue_server import line
from queue_server.book import Booked, Wanted, book, bookings_for_kiosk, cancel_booking, slots_left
from queue_server.check_in import BOOKING, check_in
from queue_server.line import CITIZEN
from queue_server.order import Order
from queue_server.refusal import Refusal, Refused
from queue_server.remind import remind
from queue_server.upkeep import keep_up
from tests.helpers.halls import (
    HALL,
    PLAN,
    KioskLog,
    hand_over,
    issue,
    moment_ms,
    set_up_hall,
    whole_log,
)

SERVICES = [replace(service, slot_capacity=2) for service in PLAN.services]
BOOKING_PLAN = replace(PLAN, services=SERVICES)
BOOKED_MS = moment_ms(10, day=19)
SLOT_MS = moment_ms(9)
DAY = date(2026, 11, 20)


@pytest.fixture(autouse=True)
def hall(database: Database) -> None:
    set_up_hall(database, plan=BOOKING_PLAN)


def codes(*drawn: str) -> Callable[[], str]:
    left = iter(drawn)
    return lambda: next(left)


def random_code() -> str:
    return f"{uuid.uuid4().int % 10**8:08d}"


def citizen(key: str) -> Order:
    return Order(hall=HALL, actor=CITIZEN, key=key)


def book_it(
    database: Database,
    key: str,
    *,
    slot_ms: int = SLOT_MS,
    services: str = "a",
    contact: str | None = None,
    now_ms: int = BOOKED_MS,
    draw_code: Callable[[], str] = random_code,
    actor: str = CITIZEN,
) -> Booked:
    wanted = Wanted(service_ids=services.split(), slot_ms=slot_ms, contact=contact)
    order = Order(hall=HALL, actor=actor, key=key)
    public_id = uuid.uuid5(uuid.NAMESPACE_URL, key + str(uuid.uuid4())).hex
    work = partial(book, order=order, wanted=wanted, public_id=public_id, draw_code=draw_code, now_ms=now_ms)
    return database.write(work).result()


def ticket_of(database: Database, booked: Booked) -> Ticket:
    found = database.read(partial(find_by_public_id, public_id=booked.public_id)).result()
    assert found is not None
    return found


def left_at(database: Database, slot_ms: int, now_ms: int = BOOKED_MS) -> int:
    work = partial(slots_left, hall=HALL, service=SERVICES[0], day=DAY, now_ms=now_ms)
    return {slot.starts_ms: slot.left for slot in database.read(work).result()}[slot_ms]


def in_kiosk(database: Database, day: date = DAY, code: str = "") -> Bookings:
    return database.read(partial(bookings_for_kiosk, hall=HALL, today=day, code=code)).result()


def test_a_booking_is_a_numbered_ticket_that_waits_for_its_slot(database: Database) -> None:
    booked = book_it(database, "k1", services="a b", draw_code=codes("00000007"))
    ticket = ticket_of(database, booked)
    assert (booked.number, booked.code, booked.slot_ms, booked.service_id) == (
        "AH-001",
        "00000007",
        SLOT_MS,
        "a",
    )
    assert (ticket.state, ticket.priority, ticket.issuer_id) == (TicketState.BOOKED, APPOINTMENT, BOOKING)
    assert (ticket.service_day, ticket.then_service_ids) == (DAY, ("b",))
    assert ticket.slot_ms == ticket.arrived_at_ms == ticket.counts_from_ms == SLOT_MS


def test_numbers_count_by_day_of_the_slot_and_service(database: Database) -> None:
    numbers = [
        book_it(database, "k1").number,
        book_it(database, "k2", slot_ms=moment_ms(9, day=23)).number,
        book_it(database, "k3").number,
        book_it(database, "k4", services="b").number,
    ]
    assert numbers == ["AH-001", "AH-001", "AH-002", "BH-001"]


def test_the_same_order_again_gives_the_same_number_and_takes_no_second_place(database: Database) -> None:
    first = book_it(database, "k1")
    assert book_it(database, "k1") == first
    assert left_at(database, SLOT_MS) == 1


def test_the_same_key_for_another_slot_is_refused(database: Database) -> None:
    book_it(database, "k1")
    with pytest.raises(Refused, match=Refusal.KEY_CONFLICT):
        book_it(database, "k1", slot_ms=moment_ms(10))


def test_a_code_that_is_taken_is_drawn_again(database: Database) -> None:
    book_it(database, "k1", draw_code=codes("11111111"))
    assert book_it(database, "k2", draw_code=codes("11111111", "11111111", "22222222")).code == "22222222"


def test_a_full_slot_is_refused_and_nothing_changes(database: Database) -> None:
    for key in ("k1", "k2"):
        book_it(database, key)
    before = whole_log(database)
    with pytest.raises(Refused, match=Refusal.SLOT_FULL):
        book_it(database, "k3")
    assert whole_log(database) == before
    assert left_at(database, moment_ms(9, 30)) == 2


def test_many_who_want_the_same_slot_at_once_do_not_overfill_it(database: Database) -> None:
    answers: list[object] = []

    def want(key: str) -> None:
        try:
            answers.append(book_it(database, key))
        except Refused as refused:
            answers.append(refused.refusal)

    threads = [threading.Thread(target=want, args=[f"k{index}"]) for index in range(12)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    booked = [answer for answer in answers if isinstance(answer, Booked)]
    assert len(booked) == 2
    assert len({one.number for one in booked}) == len({one.code for one in booked}) == 2
    assert answers.count(Refusal.SLOT_FULL) == 10


@pytest.mark.parametrize(
    ("slot_ms", "now_ms"),
    [
        (moment_ms(9, 10), BOOKED_MS),
        (moment_ms(12), BOOKED_MS),
        (moment_ms(9, day=21), BOOKED_MS),
        (SLOT_MS, SLOT_MS),
        (0, BOOKED_MS),
        ((1 << 44), BOOKED_MS),
    ],
    ids=["between slots", "at noon", "on Saturday", "begun", "in 1970", "in 2527"],
)
def test_what_is_no_slot_is_refused(database: Database, slot_ms: int, now_ms: int) -> None:
    with pytest.raises(Refused, match=Refusal.NO_SUCH_SLOT):
        book_it(database, "k1", slot_ms=slot_ms, now_ms=now_ms)


def test_an_unknown_service_is_refused(database: Database) -> None:
    with pytest.raises(Refused, match=Refusal.NO_SUCH_SERVICE):
        book_it(database, "k1", services="passports")


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("0912 345 678", "0912345678"),
        ("+84 (912) 345-678", "+84912345678"),
        (" Hoa@Example.VN ", "hoa@example.vn"),
    ],
)
def test_a_contact_is_kept_in_one_form(database: Database, typed: str, kept: str) -> None:
    book_it(database, "k1", contact=typed)
    assert database.read(lambda c: open_bookings_of(c, HALL.id, kept)).result() == 1


@pytest.mark.parametrize("typed", ["12", "hoa@", "hoa@vn", "call me", "0912345678901234"])
def test_what_is_no_contact_is_refused(database: Database, typed: str) -> None:
    with pytest.raises(Refused, match=Refusal.BAD_CONTACT):
        book_it(database, "k1", contact=typed)


def test_one_contact_holds_only_a_few_open_appointments(database: Database) -> None:
    slots = [moment_ms(8), moment_ms(9), moment_ms(10), moment_ms(11)]
    booked = [
        book_it(database, f"k{slot_ms}", slot_ms=slot_ms, contact="0912345678") for slot_ms in slots[:3]
    ]
    with pytest.raises(Refused, match=Refusal.TOO_MANY_BOOKINGS):
        book_it(database, "one more", slot_ms=slots[3], contact="0912 345 678")
    cancel(database, booked[0])
    book_it(database, "one more", slot_ms=slots[3], contact="0912 345 678")


def test_staff_book_for_whoever_stands_before_them(database: Database) -> None:
    for index, hour in enumerate((7, 8, 9, 10)):
        book_it(database, f"k{index}", slot_ms=moment_ms(hour, 30), contact="0912345678", actor="staff:s1")
    assert {event.actor for event in whole_log(database)} == {"staff:s1"}


def test_the_log_knows_the_appointment_but_neither_contact_nor_code(database: Database) -> None:
    booked = book_it(database, "k1", contact="0912345678")
    [event] = whole_log(database)
    assert (event.kind, event.after, event.actor) == (EventKind.TICKET_BOOKED, TicketState.BOOKED, CITIZEN)
    assert event.body["slot_ms"] == SLOT_MS
    assert not {"0912345678", booked.code, booked.public_id} & {str(value) for value in event.body.values()}


def cancel(database: Database, booked: Booked, now_ms: int = BOOKED_MS) -> None:
    order = citizen(f"cancel {booked.number}")
    work = partial(cancel_booking, order=order, public_id=booked.public_id, now_ms=now_ms)
    database.write(work).result()


def test_who_cancels_gives_the_place_back_and_is_forgotten(database: Database) -> None:
    booked = book_it(database, "k1", contact="0912345678")
    cancel(database, booked)
    cancel(database, booked)
    assert ticket_of(database, booked).state is TicketState.CANCELLED
    assert left_at(database, SLOT_MS) == 2
    assert database.read(lambda c: open_bookings_of(c, HALL.id, "0912345678")).result() == 0
    assert [event.kind for event in whole_log(database)][1:] == [EventKind.TICKET_CANCELLED]


def test_whose_appointment_staff_cancel_is_forgotten_too(database: Database) -> None:
    booked = book_it(database, "k1", contact="0912345678")
    order = Order(hall=HALL, actor="staff:s1", key="cancel-1")
    cancel_it = partial(
        line.cancel, order=order, public_id=booked.public_id, version=None, reason="", now_ms=BOOKED_MS
    )
    database.write(cancel_it).result()
    ticket = ticket_of(database, booked)
    assert ticket.state is TicketState.CANCELLED
    assert database.read(partial(contact_of, ticket_id=ticket.id)).result() is None


def test_who_has_come_cannot_cancel_from_afar(database: Database) -> None:
    booked = book_it(database, "k1")
    come(database, booked, moment_ms(8, 50))
    with pytest.raises(IllegalMove):
        cancel(database, booked)


def test_what_does_not_exist_cannot_be_cancelled(database: Database) -> None:
    work = partial(cancel_booking, order=citizen("c1"), public_id="0" * 32, now_ms=BOOKED_MS)
    with pytest.raises(Refused, match=Refusal.NO_SUCH_TICKET):
        database.write(work).result()


def come(database: Database, booked: Booked, now_ms: int) -> None:
    order = Order(hall=HALL, actor="staff:s1", key=f"in {booked.public_id}")
    database.write(partial(check_in, order=order, public_id=booked.public_id, now_ms=now_ms)).result()


@pytest.mark.parametrize(
    ("comes_ms", "counts_from_ms", "priority"),
    [
        (moment_ms(8, 30), SLOT_MS, APPOINTMENT),
        (moment_ms(9, 10), moment_ms(9, 10), APPOINTMENT),
        (moment_ms(9, 16), moment_ms(9, 16), REGULAR),
    ],
    ids=["early", "late", "too late"],
)
def test_who_comes_waits_by_the_rules_for_early_and_late(
    database: Database, comes_ms: int, counts_from_ms: int, priority: str
) -> None:
    booked = book_it(database, "k1")
    come(database, booked, comes_ms)
    ticket = ticket_of(database, booked)
    assert ticket.state is TicketState.WAITING
    early_s = (counts_from_ms - comes_ms) // 1000
    assert (ticket.counts_from_ms, ticket.priority) == (counts_from_ms - early_s, priority)


def kiosk_entry(booked: Booked, database: Database, at_ms: int, kiosk: KioskLog | None = None) -> KioskLog:
    kiosk = kiosk or KioskLog()
    ticket = ticket_of(database, booked)
    kiosk.append(EventKind.TICKET_CHECKED_IN, at_ms, {"public_id": booked.public_id}, ticket.id)
    kiosk.append(EventKind.SLIP_PRINTED, at_ms, {"outcome": "printed"}, ticket.id)
    return kiosk


def test_a_kiosk_that_was_alone_checks_in_at_the_time_the_citizen_came(database: Database) -> None:
    booked = book_it(database, "k1")
    kiosk = kiosk_entry(booked, database, moment_ms(9, 5))
    later = moment_ms(11)
    hand_over(database, replace(kiosk.push(later), now_ms=later), later)
    ticket = ticket_of(database, booked)
    assert (ticket.state, ticket.counts_from_ms) == (TicketState.WAITING, moment_ms(9, 5))
    assert [event.kind for event in whole_log(database)][-2:] == [
        EventKind.TICKET_CHECKED_IN,
        EventKind.SLIP_PRINTED,
    ]


def test_two_kiosks_that_both_let_one_citizen_in_make_one_place(database: Database) -> None:
    booked = book_it(database, "k1")
    come(database, booked, moment_ms(9))
    kiosk = kiosk_entry(booked, database, moment_ms(9, 5))
    before = ticket_of(database, booked)
    hand_over(database, kiosk.push(moment_ms(9, 6)), moment_ms(9, 6))
    assert ticket_of(database, booked) == before


def test_kiosks_know_the_appointments_of_the_day_with_their_codes(database: Database) -> None:
    booked, _other_day = book_it(database, "k1"), book_it(database, "k2", slot_ms=moment_ms(9, day=23))
    [view] = in_kiosk(database).bookings
    assert (view.number, view.code, view.public_id) == (booked.number, booked.code, booked.public_id)
    assert (view.slot_ms, view.in_time_until_ms) == (SLOT_MS, SLOT_MS + 15 * 60_000)
    assert view.state is TicketState.BOOKED
    cancel(database, booked)
    assert [view.state for view in in_kiosk(database).bookings] == [TicketState.CANCELLED]


def test_a_kiosk_can_ask_for_a_code_of_another_day(database: Database) -> None:
    today, monday = book_it(database, "k1"), book_it(database, "k2", slot_ms=moment_ms(9, day=23))
    assert [view.code for view in in_kiosk(database, code=monday.code).bookings] == [today.code, monday.code]
    assert [view.code for view in in_kiosk(database, code=today.code).bookings] == [today.code]
    assert [view.code for view in in_kiosk(database, code="no such").bookings] == [today.code]


def due(database: Database, now_ms: int) -> list[object]:
    """How many minutes ahead each reminder is that is told now."""
    before = len(whole_log(database))
    told = database.write(partial(remind, hall=HALL, now_ms=now_ms)).result()
    events = whole_log(database)[before:]
    assert [event.kind for event in events] == [EventKind.BOOKING_DUE] * told
    return [event.body["in_min"] for event in events]


def test_each_reminder_comes_once(database: Database) -> None:
    book_it(database, "k1", slot_ms=moment_ms(9, day=23), now_ms=moment_ms(9))
    assert due(database, moment_ms(9, day=21)) == []
    assert due(database, moment_ms(9, 1, day=22)) == [24 * 60 - 1]
    assert due(database, moment_ms(9, 2, day=22)) == []
    assert due(database, moment_ms(7, day=23)) == [120]
    assert due(database, moment_ms(8, day=23)) == []


def test_a_server_that_was_down_tells_one_reminder_not_two(database: Database) -> None:
    book_it(database, "k1", slot_ms=moment_ms(9, day=23), now_ms=moment_ms(9))
    assert due(database, moment_ms(8, day=23)) == [60]
    assert due(database, moment_ms(8, 30, day=23)) == []


def test_nobody_is_reminded_of_what_is_cancelled_begun_or_over(database: Database) -> None:
    slot_ms = moment_ms(9, day=23)
    cancelled, came, _missed = (
        book_it(database, key, slot_ms=at_ms, now_ms=moment_ms(9))
        for key, at_ms in (("k1", slot_ms), ("k2", slot_ms), ("k3", moment_ms(7, 30, day=23)))
    )
    cancel(database, cancelled, moment_ms(10))
    come(database, came, moment_ms(6, 50, day=23))
    assert due(database, moment_ms(8, day=23)) == []


def test_code_and_contact_are_erased_when_the_day_is_over(database: Database) -> None:
    booked = book_it(database, "k1", contact="0912345678")
    due(database, moment_ms(23, 59))
    assert database.read(lambda c: find_by_code(c, HALL.id, booked.code)).result() is not None
    due(database, moment_ms(0, 1, day=21))
    assert database.read(lambda c: code_of(c, ticket_of(database, booked).id)).result() is None
    assert database.write(lambda c: forget_past(c, HALL.id, DAY)).result() == 0
    assert not any("0912345678" in str(event) for event in whole_log(database))


def test_forgetting_what_is_over_looks_at_appointments_not_at_all_tickets(
    sqlite_database: Database,
) -> None:
    def plan(connection: Connection) -> list[str]:
        asked: list[tuple[str, object]] = []

        def note(_connection: object, _cursor: object, sql: str, values: object, *_: object) -> None:
            asked.append((sql, values))

        event.listen(connection, "before_cursor_execute", note)
        forget_past(connection, HALL.id, DAY)
        event.remove(connection, "before_cursor_execute", note)
        return [
            row.detail
            for sql, values in asked
            for row in connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {sql}", values)  # type: ignore[arg-type]
        ]

    steps = sqlite_database.write(plan).result()
    at_tickets = [step for step in steps if " ticket" in step]
    assert at_tickets == ["SEARCH ticket USING INDEX sqlite_autoindex_ticket_1 (id=?)"]


def test_whoever_did_not_come_has_an_expired_number_the_next_day(database: Database) -> None:
    booked = book_it(database, "k1")
    database.write(partial(keep_up, hall=HALL, now_ms=moment_ms(0, 1, day=21))).result()
    assert ticket_of(database, booked).state is TicketState.EXPIRED


def test_an_appointment_counts_as_a_number_of_its_day(database: Database) -> None:
    capped = replace(SERVICES[0], most_a_day=2)
    database.write(lambda connection: save_service_limits(connection, HALL.id, capped)).result()
    clerk = database.read(lambda connection: find_staff(connection, HALL.id, "s1")).result()
    assert clerk is not None
    book_it(database, "k1")
    issue(database, clerk, "a", "i1", moment_ms(8))
    with pytest.raises(Refused, match=Refusal.SLOT_FULL):
        book_it(database, "k2", slot_ms=moment_ms(10))
    with pytest.raises(Refused, match=Refusal.NO_NUMBER_ENOUGH):
        issue(database, clerk, "a", "i2", moment_ms(8))
