"""A hall joins its city at the terminal, and both sides tell how far its log is there."""

from contextlib import closing
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import text

from models.store import city_tables
from models.store.database import Database, open_database
from motcua.cli import main
from motcua.config import CityConfig, load_config
from queue_server.demo import DEMO_PLAN
from queue_server.setup import read_plan
from tests.helpers.servers import running_city, running_server
from tests.helpers.waiting import wait_until
from tests.motcua.test_commands import answers, demo_hall, fails_with, hall_database, write


@pytest.fixture
def city(tmp_path: Path) -> list[str]:
    return ["city", "--config", write(tmp_path / "c.toml", f'database = "sqlite:///{tmp_path}/city.db"\n')]


@pytest.fixture
def hall(tmp_path: Path) -> list[str]:
    return ["hall", "--config", demo_hall(tmp_path)]


@pytest.fixture
def joined(
    capsys: pytest.CaptureFixture[str],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    city: list[str],
    hall: list[str],
) -> str:
    """The hall has joined, and its one entry is at the city. What it was told when it did."""
    assert main([*city, "enrol-hall", "--id", "HD01"]) == 0
    code = capsys.readouterr().out.strip()
    with closing(city_database(tmp_path)) as database, running_city(database) as url:
        answers(monkeypatch, "AAAAA-AAAAA")
        assert "wrong_code" in fails_with(capsys, *hall, "join-city", "--url", url)
        answers(monkeypatch, code)
        told = said(capsys, *hall, "join-city", "--url", url)
        said(capsys, *hall, "accept-clock")  # writes an entry
        with closing(hall_database(tmp_path)) as opened, running_server(opened, read_plan(DEMO_PLAN).hall):
            wait_until(lambda: "1 of 1 entries" in said(capsys, *hall, "city"))
    return told


def test_a_hall_joins_and_the_city_tells_how_far_its_log_is(
    capsys: pytest.CaptureFixture[str], city: list[str], joined: str
) -> None:
    assert "This hall is HD01 at http" in joined
    halls = said(capsys, *city, "halls")
    assert "HD01" in halls
    assert "well" in halls
    assert said(capsys, *city, "verify") == "HD01: 1 entries, all as they were written\n"


def test_a_hall_is_put_out_or_leaves_by_itself(
    capsys: pytest.CaptureFixture[str], city: list[str], hall: list[str], joined: str
) -> None:
    said(capsys, *city, "revoke-hall", "--id", "HD01")
    assert "put out" in said(capsys, *city, "halls")
    said(capsys, *hall, "leave-city")
    assert "belongs to no city" in fails_with(capsys, *hall, "leave-city")
    assert "belongs to no city" in fails_with(capsys, *hall, "city")


def test_a_log_that_was_altered_at_the_city_is_found(
    capsys: pytest.CaptureFixture[str], tmp_path: Path, city: list[str], joined: str
) -> None:
    with closing(city_database(tmp_path)) as database:
        database.write(lambda c: c.execute(text("UPDATE event SET at_ms = at_ms + 1")) and None).result()
    assert "entry 1 is not what was written" in fails_with(capsys, *city, "verify")


def test_a_log_that_was_cut_off_at_the_city_is_found(
    capsys: pytest.CaptureFixture[str], tmp_path: Path, city: list[str], joined: str
) -> None:
    with closing(city_database(tmp_path)) as database:
        database.write(lambda c: c.execute(text("DELETE FROM event")) and None).result()
    assert "it ends at entry 0 of 1" in fails_with(capsys, *city, "verify")


@pytest.mark.parametrize(
    ("deed", "told"),
    [
        (["enrol-hall", "--id", "hà đông"], "letters and digits"),
        (["revoke-hall", "--id", "HD09"], "there is no hall 'HD09'"),
        (["halls"], "there is no database"),
    ],
)
def test_what_cannot_be_done_is_explained(
    capsys: pytest.CaptureFixture[str], city: list[str], deed: list[str], told: str
) -> None:
    assert told in fails_with(capsys, *city, *deed)


def test_the_shipped_configuration_can_be_read() -> None:
    assert load_config(Path("deploy/city.toml"), CityConfig).port == 8700


def test_a_new_city_has_exactly_the_tables_the_program_uses(tmp_path: Path) -> None:
    with closing(city_database(tmp_path)) as database:
        differences = database.read(
            lambda connection: compare_metadata(MigrationContext.configure(connection), city_tables.metadata)
        ).result()
    assert differences == []


def said(capsys: pytest.CaptureFixture[str], *command: str) -> str:
    assert main(list(command)) == 0
    return capsys.readouterr().out


def city_database(tmp_path: Path) -> Database:
    return open_database(f"sqlite:///{tmp_path}/city.db", "city")
