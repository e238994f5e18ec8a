"""The page of how the kiosks are, in a browser, and what staff are told of it."""

import re
from collections.abc import Callable
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page, Route, expect
from sqlalchemy import text

from models.hall import HallRules, Hours
from models.kiosk_health import KioskHealth, PaperLeft, Trouble
from models.print_job import Reason
from models.store.database import Connection
from models.store.hall_city import begin_city_link, save_city_link
from models.store.hall_issuers import count_parked
from models.store.hall_kiosks import parked_entries
from models.store.hall_setup import save_rules
from models.ticket import EventKind
from queue_server import accept
from queue_server.alerts import alerts
from queue_server.kiosks import own_version
from queue_server.parked_reasons import in_words
from queue_server.words import load_words
from tests.helpers.faces import add_kiosk
from tests.helpers.halls import HALL, PASSWORD, KioskLog, hand_over, moment_ms
from tests.helpers.pages import NOW_MS, Stage, stage

__all__ = ["stage"]

MINUTE_MS = 60_000
WELL = KioskHealth(
    outbox=0,
    oldest_unsent_ms=None,
    paper=PaperLeft.OK,
    disk_free_mb=20_000,
    program_version=own_version(),
    wall_ms=NOW_MS,
)


def tell(
    stage: Stage,
    health: KioskHealth | None = WELL,
    *,
    kiosk_id: str = "K1",
    ago_ms: int = 0,
    ahead_ms: int = 0,
) -> None:
    """A kiosk says how it is."""
    log = KioskLog() if kiosk_id == "K1" else KioskLog(issuer_id=kiosk_id, incarnation=2, series="2")
    at_ms = NOW_MS - ago_ms
    told = None if health is None else replace(health, wall_ms=at_ms + ahead_ms)
    hand_over(stage.database, replace(log.push(at_ms), health=told), at_ms)


def park(stage: Stage) -> None:
    """A ticket for a service that is gone, and something nobody knows."""
    kiosk = KioskLog()
    kiosk.issue("gone", "A", NOW_MS - MINUTE_MS)
    kiosk.append("coffee_spilled", NOW_MS, {})
    hand_over(stage.database, replace(kiosk.push(NOW_MS), health=WELL), NOW_MS)


@pytest.fixture
def open_page(stage: Stage) -> Callable[[], Page]:
    """The page as a manager sees it who has just logged in."""
    promote = text("UPDATE staff SET role = 'manager' WHERE login = 's1'")
    stage.database.write(lambda connection: connection.execute(promote) and None).result()

    def opened() -> Page:
        page = stage.page("/login", width=1366, height=768)
        page.get_by_label("Tên đăng nhập").fill("s1")
        page.get_by_label("Mật khẩu").fill(PASSWORD)
        page.get_by_role("button", name="Đăng nhập").click()
        page.wait_for_url("**/staff")
        page.goto(f"{stage.url}/kiosks")
        return page

    return opened


def card(page: Page, kiosk_id: str) -> Any:
    return page.locator(f'[data-kiosk="{kiosk_id}"]')


def test_a_kiosk_that_is_well_shows_all_its_facts(stage: Stage, open_page: Callable[[], Page]) -> None:
    tell(stage)
    page = open_page()
    expect(page.get_by_test_id("sum")).to_have_text("Không ki-ốt nào cần xử lý (có 1).")
    facts = {"contact": "Vừa xong", "outbox": "0", "paper": "Còn giấy", "clock": "Đúng giờ", "disk": "20 GB"}
    for name, shown in (facts | {"version": own_version()}).items():
        expect(card(page, "K1").get_by_test_id(name)).to_have_text(shown)
    expect(page.locator("#board")).to_contain_text("Mọi thứ ki-ốt gửi lên đều đã được nhận.")


