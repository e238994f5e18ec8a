"""Whole visits with nothing faked but the hardware: film → kiosk → paper → display → counter → report.

Real processes, a real database (SQLite once, PostgreSQL once), real photographs of faces in the film, and
the pages in a real browser. A stand-in citizen touches the kiosk's screen by the names of its buttons.
"""

import io
import itertools
import subprocess
import threading
import time
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

import pytest
import zxingcpp
from PIL import Image, ImageOps
from playwright.sync_api import Browser, Page, expect

from kiosk.face_store import FaceStore
from kiosk.faces.blaze_mfn import BlazeMobileFaceNet
from kiosk.faces.face_secret import load_or_create_secret
from kiosk.faces.hall_engine import HallEngine
from kiosk.faces.recogniser import enrol
from models.event_log import first_break
from models.store.database import open_database
from models.store.hall_log import read_all
from models.store.key_files import KeyFiles
from motcua.demo_film import build_demo_film, demo_enrolment_frames
from motcua.processes import Processes
from printers.virtual.printer import VirtualPrinter
from queue_server.demo import DEMO_LOGIN, DEMO_PASSWORD, DEMO_PLAN, seed_demo
from queue_server.setup import read_plan
from tests.helpers.kiosks import enrolled_demo_kiosk

CALL_TO_DISPLAY_MS = 300
TWO_VISITS_S = 90.0
PLAN = read_plan(DEMO_PLAN)


@dataclass(frozen=True, kw_only=True)
class Stage:
    """A hall in which two citizens have just taken their tickets: first the enrolled one, then a stranger."""

    url: str
    database_url: str
    papers: list[Image.Image]
    pictures: list[Path]


