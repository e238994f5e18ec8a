"""A dossier's code is read as people type it, and its citizen hears what to do."""

from datetime import date, timedelta

import pytest

from models.dossier import (
    EXAMPLE_CODE,
    TAKES_A_NUMBER,
    DossierState,
    DossierStatus,
    NextStep,
    next_step,
    read_code,
    stages_passed,
)

TODAY = date(2026, 11, 22)
YESTERDAY, TOMORROW = TODAY - timedelta(days=1), TODAY + timedelta(days=1)
PAUSED = (DossierState.SUPPLEMENT, DossierState.PAYMENT, DossierState.STOPPED)


def status(state: DossierState, due_on: date | None = None, *, is_posted: bool = False) -> DossierStatus:
    return DossierStatus(code=EXAMPLE_CODE, state=state, due_on=due_on, is_posted=is_posted)


@pytest.mark.parametrize(
    "code",
    ["H15.50.05.13-261008-0975", "000.00.00.06.H56-231027-0361", "000.A0.01.H26-210212-9090", EXAMPLE_CODE],
)
def test_a_code_as_it_is_printed_stays_as_it_is(code: str) -> None:
    assert read_code(code) == code


@pytest.mark.parametrize(
    "typed",
    [
        "h15.50.05.13-261008-0975",
        "  H15.50.05.13-261008-0975 ",
        "H15 50 05 13 261008 0975",
        "H15.50.05.13 – 261008 – 0975",
        "h15-50-05-13-261008-0975",
        "H15.50.05.13-2610080975",
        "H15. 50. 05. 13_261008/0975",
    ],
)
def test_small_letters_spaces_and_other_dashes_are_forgiven(typed: str) -> None:
    assert read_code(typed) == "H15.50.05.13-261008-0975"


@pytest.mark.parametrize(
    "typed",
    [
        "",
        "12345678",
        "H15-261008-0975",
        "H15.50.05.13-261008",
        "H15.50.05.13-26100-0975",
        "H15.50.05.13-261008-975",
        "H15.50.05.13261008-0975",
        "HÀ.50.05.13-261008-0975",
        "https://example.vn/H15.50.05.13-261008-0975",
        "001090012345|012345678|Nguyễn Thị Hoa|01011990|Nữ|Hà Nội|01012021",
    ],
)
def test_what_cannot_be_a_code_is_none(typed: str) -> None:
    assert read_code(typed) is None


@pytest.mark.parametrize("state", [DossierState.RECEIVED, DossierState.PROCESSING])
def test_a_dossier_is_overdue_from_the_day_after_the_promised_one(state: DossierState) -> None:
    assert next_step(status(state, YESTERDAY), TODAY) is NextStep.ASK_NEW_DAY
    assert next_step(status(state, TODAY), TODAY) is NextStep.WAIT
    assert next_step(status(state, TOMORROW), TODAY) is NextStep.WAIT
    assert next_step(status(state), TODAY) is NextStep.WAIT


@pytest.mark.parametrize("state", PAUSED)
def test_while_the_citizen_is_awaited_no_dossier_is_overdue(state: DossierState) -> None:
    assert next_step(status(state, YESTERDAY), TODAY) is not NextStep.ASK_NEW_DAY


def test_a_result_is_collected_or_comes_by_post() -> None:
    assert next_step(status(DossierState.DONE, YESTERDAY), TODAY) is NextStep.COLLECT
    assert next_step(status(DossierState.DONE, is_posted=True), TODAY) is NextStep.EXPECT_POST


@pytest.mark.parametrize("state", DossierState)
def test_who_has_to_come_to_a_counter_is_offered_a_number(state: DossierState) -> None:
    comes = {
        DossierState.NOT_ACCEPTED,
        DossierState.SUPPLEMENT,
        DossierState.PAYMENT,
        DossierState.STOPPED,
        DossierState.DONE,
    }
    assert (next_step(status(state), TODAY) in TAKES_A_NUMBER) is (state in comes)


def test_a_dossier_goes_on_stage_by_stage_and_what_ended_early_is_on_no_stage() -> None:
    on_the_way = [
        DossierState.REGISTERED,
        DossierState.PROCESSING,
        DossierState.SUPPLEMENT,
        DossierState.DONE,
    ]
    assert [stages_passed(state) for state in on_the_way] == [0, 1, 1, 3]
    ended = [DossierState.NOT_ACCEPTED, DossierState.WITHDRAWN, DossierState.STOPPED]
    assert [stages_passed(state) for state in ended] == [None, None, None]


def test_nothing_personal_is_part_of_what_is_told() -> None:
    assert set(DossierStatus.__dataclass_fields__) == {"code", "state", "due_on", "counter", "is_posted"}
