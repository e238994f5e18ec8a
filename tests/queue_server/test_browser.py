"""The pages in a real browser: log in, call with one key, and see it on the display."""

import pytest
from playwright.sync_api import Browser, expect
from sqlalchemy import update

from models.store import hall_tables
from models.store.database import Connection, Database
from models.store.hall_staff import Role
from queue_server import events
from tests.helpers.halls import HALL, KioskLog, hand_over, issue, set_up_hall
from tests.helpers.pages import NOW_MS, Stage, next_button, stage
from tests.helpers.servers import running_server

__all__ = ["stage"]


def make_everybody_a_manager(database: Database) -> None:
    """Let everybody see the reports."""

    def work(connection: Connection) -> None:
        connection.execute(update(hall_tables.staff).values(role=Role.MANAGER))

    database.write(work).result()


def test_one_key_calls_the_next_and_the_display_shows_number_and_counter(stage: Stage) -> None:
    display = stage.page("/display", width=1920, height=1080)
    expect(display.get_by_text("Kính chào Ông/Bà")).to_be_visible()
    stage.give_numbers(1)
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
    stage.give_numbers(3)
    make_everybody_a_manager(stage.database)
    stage.desk()
    page = stage.page(path, width=width)
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
