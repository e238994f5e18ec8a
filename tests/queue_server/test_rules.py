"""What the hall has decided about its queue, and how a manager changes it."""

import hashlib
import json
from collections.abc import Callable, Iterator
from dataclasses import asdict, fields, replace
from datetime import time

import pytest
from sqlalchemy import text
from starlette.testclient import TestClient

from models.calling.policy import CLASSES, Policy, Rule
from models.hall import HallRules, Hours, Interval
from models.store.database import Connection, Database
from models.store.hall_setup import rules_of, seat_at, services_of
from models.store.hall_staff import Staff, find_staff
from models.ticket import EventKind
from models.wire import decode, encode
from queue_server import call, rules
from queue_server.app import create_app
from queue_server.order import Order
from queue_server.refusal import Refusal, Refused
from queue_server.rules import Changed, Limits
from queue_server.settings import Settings
from tests.helpers.halls import HALL, PASSWORD, desk, issue, moment_ms, seat, set_up_hall, whole_log

NOW_MS = moment_ms(8)
FIFO = HallRules(policy=Policy(rule=Rule.FIFO))


def order(key: str = "key-1") -> Order:
    return Order(hall=HALL, actor="staff:s1", key=key)


def change(database: Database, wanted: HallRules, key: str = "key-1") -> Changed:
    return database.write(
        lambda connection: rules.change_rules(connection, order(key), wanted, NOW_MS)
    ).result()


def stored(database: Database) -> HallRules:
    return database.read(lambda connection: rules_of(connection, HALL.id)).result()


def refusal_of(database: Database, wanted: HallRules) -> Refusal:
    before = stored(database), whole_log(database)
    with pytest.raises(Refused) as refused:
        change(database, wanted)
    assert (stored(database), whole_log(database)) == before
    return refused.value.refusal


def test_a_hall_that_decided_nothing_goes_by_the_default_policy(database: Database) -> None:
    set_up_hall(database)
    assert stored(database) == HallRules()


def test_new_rules_hold_from_the_next_call_on(database: Database) -> None:
    me, *_ = set_up_hall(database)
    seat(database, me, 1)
    issue(database, me, "a", "first", NOW_MS)
    issue(database, me, "a", "elderly", NOW_MS, priority="elderly")
    issue(database, me, "a", "elderly-too", NOW_MS, priority="elderly")

    def next_one(key: str) -> str | None:
        at = desk(me, 1, key)
        answer = database.write(lambda connection: call.call_next(connection, at, NOW_MS + 1)).result()
        return answer.ticket.number if answer.ticket else None

    assert next_one("call-1") == "A9-002"
    change(database, FIFO)
    assert next_one("call-2") == "A9-001"


def test_the_log_holds_the_new_rules_and_who_made_them(database: Database) -> None:
    set_up_hall(database)
    change(database, FIFO)
    event = whole_log(database)[-1]
    assert (event.kind, event.actor) == (EventKind.RULES_CHANGED, "staff:s1")
    assert decode(HallRules, str(event.body["rules"])) == stored(database) == FIFO


def test_the_same_change_sent_twice_is_one_change(database: Database) -> None:
    set_up_hall(database)
    assert change(database, FIFO) == change(database, FIFO)
    assert len(whole_log(database)) == 1


def test_a_class_people_may_wait_under_is_not_taken_away(database: Database) -> None:
    set_up_hall(database)
    assert refusal_of(database, HallRules(policy=Policy(classes=CLASSES[:2]))) is Refusal.CLASS_IN_USE


def test_a_class_that_is_switched_off_counts_as_regular(database: Database) -> None:
    me, *_ = set_up_hall(database)
    seat(database, me, 1)
    issue(database, me, "a", "first", NOW_MS)
    issue(database, me, "a", "elderly", NOW_MS + 1, priority="elderly")
    classes = tuple(replace(one, on=one.id != "elderly") for one in CLASSES)
    change(database, HallRules(policy=Policy(classes=classes)))
    at = desk(me, 1, "call-1")
    answer = database.write(lambda connection: call.call_next(connection, at, NOW_MS + 2)).result()
    assert answer.ticket is not None
    assert answer.ticket.number == "A9-001"