def test_who_needs_somebody_comes_first_and_says_what_to_do(
    stage: Stage, open_page: Callable[[], Page]
) -> None:
    add_kiosk(stage.database)
    tell(stage)
    tell(stage, replace(WELL, paper=PaperLeft.OUT, disk_free_mb=200), kiosk_id="K2", ahead_ms=-3 * MINUTE_MS)
    page = open_page()
    expect(page.get_by_test_id("sum")).to_have_text("1 trong 2 ki-ốt cần xử lý.")
    assert page.locator("[data-kiosk]").first.get_attribute("data-kiosk") == "K2"
    expect(card(page, "K2").locator(".error")).to_have_text(
        [
            "Hết giấy in. Vui lòng thay cuộn giấy.",
            "Đồng hồ sai quá 2 phút. Vui lòng nhờ kỹ thuật viên chỉnh giờ.",
            "Ổ đĩa còn trống dưới 500 MB. Vui lòng nhờ kỹ thuật viên dọn bớt.",
        ]
    )
    expect(card(page, "K2").get_by_test_id("clock")).to_have_text("Chậm 3 phút")
    expect(card(page, "K2").locator(".amiss dt")).to_have_text(["Giấy in", "Đồng hồ", "Ổ đĩa còn trống"])
    expect(card(page, "K2").locator(".mark")).to_have_text("Cần xử lý")
    expect(card(page, "K1").locator(".error")).to_have_count(0)


def test_a_kiosk_that_does_not_tell_or_never_spoke_is_said_so(
    stage: Stage, open_page: Callable[[], Page]
) -> None:
    add_kiosk(stage.database)
    tell(stage, None, ahead_ms=0)
    page = open_page()
    expect(card(page, "K1")).to_contain_text("Phiên bản cũ, không báo tình trạng máy.")
    expect(card(page, "K1").get_by_test_id("paper")).to_have_text("–")
    expect(card(page, "K2")).to_contain_text("Chưa liên lạc với máy chủ lần nào.")
    expect(page.locator(".mark")).to_have_text(["Chưa rõ", "Chưa rõ"])


def test_the_page_renews_itself_and_what_is_open_stays_open(
    stage: Stage, open_page: Callable[[], Page]
) -> None:
    park(stage)
    page = open_page()
    page.locator('[data-entry="K1.1.1"] summary').click()
    expect(page.locator('[data-entry="K1.1.1"] pre')).to_contain_text('"service_id":"gone"')
    page.locator('[data-entry="K1.1.2"] [data-seen]').focus()
    log = replace(KioskLog().push(NOW_MS, []), health=replace(WELL, paper=PaperLeft.LOW))
    hand_over(stage.database, log, NOW_MS)
    expect(card(page, "K1").get_by_test_id("paper")).to_have_text("Sắp hết", timeout=60_000)
    expect(page.locator('[data-entry="K1.1.1"] pre')).to_be_visible()
    expect(page.locator('[data-entry="K1.1.2"] [data-seen]')).to_be_focused()


def test_a_server_that_cannot_be_asked_is_said_so(stage: Stage, open_page: Callable[[], Page]) -> None:
    tell(stage)
    page = open_page()
    page.route("**/kiosks", lambda route: route.abort())
    expect(page.get_by_role("alert")).to_contain_text("có thể đã cũ", timeout=60_000)
    page.unroute("**/kiosks")
    expect(page.get_by_role("alert")).to_be_hidden(timeout=60_000)
    stage.forgive("ERR_FAILED")


def test_a_parked_entry_is_filed_away_with_who_has_seen_it(
    stage: Stage, open_page: Callable[[], Page]
) -> None:
    park(stage)
    page = open_page()
    row = page.locator('[data-entry="K1.1.1"]')
    expect(row).to_contain_text("Phiếu đã cấp")
    expect(row).to_contain_text("07:59:00 20/11/2026")
    expect(row).to_contain_text("Lý do: không còn dịch vụ 'gone'")
    page.get_by_role("button", name="Đã xem: Phiếu đã cấp, K1, 1").click()
    expect(page.locator("#status")).to_have_text("Đã cất vào mục đã xem.")
    expect(page.locator("[data-entry]")).to_have_count(1)
    expect(page.locator("[data-entry] [data-seen]")).to_be_focused()
    page.get_by_text("Đã xem: 1 mục").click()
    expect(page.locator(".filed")).to_contain_text("s1 đã xem lúc 08:00")
    (filed,) = stage.database.read(partial(parked_entries, hall_id=HALL.id, seen=True, most=9)).result()
    assert (filed.kind, filed.seen_by) == (EventKind.TICKET_ISSUED, "staff:s1")
    assert stage.database.read(partial(count_parked, hall_id=HALL.id)).result() == 1


