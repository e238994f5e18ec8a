"""A stand-in citizen, for the demo and for training: whoever comes before the camera makes a visit."""

from collections.abc import Callable
from itertools import count

from PySide6.QtCore import QObject, QTimer, Slot

from kiosk.journey.visit import USUAL_LANGUAGE
from ui.i18n import find_languages, read_words
from ui.visitor import Seen, look, tap
from ui.window import KioskWindow

_THINKING_MS = 1200
_CARD_EVERY = 3  # visits: by face, as a stranger, by card


class StandInCitizen(QObject):
    """Looks at the screen every now and then and touches what a citizen would.

    Takes the face way, or holds up a card, and chooses another service each time.
    someone_there: whether anybody stands before the camera; one visit is made for each who comes.
    show_card: holds up the card; None without one.
    """

    def __init__(
        self,
        screen: KioskWindow,
        someone_there: Callable[[], bool],
        show_card: Callable[[], None] | None = None,
        thinking_ms: int = _THINKING_MS,
    ) -> None:
        super().__init__(screen)
        words = read_words(USUAL_LANGUAGE)
        self._window = screen.window
        self._someone_there = someone_there
        self._show_card = show_card
        self._has_left = True
        self._begin = words["home.face"]
        self._answers = (words["still.stay"],)
        self._known = {*words.values(), *(read_words(code)["language.name"] for code in find_languages())}
        self._visits = count(1)
        self._services = count()
        self._thinking = QTimer(self, interval=thinking_ms)
        self._thinking.timeout.connect(self._act)
        self._thinking.start()

    @Slot()
    def _act(self) -> None:
        is_there = self._someone_there()
        controls = {seen.name: seen for seen in look(self._window) if seen.is_control and seen.is_enabled}
        chosen: Seen | None = None
        if self._begin in controls:
            if is_there and self._has_left:
                self._has_left = False
                if self._show_card is not None and next(self._visits) % _CARD_EVERY == 0:
                    self._show_card()
                else:
                    chosen = controls[self._begin]
        else:
            chosen = self._choice(controls)
        self._has_left = self._has_left or not is_there
        if chosen is not None:
            tap(self._window, chosen.area.center())

    def _choice(self, controls: dict[str, Seen]) -> Seen | None:
        for answer in self._answers:
            if answer in controls:
                return controls[answer]
        # What remains is a screen where one waits, or the services, which only the hall names.
        services = [seen for name, seen in controls.items() if name not in self._known]
        return services[next(self._services) % len(services)] if services else None
