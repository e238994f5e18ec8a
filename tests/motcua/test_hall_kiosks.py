"""How the kiosks are, and what they sent that nobody could use, at the terminal."""

import time
from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest

from models.kiosk_health import KioskHealth, PaperLeft
from models.store.database import Database, open_database
from motcua.cli import main
from queue_server.kiosks import own_version
from tests.helpers.halls import KioskLog, hand_over, set_up_hall

HEALTH = KioskHealth(
    outbox=0,
    oldest_unsent_ms=None,
    paper=PaperLeft.LOW,
    disk_free_mb=900,
    program_version=own_version(),
    wall_ms=0,
)


@pytest.fixture
def database(tmp_path: Path) -> Iterator[Database]:
    with closing(open_database(f"sqlite:///{tmp_path}/hall.db", "hall")) as database:
        set_up_hall(database)
        yield database


@pytest.fixture
def config(database: Database, tmp_path: Path) -> str:
    path = tmp_path / "server.toml"
    path.write_text(f'database = "sqlite:///{tmp_path}/hall.db"\n')
    return str(path)


def say(capsys: pytest.CaptureFixture[str], config: str, *words: str, status: int = 0) -> list[str]:
    """The lines the command prints."""
    assert main(["hall", "--config", config, *words]) == status
    said = capsys.readouterr()
    return (said.err if status else said.out).splitlines()


def park_two(database: Database) -> None:
    now_ms = time.time_ns() // 1_000_000
    kiosk = KioskLog()
    kiosk.issue("gone", "A", now_ms)
    kiosk.append("coffee_spilled", now_ms, {})
    hand_over(database, kiosk.push(now_ms), now_ms)


def test_each_kiosk_is_a_line_that_says_what_to_do(
    capsys: pytest.CaptureFixture[str], database: Database, config: str
) -> None:
    heads, kiosk, about = say(capsys, config, "kiosks")
    assert heads.split() == ["kiosk", "contact", "outbox", "paper", "clock", "disk", "version", "state"]
    assert kiosk.split()[:3] == ["K1", "never", "-"]
    assert about == f"the server's version is {own_version()}"
    now_ms = time.time_ns() // 1_000_000
    health = replace(HEALTH, wall_ms=now_ms + 5000)
    hand_over(database, replace(KioskLog().push(now_ms), health=health), now_ms)
    _, kiosk, _ = say(capsys, config, "kiosks")
    assert kiosk.split()[2:10] == ["s", "ago", "0", "low", "+5", "s", "900", "MB"]
    assert kiosk.endswith("Nearly out of paper. Please have a new roll ready.")


def test_an_old_contact_is_told_by_its_moment(
    capsys: pytest.CaptureFixture[str], database: Database, config: str
) -> None:
    hand_over(database, replace(KioskLog().push(1_000), health=replace(HEALTH, disk_free_mb=None)), 1_000)
    _, kiosk, _ = say(capsys, config, "kiosks")
    assert "1970-01-01 00:00 UTC" in kiosk


def test_parked_entries_are_shown_as_often_as_one_likes(
    capsys: pytest.CaptureFixture[str], database: Database, config: str
) -> None:
    park_two(database)
    first = say(capsys, config, "parked")
    assert first[0].startswith("K1:2 unknown kind: 'coffee_spilled' {")
    assert first[1].startswith("K1:1 no such service: 'gone' {")
    assert say(capsys, config, "parked") == first


def test_they_are_filed_away_one_by_one_or_all(
    capsys: pytest.CaptureFixture[str], database: Database, config: str
) -> None:
    park_two(database)
    filed, left = say(capsys, config, "parked", "--seen", "K1:1")
    assert (filed, left.split()[0]) == ("1 filed away", "K1:2")
    assert "none of these is parked" in say(capsys, config, "parked", "--seen", "K1:1", status=2)[0]
    assert say(capsys, config, "parked", "--all-seen") == ["1 filed away"]
    assert say(capsys, config, "parked", "--all-seen") == ["0 filed away"]
    assert say(capsys, config, "parked") == []


def test_what_names_no_entry_is_refused(config: str) -> None:
    with pytest.raises(SystemExit):
        main(["hall", "--config", config, "parked", "--seen", "K1"])
