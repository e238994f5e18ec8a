"""The page where a manager decides what the kiosks show, in a browser: by touch, by keyboard, on a phone."""

import re
from datetime import date
from functools import partial

import pytest
from playwright.sync_api import Locator, Page, Route, expect
from sqlalchemy import text

from models.playlist import Card, CardIcon, CardKind, Playlist
from models.shipped_playlist import shipped_playlist
from models.store.hall_playlist import playlist_of, save_playlist
from models.wire import WIRE_VERSION
from tests.helpers.halls import HALL, PASSWORD, whole_log
from tests.helpers.pages import Stage, stage

__all__ = ["stage"]

SAVED = "Đã lưu. Ki-ốt nhận trong khoảng 3 phút."
SHIPPED_IDS = [one.id for one in shipped_playlist().cards]
TAKE, SCAN, *_ = (one.title_vi for one in shipped_playlist().cards)


@pytest.fixture
def page(stage: Stage) -> Page:
    """The page as a manager sees it who has just logged in."""
    promote = text("UPDATE staff SET role = 'manager' WHERE login = 's1'")
    stage.database.write(lambda connection: connection.execute(promote) and None).result()
    page = stage.page("/login", width=1366, height=768)
    page.get_by_label("Tên đăng nhập").fill("s1")
    page.get_by_label("Mật khẩu").fill(PASSWORD)
    page.get_by_role("button", name="Đăng nhập").click()
    page.wait_for_url("**/staff")
    page.goto(f"{stage.url}/playlist")
    return page


def stored(stage: Stage) -> Playlist:
    return stage.database.read(partial(playlist_of, hall_id=HALL.id)).result()


def ids(stage: Stage) -> list[str]:
    return [one.id for one in stored(stage).cards]


def press(page: Page, what: str, title: str) -> Locator:
    return page.get_by_role("button", name=f"{what}: {title}")


def saved(page: Page) -> None:
    expect(page.locator("#status")).to_have_text(SAVED)


def titles(page: Page) -> Locator:
    return page.locator("#cards .idle-title b")


def preview(page: Page) -> Locator:
    return page.locator("#look")


def sheet(page: Page) -> Locator:
    return page.get_by_role("dialog")


def test_a_notice_is_written_and_seen_as_it_will_be_shown(stage: Stage, page: Page) -> None:
    page.get_by_role("button", name="+ Thông báo").click()
    form = sheet(page)
    form.get_by_label("Tiêu đề", exact=True).fill("Nghỉ lễ 2/9")
    form.get_by_label("Nội dung", exact=True).fill("Trung tâm nghỉ\nngày 2/9.")
    expect(form.locator("#draft")).to_contain_text("Nghỉ lễ 2/9")
    form.get_by_label("Tiêu đề tiếng Anh").fill("Closed")
    form.get_by_label("Nội dung tiếng Anh").fill("Closed on 2 September.")
    form.get_by_label("Hiện từ ngày").fill("2026-08-25")
    form.get_by_label("Đến hết ngày").fill("2026-12-31")
    form.get_by_label("Mỗi lần hiện").fill("20")
    form.get_by_role("button", name="Lưu thẻ").click()
    saved(page)
    expect(form).to_be_hidden()
    expect(titles(page).last).to_have_text("Nghỉ lễ 2/9")
    expect(preview(page)).to_contain_text("Trung tâm nghỉ ngày 2/9.")
    added = stored(stage).cards[-1]
    assert added == Card(
        id=added.id,
        kind=CardKind.NOTICE,
        title_vi="Nghỉ lễ 2/9",
        text_vi="Trung tâm nghỉ ngày 2/9.",
        title_en="Closed",
        text_en="Closed on 2 September.",
        shown_from=date(2026, 8, 25),
        shown_until=date(2026, 12, 31),
        shown_s=20,
    )


def test_a_how_to_card_carries_a_sign(stage: Stage, page: Page) -> None:
    page.get_by_role("button", name="+ Hướng dẫn").click()
    form = sheet(page)
    form.get_by_label("Tiêu đề", exact=True).fill("Lấy số bằng khuôn mặt")
    form.get_by_label("Nội dung", exact=True).fill("Mời Ông/Bà nhìn vào camera.")
    form.get_by_role("button", name="Lưu thẻ").click()
    first_sign = form.get_by_role("radio").first
    assert first_sign.evaluate("one => one.validationMessage") == "Vui lòng chọn một hình vẽ."
    form.get_by_role("radio", name="Khuôn mặt").check()
    form.get_by_role("button", name="Lưu thẻ").click()
    saved(page)
    assert stored(stage).cards[-1].icon is CardIcon.FACE


