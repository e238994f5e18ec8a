"""The API describes itself: whoever writes a program against the hall needs nothing but /openapi.json."""

from collections.abc import Iterator
from typing import Any

import pytest
from starlette.testclient import TestClient

from models.store.database import Database
from queue_server.app import create_app
from queue_server.settings import Settings
from tests.helpers.halls import HALL, moment_ms, set_up_hall

# a code has one answer; entries are numbered; a consent and an erasure are what they are; nothing is changed
KEYLESS = {
    "/api/kiosk/enrol",
    "/api/kiosk/push",
    "/api/kiosk/faces",
    "/api/kiosk/hand-over",
    "/api/desk/hand-over",
    "/api/what-if",
}


@pytest.fixture
def description(sqlite_database: Database) -> Iterator[dict[str, Any]]:
    set_up_hall(sqlite_database)
    app = create_app(sqlite_database, HALL, Settings(database_url=""), now_ms=lambda: moment_ms(8))
    with TestClient(app, base_url="http://127.0.0.1:8600") as client:
        yield client.get("/openapi.json").json()


def operations(description: dict[str, Any]) -> Iterator[tuple[str, str, dict[str, Any]]]:
    for path, methods in description["paths"].items():
        for method, operation in methods.items():
            yield path, method, operation


def schema_of(description: dict[str, Any], body: dict[str, Any]) -> dict[str, Any]:
    schema = body["content"]["application/json"]["schema"]
    while "$ref" in schema:
        schema = description["components"]["schemas"][schema["$ref"].rpartition("/")[2]]
    return dict(schema)


def test_every_command_asks_for_the_key_that_makes_it_safe_to_repeat(description: dict[str, Any]) -> None:
    commands = [
        (path, schema_of(description, operation["requestBody"]))
        for path, method, operation in operations(description)
        if method in ("post", "put") and path not in KEYLESS
    ]
    assert len(commands) > 20
    assert [path for path, schema in commands if "key" not in schema["required"]] == []


def test_every_answer_in_json_is_described(description: dict[str, Any]) -> None:
    bare = [
        path
        for path, _, operation in operations(description)
        for status, answer in operation["responses"].items()
        if status.startswith("2")
        and answer.get("content", {}).get("application/json", {}).get("schema") == {}
    ]
    assert bare == ["/healthz"]


def test_every_operation_belongs_to_a_part_of_the_hall(description: dict[str, Any]) -> None:
    assert all(operation["tags"] for _, _, operation in operations(description))


@pytest.mark.parametrize(
    "path",
    [
        "/api/counters/{number}/next",
        "/api/counters/{number}/transfer",
        "/api/tickets",
        "/api/tickets/{public_id}/rejoin",
        "/api/rules",
        "/api/booking",
        "/api/hall/events",
        "/api/kiosk/push",
    ],
)
def test_what_the_hall_can_do_is_in_the_description(description: dict[str, Any], path: str) -> None:
    described = {known.replace("{press}", "next") for known in description["paths"]}
    assert path in described
