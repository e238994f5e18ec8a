"""A believable morning in the demo hall, the same every time, made by the use-cases with times of our own."""

import random
from datetime import datetime
from functools import partial
from zoneinfo import ZoneInfo

from models.hall import Hall
from models.store.database import Connection, Database
from models.store.hall_setup import seats, services_of
from models.store.hall_staff import Staff, add_staff, find_staff
from models.ticket import EventKind
from queue_server import attend, call
from queue_server.at_desk import Desk
from queue_server.desk import open_counter
from tests.helpers.halls import KioskLog, hand_over

STEP_MS = 15_000
TICKETS = 72
COLLEAGUES = {"ha": "Lê Thu Hà", "long": "Vũ Đức Long", "phuong": "Đỗ Mai Phương"}
COUNTERS_OF = {"lan": 1, "minh": 2, "ha": 4, "long": 5, "phuong": 6}
DEMAND = {
    "chung_thuc": 30,
    "ho_tich": 18,
    "cu_tru_can_cuoc": 16,
    "dat_dai_xay_dung": 12,
    "bao_tro_nguoi_co_cong": 8,
    "ho_kinh_doanh": 6,
}


def seed_morning(database: Database, hall: Hall, now_ms: int, *, minutes: int = 150) -> list[str]:
    """Let `minutes` of a morning pass until `now_ms`: about 70 tickets at five open counters.

    Its kiosk must be enrolled, and no other. Returns the public ids of the tickets, as they were issued.
    """
    chance = random.Random(11)
    start_ms = now_ms - minutes * 60_000
    people = database.write(partial(_sit_down, hall=hall, start_ms=start_ms)).result()
    services = {one.id: one for one in database.read(partial(services_of, hall_id=hall.id)).result()}
    arrivals_ms = sorted(
        start_ms + int(chance.betavariate(1.4, 1.2) * minutes * 60_000) for _ in range(TICKETS)
    )
    day = datetime.fromtimestamp(now_ms / 1000, ZoneInfo(hall.timezone)).date().isoformat()
    kiosk = KioskLog()
    public_ids = []
    free_at_ms = {number: start_ms + 90_000 * number for number in people}
    comes_at_ms: dict[int, int] = {}
    for moment_ms in range(start_ms, now_ms, STEP_MS):
        while arrivals_ms and arrivals_ms[0] <= moment_ms:
            at_ms = arrivals_ms.pop(0)
            service = services[chance.choices(list(DEMAND), list(DEMAND.values()))[0]]
            issued = kiosk.issue(service.id, service.letter, at_ms, day).event
            paper = {"number": issued.body["number"], "outcome": "printed"}
            kiosk.append(EventKind.SLIP_PRINTED, at_ms + 900, paper, issued.ticket_id)
            push = kiosk.push(at_ms + 1000, kiosk.entries[-2:])
            hand_over(database, push, at_ms + 1000, hall=hall)
            public_ids.append(str(issued.body["public_id"]))
        for number, staff in people.items():
            desk = Desk(hall=hall, staff=staff, counter_number=number, key=f"morning-{number}-{moment_ms}")
            if comes_at_ms.get(number, now_ms) <= moment_ms:
                absent = chance.random() < 0.06
                deed = call.no_show if absent else attend.serve
                database.write(partial(deed, desk=desk, now_ms=comes_at_ms.pop(number))).result()
                if absent:
                    free_at_ms[number] = moment_ms + STEP_MS
            elif free_at_ms[number] <= moment_ms and number not in comes_at_ms:
                answer = database.write(partial(call.call_next, desk=desk, now_ms=moment_ms)).result()
                if answer.ticket is not None:
                    comes_at_ms[number] = moment_ms + chance.randrange(25_000, 75_000)
                    free_at_ms[number] = moment_ms + int(chance.lognormvariate(5.9, 0.5) * 1000)
    return public_ids


def _sit_down(connection: Connection, hall: Hall, start_ms: int) -> dict[int, Staff]:
    for login, name in COLLEAGUES.items():
        add_staff(connection, hall.id, login=login, name=name, role="staff", password_hash="not-a-hash")
    numbers = {one.counter.number for one in seats(connection, hall.id)}
    people = {}
    for login, number in COUNTERS_OF.items():
        staff = find_staff(connection, hall.id, login)
        assert staff is not None
        assert number in numbers
        open_counter(connection, hall, staff, number, f"morning-{login}", start_ms)
        people[number] = staff
    return people
