"""A citizen who does not know the service finds the procedure, its papers and a number, by touch."""

from dataclasses import replace

import pytest
from PySide6.QtGui import QAccessible, QAccessibleInterface, QGuiApplication
from PySide6.QtTest import QTest

from kiosk.journey.deeds import PrintChecklist, Search
from kiosk.journey.events import ChecklistPrinted, ProceduresFound, SlipPrinted
from kiosk.journey.visit import Question, Screen
from kiosk.kiosk import Offer
from models.hall import NoNumber
from models.procedures.lookup import Lookup
from tests.ui.stage import EN, OVERFLOW_SAID_MS, VI, Stage, open_for
from ui.gallery import Gallery, Look
from ui.i18n import read_words
from ui.moments import HALL, SERVICES, TICKET, catalogue_for, full_offer
from ui.visitor import look, touch
from ui.window import WindowSettings

PROCEDURES = catalogue_for({"ho_tich": "civil-status", "chung_thuc": "certification"})
OFFER = Offer(hall=HALL, services=SERVICES, procedures=PROCEDURES)
CIVIL_STATUS = SERVICES[0]
BIRTH = "Đăng ký khai sinh"
BIRTH_FORM, BIRTH_PROOF = (paper.name for paper in PROCEDURES.of_life_event("sinh-con")[0].papers[:2])


@pytest.fixture(scope="module")
def lookup() -> Lookup:
    return Lookup(PROCEDURES)


@pytest.fixture
def asking(stage: Stage) -> Stage:
    """A citizen who does not know which service it is."""
    open_for(stage, offer=OFFER)
    stage.touch(VI["home.anonymous"])
    stage.touch(VI["choose.look_up"])
    return stage


def touch_when_drawn(stage: Stage, *names: str) -> None:
    for name in names:
        stage.draw()
        QTest.qWait(5)  # pages are arranged once everything in them has its height
        stage.touch(name)


def answer(stage: Stage, lookup: Lookup) -> None:
    """Do what was asked for, as the effect runner does."""
    for effect in stage.effects:
        if isinstance(effect, Search):
            found = tuple(one.procedure.id for one in lookup.search(effect.query))
            stage.tell(ProceduresFound(visit=effect.visit, query=effect.query, procedure_ids=found))
    stage.effects[:] = [effect for effect in stage.effects if not isinstance(effect, Search)]


def test_a_citizen_types_what_is_needed_reads_the_sheet_and_takes_a_number(
    asking: Stage, lookup: Lookup
) -> None:
    touch_when_drawn(asking, VI["field.search"])
    touch_when_drawn(asking, *"khai", "Dấu cách", *"sinh")
    answer(asking, lookup)
    touch_when_drawn(asking, BIRTH)
    assert {BIRTH, BIRTH_FORM, VI["sheet.papers"]} <= {*asking.reads()}
    touch_when_drawn(asking, f"Lấy số: {CIVIL_STATUS.name_vi}")
    assert [effect.service_id for effect in asking.asked_for_tickets()] == [CIVIL_STATUS.id]
    asking.issue(replace(TICKET, service_id=CIVIL_STATUS.id))
    asking.tell(SlipPrinted(visit=asking.kiosk.state.visit))
    assert TICKET.number in asking.reads()
    asking.touch(VI["nav.finish"])
    assert asking.kiosk.state.question == Question()
    assert BIRTH not in asking.reads()


def test_a_life_event_leads_to_its_procedures_those_asked_often_first(asking: Stage) -> None:
    touch_when_drawn(asking, "Sinh con")
    assert {"Sinh con", VI["procedure.title"]} <= {*asking.reads()}
    first, *_ = asking.controls()
    assert first.name == BIRTH
    assert first.description.startswith("Làm giấy khai sinh đầu tiên")
    touch_when_drawn(asking, BIRTH)
    assert asking.kiosk.state.screen is Screen.CHECKLIST


def test_fields_come_after_the_life_events(asking: Stage) -> None:
    touch_when_drawn(asking, VI["choose.next"], "Chứng thực")
    assert "Chứng thực" in asking.reads()
    assert asking.kiosk.state.question.field_id == "chung_thuc"


def test_no_page_has_more_than_eight_tiles(asking: Stage) -> None:
    asking.draw()
    names = {control.name for control in asking.controls()}
    topics = {one.name_vi for one in PROCEDURES.life_events} | {one.name_vi for one in PROCEDURES.fields}
    assert len(topics & names) == 8


def test_a_paper_is_ticked_by_touch_and_says_so(asking: Stage) -> None:
    touch_when_drawn(asking, "Sinh con", BIRTH, BIRTH_PROOF)
    assert asking.kiosk.state.question.ticked == {1}
    boxes = [one for one in asking.controls() if one.role == QAccessible.Role.CheckBox]
    assert [one.name for one in boxes if _is_checked(asking, one.name)] == [BIRTH_PROOF]
    touch_when_drawn(asking, BIRTH_PROOF)
    assert not _is_checked(asking, BIRTH_PROOF)


def test_a_tick_leaves_the_page_where_it_is(asking: Stage) -> None:
    touch_when_drawn(asking, VI["foot.large"], "Sinh con", BIRTH, VI["choose.next"])
    asking.draw()
    QTest.qWait(5)
    second = [one.name for one in asking.controls() if one.role == QAccessible.Role.CheckBox]
    assert second
    assert BIRTH_FORM not in second
    touch_when_drawn(asking, second[0])
    asking.draw()
    assert [one.name for one in asking.controls() if one.role == QAccessible.Role.CheckBox] == second


