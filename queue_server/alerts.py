"""What is wanted at the kiosks that only the people in the hall can give."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from models.hall import Hall
from models.kiosk_health import ONLY_TO_BE_KNOWN, Trouble
from models.print_job import ON_PAPER, Reason, State
from models.service_day import local_time, service_day
from models.store.database import Connection
from models.store.hall_faces import late_kiosks
from models.store.hall_issuers import count_parked
from models.store.hall_log import calls_for_staff, papers_since
from models.ticket import EventKind
from queue_server.kiosks import KioskState, kiosk_states

PAPER_WITHIN_MS = 10 * 60_000  # longer ago somebody has seen to it, or nobody takes tickets there
HELP_WITHIN_MS = 5 * 60_000  # by then somebody has come, or the citizen has gone
ERASED_WITHIN_MS = 24 * 60 * 60_000  # a kiosk that is switched off at night hears of it in the morning
_NO_ALERT = frozenset({*ON_PAPER, State.SETTLED})


@dataclass(frozen=True, kw_only=True)
class Alerts:
    """parked_tickets: given by a kiosk, not in the queue. without_paper: kiosks whose last slip failed,
    and why.

    calls: the kiosks where somebody asks for help, and since what time. late_to_erase: for managers, the
    kiosks that have not heard for a day that a face was erased, and of how many. kiosks: what is the
    worst with a kiosk besides, and how much more there is; managers hear of versions and parked entries, too.
    """

    parked_tickets: int
    without_paper: Mapping[str, Reason]
    calls: Sequence[tuple[str, str]]
    late_to_erase: Sequence[tuple[str, int]] = ()
    kiosks: Sequence[tuple[str, Trouble, int]] = ()


def alerts(connection: Connection, hall: Hall, now_ms: int, *, for_manager: bool = False) -> Alerts:
    """What the staff of `hall` should know now."""
    today = service_day(now_ms, hall.timezone)
    called = dict(calls_for_staff(connection, hall.id, today, now_ms - HELP_WITHIN_MS))
    papers = papers_since(connection, hall.id, today, now_ms - PAPER_WITHIN_MS)
    last = {actor: (outcome, trouble) for actor, outcome, trouble in papers}
    parked_tickets = sum(
        count_parked(connection, hall.id, kind)
        for kind in (EventKind.TICKET_ISSUED, EventKind.TICKET_CHECKED_IN)
    )
    without_paper = {
        actor.removeprefix("kiosk:"): _trouble(trouble)
        for actor, (outcome, trouble) in sorted(last.items())
        if outcome not in _NO_ALERT
    }
    told = {Trouble.VERSION, Trouble.PARKED} if for_manager else set()
    told |= set(Trouble) - ONLY_TO_BE_KNOWN - {Trouble.PARKED}
    if parked_tickets:
        told -= {Trouble.PARKED}  # that line is there already
    return Alerts(
        parked_tickets=parked_tickets,
        calls=[
            (actor.removeprefix("kiosk:"), f"{local_time(at_ms, hall.timezone):%H:%M}")
            for actor, at_ms in called.items()
        ],
        without_paper=without_paper,
        late_to_erase=[
            (late.id, late.erasures)
            for late in (late_kiosks(connection, hall.id) if for_manager else ())
            if now_ms - late.since_ms > ERASED_WITHIN_MS
        ],
        kiosks=[
            (state.seen.id, found[0], len(found) - 1)
            for state in kiosk_states(connection, hall, now_ms)
            if (found := _told_of(state, told, without_paper))
        ],
    )


def _trouble(told: str | None) -> Reason:
    """A kiosk of another version may know another one."""
    return Reason(told) if told in set(Reason) else Reason.OFFLINE


def _told_of(
    state: KioskState, told: Collection[Trouble], without_paper: Collection[str]
) -> Sequence[Trouble]:
    """What of the kiosk is said, the worst first: paper only where no slip has failed for it already."""
    said = {Trouble.OUT_OF_PAPER, Trouble.PAPER_LOW} if state.seen.id in without_paper else set()
    return [one for one in state.troubles if one in told and one not in said]