@pytest.mark.parametrize(
    ("filled", "wrong", "said"),
    [
        ({"Tiêu đề": " "}, "Tiêu đề", "Vui lòng ghi nội dung."),
        (
            {"Tiêu đề tiếng Anh": "Closed"},
            "Nội dung tiếng Anh",
            "Vui lòng ghi cả tiêu đề và nội dung tiếng Anh, hoặc để trống cả hai.",
        ),
        (
            {"Hiện từ ngày": "2026-09-02", "Đến hết ngày": "2026-09-01"},
            "Đến hết ngày",
            "Ngày cuối không được trước ngày đầu.",
        ),
    ],
)
def test_a_card_that_cannot_be_shown_is_not_sent(
    stage: Stage, page: Page, filled: dict[str, str], wrong: str, said: str
) -> None:
    page.get_by_role("button", name="+ Thông báo").click()
    form = sheet(page)
    for name, value in ({"Tiêu đề": "Nghỉ lễ", "Nội dung": "Nghỉ ngày 2/9."} | filled).items():
        form.get_by_label(name, exact=True).fill(value)
    form.get_by_role("button", name="Lưu thẻ").click()
    expect(form.get_by_label(wrong, exact=True)).to_be_focused()
    assert form.get_by_label(wrong, exact=True).evaluate("one => one.validationMessage") == said
    assert whole_log(stage.database) == []


def test_a_card_is_changed(stage: Stage, page: Page) -> None:
    press(page, "Sửa", TAKE).click()
    sheet(page).get_by_label("Tiêu đề", exact=True).fill("Lấy số ở đây")
    sheet(page).get_by_role("button", name="Lưu thẻ").click()
    saved(page)
    expect(titles(page).first).to_have_text("Lấy số ở đây")
    assert ids(stage) == SHIPPED_IDS


def test_what_was_written_is_not_lost_by_one_press(stage: Stage, page: Page) -> None:
    press(page, "Sửa", TAKE).click()
    sheet(page).get_by_label("Tiêu đề", exact=True).fill("Một tiêu đề dài")
    page.keyboard.press("Escape")
    expect(page.get_by_role("button", name="Nhấn lần nữa")).to_be_focused()
    page.get_by_role("button", name="Nhấn lần nữa").click()
    expect(sheet(page)).to_be_hidden()
    assert stored(stage) == shipped_playlist()


def test_a_form_nothing_was_written_in_shuts_at_once(page: Page) -> None:
    press(page, "Sửa", TAKE).click()
    page.keyboard.press("Escape")
    expect(sheet(page)).to_be_hidden()


def test_what_somebody_else_has_changed_meanwhile_is_not_written_over(stage: Stage, page: Page) -> None:
    press(page, "Sửa", TAKE).click()
    cards = (Card(id=SHIPPED_IDS[0], kind=CardKind.NOTICE, title_vi="Khác", text_vi="Khác."),)
    theirs = Playlist(version=WIRE_VERSION, cards=cards, shows_hall_status=True)
    stage.database.write(partial(save_playlist, hall_id=HALL.id, playlist=theirs)).result()
    sheet(page).get_by_label("Tiêu đề", exact=True).fill("Lấy số ở đây")
    sheet(page).get_by_role("button", name="Lưu thẻ").click()
    expect(sheet(page).get_by_role("alert")).to_contain_text("vừa được người khác thay đổi")
    expect(sheet(page).get_by_label("Tiêu đề", exact=True)).to_have_value("Lấy số ở đây")
    stage.forgive("409")
    assert stored(stage) == theirs


def test_a_card_is_switched_off_and_leaves_the_round(stage: Stage, page: Page) -> None:
    expect(page.locator("#place")).to_have_text("1/5 thẻ hôm nay")
    page.get_by_label(f"Hiện: {SCAN}").uncheck()
    saved(page)
    expect(page.locator("#cards > li").nth(1)).to_contain_text("Đang tắt")
    expect(page.locator("#place")).to_have_text("Hôm nay không hiện")
    page.get_by_role("button", name="Thẻ sau").click()
    expect(page.locator("#place")).to_have_text("1/4 thẻ hôm nay")
    assert [one.on for one in stored(stage).cards] == [True, False, True, True]


