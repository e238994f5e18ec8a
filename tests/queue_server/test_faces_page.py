"""The page of the faces that are kept, in a browser: found by name, erased after a question."""

from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Locator, Page, Route, expect
from sqlalchemy import text

from models.store.hall_faces import held_faces
from models.store.key_files import KeyFiles
from queue_server.faces import accept_faces, hear
from queue_server.pages import faces as faces_page
from tests.helpers.faces import AN, BINH, CHI, DAY_MS, NOW_MS, add_kiosk, erasure, record
from tests.helpers.halls import HALL, PASSWORD
from tests.helpers.kiosks import K1, K2
from tests.helpers.pages import Stage, stage

__all__ = ["stage"]

ERASED = "Đã xóa trên máy chủ. Các ki-ốt xóa theo ngay khi có kết nối."
PEOPLE = ((AN, "N. T. Hoa"), (BINH, "T. V. Đức"), (CHI, "L. Q. Ánh"))


@pytest.fixture
def keys(tmp_path: Path) -> KeyFiles:
    return KeyFiles(tmp_path / "face-keys")


@pytest.fixture
def page(stage: Stage, keys: KeyFiles) -> Page:
    """The page as a manager sees it who has just logged in; three people are known, kiosk K2 is behind."""
    promote = text("UPDATE staff SET role = 'manager' WHERE login = 's1'")
    stage.database.write(lambda connection: connection.execute(promote) and None).result()
    add_kiosk(stage.database)
    faces = [
        record(person_id, name=name, at_ms=NOW_MS - nth * DAY_MS)
        for nth, (person_id, name) in enumerate(PEOPLE)
    ]
    stage.database.write(lambda c: accept_faces(c, HALL, keys, K1, faces, NOW_MS)).result()
    page = stage.page("/login", width=1366, height=768)
    page.get_by_label("Tên đăng nhập").fill("s1")
    page.get_by_label("Mật khẩu").fill(PASSWORD)
    page.get_by_role("button", name="Đăng nhập").click()
    page.wait_for_url("**/staff")
    page.goto(f"{stage.url}/faces")
    return page


def fall_behind(stage: Stage, keys: KeyFiles) -> None:
    """Kiosk K2 has taken over all there is, then somebody is erased."""
    stage.database.write(lambda c: hear(c, HALL, K2, 3, NOW_MS)).result()
    gone = [erasure("00000000000000ff")]
    stage.database.write(lambda c: accept_faces(c, HALL, keys, K1, gone, NOW_MS)).result()


def known(stage: Stage) -> list[str]:
    held = stage.database.read(lambda connection: held_faces(connection, HALL.id)).result()
    return [one.shown_name or "" for one in held]


def rows(page: Page) -> Locator:
    return page.locator(".face-row[data-id] .face-what b")


def erase(page: Page, name: str) -> Locator:
    return page.get_by_role("button", name=f"Xóa: {name}", exact=True)


def question(page: Page) -> Locator:
    return page.get_by_role("dialog")


def test_all_who_are_known_are_listed_newest_first(page: Page) -> None:
    expect(page.get_by_test_id("known")).to_have_text("3")
    expect(page.locator("#board")).to_contain_text("tối đa 2.000 người")
    expect(rows(page)).to_have_text([name for _, name in PEOPLE])
    expect(page.locator(".face-row").first).to_contain_text("Đồng ý ngày 20/11/2026, lưu đến 20/11/2027")
    expect(page.locator(".face-row").first).to_contain_text("bản đồng ý 2/vi")


@pytest.mark.parametrize("typed", ["T. V. Đức", "đức", "duc", " Đức "])
def test_somebody_is_found_by_name_with_or_without_accents(page: Page, typed: str) -> None:
    page.get_by_label("Tìm theo tên").fill(typed)
    page.get_by_role("button", name="Tìm").click()
    expect(rows(page)).to_have_text(["T. V. Đức"])
    expect(page.get_by_label("Tìm theo tên")).to_have_value(typed)


def test_a_name_nobody_has_is_said_to_be_nobodys(page: Page) -> None:
    page.get_by_label("Tìm theo tên").fill("Zz")
    page.get_by_label("Tìm theo tên").press("Enter")
    expect(page.locator("#board")).to_contain_text("Không có ai tên như vậy.")


