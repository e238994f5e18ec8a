"""The pages of the head of the hall: its rules, what would have been, and whether promises were kept."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, time
from functools import partial

import pytest
from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page, Route, expect
from starlette.testclient import TestClient

from models.calling.policy import Policy, Rule
from models.hall import HallRules, Hours, Interval
from models.store.database import Connection, Database
from models.store.hall_log import Happening, append_events
from models.store.hall_setup import rules_of, save_rules, seat_at, services_of
from models.store.hall_staff import Role, find_staff
from models.ticket import EventKind, TicketState
from queue_server.app import create_app
from queue_server.settings import Settings
from queue_server.setup import add_staff
from tests.helpers.halls import HALL, PASSWORD, issue, moment_ms, set_up_hall, whole_log
from tests.helpers.servers import running_server

TODAY = date(2026, 11, 20)
NOW_MS = moment_ms(11)
PAGES = ("/rules", "/what-if", "/reports", "/playlist", "/faces", "/kiosks")
MINUTE_MS = 60_000
SAVED = "Đã lưu, áp dụng từ lượt gọi tiếp theo."


def hire_a_manager(database: Database) -> None:
    add_staff(database, login="head", name="Lê Thu Hà", role=Role.MANAGER, password=PASSWORD)


def rules(database: Database) -> HallRules:
    return database.read(partial(rules_of, hall_id=HALL.id)).result()


def text_of(page: str) -> str:
    return " ".join(re.sub(r"<[^>]+>", " ", page).split())


# ---- as they are sent ----


@pytest.fixture
def client(sqlite_database: Database) -> Iterator[TestClient]:
    set_up_hall(sqlite_database, password=PASSWORD)
    hire_a_manager(sqlite_database)
    app = create_app(sqlite_database, HALL, Settings(database_url=""), now_ms=lambda: NOW_MS)
    with TestClient(app) as client:
        client.post("/login", data={"login": "head", "password": PASSWORD})
        yield client


@pytest.mark.parametrize("path", PAGES)
def test_a_managers_page_is_for_managers(client: TestClient, path: str) -> None:
    assert client.get(path).status_code == 200
    client.post("/login", data={"login": "s1", "password": PASSWORD})
    answer = client.get(path)
    assert answer.status_code == 403
    assert "dành cho lãnh đạo trung tâm" in text_of(answer.text)
    client.cookies.clear()
    assert client.get(path, follow_redirects=False).headers["location"] == "/login"


@pytest.mark.parametrize("path", PAGES)
def test_each_managers_page_leads_to_the_others(client: TestClient, path: str) -> None:
    page = client.get(path).text
    assert all(f'href="{other}"' in page for other in (*PAGES, "/staff"))
    assert re.search(rf'href="{path}" aria-current="page"', page)


def test_the_rules_page_says_what_each_rule_means_and_marks_the_default(client: TestClient) -> None:
    page = text_of(client.get("/rules").text)
    assert "Cộng điểm mặc định" in page
    assert "Chỉ theo giờ lấy số. Người ưu tiên và người có lịch hẹn cũng chờ như mọi người." in page
    assert "Người khác có thể chờ lâu, không có giới hạn." in page


def test_the_what_if_page_asks_before_it_plays(client: TestClient) -> None:
    page = text_of(client.get("/what-if").text)
    assert "Phương án 3" in page
    assert "Kết quả" not in page


def test_a_day_is_tried_on_the_page(client: TestClient, sqlite_database: Database) -> None:
    staff = sqlite_database.read(partial(find_staff, hall_id=HALL.id, login="s1")).result()
    assert staff is not None
    issue(sqlite_database, staff, "a", "key-1", NOW_MS)
    page = text_of(client.get("/what-if?on=day&day=2026-11-20&rule2=fifo&close2=1&extra2=1&target=20").text)
    assert "Kết quả 20/11/2026" in page
    assert "Thực tế Mô phỏng PA 2" in page
    assert "PA 2 : gọi theo: Đến trước gọi trước; đóng quầy 1; thêm 1 quầy (mọi lĩnh vực)." in page
    assert "Trong 20 phút" in page
    assert "Ngày này chưa kết thúc" in page


def test_a_made_up_morning_is_tried_on_the_page(client: TestClient) -> None:
    page = text_of(client.get("/what-if?on=morning&seed=2&wait1=0&most1=5&earlier1=-30").text)
    assert "Thực tế" not in page
    assert "PA 1 : bị vượt nhiều nhất 5 lần; không giới hạn thời gian chờ; mở muộn 30 phút." in page
    assert "Người cao tuổi" in page


@pytest.mark.parametrize(
    ("query", "said"),
    [
        ("day=2026-11-18", "Ngày 18/11/2026 chưa có lượt nào để thử."),
        ("day=nonsense", "Nội dung gửi lên chưa đúng."),
        ("rule1=lottery", "Nội dung gửi lên chưa đúng."),
        ("extra1=99", "Nội dung gửi lên chưa đúng."),
        ("on=morning&close1=77", "Không có quầy số 77."),
        ("on=morning&extra1=1&gives1=tax", "Không có lĩnh vực này."),
        ("on=morning&most1=0", "Quy tắc chưa dùng được"),
        ("on=morning&target=9999", "Chưa thử được"),
    ],
)
def test_what_cannot_be_tried_is_said_on_the_page(client: TestClient, query: str, said: str) -> None:
    answer = client.get(f"/what-if?{query}")
    assert answer.status_code in (404, 422)
    assert said in text_of(answer.text)
    assert "Chạy thử" in text_of(answer.text)


def promise(database: Database, waits_min: list[float], p50_min: float, p80_min: float) -> None:
    """One ticket for each of `waits_min`, all promised the same."""
    told = []
    for index, waited_min in enumerate(waits_min):
        body = {"number": f"A1-{index:03}", "service_id": "a", "priority": "regular"}
        happening = Happening(
            kind=EventKind.TICKET_ISSUED,
            at_ms=moment_ms(8),
            actor="kiosk:K1",
            ticket_id=f"K1.1.{index}",
            service_day=TODAY,
            after=TicketState.WAITING,
            body=body | {"arrived_at_ms": moment_ms(8), "p50_min": p50_min, "p80_min": p80_min},
        )
        called = replace(
            happening,
            kind=EventKind.TICKET_CALLED,
            at_ms=moment_ms(8) + round(waited_min * MINUTE_MS),
            before=TicketState.WAITING,
            after=TicketState.CALLED,
            body=body | {"counter": 1, "calls": 1},
        )
        told += [happening, called]
    told.sort(key=lambda one: one.at_ms)
    database.write(lambda connection: append_events(connection, HALL.id, told)).result()


def test_the_report_says_whether_promises_were_kept(client: TestClient, sqlite_database: Database) -> None:
    promise(sqlite_database, [4, 6, 8, 10, 12, 12, 14, 16, 20, 40], p50_min=10, p80_min=16)
    page = client.get("/reports").text
    found = re.search(r'<tr data-testid="promises">(.*?)</tr>', page, re.DOTALL)
    assert found is not None
    assert text_of(found[1]) == "Cả ngày 10 80% 7 phút ngắn hơn 4 phút"
    assert "gấp rưỡi và hơn 5 phút): 10% số lượt. Không tính 0 lượt" in text_of(page)


def test_few_promises_say_nothing(client: TestClient, sqlite_database: Database) -> None:
    promise(sqlite_database, [4] * 9, p50_min=10, p80_min=16)
    assert "Chưa đủ số liệu: mới có 9 lượt" in text_of(client.get("/reports").text)


# ---- in a browser ----


@dataclass(kw_only=True)
class Stage:
    url: str
    database: Database
    context: BrowserContext
    complaints: list[str]

    def page(self, path: str, *, width: int = 1366, height: int = 768) -> Page:
        page = self.context.new_page()
        page.set_viewport_size({"width": width, "height": height})
        page.on("console", self._hear)
        page.on("pageerror", lambda error: self.complaints.append(str(error)))
        page.goto(self.url + path)
        return page

    def _hear(self, message: ConsoleMessage) -> None:
        if message.type in ("error", "warning"):
            self.complaints.append(message.text)


@pytest.fixture
def stage(sqlite_database: Database, browser: Browser) -> Iterator[Stage]:
    set_up_hall(sqlite_database, password=PASSWORD)
    hire_a_manager(sqlite_database)
    with running_server(sqlite_database, HALL, now_ms=lambda: NOW_MS) as url:
        context = browser.new_context(locale="vi-VN")
        complaints: list[str] = []
        stage = Stage(url=url, database=sqlite_database, context=context, complaints=complaints)
        page = stage.page("/login")
        page.get_by_label("Tên đăng nhập").fill("head")
        page.get_by_label("Mật khẩu").fill(PASSWORD)
        page.get_by_role("button", name="Đăng nhập").click()
        page.wait_for_url("**/staff")
        page.close()
        yield stage
        context.close()
    assert complaints == []


def save(page: Page) -> None:
    page.get_by_role("button", name="Lưu thay đổi").click()


def test_the_rules_are_changed_and_nothing_else(stage: Stage) -> None:
    page = stage.page("/rules")
    before = rules(stage.database)
    expect(page.get_by_role("button", name="Lưu thay đổi")).to_be_disabled()
    page.get_by_role("radio", name="Đến trước gọi trước").check()
    page.get_by_label("Một người bị vượt nhiều nhất").fill("7")
    page.get_by_label("Chờ lâu nhất trước khi gọi theo thứ tự đến").fill("")
    page.get_by_label("Đến muộn vẫn giữ lịch hẹn").fill("20")
    page.get_by_label("Được quay lại nhiều nhất").fill("1")
    elderly = page.get_by_role("group", name="Người cao tuổi")
    elderly.get_by_label("Cộng trước").fill("45")
    elderly.get_by_label("Cán bộ xem gì").fill("Căn cước")
    page.get_by_label("Áp dụng: Người có công với cách mạng").uncheck()
    save(page)
    expect(page.get_by_role("status")).to_have_text(SAVED)
    classes = [
        replace(one, credit_min=45, proof_vi="Căn cước") if one.id == "elderly" else one
        for one in before.policy.classes
    ]
    classes = [replace(one, on=False) if one.id == "merit" else one for one in classes]
    policy = Policy(rule=Rule.FIFO, max_overtakes=7, max_wait_min=None, classes=tuple(classes))
    comes_back = replace(before.comes_back, times=1)
    assert rules(stage.database) == replace(before, policy=policy, late_min=20, comes_back=comes_back)
    assert len(whole_log(stage.database)) == 1


def test_opening_hours_and_holidays_are_set(stage: Stage) -> None:
    page = stage.page("/rules")
    page.get_by_label("Theo giờ làm việc").check()
    page.get_by_label("Thứ Bảy").check()
    page.get_by_role("button", name="Thêm khoảng giờ").first.click()
    page.keyboard.press("Tab")  # the new row has the focus
    hours = page.locator("#hours")
    hours.get_by_label("Từ").nth(2).fill("18:00")
    hours.get_by_label("Đến").nth(2).fill("20:00")
    hours.get_by_role("button", name="Bỏ").first.click()
    page.get_by_role("button", name="Thêm ngày nghỉ").click()
    page.get_by_label("Ngày", exact=True).fill("2027-01-01")
    save(page)
    expect(page.get_by_role("status")).to_have_text(SAVED)
    assert rules(stage.database).hours == Hours(
        intervals=(Interval(start=time(13, 30), end=time(17)), Interval(start=time(18), end=time(20))),
        weekdays=(0, 1, 2, 3, 4, 5),
        closed_on=(date(2027, 1, 1),),
    )
    page.get_by_label("Cấp số mọi lúc").check()
    save(page)
    expect(page.get_by_role("status")).to_have_text(SAVED)
    assert rules(stage.database).hours is None


def test_services_counters_and_people_are_planned(stage: Stage) -> None:
    page = stage.page("/rules")
    service = page.get_by_role("group", name="Hộ tịch", exact=True).first
    service.get_by_label("Thường mất").fill("12.5")
    service.get_by_label("Nhiều nhất một ngày").fill("40")
    service.get_by_label("Lịch hẹn mỗi khung giờ").fill("2")
    counter = page.locator('[data-path="/api/counters/1/plan"]')
    counter.locator("summary").click()
    counter.get_by_label("Hộ tịch").check()
    counter.get_by_role("button", name="Thêm khoảng giờ").click()
    counter.get_by_label("Từ").fill("07:30")
    counter.get_by_label("Đến").fill("11:00")
    person = page.get_by_role("group", name="Cán bộ 2")
    person.get_by_label("Biết mọi lĩnh vực").uncheck()
    person.get_by_label("Chứng thực").check()
    save(page)
    expect(page.get_by_role("status")).to_have_text(SAVED)

    def look(connection: Connection) -> tuple[object, ...]:
        (found,) = (one for one in services_of(connection, HALL.id) if one.id == "b")
        seat, staff = seat_at(connection, HALL.id, 1), find_staff(connection, HALL.id, "s2")
        assert seat is not None
        assert staff is not None
        shifts = [(one.start, one.end) for one in seat.counter.shifts]
        limits = (found.typical_min, found.most_a_day, found.slot_capacity)
        return limits, seat.counter.service_ids, shifts, staff.service_ids

    assert stage.database.read(look).result() == ((12.5, 40, 2), ["a", "b"], [(time(7, 30), time(11))], ["a"])
    assert len(whole_log(stage.database)) == 3


def test_hours_that_end_before_they_begin_are_not_sent(stage: Stage) -> None:
    page = stage.page("/rules")
    counter = page.locator('[data-path="/api/counters/1/plan"]')
    counter.locator("summary").click()
    counter.get_by_role("button", name="Thêm khoảng giờ").click()
    counter.get_by_label("Từ").fill("11:00")
    counter.get_by_label("Đến").fill("07:30")
    counter.locator("summary").click()  # folded: what is wrong inside is unfolded
    save(page)
    expect(counter.get_by_label("Đến")).to_be_focused()
    assert counter.get_by_label("Đến").evaluate("input => input.validationMessage") == (
        "Giờ kết thúc phải sau giờ bắt đầu."
    )
    expect(page.get_by_role("status")).to_have_text("Có thay đổi chưa lưu")
    assert whole_log(stage.database) == []
    page.close(run_before_unload=False)


def test_what_the_hall_refuses_is_said_where_it_is(stage: Stage) -> None:
    page = stage.page("/rules")
    counter = page.locator('[data-path="/api/counters/1/plan"]')
    counter.locator("summary").click()
    counter.get_by_label("Hộ tịch").evaluate("box => { box.value = 'tax' }")
    counter.get_by_label("Hộ tịch").check()
    page.get_by_label("Đến muộn vẫn giữ lịch hẹn").fill("20")
    save(page)
    expect(counter.get_by_role("alert")).to_have_text("Không có lĩnh vực này.")
    expect(page.get_by_role("status")).to_have_text("Có phần chưa lưu được, xem chỗ báo đỏ.")
    assert rules(stage.database).late_min == 20
    stage.complaints.clear()  # the browser notes the refusal


def test_a_lost_answer_is_asked_for_again_and_the_change_made_once(stage: Stage) -> None:
    page = stage.page("/rules")
    sent = []

    def lose_the_first(route: Route) -> None:
        sent.append(route.request.post_data)
        answer = route.fetch()
        if len(sent) == 1:
            route.fulfill(status=503, body="")
        else:
            route.fulfill(response=answer)

    page.route(
        "**/api/rules",
        lambda route: route.continue_() if route.request.method == "GET" else lose_the_first(route),
    )
    page.get_by_label("Đến muộn vẫn giữ lịch hẹn").fill("20")
    save(page)
    expect(page.get_by_role("status")).to_have_text(SAVED)
    assert sent[0] == sent[1]
    assert len(whole_log(stage.database)) == 1
    stage.complaints.clear()  # the answer that was lost


def test_what_somebody_else_has_changed_meanwhile_is_not_written_over(stage: Stage) -> None:
    page = stage.page("/rules")
    theirs = HallRules(policy=Policy(rule=Rule.STRICT))
    stage.database.write(lambda connection: save_rules(connection, HALL.id, theirs)).result()
    page.get_by_label("Đến muộn vẫn giữ lịch hẹn").fill("20")
    save(page)
    expect(page.get_by_role("alert")).to_contain_text("Quy tắc vừa được người khác thay đổi.")
    stage.complaints.clear()  # the browser notes the refusal
    assert rules(stage.database).policy == theirs.policy
    assert rules(stage.database).late_min == theirs.late_min


def test_the_rules_are_changed_by_keyboard_alone(stage: Stage) -> None:
    page = stage.page("/rules")
    page.get_by_role("radio", name="Cộng điểm").focus()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    expect(page.get_by_role("status")).to_have_text(SAVED)
    assert rules(stage.database).policy.rule is Rule.FIFO


def test_a_trial_is_filled_in_and_played(stage: Stage) -> None:
    page = stage.page("/what-if", width=390, height=844)
    page.get_by_label("Buổi sáng số").fill("5")
    expect(page.get_by_label("Một buổi sáng giả định")).to_be_checked()
    first = page.locator('[data-trial="1"]')
    first.get_by_label("Gọi ai trước").select_option("strict")
    first.get_by_label("Thêm quầy").select_option("2")
    first.get_by_label("Hộ tịch").check()
    page.get_by_role("button", name="Chạy thử").click()
    expect(page.locator("#result")).to_contain_text(
        "PA 1: gọi theo: Ưu tiên trước hết; thêm 2 quầy (Hộ tịch)."
    )
    expect(page.get_by_role("img", name="Thời gian chờ theo diện: Thường")).to_be_visible()
    expect(page.get_by_role("button", name="Chạy thử")).to_be_enabled()


OFFENDERS = """() => [...document.querySelectorAll("main :is(input, select, button, summary)")]
  .filter((control) => control.checkVisibility())
  .filter((control) => {
    const labels = [...(control.labels ?? [])].map((label) => label.textContent).join("");
    const name = control.getAttribute("aria-label") || labels || control.textContent;
    const touched = control.matches("[type=radio], [type=checkbox]") ? control.closest("label") : control;
    const { width, height } = touched.getBoundingClientRect();
    return !name.trim() || Math.min(width, height) < 44;
  })
  .map((control) => control.outerHTML)"""


@pytest.mark.parametrize("width", [390, 1366])
def test_every_page_fits_and_every_control_has_a_name_and_can_be_touched(stage: Stage, width: int) -> None:
    for path in (*PAGES, "/what-if?on=morning&rule1=fifo&close2=1&extra3=1"):
        page = stage.page(path, width=width)
        page.evaluate("document.querySelectorAll('details').forEach((one) => { one.open = true; })")
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), path
        assert page.evaluate(OFFENDERS) == [], path
