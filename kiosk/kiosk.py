"""The kiosk as its screen sees it: the visit, what the hall offers, and one way to say what happened."""

import logging
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date

from kiosk.camera import CameraFeed
from kiosk.journey.deeds import Effect
from kiosk.journey.events import Event, KioskReady, KioskStopped, ServiceTouched
from kiosk.journey.flow import step
from kiosk.journey.idle import Greeting, HallStands, Turn, round_of
from kiosk.journey.paperless import trouble_after
from kiosk.journey.staff_events import CornerTapped
from kiosk.journey.visit import START, Screen, State
from kiosk.key_sound import KeySound, Silence
from kiosk.speaker import SilentSpeaker, Speaker
from models.hall import Hall, NoNumber, Service
from models.playlist import Playlist
from models.print_job import Reason
from models.procedures.catalogue import Catalogue
from models.procedures.procedure import Procedure
from models.shipped_playlist import shipped_playlist
from models.wire import HallView, Priority

log = logging.getLogger(__name__)


@dataclass(frozen=True, kw_only=True)
class Offer:
    """What a citizen can choose here.

    procedures: what can be looked up, each with a service of this hall or none; None where nothing can.
    priorities: the classes a citizen may claim to belong to.
    """

    hall: Hall
    services: tuple[Service, ...]
    procedures: Catalogue | None = None
    priorities: tuple[Priority, ...] = ()

    def service_of(self, procedure: Procedure) -> Service | None:
        """Who takes it here; None sends the citizen to the help desk."""
        return next((one for one in self.services if one.id == procedure.service_id), None)

    def priority(self, id_: str) -> Priority | None:
        """The class of that id; None for the regular one, and for one that was switched off."""
        return next((one for one in self.priorities if one.id == id_), None)


@dataclass(frozen=True, kw_only=True)
class OfferChanged:
    """The hall has said what it offers."""

    offer: Offer


@dataclass(frozen=True, kw_only=True)
class OnlineChanged:
    """The hall has begun, or ceased, to answer."""

    online: bool


@dataclass(frozen=True, kw_only=True)
class NoNumbersChanged:
    """Which services give no numbers from now on, and why; none of them while the hall cannot be asked."""

    no_numbers: Mapping[str, NoNumber]


@dataclass(frozen=True, kw_only=True)
class PlaylistChanged:
    """The hall has said what is shown while nobody is there."""

    playlist: Playlist


@dataclass(frozen=True, kw_only=True)
class TurnOver:
    """What was shown while nobody was there has been shown long enough. day: which it is in the hall."""

    day: date


@dataclass(frozen=True, kw_only=True)
class SomebodyCame:
    """The screen has been touched."""


@dataclass(frozen=True, kw_only=True)
class CameraChanged:
    """The camera has begun, or ceased, to give pictures."""

    is_there: bool


@dataclass(frozen=True, kw_only=True)
class PrinterTold:
    """What the printer says stands in its way, while nothing is printed; None for nothing."""

    trouble: Reason | None


@dataclass(frozen=True, kw_only=True)
class ScannerChanged:
    """The scanner for cards and codes has been plugged in or out."""

    is_there: bool


@dataclass(frozen=True, kw_only=True)
class VisitLost:
    """Something has failed that nobody foresaw, and the visit is given up."""


@dataclass(frozen=True, kw_only=True)
class Mended:
    """The kiosk may be used again after a lost visit."""


Message = (
    Event
    | OfferChanged
    | OnlineChanged
    | NoNumbersChanged
    | PlaylistChanged
    | TurnOver
    | SomebodyCame
    | CameraChanged
    | PrinterTold
    | ScannerChanged
    | VisitLost
    | Mended
)


