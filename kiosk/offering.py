"""What this kiosk gives numbers for and can look up: as the hall last told it, and as it holds today."""

import logging
import threading
from collections.abc import Callable
from datetime import date

from kiosk import clock
from kiosk.issuer import Issuer
from kiosk.kiosk import Offer, OfferChanged
from kiosk.watchdog import Pulse
from kiosk.worker import living_on
from models.procedures.catalogue import Catalogue
from models.procedures.lookup import Lookup
from models.procedures.shipped import shipped_catalogue
from models.service_day import service_day
from models.store.database import Database
from models.wire import Catalogue as Services
from models.wire import Procedures

LOOK_EVERY_S = 60.0  # so soon after midnight does a new day's catalogue hold
LONGEST_BUILD_S = 120.0  # 6,000 procedures take three seconds where nothing else is done

log = logging.getLogger(__name__)


class Offering:
    """Puts the offer together on a thread of its own; until that is done, the one before serves.

    Services are offered at once, for a number must not wait; procedures when they can be found.
    issuer: None until the hall has told its services. procedures, and lookup, which finds them: None until
    both are there. private_key: signs the papers. today: the day in a time zone. moment: what time it is,
    for those who take a number.
    """

    def __init__(
        self,
        database: Database,
        private_key: bytes,
        today: Callable[[str], date] = lambda zone: service_day(clock.now_ms(), zone),
    ) -> None:
        self.moment: Callable[[], clock.Moment] = clock.own_moment
        self.issuer: Issuer | None = None
        self.procedures: Catalogue | None = None
        self.lookup: Lookup | None = None
        self._database, self._private_key = database, private_key
        self._today = today
        self._edition: Catalogue | None = None
        self._telling = threading.Lock()  # so that the screen hears last what is newest
        self._post: Callable[[OfferChanged], None] = lambda _changed: None
        self._woken = threading.Event()
        self._closing = False
        self.pulse = Pulse("offering", LONGEST_BUILD_S)
        self._thread = threading.Thread(target=living_on(self._keep_current), name="offering", daemon=True)

    def open(self, post: Callable[[OfferChanged], None]) -> None:
        """Make ready; each new offer goes to `post`, from any thread."""
        self._post = post
        self._thread.start()

    def use_services(self, told: Services) -> None:
        """The hall has told what it gives numbers for."""
        with self._telling:
            self.issuer = Issuer(
                database=self._database, catalogue=told, private_key=self._private_key, moment=self.moment
            )
            self._tell()
        self._woken.set()

    def use_procedures(self, told: Procedures) -> None:
        """The hall has told what can be looked up; until it has, that is what comes with the program."""
        self._edition = told.catalogue
        self._woken.set()

    def close(self) -> None:
        """Stop for good; a catalogue half built ends with the process."""
        self._closing = True
        self._woken.set()

    def _keep_current(self) -> None:
        while not self._closing:
            self._woken.clear()
            with self.pulse.beating():
                self.catch_up()
            self._woken.wait(LOOK_EVERY_S)

    def catch_up(self) -> None:
        """Offer the procedures that hold now, if they are others than those on offer."""
        if self.issuer is None:
            return
        services = self.issuer.catalogue
        day = self._today(services.hall.timezone)
        edition = self._edition or shipped_catalogue()
        procedures = edition.valid_on(day).within({service.id for service in services.services})
        if procedures == self.procedures:
            return
        lookup = Lookup(procedures)
        with self._telling:
            self.procedures, self.lookup = procedures, lookup
            self._tell()
        log.info("%d procedures of edition %s on offer", len(procedures.procedures), procedures.edition)

    def _tell(self) -> None:
        if self.issuer is not None:
            told = self.issuer.catalogue
            offer = Offer(
                hall=told.hall,
                services=tuple(told.services),
                procedures=self.procedures,
                priorities=tuple(told.priorities),
            )
            self._post(OfferChanged(offer=offer))