@pytest.mark.parametrize(
    "wanted",
    [
        HallRules(policy=Policy(max_overtakes=0)),
        HallRules(policy=Policy(max_wait_min=0)),
        HallRules(policy=Policy(classes=(*CLASSES, CLASSES[1]))),
        HallRules(policy=Policy(classes=tuple(replace(one, rate=0.0) for one in CLASSES))),
        HallRules(slot_min=1),
        HallRules(hours=Hours(intervals=(Interval(start=time(9), end=time(9)),))),
    ],
    ids=["no overtakes", "no wait", "a class twice", "no rate", "slots of a minute", "no time at all"],
)
def test_rules_that_could_not_work_change_nothing(database: Database, wanted: HallRules) -> None:
    set_up_hall(database)
    assert refusal_of(database, wanted) is Refusal.BAD_RULES


def test_a_service_is_limited(database: Database) -> None:
    set_up_hall(database)
    limits = Limits(typical_min=7.5, most_a_day=40, slot_capacity=2)
    database.write(lambda connection: rules.limit_service(connection, order(), "b", limits, NOW_MS)).result()
    services = database.read(lambda connection: services_of(connection, HALL.id)).result()
    assert [(one.id, one.typical_min, one.most_a_day, one.slot_capacity) for one in services] == [
        ("a", 10.0, None, 0),
        ("b", 7.5, 40, 2),
    ]


def test_a_counter_is_planned(database: Database) -> None:
    set_up_hall(database)
    shifts = [Interval(start=time(7, 30), end=time(9, 30)), Interval(start=time(9, 45), end=time(11, 30))]

    def work(connection: Connection) -> Changed:
        return rules.plan_counter(connection, order(), 1, ["a", "b"], shifts, NOW_MS)

    database.write(work).result()
    found = database.read(lambda connection: seat_at(connection, HALL.id, 1)).result()
    assert found is not None
    assert (found.counter.service_ids, found.counter.shifts) == (["a", "b"], shifts)
    assert whole_log(database)[-1].body["shifts"] == "07:30-09:30 09:45-11:30"


def test_a_person_who_does_not_know_a_service_is_not_sent_its_citizens(database: Database) -> None:
    me, *_ = set_up_hall(database)
    seat(database, me, 3)
    issue(database, me, "b", "key-b", NOW_MS)
    database.write(lambda connection: rules.teach(connection, order(), "s1", ["a"], NOW_MS)).result()
    at = desk(me, 3, "call-1")
    assert database.write(lambda c: call.call_next(c, at, NOW_MS)).result().ticket is None


LIMITS = Limits(typical_min=1, most_a_day=1, slot_capacity=0)
BACKWARDS = Interval(start=time(9), end=time(8))
REFUSED: list[tuple[Callable[[Connection], Changed], Refusal]] = [
    (lambda c: rules.limit_service(c, order(), "tax", LIMITS, NOW_MS), Refusal.NO_SUCH_SERVICE),
    (
        lambda c: rules.limit_service(c, order(), "a", replace(LIMITS, most_a_day=0), NOW_MS),
        Refusal.BAD_RULES,
    ),
    (lambda c: rules.plan_counter(c, order(), 77, ["a"], [], NOW_MS), Refusal.NO_SUCH_COUNTER),
    (lambda c: rules.plan_counter(c, order(), 1, ["tax"], [], NOW_MS), Refusal.NO_SUCH_SERVICE),
    (lambda c: rules.plan_counter(c, order(), 1, ["a"], [BACKWARDS], NOW_MS), Refusal.BAD_RULES),
    (lambda c: rules.teach(c, order(), "nobody", ["a"], NOW_MS), Refusal.NO_SUCH_PERSON),
    (lambda c: rules.teach(c, order(), "s1", ["tax"], NOW_MS), Refusal.NO_SUCH_SERVICE),
]


