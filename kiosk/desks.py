"""Asks, off the screen's thread, who knows dossiers and who takes opinions."""

import logging
from collections.abc import Callable
from datetime import date
from typing import Protocol

from kiosk import clock
from kiosk.journey.deeds import FindDossier, GiveOpinion
from kiosk.journey.errand import NoDossier
from kiosk.journey.errand_events import (
    DossierFound,
    DossierNotFound,
    ErrandEvent,
    OpinionGiven,
    OpinionNotGiven,
)
from kiosk.worker import Worker
from models.dossier import DossierStatus, next_step
from models.opinion import Opinion
from models.service_day import service_day

_TIMEZONE = "Asia/Ho_Chi_Minh"

log = logging.getLogger(__name__)


def today() -> date:
    """Which day it is in Vietnam, where results are promised."""
    return service_day(clock.now_ms(), _TIMEZONE)


class DeskError(Exception):
    """A desk could not be asked, and the reason. What was asked is never part of it."""


class DossierDesk(Protocol):
    """Whoever knows how far dossiers have come."""

    def find(self, code: str) -> DossierStatus | None:
        """The dossier with that code, None where there is none. Raises DeskError when it cannot be asked.

        code: as `models.dossier.read_code` writes it. The answer may take 20 s, then nobody waits for it.
        """


class Opinions(Protocol):
    """Whoever takes what citizens think."""

    def give(self, opinion: Opinion) -> str | None:
        """Take `opinion`, safely stored when this returns. Raises DeskError when it cannot be.

        Returns the code to follow the answer by, None where there is nothing to answer.
        """


class Desks:
    """The desks of one kiosk; None for one it has not."""

    def __init__(
        self,
        *,
        dossiers: DossierDesk | None = None,
        opinions: Opinions | None = None,
        today: Callable[[], date] = today,
    ) -> None:
        self.dossiers = dossiers
        self.opinions = opinions
        self._today = today
        # A desk gives up by itself within 30 s; two citizens may have asked before.
        self._asking = Worker("ask-desks", longest_s=60)
        self.pulse = self._asking.pulse

    def perform(self, effect: FindDossier | GiveOpinion, post: Callable[[ErrandEvent], None]) -> None:
        """Begin `effect` and return at once; what came of it goes to `post`, from another thread."""
        self._asking.submit(lambda what: post(self._answer(what)), effect)

    def close(self) -> None:
        """Finish what was begun."""
        self._asking.shutdown()

    def _answer(self, effect: FindDossier | GiveOpinion) -> ErrandEvent:
        match effect:
            case FindDossier():
                return self._find(effect)
            case GiveOpinion():
                return self._give(effect)

    def _find(self, effect: FindDossier) -> ErrandEvent:
        why = NoDossier.UNKNOWN
        try:
            if self.dossiers is None:
                raise DeskError("this kiosk has no desk for dossiers")
            status = self.dossiers.find(effect.code)
            if status is not None:
                step = next_step(status, self._today())
                return DossierFound(visit=effect.visit, status=status, next_step=step)
        except Exception:  # the citizen must hear of it, whatever it was
            log.exception("no dossier could be looked up")
            why = NoDossier.FAILED
        return DossierNotFound(visit=effect.visit, code=effect.code, why=why)

    def _give(self, effect: GiveOpinion) -> ErrandEvent:
        try:
            if self.opinions is None:
                raise DeskError("this kiosk takes no opinions")
            return OpinionGiven(visit=effect.visit, tracking_code=self.opinions.give(effect.opinion))
        except Exception:  # the citizen must hear of it, whatever it was
            log.exception("an opinion could not be handed over")
        return OpinionNotGiven(visit=effect.visit)
