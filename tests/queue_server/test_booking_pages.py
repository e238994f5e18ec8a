"""What citizens do on their own phone: book, look again, cancel; and what a program can ask."""

import json
import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from functools import partial
from typing import Any

import pytest
from playwright.sync_api import Browser
from starlette.testclient import TestClient

from models.hall import HallPlan
from models.store.database import Database
from models.ticket import EventKind
from models.wire import Bookings, decode
from queue_server.app import create_app
from queue_server.settings import Settings
from queue_server.subscribe import subscribe
from tests.helpers.halls import HALL, PASSWORD, PLAN, moment_ms, set_up_hall, whole_log
from tests.helpers.kiosks import SIGNED
from tests.helpers.servers import running_server

NOW_MS = moment_ms(8, 10)
SLOT_MS = moment_ms(9)
SERVICES = [replace(PLAN.services[0], slot_capacity=2), PLAN.services[1]]
BOOKING_PLAN = replace(PLAN, services=SERVICES)
KEY = "0123456789abcdef0123456789abcdef"


def open_hall(database: Database, plan: HallPlan = BOOKING_PLAN) -> TestClient:
    set_up_hall(database, plan=plan, password=PASSWORD)
    return TestClient(create_app(database, HALL, Settings(database_url=""), now_ms=lambda: NOW_MS))


@pytest.fixture
def client(sqlite_database: Database) -> Iterator[TestClient]:
    with open_hall(sqlite_database) as client:
        yield client


def a_key(number: int) -> str:
    return f"{number:032x}"


def text_of(page: str) -> str:
    return " ".join(re.sub(r"<[^>]+>", " ", page).split())


def order(key: str = KEY, slot_ms: int = SLOT_MS, contact: str | None = None) -> dict[str, Any]:
    return {"key": key, "service_ids": ["a"], "slot_ms": slot_ms, "contact": contact}


def form(key: str = KEY, slot_ms: int = SLOT_MS, contact: str = "") -> dict[str, str]:
    return {"key": key, "service_id": "a", "slot_ms": str(slot_ms), "contact": contact}


def book(client: TestClient, **changes: Any) -> dict[str, Any]:
    answer = client.post("/api/booking", json=order(**changes))
    assert answer.status_code == 201, answer.text
    booked: dict[str, Any] = answer.json()
    return booked


# ---- the pages ----


def test_the_first_page_offers_the_services_that_take_appointments(client: TestClient) -> None:
    page = text_of(client.get("/dat-lich").text)
    assert "Chứng thực Certification" in page
    assert "Hộ tịch" not in page
    assert 'href="/dat-lich"' in client.get("/").text


def test_a_hall_without_appointments_says_so(sqlite_database: Database) -> None:
    with open_hall(sqlite_database, PLAN) as client:
        assert "chưa nhận đặt lịch hẹn" in text_of(client.get("/dat-lich").text)


def test_the_times_of_the_first_free_day_are_shown_with_what_is_left(client: TestClient) -> None:
    book(client)
    page = text_of(client.get("/dat-lich?service_id=a").text)
    assert "Thứ Sáu, 20/11/2026" in page
    assert "08:00" not in page
    assert "09:00 còn 1 chỗ" in page
    book(client, key=a_key(1))
    assert "09:00 hết chỗ" in text_of(client.get("/dat-lich?service_id=a").text)


@pytest.mark.parametrize("day", ["2026-11-21", "2026-11-01", "nonsense", "2099-01-01", "0001-01-01"])
def test_a_day_that_cannot_be_booked_shows_the_first_that_can(client: TestClient, day: str) -> None:
    assert "Thứ Sáu, 20/11/2026" in text_of(client.get(f"/dat-lich?service_id=a&day={day}").text)


@pytest.mark.parametrize("slot_ms", ["x", "-1", "9" * 30, str(moment_ms(8)), str(moment_ms(9, 10))])
def test_a_time_that_is_no_slot_leads_back_to_the_times(client: TestClient, slot_ms: str) -> None:
    page = client.get(f"/dat-lich?service_id=a&day=2026-11-20&slot_ms={slot_ms}")
    assert page.status_code in (200, 404)
    assert "Chọn giờ" in text_of(page.text)
    assert "<form" not in page.text


