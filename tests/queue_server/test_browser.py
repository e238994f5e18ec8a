"""The pages in a real browser: log in, call with one key, and see it on the display."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import partial

import pytest
from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Locator, Page, Request, Route, expect
from sqlalchemy import update

from models.store import hall_tables
from models.store.database import Connection, Database
from models.store.hall_staff import Role, Staff
from queue_server import events
from queue_server.desk import open_counter
from tests.helpers.halls import HALL, PASSWORD, KioskLog, hand_over, issue, moment_ms, set_up_hall, view
from tests.helpers.servers import running_server

NOW_MS = moment_ms(8)


@dataclass(kw_only=True)
class Stage:
    url: str
    database: Database
    people: list[Staff]
    context: BrowserContext
    complaints: list[str]

    def page(self, path: str, *, width: int = 1280, height: int = 800) -> Page:
        """A page of this browser; whatever it complains about fails the test."""
        page = self.context.new_page()
        page.set_viewport_size({"width": width, "height": height})
        page.on("console", self._hear)
        page.on("pageerror", lambda error: self.complaints.append(str(error)))
        page.goto(self.url + path)
        return page

    def _hear(self, message: ConsoleMessage) -> None:
        if message.type in ("error", "warning"):
            self.complaints.append(message.text)

    def desk(self, number: int = 1) -> Page:
        """A clerk, logged in at a counter by the pages themselves."""
        page = self.page("/login")
        page.get_by_label("Tên đăng nhập").fill("s1")
        page.get_by_label("Mật khẩu").fill(PASSWORD)
        page.get_by_role("button", name="Đăng nhập").click()
        page.get_by_role("button", name=f"Mở quầy {number}").click()
        expect(next_button(page)).to_be_enabled()
        return page


@pytest.fixture
def stage(sqlite_database: Database, browser: Browser) -> Iterator[Stage]:
    people = set_up_hall(sqlite_database, password=PASSWORD)
    with running_server(sqlite_database, HALL, now_ms=lambda: NOW_MS) as url:
        context = browser.new_context()
        complaints: list[str] = []
        yield Stage(url=url, database=sqlite_database, people=people, context=context, complaints=complaints)
        context.close()
    assert complaints == []


def next_button(page: Page) -> Locator:
    return page.get_by_role("button", name="Gọi số tiếp theo")


def make_everybody_a_manager(database: Database) -> None:
    """Let everybody see the reports."""

    def work(connection: Connection) -> None:
        connection.execute(update(hall_tables.staff).values(role=Role.MANAGER))

    database.write(work).result()


def give_numbers(stage: Stage, count: int) -> None:
    for index in range(count):
        issue(stage.database, stage.people[0], "a", f"key-{index}", NOW_MS + index)


def test_one_key_calls_the_next_and_the_display_shows_number_and_counter(stage: Stage) -> None:
    display = stage.page("/display", width=1920, height=1080)
    expect(display.get_by_text("Kính chào Ông/Bà")).to_be_visible()
    give_numbers(stage, 1)
    desk = stage.desk()
    desk.keyboard.press("Space")
    expect(desk.locator("#number")).to_have_text("A9-001")
    expect(desk.locator("#state")).to_have_text("Đang gọi")
    expect(display.locator("#now-number")).to_have_text("A9-001")
    expect(display.locator("#now-counter")).to_have_text("1")
    expect(display.locator('[data-counter="1"]')).to_contain_text("Mời vào")
    expect(display.locator("#recent li")).to_have_count(1)


def test_number_and_counter_stand_on_one_line_each_and_inside_the_screen(stage: Stage) -> None:
    kiosk = KioskLog(series="1")
    kiosk._counts["a"] = 998
    for index in range(2):
        kiosk.issue("a", "A", NOW_MS + index)
    hand_over(stage.database, kiosk.push(NOW_MS), NOW_MS)
    display = stage.page("/display", width=1920, height=1080)
    desk = stage.desk()
    for number in ("A1-999", "A1-1000"):
        expect(next_button(desk)).to_be_enabled()
        desk.keyboard.press("Space")
        expect(display.locator("#now-number")).to_have_text(number)
        to_counter = display.locator(".now-to").bounding_box()
        shown = display.evaluate(
            """() => {
                const range = document.createRange();
                range.selectNodeContents(document.getElementById("now-number"));
                const { left, right, height } = range.getBoundingClientRect();
                return { left, right, lines: range.getClientRects().length };
            }"""
        )
        assert to_counter is not None
        assert shown["lines"] == 1
        assert shown["right"] < to_counter["x"]
    assert display.evaluate("document.documentElement.scrollHeight <= innerHeight")


def test_a_visit_by_keyboard_ends_with_an_empty_desk(stage: Stage) -> None:
    give_numbers(stage, 1)
    desk = stage.desk()
    desk.keyboard.press("Enter")
    expect(desk.locator("#number")).to_have_text("A9-001")
    desk.keyboard.press("r")
    expect(desk.locator("#state")).to_have_text("Đang gọi lần 2")
    desk.keyboard.press("s")
    desk.keyboard.press("f")
    expect(desk.get_by_text("A9-001")).to_have_count(0)
    assert view(stage.database, NOW_MS).recent_calls[0].ticket_number == "A9-001"


def test_a_visit_by_touch_offers_only_what_may_be_done(stage: Stage) -> None:
    give_numbers(stage, 1)
    desk = stage.desk()
    absent = desk.get_by_role("button", name="Vắng mặt")
    expect(absent).to_be_disabled()
    next_button(desk).click()
    desk.get_by_role("button", name="Bắt đầu phục vụ").click()
    expect(desk.locator("#state")).to_have_text("Đang phục vụ")
    expect(absent).to_be_disabled()
    expect(desk.get_by_role("button", name="Hoàn thành")).to_be_enabled()


def test_a_double_press_calls_one_citizen(stage: Stage) -> None:
    give_numbers(stage, 3)
    desk = stage.desk()
    for _ in range(3):
        desk.keyboard.press("Space")
    expect(desk.locator("#number")).to_have_text("A9-001")
    expect(next_button(desk)).to_be_enabled()
    assert view(stage.database, NOW_MS).waiting == {"a": 2}


def test_an_answer_lost_on_the_way_is_asked_for_again_with_the_same_key(stage: Stage) -> None:
    give_numbers(stage, 2)
    desk = stage.desk()
    sent: list[Request] = []

    def lose_the_first_answer(route: Route) -> None:
        sent.append(route.request)
        if len(sent) == 1:
            route.fetch()  # the server did it, and nobody hears of it
            route.abort("connectionreset")
        else:
            route.continue_()

    desk.route("**/api/counters/1/next", lose_the_first_answer)
    desk.keyboard.press("Space")
    expect(desk.locator("#number")).to_have_text("A9-001")
    expect(next_button(desk)).to_be_enabled()
    assert len(sent) == 2
    assert sent[0].post_data == sent[1].post_data
    assert view(stage.database, NOW_MS).waiting == {"a": 1}
    stage.complaints[:] = [said for said in stage.complaints if "ERR_CONNECTION_RESET" not in said]


def test_when_nobody_waits_the_desk_says_so(stage: Stage) -> None:
    desk = stage.desk()
    desk.keyboard.press("Space")
    expect(desk.get_by_text("Hiện không có ai chờ quầy này")).to_be_visible()


def test_the_reception_gives_a_number_and_every_desk_sees_one_more_waiting(stage: Stage) -> None:
    desk = stage.desk()
    desk.get_by_role("combobox", name="Lĩnh vực").select_option("a")
    desk.get_by_role("button", name="Cấp số").click()
    expect(desk.get_by_text("Đã cấp số A9-001")).to_be_visible()
    expect(desk.locator("#waiting-here")).to_have_text("1")


def test_a_desk_taken_over_by_a_colleague_says_so_in_plain_words(stage: Stage) -> None:
    desk = stage.desk()
    stage.database.write(partial(open_counter, hall=HALL, staff=stage.people[1], number=1)).result()
    desk.keyboard.press("Space")
    expect(desk.get_by_role("alert")).to_contain_text("không còn do tài khoản này mở")
    stage.complaints[:] = [said for said in stage.complaints if "409" not in said]


def test_the_counter_is_closed_and_another_can_be_chosen(stage: Stage) -> None:
    desk = stage.desk()
    desk.get_by_role("button", name="Đóng quầy").click()
    expect(desk.get_by_role("button", name="Mở quầy 1")).to_be_visible()
    assert view(stage.database, NOW_MS).open_counters == {}


def test_a_display_that_lost_the_server_says_so_and_comes_back(
    sqlite_database: Database, browser: Browser
) -> None:
    set_up_hall(sqlite_database)
    page = browser.new_page()
    with running_server(sqlite_database, HALL, now_ms=lambda: NOW_MS) as url:
        page.goto(f"{url}/display")
        expect(page.locator('[data-counter="1"] .place-state .vi')).to_have_text("Tạm nghỉ")
        expect(page.locator("#offline")).to_be_hidden()
        page.route("**/api/hall/events", lambda route: route.abort())
    expect(page.locator("#offline")).to_contain_text("Mất kết nối")
    page.close()


def test_the_citizens_page_follows_the_call_by_itself(stage: Stage) -> None:
    ticket = issue(stage.database, stage.people[0], "a", "key", NOW_MS)
    phone = stage.page(f"/t/{ticket.public_id}", width=390, height=844)
    expect(phone.get_by_text("Quầy của lĩnh vực này đang tạm nghỉ")).to_be_visible()
    desk = stage.desk()
    desk.keyboard.press("Space")
    expect(desk.locator("#number")).to_have_text("A9-001")
    expect(phone.get_by_text("Mời Ông/Bà đến quầy số")).to_be_visible()
    assert phone.evaluate("document.documentElement.scrollWidth <= innerWidth")


def test_the_citizens_page_asks_again_only_when_the_hall_changed(
    stage: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(events, "REFRESH_S", 0.01)
    ticket = issue(stage.database, stage.people[0], "a", "key", NOW_MS)
    phone = stage.page("/")
    asked: list[str] = []
    phone.on("request", lambda request: asked.append(request.url) if "/t/" in request.url else None)
    with phone.expect_response(lambda answer: answer.request.resource_type == "fetch"):
        phone.goto(f"{stage.url}/t/{ticket.public_id}")
    states_heard = phone.evaluate(
        """() => new Promise((done) => {
            let heard = 0;
            const source = new EventSource("/api/hall/events");
            source.addEventListener("hall", () => ++heard === 100 && (source.close(), done(heard)));
        })"""
    )
    assert states_heard == 100
    assert len(asked) == 2  # the page, and one look once the stream was there


@pytest.mark.parametrize("path", ["/", "/login", "/staff", "/reports"])
@pytest.mark.parametrize("width", [390, 1280])
def test_no_page_is_wider_than_the_screen(stage: Stage, path: str, width: int) -> None:
    give_numbers(stage, 3)
    make_everybody_a_manager(stage.database)
    stage.desk()
    page = stage.page(path, width=width)
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")


def test_everything_one_can_touch_on_the_desk_is_large_enough(stage: Stage) -> None:
    desk = stage.desk()
    for control in desk.get_by_role("button").all():
        box = control.bounding_box()
        assert box is not None
        assert min(box["width"], box["height"]) >= 44
