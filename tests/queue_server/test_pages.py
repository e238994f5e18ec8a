"""What people read on the pages."""

import json
import re
import unicodedata
from collections.abc import Iterator
from functools import partial
from pathlib import Path

import pytest
from starlette.testclient import TestClient

import queue_server
from models.store.database import Database
from models.store.hall_staff import Role, Staff, find_staff
from models.ticket import EventKind
from models.wire import HallView
from queue_server import attend, call
from queue_server.alerts import alerts
from queue_server.app import create_app
from queue_server.look import DeskView
from queue_server.render import minutes
from queue_server.settings import Settings
from queue_server.setup import add_staff
from queue_server.words import load_words
from tests.helpers.halls import (
    HALL,
    PASSWORD,
    KioskLog,
    desk,
    hand_over,
    issue,
    moment_ms,
    seat,
    set_up_hall,
    whole_log,
)
from tests.helpers.kiosks import SIGNED

PACKAGE = Path(queue_server.__file__).parent
NOW_MS = moment_ms(8)


@pytest.fixture
def client(sqlite_database: Database) -> Iterator[TestClient]:
    people = set_up_hall(sqlite_database, password=PASSWORD)
    seat(sqlite_database, people[1], 1)
    app = create_app(sqlite_database, HALL, Settings(database_url=""), now_ms=lambda: NOW_MS)
    with TestClient(app) as client:
        yield client


def log_in(client: TestClient) -> None:
    client.post("/login", data={"login": "s1", "password": PASSWORD})


def text_of(page: str) -> str:
    return " ".join(re.sub(r"<[^>]+>", " ", page).split())


def test_both_languages_have_every_word_and_the_same_details_in_it() -> None:
    words = load_words()
    assert words.vi_texts.keys() == words.en_texts.keys()
    for key, text in words.vi_texts.items():
        assert set(re.findall(r"{(\w+)}", text)) == set(re.findall(r"{(\w+)}", words.en_texts[key])), key


def test_every_word_is_used_and_every_used_word_is_there() -> None:
    sources = [
        path.read_text(encoding="utf-8")
        for path in PACKAGE.rglob("*")
        if path.suffix in {".py", ".html", ".js"}
    ]
    everything = "\n".join(sources)
    for key in load_words().vi_texts:
        family, name = key.rsplit(".", 1)
        spelled = key in everything
        composed = any(mark in everything for mark in (f'"{family}."', f'"{family}." ~'))
        assert spelled or composed or name.removesuffix("_about") in everything, key


def test_no_page_has_words_of_its_own() -> None:
    for template in (PACKAGE / "templates").glob("*.html"):
        text = template.read_text(encoding="utf-8")
        text = re.sub(r"{% block (look|width|body_data) %}.*?{% endblock %}", "", text)
        text = re.sub(r"{[{%].*?[%}]}", "", text, flags=re.DOTALL)
        visible = re.sub(r"<[^>]+>", "", text, flags=re.DOTALL)
        assert not re.findall(r"[A-Za-zÀ-ỹ]{2,}", visible), template.name


def test_no_page_carries_a_script_or_a_style_in_itself() -> None:
    for template in (PACKAGE / "templates").glob("*.html"):
        text = template.read_text(encoding="utf-8")
        assert not re.findall(r"<style|\sstyle=|\son[a-z]+=|<script(?![^>]*\ssrc=)", text), template.name


def test_vietnamese_is_written_in_composed_letters() -> None:
    for text in load_words().vi_texts.values():
        assert unicodedata.is_normalized("NFC", text)


def test_the_first_page_leads_everywhere(client: TestClient) -> None:
    page = client.get("/").text
    assert all(f'href="{path}"' in page for path in ("/display", "/staff", "/reports"))


def test_the_display_names_every_counter_and_service(client: TestClient) -> None:
    page = text_of(client.get("/display").text)
    assert "Chứng thực Certification" in page
    assert "Quầy 3 Chung" in page


@pytest.mark.parametrize("path", ["/staff", "/reports"])
def test_a_page_for_staff_sends_strangers_to_the_log_in(client: TestClient, path: str) -> None:
    answer = client.get(path, follow_redirects=False)
    assert (answer.status_code, answer.headers["location"]) == (303, "/login")


def test_choosing_a_counter_shows_who_sits_where(client: TestClient) -> None:
    log_in(client)
    page = text_of(client.get("/staff").text)
    assert "Cán bộ 2 đang mở" in page
    assert "Chưa mở" in page


def test_the_desk_offers_in_each_state_exactly_what_the_rules_allow(
    client: TestClient, sqlite_database: Database
) -> None:
    log_in(client)
    client.post("/api/counters/3/open", json={"key": "key-of-open"})
    found = re.search(r"data-commands=\"([^\"]+)\"", client.get("/staff").text)
    assert found is not None
    assert json.loads(found[1].replace("&#34;", '"')) == {
        "empty": ["next"],
        "called": [
            "next",
            "recall",
            "serve",
            "priority",
            "add-service",
            "hold",
            "transfer",
            "finish",
            "no-show",
        ],
        "serving": ["next", "priority", "add-service", "hold", "transfer", "finish"],
    }


