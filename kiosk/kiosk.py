"""The kiosk as its screen sees it: the visit, what the hall offers, and one way to say what happened."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date

from kiosk.camera import CameraFeed
from kiosk.deeds import Effect
from kiosk.events import Event, KioskReady, KioskStopped, ServiceTouched
from kiosk.flow import step
from kiosk.idle import Greeting, HallStands, Turn, round_of
from kiosk.key_sound import KeySound, Silence
from kiosk.speaker import SilentSpeaker, Speaker
from kiosk.visit import START, Screen, State
from models.hall import Hall, NoNumber, Service
from models.playlist import Playlist
from models.procedures.catalogue import Catalogue
from models.procedures.procedure import Procedure
from models.shipped_playlist import shipped_playlist
from models.wire import HallView


@dataclass(frozen=True, kw_only=True)
class Offer:
    """What a citizen can choose here.

    procedures: what can be looked up, each with a service of this hall or none; None where nothing can.
    """

    hall: Hall
    services: tuple[Service, ...]
    procedures: Catalogue | None = None

    def service_of(self, procedure: Procedure) -> Service | None:
        """Who takes it here; None sends the citizen to the help desk."""
        return next((one for one in self.services if one.id == procedure.service_id), None)


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
        self.speaker: Speaker = speaker or SilentSpeaker()
        self.key_sound: KeySound = key_sound or Silence()
        self._perform = perform
        self._is_stopped = True
        self._is_mending = False
        self._turns_shown = 0

    def handle(self, message: Message) -> None:
        """Let `message` change what the screen shows, and have done what follows from it."""
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
        self.state, effects = step(self.state, event)
        if self.state.screen is not Screen.ATTRACT:
            self._greet()
        for effect in effects:
            self._perform(effect)