def test_a_citizen_books_without_a_script_and_sees_number_code_and_qr(client: TestClient) -> None:
    page = client.get(f"/dat-lich?service_id=a&day=2026-11-20&slot_ms={SLOT_MS}").text
    assert "Nếu muộn quá 15 phút" in text_of(page)
    key = re.search(r'name="key" value="([0-9a-f]{32})"', page)
    assert key is not None
    answer = client.post("/dat-lich", data=form(key[1]), follow_redirects=False)
    assert answer.status_code == 303
    shown = client.get(answer.headers["location"]).text
    for said in ("AH-001", "09:00", "Thứ Sáu, 20/11/2026", "Hủy lịch hẹn"):
        assert said in text_of(shown)
    assert re.search(r"\b[0-9]{4} [0-9]{4}\b", text_of(shown))
    assert "<svg" in shown


def test_sending_the_form_twice_books_once(client: TestClient, sqlite_database: Database) -> None:
    first, second = (client.post("/dat-lich", data=form(), follow_redirects=False) for _ in range(2))
    assert first.headers["location"] == second.headers["location"]
    assert len(whole_log(sqlite_database)) == 1


def test_a_slot_that_was_taken_meanwhile_leads_back_to_the_times(client: TestClient) -> None:
    book(client, key=a_key(1))
    book(client, key=a_key(2))
    answer = client.post("/dat-lich", data=form())
    assert answer.status_code == 409
    assert "Khung giờ này vừa hết chỗ" in text_of(answer.text)
    assert "09:30" in text_of(answer.text)


def test_a_contact_that_is_none_can_be_mended(client: TestClient) -> None:
    answer = client.post("/dat-lich", data=form(contact="<b>me</b>"))
    assert answer.status_code == 422
    assert "Số điện thoại hoặc email chưa đúng" in text_of(answer.text)
    assert 'value="&lt;b&gt;me&lt;/b&gt;"' in answer.text
    assert str(SLOT_MS) in answer.text


def test_the_page_of_an_appointment_cancels_it_after_asking(client: TestClient) -> None:
    path = f"/t/{book(client)['public_id']}"
    asked = text_of(client.get(f"{path}/cancel").text)
    assert "Ông/Bà muốn hủy lịch hẹn này?" in asked
    for _ in range(2):
        assert "Số này đã được hủy" in text_of(client.post(f"{path}/cancel").text)
    assert "còn 2 chỗ" in text_of(client.get("/dat-lich?service_id=a").text)
    assert "Ông/Bà muốn hủy" not in text_of(client.get(f"{path}/cancel").text)


def test_an_unknown_appointment_cannot_be_cancelled(client: TestClient) -> None:
    assert client.get(f"/t/{'0' * 32}/cancel").status_code == 404
    assert client.post(f"/t/{'0' * 32}/cancel").status_code == 404


def test_who_has_come_sees_the_turn_and_no_code(client: TestClient) -> None:
    booked = book(client)
    client.post("/login", data={"login": "s1", "password": PASSWORD})
    come = client.post(f"/api/tickets/{booked['public_id']}/check-in", json={"key": "check-in-1"})
    assert come.status_code == 200
    page = text_of(client.get(f"/t/{booked['public_id']}").text)
    assert "Ông/Bà là người tiếp theo" in page
    assert "Mã lịch hẹn" not in page
    assert client.post(f"/t/{booked['public_id']}/cancel").status_code == 409


