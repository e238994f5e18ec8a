"""What the server answers over HTTP, to programs and to browsers."""

import json
from collections.abc import Iterator
from dataclasses import dataclass

import pytest
from sqlalchemy import create_engine, text
from starlette.testclient import TestClient

from models.hall import Hall
from models.store.database import Database, open_database
from models.store.hall_staff import Staff
from models.wire import Catalogue, HallView, Push, PushAnswer, decode, encode
from queue_server.app import create_app
from queue_server.guard import MOST_BODY_BYTES
from queue_server.settings import Settings
from tests.helpers.halls import (
    HALL,
    PASSWORD,
    KioskLog,
    hand_over,
    issue,
    moment_ms,
    seat,
    set_up_hall,
)
from tests.helpers.kiosks import IDENTITY, SIGNED, STRANGER, identity_of

NOW_MS = moment_ms(8)
UNKNOWN = identity_of(STRANGER).authorization("GET", "/api/kiosk/catalogue", b"")


@dataclass(frozen=True, kw_only=True)
class Stage:
    client: TestClient
    database: Database
    people: list[Staff]

    def log_in(self, login: str = "s1", password: str = PASSWORD) -> int:
        form = {"login": login, "password": password}
        return self.client.post("/login", data=form, follow_redirects=False).status_code


def client_of(database: Database, hall: Hall = HALL, public_url: str = "http://testserver") -> TestClient:
    settings = Settings(database_url="", public_url=public_url)
    app = create_app(database, hall, settings, now_ms=lambda: NOW_MS)
    return TestClient(app, base_url=public_url, raise_server_exceptions=False)


@pytest.fixture
def stage(sqlite_database: Database) -> Iterator[Stage]:
    people = set_up_hall(sqlite_database, password=PASSWORD)
    with client_of(sqlite_database) as client:
        yield Stage(client=client, database=sqlite_database, people=people)


# ---- kiosks ----


def test_a_kiosk_hears_who_it_is_and_what_the_hall_offers(stage: Stage) -> None:
    catalogue = decode(Catalogue, stage.client.get("/api/kiosk/catalogue", auth=SIGNED).content)
    assert catalogue.hall == HALL
    assert [service.letter for service in catalogue.services] == ["A", "B"]
    assert (catalogue.issuer_id, catalogue.incarnation, catalogue.series) == ("K1", 1, "1")
    assert catalogue.follow_url == "http://testserver/t/{public_id}"
    assert [one.id for one in catalogue.priorities] == ["elderly", "disabled", "with_child", "merit"]
    assert catalogue.priorities[0].proof_vi == "Từ đủ 60 tuổi (theo giấy tờ tùy thân)"


@pytest.mark.parametrize(
    "authorization", [None, "Bearer a-token", "Basic a-token", "Motcua-Ed25519 K1.1.", UNKNOWN]
)
@pytest.mark.parametrize(
    ("method", "path"),
    [("GET", "/api/kiosk/catalogue"), ("POST", "/api/kiosk/push")],
)
def test_a_stranger_hears_nothing_as_a_kiosk(
    stage: Stage, authorization: str | None, method: str, path: str
) -> None:
    headers = {} if authorization is None else {"Authorization": authorization}
    answer = stage.client.request(method, path, headers=headers, content=b"not even JSON")
    assert answer.status_code == 401


def test_a_push_is_answered_with_how_far_the_hall_holds_the_log(stage: Stage) -> None:
    kiosk = KioskLog()
    kiosk.issue("a", "A", NOW_MS)
    answer = stage.client.post("/api/kiosk/push", content=encode(kiosk.push(NOW_MS)), auth=SIGNED)
    assert decode(PushAnswer, answer.content).high == 1