def test_a_service_keeps_a_counter_that_gives_it(database: Database) -> None:
    set_up_hall(database)
    database.write(lambda c: rules.plan_counter(c, order("k1"), 3, ["a"], [], NOW_MS)).result()
    with pytest.raises(Refused) as refused:
        database.write(lambda c: rules.plan_counter(c, order("k2"), 2, ["a"], [], NOW_MS)).result()
    assert refused.value.refusal is Refusal.SERVICE_UNSERVED
    assert refused.value.details == {"service": "Hộ tịch"}


@pytest.mark.parametrize(("deed", "refusal"), REFUSED)
def test_a_change_to_what_is_not_there_is_refused(
    database: Database, deed: Callable[[Connection], Changed], refusal: Refusal
) -> None:
    set_up_hall(database)
    with pytest.raises(Refused) as refused:
        database.write(deed).result()
    assert refused.value.refusal is refusal
    assert whole_log(database) == []


# ---- over HTTP ----


@pytest.fixture
def client(sqlite_database: Database) -> Iterator[TestClient]:
    set_up_hall(sqlite_database, password=PASSWORD)
    settings = Settings(database_url="", public_url="http://testserver")
    app = create_app(sqlite_database, HALL, settings, now_ms=lambda: NOW_MS)
    with TestClient(app, base_url="http://testserver") as client:
        client.post("/login", data={"login": "s1", "password": PASSWORD})
        yield client


def promote(database: Database) -> None:
    database.write(lambda c: c.execute(text("UPDATE staff SET role = 'manager' WHERE login = 's1'"))).result()


def body(wanted: HallRules) -> bytes:
    return b'{"key": "key-12345", "rules": %s}' % encode(wanted)


def test_staff_see_the_rules_and_may_not_change_them(client: TestClient) -> None:
    assert decode(HallRules, client.get("/api/rules").content) == HallRules()
    answer = client.put("/api/rules", content=body(FIFO), headers={"Content-Type": "application/json"})
    assert (answer.status_code, answer.json()["error"]) == (403, "managers_only")


def test_a_manager_changes_the_rules(client: TestClient, sqlite_database: Database) -> None:
    promote(sqlite_database)
    answer = client.put("/api/rules", content=body(FIFO), headers={"Content-Type": "application/json"})
    assert answer.status_code == 200
    assert decode(HallRules, client.get("/api/rules").content) == FIFO


def test_rules_of_the_wrong_shape_are_refused(client: TestClient, sqlite_database: Database) -> None:
    promote(sqlite_database)
    answer = client.put("/api/rules", json={"key": "key-12345", "rules": {"policy": {"rule": "lottery"}}})
    assert (answer.status_code, answer.json()["error"]) == (422, "bad_request")


def put_rules(
    client: TestClient, wanted: HallRules, key: str = "key-12345", **headers: str
) -> tuple[int, str]:
    content = b'{"key": "%s", "rules": %s}' % (key.encode(), encode(wanted))
    answer = client.put("/api/rules", content=content, headers={"Content-Type": "application/json"} | headers)
    return answer.status_code, answer.json().get("error", "")


def seen(client: TestClient) -> dict[str, str]:
    return {"If-Match": client.get("/api/rules").headers["ETag"]}


def test_of_two_managers_who_change_the_same_rules_the_second_is_told(
    client: TestClient, sqlite_database: Database
) -> None:
    promote(sqlite_database)
    both_saw = seen(client)
    assert put_rules(client, FIFO, "key-first", **both_saw) == (200, "")
    assert put_rules(client, HallRules(slot_min=60), "key-second", **both_saw) == (409, "stale_rules")
    assert stored(sqlite_database) == FIFO
    assert len(whole_log(sqlite_database)) == 1


