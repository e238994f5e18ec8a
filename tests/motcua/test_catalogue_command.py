"""`motcua catalogue`: an operator looks up, measures, and takes over a new edition at the terminal."""

import json
from contextlib import closing
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from models.procedures.catalogue import Catalogue
from models.procedures.catalogue_file import read_catalogue, write_catalogue
from models.procedures.procedure import Fee
from models.procedures.shipped import shipped_catalogue
from models.store.database import Connection, open_database
from models.store.hall_catalogue import edition_on, read_edition
from motcua.cli import main
from queue_server.setup import create_hall
from tests.helpers.catalogues import BIRTH, CATALOGUE, COPY
from tests.helpers.halls import HALL, PLAN

DAY = date(2027, 1, 1)


@pytest.fixture
def small(tmp_path: Path) -> Path:
    """A file with the small catalogue."""
    return save(tmp_path / "small.json", CATALOGUE)


@pytest.fixture
def config(tmp_path: Path) -> Path:
    """The configuration of a server whose database holds the small hall."""
    url = f"sqlite:///{tmp_path}/hall.db"
    with closing(open_database(url, "hall")) as database:
        create_hall(database, PLAN)
    path = tmp_path / "server.toml"
    path.write_text(f'database = "{url}"\n', "utf-8")
    return path


def save(path: Path, catalogue: Catalogue) -> Path:
    path.write_bytes(write_catalogue(path.suffix, catalogue))
    return path


def stored(tmp_path: Path, day: date = DAY) -> tuple[int, Catalogue]:
    """The number of the edition that holds on `day`, and what it says."""

    def work(connection: Connection) -> tuple[int, Catalogue]:
        edition = edition_on(connection, HALL.id, day)
        assert edition is not None
        return edition.number, read_edition(connection, HALL.id, edition.number)

    with closing(open_database(f"sqlite:///{tmp_path}/hall.db", "hall")) as database:
        return database.read(work).result()


def take(config: Path, file: Path, *more: str) -> int:
    where = ["--config", str(config), "--valid-from", DAY.isoformat()]
    return main(["catalogue", "import", str(file), *where, *more])


# ---- look up ----


