"""The desk in a real browser: every command by keyboard and by touch, and nothing lost on the way."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial

import pytest
from playwright.sync_api import Locator, Page, Request, Route, expect
from sqlalchemy import update

from models.calling.policy import APPOINTMENT
from models.paper_proof import Paper, prove
from models.service_day import service_day
from models.store import hall_tables
from models.store.database import Connection
from models.store.hall_tickets import admit, find_by_public_id
from models.ticket import EventKind, Outcome, Ticket, TicketState
from queue_server.desk import open_counter
from tests.helpers.halls import HALL, KioskLog, hand_over, issue, moment_ms, view, whole_log
from tests.helpers.kiosks import K1, private_key_of
from tests.helpers.pages import NOW_MS, Stage, next_button, stage

__all__ = ["stage"]

FIRST, SECOND = "A9-001", "A9-002"
QUICK_LOOK = "**/api/counters/*?*"


def number(page: Page) -> Locator:
    return page.locator("#number")


def told(page: Page) -> Locator:
    return page.locator("#note")


def called_at(stage: Stage, counter: int = 1) -> Page:
    """A desk that has just called the first citizen, and takes the next key."""
    desk = stage.desk(counter)
    desk.keyboard.press("Space")
    expect(number(desk)).to_have_text(FIRST)
    expect(next_button(desk)).to_be_enabled()
    return desk


def colleague(stage: Stage, counter: int) -> None:
    """The second clerk opens that counter."""
    stage.database.write(
        partial(open_counter, hall=HALL, staff=stage.people[1], number=counter, key="open-it", now_ms=NOW_MS)
    ).result()


def happened(stage: Stage, *, since: int = 0) -> list[str]:
    """What the log says of tickets, in order."""
    return [event.kind for event in whole_log(stage.database)[since:] if event.ticket_id]


def ticket(stage: Stage, public_id: str) -> Ticket:
    found = stage.database.read(partial(find_by_public_id, public_id=public_id)).result()
    assert found is not None
    return found


def touch(page: Page, *names: str) -> None:
    """Touch what carries these names, one after the other."""
    for name in names:
        page.get_by_role("button", name=name).or_(page.locator("label.choice", has_text=name)).locator(
            "visible=true"
        ).first.click()


# ---- every command, both ways ----


@dataclass(frozen=True, kw_only=True)
class Deed:
    keys: list[str]
    touches: list[str]
    says: str
    kind: EventKind
    state: TicketState
    body: dict[str, object]


DEEDS = {
    "recall": Deed(
        keys=["r"],
        touches=["Gọi lại"],
        says=f"Đã gọi lại {FIRST}",
        kind=EventKind.TICKET_RECALLED,
        state=TicketState.CALLED,
        body={"calls": 2},
    ),
    "serve": Deed(
        keys=["s"],
        touches=["Bắt đầu phục vụ"],
        says=f"Đã bắt đầu phục vụ {FIRST}",
        kind=EventKind.SERVICE_STARTED,
        state=TicketState.SERVING,
        body={},
    ),
    "finish": Deed(
        keys=["f"],
        touches=["Hoàn thành"],
        says=f"Đã hoàn thành {FIRST}",
        kind=EventKind.SERVICE_FINISHED,
        state=TicketState.FINISHED,
        body={"outcome": Outcome.DONE},
    ),
    "finish with an outcome": Deed(
        keys=["4", "f"],
        touches=["Thiếu giấy tờ", "Hoàn thành"],
        says=f"Đã hoàn thành {FIRST}",
        kind=EventKind.SERVICE_FINISHED,
        state=TicketState.FINISHED,
        body={"outcome": Outcome.PAPERS_MISSING},
    ),
    "no-show": Deed(
        keys=["v"],
        touches=["Vắng mặt"],
        says=f"Đã ghi {FIRST} vắng mặt",
        kind=EventKind.TICKET_NO_SHOW,
        state=TicketState.NO_SHOW,
        body={},
    ),
    "hold": Deed(
        keys=["g", "3"],
        touches=["Giữ chỗ", "15 phút"],
        says=f"Đã giữ chỗ cho {FIRST}",
        kind=EventKind.TICKET_HELD,
        state=TicketState.HELD,
        body={"reason": "Bổ sung giấy tờ", "until_ms": NOW_MS + 15 * 60_000, "owner": "s1"},
    ),
    "transfer to a service": Deed(
        keys=["c", "2"],
        touches=["Chuyển", "B · Hộ tịch"],
        says=f"Đã chuyển {FIRST}",
        kind=EventKind.TICKET_TRANSFERRED,
        state=TicketState.WAITING,
        body={"from_service_id": "a", "service_id": "b", "sent_to": ""},
    ),
    "transfer to a counter": Deed(
        keys=["c", "ArrowDown", "Enter"],
        touches=["Chuyển", "Quầy 3 Chung"],
        says=f"Đã chuyển {FIRST}",
        kind=EventKind.TICKET_TRANSFERRED,
        state=TicketState.WAITING,
        body={"sent_to": "counter:3"},
    ),
    "transfer to a person": Deed(
        keys=["c", "ArrowUp", "Enter"],
        touches=["Chuyển", "Cán bộ 2"],
        says=f"Đã chuyển {FIRST}",
        kind=EventKind.TICKET_TRANSFERRED,
        state=TicketState.WAITING,
        body={"sent_to": "staff:s2"},
    ),
    "add a service": Deed(
        keys=["t", "2"],
        touches=["Thêm thủ tục", "B · Hộ tịch"],
        says=f"Đã thêm thủ tục cho {FIRST}",
        kind=EventKind.SERVICE_ADDED,
        state=TicketState.CALLED,
        body={},
    ),
    "priority": Deed(
        keys=["u", "3"],
        touches=["Diện ưu tiên", "Người cao tuổi"],
        says=f"Đã ghi diện ưu tiên của {FIRST}",
        kind=EventKind.PRIORITY_SET,
        state=TicketState.CALLED,
        body={"priority": "elderly", "priority_before": "regular"},
    ),
}


@pytest.mark.parametrize("way", ["keyboard", "touch"])
def test_each_command_ends_in_its_state_in_the_log(stage: Stage, way: str) -> None:
    citizen = issue(stage.database, stage.people[0], "a", "the-first-key", NOW_MS).public_id
    colleague(stage, 3)
    desk = called_at(stage)
    for name, deed in DEEDS.items():
        if way == "keyboard":
            for key in deed.keys:
                desk.keyboard.press(key)
        else:
            touch(desk, *deed.touches)
        expect(told(desk), name).to_have_text(deed.says)
        last = whole_log(stage.database)[-1]
        assert (last.kind, {**last.body, **deed.body}) == (deed.kind, last.body), name
        assert ticket(stage, citizen).state is deed.state, name
        make_it_called_again(stage, desk, citizen)
    assert happened(stage).count(EventKind.TICKET_CALLED) == 1


def make_it_called_again(stage: Stage, desk: Page, citizen: str) -> None:
    """As if nothing had been done with the ticket after its call, and the page had just been opened."""

    def work(connection: Connection) -> None:
        connection.execute(
            update(hall_tables.ticket).values(
                state=TicketState.CALLED,
                service_id="a",
                then_service_ids=[],
                sent_to="",
                counter_number=1,
                calls=1,
                priority="regular",
            )
        )

    stage.database.write(work).result()
    desk.reload()
    expect(next_button(desk)).to_be_enabled()
    expect(number(desk)).to_have_text(FIRST)


@pytest.mark.parametrize(
    ("pause", "go_on"),
    [
        (lambda desk: [desk.keyboard.press(key) for key in "p2"], lambda desk: desk.keyboard.press("p")),
        (lambda desk: touch(desk, "Tạm dừng", "Họp"), lambda desk: touch(desk, "Tiếp tục gọi số")),
    ],
    ids=["keyboard", "touch"],
)
def test_a_paused_desk_calls_nobody_until_it_goes_on(
    stage: Stage, pause: Callable[[Page], object], go_on: Callable[[Page], object]
) -> None:
    stage.give_numbers(1)
    desk = stage.desk()
    pause(desk)
    expect(desk.locator("#state")).to_have_text("Tạm dừng: Họp")
    desk.keyboard.press("Space")
    expect(next_button(desk)).to_be_hidden()
    go_on(desk)
    expect(desk.locator("#state")).to_have_text("Chưa gọi số nào")
    assert happened(stage) == [EventKind.TICKET_ISSUED]


@pytest.mark.parametrize("key", ["z", "Control+z", None])
def test_a_slip_is_taken_back_within_ten_seconds(stage: Stage, key: str | None) -> None:
    stage.give_numbers(2)
    desk = called_at(stage)
    desk.keyboard.press("v")
    expect(number(desk)).to_have_text("–")
    back = desk.get_by_role("button", name="Hoàn tác")
    expect(back).to_be_visible()
    if key is None:
        back.click()
    else:
        desk.keyboard.press(key)
    expect(number(desk)).to_have_text(FIRST)
    expect(back).to_be_hidden()
    assert happened(stage)[-2:] == [EventKind.TICKET_NO_SHOW, EventKind.MOVE_UNDONE]


# ---- why this one ----


def test_the_desk_says_who_is_next_and_why_before_and_after_the_call(stage: Stage) -> None:
    issue(stage.database, stage.people[0], "a", "regular-one", NOW_MS - 6 * 60_000)
    issue(stage.database, stage.people[0], "a", "elderly-one", NOW_MS - 6 * 60_000, priority="elderly")
    why = f"Người cao tuổi: 30 điểm + 2 × 6 phút = 42 điểm, hơn {FIRST} (6 điểm)."
    desk = stage.desk()
    expect(desk.locator("#coming-number")).to_have_text(SECOND)
    expect(desk.locator("#coming-why")).to_have_text(why)
    desk.keyboard.press("Space")
    expect(desk.locator("#why")).to_have_text(why)
    desk.reload()
    expect(desk.locator("#why")).to_have_text(why)
    desk.keyboard.press("y")
    english = "Older person: 30 points + 2 × 6 min = 42 points, more than A9-001 (6 points)."
    expect(desk.get_by_role("dialog", name="Vì sao số này?")).to_contain_text(english)


def test_a_class_nobody_has_checked_is_shown_with_what_to_look_at(stage: Stage) -> None:
    given = issue(stage.database, stage.people[0], "a", "elderly-one", NOW_MS, priority="elderly")
    stage.database.write(
        lambda connection: connection.execute(update(hall_tables.ticket).values(priority_checked=False))
    ).result()
    desk = called_at(stage)
    expect(desk.locator("#class-line")).to_contain_text("Người cao tuổi chưa kiểm tra")
    expect(desk.locator("#proof")).to_contain_text("Từ đủ 60 tuổi")
    touch(desk, "Đúng diện")
    expect(desk.locator("#class-line")).to_contain_text("đã kiểm tra")
    assert ticket(stage, given.public_id).priority_checked


def test_the_rest_of_the_visit_is_shown_and_goes_on_at_the_same_counter(stage: Stage) -> None:
    issue(stage.database, stage.people[0], "a b", "two-things", NOW_MS)
    desk = called_at(stage, 3)
    expect(desk.locator("#then")).to_have_text("Hộ tịch")
    desk.keyboard.press("Space")
    expect(told(desk)).to_have_text(f"{FIRST}: làm tiếp Hộ tịch")
    expect(desk.locator("#service")).to_have_text("Hộ tịch")


# ---- a slip of the finger ----


def test_a_double_press_calls_one_citizen(stage: Stage) -> None:
    stage.give_numbers(3)
    desk = stage.desk()
    for _ in range(3):
        desk.keyboard.press("Space")
    expect(number(desk)).to_have_text(FIRST)
    expect(next_button(desk)).to_be_enabled()
    assert view(stage.database, NOW_MS).waiting == {"a": 2}


def test_a_press_right_after_the_number_has_come_is_a_slip(stage: Stage) -> None:
    stage.give_numbers(3)
    desk = stage.desk()
    desk.evaluate(
        """() => {
            const press = new KeyboardEvent("keydown", { key: " ", bubbles: true });
            const again = () => document.body.dispatchEvent(press);
            const observer = new MutationObserver(() => setTimeout(again) && observer.disconnect());
            observer.observe(document.getElementById("number"), { childList: true, subtree: true });
        }"""
    )
    desk.keyboard.press("Space")
    expect(number(desk)).to_have_text(FIRST)
    expect(next_button(desk)).to_be_enabled()
    assert happened(stage).count(EventKind.TICKET_CALLED) == 1


def test_a_key_that_is_held_down_counts_once(stage: Stage) -> None:
    stage.give_numbers(3)
    desk = stage.desk()
    desk.keyboard.down(" ")
    expect(number(desk)).to_have_text(FIRST)
    expect(next_button(desk)).to_be_enabled()
    desk.keyboard.down(" ")  # what the browser sends while it is held
    desk.keyboard.up(" ")
    desk.keyboard.press("s")
    expect(desk.locator("#state")).to_have_text("Đang phục vụ")
    assert number(desk).text_content() == FIRST


def test_each_panel_closes_with_escape_and_the_desk_takes_the_next_key(stage: Stage) -> None:
    stage.give_numbers(1)
    desk = called_at(stage)
    for key in ("g", "c", "t", "u", "p", "y", "n", "?"):
        desk.keyboard.press(key)
        expect(desk.get_by_role("dialog")).to_be_visible()
        desk.keyboard.press("Escape")
        expect(desk.get_by_role("dialog")).to_be_hidden()
    desk.keyboard.press("s")
    expect(desk.locator("#state")).to_have_text("Đang phục vụ")


def test_a_number_pressed_in_a_panel_is_no_outcome(stage: Stage) -> None:
    stage.give_numbers(1)
    desk = called_at(stage)
    desk.keyboard.press("u")
    desk.keyboard.press("3")
    expect(told(desk)).to_contain_text("diện ưu tiên")
    expect(desk.get_by_role("radio", name="Đã xong")).to_be_checked()


def test_the_chosen_outcome_is_kept_when_the_next_one_is_called_at_once(stage: Stage) -> None:
    stage.give_numbers(2)
    desk = called_at(stage)
    desk.keyboard.press("6")
    desk.keyboard.press("Space")
    expect(number(desk)).to_have_text(SECOND)
    (finished,) = [event for event in whole_log(stage.database) if event.kind == EventKind.SERVICE_FINISHED]
    assert finished.body["outcome"] == Outcome.REFUSED
    expect(desk.get_by_role("radio", name="Đã xong")).to_be_checked()


def test_a_page_that_shows_another_citizen_is_refused_in_words(stage: Stage) -> None:
    stage.give_numbers(2)
    old = called_at(stage)
    old.route(QUICK_LOOK, lambda route: route.abort())  # this tab hears of nothing any more
    newer = stage.page("/staff")
    expect(number(newer)).to_have_text(FIRST)
    newer.keyboard.press("Space")
    expect(number(newer)).to_have_text(SECOND)
    old.keyboard.press("v")
    expect(old.get_by_role("alert")).to_contain_text("vừa thay đổi ở nơi khác")
    assert EventKind.TICKET_NO_SHOW not in happened(stage)
    old.close()  # or it would go on complaining
    stage.forgive("ERR_FAILED")
    stage.forgive("409")


def test_a_counter_is_closed_and_taken_over_only_with_a_second_press(stage: Stage) -> None:
    desk = stage.desk()
    close = desk.locator("#close")
    close.click()
    expect(close).to_have_text("Nhấn lần nữa")
    close.click()
    expect(desk.get_by_role("button", name="Mở quầy 1")).to_be_visible()
    colleague(stage, 1)
    desk.reload()
    desk.get_by_role("button", name="Tiếp quản 1").click()
    assert view(stage.database, NOW_MS).open_counters == {"a": [1]}
    desk.get_by_role("button", name="Nhấn lần nữa 1").click()
    expect(next_button(desk)).to_be_enabled()


# ---- nothing is lost ----


def test_an_answer_lost_on_the_way_is_asked_for_again_with_the_same_key(stage: Stage) -> None:
    stage.give_numbers(2)
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
    expect(number(desk)).to_have_text(FIRST)
    expect(next_button(desk)).to_be_enabled()
    assert len(sent) == 2
    assert sent[0].post_data == sent[1].post_data
    assert view(stage.database, NOW_MS).waiting == {"a": 1}
    stage.forgive("ERR_CONNECTION_RESET")


SEND_NOTHING = "() => { window.fetch = () => new Promise(() => {}); }"
HEAR_NOTHING = (
    "() => { const send = fetch; window.fetch = (...all) => (send(...all), new Promise(() => {})); }"
)


def test_a_reload_before_the_answer_came_does_not_call_twice(stage: Stage) -> None:
    stage.give_numbers(2)
    desk = stage.desk()
    desk.evaluate(HEAR_NOTHING)
    with desk.expect_response("**/api/counters/1/next") as first:
        desk.keyboard.press("Space")
    with desk.expect_request("**/api/counters/1/next") as again:
        desk.reload()
    expect(number(desk)).to_have_text(FIRST)
    assert again.value.post_data == first.value.request.post_data
    assert happened(stage).count(EventKind.TICKET_CALLED) == 1


def test_a_reload_before_the_command_left_does_not_forget_it(stage: Stage) -> None:
    stage.give_numbers(2)
    desk = stage.desk()
    desk.evaluate(SEND_NOTHING)
    desk.keyboard.press("Space")
    expect(next_button(desk)).to_be_disabled()
    assert happened(stage).count(EventKind.TICKET_CALLED) == 0
    desk.reload()
    expect(number(desk)).to_have_text(FIRST)
    assert happened(stage).count(EventKind.TICKET_CALLED) == 1


def test_what_is_pressed_without_a_connection_is_done_when_it_is_back(stage: Stage) -> None:
    stage.give_numbers(2)
    desk = stage.desk()
    stage.context.set_offline(True)
    desk.keyboard.press("Space")
    expect(desk.get_by_role("alert")).to_contain_text("Thao tác không bị mất")
    stage.context.set_offline(False)
    expect(number(desk)).to_have_text(FIRST)
    expect(desk.get_by_role("alert")).to_be_hidden()
    assert happened(stage).count(EventKind.TICKET_CALLED) == 1
    stage.forgive("ERR_INTERNET_DISCONNECTED")


def test_a_desk_that_lost_the_hall_says_so_and_follows_it_again(stage: Stage) -> None:
    desk = stage.desk()
    desk.route("**/api/hall/events", lambda route: route.abort())
    desk.reload()
    down = desk.locator("#offline")
    expect(down).to_contain_text("Mất kết nối với máy chủ")
    desk.unroute("**/api/hall/events")
    expect(down).to_be_hidden()
    stage.give_numbers(1)
    expect(desk.locator("[data-waiting=a]")).to_have_text("1", timeout=40_000)
    stage.forgive("ERR_FAILED")


# ---- the lists ----


def row(desk: Page, of: str) -> Locator:
    return desk.locator(".rows li", has_text=of)


def test_who_missed_the_call_is_let_back_into_the_queue(stage: Stage) -> None:
    stage.give_numbers(1)
    desk = called_at(stage)
    desk.keyboard.press("v")
    desk.get_by_role("tab", name="Vắng 1").click()
    row(desk, FIRST).get_by_role("button", name="Vào lại hàng").click()
    expect(told(desk)).to_have_text(f"{FIRST} đã trở lại hàng chờ")
    expect(desk.get_by_role("tab", name="Vắng 0")).to_be_visible()
    expect(desk.locator("#coming-number")).to_have_text(FIRST)


def test_who_is_held_comes_back_to_the_same_desk(stage: Stage) -> None:
    stage.give_numbers(1)
    desk = called_at(stage)
    for key in ("g", "1", "l", "ArrowRight", "ArrowDown", "Enter"):
        desk.keyboard.press(key)
        if key == "1":
            expect(desk.get_by_role("tab", name="Giữ 1")).to_be_visible()
    expect(told(desk)).to_have_text(f"Phục vụ tiếp {FIRST}")
    expect(desk.locator("#state")).to_have_text("Đang phục vụ")


def test_who_has_an_appointment_is_checked_in(stage: Stage) -> None:
    slot_ms = moment_ms(9)
    booked = Ticket(
        id="desk.0.1",
        issuer_id="desk",
        public_id="1" * 32,
        service_id="a",
        service_day=service_day(NOW_MS, HALL.timezone),
        number="AH-001",
        arrived_at_ms=slot_ms,
        counts_from_ms=slot_ms,
        slot_ms=slot_ms,
        priority=APPOINTMENT,
        state=TicketState.BOOKED,
    )
    stage.database.write(partial(admit, hall_id=HALL.id, ticket=booked)).result()
    desk = stage.desk()
    desk.get_by_role("tab", name="Hẹn 1").click()
    expect(row(desk, "AH-001")).to_contain_text("Hẹn 09:00")
    row(desk, "AH-001").get_by_role("button", name="Đã đến").click()
    expect(told(desk)).to_have_text("AH-001 đã đến, vào hàng chờ")
    assert ticket(stage, booked.public_id).state is TicketState.WAITING


def test_cancelling_asks_for_a_second_press_on_the_same_button(stage: Stage) -> None:
    stage.give_numbers(2)
    desk = stage.desk()
    row(desk, FIRST).get_by_role("button", name="Hủy").click()
    assert EventKind.TICKET_CANCELLED not in happened(stage)
    row(desk, FIRST).get_by_role("button", name="Nhấn lần nữa").click()
    expect(told(desk)).to_have_text(f"Đã hủy {FIRST}")
    expect(row(desk, FIRST)).to_have_count(0)
    expect(row(desk, SECOND)).to_have_count(1)


def test_a_double_click_or_a_held_key_cancels_nobody(stage: Stage) -> None:
    stage.give_numbers(1)
    desk = stage.desk()
    cancel = row(desk, FIRST).get_by_role("button", name="Hủy")
    cancel.dblclick()
    again = row(desk, FIRST).get_by_role("button", name="Nhấn lần nữa")
    expect(again).to_be_visible()
    expect(cancel).to_be_visible()  # nothing more was pressed, so it has thought better of it
    cancel.focus()
    for _ in range(3):
        desk.keyboard.down("Enter")
    desk.keyboard.up("Enter")
    expect(again).to_be_visible()
    assert happened(stage) == [EventKind.TICKET_ISSUED]


def test_who_waits_gets_another_class_in_two_presses(stage: Stage) -> None:
    stage.give_numbers(2)
    desk = stage.desk()
    row(desk, SECOND).get_by_role("button", name="Sửa").click()
    desk.get_by_role("dialog").get_by_role("button", name="Người có công").click()
    expect(row(desk, SECOND)).to_contain_text("Người có công")
    expect(desk.locator("#coming-number")).to_have_text(SECOND)


def test_who_waits_is_sent_to_a_counter_in_two_presses(stage: Stage) -> None:
    colleague(stage, 3)
    stage.give_numbers(1)
    desk = stage.desk()
    row(desk, FIRST).get_by_role("button", name="Sửa").click()
    desk.get_by_role("dialog").get_by_role("button", name="Quầy 3 Chung").click()
    expect(told(desk)).to_have_text(f"Đã chuyển {FIRST}")
    expect(row(desk, FIRST)).to_have_count(0)
    assert whole_log(stage.database)[-1].body["sent_to"] == "counter:3"


def test_who_waits_for_another_service_is_seen_with_the_whole_hall(stage: Stage) -> None:
    issue(stage.database, stage.people[0], "b", "for-another", NOW_MS)
    desk = stage.desk()
    expect(row(desk, "B9-001")).to_have_count(0)
    desk.get_by_label("Cả sảnh").check()
    expect(row(desk, "B9-001")).to_be_visible()


@pytest.mark.parametrize("way", ["keyboard", "touch"])
def test_the_reception_gives_a_number_and_every_desk_sees_one_more_waiting(stage: Stage, way: str) -> None:
    desk = stage.desk()
    if way == "keyboard":
        desk.keyboard.press("n")
        desk.keyboard.press("1")
    else:
        touch(desk, "Cấp số", "A · Chứng thực")
    expect(told(desk)).to_have_text(f"Đã cấp số {FIRST}")
    expect(desk.locator("[data-waiting=a]")).to_have_text("1")
    expect(desk.locator("#coming-number")).to_have_text(FIRST)


# ---- what else the desk tells ----


@pytest.mark.parametrize("way", ["keyboard", "touch"])
def test_a_scanned_paper_brings_its_citizen_into_the_queue(stage: Stage, way: str) -> None:
    desk = stage.desk()
    printed_s = NOW_MS // 1000 - 60
    paper = Paper(nth=1, seq=1, letter="A", count=1, issued_at_s=printed_s)
    proof = prove(paper, private_key_of(K1))
    if way == "keyboard":
        desk.keyboard.press("q")
        desk.keyboard.type(f"https://hall/t/áâđ#{proof.digits}\n")  # as a scanner does, with Telex on
    else:
        touch(desk, "Quét phiếu")
        desk.get_by_label("Mã trên phiếu").fill(f"#{proof.digits}")
        touch(desk, "Nhận phiếu")
    expect(told(desk)).to_have_text("Đã đưa số A1-001 vào hàng chờ")
    assert ticket(stage, proof.public_id).arrived_at_ms == printed_s * 1000
    desk.keyboard.press("q")
    desk.keyboard.type(f"#{proof.digits}\n")
    expect(told(desk)).to_have_text("Số A1-001 đang trong hàng chờ")


@pytest.mark.parametrize("panel", ["", "g"], ids=["the desk", "a panel"])
@pytest.mark.parametrize("end", ["\n", ""], ids=["Enter", "no Enter"])
def test_a_paper_scanned_at_any_moment_is_taken_and_none_of_its_letters_is_a_command(
    stage: Stage, panel: str, end: str
) -> None:
    stage.give_numbers(2)
    desk = stage.desk()
    desk.keyboard.press("Space")
    expect(number(desk)).to_have_text(FIRST)
    expect(next_button(desk)).to_be_enabled()
    if panel:
        desk.keyboard.press(panel)
    paper = Paper(nth=1, seq=1, letter="A", count=1, issued_at_s=NOW_MS // 1000 - 60)
    desk.keyboard.type(f"https://hall/t/1234567f9cv#{prove(paper, private_key_of(K1)).digits}{end}")
    expect(told(desk)).to_have_text("Đã đưa số A1-001 vào hàng chờ")
    expect(number(desk)).to_have_text(FIRST)
    expect(desk.locator("dialog[open]")).to_have_count(1 if panel else 0)


def test_what_is_no_ticket_is_said_and_the_desk_goes_on(stage: Stage) -> None:
    stage.give_numbers(1)
    desk = stage.desk()
    desk.keyboard.press("q")
    desk.keyboard.press("Enter")  # nothing scanned yet
    desk.keyboard.type("893850000123\n")
    expect(desk.locator("#trouble")).to_contain_text("không phải mã trên phiếu lấy số")
    expect(next_button(desk)).to_be_enabled()
    desk.keyboard.press("Space")
    expect(number(desk)).to_have_text(FIRST)
    stage.forgive("422")


def test_when_nobody_waits_the_desk_says_so(stage: Stage) -> None:
    desk = stage.desk()
    desk.keyboard.press("Space")
    expect(told(desk)).to_have_text("Hiện không có ai chờ quầy này.")


def test_a_desk_taken_over_by_a_colleague_says_so_and_leads_to_another(stage: Stage) -> None:
    desk = stage.desk()
    colleague(stage, 1)
    desk.keyboard.press("Space")
    expect(desk.get_by_role("alert")).to_contain_text("không còn do tài khoản này mở")
    desk.get_by_role("button", name="Chọn lại quầy").click()
    expect(desk.get_by_role("button", name="Mở quầy 2")).to_be_visible()
    stage.forgive("409")


def test_a_kiosk_without_paper_is_told_without_reloading_the_page(stage: Stage) -> None:
    desk = stage.desk()
    expect(desk.locator(".alert")).to_have_count(0)
    kiosk = KioskLog()
    issued = kiosk.issue("a", "A", NOW_MS)
    kiosk.append(
        EventKind.SLIP_PRINTED, NOW_MS, {"number": "A1-001", "outcome": "failed"}, issued.event.ticket_id
    )
    hand_over(stage.database, kiosk.push(NOW_MS), NOW_MS)
    desk.evaluate("document.dispatchEvent(new Event('visibilitychange'))")  # else within 8 s
    expect(desk.locator(".alert")).to_contain_text("Ki-ốt K1 chưa in được phiếu")


@pytest.mark.parametrize(("width", "height"), [(1366, 768), (1366, 650), (1920, 1080), (1024, 768)])
def test_the_everyday_part_fits_the_screen_and_the_finger(stage: Stage, width: int, height: int) -> None:
    issue(stage.database, stage.people[0], "a b", "elderly-one", NOW_MS, priority="with_child")
    stage.database.write(
        lambda connection: connection.execute(update(hall_tables.ticket).values(priority_checked=False))
    ).result()
    desk = stage.desk(width=width, height=height)
    desk.keyboard.press("Space")
    expect(number(desk)).to_have_text(FIRST)
    assert desk.evaluate(
        """() => [document.documentElement, document.querySelector(".current")].every(
            (box) => box.scrollHeight <= box.clientHeight && box.scrollWidth <= box.clientWidth)"""
    )
    for key in ("", "g", "c", "u", "n"):
        if key:
            desk.keyboard.press(key)
        assert too_small(desk) == [], key
        desk.keyboard.press("Escape")


def too_small(desk: Page) -> list[str]:
    """What can be touched now and is narrower or lower than 44 px."""
    found: list[str] = desk.evaluate(
        """() => [...document.querySelectorAll("button, a, label.choice, label.whole")]
            .filter((one) => one.checkVisibility({ visibilityProperty: true }))
            .map((one) => [one, one.getBoundingClientRect()])
            .filter(([, { width, height }]) => Math.min(width, height) < 44)
            .map(([one]) => one.textContent.trim())"""
    )
    return found