def clerk(database: Database) -> Staff:
    found = database.read(partial(find_staff, hall_id=HALL.id, login="s3")).result()
    assert found is not None
    return found


def follow(client: TestClient, public_id: str) -> tuple[int, str]:
    answer = client.get(f"/t/{public_id}")
    return answer.status_code, text_of(answer.text)


def test_the_page_behind_the_ticket_follows_the_turn(client: TestClient, sqlite_database: Database) -> None:
    people = clerk(sqlite_database)
    waiting = [issue(sqlite_database, people, "a", f"k{index}", NOW_MS + index) for index in range(3)]
    last = waiting[2].public_id
    assert "Còn 2 người chờ trước" in follow(client, last)[1]
    assert "Quầy đang phục vụ: 1" in follow(client, last)[1]
    assert "Còn 1 người chờ trước" in follow(client, waiting[1].public_id)[1]
    assert "Ông/Bà là người tiếp theo" in follow(client, waiting[0].public_id)[1]
    seat(sqlite_database, people, 3)
    for use_case, said in (
        (call.call_next, "Mời Ông/Bà đến quầy số Please go to counter 3"),
        (attend.serve, "Đang được phục vụ tại quầy số Being served at counter 3"),
        (attend.finish, "Đã hoàn thành"),
    ):
        sqlite_database.write(partial(use_case, desk=desk(people, 3, said), now_ms=NOW_MS)).result()
        assert said in follow(client, waiting[0].public_id)[1]
    sqlite_database.write(partial(call.call_next, desk=desk(people, 3, "2"), now_ms=NOW_MS)).result()
    sqlite_database.write(partial(call.no_show, desk=desk(people, 3, "3"), now_ms=NOW_MS)).result()
    assert "Quá lượt" in follow(client, waiting[1].public_id)[1]


def test_a_ticket_whose_counters_are_closed_says_so(client: TestClient, sqlite_database: Database) -> None:
    ticket = issue(sqlite_database, clerk(sqlite_database), "b", "k", NOW_MS)
    assert "đang tạm nghỉ" in follow(client, ticket.public_id)[1]


def test_a_ticket_of_yesterday_says_that_it_is_over(client: TestClient, sqlite_database: Database) -> None:
    ticket = issue(sqlite_database, clerk(sqlite_database), "a", "k", moment_ms(8, day=19))
    assert "Số này của ngày 19/11/2026" in follow(client, ticket.public_id)[1]


@pytest.mark.parametrize("public_id", ["0" * 32, "nonsense", "'; DROP TABLE ticket", "%00"])
def test_an_unknown_ticket_gets_a_page_that_says_what_to_do(client: TestClient, public_id: str) -> None:
    status, text = follow(client, public_id)
    assert status == 404
    assert "Chưa tìm thấy số này" in text


def test_pages_are_kept_out_of_search_engines_and_caches(client: TestClient) -> None:
    headers = client.get(f"/t/{'0' * 32}").headers
    assert "noindex" in headers["x-robots-tag"]
    assert headers["cache-control"] == "no-store"


def log_in_as_manager(client: TestClient, database: Database) -> None:
    add_staff(database, login="head", name="Lê Thu Hà", role=Role.MANAGER, password=PASSWORD)
    client.post("/login", data={"login": "head", "password": PASSWORD})


def test_the_report_shows_today_and_any_other_day(client: TestClient, sqlite_database: Database) -> None:
    log_in_as_manager(client, sqlite_database)
    issue(sqlite_database, clerk(sqlite_database), "a", "k", NOW_MS)
    today = client.get("/reports")
    assert "Báo cáo ngày 20/11/2026" in text_of(today.text)
    assert 'data-testid="total-issued">1<' in today.text
    other = text_of(client.get("/reports?day=2026-11-18").text)
    assert "Báo cáo ngày 18/11/2026" in other
    assert "chưa có số nào" in other
    assert client.get("/reports?day=nonsense").text == client.get("/reports").text
    assert client.get("/reports?day=0001-01-01").status_code == 200


def test_the_report_is_for_managers_and_says_so_to_others(client: TestClient) -> None:
    log_in(client)
    answer = client.get("/reports")
    assert answer.status_code == 403
    assert "dành cho lãnh đạo trung tâm" in text_of(answer.text)


def test_only_a_manager_is_shown_the_way_to_the_reports(
    client: TestClient, sqlite_database: Database
) -> None:
    log_in(client)
    assert 'href="/reports"' not in client.get("/staff").text
    log_in_as_manager(client, sqlite_database)
    assert 'href="/reports"' in client.get("/staff").text