@pytest.fixture(scope="module")
def film(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return build_demo_film(tmp_path_factory.mktemp("film") / "visits.mp4")


@pytest.fixture
def stage(database_url: str, tmp_path: Path, film: Path) -> Iterator[Stage]:
    """Set up as a technician would, with a film for a camera and a printer that draws."""
    with closing(open_database(database_url, "hall")) as hall:
        seed_demo(hall, time.time_ns() // 1_000_000)
    enrolled_demo_kiosk(database_url, tmp_path / "kiosk.key", time.time_ns() // 1_000_000)
    enrol_collins(tmp_path)
    (tmp_path / "server.toml").write_text(
        f'database = "{database_url}"\nport = 0\nface_keys = "{tmp_path}/hall-face-keys"\n'
    )
    processes = Processes(tmp_path / "logs", threading.Event())
    with VirtualPrinter(tmp_path / "paper") as printer:
        try:
            processes.start("server", ["server", "--config", str(tmp_path / "server.toml")])
            url = processes.wait_for_line("server", "The hall is open at ")
            (tmp_path / "kiosk.toml").touch(mode=0o600)
            (tmp_path / "kiosk.toml").write_text(
                f'server_url = "{url}"\nkey = "{tmp_path}/kiosk.key"\n'
                f'database = "sqlite:///{tmp_path}/kiosk.db"\n'
                f'face_secret = "{tmp_path}/face.secret"\nface_keys = "{tmp_path}/face-keys"\n'
                f'camera = "{film}"\nprinter = "escpos:127.0.0.1:{printer.port}"\n'
                'liveness = "never"\n'  # the film shows photographs
                "[window]\nfullscreen = false\n"
            )
            screens = tmp_path / "screens"
            arguments = [
                "kiosk",
                "--config",
                str(tmp_path / "kiosk.toml"),
                "--play",
                "--snapshots",
                str(screens),
            ]
            processes.start("kiosk", arguments, {"QT_QPA_PLATFORM": "offscreen"})
            papers = printer.wait_for_paper(2, TWO_VISITS_S)
            yield Stage(
                url=url,
                database_url=database_url,
                papers=papers,
                pictures=sorted(screens.glob("*.png")),
            )
        finally:
            processes.stop()


def test_a_face_becomes_a_ticket_that_is_shown_called_served_and_counted(
    stage: Stage, browser: Browser
) -> None:
    of_the_known, of_the_stranger = visits(stage.pictures)[:2]
    assert "E. Collins" in words_read_on(of_the_known["ChooseService-greeted"])
    assert "ChooseService-greeted" not in of_the_stranger

    numbers = [number_read_on(paper) for paper in stage.papers[:2]]
    assert numbers == ["A1-001", "B1-001"]
    assert [number_behind_qr(paper, browser) for paper in stage.papers[:2]] == numbers

    display = browser.new_page(viewport={"width": 1920, "height": 1080})
    display.goto(f"{stage.url}/display")
    staff = logged_in(browser, stage.url)
    delays_ms = []
    for number in numbers:
        counter = counter_that_serves(number[0])
        staff.locator(f'button[name=number][value="{counter}"]').click()
        delays_ms.append(call_and_see(staff, display, counter, number))
        staff.keyboard.press("s")
        expect(staff.locator("#ticket")).to_have_attribute("data-state", "serving")
        staff.keyboard.press("f")
        expect(staff.locator("#ticket")).to_have_attribute("data-state", "empty")
        for _ in ("close", "yes"):
            staff.locator("#close").click()
        expect(staff.locator("button[name=number]").first).to_be_visible()
    assert max(delays_ms) <= CALL_TO_DISPLAY_MS, delays_ms

    staff.goto(f"{stage.url}/reports")
    expect(staff.get_by_test_id("total-served")).to_have_text("2")
    assert the_log_is_whole(stage.database_url)


def enrol_collins(directory: Path) -> None:
    with closing(open_database(f"sqlite:///{directory}/kiosk.db", "kiosk")) as kiosk:
        secret = load_or_create_secret(directory / "face.secret")
        engine = HallEngine(BlazeMobileFaceNet(), secret)
        FaceStore(kiosk, KeyFiles(directory / "face-keys"), secret).keep(
            engine,
            enrol(engine, demo_enrolment_frames("eileen_collins")),
            shown_name="E. Collins",
            consent_text="a portrait in the public domain",
        )


def visits(pictures: list[Path]) -> list[dict[str, Path]]:
    """The pictures of each visit by their screens, without the one that waits for visitors."""
    named = [(path.stem.split("-", 1)[1], path) for path in pictures]
    parts = itertools.groupby(named, key=lambda one: one[0] in ("Attract", "OutOfService"))
    return [dict(part) for is_waiting, part in parts if not is_waiting]


def words_read_on(picture: Path) -> str:
    """All that character recognition makes out on a picture of a screen."""
    arguments = ["tesseract", str(picture), "-", "--psm", "11"]
    return subprocess.run(arguments, capture_output=True, check=True).stdout.decode()


def number_read_on(paper: Image.Image) -> str:
    """The largest line in the upper third of the paper, read from the picture by character recognition."""
    grey = paper.convert("L").crop((0, 0, paper.width, paper.height // 3))
    inked = [min(grey.crop((0, y, grey.width, y + 1)).tobytes()) == 0 for y in range(grey.height)]
    lines = [
        [y for y, _ in rows]
        for has_ink, rows in itertools.groupby(enumerate(inked), lambda row: row[1])
        if has_ink
    ]
    largest = max(lines, key=len)
    line = ImageOps.expand(grey.crop((0, largest[0], grey.width, largest[-1] + 1)), 40, 255)
    picture = io.BytesIO()
    line.resize((line.width // 3, line.height // 3)).save(picture, "PNG")
    read = subprocess.run(
        ["tesseract", "-", "-", "--psm", "7"], input=picture.getvalue(), capture_output=True, check=True
    )
    return read.stdout.decode().strip()


def number_behind_qr(paper: Image.Image, browser: Browser) -> str:
    """The number on the page that a citizen's phone opens from the code."""
    (code,) = zxingcpp.read_barcodes(paper.convert("L"))
    phone = browser.new_page(viewport={"width": 390, "height": 844})
    phone.goto(code.text)
    return phone.locator(".number").first.inner_text()


def logged_in(browser: Browser, url: str) -> Page:
    page = browser.new_page()
    page.goto(f"{url}/login")
    page.fill("[name=login]", DEMO_LOGIN)
    page.fill("[name=password]", DEMO_PASSWORD)
    page.keyboard.press("Enter")
    page.wait_for_url("**/staff")
    return page


def counter_that_serves(letter: str) -> int:
    (service,) = [service.id for service in PLAN.services if service.letter == letter]
    return next(counter.number for counter in PLAN.counters if service in counter.service_ids)


def call_and_see(staff: Page, display: Page, counter: int, number: str) -> float:
    """Press the one key at the counter; milliseconds until the display shows the number there."""
    place = f'[data-counter="{counter}"] .place-ticket'
    display.evaluate(
        """([place, number]) => {
            const shown = document.querySelector(place);
            window.seen = new Promise((resolve) => {
                new MutationObserver(() => shown.textContent === number && resolve(Date.now()))
                    .observe(shown, { childList: true, characterData: true, subtree: true });
            });
        }""",
        [place, number],
    )
    expect(staff.locator("[data-command=next]")).to_be_enabled()
    staff.evaluate(
        """() => {
            window.pressed = new Promise((resolve) =>
                addEventListener("keydown", () => resolve(Date.now()), { once: true, capture: true }));
        }"""
    )
    staff.keyboard.press("Space")
    expect(display.locator(place)).to_have_text(number)
    return float(display.evaluate("window.seen")) - float(staff.evaluate("window.pressed"))


def the_log_is_whole(database_url: str) -> bool:
    with closing(open_database(database_url, "hall")) as hall:
        entries = hall.read(lambda connection: list(read_all(connection, PLAN.hall.id))).result()
    return len(entries) > 0 and first_break(entries) is None
