"""Stand-ins for the desks behind the kiosk, for demo, test and training: made-up dossiers, deaf ears."""

from collections.abc import Callable
from datetime import date, timedelta

from kiosk import desks
from models.dossier import DossierState, DossierStatus
from models.opinion import Opinion, says_something

_UNIT = "H26.17.03"
_LONG_AGO, _SOON = -3, 5  # days from today


def made_up_dossiers(today: date) -> tuple[DossierStatus, ...]:
    """A dossier in each state, two that are being processed: one in time, one overdue; one result by post."""
    given = today - timedelta(days=10)

    def made_up(
        number: int,
        state: DossierState,
        due_days: int | None,
        counter: int | None = None,
        *,
        post: bool = False,
    ) -> DossierStatus:
        return DossierStatus(
            code=f"{_UNIT}-{given:%y%m%d}-{number:04}",
            state=state,
            due_on=None if due_days is None else today + timedelta(days=due_days),
            counter=counter,
            is_posted=post,
        )

    return (
        made_up(1, DossierState.PROCESSING, _SOON),
        made_up(2, DossierState.PROCESSING, _LONG_AGO),
        made_up(3, DossierState.DONE, _SOON, 5),
        made_up(4, DossierState.DONE, _SOON, post=True),
        made_up(5, DossierState.SUPPLEMENT, _SOON),
        made_up(6, DossierState.PAYMENT, _SOON),
        made_up(7, DossierState.STOPPED, None),
        made_up(8, DossierState.NOT_ACCEPTED, None),
        made_up(9, DossierState.RETURNED, _LONG_AGO),
        made_up(10, DossierState.WITHDRAWN, None),
        made_up(11, DossierState.REGISTERED, None),
        made_up(12, DossierState.RECEIVED, _SOON),
    )


class StandInDossiers:
    """Knows the made-up dossiers of each day."""

    def __init__(self, today: Callable[[], date] = desks.today) -> None:
        self._today = today

    def find(self, code: str) -> DossierStatus | None:
        return next((one for one in made_up_dossiers(self._today()) if one.code == code), None)


class StandInOpinions:
    """Thanks for everything and keeps nothing; what was written gets a code, as a real desk would give."""

    def __init__(self) -> None:
        self._given = 0

    def give(self, opinion: Opinion) -> str | None:
        if not says_something(opinion.text):
            return None
        self._given += 1
        return f"GY-{self._given:04}"