def test_a_lost_answer_is_asked_for_again(stage: Stage, open_page: Callable[[], Page]) -> None:
    park(stage)
    page = open_page()
    sent: list[Any] = []

    def lose_the_first(route: Route) -> None:
        sent.append(route.request.post_data)
        answer = route.fetch()
        route.fulfill(status=503, body="") if len(sent) == 1 else route.fulfill(response=answer)

    page.route("**/parked/*/seen", lose_the_first)
    page.get_by_role("button", name="Đã xem: Mục khác").click()
    expect(page.locator("[data-entry]")).to_have_count(1)
    expect(page.locator("#status")).to_have_text("Đã cất vào mục đã xem.")
    assert sent[0] == sent[1]
    stage.forgive("503")


@pytest.mark.parametrize("width", [320, 1366])
def test_everything_fits_and_can_be_touched(stage: Stage, open_page: Callable[[], Page], width: int) -> None:
    add_kiosk(stage.database)
    park(stage)
    tell(stage, replace(WELL, paper=PaperLeft.OUT, program_version="9" * 40), kiosk_id="K2")
    page = open_page()
    page.set_viewport_size({"width": width, "height": 768})
    page.locator('[data-entry="K1.1.1"] summary').click()
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    small = """() => [...document.querySelectorAll("main a, main button, main summary")]
      .filter((one) => one.checkVisibility())
      .map((one) => one.getBoundingClientRect())
      .filter(({ width, height }) => Math.min(width, height) < 44).length"""
    assert page.evaluate(small) == 0


# ---- what staff are told ----


def told(stage: Stage, *, for_manager: bool = False, now_ms: int = NOW_MS) -> list[tuple[str, Trouble, int]]:
    reading = partial(alerts, hall=HALL, now_ms=now_ms, for_manager=for_manager)
    return list(stage.database.read(reading).result().kiosks)


def test_staff_hear_of_what_they_can_mend_and_managers_of_versions_too(stage: Stage) -> None:
    tell(stage, replace(WELL, paper=PaperLeft.LOW, program_version="0.0"))
    assert told(stage) == [("K1", Trouble.PAPER_LOW, 0)]
    assert told(stage, for_manager=True) == [("K1", Trouble.PAPER_LOW, 1)]


def test_a_silent_kiosk_is_told_in_opening_hours_only(stage: Stage) -> None:
    tell(stage, ago_ms=6 * MINUTE_MS)
    opening = HallRules(hours=Hours())
    stage.database.write(lambda connection: save_rules(connection, HALL.id, opening)).result()
    assert told(stage) == [("K1", Trouble.SILENT, 0)]
    assert told(stage, now_ms=moment_ms(20)) == []


def test_paper_that_failed_already_is_not_told_twice(stage: Stage) -> None:
    kiosk = KioskLog()
    ticket = kiosk.issue("a", "A", NOW_MS).event.ticket_id
    kiosk.append(EventKind.SLIP_PRINTED, NOW_MS, {"outcome": "failed", "trouble": "no_paper"}, ticket)
    out = replace(WELL, paper=PaperLeft.OUT)
    hand_over(stage.database, replace(kiosk.push(NOW_MS), health=out), NOW_MS)
    found = stage.database.read(partial(alerts, hall=HALL, now_ms=NOW_MS)).result()
    assert (found.without_paper, found.kiosks) == ({"K1": Reason.NO_PAPER}, [])


