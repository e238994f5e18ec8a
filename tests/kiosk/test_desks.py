"""Desks are asked off the screen's thread, and every failure comes back as something it can show."""

import queue
from collections.abc import Iterator
from datetime import date

import pytest

from kiosk.desks import DeskError, Desks
from kiosk.journey.deeds import FindDossier, GiveOpinion
from kiosk.journey.errand import NoDossier
from kiosk.journey.errand_events import (
    DossierFound,
    DossierNotFound,
    ErrandEvent,
    OpinionGiven,
    OpinionNotGiven,
)
from kiosk.stand_in_desks import StandInDossiers, StandInOpinions, made_up_dossiers
from models.dossier import DossierState, DossierStatus, NextStep, next_step, read_code
from models.opinion import Opinion, Rating

TODAY = date(2026, 11, 22)
WAIT_S = 10.0
IN_TIME, OVERDUE, *_ = made_up_dossiers(TODAY)


class ClosedDesk:
    """Both desks, neither of which answers."""

    def __init__(self, error: Exception) -> None:
        self._error = error

    def find(self, _code: str) -> DossierStatus | None:
        raise self._error

    def give(self, _opinion: Opinion) -> str | None:
        raise self._error


class Asking:
    """Desks, and what they answer."""

    def __init__(self, desks: Desks) -> None:
        self.desks = desks
        self._answers: queue.SimpleQueue[ErrandEvent] = queue.SimpleQueue()

    def find(self, code: str) -> ErrandEvent:
        self.desks.perform(FindDossier(visit=7, code=code), self._answers.put)
        return self._answers.get(timeout=WAIT_S)

    def give(self, opinion: Opinion) -> ErrandEvent:
        self.desks.perform(GiveOpinion(visit=7, opinion=opinion), self._answers.put)
        return self._answers.get(timeout=WAIT_S)


@pytest.fixture
def asking() -> Iterator[Asking]:
    dossiers = StandInDossiers(today=lambda: TODAY)
    asking = Asking(Desks(dossiers=dossiers, opinions=StandInOpinions(), today=lambda: TODAY))
    yield asking
    asking.desks.close()


@pytest.fixture(params=[None, DeskError("no answer"), ValueError("nobody foresaw it")], ids=str)
def closed(request: pytest.FixtureRequest) -> Iterator[Asking]:
    desk = None if request.param is None else ClosedDesk(request.param)
    asking = Asking(Desks(dossiers=desk, opinions=desk))
    yield asking
    asking.desks.close()


def test_a_dossier_is_found_and_what_to_do_depends_on_the_day(asking: Asking) -> None:
    assert asking.find(IN_TIME.code) == DossierFound(visit=7, status=IN_TIME, next_step=NextStep.WAIT)
    assert asking.find(OVERDUE.code) == DossierFound(visit=7, status=OVERDUE, next_step=NextStep.ASK_NEW_DAY)


def test_a_dossier_nobody_knows_is_said_to_be_unknown(asking: Asking) -> None:
    code = "H99.01.01-260101-0001"
    assert asking.find(code) == DossierNotFound(visit=7, code=code, why=NoDossier.UNKNOWN)


def test_what_was_written_gets_a_code_of_its_own_and_a_rating_gets_none(asking: Asking) -> None:
    first, second = (asking.give(Opinion(text="Thiếu ghế")) for _ in range(2))
    assert isinstance(first, OpinionGiven)
    assert isinstance(second, OpinionGiven)
    assert None not in (first.tracking_code, second.tracking_code)
    assert first.tracking_code != second.tracking_code
    rated = asking.give(Opinion(rating=Rating.NEUTRAL))
    assert rated == OpinionGiven(visit=7, tracking_code=None)


def test_a_desk_that_is_not_there_or_fails_is_a_calm_answer(closed: Asking) -> None:
    assert closed.find(IN_TIME.code) == DossierNotFound(visit=7, code=IN_TIME.code, why=NoDossier.FAILED)
    assert closed.give(Opinion(text="Thiếu ghế")) == OpinionNotGiven(visit=7)


def test_the_made_up_dossiers_can_be_typed_and_show_every_state_and_step() -> None:
    dossiers = made_up_dossiers(TODAY)
    assert [read_code(one.code) for one in dossiers] == [one.code for one in dossiers]
    assert {one.state for one in dossiers} == {*DossierState}
    assert {next_step(one, TODAY) for one in dossiers} == {*NextStep}
