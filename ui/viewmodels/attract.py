"""The first screen: the ways to a number, and what is shown above them while nobody is there."""

from typing import Any

from PySide6.QtCore import Property, QObject, QTimer, Signal, Slot
from PySide6.QtQml import QmlElement

from kiosk.clock import now_ms
from kiosk.journey.errand_events import DossierWayTouched, OpinionWayTouched
from kiosk.journey.events import AnonymousWayTouched, AppointmentWayTouched, FaceWayTouched
from kiosk.journey.idle import Greeting, HallStands, Turn
from kiosk.journey.visit import Screen
from kiosk.kiosk import Kiosk, SomebodyCame, TurnOver
from models.hall import Service
from models.playlist import Card
from models.service_day import service_day
from models.wire import HallView
from ui.i18n import Words
from ui.viewmodels import Tell

QML_IMPORT_NAME = "MotCua"
QML_IMPORT_MAJOR_VERSION = 1

_NOTICE_SIGN = "info"


@QmlElement
class AttractModel(QObject):
    """turned: comes when something else is shown in the place of the greeting."""

    changed = Signal()
    turned = Signal()

    def __init__(self, kiosk: Kiosk, words: Words, tell: Tell) -> None:
        super().__init__()
        self._kiosk = kiosk
        self._words = words
        self._tell = tell
        self._turn: Turn | None = None
        self._showing = QTimer(self)
        self._showing.setSingleShot(True)
        self._showing.timeout.connect(self._end_turn)

    def refresh(self) -> None:
        turn = self._kiosk.turn if self._kiosk.state.screen is Screen.ATTRACT else None
        if turn is not self._turn:
            self._turn = turn
            self.turned.emit()
            if turn is None:
                self._showing.stop()
            else:
                self._showing.start(turn.shown_s * 1000)
        self.changed.emit()

    @Property(bool, notify=changed)
    def takes_appointments(self) -> bool:
        """Whether anybody can have an appointment in this hall."""
        return any(service.slot_capacity for service in self._services)

    @Property(bool, notify=changed)
    def sees(self) -> bool:
        """Whether a face can be looked at."""
        return self._kiosk.sees

    @Property(bool, notify=changed)
    def scans(self) -> bool:
        """Whether a card can be held under a scanner."""
        return self._kiosk.scans

    @Property(bool, notify=changed)
    def finds_dossiers(self) -> bool:
        return self._kiosk.finds_dossiers

    @Property(bool, notify=changed)
    def takes_opinions(self) -> bool:
        return self._kiosk.takes_opinions

    @Property("QVariantMap", notify=changed)  # type: ignore[arg-type]
    def card(self) -> dict[str, Any]:
        """What is shown now: sign, title, text, both in the other language, who waits; {} is the greeting."""
        match self._turn:
            case None | Greeting():
                return {}
            case HallStands(view=view):
                return self._hall(view)
            case card:
                return self._card(card)

    @Slot()
    def greet(self) -> None:
        """Somebody is there: the greeting, and nothing that changes by itself for a while."""
        if self._turn is not None:
            self._tell(SomebodyCame())

    @Slot()
    def take_face_way(self) -> None:
        self._tell(FaceWayTouched())

    @Slot()
    def take_anonymous_way(self) -> None:
        self._tell(AnonymousWayTouched())

    @Slot()
    def take_appointment_way(self) -> None:
        self._tell(AppointmentWayTouched())

    @Slot()
    def take_dossier_way(self) -> None:
        self._tell(DossierWayTouched())

    @Slot()
    def take_opinion_way(self) -> None:
        self._tell(OpinionWayTouched())

    @Slot()
    def _end_turn(self) -> None:
        offer = self._kiosk.offer
        if offer is not None:
            self._tell(TurnOver(day=service_day(now_ms(), offer.hall.timezone)))

    @property
    def _services(self) -> tuple[Service, ...]:
        offer = self._kiosk.offer
        return offer.services if offer is not None else ()

    def _card(self, card: Card) -> dict[str, Any]:
        vi, en = (card.title_vi, card.text_vi), (card.title_en, card.text_en)
        languages = {"vi": "vi"} | ({"en": "en"} if card.title_en else {})
        own, other = (en, ("", "")) if self._words.choose(languages) == "en" else (vi, en)
        return {
            "sign": str(card.icon or _NOTICE_SIGN),
            "title": own[0],
            "text": own[1],
            "other_title": other[0],
            "other_text": other[1],
            "waiting": [],
        }

    def _hall(self, view: HallView) -> dict[str, Any]:
        say = self._words.text
        calling = sorted({number for numbers in view.open_counters.values() for number in numbers})
        counters = ", ".join(map(str, calling))
        return {
            "sign": "clock",
            "title": say("hall.counters", counters=counters) if calling else say("hall.no_counters"),
            "text": say("hall.waiting"),
            "other_title": "",
            "other_text": "",
            "waiting": [
                {
                    "letter": one.letter,
                    "people": str(view.waiting.get(one.id, 0)),
                    "said": say("hall.waiting_for", letter=one.letter, n=view.waiting.get(one.id, 0)),
                }
                for one in self._services
            ],
        }
