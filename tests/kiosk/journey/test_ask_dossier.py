"""Asking how far a dossier has come, step by step."""

from datetime import date

import pytest

from kiosk.journey.deeds import FindDossier, Forget, ReadCode, StartTimer, StopWatching
from kiosk.journey.errand import DossierQuestion, NoDossier
from kiosk.journey.errand_events import (
    DossierCodeTyped,
    DossierFound,
    DossierNotFound,
    DossierWayTouched,
    FindDossierTouched,
)
from kiosk.journey.events import (
    AnonymousWayTouched,
    BackTouched,
    CodeRead,
    ContrastTouched,
    HomeTouched,
    TicketIssued,
)
from kiosk.journey.patience import CHECKING_S, IDLE_S
from kiosk.journey.telex import Typed
from kiosk.journey.visit import Screen, State
from models.dossier import EXAMPLE_CODE, DossierState, DossierStatus, NextStep
from tests.kiosk.journey.test_flow import ATTRACT, TICKET, TIME_OUT, VISIT, play

STATUS = DossierStatus(code=EXAMPLE_CODE, state=DossierState.PROCESSING, due_on=date(2026, 12, 1))
FOUND = DossierFound(visit=VISIT, status=STATUS, next_step=NextStep.WAIT)
TYPED = DossierCodeTyped(typed=Typed(before=EXAMPLE_CODE.lower()))
ENTERING, OPENED = play(DossierWayTouched(), state=ATTRACT)
FINDING, ASKED = play(TYPED, FindDossierTouched(), state=ENTERING)
TOLD, TOLD_EFFECTS = play(FOUND, state=FINDING)


def not_found(why: NoDossier, code: str = EXAMPLE_CODE) -> DossierNotFound:
    return DossierNotFound(visit=VISIT, code=code, why=why)


def test_the_way_to_a_dossier_asks_for_its_code_and_looks_for_it_too() -> None:
    assert (ENTERING.screen, ENTERING.visit) == (Screen.ENTER_DOSSIER, VISIT)
    timer = StartTimer(timer=ENTERING.timer, after_s=IDLE_S[Screen.ENTER_DOSSIER])
    assert [*OPENED] == [ReadCode(visit=VISIT), timer]


def test_the_code_is_looked_up_as_it_is_written_however_it_was_typed() -> None:
    assert FINDING.dossier.asked == EXAMPLE_CODE
    assert ASKED[-2:] == [
        FindDossier(visit=VISIT, code=EXAMPLE_CODE),
        StartTimer(timer=FINDING.timer, after_s=CHECKING_S),
    ]


def test_what_cannot_be_a_code_is_said_so_and_nobody_is_asked() -> None:
    typed = DossierCodeTyped(typed=Typed(before="H26"))
    state, effects = play(typed, FindDossierTouched(), state=ENTERING)
    assert (state.dossier.no_dossier, state.dossier.typed.text) == (NoDossier.MALFORMED, "H26")
    assert not [effect for effect in effects if isinstance(effect, FindDossier)]
    assert play(typed, state=state)[0].dossier.no_dossier is None


def test_a_code_held_before_the_camera_is_looked_up_at_once() -> None:
    state, effects = play(CodeRead(visit=VISIT, code=EXAMPLE_CODE), state=ENTERING)
    assert (state.dossier.asked, state.dossier.typed.text) == (EXAMPLE_CODE, EXAMPLE_CODE)
    assert FindDossier(visit=VISIT, code=EXAMPLE_CODE) in effects


def test_the_code_of_an_appointment_is_no_dossiers() -> None:
    assert play(CodeRead(visit=VISIT, code="12345678"), state=ENTERING) == (ENTERING, [])


def test_while_it_is_looked_up_nothing_else_is() -> None:
    for event in (TYPED, FindDossierTouched(), CodeRead(visit=VISIT, code=EXAMPLE_CODE)):
        assert play(event, state=FINDING) == (FINDING, [])


