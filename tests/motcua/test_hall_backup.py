"""What a technician types and reads to keep a hall and to put it back."""

import re
from contextlib import closing
from pathlib import Path

import pytest

from models.store.database import open_database
from motcua.cli import main
from tests.helpers.halls import issue, moment_ms, seat, set_up_hall, whole_log


@pytest.fixture
def config(tmp_path: Path) -> str:
    """The configuration of a server whose hall has given a number, and has one counter open."""
    with closing(open_database(f"sqlite:///{tmp_path}/hall.db", "hall")) as database:
        people = set_up_hall(database)
        seat(database, people[0], 1)
        issue(database, people[0], "a", "desk-0001", moment_ms(9))
    path = tmp_path / "server.toml"
    path.write_text(f'database = "sqlite:///{tmp_path}/hall.db"\n')
    return str(path)


def run(config: str, *words: str, status: int = 0) -> None:
    assert main(["hall", "--config", config, *words]) == status


def test_a_backup_tells_what_it_holds_and_that_it_was_put_back(
    capsys: pytest.CaptureFixture[str], config: str, tmp_path: Path
) -> None:
    run(config, "backup", "--to", str(tmp_path / "kept"), "--keep", "3")
    said = capsys.readouterr().out
    assert re.search(
        r"kept/h-\d{8}T\d{6}Z\.db: 0\.\d MB, 1 entries, 1 tickets; put back once and whole, ", said
    )


def test_a_backup_that_cannot_be_made_ends_with_an_error(
    capsys: pytest.CaptureFixture[str], config: str, tmp_path: Path
) -> None:
    (tmp_path / "hall.db").write_bytes(b"noise" * 4096)
    run(config, "backup", "--to", str(tmp_path / "kept"), status=2)
    assert "not a database" in capsys.readouterr().err


def test_a_hall_is_put_back_and_the_last_who_is_awaited_is_waived_by_name(
    capsys: pytest.CaptureFixture[str], config: str, tmp_path: Path
) -> None:
    run(config, "backup", "--to", str(tmp_path / "kept"))
    (made,) = (tmp_path / "kept").glob("*.db")
    run(config, "restore", str(made), status=2)
    assert "--replace moves it aside" in capsys.readouterr().err
    run(config, "restore", str(made), "--replace")
    said = capsys.readouterr().out
    assert "the former database is" in said
    assert "Sảnh: 1 entries, 1 tickets, up to 2026-11-20 02:00:00 UTC" in said
    assert "awaited: kiosk:K1, counter:1" in said
    run(config, "recovery", "--waive", "kiosk:K1", status=2)
    assert "--by NAME" in capsys.readouterr().err
    run(config, "recovery", "--waive", "kiosk:K9", "--by", "Lan", status=2)
    assert "nobody waits for kiosk:K9; awaited: kiosk:K1, counter:1" in capsys.readouterr().err
    run(config, "recovery", "--waive", "kiosk:K1", "--by", "Lan")
    assert "awaited: counter:1\n" in capsys.readouterr().out
    run(config, "recovery", "--waive", "counter:1", "--by", "Lan")
    assert "the hall works" in capsys.readouterr().out
    with closing(open_database(f"sqlite:///{tmp_path}/hall.db", "hall")) as database:
        assert whole_log(database)[-1].body["waived"] == "counter:1 by Lan; kiosk:K1 by Lan"


def test_a_standby_begins_an_epoch_of_its_own(capsys: pytest.CaptureFixture[str], config: str) -> None:
    run(config, "recovery")
    assert capsys.readouterr().out == "epoch 1: the hall works\n"
    run(config, "recovery", "--begin")
    said = capsys.readouterr().out
    assert "has begun" in said
    assert "heard: nobody" in said


def test_how_many_to_keep_is_a_number_above_nothing(config: str, tmp_path: Path) -> None:
    with pytest.raises(SystemExit):
        main(["hall", "--config", config, "backup", "--to", str(tmp_path), "--keep", "0"])


def test_what_changes_the_hall_waits_until_it_has_gathered(
    capsys: pytest.CaptureFixture[str], config: str
) -> None:
    run(config, "recovery", "--begin")
    run(config, "revoke-kiosk", "--id", "K1", status=2)
    assert "not now: the hall gathers what it lost" in capsys.readouterr().err
