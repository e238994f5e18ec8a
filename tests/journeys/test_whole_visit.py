"""Whole visits with nothing faked but the hardware: film → kiosk → paper → display → counter → report.

Real processes, a real database (SQLite once, PostgreSQL once), real photographs of faces in the film, and
the pages in a real browser.
"""

import statistics
import subprocess
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
import zxingcpp
from PIL import Image
from playwright.sync_api import Browser, Page, expect

from kiosk.faces.blaze_mfn import BlazeMobileFaceNet
from kiosk.faces.vault import load_or_create_key
from kiosk.people import enrol_person
from models.event_log import first_break
from models.store.database import open_database
from models.store.hall_log import read_all
from motcua.demo_film import build_demo_film, demo_enrolment_frames
from motcua.processes import Processes
from printers.virtual_printer import VirtualPrinter
from queue_server.demo import DEMO_LOGIN, DEMO_PASSWORD, seed_demo

CALL_TO_DISPLAY_MS = 300
VISIT_S = 90.0
TOKEN = "journey-token"


@dataclass(frozen=True, kw_only=True)
class HallOnStage:
    url: str
    database_url: str
    printer: VirtualPrinter
    screens: Path


@pytest.fixture(params=["sqlite", "postgresql"])
def database_url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path}/hall.db"
    return str(request.getfixturevalue("postgres_url"))


@pytest.fixture
def stage(database_url: str, tmp_path: Path) -> Iterator[HallOnStage]:
    """A hall as a technician would set it up, with a film for a camera and paper that is drawn."""
    hall = open_database(database_url, "hall")
    seed_demo(hall, time.time_ns() // 1_000_000, TOKEN)
    hall.close()
    _enrol_collins(tmp_path)
    film = build_demo_film(tmp_path / "visits.mp4")
    (tmp_path / "server.toml").write_text(f'database = "{database_url}"\nport = 0\n')
    processes = Processes(tmp_path / "logs")
    with VirtualPrinter(tmp_path / "paper") as printer:
        try:
            processes.start("server", ["server", "--config", str(tmp_path / "server.toml")])
            url = processes.wait_for_line("server", "The hall is open at ")
            (tmp_path / "kiosk.toml").write_text(
                f'server_url = "{url}"\ntoken = "{TOKEN}"\n'
                f'database = "sqlite:///{tmp_path}/kiosk.db"\nface_key = "{tmp_path}/face.key"\n'
                f'camera = "{film}"\nprinter = "escpos:127.0.0.1:{printer.port}"\n'
                "[window]\nfullscreen = false\n"
            )
            processes.start(
                "kiosk",
                ["kiosk", "--config", str(tmp_path / "kiosk.toml"), "--play"]
                + ["--snapshots", str(tmp_path / "screens")],
                {"QT_QPA_PLATFORM": "offscreen"},
            )
            yield HallOnStage(
                url=url, database_url=database_url, printer=printer, screens=tmp_path / "screens"
            )
        finally:
            processes.stop()


def test_a_face_becomes_a_ticket_that_is_shown_called_served_and_counted(
    stage: HallOnStage, browser: Browser
) -> None:
    display = browser.new_page(viewport={"width": 1920, "height": 1080})
    display.goto(f"{stage.url}/display")
    staff = _open_counter(browser, stage.url, 1)

    known, stranger = stage.printer.wait_for_paper(2, VISIT_S)[:2]

    # The enrolled citizen was asked by name, the other one was not.
    screens = [path.stem.split("-", 1)[1] for path in sorted(stage.screens.glob("*.png"))]
    first_visit, second_visit = _visits(screens)[:2]
    assert "IsThisYou" in first_visit
    assert "IsThisYou" not in second_visit

    # Paper: the number can be read, and the QR code leads to this ticket.
    number = _number_on(known)
    assert number != _number_on(stranger)
    phone = browser.new_page(viewport={"width": 390, "height": 844})
    phone.goto(zxingcpp.read_barcodes(known)[0].text)
    expect(phone.get_by_text(number).first).to_be_visible()

    # Staff call with one key; the display shows it.
    delays_ms = [_call_and_see(staff, display, number), _call_and_see(staff, display, _number_on(stranger))]
    assert statistics.median(delays_ms) <= CALL_TO_DISPLAY_MS, delays_ms
    staff.keyboard.press("s")
    staff.keyboard.press("f")
    expect(staff.get_by_text(_number_on(stranger))).to_have_count(0)

    # The report counts them, and the record is whole.
    staff.goto(f"{stage.url}/reports")
    expect(staff.get_by_test_id("total-served")).to_have_text("2")
    hall = open_database(stage.database_url, "hall")
    try:
        hall_id = hall.read(lambda connection: next(iter(_halls(connection)))).result()
        assert first_break(hall.read(lambda connection: list(read_all(connection, hall_id))).result()) is None
    finally:
        hall.close()
