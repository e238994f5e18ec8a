"""How the kiosks of a hall are, and what they sent that nobody could use."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from importlib.metadata import version

from models.hall import Hall
from models.kiosk_health import ONLY_TO_BE_KNOWN, KioskSeen, Trouble, troubles
from models.service_day import local_time
from models.store.database import Connection
from models.store.hall_kiosks import file_away, kiosks_seen
from models.store.hall_setup import rules_of
from models.store.hall_staff import Staff


@dataclass(frozen=True, kw_only=True)
class KioskState:
    """A kiosk, and what is wrong with it, the worst first."""

    seen: KioskSeen
    troubles: Sequence[Trouble]

    @property
    def is_well(self) -> bool:
        """Whether nobody has to do anything."""
        return not set(self.troubles) - ONLY_TO_BE_KNOWN

    @property
    def is_unknown(self) -> bool:
        """Whether it has not said lately how it is."""
        return bool({Trouble.NEVER, Trouble.ASLEEP, Trouble.UNTOLD} & set(self.troubles))


@dataclass(frozen=True, kw_only=True)
class Filed:
    """How many parked entries a command has filed away."""

    filed: int


@cache
def own_version() -> str:
    """This program's version, which its kiosks should have too."""
    return version("motcua")


def kiosk_states(connection: Connection, hall: Hall, now_ms: int) -> Sequence[KioskState]:
    """The kiosks of `hall`: those somebody has to see to first."""
    hours = rules_of(connection, hall.id).hours
    is_open = hours is None or hours.gives_numbers(local_time(now_ms, hall.timezone))
    states = [
        KioskState(seen=seen, troubles=troubles(seen, now_ms=now_ms, is_open=is_open, version=own_version()))
        for seen in kiosks_seen(connection, hall.id)
    ]
    return sorted(states, key=lambda state: (state.is_well, state.seen.id))


def file_one_away(
    connection: Connection, hall: Hall, staff: Staff, kiosk_id: str, seq: int, now_ms: int
) -> Filed:
    """`staff` has looked at that parked entry. Doing it again changes nothing, not even who did it."""
    which = [(kiosk_id, seq)]
    return Filed(filed=file_away(connection, hall.id, which, by=f"staff:{staff.login}", now_ms=now_ms))
