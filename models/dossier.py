"""How far a dossier has come, and what its citizen is told: nothing of who it belongs to."""

import re
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

EXAMPLE_CODE = "H26.17.03-261110-0001"

# Unit, day (yymmdd), number of that day. Only the shape is checked: whether there is such a dossier the
# look-up says. Any sign may stand between the parts, and none need stand before the number.
_CODE = re.compile(
    r"(?P<unit>[0-9A-Z]{1,3}(?:[\W_]+[0-9A-Z]{1,3}){2,4})[\W_]+(?P<day>[0-9]{6})[\W_]*(?P<number>[0-9]{4,7})"
)
_SEPARATORS = re.compile(r"[\W_]+")


class DossierState(StrEnum):
    """The ten states of the national one-stop information systems, in their order."""

    REGISTERED = "registered"
    RECEIVED = "received"
    NOT_ACCEPTED = "not_accepted"
    PROCESSING = "processing"
    SUPPLEMENT = "supplement"
    PAYMENT = "payment"
    WITHDRAWN = "withdrawn"
    STOPPED = "stopped"
    DONE = "done"
    RETURNED = "returned"


class Stage(StrEnum):
    """The way of a dossier as one explains it at the desk."""

    RECEIVED = "received"
    PROCESSING = "processing"
    DONE = "done"


class NextStep(StrEnum):
    """What the citizen should do now."""

    COME_AGAIN = "come_again"
    WAIT = "wait"
    ASK_NEW_DAY = "ask_new_day"
    BRING_PAPERS = "bring_papers"
    PAY = "pay"
    ASK_WHY = "ask_why"
    COLLECT = "collect"
    EXPECT_POST = "expect_post"
    NOTHING = "nothing"


TAKES_A_NUMBER = frozenset(
    {NextStep.ASK_NEW_DAY, NextStep.BRING_PAPERS, NextStep.PAY, NextStep.ASK_WHY, NextStep.COLLECT}
)
"""What is done at a counter."""

# Asking for papers or money, and stopping, pause the time a dossier may take.
_COUNTS_DAYS = frozenset({DossierState.RECEIVED, DossierState.PROCESSING})
_NEXT = {
    DossierState.REGISTERED: NextStep.COME_AGAIN,
    DossierState.RECEIVED: NextStep.WAIT,
    DossierState.NOT_ACCEPTED: NextStep.ASK_WHY,
    DossierState.PROCESSING: NextStep.WAIT,
    DossierState.SUPPLEMENT: NextStep.BRING_PAPERS,
    DossierState.PAYMENT: NextStep.PAY,
    DossierState.WITHDRAWN: NextStep.NOTHING,
    DossierState.STOPPED: NextStep.ASK_WHY,
    DossierState.DONE: NextStep.COLLECT,
    DossierState.RETURNED: NextStep.NOTHING,
}
# How many stages are behind it. None of the dossiers that went no further is shown on the way.
_STAGES_PASSED = {
    DossierState.REGISTERED: 0,
    DossierState.RECEIVED: 1,
    DossierState.PROCESSING: 1,
    DossierState.SUPPLEMENT: 1,
    DossierState.PAYMENT: 1,
    DossierState.DONE: 3,
    DossierState.RETURNED: 3,
}


@dataclass(frozen=True, kw_only=True)
class DossierStatus:
    """What may be told of a dossier to whoever has its code.

    due_on: when its result is promised. counter: where the result waits, None where the counter is not known.
    is_posted: the result goes by post.
    """

    code: str
    state: DossierState
    due_on: date | None = None
    counter: int | None = None
    is_posted: bool = False


def read_code(typed: str) -> str | None:
    """The code that was typed, shown or said, as it is written on the receipt; None when it cannot be one.

    Small letters, spaces, other dashes and no dash before the last number are all right.
    """
    found = _CODE.fullmatch(typed.strip().upper())
    if found is None:
        return None
    unit = _SEPARATORS.sub(".", found["unit"])
    return f"{unit}-{found['day']}-{found['number']}"


def next_step(status: DossierStatus, today: date) -> NextStep:
    """What its citizen should do on `today`; to ask for a new day when the promised one has passed."""
    if status.state in _COUNTS_DAYS and status.due_on is not None and status.due_on < today:
        return NextStep.ASK_NEW_DAY
    if status.state is DossierState.DONE and status.is_posted:
        return NextStep.EXPECT_POST
    return _NEXT[status.state]


def stages_passed(state: DossierState) -> int | None:
    """How many stages are behind a dossier; None for one that went no further, by whosever wish."""
    return _STAGES_PASSED.get(state)