@pytest.mark.parametrize(
    ("entries", "reason"),
    [(slice(1, None), "gap"), (slice(0, 0), "incarnation")],
    ids=["gap", "earlier life"],
)
def test_a_push_that_cannot_continue_says_why_and_from_where(
    stage: Stage, entries: slice, reason: str
) -> None:
    kiosk = KioskLog(incarnation=1 if reason == "gap" else 9)
    for index in range(2):
        kiosk.issue("a", "A", NOW_MS + index)
    push = encode(kiosk.push(NOW_MS, kiosk.entries[entries]))
    answer = stage.client.post("/api/kiosk/push", content=push, auth=SIGNED)
    assert (answer.status_code, answer.json()) == (409, {"error": reason, "high": 0})


def test_a_push_of_another_shape_is_answered_with_the_field(stage: Stage) -> None:
    answer = stage.client.post("/api/kiosk/push", content=b'{"version": 1}', auth=SIGNED)
    assert answer.status_code == 422
    assert "issuer_id" in answer.json()["message"]


def test_a_push_of_too_many_entries_is_refused(stage: Stage) -> None:
    kiosk = KioskLog()
    for index in range(201):
        kiosk.issue("a", "A", NOW_MS + index)
    answer = stage.client.post("/api/kiosk/push", content=encode(kiosk.push(NOW_MS)), auth=SIGNED)
    assert (answer.status_code, answer.json()["message"]) == (422, "entries: at most 200 at once")


@pytest.mark.parametrize(
    ("host", "address"), [("127.0.0.1", "http://127.0.0.1:8600"), ("fd00::7", "http://[fd00::7]:8600")]
)
def test_the_address_on_the_paper_is_one_a_phone_can_open(host: str, address: str) -> None:
    assert Settings(database_url="", host=host).base_url == address


# ---- everybody ----


def test_everybody_may_know_how_the_hall_stands(stage: Stage) -> None:
    issue(stage.database, stage.people[0], "a", "key", NOW_MS)
    hall = decode(HallView, stage.client.get("/api/hall").content)
    assert (hall.feed_seq, hall.waiting, hall.now_ms) == (1, {"a": 1}, NOW_MS)


def test_the_server_says_that_it_is_well(stage: Stage) -> None:
    answer = stage.client.get("/healthz")
    assert (answer.status_code, answer.json()) == (
        200,
        {
            "status": "ok",
            "schema": "hall_0012",
            "feed_seq": 0,
            "parked": 0,
            "kiosks": [{"id": "K1", "silent_s": None}],
        },
    )


def test_the_operator_sees_parked_entries_and_silent_kiosks(database: Database) -> None:
    set_up_hall(database)
    kiosk = KioskLog()
    kiosk.issue("a", "A", NOW_MS - 90_000)
    kiosk.append("coffee_spilled", NOW_MS - 90_000, {"cups": 2})
    hand_over(database, kiosk.push(NOW_MS - 90_000), NOW_MS - 90_000)
    with client_of(database) as client:
        said = client.get("/healthz").json()
    assert (said["parked"], said["kiosks"]) == (1, [{"id": "K1", "silent_s": 90}])


def test_the_server_says_when_its_database_is_gone(postgres_url: str) -> None:
    database = open_database(postgres_url, "hall")
    set_up_hall(database)
    with client_of(database) as client:
        admin = create_engine(postgres_url)
        with admin.begin() as connection:
            connection.execute(text("ALTER TABLE hall RENAME TO gone"))
        admin.dispose()
        assert client.get("/healthz").status_code == 503
        answer = client.get("/api/hall")
        assert (answer.status_code, answer.json()["error"]) == (503, "store_trouble")
    database.close()


def test_the_interface_describes_itself_without_fetching_anything_from_elsewhere(stage: Stage) -> None:
    paths = stage.client.get("/openapi.json").json()["paths"]
    assert {"/api/kiosk/push", "/api/hall/events", "/api/counters/{number}/{press}"} <= set(paths)
    assert stage.client.get("/docs").status_code == 404


# ---- counters ----


def order(key: str = "a-key-of-this-command", **more: object) -> dict[str, object]:
    return {"key": key, **more}


