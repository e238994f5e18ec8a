"""The small hall with its server and a browser: pages whose every complaint fails the test."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Locator, Page, expect

from models.store.database import Database
from models.store.hall_staff import Staff
from tests.helpers.halls import HALL, PASSWORD, issue, moment_ms, set_up_hall
from tests.helpers.servers import running_server

NOW_MS = moment_ms(8)


@dataclass(kw_only=True)
class Stage:
    url: str
    database: Database
    people: list[Staff]
    context: BrowserContext
    complaints: list[str]

    def page(self, path: str, *, width: int = 1280, height: int = 800) -> Page:
        """A page of this browser; whatever it complains about fails the test."""
        page = self.context.new_page()
        page.set_viewport_size({"width": width, "height": height})
        page.on("console", self._hear)
        page.on("pageerror", lambda error: self.complaints.append(str(error)))
        page.goto(self.url + path)
        return page

    def desk(self, number: int = 1, *, login: str = "s1", width: int = 1366, height: int = 768) -> Page:
        """A clerk, logged in at a counter by the pages themselves."""
        page = self.page("/login", width=width, height=height)
        page.get_by_label("Tên đăng nhập").fill(login)
        page.get_by_label("Mật khẩu").fill(PASSWORD)
        page.get_by_role("button", name="Đăng nhập").click()
        page.get_by_role("button", name=f"Mở quầy {number}").click()
        expect(next_button(page)).to_be_enabled()
        return page

    def give_numbers(self, count: int) -> None:
        """So many citizens come for certification, one after the other."""
        for index in range(count):
            issue(self.database, self.people[0], "a", f"key-{index}", NOW_MS + index)

    def forgive(self, what: str) -> None:
        """The browser complained about that, and was meant to."""
        self.complaints[:] = [said for said in self.complaints if what not in said]

    def _hear(self, message: ConsoleMessage) -> None:
        if message.type in ("error", "warning"):
            self.complaints.append(message.text)


@pytest.fixture
def stage(sqlite_database: Database, browser: Browser, tmp_path: Path) -> Iterator[Stage]:
    """A hall where nothing has happened yet, at eight in the morning."""
    people = set_up_hall(sqlite_database, password=PASSWORD)
    face_keys = tmp_path / "face-keys"
    with running_server(sqlite_database, HALL, now_ms=lambda: NOW_MS, face_keys=face_keys) as url:
        context = browser.new_context()
        complaints: list[str] = []
        yield Stage(url=url, database=sqlite_database, people=people, context=context, complaints=complaints)
        context.close()
    assert complaints == []


def next_button(page: Page) -> Locator:
    return page.get_by_role("button", name="Gọi số tiếp theo")
