"""Draw every moment of a visit in every look, onto one page to be reviewed."""

from collections.abc import Iterator
from dataclasses import dataclass
from html import escape
from itertools import product
from pathlib import Path

from PySide6.QtCore import QCoreApplication, QEventLoop, Qt
from PySide6.QtGui import QImage

from kiosk.journey.events import ContrastTouched, LanguageTouched, LowReachTouched, TextSizeTouched
from kiosk.journey.visit import USUAL_LANGUAGE, Preferences
from kiosk.kiosk import Kiosk, Message, Offer, OfferChanged, OnlineChanged
from kiosk.speaker import SilentSpeaker
from ui.app import build_window, make_application
from ui.i18n import find_languages
from ui.moments import MOMENTS, leave, reach, usual_offer
from ui.window import KioskWindow, WindowSettings

# What fits is known when the first round of the layout is done.
_LAYOUT_ROUNDS = 3
_LAYOUT_MS = 5
_OFF_ON = (False, True)


@dataclass(frozen=True, kw_only=True)
class Look:
    """One way the screen can look."""

    language: str = USUAL_LANGUAGE
    is_contrast: bool = False
    is_large: bool = False
    is_low: bool = False

    @property
    def name(self) -> str:
        parts = [
            "contrast" if self.is_contrast else "day",
            "large" if self.is_large else "normal",
            *(["low"] if self.is_low else []),
            self.language,
        ]
        return "-".join(parts)

    @property
    def touches(self) -> list[Message]:
        """What a visitor touches for it."""
        return [
            *([LanguageTouched(language=self.language)] if self.language != USUAL_LANGUAGE else []),
            *([ContrastTouched()] if self.is_contrast else []),
            *([TextSizeTouched()] if self.is_large else []),
            *([LowReachTouched()] if self.is_low else []),
        ]


def every_look() -> list[Look]:
    return [
        Look(language=language, is_contrast=is_contrast, is_large=is_large, is_low=is_low)
        for language, is_contrast, is_large, is_low in product(find_languages(), _OFF_ON, _OFF_ON, _OFF_ON)
    ]


class _AudibleSpeaker(SilentSpeaker):
    """Nothing is heard; the key for it is there."""

    can_speak = True


class Gallery:
    """One window, and whoever asks for its pictures."""

    def __init__(self, settings: WindowSettings, offer: Offer, *, online: bool = True) -> None:
        make_application()
        self.kiosk = Kiosk(perform=lambda _effect: None, camera=None, speaker=_AudibleSpeaker())
        self.kiosk.finds_dossiers = self.kiosk.takes_opinions = True
        self.screen: KioskWindow = build_window(self.kiosk, settings)
        self._online = online
        self.screen.tell(OfferChanged(offer=offer))

    def show(self, moment: str, look: Look) -> None:
        leave(self.kiosk, self.screen.tell, look.touches)
        self.screen.tell(OnlineChanged(online=self._online))
        reach(moment, self.kiosk, self.screen.tell)
        if self.kiosk.state.preferences == Preferences():  # the kiosk stopped, and forgot who was there
            for touched in look.touches:
                self.screen.tell(touched)

    def picture(self, moment: str, look: Look) -> QImage:
        self.show(moment, look)
        for _ in range(_LAYOUT_ROUNDS):
            self.screen.window.grabWindow()
            QCoreApplication.processEvents(QEventLoop.ProcessEventsFlag.AllEvents, _LAYOUT_MS)
        return self.screen.window.grabWindow()

    def close(self) -> None:
        self.screen.close()


def draw_gallery(folder: Path, settings: WindowSettings, *, scale: float, looks: list[Look]) -> int:
    """Save a picture of every moment in these looks, and `index.html` with them all; how many there are."""
    folder.mkdir(parents=True, exist_ok=True)
    gallery = Gallery(settings, usual_offer())
    drawn = 0
    try:
        for number, moment in enumerate(MOMENTS, 1):
            for look in looks:
                picture = gallery.picture(moment, look)
                small = picture.scaledToWidth(
                    round(picture.width() * scale), Qt.TransformationMode.SmoothTransformation
                )
                small.save(str(folder / _file_name(number, moment, look)))
                drawn += 1
    finally:
        gallery.close()
    (folder / "index.html").write_text("".join(_page(looks)), "utf-8")
    return drawn


def _file_name(number: int, moment: str, look: Look) -> str:
    return f"{number:02}-{moment.replace(',', '').replace(' ', '_')}-{look.name}.png"


def _page(looks: list[Look]) -> Iterator[str]:
    yield "<!doctype html><meta charset=utf-8><title>Một Cửa: every screen</title>"
    yield "<style>body{font:16px sans-serif;margin:24px}div{display:flex;gap:16px;overflow-x:auto}"
    yield "figure{margin:0}img{width:270px;border:1px solid #5F7396}figcaption{padding:4px 0 16px}</style>"
    for number, moment in enumerate(MOMENTS, 1):
        yield f"<h2>{escape(moment)}</h2><div>"
        for look in looks:
            file_name = escape(_file_name(number, moment, look))
            yield f'<figure><a href="{file_name}"><img loading=lazy src="{file_name}" alt="{escape(moment)}">'
            yield f"</a><figcaption>{escape(look.name)}</figcaption></figure>"
        yield "</div>"
