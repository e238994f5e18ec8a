"""Another rule, another counter, another hour, tried on a day that was."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date
from functools import partial
from typing import Any

import pytest
from starlette.testclient import TestClient

from models.calling.policy import Policy, Rule
from models.calling.what_if import ALL, AS_IT_WAS, AS_SIMULATED, Comparison, Row
from models.hall import HallRules
from models.store.database import Connection, Database
from models.store.hall_setup import save_rules
from models.store.hall_staff import Role, Staff
from queue_server import attend, call, what_if
from queue_server.app import create_app
from queue_server.desk import open_counter
from queue_server.refusal import Refusal, Refused
from queue_server.settings import Settings
from queue_server.setup import add_staff
from queue_server.what_if import Setting, Stage, Trial, set_stage, try_out
from queue_server.what_if_table import table
from tests.helpers.halls import HALL, PASSWORD, desk, issue, moment_ms, set_up_hall

TODAY = date(2026, 11, 20)
NOW_MS = moment_ms(11)
AS_IS = Trial(name="same")


def make_a_day(database: Database, me: Staff) -> None:
    """Two citizens and then an older one come; counter 3 opens at 8:05 and takes 10 minutes for each."""
    issue(database, me, "a", "first", moment_ms(8, 0))
    issue(database, me, "a", "second", moment_ms(8, 1))
    issue(database, me, "a", "older", moment_ms(8, 2), priority="elderly")

    def opens(connection: Connection) -> object:
        return open_counter(connection, HALL, me, 3, "open", moment_ms(8, 5))

    database.write(opens).result()
    for turn in range(3):
        begins_ms, ends_ms = moment_ms(8, 5 + 10 * turn), moment_ms(8, 15 + 10 * turn)
        for use_case, at_ms in ((call.call_next, begins_ms), (attend.serve, begins_ms)):
            at = desk(me, 3, f"{use_case.__name__} {turn}")
            database.write(partial(use_case, desk=at, now_ms=at_ms)).result()
        at = desk(me, 3, f"finish {turn}")
        database.write(partial(attend.finish, desk=at, now_ms=ends_ms)).result()


def setting(database: Database, day: date | None = TODAY, seed: int = 1) -> Setting:
    return database.read(partial(set_stage, hall=HALL, day=day, seed=seed)).result()


def row(comparison: Comparison, variation: str, priority: str = ALL) -> Row:
    (found,) = (one for one in comparison.rows if (one.variation, one.priority) == (variation, priority))
    return found


def waits_min(database: Database, trial: Trial) -> tuple[float | None, float | None]:
    """Half of all, and the longest."""
    tried = row(try_out(setting(database), [trial], 30), trial.name)
    return tried.wait_p50_min, tried.longest_min


@pytest.fixture
def database_of_a_day(sqlite_database: Database) -> Database:
    me, *_ = set_up_hall(sqlite_database)
    make_a_day(sqlite_database, me)
    return sqlite_database


def test_the_day_stands_as_it_was_beside_the_same_day_simulated(database: Database) -> None:
    me, *_ = set_up_hall(database)
    make_a_day(database, me)
    comparison = try_out(setting(database), [], 20)
    was, simulated = row(comparison, AS_IT_WAS), row(comparison, AS_SIMULATED)
    assert (was.tickets, was.served, was.wait_p50_min, was.longest_min) == (3, 3, 15, 24)
    assert was.within_target == pytest.approx(2 / 3)
    assert simulated == replace(was, variation=AS_SIMULATED)
    assert row(comparison, AS_IT_WAS, "elderly").longest_min == 3


def test_another_rule_is_tried(database_of_a_day: Database) -> None:
    assert waits_min(database_of_a_day, AS_IS) == (15, 24)
    assert waits_min(database_of_a_day, Trial(name="fifo", rule=Rule.FIFO)) == (14, 23)


def test_another_counter_is_tried(database_of_a_day: Database) -> None:
    assert waits_min(database_of_a_day, Trial(name="two", added=[["a"]])) == (5, 14)


def test_another_hour_is_tried(database_of_a_day: Database) -> None:
    assert waits_min(database_of_a_day, Trial(name="at eight", open_earlier_min=5)) == (8, 19)


def test_with_its_only_counter_closed_nobody_is_called(database_of_a_day: Database) -> None:
    assert waits_min(database_of_a_day, Trial(name="closed", closed=[3])) == (None, None)


def test_what_is_not_said_stays_as_the_hall_has_it(database_of_a_day: Database) -> None:
    rules = HallRules(policy=Policy(rule=Rule.FIFO))
    database_of_a_day.write(lambda connection: save_rules(connection, HALL.id, rules)).result()
    assert waits_min(database_of_a_day, Trial(name="limits", max_overtakes=3, max_wait_min=0)) == (14, 23)


def refusal_of(setting: Setting, *trials: Trial, target_min: float = 30) -> Refusal:
    with pytest.raises(Refused) as refused:
        try_out(setting, trials, target_min)
    return refused.value.refusal


@pytest.mark.parametrize(
    ("trial", "refusal"),
    [
        (replace(AS_IS, closed=[77]), Refusal.NO_SUCH_COUNTER),
        (replace(AS_IS, added=[["tax"]]), Refusal.NO_SUCH_SERVICE),
        (replace(AS_IS, added=[[]]), Refusal.NO_SUCH_SERVICE),
        (replace(AS_IS, max_overtakes=0), Refusal.BAD_RULES),
        (replace(AS_IS, max_wait_min=-1), Refusal.BAD_RULES),
        (replace(AS_IS, open_earlier_min=241), Refusal.WHAT_IF_NONSENSE),
        (replace(AS_IS, added=[["a"]] * 11), Refusal.WHAT_IF_NONSENSE),
        (replace(AS_IS, name=AS_SIMULATED), Refusal.WHAT_IF_NONSENSE),
    ],
)
def test_a_trial_that_makes_no_sense_is_refused(
    database_of_a_day: Database, trial: Trial, refusal: Refusal
) -> None:
    assert refusal_of(setting(database_of_a_day), trial) is refusal


def test_trials_have_names_of_their_own_and_are_few(database_of_a_day: Database) -> None:
    day = setting(database_of_a_day)
    assert refusal_of(day, AS_IS, AS_IS) is Refusal.WHAT_IF_NONSENSE
    assert refusal_of(day, *(Trial(name=str(n)) for n in range(4))) is Refusal.WHAT_IF_NONSENSE
    assert refusal_of(day, target_min=0) is Refusal.WHAT_IF_NONSENSE


def test_a_day_on_which_nobody_came_says_so(database_of_a_day: Database) -> None:
    assert refusal_of(setting(database_of_a_day, date(2026, 11, 19))) is Refusal.WHAT_IF_EMPTY


def test_a_day_that_would_take_minutes_is_refused(
    database_of_a_day: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(what_if, "MOST_TICKETS", 2)
    assert refusal_of(setting(database_of_a_day)) is Refusal.WHAT_IF_TOO_LARGE
    assert refusal_of(setting(database_of_a_day, None)) is Refusal.WHAT_IF_TOO_LARGE


def test_only_one_trial_is_played_at_a_time(
    database_of_a_day: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    stage, day = Stage(), setting(database_of_a_day)

    def play_another_one_meanwhile(*_: object) -> Comparison:
        return stage.play(day, [], 30)

    with monkeypatch.context() as patch:
        patch.setattr(what_if, "try_out", play_another_one_meanwhile)
        with pytest.raises(Refused) as refused:
            stage.play(day, [], 30)
    assert refused.value.refusal is Refusal.WHAT_IF_BUSY
    assert row(stage.play(day, [], 30), AS_IT_WAS).tickets == 3


# ---- a made-up morning ----


def test_a_made_up_morning_is_the_halls_own(database_of_a_day: Database) -> None:
    morning = setting(database_of_a_day, None)
    comparison = try_out(morning, [replace(AS_IS, closed=[3])], 30)
    assert {one.variation for one in comparison.rows} == {AS_SIMULATED, "same"}
    usual, without = row(comparison, AS_SIMULATED), row(comparison, "same")
    assert usual.tickets == without.tickets > 20
    assert (usual.wait_p90_min or 0) < (without.wait_p90_min or 0)


def test_the_same_seed_is_the_same_morning(database_of_a_day: Database) -> None:
    first, same, other = (
        try_out(setting(database_of_a_day, None, seed), [AS_IS], 30).rows for seed in (1, 1, 2)
    )
    assert first == same != other


# ---- as people read it ----


def cells(comparison: Comparison, key: str) -> Sequence[str]:
    first = table(comparison, Policy().classes).blocks[0]
    (line,) = (line for line in first.lines if line.key == key)
    return line.cells


def test_a_table_stands_side_by_side(database_of_a_day: Database) -> None:
    nobody = Trial(name="closed", closed=[3])
    comparison = try_out(setting(database_of_a_day), [nobody], 20)
    sides = table(comparison, Policy().classes)
    assert sides.columns == [AS_IT_WAS, AS_SIMULATED, "closed"]
    assert [(block.name, block.tickets) for block in sides.blocks] == [
        (None, 3),
        ("Thường", 2),
        ("Người cao tuổi", 1),
    ]
    assert cells(comparison, "p50") == ["15", "15", "–"]
    assert cells(comparison, "within") == ["67%", "67%", "–"]
    assert [bar.p90 for bar in sides.blocks[0].bars] == [200, 200, None]


def test_where_all_are_of_one_class_it_is_not_said_twice(sqlite_database: Database) -> None:
    me, *_ = set_up_hall(sqlite_database)
    issue(sqlite_database, me, "a", "only", moment_ms(8))
    sides = table(try_out(setting(sqlite_database), [], 30), Policy().classes)
    assert [block.name for block in sides.blocks] == [None]


# ---- over HTTP ----


@pytest.fixture
def client(sqlite_database: Database) -> Iterator[TestClient]:
    me, *_ = set_up_hall(sqlite_database, password=PASSWORD)
    make_a_day(sqlite_database, me)
    add_staff(sqlite_database, login="head", name="Lê Thu Hà", role=Role.MANAGER, password=PASSWORD)
    settings = Settings(database_url="", public_url="http://testserver")
    app = create_app(sqlite_database, HALL, settings, now_ms=lambda: NOW_MS)
    with TestClient(app, base_url="http://testserver") as client:
        client.post("/login", data={"login": "head", "password": PASSWORD})
        yield client


def ask(client: TestClient, **wanted: Any) -> tuple[int, Any]:
    answer = client.post("/api/what-if", json={"variations": [], **wanted})
    return answer.status_code, answer.json()


def test_a_program_compares_variations(client: TestClient) -> None:
    fifo = {"name": "fifo", "rule": "fifo", "added": [["a", "b"]], "closed": [1]}
    status, comparison = ask(client, day="2026-11-20", variations=[fifo], target_min=10)
    assert status == 200
    assert comparison["target_min"] == 10
    longest = {one["variation"]: one["longest_min"] for one in comparison["rows"] if one["priority"] == ALL}
    assert longest == {AS_IT_WAS: 24, AS_SIMULATED: 24, "fifo": 13}


def test_a_program_compares_on_a_made_up_morning(client: TestClient) -> None:
    status, comparison = ask(client, seed=4, variations=[{"name": "strict", "rule": "strict"}])
    assert status == 200
    assert {one["variation"] for one in comparison["rows"]} == {AS_SIMULATED, "strict"}


@pytest.mark.parametrize(
    ("wanted", "error"),
    [
        ({}, "bad_request"),
        ({"day": "2026-11-20", "seed": 1}, "bad_request"),
        ({"day": "2026-11-20", "variations": [{"name": "x", "rule": "lottery"}]}, "bad_request"),
        ({"day": "2026-11-20", "variations": [{"name": str(n)} for n in range(4)]}, "bad_request"),
        ({"seed": -1}, "bad_request"),
        ({"day": "2026-11-18"}, "what_if_empty"),
        ({"day": "2026-11-20", "target_min": 0}, "what_if_nonsense"),
    ],
)
def test_nonsense_is_refused(client: TestClient, wanted: dict[str, Any], error: str) -> None:
    status, answer = ask(client, **wanted)
    assert (status, answer["error"]) == (422, error)


def test_trials_are_for_managers(client: TestClient) -> None:
    client.post("/login", data={"login": "s1", "password": PASSWORD})
    assert ask(client, day="2026-11-20")[0] == 403
    client.cookies.clear()
    assert ask(client, day="2026-11-20")[0] == 401


def test_a_trial_changes_nothing(client: TestClient, sqlite_database: Database) -> None:
    before = setting(sqlite_database)
    ask(client, day="2026-11-20", variations=[{"name": "strict", "rule": "strict"}])
    assert setting(sqlite_database) == before


def test_the_api_says_what_it_answers(client: TestClient) -> None:
    described = client.get("/openapi.json").json()
    answer = described["paths"]["/api/what-if"]["post"]["responses"]["200"]
    assert answer["content"]["application/json"]["schema"]["$ref"].endswith("/Comparison")
    assert "wait_p90_min" in described["components"]["schemas"]["Row"]["properties"]