def test_a_visit_over_http(stage: Stage) -> None:
    stage.log_in()
    opened = stage.client.post("/api/counters/1/open", json=order("key-open")).json()
    assert (opened["open"], opened["paused_reason"]) == (True, None)
    assert [entry["event"]["kind"] for entry in opened["log"]] == ["counter_opened"]
    issued = stage.client.post("/api/tickets", json=order(service_ids=["a"]))
    assert (issued.status_code, issued.json()["number"]) == (201, "A9-001")
    for command, state in (
        ("next", "called"),
        ("recall", "called"),
        ("serve", "serving"),
        ("finish", "finished"),
    ):
        answer = stage.client.post(f"/api/counters/1/{command}", json=order(f"key-{command}"))
        assert (answer.status_code, answer.json()["ticket"]["state"]) == (200, state)
    assert stage.client.post("/api/counters/1/close", json=order("key-close")).json()["open"] is False


def test_the_same_command_again_gets_the_same_answer(stage: Stage) -> None:
    stage.log_in()
    seat(stage.database, stage.people[0], 1)
    for index in range(2):
        issue(stage.database, stage.people[0], "a", f"k{index}", NOW_MS)
    answers = [stage.client.post("/api/counters/1/next", json=order()).json() for _ in range(3)]
    assert [answer["ticket"]["number"] for answer in answers] == ["A9-001"] * 3
    # also what the desk keeps of the log: the first answer may never have come
    assert [entry["event"]["kind"] for entry in answers[0]["log"]] == ["ticket_called"]
    assert answers[1]["log"] == answers[0]["log"]


def test_an_illegal_move_is_answered_in_plain_words(stage: Stage) -> None:
    stage.log_in()
    seat(stage.database, stage.people[0], 1)
    answer = stage.client.post("/api/counters/1/recall", json=order())
    assert (answer.status_code, answer.json()) == (
        409,
        {"error": "no_ticket_here", "message": "Quầy 1 chưa gọi số nào."},
    )
    issue(stage.database, stage.people[0], "a", "key", NOW_MS)
    for command in ("next", "serve"):
        stage.client.post(f"/api/counters/1/{command}", json=order(f"key-{command}"))
    answer = stage.client.post("/api/counters/1/no-show", json=order("key-no-show"))
    assert (answer.status_code, answer.json()["error"]) == (409, "illegal_move")


@pytest.mark.parametrize(
    ("path", "body", "status"),
    [
        ("/api/counters/1/next", {}, 422),
        ("/api/counters/1/next", {"key": "short"}, 422),
        ("/api/counters/1/next", {"key": "k" * 65}, 422),
        ("/api/counters/1/next", {"key": "no spaces here"}, 422),
        ("/api/counters/1/next", {"key": 12345678}, 422),
        ("/api/counters/one/next", order(), 422),
        ("/api/counters/1/dance", order(), 422),
        ("/api/counters/77/next", order(), 404),
        ("/api/tickets", order(service_ids=["tax"]), 404),
        ("/api/nothing", {}, 404),
    ],
)
def test_a_command_that_makes_no_sense_is_refused_in_plain_words(
    stage: Stage, path: str, body: dict[str, object], status: int
) -> None:
    stage.log_in()
    answer = stage.client.post(path, json=body)
    assert answer.status_code == status
    assert answer.json()["message"]


@pytest.mark.parametrize(
    "path",
    ["/api/tickets"] + [f"/api/counters/1/{command}" for command in ("open", "close", "next", "finish")],
)
def test_whoever_is_not_logged_in_commands_nothing(stage: Stage, path: str) -> None:
    answer = stage.client.post(path, json=order(service_ids=["a"]))
    assert (answer.status_code, answer.json()["error"]) == (401, "not_logged_in")


# ---- log-in ----


