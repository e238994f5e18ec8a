"""What the desk's page relies on: looking costs no session, a command names whom the person saw."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import pytest
from starlette.testclient import TestClient

from models.calling.discipline import Reason
from models.store.database import Database
from queue_server.app import create_app
from queue_server.settings import Settings
from queue_server.words import load_words
from tests.helpers.halls import HALL, PASSWORD, issue, moment_ms, set_up_hall, whole_log

MINUTE_MS = 60_000
SOMEBODY = "0123456789abcdef" * 2


@dataclass(kw_only=True)
class Page:
    client: TestClient
    database: Database
    now_ms: int = moment_ms(8)

    def look(self) -> int:
        """The status of what the page asks for by itself."""
        return self.client.get("/api/counters/1").status_code

    def press(self, command: str, key: str, **order: Any) -> tuple[int, Any]:
        answer = self.client.post(f"/api/counters/1/{command}", json={"key": key * 8, **order})
        return answer.status_code, answer.json()


@pytest.fixture(name="page")
def _page(sqlite_database: Database) -> Iterator[Page]:
    people = set_up_hall(sqlite_database, password=PASSWORD)
    settings = Settings(database_url="", idle_minutes=120)
    app = create_app(sqlite_database, HALL, settings, now_ms=lambda: page.now_ms)
    with TestClient(app) as client:
        page = Page(client=client, database=sqlite_database)
        for index in range(2):
            issue(sqlite_database, people[0], "a", f"key-{index}", page.now_ms + index)
        client.post("/login", data={"login": "s1", "password": PASSWORD})
        client.post("/api/counters/1/open", json={"key": "open-the-counter"})
        yield page


def test_a_page_that_looks_by_itself_works_on_and_keeps_nobody_logged_in(page: Page) -> None:
    for _ in range(119):
        page.now_ms += MINUTE_MS
        assert page.look() == 200
    page.now_ms += 2 * MINUTE_MS
    assert page.look() == 401
    assert page.client.get("/staff/alerts", follow_redirects=False).status_code == 303


def test_a_command_keeps_the_session_alive(page: Page) -> None:
    page.now_ms += 119 * MINUTE_MS
    assert page.press("next", "a")[0] == 200
    page.now_ms += 119 * MINUTE_MS
    assert page.look() == 200


@pytest.mark.parametrize("seen", ["", SOMEBODY])
def test_a_command_about_somebody_else_than_who_is_there_changes_nothing(page: Page, seen: str) -> None:
    version = page.press("next", "a")[1]["ticket"]["version"]
    before = whole_log(page.database)
    status, answer = page.press("next", "b", ticket=seen, version=version)
    assert (status, answer["error"]) == (409, "stale_ticket")
    assert whole_log(page.database) == before


def test_a_command_about_who_is_there_is_done(page: Page) -> None:
    ticket = page.press("next", "a", ticket="")[1]["ticket"]
    status, answer = page.press("serve", "b", ticket=ticket["public_id"], version=ticket["version"])
    assert (status, answer["ticket"]["state"]) == (200, "serving")


@pytest.mark.parametrize("seen", ["nobody", "A9-001", 7, SOMEBODY.upper()])
def test_what_names_no_ticket_is_refused(page: Page, seen: object) -> None:
    assert page.press("next", "a", ticket=seen)[0] == 422


def test_the_view_tells_why_the_citizen_at_the_counter_was_called(page: Page) -> None:
    told = page.press("next", "a")[1]["ticket"]["why"]
    assert told["reason"] == Reason.FIRST_COME
    assert page.client.get("/api/counters/1").json()["ticket"]["why"] == told


def test_there_is_a_sentence_for_every_reason() -> None:
    sentences = load_words().under("desk.why.")
    assert {reason.value for reason in Reason} <= sentences.keys()
