"""Read the QR code that is held before the camera, an appointment's or a card's, on a thread of its own."""

import logging
import re
import threading
from collections.abc import Callable
from datetime import date
from pathlib import Path

import cv2
import numpy as np
import zxingcpp

from kiosk import clock
from kiosk.camera import CameraFeed, Frame
from kiosk.events import CodeRead, Event
from kiosk.worker import living_on
from models.appointment import CODE_DIGITS
from models.citizen_card import CardError, CitizenCard, NotACard, read_card
from models.service_day import service_day

_CODE = re.compile(rf"[0-9]{{{CODE_DIGITS}}}")
_ENLARGED = 2  # reads from a quarter farther away (ADR-0015)
_REST_S = 0.1  # so that looking takes a fifth of one core, and the keys answer at once
_FORMATS = zxingcpp.BarcodeFormats(zxingcpp.BarcodeFormat.QRCode)
_CARD_TIMEZONE = "Asia/Ho_Chi_Minh"

Shown = str | CitizenCard | CardError
"""The code of an appointment, a card, or why neither could be read."""

log = logging.getLogger(__name__)


class CodeReader:
    """Looks at the newest frame while a code is awaited; others are skipped, and none is kept."""

    def __init__(self, camera: CameraFeed, now_ms: Callable[[], int] = clock.now_ms) -> None:
        self._camera = camera
        self._now_ms = now_ms
        self._changed = threading.Condition()
        self._frame: Frame | None = None
        self._visit: int | None = None
        self._told: frozenset[int] = frozenset()
        self._unsubscribe: Callable[[], None] | None = None
        self._closing = False
        self._post: Callable[[Event], None] = lambda _event: None
        self._on_card: Callable[[int, CitizenCard | CardError], None] = lambda _visit, _card: None
        self._thread = threading.Thread(target=living_on(self._watch), name="code-reader")

    def open(
        self,
        post: Callable[[Event], None],
        on_card: Callable[[int, CitizenCard | CardError], None] = lambda _visit, _card: None,
    ) -> None:
        """Make ready; the code of an appointment goes to `post`, a card with its visit to `on_card`.

        A card that has to be held up again comes as the CardError. Both are called on the reader's thread.
        """
        self._post = post
        self._on_card = on_card
        self._thread.start()

    def start(self, visit: int) -> None:
        """Begin to look for the code of the citizen of `visit`. The same code is told once."""
        self.stop()
        with self._changed:
            self._visit = visit
        self._unsubscribe = self._camera.subscribe(self._offer)

    def stop(self) -> None:
        """Look no longer, and forget what was seen."""
        if self._unsubscribe is not None:
            self._unsubscribe()
            self._unsubscribe = None
        with self._changed:
            self._visit = None
            self._frame = None
            self._told = frozenset()

    def close(self) -> None:
        """Stop for good."""
        self.stop()
        with self._changed:
            self._closing = True
            self._changed.notify()
        if self._thread.is_alive():
            self._thread.join()

    def _offer(self, frame: Frame) -> None:
        with self._changed:
            if self._visit is None:  # the feed was still handing out a frame when the look ended
                return
            self._frame = frame
            self._changed.notify()

    def _watch(self) -> None:
        while True:
            with self._changed:
                self._changed.wait_for(lambda: self._closing or self._frame is not None)
                if self._closing:
                    return
            self._look_once()  # a function of its own, so that no picture outlives it on this thread
            with self._changed:
                self._changed.wait_for(lambda: self._closing, _REST_S)

    def _look_once(self) -> None:
        with self._changed:
            frame, visit = self._frame, self._visit
            self._frame = None
        if frame is None or visit is None:
            return
        try:
            texts = texts_in(frame)
        except (cv2.error, ValueError):  # no picture at all: the next one comes, and there are the keys
            log.exception("looking for a code failed")
            return
        today = service_day(self._now_ms(), _CARD_TIMEZONE)
        for text in self._news(visit, texts):
            match shown_code(text, today):
                case str(code):
                    self._post(CodeRead(visit=visit, code=code))
                case NotACard():  # a code of somebody else's, on a leaflet or a bag
                    pass
                case card:
                    self._on_card(visit, card)

    def _news(self, visit: int, texts: list[str]) -> list[str]:
        """Those of `texts` that were not before the camera already when it last saw any."""
        with self._changed:
            if self._visit != visit or not texts:
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
    try:
        return read_card(text, today=today)
    except CardError as error:
        return error
