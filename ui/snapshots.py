"""Keep a picture of every screen a visit came to, for a machine without a display and for the README."""

from pathlib import Path

from PySide6.QtCore import QObject, QTimer, Slot

from kiosk.journey.visit import Paper, Screen
from kiosk.kiosk import Kiosk
from ui.viewmodels.look_here import WITH_PICTURE
from ui.window import KioskWindow

# By then a screen has been drawn and the camera has given its first picture.
_DRAWN_MS = 500


class Snapshots(QObject):
    """Saves `01-Attract.png`, `02-LookHere.png` … into `folder`, each before its screen changes again.

    with_camera: whether the screens with the camera's picture may be kept too.
    """

    def __init__(self, screen: KioskWindow, kiosk: Kiosk, folder: Path, *, with_camera: bool) -> None:
        super().__init__(screen)
        self._screen = screen
        self._kiosk = kiosk
        self._folder = folder
        self._with_camera = with_camera
        self._folder.mkdir(parents=True, exist_ok=True)
        self._shown = ""
        self._saved = 0
        self._drawn = QTimer(self, singleShot=True, interval=_DRAWN_MS)
        self._drawn.timeout.connect(self._save)
        screen.changing.connect(self._on_changing)
        self._on_changing()

    @Slot()
    def _on_changing(self) -> None:
        coming = self._what_comes()
        if coming == self._shown:
            return
        if self._drawn.isActive():
            self._save()
        self._shown = coming
        self._drawn.start()

    @Slot()
    def _save(self) -> None:
        self._drawn.stop()
        if self._shown.startswith(tuple(WITH_PICTURE)) and not self._with_camera:
            return
        self._saved += 1
        self._screen.window.grabWindow().save(str(self._folder / f"{self._saved:02}-{self._shown}.png"))

    def _what_comes(self) -> str:
        state = self._kiosk.state
        parts = [str(state.screen)]
        if state.screen is Screen.CHOOSE_SERVICE and state.visitor is not None:
            parts.append("greeted")
        if state.asks_still_there:
            parts.append("still_there")
        if state.paper is not Paper.NONE:
            parts.append(state.paper)
        return "-".join(parts)
