"""The kiosk as its screen sees it: the visit, what the hall offers, and one way to say what happened."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from kiosk.camera import CameraFeed
from kiosk.deeds import Effect
from kiosk.events import Event, KioskReady, ServiceTouched
from kiosk.flow import step
from kiosk.visit import START, State
from models.hall import Hall, NoNumber, Service


@dataclass(frozen=True, kw_only=True)
class Offer:
    """What a citizen can choose here."""

    hall: Hall
    services: tuple[Service, ...]


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


Message = Event | OfferChanged | OnlineChanged | NoNumbersChanged


class Kiosk:
    """Holds the one visit there is. Everything here happens on one thread, the screen's.

    perform: does an effect, on a thread of its own; its results come back through `handle`.
    offer: None until the hall's services are known. online: whether the hall answers at the moment.
    no_numbers: the services that cannot be chosen, as the hall last said.
    camera: where the picture of the look-here screen comes from, None without a camera.
    """

    def __init__(self, perform: Callable[[Effect], None], camera: CameraFeed | None) -> None:
        self.state: State = START
        self.offer: Offer | None = None
        self.online = False
        self.no_numbers: Mapping[str, NoNumber] = {}
        self.camera = camera
        self._perform = perform

    def handle(self, message: Message) -> None:
        """Let `message` change what the screen shows, and have done what follows from it."""
        match message:
            case OnlineChanged(online=online):
                self.online = online
            case OfferChanged(offer=offer):
                self.offer = offer
                self._step(KioskReady())
            case NoNumbersChanged(no_numbers=no_numbers):
                self.no_numbers = no_numbers
            case ServiceTouched(service_id=service_id) if service_id in self.no_numbers:
                pass
            case event:
                self._step(event)

    def _step(self, event: Event) -> None:
        self.state, effects = step(self.state, event)
        for effect in effects:
            self._perform(effect)
