"""Setting up a hall, real or for a demo."""

from dataclasses import replace
from functools import partial
from pathlib import Path

import pytest

from models.hall import HallPlan
from models.procedures.shipped import shipped_catalogue
from models.service_day import service_day
from models.store.database import Database
from models.store.hall_issuers import Issuer, find_issuer
from models.store.hall_setup import find_hall, seats, services_of
from models.store.hall_staff import Staff, find_staff
from models.wire import encode
from queue_server.demo import DEMO_KIOSK, DEMO_LOGIN, DEMO_PASSWORD, DEMO_PLAN, enrol_demo_kiosk, seed_demo
from queue_server.setup import SetupError, add_staff, create_hall, read_plan
from tests.helpers.halls import HALL, PLAN, TIMEZONE, moment_ms, set_up_hall
from tests.helpers.morning import seed_morning

NOW_MS = moment_ms(10)


def issuer(database: Database, issuer_id: str) -> Issuer:
    found = database.write(partial(find_issuer, issuer_id=issuer_id)).result()
    assert found is not None
    return found


def staff(database: Database, hall_id: str, login: str) -> Staff | None:
    return database.read(partial(find_staff, hall_id=hall_id, login=login)).result()


def test_a_hall_is_created_from_its_plan(database: Database, tmp_path: Path) -> None:
    (tmp_path / "hall.json").write_bytes(encode(PLAN))
    create_hall(database, read_plan(tmp_path / "hall.json"))
    assert database.read(find_hall).result() == HALL
    assert list(database.read(partial(services_of, hall_id=HALL.id)).result()) == list(PLAN.services)
    found = database.read(partial(seats, hall_id=HALL.id)).result()
    assert [replace(one.counter, shifts=tuple(one.counter.shifts)) for one in found] == PLAN.counters
    assert issuer(database, "desk").series == "9"


def test_a_second_hall_does_not_fit_into_the_database(database: Database) -> None:
    create_hall(database, PLAN)
    with pytest.raises(SetupError, match="already holds a hall"):
        create_hall(database, PLAN)


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (None, "No such file"),
        (b"{", "JSON"),
        (b"{}", "hall"),
        (encode(HallPlan(hall=HALL, services=PLAN.services, counters=[])), "no counter serves"),
    ],
)
def test_a_plan_that_cannot_work_is_refused_with_the_file(
    tmp_path: Path, content: bytes | None, reason: str
) -> None:
    path = tmp_path / "hall.json"
    if content is not None:
        path.write_bytes(content)
    with pytest.raises(SetupError, match=rf"hall\.json.*{reason}"):
        read_plan(path)


def test_a_person_is_added_once_and_the_password_is_not_kept(database: Database) -> None:
    create_hall(database, PLAN)
    add = partial(add_staff, database, login="lan", name="Lan", role="staff", password="mot-mat-khau")
    add()
    found = staff(database, HALL.id, "lan")
    assert found is not None
    assert found.password_hash.startswith("$argon2id$")
    assert "argon2" not in repr(found)
    with pytest.raises(SetupError, match="already a log-in 'lan'"):
        add()


@pytest.mark.parametrize(
    ("role", "password", "reason"),
    [("king", "mot-mat-khau", "role 'king'"), ("staff", "short", "at least 10 characters")],
)
def test_a_person_who_does_not_fit_is_refused(
    database: Database, role: str, password: str, reason: str
) -> None:
    create_hall(database, PLAN)
    with pytest.raises(SetupError, match=reason):
        add_staff(database, login="lan", name="Lan", role=role, password=password)


# ---- the demo ----


def test_the_demo_hall_is_a_plan_that_works_with_procedures_behind_every_service() -> None:
    plan = read_plan(DEMO_PLAN)
    assert [service.letter for service in plan.services] == [*"ABCDEH"]
    taken = {procedure.service_id for procedure in shipped_catalogue().procedures}
    assert taken == {None, *(service.id for service in plan.services)}


def test_the_demo_can_be_seeded_again_and_again(database: Database) -> None:
    for series in ("1", "2"):
        hall = seed_demo(database, NOW_MS)
        assert staff(database, hall.id, DEMO_LOGIN) is not None
        kiosk = enrol_demo_kiosk(database, series * 64, NOW_MS)
        assert (kiosk.issuer_id, kiosk.series) == (DEMO_KIOSK, series)


def test_a_real_hall_never_gets_the_demo_log_in(database: Database) -> None:
    set_up_hall(database)
    with pytest.raises(SetupError, match="not the demo hall"):
        seed_demo(database, NOW_MS)
    assert staff(database, HALL.id, DEMO_LOGIN) is None


def test_the_demo_password_is_long_enough_for_a_real_one() -> None:
    assert len(DEMO_PASSWORD) >= 10


def test_a_seeded_morning_is_believable(sqlite_database: Database) -> None:
    hall = seed_demo(sqlite_database, NOW_MS)
    enrol_demo_kiosk(sqlite_database, "0" * 64, NOW_MS - 4 * 3_600_000)
    public_ids = seed_morning(sqlite_database, hall, NOW_MS)
    assert 60 <= len(public_ids) == len(set(public_ids))
    assert str(service_day(NOW_MS, TIMEZONE)) == "2026-11-20"