def test_of_very_many_the_newest_are_listed(page: Page, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(faces_page, "MOST_LISTED", 2)
    page.reload()
    expect(rows(page)).to_have_count(2)
    expect(page.locator("#board")).to_contain_text("Còn 1 người nữa. Vui lòng tìm theo tên.")


def test_a_face_is_erased_after_a_question(stage: Stage, page: Page) -> None:
    erase(page, "N. T. Hoa").click()
    expect(question(page)).to_contain_text("Xóa khuôn mặt của N. T. Hoa?")
    expect(question(page).get_by_role("button", name="Không xóa")).to_be_focused()
    assert "N. T. Hoa" in known(stage)
    question(page).get_by_role("button", name="Xóa khuôn mặt").click()
    expect(page.locator("#status")).to_have_text(ERASED)
    expect(rows(page)).to_have_text(["T. V. Đức", "L. Q. Ánh"])
    expect(page.get_by_test_id("known")).to_have_text("2")
    assert known(stage) == ["T. V. Đức", "L. Q. Ánh"]


@pytest.mark.parametrize("way", ["button", "Escape"])
def test_who_changes_their_mind_has_erased_nobody(stage: Stage, page: Page, way: str) -> None:
    erase(page, "N. T. Hoa").focus()
    page.keyboard.press("Enter")
    if way == "button":
        page.keyboard.press("Enter")  # on what has the focus
    else:
        page.keyboard.press("Escape")
    expect(question(page)).to_be_hidden()
    expect(erase(page, "N. T. Hoa")).to_be_focused()
    assert len(known(stage)) == 3


def test_a_face_somebody_else_has_just_erased_is_said_to_be_gone(
    stage: Stage, page: Page, keys: KeyFiles
) -> None:
    erase(page, "N. T. Hoa").click()
    stage.database.write(lambda c: accept_faces(c, HALL, keys, K1, [erasure(AN)], NOW_MS)).result()
    question(page).get_by_role("button", name="Xóa khuôn mặt").click()
    expect(page.get_by_role("alert")).to_have_text("Không có khuôn mặt này, hoặc đã xóa rồi.")
    expect(rows(page)).to_have_text(["T. V. Đức", "L. Q. Ánh"])
    stage.forgive("404")


def test_a_lost_answer_is_asked_for_again(stage: Stage, page: Page) -> None:
    sent: list[Any] = []

    def lose_the_first(route: Route) -> None:
        sent.append(route.request.post_data)
        answer = route.fetch()
        if len(sent) == 1:
            route.fulfill(status=503, body="")
        else:
            route.fulfill(response=answer)

    page.route("**/api/hall/faces/*/erase", lose_the_first)
    erase(page, "N. T. Hoa").click()
    question(page).get_by_role("button", name="Xóa khuôn mặt").click()
    expect(page.locator("#status")).to_have_text(ERASED)
    assert sent[0] == sent[1]
    stage.forgive("503")


def test_what_is_held_is_saved_as_a_file(page: Page) -> None:
    with page.expect_download() as download:
        page.get_by_role("link", name="Xuất dữ liệu: N. T. Hoa").click()
    assert download.value.suggested_filename == f"{AN}.json"


def test_a_kiosk_that_has_not_erased_yet_is_named(stage: Stage, page: Page, keys: KeyFiles) -> None:
    expect(page.locator("#board")).to_contain_text("mọi ki-ốt đã xóa theo yêu cầu")
    fall_behind(stage, keys)
    page.reload()
    expect(page.get_by_test_id("late")).to_have_text("1")
    expect(page.locator('[data-kiosk="K2"]')).to_contain_text("1 khuôn mặt chưa xóa")
    expect(page.locator('[data-kiosk="K2"]')).to_contain_text("Yêu cầu từ 08:00 20/11/2026")


def test_a_face_whose_key_is_lost_is_marked(page: Page, keys: KeyFiles) -> None:
    keys.destroy(AN)
    page.reload()
    expect(page.locator(".face-row").first).to_contain_text("Đã mất khóa, không mở được")


@pytest.mark.parametrize("width", [390, 1366])
def test_the_longest_name_fits_and_everything_can_be_touched(
    stage: Stage, page: Page, keys: KeyFiles, width: int
) -> None:
    longest = record("00000000000000aa", name="N. " * 20 + "Nghiêng" * 6)
    stage.database.write(lambda c: accept_faces(c, HALL, keys, K1, [longest], NOW_MS)).result()
    fall_behind(stage, keys)
    page.set_viewport_size({"width": width, "height": 768})
    page.reload()
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    page.get_by_role("button", name="Xóa: N. N.").click()
    assert question(page).evaluate("one => one.scrollWidth <= one.clientWidth")
    small = """() => [...document.querySelectorAll("main a, main input, main button")]
      .filter((one) => one.checkVisibility())
      .map((one) => one.getBoundingClientRect())
      .filter(({ width, height }) => Math.min(width, height) < 44).length"""
    assert page.evaluate(small) == 0