def test_cards_are_moved_by_keyboard_and_the_focus_stays_with_them(stage: Stage, page: Page) -> None:
    down = press(page, "Đưa xuống", TAKE)
    down.focus()
    page.keyboard.press("Enter")
    saved(page)
    expect(titles(page).nth(1)).to_have_text(TAKE)
    expect(down).to_be_focused()
    page.keyboard.press("Shift+Tab")
    expect(press(page, "Đưa lên", TAKE)).to_be_focused()
    page.keyboard.press("Space")
    expect(titles(page).first).to_have_text(TAKE)
    expect(press(page, "Đưa lên", TAKE)).to_be_disabled()
    expect(press(page, "Sửa", TAKE)).to_be_focused()
    assert ids(stage) == SHIPPED_IDS


def test_a_card_is_removed_by_two_presses_and_not_by_one(stage: Stage, page: Page) -> None:
    press(page, "Xóa", TAKE).click()
    armed = press(page, "Nhấn lần nữa", TAKE)
    expect(armed).to_be_visible()
    assert ids(stage) == SHIPPED_IDS
    armed.click()
    saved(page)
    expect(titles(page).first).to_have_text(SCAN)
    assert ids(stage) == SHIPPED_IDS[1:]


def test_the_hall_status_is_previewed_and_left_out(stage: Stage, page: Page) -> None:
    page.get_by_role("button", name="Thẻ trước").click()
    expect(preview(page)).to_contain_text("12 người đang chờ")
    page.get_by_label(re.compile("Tình hình trung tâm")).uncheck()
    saved(page)
    expect(page.locator("#place")).to_have_text("1/4 thẻ hôm nay")
    assert not stored(stage).shows_hall_status


def test_a_lost_answer_is_asked_for_again_and_the_change_made_once(stage: Stage, page: Page) -> None:
    sent = []

    def lose_the_first(route: Route) -> None:
        sent.append(route.request.post_data)
        answer = route.fetch()
        if len(sent) == 1:
            route.fulfill(status=503, body="")
        else:
            route.fulfill(response=answer)

    page.route("**/api/playlist/order", lose_the_first)
    press(page, "Đưa xuống", TAKE).click()
    saved(page)
    stage.forgive("503")
    assert sent[0] == sent[1]
    assert len(whole_log(stage.database)) == 1


def test_the_last_card_removed_leaves_the_greeting(stage: Stage, page: Page) -> None:
    nothing = Playlist(version=WIRE_VERSION, cards=(), shows_hall_status=False)
    stage.database.write(partial(save_playlist, hall_id=HALL.id, playlist=nothing)).result()
    page.reload()
    expect(page.locator("#board")).to_contain_text("Chưa có thẻ nào.")
    expect(page.locator("#place")).to_have_text("Hôm nay không có thẻ nào")


@pytest.mark.parametrize("width", [390, 1366])
def test_the_longest_card_fits_its_screen_and_the_form_fits_the_page(
    stage: Stage, page: Page, width: int
) -> None:
    longest = Card(
        id="longest",
        kind=CardKind.HOW_TO,
        icon=CardIcon.INFO,
        title_vi=("Thông báo " * 9)[:59] + "!",
        text_vi=("Nghỉ làm việc " * 20)[:239] + ".",
        title_en=("Announcement " * 9)[:59] + "!",
        text_en=("Closed tomorrow " * 20)[:239] + ".",
    )
    chosen = Playlist(version=WIRE_VERSION, cards=(longest,), shows_hall_status=True)
    stage.database.write(partial(save_playlist, hall_id=HALL.id, playlist=chosen)).result()
    page.set_viewport_size({"width": width, "height": 768})
    page.reload()
    press(page, "Sửa", longest.title_vi).click()
    for mock in ("#look", "#draft"):
        assert page.locator(f"{mock} [data-part=card]").evaluate(
            "one => one.scrollHeight <= one.clientHeight"
        )
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    assert sheet(page).evaluate("one => one.scrollWidth <= one.clientWidth")
    small = """form => [...form.querySelectorAll("input, textarea, button")]
      .filter((one) => one.checkVisibility())
      .map((one) => (one.type === "radio" ? one.closest("label") : one).getBoundingClientRect())
      .filter(({ width, height }) => Math.min(width, height) < 44).length"""
    assert sheet(page).evaluate(small) == 0
