"""After an error that nobody foresaw: out of service at once, and back by itself a moment later."""

import logging
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from types import TracebackType

from PySide6.QtCore import QObject, Qt, QTimer, Signal, Slot
from PySide6.QtGui import QGuiApplication

from kiosk.kiosk import Mended, VisitLost
from ui.window import KioskWindow

BACK_AFTER_MS = 1500  # long enough to be read, and back within three seconds
MOST_MISHAPS = 5
WITHIN_S = 60.0
LAST_FRAME_MS = 100  # for "out of service" to be drawn
FAILED = 70  # EX_SOFTWARE of sysexits.h

log = logging.getLogger(__name__)


class Recovery(QObject):
    """Takes the visit off the screen when anything fails, and ends the program when that does not help.

    Hears of exceptions in slots and QML (both go to `sys.excepthook`), of QML's own errors, and of threads.
    A thread that has ended with an exception is gone for good, and what it did with it: then, and after
    more than five mishaps in a minute, the program ends with exit code 70, for systemd to start it anew.
    """

    _happened = Signal()
    _lost = Signal()

    def __init__(
        self,
        screen: KioskWindow,
        *,
        end: Callable[[int], None] = QGuiApplication.exit,
        clock_s: Callable[[], float] = time.monotonic,
        back_after_ms: int = BACK_AFTER_MS,
    ) -> None:
        super().__init__()
        self._screen = screen
        self._end_with = end
        self._clock_s = clock_s
        self._mishaps_s: list[float] = []
        self._back = QTimer(self)
        self._back.setSingleShot(True)
        self._back.setInterval(back_after_ms)
        self._back.timeout.connect(self._come_back)
        # Queued: they come from any thread, or from the middle of a slot that has just failed.
        self._happened.connect(self._recover, Qt.ConnectionType.QueuedConnection)
        self._lost.connect(self._end, Qt.ConnectionType.QueuedConnection)
        screen.failed.connect(self._hear_qml)

    @contextmanager
    def hearing(self) -> Iterator[None]:
        """Hear of every exception until this ends."""
        hook_before, thread_hook_before = sys.excepthook, threading.excepthook
        sys.excepthook, threading.excepthook = self._hear, self._hear_thread
        try:
            yield
        finally:
            sys.excepthook, threading.excepthook = hook_before, thread_hook_before
            self._back.stop()

    def _hear(self, kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
        log.critical("the visit is given up", exc_info=(kind, error, trace))
        _forget_last()
        self._happened.emit()

    def _hear_thread(self, args: threading.ExceptHookArgs) -> None:
        if args.exc_value is None:
            return
        name = args.thread.name if args.thread else "a thread"
        log.critical("%s has ended", name, exc_info=(args.exc_type, args.exc_value, args.exc_traceback))
        # A timer's thread has one thing to do and ends with it.
        (self._happened if isinstance(args.thread, threading.Timer) else self._lost).emit()

    @Slot(str)
    def _hear_qml(self, what: str) -> None:
        log.critical("the visit is given up: %s", what)
        self._happened.emit()

    @Slot()
    def _recover(self) -> None:
        if self._back.isActive():  # the same mishap, as another part of the screen met it
            return
        now_s = self._clock_s()
        self._mishaps_s = [then_s for then_s in self._mishaps_s if now_s - then_s < WITHIN_S] + [now_s]
        if len(self._mishaps_s) > MOST_MISHAPS:
            self._end()
            return
        self._back.start()
        self._screen.tell(VisitLost())

    @Slot()
    def _end(self) -> None:
        log.critical("the kiosk ends, to be started anew")
        QTimer.singleShot(LAST_FRAME_MS, lambda: self._end_with(FAILED))
        self._screen.tell(VisitLost())

    @Slot()
    def _come_back(self) -> None:
        log.warning("the kiosk is open again")
        self._screen.tell(Mended())


def _forget_last() -> None:
    """Python keeps the last exception, and with it every local of the visit that failed."""
    for name in ("last_type", "last_value", "last_traceback", "last_exc"):
        if hasattr(sys, name):
            delattr(sys, name)
