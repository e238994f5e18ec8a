"""Read the QR code that is held before the camera, of an appointment, dossier or card, on its own thread."""

import logging
import re
from collections.abc import Callable
from datetime import date
from itertools import cycle
from pathlib import Path

import cv2
import numpy as np
import numpy.typing as npt
import zxingcpp

from kiosk import clock
from kiosk.camera import CameraFeed, Frame
from kiosk.card_guide import guide_in
from kiosk.newest_frame import NewestFrame
from models.appointment import CODE_DIGITS
from models.citizen_card import CardError, NotACard, UnsignedCard, read_card
from models.dossier import read_code
from models.service_day import service_day

_CODE = re.compile(rf"[0-9]{{{CODE_DIGITS}}}")
_FORMATS = zxingcpp.BarcodeFormats(zxingcpp.BarcodeFormat.QRCode)
_CARD_TIMEZONE = "Asia/Ho_Chi_Minh"
_HARDER_EVERY = 4  # looks
_ENLARGED = 2
_SHARPENED, _SHARPENED_PX = 2.0, 1.5  # how much of what a blur of that width takes away is put back
_AROUND_GUIDE = 1.25  # hands do not keep to the outline

_Grey = npt.NDArray[np.uint8]
Shown = str | UnsignedCard | CardError
"""The code of an appointment or a dossier, a card, or why none could be read."""

log = logging.getLogger(__name__)


class CodeReader:
    """Looks at the newest frame while a code is awaited; others are skipped, and none is kept."""

    def __init__(self, camera: CameraFeed, now_ms: Callable[[], int] = clock.now_ms) -> None:
        self._frames = NewestFrame(camera, self._look, name="code-reader")
        self._now_ms = now_ms
        self._burst = Burst()
        self._told: frozenset[int] = frozenset()
        self._on_shown: Callable[[int, Shown], None] = lambda _visit, _shown: None

    def open(self, on_shown: Callable[[int, Shown], None]) -> None:
        """Make ready; what is shown goes to `on_shown` with its visit, on the reader's thread.

        A card that has to be held up again comes as the CardError.
        """
        self._on_shown = on_shown
        self._frames.open()

    def start(self, visit: int) -> None:
        """Begin to look for the code of the citizen of `visit`. The same code is told once."""
        self.stop()
        self._frames.start(visit)

    def stop(self) -> None:
        """Look no longer, and forget what was seen."""
        self._frames.stop()
        self._told = frozenset()

    def close(self) -> None:
        """Stop for good."""
        self._frames.close()

    def _look(self, frame: Frame, visit: int) -> None:
        try:
            texts = self._burst.texts_in(frame)
        except (cv2.error, ValueError):  # no picture at all: the next one comes, and there are the keys
            log.exception("looking for a code failed")
            return
        today = service_day(self._now_ms(), _CARD_TIMEZONE)
        for text in self._news(visit, texts):
            shown = shown_code(text, today)
            if not isinstance(shown, NotACard):  # that is a code of somebody else's, on a leaflet or a bag
                self._on_shown(visit, shown)

    def _news(self, visit: int, texts: list[str]) -> list[str]:
        """Those of `texts` that were not before the camera already when it last saw any."""
        if self._frames.visit != visit or not texts:
            return []
        told = self._told
        self._told = frozenset(map(hash, texts))  # of a card nothing else stays here
        return [text for text in texts if hash(text) not in told]


class Burst:
    """Successive looks at what is held up: plain, and now and then harder, to spare the machine.

    A look misses two cards of five, ten in a row none (benchmarks/card_reading.py).
    """

    def __init__(self) -> None:
        self._is_turn = cycle([*[False] * (_HARDER_EVERY - 1), True])
        self._rungs = cycle(_LADDER)

    def texts_in(self, frame: Frame) -> list[str]:
        """What the QR codes in `frame` say. A plain look at 720p takes 1.4 ms, a harder one 4 ms more."""
        grey = _grey(frame)
        codes = _codes(grey)
        texts = _texts(codes)
        is_turn = next(self._is_turn)  # for codes that nobody would take for one
        if texts or not (codes or is_turn):
            return texts
        rung = next(self._rungs)
        return _texts(_codes(rung(_around_guide(grey))))


def texts_in(picture: Frame) -> list[str]:
    """What the QR codes in one still picture say, however hard it must be looked at."""
    grey = _grey(picture)
    looks = (grey, *(rung(grey) for rung in _LADDER))
    return next((texts for look in looks if (texts := _texts(_codes(look)))), [])


def text_of_picture(path: Path) -> str:
    """What the first QR code in a picture on the disk says; empty when there is none."""
    picture = cv2.imread(str(path))
    texts = [] if picture is None else texts_in(np.asarray(picture, dtype=np.uint8))
    return texts[0] if texts else ""


def shown_code(text: str, today: date) -> Shown:
    """What somebody has shown whose QR code says `text`."""
    if _CODE.fullmatch(text):
        return text
    dossier_code = read_code(text)
    if dossier_code is not None:
        return dossier_code
    try:
        return read_card(text, today=today)
    except CardError as error:
        return error


def _grey(frame: Frame) -> _Grey:
    return np.asarray(cv2.cvtColor(frame, cv2.COLOR_BGR2GRAY), dtype=np.uint8)


def _around_guide(grey: _Grey) -> _Grey:
    """The part of the picture where a card is asked for: less to do, and more is read."""
    height_px, width_px = grey.shape
    guide = guide_in(width_px, height_px)
    left_px = max(0, round((width_px - _AROUND_GUIDE * guide.width_px) / 2))
    top_px = max(0, round((height_px - _AROUND_GUIDE * guide.height_px) / 2))
    return grey[top_px : height_px - top_px, left_px : width_px - left_px]


def _sharp_and_large(grey: _Grey) -> _Grey:
    blurred = cv2.GaussianBlur(grey, (0, 0), _SHARPENED_PX)
    sharp = cv2.addWeighted(grey, 1 + _SHARPENED, blurred, -_SHARPENED, 0)
    return np.asarray(cv2.resize(sharp, None, fx=_ENLARGED, fy=_ENLARGED), dtype=np.uint8)


def _large(grey: _Grey) -> _Grey:
    large = cv2.resize(grey, None, fx=_ENLARGED, fy=_ENLARGED, interpolation=cv2.INTER_CUBIC)
    return np.asarray(large, dtype=np.uint8)


_LADDER = (_sharp_and_large, _large)  # the one that reads most of the rest first


def _codes(grey: _Grey) -> list[zxingcpp.Barcode]:
    """Those that are read, and those that are there but cannot be."""
    return zxingcpp.read_barcodes(grey, formats=_FORMATS, return_errors=True)


def _texts(codes: list[zxingcpp.Barcode]) -> list[str]:
    """Of the bytes themselves: a guess at their code page has no place in somebody's name."""
    return [text for code in codes if code.valid and (text := _utf_8(code.bytes)) is not None]


def _utf_8(content: bytes) -> str | None:
    try:
        return content.decode()
    except UnicodeDecodeError:
        return None
