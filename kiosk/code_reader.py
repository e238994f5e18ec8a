"""Read the QR code that is held before the camera, of an appointment, dossier or card, on its own thread."""

import logging
import re
from collections.abc import Callable
from datetime import date
from pathlib import Path

import cv2
import numpy as np
import zxingcpp

from kiosk import clock
from kiosk.camera import CameraFeed, Frame
from kiosk.newest_frame import NewestFrame
from models.appointment import CODE_DIGITS
from models.citizen_card import CardError, NotACard, UnsignedCard, read_card
from models.dossier import read_code
from models.service_day import service_day

_CODE = re.compile(rf"[0-9]{{{CODE_DIGITS}}}")
_ENLARGED = 2  # reads from a quarter farther away (ADR-0015)
_REST_S = 0.1  # so that looking takes a fifth of one core, and the keys answer at once
_FORMATS = zxingcpp.BarcodeFormats(zxingcpp.BarcodeFormat.QRCode)
_CARD_TIMEZONE = "Asia/Ho_Chi_Minh"

Shown = str | UnsignedCard | CardError
"""The code of an appointment or a dossier, a card, or why none could be read."""

log = logging.getLogger(__name__)


class CodeReader:
    """Looks at the newest frame while a code is awaited; others are skipped, and none is kept."""

    def __init__(self, camera: CameraFeed, now_ms: Callable[[], int] = clock.now_ms) -> None:
        self._frames = NewestFrame(camera, self._look, name="code-reader", rest_s=_REST_S)
        self._now_ms = now_ms
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
            texts = texts_in(frame)
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


def texts_in(frame: Frame) -> list[str]:
    """What the QR codes in `frame` say. Takes 8 to 18 ms for 720p (benchmarks/card_reading.py)."""
    grey = cv2.cvtColor(frame, cv2.COLOR_BGR2GRAY)
    large = cv2.resize(grey, None, fx=_ENLARGED, fy=_ENLARGED, interpolation=cv2.INTER_CUBIC)
    codes = zxingcpp.read_barcodes(large, formats=_FORMATS, text_mode=zxingcpp.TextMode.Plain)
    return [code.text for code in codes]


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
