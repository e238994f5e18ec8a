"""What visitors say of themselves, and what a card may say for them."""

from dataclasses import replace
from datetime import date

import pytest

from kiosk.journey.claims import priority_by_age
from kiosk.journey.deeds import IssueTicket, PrintChecklist
from kiosk.journey.events import (
    AnonymousWayTouched,
    BackTouched,
    CardRead,
    Event,
    HomeTouched,
    KioskReady,
    LifeEventTouched,
    LookUpTouched,
    NotMeTouched,
    PaperTouched,
    PrintTouched,
    PriorityTouched,
    PriorityWayTouched,
    ProcedureTouched,
    RelativeTouched,
    ServiceTouched,
    TimedOut,
)
from kiosk.journey.flow import step
from kiosk.journey.visit import START, Notice, Screen, State
from models.calling.policy import CLASSES, ELDERLY, REGULAR
from models.citizen_card import Sex, UnsignedCard
from models.wire import Priority

CARD = UnsignedCard(
    number="001160012345",
    old_number="",
    name="NGUYỄN THỊ LAN",
    born_on=date(1960, 3, 9),
    sex=Sex.FEMALE,
    residence="phường Hà Đông, Hà Nội",
    issued_on=date(2022, 1, 31),
)
OLD = CardRead(card=CARD, priority=ELDERLY)
YOUNG = CardRead(card=replace(CARD, name="LÊ AN", born_on=date(1990, 3, 9)))
DISABLED = PriorityTouched(priority="disabled")
OFFERED = [Priority(id=ELDERLY, name_vi="Người cao tuổi", name_en="Older person")]


def after(*events: Event, state: State = START) -> State:
    for event in events:
        state, _ = step(state, TimedOut(timer=state.timer) if isinstance(event, TimedOut) else event)
    return state


ATTRACT = after(KioskReady())
CHOOSING = after(AnonymousWayTouched(), state=ATTRACT)
SHEET = after(
    LookUpTouched(),
    LifeEventTouched(life_event_id="birth"),
    ProcedureTouched(procedure_id="birth-registration"),
    PaperTouched(place=1),
    state=CHOOSING,
)


@pytest.mark.parametrize(
    ("today", "priority"),
    [(date(2020, 3, 8), REGULAR), (date(2020, 3, 9), ELDERLY), (date(2026, 1, 1), ELDERLY)],
)
def test_whoever_has_turned_sixty_is_elderly(today: date, priority: str) -> None:
    assert priority_by_age(CARD, OFFERED, today) == priority


def test_nobody_is_elderly_where_the_hall_has_no_such_class() -> None:
    assert priority_by_age(CARD, [], date(2026, 1, 1)) == REGULAR


def test_a_class_that_is_claimed_goes_with_the_ticket() -> None:
    asking = after(PriorityWayTouched(), state=CHOOSING)
    assert (asking.screen, asking.way_back) == (Screen.PRIORITY, Screen.CHOOSE_SERVICE)
    claiming = after(DISABLED, state=asking)
    assert (claiming.screen, claiming.priority) == (Screen.CHOOSE_SERVICE, "disabled")
    _, effects = step(claiming, ServiceTouched(service_id="cert"))
    assert IssueTicket(visit=claiming.visit, service_id="cert", priority="disabled") in effects


def test_a_claim_can_be_taken_back() -> None:
    taken_back = after(
        PriorityWayTouched(),
        DISABLED,
        PriorityWayTouched(),
        PriorityTouched(priority=REGULAR),
        state=CHOOSING,
    )
    assert taken_back.priority == REGULAR


@pytest.mark.parametrize("answer", [DISABLED, BackTouched()])
def test_from_a_checklist_the_question_leads_back_to_it_as_it_was(answer: Event) -> None:
    again = after(PriorityWayTouched(), TimedOut(timer=0), answer, state=SHEET)
    assert (again.screen, again.question, again.way_back) == (
        Screen.CHECKLIST,
        SHEET.question,
        SHEET.way_back,
    )
    assert (again.asked_from, again.asks_still_there) == (None, False)


def test_back_leaves_what_was_claimed_before() -> None:
    claiming = after(PriorityWayTouched(), DISABLED, state=CHOOSING)
    again = after(PriorityWayTouched(), BackTouched(), state=claiming)
    assert again == replace(claiming, timer=again.timer)


def test_home_from_the_question_leaves_nothing_of_it() -> None:
    gone = after(PriorityWayTouched(), HomeTouched(), state=SHEET)
    assert gone == State(screen=Screen.ATTRACT, visit=gone.visit, timer=gone.timer)


def test_the_question_is_asked_only_where_there_is_a_key_for_it() -> None:
    fields = after(LookUpTouched(), state=CHOOSING)
    for touched in (PriorityWayTouched(), DISABLED, RelativeTouched()):
        assert after(touched, state=fields) == fields


def test_the_card_of_an_old_person_claims_it_and_it_can_be_taken_off() -> None:
    claiming = after(OLD, state=ATTRACT)
    assert (claiming.screen, claiming.priority) == (Screen.CHOOSE_SERVICE, ELDERLY)
    assert after(PriorityWayTouched(), PriorityTouched(priority=REGULAR), state=claiming).priority == REGULAR


def test_another_card_or_another_person_takes_the_age_of_the_first_away() -> None:
    for otherwise in (YOUNG, NotMeTouched()):
        assert after(OLD, otherwise, state=ATTRACT).priority == REGULAR


def test_a_class_that_was_chosen_stays_whatever_a_young_card_says() -> None:
    claiming = after(PriorityWayTouched(), DISABLED, state=CHOOSING)
    for otherwise in (YOUNG, NotMeTouched()):
        assert after(otherwise, state=claiming).priority == "disabled"


def test_a_card_held_up_while_priority_is_asked_is_chosen_there() -> None:
    asking = after(PriorityWayTouched(), OLD, state=SHEET)
    assert (asking.screen, asking.priority, asking.notice) == (Screen.PRIORITY, ELDERLY, Notice.NONE)


def test_a_card_is_no_claim_for_whoever_acts_for_a_relative() -> None:
    for events in ((RelativeTouched(), OLD), (OLD, RelativeTouched())):
        acting = after(*events, state=CHOOSING)
        assert (acting.is_for_relative, acting.priority, acting.card) == (True, REGULAR, CARD)
    assert after(RelativeTouched(), RelativeTouched(), state=CHOOSING).is_for_relative is False


def test_the_checklist_is_printed_with_what_a_relative_brings() -> None:
    acting = after(RelativeTouched(), state=SHEET)
    _, effects = step(acting, PrintTouched())
    printing = PrintChecklist(visit=acting.visit, procedure_id="birth-registration", is_for_relative=True)
    assert printing in effects


def test_the_classes_of_a_card_are_those_of_the_hall() -> None:
    assert ELDERLY in {one.id for one in CLASSES}