def test_the_tag_is_the_hash_of_the_rules_and_a_change_answers_the_next_one(
    client: TestClient, sqlite_database: Database
) -> None:
    promote(sqlite_database)
    look = client.get("/api/rules")
    assert look.headers["ETag"] == f'"{hashlib.sha256(look.content).hexdigest()}"'
    answer = client.put("/api/rules", content=body(FIFO), headers={"Content-Type": "application/json"})
    assert {"If-Match": answer.headers["ETag"]} == seen(client)


def test_a_change_whose_answer_was_lost_is_not_stale(client: TestClient, sqlite_database: Database) -> None:
    promote(sqlite_database)
    saw = seen(client)
    assert [put_rules(client, FIFO, **saw) for _ in range(2)] == [(200, ""), (200, "")]


def test_a_tag_a_proxy_has_weakened_still_counts(client: TestClient, sqlite_database: Database) -> None:
    promote(sqlite_database)
    assert put_rules(client, FIFO, **{"If-Match": f"W/{seen(client)['If-Match']}"}) == (200, "")


@pytest.mark.parametrize("name", [one.name for one in fields(HallRules)])
def test_a_rule_that_is_left_out_does_not_go_back_to_its_default(
    client: TestClient, sqlite_database: Database, name: str
) -> None:
    promote(sqlite_database)
    rules_without = json.loads(encode(FIFO))
    del rules_without[name]
    answer = client.put("/api/rules", json={"key": "key-12345", "rules": rules_without})
    assert (answer.status_code, stored(sqlite_database)) == (422, HallRules())


@pytest.mark.parametrize(
    ("path", "sent"),
    [
        ("/api/services/a/limits", {"limits": asdict(LIMITS) | {"most_a_day": 10**12}}),
        ("/api/services/a/limits", {"limits": asdict(LIMITS) | {"slot_capacity": 10**30}}),
        ("/api/services/a/limits", {"limits": asdict(LIMITS) | {"typical_min": 1e300}}),
        ("/api/services/%00/limits", {"limits": asdict(LIMITS)}),
        ("/api/counters/1/plan", {"service_ids": ["\x00"], "shifts": []}),
        ("/api/staff/s%00/skills", {"service_ids": ["a"]}),
        ("/api/rules", {"rules": json.loads(encode(FIFO)) | {"late_min": 10**12}}),
        ("/api/rules", {"rules": json.loads(encode(HallRules()).replace(b"elderly", b"\\u0000"))}),
    ],
)
def test_what_no_database_can_hold_is_refused(
    client: TestClient, sqlite_database: Database, path: str, sent: dict[str, object]
) -> None:
    promote(sqlite_database)
    answer = client.put(path, json={"key": "key-12345"} | sent)
    assert (answer.status_code, answer.json()["error"]) == (422, "bad_request")
    assert whole_log(sqlite_database) == []


def test_a_stranger_does_not_see_the_rules(client: TestClient) -> None:
    client.cookies.clear()
    assert client.get("/api/rules").status_code == 401


def test_limits_plans_and_skills_are_changed_over_http(client: TestClient, sqlite_database: Database) -> None:
    promote(sqlite_database)
    limits = asdict(Limits(typical_min=5, most_a_day=9, slot_capacity=1))
    shifts = [{"start": "07:30", "end": "11:30"}]
    sent = [
        ("/api/services/a/limits", {"key": "key-11111", "limits": limits}),
        ("/api/counters/1/plan", {"key": "key-22222", "service_ids": ["a"], "shifts": shifts}),
        ("/api/staff/s2/skills", {"key": "key-33333", "service_ids": ["b"]}),
    ]
    assert [client.put(path, json=order).status_code for path, order in sent] == [200, 200, 200]

    def skills(connection: Connection) -> Staff | None:
        return find_staff(connection, HALL.id, "s2")

    found = sqlite_database.read(skills).result()
    assert found is not None
    assert found.service_ids == ["b"]