@pytest.mark.parametrize("width", [320, 390, 1366])
def test_no_page_is_wider_than_the_screen(sqlite_database: Database, browser: Browser, width: int) -> None:
    set_up_hall(sqlite_database, plan=BOOKING_PLAN)
    with running_server(sqlite_database, HALL, now_ms=lambda: NOW_MS) as url:
        page = browser.new_context(viewport={"width": width, "height": 844}).new_page()
        failed: list[str] = []
        page.on("console", lambda message: failed.append(message.text))
        page.goto(f"{url}/dat-lich")
        page.get_by_role("link", name="Chứng thực").click()
        page.get_by_role("link", name="09:00").click()
        page.get_by_role("textbox").fill("0912 345 678")
        widths = [page.evaluate("document.documentElement.scrollWidth")]
        page.get_by_role("button", name="Đặt lịch hẹn").click()
        page.get_by_role("img", name="Mã QR của lịch hẹn").wait_for()
        widths.append(page.evaluate("document.documentElement.scrollWidth"))
        page.get_by_role("link", name="Hủy lịch hẹn").click()
        page.get_by_role("button", name="Hủy lịch hẹn").click()
        page.get_by_text("Số này đã được hủy").wait_for()
        assert (max(widths), failed) == (width, [])
        page.context.close()


# ---- the API ----


def test_a_program_sees_what_is_left_of_a_day(client: TestClient) -> None:
    book(client)
    answer = client.get("/api/booking/slots?service_id=a&day=2026-11-20").json()
    assert (answer["service_id"], answer["day"]) == ("a", "2026-11-20")
    left = {slot["starts_ms"]: slot["left"] for slot in answer["slots"]}
    assert (left[SLOT_MS], left[moment_ms(9, 30)], moment_ms(8) in left) == (1, 2, False)
    assert client.get("/api/booking/slots?service_id=b&day=2026-11-20").json()["slots"] == []


@pytest.mark.parametrize(
    ("query", "status"),
    [("service_id=x&day=2026-11-20", 404), ("service_id=a&day=soon", 422), ("service_id=a", 422)],
)
def test_a_question_that_makes_no_sense_is_refused(client: TestClient, query: str, status: int) -> None:
    assert client.get(f"/api/booking/slots?{query}").status_code == status


def test_a_program_books_and_cancels(client: TestClient) -> None:
    booked = book(client)
    assert booked.keys() == {"number", "code", "public_id", "slot_ms", "service_id"}
    assert re.fullmatch(r"[0-9]{8}", booked["code"])
    assert book(client) == booked
    path = f"/api/booking/{booked['public_id']}/cancel"
    assert client.post(path, json={"key": a_key(1)}).json()["state"] == "cancelled"
    assert client.post(path, json={"key": a_key(2)}).status_code == 409


@pytest.mark.parametrize(
    ("wrong", "error"),
    [
        ({"slot_ms": moment_ms(9, 7)}, "no_such_slot"),
        ({"slot_ms": -1}, "bad_request"),
        ({"slot_ms": "soon"}, "bad_request"),
        ({"service_ids": []}, "bad_request"),
        ({"service_ids": ["x"]}, "no_such_service"),
        ({"service_ids": ["b"]}, "no_such_slot"),
        ({"contact": "me"}, "bad_contact"),
        ({"contact": "1" * 101}, "bad_request"),
        ({"key": "short"}, "bad_request"),
        ({"key": KEY[:31]}, "bad_request"),
        ({"slot_ms": 2**53 - 1}, "bad_request"),
        ({"contact": "09123\x0045678"}, "bad_request"),
        ({"service_ids": ["a", "\x00"]}, "bad_request"),
    ],
)
def test_every_refusal_has_its_name(
    client: TestClient, sqlite_database: Database, wrong: dict[str, Any], error: str
) -> None:
    answer = client.post("/api/booking", json=order() | wrong)
    assert answer.json()["error"] == error
    assert 400 <= answer.status_code < 500
    assert whole_log(sqlite_database) == []


def test_one_address_cannot_take_a_whole_morning(client: TestClient) -> None:
    statuses = [client.post("/api/booking", json=order(a_key(index))).status_code for index in range(21)]
    assert statuses[:3] == [201, 201, 409]
    assert statuses[20] == 429


def test_who_asks_again_for_an_answer_that_was_lost_is_given_it_however_often(client: TestClient) -> None:
    statuses = {client.post("/api/booking", json=order()).status_code for _ in range(21)}
    for index in range(25):
        client.post("/api/booking", json=order(a_key(index)))
    assert client.post("/api/booking", json=order(a_key(99))).status_code == 429
    assert statuses | {client.post("/api/booking", json=order()).status_code} == {201}