def test_the_session_cookie_is_out_of_reach_of_scripts_and_other_sites(stage: Stage) -> None:
    answer = stage.client.post("/login", data={"login": "s1", "password": PASSWORD}, follow_redirects=False)
    assert (answer.status_code, answer.headers["location"]) == (303, "/staff")
    cookie = answer.headers["set-cookie"].lower()
    assert "httponly" in cookie
    assert "samesite=strict" in cookie
    assert "secure" not in cookie


def test_over_https_the_cookie_never_leaves_it(sqlite_database: Database) -> None:
    set_up_hall(sqlite_database, password=PASSWORD)
    with client_of(sqlite_database, public_url="https://hall.example") as client:
        answer = client.post("/login", data={"login": "s1", "password": PASSWORD}, follow_redirects=False)
        cookie = answer.headers["set-cookie"]
        assert cookie.startswith("__Host-motcua=")
        assert "; Secure" in cookie
        assert "Domain" not in cookie
        assert client.get("/staff").status_code == 200
        assert "max-age" in client.get("/").headers["strict-transport-security"]


def test_a_wrong_name_and_a_wrong_password_look_the_same(stage: Stage) -> None:
    def page(login: str) -> tuple[int, str]:
        answer = stage.client.post("/login", data={"login": login, "password": "wrong"})
        return answer.status_code, answer.text.replace(login, "")

    assert page("s1") == page("nobody-here")
    assert page("s1")[0] == 401


def test_the_sixth_try_has_to_wait_even_with_the_right_password(stage: Stage) -> None:
    assert [stage.log_in("s2", "wrong") for _ in range(5)] == [401] * 5
    answer = stage.client.post("/login", data={"login": "s2", "password": PASSWORD})
    assert answer.status_code == 429
    assert "5 phút" in answer.text


def test_after_logging_out_the_old_cookie_opens_nothing(stage: Stage) -> None:
    stage.log_in()
    cookies = "; ".join(f"{name}={value}" for name, value in stage.client.cookies.items())
    assert stage.client.get("/staff").status_code == 200
    stage.client.post("/logout")
    answer = stage.client.get("/staff", headers={"Cookie": cookies}, follow_redirects=False)
    assert (answer.status_code, answer.headers["location"]) == (303, "/login")


# ---- other sites ----


@pytest.mark.parametrize("path", ["/api/counters/1/next", "/api/tickets", "/login", "/logout"])
@pytest.mark.parametrize(
    "headers",
    [
        {"Origin": "https://evil.example"},
        {"Origin": "null"},
        {"Origin": "http://testserver.evil.example"},
        {"Sec-Fetch-Site": "cross-site"},
        {"Sec-Fetch-Site": "same-site"},
        {"Sec-Fetch-Site": "cross-site", "Origin": "http://testserver"},
    ],
)
def test_another_site_cannot_command_in_our_name(stage: Stage, path: str, headers: dict[str, str]) -> None:
    stage.log_in()
    answer = stage.client.post(path, json=order(), headers=headers, follow_redirects=False)
    assert answer.status_code == 403


@pytest.mark.parametrize(
    "headers",
    [{}, {"Origin": "http://testserver"}, {"Sec-Fetch-Site": "same-origin", "Origin": "http://testserver"}],
)
def test_our_own_pages_and_programs_may_command(stage: Stage, headers: dict[str, str]) -> None:
    stage.log_in()
    assert stage.client.post("/api/counters/1/open", json=order(), headers=headers).status_code == 200


@pytest.mark.parametrize("path", ["/", "/display", "/login", "/static/style.css", "/api/hall", "/nothing"])
def test_every_answer_forbids_what_pages_need_not_do(stage: Stage, path: str) -> None:
    headers = stage.client.get(path).headers
    policy = headers["content-security-policy"]
    assert "default-src 'none'" in policy
    assert "frame-ancestors 'none'" in policy
    assert "unsafe" not in policy
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["referrer-policy"] == "no-referrer"