class Kiosk:
    """Holds the one visit there is. Everything here happens on one thread, the screen's.

    perform: does an effect, on a thread of its own; its results come back through `handle`.
    offer: None until the hall's services are known. online: whether the hall answers at the moment.
    no_numbers: the services that cannot be chosen, as the hall last said.
    playlist: what is shown while nobody is there; what comes with the program until the hall has said.
    turn: what of it, or the greeting, is shown now.
    ask_hall: how the hall stands, None while it cannot be asked.
    camera: where the picture of the look-here screen comes from, None without a camera.
    sees: whether it gives pictures at the moment; believed until it fails.
    printer_trouble: what the printer is known to lack, None for nothing.
    has_staff_panel: whether this kiosk has a PIN for its staff.
    scans: whether cards and codes can be held under a scanner.
    finds_dossiers, takes_opinions: whether there is a desk behind the kiosk for that.
    speaker: what reads the screen aloud. key_sound: what a key of the keyboard sounds like.
    """

    def __init__(
        self,
        perform: Callable[[Effect], None],
        camera: CameraFeed | None,
        speaker: Speaker | None = None,
        key_sound: KeySound | None = None,
    ) -> None:
        self.state: State = START
        self.offer: Offer | None = None
        self.online = False
        self.no_numbers: Mapping[str, NoNumber] = {}
        self.playlist: Playlist = shipped_playlist()
        self.turn: Turn = Greeting()
        self.ask_hall: Callable[[], HallView | None] = lambda: None
        self.camera = camera
        self.sees = True
        self.printer_trouble: Reason | None = None
        self.has_staff_panel = False
        self.scans = False
        self.finds_dossiers = False
        self.takes_opinions = False
        self.speaker: Speaker = speaker or SilentSpeaker()
        self.key_sound: KeySound = key_sound or Silence()
        self._perform = perform
        self._is_stopped = True
        self._is_mending = False
        self._turns_shown = 0

    def handle(self, message: Message) -> None:
        """Let `message` change what the screen shows, and have done what follows from it."""
        self.printer_trouble = trouble_after(self.printer_trouble, message)
        match message:
            case OnlineChanged(online=online):
                self.online = online
                if not online and isinstance(self.turn, HallStands):
                    self._greet()
            case OfferChanged(offer=offer):
                self.offer = offer
                self.handle(KioskReady())
            case NoNumbersChanged(no_numbers=no_numbers):
                self.no_numbers = no_numbers
            case PlaylistChanged(playlist=playlist):
                self.playlist = playlist
                self._greet()
            case TurnOver(day=day):
                self._show_next(day)
            case SomebodyCame():
                self._greet()
            case CameraChanged(is_there=is_there):
                self.sees = is_there
            case PrinterTold(trouble=trouble):
                self.printer_trouble = trouble
            case ScannerChanged(is_there=is_there):
                self.scans = is_there
            case KioskReady():
                self._is_stopped = False
                self._open()
            case KioskStopped():
                self._is_stopped = True
                self._step(message)
            case VisitLost():
                self._is_mending = True
                self._step(KioskStopped())
            case Mended():
                self._is_mending = False
                self._open()
            case ServiceTouched(service_id=service_id) if service_id in self.no_numbers:
                pass
            case CornerTapped() if not self.has_staff_panel:
                pass
            case event:
                self._step(event)

    def _greet(self) -> None:
        self.turn, self._turns_shown = Greeting(), 0

    def _show_next(self, day: date) -> None:
        if self.state.screen is not Screen.ATTRACT:
            return
        turns = round_of(self.playlist, day, self.ask_hall())
        self._turns_shown = (self._turns_shown + 1) % len(turns)
        self.turn = turns[self._turns_shown]

    def _open(self) -> None:
        if not self._is_stopped and not self._is_mending:
            self._step(KioskReady())

    def _step(self, event: Event) -> None:
        before = self.state.screen
        self.state, effects = step(self.state, event)
        if self.state.screen is not before:
            log.info("visit %d: %s after %s", self.state.visit, self.state.screen, type(event).__name__)
        if self.state.screen is not Screen.ATTRACT:
            self._greet()
        for effect in effects:
            self._perform(effect)
