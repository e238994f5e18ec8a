"""A stand-in citizen, for the demo and for training: whoever comes before the camera makes a visit."""

from collections.abc import Callable
from itertools import count

from PySide6.QtCore import QObject, QTimer, Slot

from kiosk.visit import USUAL_LANGUAGE
from ui.i18n import find_languages, read_words
from ui.visitor import Seen, look, tap
from ui.window import KioskWindow

_THINKING_MS = 1200


class StandInCitizen(QObject):
    """Looks at the screen every now and then and touches what a citizen would.

    Takes the face way, says yes to a name, and chooses another service each time.
    someone_there: whether anybody stands before the camera; one visit is made for each who comes.
    """

    def __init__(
        self, screen: KioskWindow, someone_there: Callable[[], bool], thinking_ms: int = _THINKING_MS
    ) -> None:
        super().__init__(screen)
        words = read_words(USUAL_LANGUAGE)
        self._window = screen.window
        self._someone_there = someone_there
        self._has_left = True
        self._begin = words["home.face"]
        self._answers = (words["still.stay"], words["you.yes"])
        self._known = {*words.values(), *(read_words(code)["language.name"] for code in find_languages())}
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
