"""A citizen at a kiosk has called for help."""

from dataclasses import dataclass

from models.store.database import Connection
from models.ticket import EventKind
from queue_server.order import Order, once, tell_of_hall


@dataclass(frozen=True, kw_only=True)
class Called:
    """at_ms: since when staff know of it."""

    at_ms: int


def call_staff(connection: Connection, order: Order, screen: str, now_ms: int) -> Called:
    """Note the call in the log, from where the counters are told. screen: at which the citizen stands."""

    def work() -> Called:
        tell_of_hall(connection, order, EventKind.STAFF_CALLED, now_ms, {"screen": screen})
        return Called(at_ms=now_ms)

    return once(connection, order, f"call staff to {screen}", Called, work, now_ms)
