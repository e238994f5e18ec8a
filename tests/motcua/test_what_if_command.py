"""`motcua what-if`: the head of the hall asks at the terminal what would have been."""

from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
from sqlalchemy import text

from models.store.database import Connection, Database, open_database
from models.store.hall_staff import Staff
from motcua.cli import main
from queue_server.call import call_next
from queue_server.desk import open_counter
from tests.helpers.databases import postgres, postgres_url
from tests.helpers.halls import HALL, desk, issue, moment_ms, set_up_hall

__all__ = ["postgres", "postgres_url"]

DAY = ("--day", "2026-11-20")


def make_a_day(database: Database) -> Staff:
    """Two citizens and an older one, of whom the older one is called."""
    me, *_ = set_up_hall(database)
    issue(database, me, "a", "first", moment_ms(8, 0))
    issue(database, me, "a", "older", moment_ms(8, 1), priority="elderly")

    def work(connection: Connection) -> None:
        open_counter(connection, HALL, me, 3, "open", moment_ms(8, 5))
        call_next(connection, desk(me, 3, "call"), moment_ms(8, 5))

    database.write(work).result()
    return me


def configured(directory: Path, url: str) -> str:
    path = directory / "server.toml"
    path.write_text(f'database = "{url}"\n')
    return str(path)


@pytest.fixture
def config(tmp_path: Path) -> Iterator[str]:
    """The configuration of a hall that is open: its database is in use."""
    url = f"sqlite:///{tmp_path}/hall.db"
    with closing(open_database(url, "hall")) as database:
        make_a_day(database)
        yield configured(tmp_path, url)


def said(capsys: pytest.CaptureFixture[str], config: str, *words: str) -> str:
    assert main(["what-if", "--config", config, *words]) == 0
    return capsys.readouterr().out


def complaint(capsys: pytest.CaptureFixture[str], config: str, *words: str) -> str:
    assert main(["what-if", "--config", config, *words]) == 2
    return capsys.readouterr().err


def line(table: str, name: str) -> list[str]:
    """The cells of the first line of that name."""
    found = next(line for line in table.splitlines() if line.strip().startswith(name))
    return found.strip().removeprefix(name).split()


def test_the_day_and_the_trial_stand_side_by_side(capsys: pytest.CaptureFixture[str], config: str) -> None:
    table = said(capsys, config, *DAY, "--rule", "fifo", "--close", "1", "2", "--target", "5")
    assert table.startswith("Sảnh\n20/11/2026\n")
    assert "Thực tế   Mô phỏng   Phương án 1" in table
    assert "Người cao tuổi: 1 lượt" in table
    assert line(table, "Bị vượt nhiều nhất") == ["1", "1", "0"]
    assert line(table, "Trong 5 phút")[0] == "100%"


def test_the_columns_are_straight(capsys: pytest.CaptureFixture[str], config: str) -> None:
    table = said(capsys, config, *DAY, "--add", "a b", "--add", "a", "--open-earlier", "5")
    ends = {len(row) for row in table.splitlines() if row.startswith(("  ", "Chờ"))}
    assert len(ends) == 1


def test_with_nothing_changed_only_the_simulation_stands_beside(
    capsys: pytest.CaptureFixture[str], config: str
) -> None:
    table = said(capsys, config, *DAY)
    assert "Mô phỏng" in table
    assert "Phương án" not in table


def test_a_morning_is_made_up(capsys: pytest.CaptureFixture[str], config: str) -> None:
    first, same, other = (said(capsys, config, "--morning", seed, "--max-wait", "20") for seed in "112")
    assert first == same != other
    assert "Thực tế" not in first
    assert "Một buổi sáng giả định" in first


@pytest.mark.parametrize(
    ("words", "why"),
    [
        (("--day", "2026-11-19"), "There is nothing to try on 19/11/2026"),
        ((*DAY, "--add", "tax"), "There is no such service. tax"),
        ((*DAY, "--close", "77"), "There is no counter 77."),
        ((*DAY, "--max-overtakes", "0"), "must be at least 1"),
        ((*DAY, "--open-earlier", "999"), "opening moved by at most 4 hours"),
    ],
)
def test_nonsense_is_named(
    capsys: pytest.CaptureFixture[str], config: str, words: tuple[str, ...], why: str
) -> None:
    assert why in complaint(capsys, config, *words)


@pytest.mark.parametrize(
    ("words", "why"),
    [
        (("--day", "friday"), "write YYYY-MM-DD"),
        ((*DAY, "--rule", "lottery"), "credit"),
        ((*DAY, "--morning", "1"), "not allowed with"),
        ((), "--day --morning is required"),
    ],
)
def test_words_that_make_no_command_are_explained(
    capsys: pytest.CaptureFixture[str], config: str, words: tuple[str, ...], why: str
) -> None:
    with pytest.raises(SystemExit) as ended:
        main(["what-if", "--config", config, *words])
    assert ended.value.code == 2
    assert why in capsys.readouterr().err


def test_it_reads_while_the_server_writes(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path}/hall.db"
    with closing(open_database(url, "hall")) as database:
        make_a_day(database)
        config = configured(tmp_path, url)

        def while_writing(connection: Connection) -> str:
            connection.execute(text("UPDATE hall SET name = 'Renamed'"))
            return said(capsys, config, *DAY)

        assert database.write(while_writing).result().startswith("Sảnh\n")


def test_it_leaves_the_database_as_it_is(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    path = tmp_path / "hall.db"
    with closing(open_database(f"sqlite:///{path}", "hall")) as database:
        make_a_day(database)
    before = path.read_bytes()
    said(capsys, configured(tmp_path, f"sqlite:///{path}"), *DAY)
    assert path.read_bytes() == before


def test_it_makes_no_database_where_there_is_none(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    why = complaint(capsys, configured(tmp_path, f"sqlite:///{tmp_path}/none.db"), *DAY)
    assert "there is no database at" in why
    assert not (tmp_path / "none.db").exists()


def test_it_does_not_upgrade_an_older_database(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path}/hall.db"
    with closing(open_database(url, "hall")) as database:
        database.write(lambda c: c.execute(text("UPDATE alembic_version SET version_num = 'old'"))).result()
    assert "has schema old" in complaint(capsys, configured(tmp_path, url), *DAY)


def test_an_empty_database_is_named(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path}/hall.db"
    open_database(url, "hall").close()
    assert "holds no hall yet" in complaint(capsys, configured(tmp_path, url), *DAY)


def test_it_reads_from_postgresql_too(
    capsys: pytest.CaptureFixture[str], tmp_path: Path, postgres_url: str
) -> None:
    with closing(open_database(postgres_url, "hall")) as database:
        make_a_day(database)
        assert "Thực tế" in said(capsys, configured(tmp_path, postgres_url), *DAY, "--rule", "strict")
