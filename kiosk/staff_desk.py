"""Does what staff ask for at their panel, off the screen's thread; slips alone go the way of all slips."""

from collections.abc import Callable

from kiosk.journey.deeds import AskHealth, CheckPin, Restart
from kiosk.journey.events import Event
from kiosk.journey.health import Health
from kiosk.journey.staff_events import HealthTold, PinAccepted, PinRefused
from kiosk.staff_pin import PinGate
from kiosk.worker import Worker


class StaffDesk:
    """take_health: asks every part of the kiosk. restart: ends the program on the screen's thread."""

    def __init__(
        self, gate: PinGate, *, take_health: Callable[[], Health], restart: Callable[[], None]
    ) -> None:
        self._gate = gate
        self._take_health = take_health
        self._restart = restart
        self._working = Worker("staff-desk", longest_s=60)
        self.pulse = self._working.pulse

    def perform(self, effect: CheckPin | AskHealth | Restart, post: Callable[[Event], None]) -> None:
        """Begin `effect` and return at once; what comes of it goes to `post`."""
        match effect:
            case CheckPin():
                self._working.submit(lambda asked: self._check(asked, post), effect)
            case AskHealth():
                self._working.submit(
                    lambda asked: post(HealthTold(visit=asked.visit, health=self._take_health())), effect
                )
            case Restart():
                self._restart()

    def close(self) -> None:
        """Finish what was begun, then stop."""
        self._working.shutdown()

    def _check(self, asked: CheckPin, post: Callable[[Event], None]) -> None:
        locked_s = self._gate.locked_s(asked.pin)
        if locked_s is None:
            post(PinAccepted(visit=asked.visit))
        else:
            post(PinRefused(visit=asked.visit, locked_s=locked_s))
