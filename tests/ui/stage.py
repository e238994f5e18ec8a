"""A kiosk's window for tests, and a citizen before it."""

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QCoreApplication, QPoint, Qt
from PySide6.QtGui import QImage
from PySide6.QtTest import QTest

from kiosk.journey.deeds import Effect, IssueTicket
from kiosk.journey.events import FaceRecognised, LanguageTouched, TicketIssued, TimedOut
from kiosk.journey.visit import IssuedTicket, Visitor
from kiosk.kiosk import Kiosk, Message, NoNumbersChanged, Offer, OfferChanged, OnlineChanged
from models.hall import NoNumber
from ui.app import build_window
from ui.i18n import read_words
from ui.moments import SHOWN_NAME, TICKET, reach
from ui.visitor import Seen, look, reads, tap, touch, wait_for
from ui.window import KioskWindow, WindowSettings

VI = read_words("vi")
EN = read_words("en")
SMALL_INCHES, USUAL_INCHES, LARGE_INCHES = 15.6, 21.5, 32.0
BOTTOM_MM = 900.0
# What Label.qml and Tile.qml wait before they say that something does not fit.
OVERFLOW_SAID_MS = 130


@dataclass
class Stage:
    """A shown kiosk, a citizen before it, and the effects it asked for."""

    kiosk: Kiosk
    effects: list[Effect]
    screen: KioskWindow

    @classmethod
    def open(cls, kiosk: Kiosk, effects: list[Effect], settings: WindowSettings) -> "Stage":
        screen = build_window(kiosk, settings)
        assert QTest.qWaitForWindowExposed(screen.window)
        return cls(kiosk=kiosk, effects=effects, screen=screen)

    def tell(self, *messages: Message) -> None:
        for message in messages:
            self.screen.tell(message)

    def touch(self, name: str) -> None:
        touch(self.screen.window, name)

    def touch_place(self, x_px: int, y_px: int) -> None:
        tap(self.screen.window, QPoint(x_px, y_px))

    def finger_down(self, name: str) -> QPoint:
        place = wait_for(self.screen.window, name).area.center()
        QTest.mousePress(self.screen.window, Qt.MouseButton.LeftButton, pos=place)
        return place

    def finger_up(self, place: QPoint) -> None:
        QTest.mouseRelease(self.screen.window, Qt.MouseButton.LeftButton, pos=place)

    def reads(self) -> list[str]:
        self.draw()
        return reads(self.screen.window)

    def controls(self) -> list[Seen]:
        self.draw()
        return [seen for seen in look(self.screen.window) if seen.is_control]

    def draw(self) -> QImage:
        QCoreApplication.processEvents()
        return self.screen.window.grabWindow()

    def close_services(self, **why: NoNumber) -> None:
        """From now on these services give no numbers, by their ids, and all others do."""
        self.tell(OnlineChanged(online=True))  # who cannot ask the hall knows of none
        self.tell(NoNumbersChanged(no_numbers={id_.replace("_", "-"): one for id_, one in why.items()}))

    def show(self, moment: str) -> None:
        """From the first screen to this moment of a visit."""
        reach(moment, self.kiosk, self.screen.tell)

    def recognise(self) -> None:
        visitor = Visitor(person_id="person-1", shown_name=SHOWN_NAME)
        self.tell(FaceRecognised(visit=self.kiosk.state.visit, visitor=visitor))

    def issue(self, ticket: IssuedTicket = TICKET) -> None:
        self.tell(TicketIssued(visit=self.kiosk.state.visit, ticket=ticket))

    def time_out(self) -> None:
        self.tell(TimedOut(timer=self.kiosk.state.timer))

    def asked_for_tickets(self) -> Sequence[IssueTicket]:
        return [effect for effect in self.effects if isinstance(effect, IssueTicket)]


def open_for(stage: Stage, *, offer: Offer, language: str = "vi", online: bool = True) -> None:
    """Bring the kiosk to its attract screen, in a language, without touching."""
    stage.tell(OnlineChanged(online=online), OfferChanged(offer=offer), LanguageTouched(language=language))


def on_panel(inches: float) -> WindowSettings:
    """A panel that size, hung as usual, whose screens do not move."""
    return WindowSettings(panel_inches=inches, panel_bottom_mm=BOTTOM_MM, reduced_motion=True)
