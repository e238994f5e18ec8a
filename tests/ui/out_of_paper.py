"""A whole kiosk that runs out of paper, and who comes to it; for a process of its own.

Its parts know one another, so Python would collect its window later on any thread, which Qt does not allow.
"""

import argparse
from pathlib import Path

from PySide6.QtCore import QDeadlineTimer, QPoint, QTimer
from PySide6.QtGui import QGuiApplication
from PySide6.QtQuick import QQuickWindow
from PySide6.QtTest import QTest

from kiosk.identity import save_identity
from kiosk.staff_pin import hash_pin
from motcua import kiosk_command
from printers.virtual.device import NEW_ROLL_MM
from printers.virtual.printer import VirtualPrinter
from tests.helpers.kiosks import IDENTITY
from tests.helpers.stub_hall import stub_hall
from tests.ui.stage import VI
from ui.app import make_application
from ui.visitor import reads, tap, touch

PIN, WRONG = "246810", "111111"
WAIT_MS = 15_000
SERVICE = "Chứng thực"


def play(folder: Path) -> tuple[int, list[str], list[str], int]:
    """The exit code, what went wrong, whence staff were called, and how many papers came out."""
    failures: list[str] = []
    with stub_hall() as hall, VirtualPrinter(folder / "paper") as printer:
        config = _write_config(folder, hall.url, printer.port)
        app = make_application()
        opening = QDeadlineTimer(WAIT_MS)

        def begin() -> None:
            windows = [one for one in app.topLevelWindows() if isinstance(one, QQuickWindow)]
            if windows and VI["home.anonymous"] in reads(windows[-1]):
                try:
                    _visit(windows[-1], printer)
                except Exception as error:  # noqa: BLE001  told to the test
                    failures.append(repr(error))
                    QGuiApplication.exit(1)
                return
            if opening.hasExpired():
                failures[:] = ["the kiosk has not opened"]
                QGuiApplication.exit(1)  # lost before the loop runs, so tried again
            QTimer.singleShot(20, begin)

        QTimer.singleShot(0, begin)
        options = argparse.Namespace(action=None, config=config, snapshots=None, play=False)
        code = kiosk_command.run(options)
        return code, failures, hall.called_from, len(printer.papers)


def _write_config(folder: Path, server_url: str, printer_port: int) -> Path:
    config = folder / "kiosk.toml"
    save_identity(folder / "kiosk.key", IDENTITY)
    config.touch(mode=0o600)
    config.write_text(
        f'server_url = "{server_url}"\nkey = "{folder}/kiosk.key"\n'
        f'camera = "none"\ndatabase = "sqlite:///{folder}/k.db"\n'
        f'printer = "escpos:127.0.0.1:{printer_port}"\nstaff_pin_hash = "{hash_pin(PIN)}"\n'
        "[window]\nfullscreen = false\nreduced_motion = true\n"
    )
    return config


def _visit(window: QQuickWindow, printer: VirtualPrinter) -> None:
    with printer.at_hand() as device:
        device.end_paper()
    touch(window, VI["home.anonymous"], WAIT_MS)
    touch(window, SERVICE)
    _wait_to_read(window, VI["ticket.no_paper"])
    _wait_to_read(window, VI["help.called"])
    touch(window, VI["nav.finish"])
    _wait_to_read(window, VI["error.printer"])
    _open_panel(window)
    _wait_to_read(window, f"{VI['health.printer']}: {VI['health.printer_no_paper']}")
    with printer.at_hand() as device:
        device.load(NEW_ROLL_MM)
    touch(window, VI["panel.paper_changed"])
    _wait_to_read(window, f"{VI['health.printer']}: {VI['health.printer_ready']}")
    touch(window, VI["panel.print_none"])
    _wait_to_read(window, VI["panel.print_printed"])
    touch(window, VI["nav.close"])
    _wait_to_read(window, VI["home.greeting"])
    assert VI["error.printer"] not in reads(window)
    _open_panel(window)
    touch(window, VI["panel.restart"], WAIT_MS)


def _open_panel(window: QQuickWindow) -> None:
    for _ in range(5):
        tap(window, QPoint(window.width() - 10, 10))
    for digit in WRONG:
        touch(window, digit)
    touch(window, VI["pin.open"])
    _wait_to_read(window, VI["pin.wrong"])
    for digit in PIN:
        touch(window, digit)
    touch(window, VI["pin.open"])
    _wait_to_read(window, VI["panel.title"])


def _wait_to_read(window: QQuickWindow, text: str) -> None:
    deadline = QDeadlineTimer(WAIT_MS)
    while text not in reads(window):
        assert not deadline.hasExpired(), f"{text!r} is not on the screen: {reads(window)}"
        QTest.qWait(20)