def test_other_parked_entries_are_for_managers_and_told_once(stage: Stage) -> None:
    kiosk = KioskLog()
    kiosk.append("coffee_spilled", NOW_MS, {})
    hand_over(stage.database, replace(kiosk.push(NOW_MS), health=WELL), NOW_MS)
    assert told(stage) == []
    assert told(stage, for_manager=True) == [("K1", Trouble.PARKED, 0)]
    kiosk.issue("gone", "A", NOW_MS)
    hand_over(stage.database, replace(kiosk.push(NOW_MS, kiosk.entries[1:]), health=WELL), NOW_MS)
    found = stage.database.read(partial(alerts, hall=HALL, now_ms=NOW_MS, for_manager=True)).result()
    assert (found.parked_tickets, found.kiosks) == (1, [])


def test_one_line_tells_of_a_kiosk_however_much_is_wrong(stage: Stage) -> None:
    tell(stage, replace(WELL, paper=PaperLeft.OUT, disk_free_mb=1), ahead_ms=9 * MINUTE_MS)
    assert told(stage) == [("K1", Trouble.OUT_OF_PAPER, 2)]
    page = stage.desk(1)
    expect(page.locator("#alerts")).to_contain_text("Vui lòng thay cuộn giấy. Còn 2 việc khác cần xử lý.")


# ---- why an entry was parked ----


@pytest.mark.parametrize(
    ("reason", "shown"),
    [
        ("unknown kind: 'x'", "máy chủ không biết loại dữ liệu này, có thể ki-ốt mới hơn máy chủ"),
        ("number A1-001 or the ticket's id is taken", "số A1-001 đã cấp cho người khác"),
        ("the booking was cancelled already", "lịch hẹn đã hủy hoặc đã hết hạn"),
        ("the booking is for 2026-11-20", "lịch hẹn là ngày 2026-11-20"),
        ("number A2-001 is not of series A1", "số A2-001 không thuộc dãy A1 của ki-ốt này"),
        ("public_id cannot be used", "dữ liệu bị sai"),
        ("something of another version", "something of another version"),
    ],
)
def test_a_reason_is_told_in_words(reason: str, shown: str) -> None:
    assert in_words(reason, load_words()) == shown


def test_there_are_words_for_all_reasons_the_hall_gives() -> None:
    source = Path(accept.__file__).read_text("utf-8")
    given = re.findall(r'_Unusable\(\s*f?"([^"]*)"', source)
    assert len(given) >= 10
    for reason in given:
        filled = re.sub(r"\{[^}]*\}", "A1-001", reason).replace("A1-001 cannot", "field cannot")
        filled = filled.replace("was A1-001", "was cancelled")
        assert in_words(filled, load_words()) != filled, reason


def test_a_desk_shows_the_line_of_a_kiosk(stage: Stage) -> None:
    tell(stage, replace(WELL, disk_free_mb=100))
    page = stage.desk(1)
    expect(page.locator("#alerts")).to_contain_text("Ki-ốt K1: Ổ đĩa còn trống dưới 500 MB.")


def test_the_page_tells_how_far_the_log_is_at_the_city(stage: Stage, open_page: Callable[[], Page]) -> None:
    def join(connection: Connection) -> None:
        begin_city_link(connection, HALL.id, url="https://city.example", ca_file=None, private_key="0" * 64)
        save_city_link(connection, HALL.id, name="HD01", nth=1, high=0, heard_at_ms=NOW_MS - MINUTE_MS)

    stage.database.write(join).result()
    page = open_page()
    line = page.get_by_test_id("city")
    expect(line).to_have_text(
        re.compile(r"Máy chủ cấp tỉnh đã nhận 0 trong \d+ mục nhật ký, lần gần nhất: 1 phút trước")
    )
    late = partial(save_city_link, hall_id=HALL.id, heard_at_ms=NOW_MS - 30 * MINUTE_MS)
    stage.database.write(late).result()
    page.reload()
    expect(line).to_have_text(
        re.compile("không nhận được nhật ký .* 30 phút trước. Vui lòng báo kỹ thuật viên")
    )
