"""A kiosk comes into the hall by a code, and goes out of it again."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import partial
from typing import Any

import pytest
from starlette.testclient import TestClient

from models.signing import Asker, public_key_of
from models.store.database import Database
from models.store.hall_issuers import Issuer, find_issuer, last_contacts
from models.ticket import EventKind
from models.wire import WIRE_VERSION, Catalogue, Enrol, Enrolled, PushAnswer, decode, encode
from queue_server.app import create_app
from queue_server.demo import seed_demo
from queue_server.enrol import offer_code, revoke_kiosk
from queue_server.one_time_code import CODE_LASTS_MS
from queue_server.settings import Settings
from queue_server.setup import SetupError, create_hall
from tests.helpers.halls import HALL, PLAN, KioskLog, moment_ms, view, whole_log
from tests.helpers.kiosks import STRANGER, Signing, private_key_of

START_MS = moment_ms(8)
FIRST, SECOND, THIRD = (Asker(issuer_id="K1", incarnation=nth) for nth in (1, 2, 3))
KEY, OTHER_KEY = (public_key_of(private_key_of(asker)) for asker in (FIRST, SECOND))
NO_CODE = "22222-22222"


@dataclass(kw_only=True)
class Stage:
    client: TestClient
    database: Database
    now_ms: int = START_MS

    def offer(self, kiosk: str = "K1") -> str:
        return offer_code(self.database, kiosk, self.now_ms).code

    def post(self, code: str, key: str = KEY) -> Any:
        message = Enrol(version=WIRE_VERSION, code=code, public_key=key)
        return self.client.post("/api/kiosk/enrol", content=encode(message))

    def enrol(self, code: str, key: str = KEY) -> Enrolled:
        return decode(Enrolled, self.post(code, key).content)

    def refusal(self, code: str, key: str = KEY) -> tuple[int, str]:
        answer = self.post(code, key)
        return answer.status_code, answer.json()["error"]

    def ask(self, asker: Asker, by: Asker | None = None) -> tuple[int, str]:
        """The status of what it asks, and the reason if it is refused."""
        answer = self.client.get("/api/kiosk/catalogue", auth=Signing(asker, by))
        return answer.status_code, answer.json().get("error", "")

    def issuer(self, kiosk: str = "K1") -> Issuer:
        found = self.database.write(partial(find_issuer, issuer_id=kiosk)).result()
        assert found is not None
        return found


@pytest.fixture
def stage(database: Database) -> Iterator[Stage]:
    """The small hall without any kiosk, on each of the databases."""
    create_hall(database, PLAN)
    stage: Stage
    settings = Settings(database_url="", public_url="http://testserver")
    app = create_app(database, HALL, settings, now_ms=lambda: stage.now_ms)
    client = TestClient(app, base_url="http://testserver", raise_server_exceptions=False)
    stage = Stage(client=client, database=database)
    with client:
        yield stage


# ---- a code ----


def test_a_code_is_short_and_has_nothing_to_mistake(stage: Stage) -> None:
    codes = {stage.offer() for _ in range(20)}
    assert len(codes) == 20
    assert all(re.fullmatch(r"[2-9A-HJ-NP-Z]{5}-[2-9A-HJ-NP-Z]{5}", code) for code in codes)


def test_a_kiosk_is_enrolled_and_from_then_on_known_by_its_signature(stage: Stage) -> None:
    enrolled = stage.enrol(stage.offer())
    assert (enrolled.issuer_id, enrolled.incarnation, enrolled.series) == ("K1", 1, "1")
    answer = stage.client.get("/api/kiosk/catalogue", auth=Signing(FIRST))
    catalogue = decode(Catalogue, answer.content)
    assert (catalogue.issuer_id, catalogue.incarnation, catalogue.series) == ("K1", 1, "1")


@pytest.mark.parametrize("written", [str.lower, lambda code: code.replace("-", ""), lambda code: f" {code} "])
def test_a_code_may_be_typed_as_one_likes(stage: Stage, written: Any) -> None:
    assert stage.enrol(written(stage.offer())).issuer_id == "K1"


def test_a_lost_answer_is_given_again_to_the_same_key(stage: Stage) -> None:
    code = stage.offer()
    first = stage.enrol(code)
    assert stage.enrol(code) == first
    assert [event.kind for event in whole_log(stage.database)] == [EventKind.KIOSK_ENROLLED]


def test_a_used_code_opens_nothing_to_another_key(stage: Stage) -> None:
    code = stage.offer()
    stage.enrol(code)
    assert stage.refusal(code, OTHER_KEY) == (403, "code_used")
    assert stage.ask(FIRST) == (200, "")


def test_a_code_is_good_for_a_day_also_for_a_lost_answer(stage: Stage) -> None:
    code = stage.offer()
    stage.now_ms = START_MS + CODE_LASTS_MS - 1
    first = stage.enrol(code)
    assert stage.enrol(code) == first
    stage.now_ms += 1
    assert stage.refusal(code) == (403, "code_expired")


def test_a_new_code_takes_the_place_of_the_one_before(stage: Stage) -> None:
    before, after = stage.offer(), stage.offer()
    assert stage.refusal(before) == (403, "wrong_code")
    assert stage.enrol(after).issuer_id == "K1"


def test_a_lost_answer_is_not_given_again_once_the_kiosk_was_enrolled_anew(stage: Stage) -> None:
    code = stage.offer()
    stage.enrol(code)
    revoke_kiosk(stage.database, "K1", stage.now_ms)
    assert stage.refusal(code) == (403, "wrong_code")


def test_whoever_tries_codes_has_to_wait(stage: Stage) -> None:
    code = stage.offer()
    said = [stage.refusal(NO_CODE)[0] for _ in range(5)]
    assert said == [403] * 5
    assert stage.refusal(code) == (429, "too_many_tries")
    stage.now_ms += 5 * 60_000
    assert stage.enrol(code).issuer_id == "K1"


def test_a_technician_with_right_codes_is_never_made_to_wait(stage: Stage) -> None:
    for nth in range(1, 9):
        assert stage.enrol(stage.offer(f"K{nth}")).incarnation == nth


@pytest.mark.parametrize("key", ["", "0" * 63, "G" * 64, KEY.upper() + "0"])
def test_a_key_that_is_none_is_named(stage: Stage, key: str) -> None:
    answer = stage.post(stage.offer(), key)
    assert answer.status_code == 422
    assert "public_key" in answer.json()["message"]


def test_only_the_digest_of_a_code_is_kept(stage: Stage) -> None:
    code = stage.offer()

    def dump(connection: Any) -> str:
        return str([tuple(row) for row in connection.exec_driver_sql("SELECT * FROM enrolment_code")])

    stored = stage.database.read(dump).result()
    assert "K1" in stored
    assert code not in stored
    assert code.replace("-", "") not in stored


# ---- series ----


def test_no_two_enrolments_share_a_series_or_an_incarnation(stage: Stage) -> None:
    enrolled = [stage.enrol(stage.offer(f"K{nth % 4}")) for nth in range(1, 12)]
    assert [one.incarnation for one in enrolled] == list(range(1, 12))
    assert [one.series for one in enrolled] == [*"12345678", "10", "11", "12"]


def test_a_kiosk_that_lost_its_log_never_gives_an_old_number_again(stage: Stage) -> None:
    stage.enrol(stage.offer())
    push(stage, FIRST, KioskLog())
    offer = offer_code(stage.database, "K1", stage.now_ms)
    assert offer.replaces
    assert stage.ask(FIRST) == (200, "")  # until the code is used
    stage.enrol(offer.code, OTHER_KEY)
    assert (stage.issuer().incarnation, stage.issuer().series, stage.issuer().high) == (2, "2", 0)
    assert stage.ask(FIRST) == (403, "replaced")
    push(stage, SECOND, KioskLog(incarnation=2, series="2"))
    assert view(stage.database, stage.now_ms).waiting == {"a": 2}


def push(stage: Stage, asker: Asker, log: KioskLog) -> None:
    log.issue("a", "A", stage.now_ms)
    message = encode(log.push(stage.now_ms))
    answer = stage.client.post("/api/kiosk/push", content=message, auth=Signing(asker))
    assert decode(PushAnswer, answer.content).high == 1


# ---- who asks ----


def test_another_kiosks_key_opens_nothing(stage: Stage) -> None:
    stage.enrol(stage.offer("K1"), KEY)
    stage.enrol(stage.offer("K2"), OTHER_KEY)
    other = Asker(issuer_id="K2", incarnation=2)
    assert stage.ask(FIRST, by=SECOND) == (401, "bad_signature")
    assert stage.ask(other, by=FIRST) == (401, "bad_signature")
    assert stage.ask(other, by=SECOND) == (200, "")
    assert stage.ask(Asker(issuer_id="K1", incarnation=2), by=SECOND) == (401, "unknown_kiosk")


def test_a_request_altered_on_its_way_is_refused(stage: Stage) -> None:
    stage.enrol(stage.offer())
    log = KioskLog()
    log.issue("a", "A", START_MS)
    body = encode(log.push(START_MS))
    answer = stage.client.post("/api/kiosk/push", content=body, auth=Signing(FIRST))
    headers = {"Authorization": answer.request.headers["Authorization"]}
    for method, path, sent in (
        ("POST", "/api/kiosk/push", body.replace(b"A1-001", b"A1-002")),
        ("POST", "/api/kiosk/push?more", body),
        ("POST", "/api/kiosk/faces", body),
        ("GET", "/api/kiosk/catalogue", b""),
    ):
        altered = stage.client.request(method, path, content=sent, headers=headers)
        assert (altered.status_code, altered.json()["error"]) == (401, "bad_signature")
    again = stage.client.post("/api/kiosk/push", content=body, headers=headers)
    assert decode(PushAnswer, again.content).high == 1  # a repeat does no harm


def test_a_query_is_signed_as_it_is_sent(stage: Stage) -> None:
    stage.enrol(stage.offer())
    for path in ("/api/kiosk/bookings?code=%C4%90+1", "/api/kiosk/bookings?code=a%2Fb&code=c"):
        assert stage.client.get(path, auth=Signing(FIRST)).status_code == 200


@pytest.mark.parametrize(
    ("authorization", "reason"),
    [("", "not_signed"), ("Bearer the-token-of-a-kiosk", "must_enrol"), ("Basic abc", "not_signed")],
)
def test_a_token_of_old_is_refused_with_what_to_do(stage: Stage, authorization: str, reason: str) -> None:
    answer = stage.client.get("/api/kiosk/catalogue", headers={"Authorization": authorization})
    assert (answer.status_code, answer.json()["error"]) == (401, reason)
    assert ("đăng ký lại ki-ốt" in answer.json()["message"]) == (reason == "must_enrol")


def test_a_kiosk_the_hall_does_not_know_is_not_told_that_it_was_put_out(stage: Stage) -> None:
    assert stage.ask(STRANGER) == (401, "unknown_kiosk")


# ---- revoked ----


def test_a_revoked_kiosk_is_told_so_and_nobody_else_is(stage: Stage) -> None:
    stage.enrol(stage.offer())
    revoke_kiosk(stage.database, "K1", stage.now_ms)
    assert stage.ask(FIRST) == (403, "revoked")
    assert stage.ask(FIRST, by=SECOND) == (401, "bad_signature")
    assert "K1" not in stage.database.read(partial(last_contacts, hall_id=HALL.id)).result()
    with pytest.raises(SetupError, match="there is no kiosk 'K1'"):
        revoke_kiosk(stage.database, "K1", stage.now_ms)


def test_a_revoked_kiosk_may_come_back_as_another(stage: Stage) -> None:
    stage.enrol(stage.offer())
    revoke_kiosk(stage.database, "K1", stage.now_ms)
    stage.enrol(stage.offer(), OTHER_KEY)
    assert stage.ask(SECOND) == (200, "")
    assert stage.ask(FIRST) == (403, "revoked")


def test_a_code_that_was_not_used_is_void_once_the_kiosk_is_revoked(stage: Stage) -> None:
    stage.enrol(stage.offer())
    code = stage.offer()
    revoke_kiosk(stage.database, "K1", stage.now_ms)
    assert stage.refusal(code) == (403, "wrong_code")


# ---- what the hall's log says ----


def test_the_log_says_who_came_and_went(stage: Stage) -> None:
    stage.enrol(stage.offer())
    stage.enrol(stage.offer(), OTHER_KEY)
    revoke_kiosk(stage.database, "K1", stage.now_ms)
    told = [(event.kind, event.actor, dict(event.body)) for event in whole_log(stage.database)]
    first = {"issuer_id": "K1", "incarnation": 1, "series": "1", "public_key": KEY}
    second = {"issuer_id": "K1", "incarnation": 2, "series": "2", "public_key": OTHER_KEY}
    assert told == [
        (EventKind.KIOSK_ENROLLED, "kiosk:K1", first),
        (EventKind.KIOSK_ENROLLED, "kiosk:K1", second),
        (EventKind.KIOSK_REVOKED, "operator", {"issuer_id": "K1", "incarnation": 2}),
    ]


# ---- setting up ----


@pytest.mark.parametrize("name", ["desk", "booking", "", "K 1", "../K1", "Cửa1", "K" * 33])
def test_a_kiosk_needs_a_name_of_its_own(stage: Stage, name: str) -> None:
    with pytest.raises(SetupError, match="cannot name a kiosk"):
        offer_code(stage.database, name, START_MS)


def test_no_kiosk_is_enrolled_in_a_database_without_a_hall(sqlite_database: Database) -> None:
    with pytest.raises(SetupError, match="no hall yet"):
        offer_code(sqlite_database, "K1", START_MS)


def test_the_demo_hall_begins_without_a_kiosk(sqlite_database: Database) -> None:
    hall = seed_demo(sqlite_database, START_MS)
    assert sqlite_database.read(partial(last_contacts, hall_id=hall.id)).result() == {}