def test_staff_see_that_a_kiosks_ticket_is_not_in_the_queue(
    client: TestClient, sqlite_database: Database
) -> None:
    log_in(client)
    warning = "Có 1 phiếu từ ki-ốt chưa nhận được. Vui lòng báo kỹ thuật viên."
    assert warning not in text_of(client.get("/staff").text)
    kiosk = KioskLog()
    kiosk.issue("no-such-service", "A", NOW_MS)
    kiosk.append("coffee_spilled", NOW_MS, {"cups": 2})
    hand_over(sqlite_database, kiosk.push(NOW_MS), NOW_MS)
    assert warning in text_of(client.get("/staff").text)
    client.post("/api/counters/3/open", json={"key": "key-of-open"})
    assert warning in text_of(client.get("/staff").text)


def test_staff_see_for_five_minutes_that_somebody_at_a_kiosk_calls_for_help(
    client: TestClient, sqlite_database: Database
) -> None:
    log_in(client)
    call = {"key": "key-of-help", "screen": "EnterCode"}
    assert client.post("/api/kiosk/help", json=call).status_code == 401
    assert client.post("/api/kiosk/help", json=call, auth=SIGNED).status_code == 200
    assert client.post("/api/kiosk/help", json=call, auth=SIGNED).status_code == 200
    assert text_of(client.get("/staff").text).count("Có người cần giúp ở ki-ốt K1, từ 08:00.") == 1
    assert [event.kind for event in whole_log(sqlite_database)].count(EventKind.STAFF_CALLED) == 1
    later_ms = NOW_MS + 5 * 60_000 + 1
    assert not sqlite_database.read(partial(alerts, hall=HALL, now_ms=later_ms)).result().calls


@pytest.mark.parametrize(
    ("outcomes", "at_ms", "is_warned"),
    [
        (["failed"], NOW_MS, True),
        (["printed", "partial"], NOW_MS, True),
        (["failed", "printed"], NOW_MS, False),
        (["weak"], NOW_MS, False),
        (["failed"], NOW_MS - 11 * 60_000, False),
    ],
)
def test_staff_see_that_a_kiosk_does_not_print(
    client: TestClient, sqlite_database: Database, outcomes: list[str], at_ms: int, is_warned: bool
) -> None:
    log_in(client)
    kiosk = KioskLog()
    for outcome in outcomes:
        ticket = kiosk.issue("a", "A", at_ms).event.ticket_id
        kiosk.append(EventKind.SLIP_PRINTED, at_ms, {"outcome": outcome}, ticket)
    hand_over(sqlite_database, kiosk.push(at_ms), at_ms)
    assert ("Ki-ốt K1 chưa in được phiếu" in text_of(client.get("/staff").text)) is is_warned


def test_managers_see_what_became_of_the_papers_and_why(
    client: TestClient, sqlite_database: Database
) -> None:
    log_in_as_manager(client, sqlite_database)
    assert 'data-testid="prints"' not in client.get("/reports").text
    kiosk = KioskLog()
    for outcomes in (["printed"], ["partial", "printed"], ["failed"]):
        ticket = kiosk.issue("a", "A", NOW_MS).event.ticket_id
        for outcome in outcomes:
            trouble = {} if outcome == "printed" else {"trouble": "no_paper"}
            kiosk.append(EventKind.SLIP_PRINTED, NOW_MS, {"outcome": outcome, **trouble}, ticket)
    hand_over(sqlite_database, kiosk.push(NOW_MS), NOW_MS)
    table = client.get("/reports").text.split('data-testid="prints"')[1].split("</table>")[0]
    assert re.findall(r"<td[^>]*>([^<]*)</td>", table) == ["3", "1", "1", "1", "Hết giấy: 2"]


@pytest.mark.parametrize(
    ("seconds", "shown"), [(None, "–"), (0, "< 1"), (29, "< 1"), (31, "1"), (89, "1"), (91, "2"), (720, "12")]
)
def test_times_are_whole_minutes(seconds: float | None, shown: str) -> None:
    assert minutes(seconds) == shown


def test_what_is_typed_is_shown_as_text_and_never_run(client: TestClient) -> None:
    page = client.post("/login", data={"login": '"><script>x</script>', "password": "x"}).text
    assert "<script>x" not in page


@pytest.mark.parametrize(("path", "status"), [("Regular", 200), ("Comic", 404), ("../../setup", 404)])
def test_only_the_typeface_is_served_as_a_typeface(client: TestClient, path: str, status: int) -> None:
    assert client.get(f"/fonts/{path}.ttf").status_code == status


def test_the_views_the_scripts_read_have_the_fields_they_read() -> None:
    for path in (PACKAGE / "static").glob("*.js"):
        shape = DeskView if path.name.startswith("desk") else HallView
        read = set(re.findall(r"\bview\.(\w+)", path.read_text()))
        assert read <= shape.__annotations__.keys(), path.name
