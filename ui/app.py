"""Run the kiosk's screen: one window, its fonts, and a clean end on SIGTERM and SIGINT."""

import logging
import os
import signal
import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, nullcontext
from pathlib import Path

from PySide6.QtCore import QEventLoop, QSocketNotifier, QTimer
from PySide6.QtGui import QFont, QFontDatabase, QGuiApplication

import assets
from kiosk.kiosk import Kiosk, Message
from kiosk.watchdog import Watchdog
from ui.recovery import FAILED, LAST_FRAME_MS, Recovery
from ui.snapshots import Snapshots
from ui.stand_in_citizen import StandInCitizen
from ui.window import KioskWindow, WindowSettings

_FONT_WEIGHTS = ("Regular", "Medium", "SemiBold", "Bold", "ExtraBold")
ENDING_S = 5.0
AGAIN = 75  # EX_TEMPFAIL of sysexits.h: whoever started the program is asked to start it anew
FIRST_FRAME_MS = 2000  # a panel that shows nothing yet must not keep the kiosk from opening

log = logging.getLogger(__name__)
_SIGNALS = (signal.SIGINT, signal.SIGTERM)


def run_app(
    kiosk: Kiosk,
    *,
    start: Callable[[Callable[[Message], None]], None],
    stop: Callable[[], None],
    window: WindowSettings,
    snapshot_dir: Path | None = None,
    snapshot_camera: bool = False,
    someone_there: Callable[[], bool] | None = None,
    show_card: Callable[[], None] | None = None,
    watchdog: Watchdog | None = None,
) -> int:
    """Show the kiosk until it is told to end; the exit code.

    start: called once the window is on the screen, with what posts a message to the kiosk from any thread.
    stop: called at the end; nothing may be posted after it returns.
    snapshot_dir: where a picture of every screen that was shown is kept, None for nowhere. snapshot_camera:
    of the camera's screen too, on which only a film's faces may be.
    someone_there: whether anybody stands before the camera; given, a stand-in citizen makes their visit.
    show_card: what that citizen holds up a made-up card with now and then.
    watchdog: is told from the loop of the screen how the kiosk is.
    """
    app = make_application()
    screen = build_window(kiosk, window)
    if snapshot_dir is not None:
        Snapshots(screen, kiosk, snapshot_dir, with_camera=snapshot_camera)
    if someone_there is not None:
        StandInCitizen(screen, someone_there, show_card)
    _await_first_frame(screen)
    watchdog = watchdog or Watchdog(environment={})
    code = FAILED
    with _ending_on_signals(app), Recovery(screen).hearing(), _fed(watchdog):
        try:
            start(screen.post)
            watchdog.ready()
            code = app.exec()
            return code
        finally:
            watchdog.stopping()
            with _ending_at_the_latest(ENDING_S, code) if code else nullcontext():
                stop()
            screen.close()


def end_to_be_started_anew() -> None:
    """End the program as soon as the screen shows that it is out of service. On the UI thread."""
    log.warning("the kiosk ends, to be started anew")
    QTimer.singleShot(LAST_FRAME_MS, lambda: QGuiApplication.exit(AGAIN))


def make_application() -> QGuiApplication:
    """The Qt application, drawing without a graphics card unless the environment says otherwise."""
    os.environ.setdefault("QT_QUICK_BACKEND", "software")
    app = QGuiApplication.instance()
    return app if isinstance(app, QGuiApplication) else QGuiApplication(["motcua"])


def build_window(kiosk: Kiosk, settings: WindowSettings) -> KioskWindow:
    """The kiosk's window, shown. It must be kept, and closed at the end. Needs an application."""
    _load_fonts()
    screen = KioskWindow(kiosk, settings)
    screen.show()
    return screen


def _load_fonts() -> None:
    for weight in _FONT_WEIGHTS:
        font_id = QFontDatabase.addApplicationFont(str(assets.font(weight)))
    family = QFontDatabase.applicationFontFamilies(font_id)[0]
    font = QFont(family)
    font.setHintingPreference(QFont.HintingPreference.PreferNoHinting)  # even spacing at every size
    QGuiApplication.setFont(font)


def _await_first_frame(screen: KioskWindow) -> None:
    """What is slow to open must not keep the screen black."""
    waiting = QEventLoop()
    screen.window.frameSwapped.connect(waiting.quit)
    QTimer.singleShot(FIRST_FRAME_MS, waiting.quit)
    waiting.exec()
    screen.window.frameSwapped.disconnect(waiting.quit)
    log.info("the first frame is shown")


@contextmanager
def _fed(watchdog: Watchdog) -> Iterator[None]:
    """From the loop of the screen: it must turn for the kiosk to be well."""
    feeding = QTimer()
    feeding.timeout.connect(watchdog.feed)
    if watchdog.feed_every_s is not None:
        feeding.start(round(watchdog.feed_every_s * 1000))
    try:
        yield
    finally:
        feeding.stop()


@contextmanager
def _ending_at_the_latest(patience_s: float, code: int) -> Iterator[None]:
    """After a failure a thread may never answer again; the process ends all the same."""
    last = threading.Timer(patience_s, os._exit, [code])
    last.daemon = True
    last.start()
    yield
    last.cancel()


@contextmanager
def _ending_on_signals(app: QGuiApplication) -> Iterator[None]:
    # Python runs its signal handlers only between its own instructions, of which Qt's loop has none: a byte
    # on a socket that Qt watches brings it back to Python.
    woken, waking = socket.socketpair()
    woken.setblocking(False)
    waking.setblocking(False)
    notifier = QSocketNotifier(woken.fileno(), QSocketNotifier.Type.Read)
    notifier.activated.connect(lambda: woken.recv(64))
    fd_before = signal.set_wakeup_fd(waking.fileno())
    # exit, not quit: quit first asks the windows, and one may refuse.
    handlers_before = {number: signal.signal(number, lambda *_: app.exit(0)) for number in _SIGNALS}
    try:
        yield
    finally:
        for number, handler in handlers_before.items():
            signal.signal(number, handler)
        signal.set_wakeup_fd(fd_before)
        notifier.setEnabled(False)
        woken.close()
        waking.close()
