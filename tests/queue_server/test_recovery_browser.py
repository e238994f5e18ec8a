"""What a clerk sees, and what the page does, while a hall that was put back gathers what it lost."""

from functools import partial

from playwright.sync_api import Page, expect

from models.store.hall_epoch import save_epoch
from queue_server.recover import begin_epoch
from tests.helpers.halls import HALL, PASSWORD
from tests.helpers.pages import NOW_MS, Stage, next_button, stage
from tests.helpers.servers import Client

__all__ = ["stage"]


def log_in(stage: Stage, login: str) -> Page:
    page = stage.page("/login", width=1366, height=768)
    page.get_by_label("Tên đăng nhập").fill(login)
    page.get_by_label("Mật khẩu").fill(PASSWORD)
    page.get_by_role("button", name="Đăng nhập").click()
    return page


def test_who_has_sat_at_no_counter_sees_whom_the_hall_waits_for_and_hands_nothing_over(stage: Stage) -> None:
    stage.database.write(partial(begin_epoch, hall=HALL, now_ms=NOW_MS)).result()
    page = log_in(stage, "s3")
    expect(page.get_by_role("status").filter(has_text="Còn chờ: ki-ốt K1")).to_be_visible()
    page.wait_for_timeout(500)  # time enough for a request, which would be refused and complained of


def test_a_page_that_follows_a_later_hall_does_nothing_at_this_one(stage: Stage) -> None:
    stage.give_numbers(1)
    desk = stage.desk()
    desk.evaluate("localStorage.setItem('hall-log', JSON.stringify({ epoch: 7 }))")
    desk.keyboard.press("Space")
    expect(desk.get_by_text("Chưa gửi được")).to_be_visible()
    client = Client(stage.url)
    client.log_in("s2", PASSWORD)
    status, answer = client.command("/api/tickets", key="somebody-1", service_ids=["a"])
    assert (status, answer["error"]) == (503, "hall_replaced")
    stage.database.write(lambda c: save_epoch(c, HALL.id, replaced_by=None)).result()
    desk.evaluate("localStorage.removeItem('hall-log')")
    expect(desk.locator("#number")).to_have_text("A9-001")
    expect(next_button(desk)).to_be_enabled()
    stage.forgive("503")