def test_the_contents_are_shown_by_field(small: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["catalogue", "show", "--catalogue", str(small)]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert lines[0] == "2026-11: 3 thủ tục"
    assert lines.index("Hộ tịch") < lines.index(f"  {'khai-sinh':<28} Đăng ký khai sinh")


def test_all_about_one_procedure_is_shown(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["catalogue", "show", "khai-sinh"]) == 0
    shown = capsys.readouterr().out
    assert "mã quốc gia:            1.001193\n" in shown
    assert "Giấy chứng sinh" in shown


def test_a_procedure_that_is_not_there_is_said_so(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["catalogue", "show", "nothing"]) == 2
    assert "there is no procedure 'nothing'" in capsys.readouterr().err


def test_a_procedure_is_found_as_citizens_find_it(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["catalogue", "search", "lam", "giay", "khai", "sinh"]) == 0
    assert "khai-sinh " in capsys.readouterr().out.splitlines()[0]


def test_what_is_not_found_sends_to_the_help_desk(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["catalogue", "search", "mật khẩu wifi"]) == 1
    assert "gặp quầy hướng dẫn" in capsys.readouterr().out


# ---- measure ----


def test_a_file_of_queries_is_measured_with_its_misses(
    small: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    queries = [
        {"id": "1", "q": "sao y bản chính", "kind": "plain", "expected": ["chung-thuc-ban-sao"]},
        {"id": "2", "q": "khai sinh cho con", "kind": "plain", "expected": ["khai-tu"]},
        {"id": "3", "q": "wifi", "kind": "oos", "expected": []},
    ]
    file = tmp_path / "queries.json"
    file.write_text(json.dumps({"meta": {}, "queries": queries}), "utf-8")
    assert main(["catalogue", "evaluate", str(file), "--catalogue", str(small)]) == 0
    figures: dict[str, Any] = json.loads(capsys.readouterr().out)
    assert (figures["all"]["top_1"], figures["all"]["refused"]) == (0.5, 1.0)
    assert set(figures["by_kind"]) == {"plain", "oos"}
    assert [(miss["q"], miss["found"][0]) for miss in figures["misses"]] == [
        ("khai sinh cho con", "khai-sinh")
    ]


def test_queries_that_cannot_be_read_say_where(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = tmp_path / "queries.json"
    file.write_text("{}", "utf-8")
    assert main(["catalogue", "evaluate", str(file)]) == 2
    assert "queries: Field required" in capsys.readouterr().err


# ---- files ----


@pytest.mark.parametrize("suffix", [".csv", ".xlsx", ".json"])
def test_a_template_can_be_imported_as_it_is(tmp_path: Path, suffix: str) -> None:
    file = tmp_path / f"template{suffix}"
    assert main(["catalogue", "template", str(file)]) == 0
    read = read_catalogue(suffix, file.read_bytes(), shipped_catalogue())
    assert read.procedures == shipped_catalogue().procedures[:2]


def test_a_template_may_hold_everything(tmp_path: Path, small: Path) -> None:
    file = tmp_path / "whole.csv"
    assert main(["catalogue", "template", str(file), "--whole", "--catalogue", str(small)]) == 0
    assert read_catalogue(".csv", file.read_bytes(), CATALOGUE) == CATALOGUE


def test_a_file_that_is_there_is_not_written_over(small: Path, capsys: pytest.CaptureFixture[str]) -> None:
    before = small.read_bytes()
    assert main(["catalogue", "template", str(small)]) == 2
    assert "already there" in capsys.readouterr().err
    assert small.read_bytes() == before


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (["template", "/no-such-folder/x.csv"], "No such file"),
        (["template", "x.pdf"], "«.pdf» không phải là .json, .csv, .xlsx"),
        (["show", "--catalogue", "/no-such-folder/x.csv"], "No such file"),
        (["diff", "/no-such-folder/x.csv", "y.csv"], "No such file"),
    ],
)
def test_a_file_that_does_not_do_is_said_so(
    words: list[str], told: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["catalogue", *words]) == 2
    assert told in capsys.readouterr().err


def test_two_catalogues_are_compared(small: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    other = save(tmp_path / "other.csv", replace(CATALOGUE, procedures=(BIRTH, COPY)))
    assert main(["catalogue", "diff", str(small), str(other)]) == 0
    assert capsys.readouterr().out.splitlines() == [
        "bỏ    khai-tu – Đăng ký khai tử",
        "thêm 0, bỏ 1, sửa 0",
    ]


# ---- take over ----


def test_a_new_hall_begins_with_the_shipped_catalogue_for_its_own_services(
    config: Path, tmp_path: Path
) -> None:
    number, catalogue = stored(tmp_path)
    assert number == 1
    assert catalogue == shipped_catalogue().within({"a", "b"})


def test_nothing_is_taken_over_before_it_was_seen(
    config: Path, small: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert take(config, small) == 0
    told = capsys.readouterr().out
    assert "bỏ    ket-hon – Đăng ký kết hôn" in told
    assert "Chưa áp dụng. Thêm --apply để dùng từ ngày 01/01/2027." in told
    assert stored(tmp_path)[0] == 1


def test_an_edition_is_taken_over_from_its_day(
    config: Path, small: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert take(config, small, "--apply") == 0
    assert "Đã lưu ấn bản thứ 2, dùng từ ngày 01/01/2027." in capsys.readouterr().out
    assert stored(tmp_path) == (2, CATALOGUE)
    assert stored(tmp_path, date(2026, 12, 31))[0] == 1


def test_a_table_is_called_after_its_day_and_compared_with_what_held(
    config: Path, small: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    take(config, small, "--apply")
    dearer = replace(BIRTH, fee=Fee(direct_vnd=8000, online_vnd=0))
    table = save(tmp_path / "new.csv", replace(CATALOGUE, procedures=(dearer, COPY)))
    capsys.readouterr()
    assert take(config, table, "--apply") == 0
    assert "sửa   khai-sinh" in capsys.readouterr().out
    number, catalogue = stored(tmp_path)
    assert (number, catalogue.edition, catalogue.issued_on) == (3, "2027-01-01", DAY)


def test_a_service_the_hall_does_not_have_is_a_fault(
    config: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = save(
        tmp_path / "new.json", replace(CATALOGUE, procedures=(replace(BIRTH, service_id="tax"), COPY))
    )
    assert take(config, file, "--apply") == 2
    assert "khai-sinh: trung tâm không có dịch vụ «tax»" in capsys.readouterr().err
    assert stored(tmp_path)[0] == 1


def test_every_fault_of_a_file_is_told_and_nothing_taken_over(
    config: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "new.csv"
    file.write_text("id,tên,lĩnh vực,phí trực tiếp\nx,X,Hộ tịch,nhiều\n,Y,Hộ tịch,1\n", "utf-8")
    assert take(config, file, "--apply") == 2
    told = capsys.readouterr().err
    assert "dòng 2, cột phí trực tiếp: «nhiều» không phải là số nguyên" in told
    assert "dòng 3, cột id: không được để trống" in told
    assert stored(tmp_path)[0] == 1


def test_a_database_without_a_hall_takes_nothing_over(
    small: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    config = tmp_path / "server.toml"
    config.write_text(f'database = "sqlite:///{tmp_path}/empty.db"\n', "utf-8")
    assert take(config, small) == 2
    assert "no hall yet" in capsys.readouterr().err


def test_a_day_that_is_none_is_refused(small: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        main(["catalogue", "import", str(small), "--valid-from", "mai"])
    assert "'mai' is not a day" in capsys.readouterr().err