def test_what_is_known_is_told_and_the_camera_let_go_and_the_code_forgotten() -> None:
    assert (TOLD.screen, TOLD.way_back) == (Screen.DOSSIER_STATUS, Screen.ENTER_DOSSIER)
    assert TOLD.dossier == DossierQuestion(status=STATUS, next_step=NextStep.WAIT)
    assert StopWatching() in TOLD_EFFECTS


@pytest.mark.parametrize("why", NoDossier)
def test_why_there_is_nothing_to_tell_is_said_and_the_code_can_be_mended(why: NoDossier) -> None:
    state, effects = play(not_found(why), state=FINDING)
    assert (state.dossier.no_dossier, state.dossier.asked) == (why, None)
    assert state.dossier.typed.text == EXAMPLE_CODE.lower()
    assert isinstance(effects[-1], StartTimer)
    assert play(FindDossierTouched(), state=state)[0].dossier.asked == EXAMPLE_CODE


def test_a_desk_that_takes_too_long_counts_as_failed() -> None:
    state, _ = play(TIME_OUT, state=FINDING)
    assert (state.screen, state.dossier.no_dossier) == (Screen.ENTER_DOSSIER, NoDossier.FAILED)


def test_an_answer_to_another_question_changes_nothing() -> None:
    other = "H99.01.01-260101-0001"
    late = DossierFound(
        visit=VISIT, status=DossierStatus(code=other, state=DossierState.DONE), next_step=NextStep.COLLECT
    )
    for state in (ENTERING, FINDING):
        assert play(late, not_found(NoDossier.UNKNOWN, other), state=state) == (state, [])


def test_an_answer_to_an_earlier_citizen_reaches_nobody() -> None:
    later, _ = play(HomeTouched(), DossierWayTouched(), TYPED, FindDossierTouched(), state=FINDING)
    assert play(FOUND, not_found(NoDossier.UNKNOWN), state=later) == (later, [])


def test_a_preference_does_not_hold_up_the_desk() -> None:
    state, effects = play(ContrastTouched(), state=FINDING)
    assert (state.timer, effects) == (FINDING.timer, [])


def test_who_has_to_come_takes_a_number_and_the_dossier_is_forgotten() -> None:
    state, _ = play(AnonymousWayTouched(), state=TOLD)
    assert (state.screen, state.dossier) == (Screen.CHOOSE_SERVICE, DossierQuestion())
    assert play(BackTouched(), state=state)[0].screen is Screen.ENTER_DOSSIER


def test_a_number_is_offered_only_where_something_was_told() -> None:
    assert play(AnonymousWayTouched(), state=ENTERING) == (ENTERING, [])


def test_back_asks_for_another_code() -> None:
    state, effects = play(BackTouched(), state=TOLD)
    assert (state.screen, state.dossier, state.way_back) == (Screen.ENTER_DOSSIER, DossierQuestion(), None)
    assert ReadCode(visit=VISIT) in effects


def test_who_reads_slowly_is_asked_and_then_forgotten() -> None:
    asked, _ = play(TIME_OUT, state=TOLD)
    assert asked.asks_still_there
    gone, effects = play(TIME_OUT, state=asked)
    assert gone == State(screen=Screen.ATTRACT, visit=gone.visit, timer=gone.timer)
    assert Forget() in effects


def test_home_from_a_dossier_leaves_nothing_of_it() -> None:
    for state in (ENTERING, FINDING, TOLD):
        gone, _ = play(HomeTouched(), state=state)
        assert gone == State(screen=Screen.ATTRACT, visit=gone.visit, timer=gone.timer)


def test_the_paper_of_a_citizen_who_left_comes_out_all_the_same() -> None:
    state, effects = play(TicketIssued(visit=VISIT - 1, ticket=TICKET), state=TOLD)
    assert (state, len(effects)) == (TOLD, 1)


def test_a_code_is_in_no_log() -> None:
    seen = f"{FINDING} {ASKED} {TOLD} {FOUND} {not_found(NoDossier.UNKNOWN)}"
    assert EXAMPLE_CODE not in seen
    assert EXAMPLE_CODE.lower() not in seen