def test_the_key_of_a_booking_does_not_book_anything_else(client: TestClient) -> None:
    book(client)
    answer = client.post("/api/booking", json=order(slot_ms=moment_ms(10)))
    assert (answer.status_code, answer.json()["error"]) == (409, "key_conflict")


def test_whose_session_is_over_does_not_book_as_a_citizen(
    client: TestClient, sqlite_database: Database
) -> None:
    client.cookies.set("motcua", "a-session-that-is-over")
    answer = client.post("/api/booking", json=order())
    assert (answer.status_code, answer.json()["error"]) == (401, "not_logged_in")
    assert whole_log(sqlite_database) == []


def test_what_cannot_be_in_a_form_is_refused_with_a_page(client: TestClient) -> None:
    for wrong in ({"slot_ms": str(2**53 - 1)}, {"contact": "0912345678\x00"}):
        answer = client.post("/dat-lich", data=form() | wrong)
        assert (answer.status_code, "<h1" in answer.text or "<p" in answer.text) == (422, True)
    assert client.post("/t/%00/cancel").status_code == 404
    assert client.get("/api/booking/slots?service_id=%00&day=2026-11-20").status_code == 422


def test_staff_are_not_slowed_down_and_are_named_in_the_log(
    client: TestClient, sqlite_database: Database
) -> None:
    client.post("/login", data={"login": "s1", "password": PASSWORD})
    statuses = {client.post("/api/booking", json=order(a_key(index))).status_code for index in range(25)}
    assert statuses == {201, 409}
    assert {event.actor for event in whole_log(sqlite_database)} == {"staff:s1"}


def test_only_a_kiosk_hears_whom_to_expect(client: TestClient) -> None:
    booked = book(client)
    assert client.get("/api/kiosk/bookings").status_code == 401
    answer = client.get("/api/kiosk/bookings", auth=SIGNED)
    [view] = decode(Bookings, answer.content).bookings
    assert view.code == booked["code"]


def test_no_contact_leaves_the_hall(client: TestClient, sqlite_database: Database) -> None:
    booked = book(client, contact="0912345678")
    told = client.get("/api/kiosk/bookings", auth=SIGNED).text
    told += client.get(f"/t/{booked['public_id']}").text + client.get("/api/hall").text
    told += json.dumps([str(event) for event in whole_log(sqlite_database)])
    assert "0912345678" not in told
    assert booked["code"] not in client.get("/api/hall").text


def ask_whom(client: TestClient, public_id: str, secret: str) -> tuple[int, Any]:
    answer = client.get(f"/api/booking/{public_id}/contact", headers={"Authorization": f"Bearer {secret}"})
    return answer.status_code, answer.json()


def test_only_a_program_that_reminds_learns_whom(client: TestClient, sqlite_database: Database) -> None:
    public_id = book(client, contact="0912345678")["public_id"]

    def subscribed(kind: EventKind) -> str:
        add = partial(subscribe, hall=HALL, url="https://sms.example/", kinds=[kind])
        return sqlite_database.write(add).result().secret

    reminding, calling = subscribed(EventKind.BOOKING_DUE), subscribed(EventKind.TICKET_CALLED)
    assert ask_whom(client, public_id, reminding) == (200, {"contact": "0912345678"})
    for stranger in (calling, "", "whsec_guess"):
        assert ask_whom(client, public_id, stranger)[0] == 401
    assert ask_whom(client, "0" * 32, reminding)[0] == 404
    client.post(f"/t/{public_id}/cancel")
    assert ask_whom(client, public_id, reminding) == (200, {"contact": None})


def test_a_monday_is_called_a_monday(client: TestClient) -> None:
    assert date(2026, 11, 23).weekday() == 0
    assert "Thứ Hai, 23/11/2026" in text_of(client.get("/dat-lich?service_id=a&day=2026-11-23").text)