def test_the_last_page_says_fee_time_and_source_and_has_a_code_for_the_phone(asking: Stage) -> None:
    touch_when_drawn(asking, "Sinh con", BIRTH)
    read = asking.reads()
    while VI["choose.next"] in read[-20:]:
        touch_when_drawn(asking, VI["choose.next"])
        QTest.qWait(5)
        read += asking.reads()
    assert {"Miễn phí", "Trong ngày làm việc", VI["sheet.online_part"]} <= {*read}
    assert "Cổng Dịch vụ công quốc gia, xem ngày 20/07/2026" in read
    codes = [one for one in look(asking.screen.window) if one.role == QAccessible.Role.Graphic]
    assert [one.name for one in codes] == [VI["sheet.phone"]]


def test_the_checklist_is_printed_by_touch_once(asking: Stage) -> None:
    touch_when_drawn(asking, "Sinh con", BIRTH)
    while VI["sheet.print"] not in asking.reads():
        touch_when_drawn(asking, VI["choose.next"])
        QTest.qWait(5)
    touch_when_drawn(asking, VI["sheet.print"])
    procedure_id = asking.kiosk.state.question.procedure_id or ""
    visit = asking.kiosk.state.visit
    assert PrintChecklist(visit=visit, procedure_id=procedure_id) in asking.effects
    assert VI["sheet.print"] not in asking.reads()
    asking.tell(ChecklistPrinted(visit=visit, procedure_id=procedure_id))
    assert VI["sheet.printed"] in asking.reads()


def test_what_this_hall_does_not_take_says_where_to_ask(asking: Stage) -> None:
    touch_when_drawn(asking, "Chuyển chỗ ở")
    procedure = next(one for one in PROCEDURES.of_life_event("chuyen-cho-o") if one.service_id is None)
    touch_when_drawn(asking, procedure.name_vi)
    assert VI["sheet.ask"] in asking.reads()
    assert not [one for one in asking.controls() if one.name.startswith("Lấy số")]


def test_a_service_that_gives_no_numbers_now_says_why_on_the_sheet(asking: Stage) -> None:
    touch_when_drawn(asking, "Sinh con", BIRTH)
    asking.close_services(civil_status=NoNumber.ENOUGH)
    assert VI["choose.enough"] in asking.reads()
    assert not [one for one in asking.controls() if one.name.startswith("Lấy số")]


def test_what_is_not_done_here_is_sent_to_the_help_desk(asking: Stage, lookup: Lookup) -> None:
    touch_when_drawn(asking, VI["field.search"])
    touch_when_drawn(asking, *"muave", "Dấu cách", *"so")
    answer(asking, lookup)
    assert {VI["search.not_found"], VI["search.not_found_about"]} <= {*asking.reads()}


def test_back_from_a_sheet_finds_what_was_typed(asking: Stage, lookup: Lookup) -> None:
    touch_when_drawn(asking, VI["field.search"], *"khai")
    answer(asking, lookup)
    touch_when_drawn(asking, BIRTH, VI["nav.back"])
    assert {"khai", BIRTH} <= {*asking.reads()}
    touch_when_drawn(asking, VI["nav.back"], VI["nav.back"])
    assert asking.kiosk.state.screen is Screen.CHOOSE_SERVICE


def test_procedures_are_read_in_english_too(stage: Stage) -> None:
    open_for(stage, offer=OFFER, language="en")
    touch_when_drawn(stage, EN["home.anonymous"], EN["choose.look_up"], "Having a child")
    assert "Birth registration" in stage.reads()


def test_a_hall_without_a_catalogue_offers_no_look_up(stage: Stage) -> None:
    stage.touch(VI["home.anonymous"])
    assert VI["choose.look_up"] not in stage.reads()


@pytest.mark.parametrize(
    ("panel_inches", "shape"),
    [
        (15.6, Look(is_large=True)),
        (21.5, Look(is_large=True, is_low=True)),
        (21.5, Look(language="en", is_large=True)),
        (32.0, Look(is_low=True)),
    ],
)
@pytest.mark.parametrize("moment", ["choose field", "choose procedure", "checklist, longest"])
def test_every_page_is_whole_and_leads_on(
    qapp: QGuiApplication, panel_inches: float, shape: Look, moment: str
) -> None:
    settings = WindowSettings(panel_inches=panel_inches, reduced_motion=True)
    gallery = Gallery(settings, full_offer(), online=False)
    window, words = gallery.screen.window, read_words(shape.language)
    try:
        gallery.picture(moment, shape)
        pages = 1
        while any(seen.name == words["choose.next"] for seen in look(window)):
            touch(window, words["choose.next"])
            window.grabWindow()
            QTest.qWait(OVERFLOW_SAID_MS)  # what does not fit warns, and a warning fails the test
            pages += 1
        assert pages > 1
        assert {words["choose.previous"], words["nav.back"]} <= {seen.name for seen in look(window)}
    finally:
        gallery.close()


def _is_checked(stage: Stage, name: str) -> bool:
    root = QAccessible.queryAccessibleInterface(stage.screen.window)
    return root is not None and _is_checked_below(root, name)


def _is_checked_below(parent: QAccessibleInterface, name: str) -> bool:
    children = [parent.child(index) for index in range(parent.childCount())]
    return any(
        child.state().checked
        if child.text(QAccessible.Text.Name) == name and child.role() == QAccessible.Role.CheckBox
        else _is_checked_below(child, name)
        for child in children
        if child is not None and not child.state().invisible
    )
