"""How long the wait will be, kept up to date while the hall works, from nothing but its log."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import timedelta
from functools import partial

from models.event_log import Event
from models.hall import Hall, HallPlan
from models.service_day import service_day
from models.store.database import Connection, Database
from models.store.hall_log import read_since
from models.store.hall_setup import plan_of
from models.ticket import EventKind
from models.waiting.foreteller import Foreteller
from models.waiting.promises import WaitRange

HISTORY_DAYS = 14  # what is usual in a hall changes with the season
STALE_MS = 30_000  # time alone makes a forecast wrong, when nothing happens

Waits = Mapping[str, Mapping[str, WaitRange]]


class Foresight:
    """Whoever asks gets the newest forecast at once; None where nobody can tell. `refresh` makes a new one,
    and belongs on a thread of its own."""

    def __init__(self, database: Database, hall: Hall) -> None:
        self._database, self._hall = database, hall
        self._foreteller: Foreteller | None = None
        self._seq = 0
        self._forecast_ms = 0
        self._has_news = True
        self._tickets: Mapping[str, WaitRange | None] = {}
        self.waits: Waits = {}

    def wait(self, service_id: str, priority: str) -> WaitRange | None:
        """For who takes a number now."""
        return self.waits.get(service_id, {}).get(priority)

    def of_ticket(self, ticket_id: str) -> WaitRange | None:
        """How much longer a citizen waits; None for a ticket that does not, or that no counter will call."""
        return self._tickets.get(ticket_id)

    def refresh(self, now_ms: int) -> bool:
        """Look at what has happened since; whether what is told has changed by that."""
        foreteller = self._catch_up(now_ms)
        if not self._has_news and now_ms - self._forecast_ms < STALE_MS:
            return False
        self._forecast_ms, self._has_news = now_ms, False
        outlook = foreteller.outlook(now_ms)
        self._tickets = outlook.tickets
        waits: dict[str, dict[str, WaitRange]] = defaultdict(dict)
        for newcomer, told in outlook.newcomers.items():
            if told is not None:
                waits[newcomer.service_id][newcomer.priority] = told
        before, self.waits = self.waits, dict(waits)
        return before != self.waits

    def _catch_up(self, now_ms: int) -> Foreteller:
        """Who foretells, having seen every event there is."""
        foreteller = self._foreteller
        events = self._read(now_ms, self._seq) if foreteller else []
        if foreteller is None or any(one.kind == EventKind.RULES_CHANGED for one in events):
            foreteller = self._foreteller = Foreteller(self._database.read(self._plan).result())
            events = self._read(now_ms, 0)
        for event in events:
            foreteller.see(event)
            self._seq, self._has_news = event.seq, True
        return foreteller

    def _read(self, now_ms: int, after_seq: int) -> Sequence[Event]:
        first_day = service_day(now_ms, self._hall.timezone) - timedelta(days=HISTORY_DAYS)
        read = partial(read_since, hall_id=self._hall.id, first_day=first_day, after_seq=after_seq)
        return self._database.read(read).result()

    def _plan(self, connection: Connection) -> HallPlan:
        return plan_of(connection, self._hall)
