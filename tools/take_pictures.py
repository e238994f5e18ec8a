"""Take the README's pictures from the running program: kiosk, ticket, display, staff page, report, phone."""

import shutil
import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from PIL import Image
from playwright.sync_api import Browser, Page, sync_playwright

from motcua.stand_in_clerk import SERVE_S
from queue_server.demo import DEMO_LOGIN, DEMO_PASSWORD

ROOT = Path(__file__).resolve().parent.parent
PICTURES = ROOT / "docs" / "images"
CHROMIUM = "/usr/bin/chromium"
KIOSK_SCREENS = ("Attract", "LookHere", "ChooseService-greeted", "TakeTicket-printed")
KIOSK_SIZE = (432, 768)
COUNTER = "2"
# service ids of the demo's hall, in the order of one visit, and the class of the citizen
WAITING = (
    ("chung_thuc", "regular"),
    ("ho_tich", "regular"),
    ("chung_thuc ho_tich", "elderly"),
    ("ho_tich", "regular"),
    ("dat_dai_xay_dung", "regular"),
    ("chung_thuc", "with_child"),
    ("cu_tru_can_cuoc", "regular"),
    ("ho_tich", "regular"),
)
WAIT_S = 120.0


def main() -> int:
    with tempfile.TemporaryDirectory() as scratch:
        directory = Path(scratch)
        said = directory / "said"
        with said.open("wb") as output:
            demo = subprocess.Popen(
                [
                    sys.executable,
                    "-m",
                    "motcua",
                    "demo",
                    "--play",
                    "--film",
                    "--port",
                    "0",
                    "--data",
                    scratch,
                ],
                stdout=output,
            )
        try:
            url = _wait_for(said, "Display   ").removesuffix("/display")
            with sync_playwright() as playwright:
                browser = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
                _take_pages(browser, url, directory / "run" / "paper")
            _take_kiosk(directory / "run" / "screens")
        finally:
            demo.send_signal(signal.SIGINT)
            demo.wait()
    return 0


def _take_pages(browser: Browser, url: str, paper: Path) -> None:
    staff = browser.new_page(viewport={"width": 1366, "height": 768})
    staff.goto(f"{url}/login")
    staff.fill("[name=login]", DEMO_LOGIN)
    staff.fill("[name=password]", DEMO_PASSWORD)
    staff.keyboard.press("Enter")
    staff.locator(f"button[name=number][value='{COUNTER}']").click()
    display = browser.new_page(viewport={"width": 1920, "height": 1080})
    display.goto(f"{url}/display")
    first = _next_paper(paper, 1)
    shutil.copy(first, PICTURES / "ticket.png")
    for services, priority in WAITING:
        _issue(staff, services, priority)
    _next_paper(paper, 3)
    time.sleep(2 * SERVE_S)
    staff.keyboard.press("Space")
    staff.locator("#ticket[data-state=called]").wait_for()
    staff.keyboard.press("s")
    staff.locator("#ticket[data-state=serving]").wait_for()
    display.wait_for_timeout(1500)
    display.screenshot(path=PICTURES / "display.png")
    staff.screenshot(path=PICTURES / "staff.png")
    staff.goto(f"{url}/reports")
    staff.screenshot(path=PICTURES / "report.png")
    staff.goto(f"{url}/what-if?on=morning&seed=7&rule1=fifo&rule2=strict&close3=2")
    staff.set_viewport_size({"width": 1366, "height": 1500})
    staff.screenshot(path=PICTURES / "what-if.png")


def _issue(staff: Page, services: str, priority: str) -> None:
    order = {"service_ids": services.split(), "priority": priority}
    staff.evaluate(
        """order => fetch("/api/tickets", {
            method: "POST",
            headers: { "Content-Type": "application/json" },
            body: JSON.stringify({ key: crypto.randomUUID(), ...order }),
        })""",
        order,
    )
    staff.wait_for_timeout(300)


def _take_kiosk(screens: Path) -> None:
    for screen in KIOSK_SCREENS:
        latest = sorted(screens.glob(f"*-{screen}.png"))[-1]
        with Image.open(latest) as picture:
            small = picture.convert("RGB").resize(KIOSK_SIZE, Image.Resampling.LANCZOS)
            small.save(PICTURES / f"kiosk-{screen.partition('-')[0]}.png", optimize=True)


def _next_paper(paper: Path, count: int) -> Path:
    for _ in range(int(WAIT_S)):
        papers = sorted(paper.glob("*.png"))
        if len(papers) >= count:
            return papers[count - 1]
        time.sleep(1)
    raise SystemExit("no ticket was printed")


def _wait_for(said: Path, mark: str) -> str:
    for _ in range(int(WAIT_S)):
        for line in said.read_text("utf-8").splitlines():
            if mark in line:
                return line.partition(mark)[2].split()[0]
        time.sleep(1)
    raise SystemExit("the demo did not start")


if __name__ == "__main__":
    sys.exit(main())