def test_a_body_that_would_fill_the_memory_is_refused(stage: Stage) -> None:
    big = b"x" * (MOST_BODY_BYTES + 1)
    declared = stage.client.post("/api/kiosk/push", content=big, auth=SIGNED)
    header = IDENTITY.authorization("POST", "/api/kiosk/push", b"")  # refused before it is looked at
    streamed = stage.client.post(
        "/api/kiosk/push", content=iter([big[: len(big) // 2]] * 3), headers={"Authorization": header}
    )
    assert (declared.status_code, streamed.status_code) == (413, 413)


# ---- what goes wrong ----


def test_an_unforeseen_error_is_a_page_that_says_what_to_do(
    stage: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: object, **__: object) -> None:
        raise RuntimeError("a secret detail")

    monkeypatch.setattr("queue_server.pages.display.seats", fail)
    answer = stage.client.get("/display")
    assert answer.status_code == 500
    assert "Xin lỗi" in answer.text
    assert "a secret detail" not in answer.text


def test_a_message_to_a_program_is_json_also_when_nothing_is_there(stage: Stage) -> None:
    answer = stage.client.get("/api/no/such/thing")
    assert (answer.status_code, answer.json()["error"]) == (404, "not_found")


def test_the_wrong_method_stays_the_wrong_method(stage: Stage) -> None:
    answer = stage.client.get("/api/kiosk/push")
    assert answer.status_code == 405
    assert answer.headers["allow"] == "POST"


def test_what_the_kiosk_sends_and_what_the_wire_says_are_one_shape(stage: Stage) -> None:
    kiosk = KioskLog()
    kiosk.issue("a", "A", NOW_MS)
    assert json.loads(encode(kiosk.push(NOW_MS))).keys() == Push.__annotations__.keys()


# ---- what no database holds ----


@pytest.mark.parametrize(
    ("path", "form"),
    [
        ("/login", {"login": "s1\x00", "password": PASSWORD}),
        ("/login", {"login": "s1", "password": "\x1b"}),
        ("/staff", {"number": str(10**30)}),
    ],
)
def test_a_form_with_what_nobody_types_is_refused_with_a_page(
    stage: Stage, path: str, form: dict[str, str]
) -> None:
    stage.log_in()
    answer = stage.client.post(path, data=form)
    assert answer.status_code == 422
    assert "Vui lòng" in answer.text


@pytest.mark.parametrize(
    ("path", "sent"),
    [
        ("/api/counters/1/pause", {"reason": "a\x00"}),
        ("/api/counters/1/hold", {"minutes": 5, "reason": "a\x07"}),
        ("/api/counters/1/hold", {"minutes": 10**30}),
        ("/api/counters/1/next", {"version": 10**30}),
        ("/api/counters/1/transfer", {"goal": {"counter": 10**12}}),
        ("/api/counters/1/transfer", {"goal": {"login": "s2\x00"}}),
        ("/api/counters/1/priority", {"priority": "\x00"}),
        ("/api/tickets", {"service_ids": ["\x00"]}),
        (f"/api/tickets/{'0' * 32}/cancel", {"reason": "\x00"}),
        (f"/api/tickets/{'0' * 32}/transfer", {"goal": {"service_id": "\x00"}}),
    ],
)
def test_a_command_with_what_no_database_holds_is_refused(
    stage: Stage, path: str, sent: dict[str, object]
) -> None:
    stage.log_in()
    answer = stage.client.post(path, json={"key": "key-12345"} | sent)
    assert (answer.status_code, answer.json()["error"]) == (422, "bad_request")


def test_a_body_that_is_very_deep_is_refused(stage: Stage) -> None:
    stage.log_in()
    deep = b'{"key": "key-12345", "goal": ' + b"[" * 900 + b"]" * 900 + b"}"
    answer = stage.client.post(
        "/api/counters/1/transfer", content=deep, headers={"Content-Type": "application/json"}
    )
    assert answer.status_code == 422
