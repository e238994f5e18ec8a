"""What a technician sees at the terminal, above all when something is wrong."""

import re
import socket
import subprocess
import sys
from contextlib import closing
from dataclasses import replace
from datetime import date
from io import StringIO
from pathlib import Path

import pytest
from sqlalchemy import text

from kiosk.issuer import Issuer
from kiosk.staff_pin import matches
from models.store.database import Database, open_database
from models.store.hall_log import ClockWentBack, Happening, append_events
from motcua.cli import COMMANDS, main
from motcua.config import KioskConfig, load_private_config
from queue_server.demo import DEMO_PLAN, seed_demo
from queue_server.setup import read_plan
from tests.helpers.kiosks import IDENTITY
from tests.helpers.servers import running_server
from tests.helpers.stub_hall import CATALOGUE

KIOSK_TOML = 'server_url = "http://127.0.0.1:9"\ncamera = "none"\n'


def fails_with(capsys: pytest.CaptureFixture[str], *words: str) -> str:
    """What the command says on the error stream when it gives up."""
    assert main(words) == 2
    return capsys.readouterr().err


def write(path: Path, content: str) -> str:
    path.touch(mode=0o600)
    path.write_text(content)
    return str(path)


def test_a_missing_configuration_is_named(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    said = fails_with(capsys, "server", "--config", str(tmp_path / "none.toml"))
    assert "there is no configuration at" in said
    assert "none.toml" in said


def test_a_configuration_that_is_no_toml_says_where(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    said = fails_with(capsys, "server", "--config", write(tmp_path / "s.toml", "port = = 1"))
    assert "not valid TOML" in said
    assert "line 1" in said


def test_a_configuration_that_is_no_text_is_named(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    (tmp_path / "s.toml").write_bytes(b"\xff\xfe\x00")
    assert "cannot be read" in fails_with(capsys, "server", "--config", str(tmp_path / "s.toml"))


def test_a_misspelt_setting_is_named(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    said = fails_with(capsys, "server", "--config", write(tmp_path / "s.toml", 'prot = 8600\nport = "x"'))
    assert "prot" in said
    assert "port" in said


def test_a_missing_setting_is_named(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    said = fails_with(capsys, "kiosk", "--config", write(tmp_path / "k.toml", 'camera = "none"'))
    assert "server_url" in said


def test_a_secret_that_others_can_read_is_refused(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    config = write(tmp_path / "k.toml", KIOSK_TOML)
    Path(config).chmod(0o644)
    assert f"chmod 600 {config}" in fails_with(capsys, "kiosk", "--config", config)


def test_a_log_that_was_altered_is_found(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path}/hall.db"
    config = write(tmp_path / "s.toml", f'database = "{url}"\n')
    with closing(open_database(url, "hall")) as hall:
        hall_id = seed_demo(hall, 0).id
        happening = Happening(
            kind="ticket_issued",
            at_ms=0,
            actor="desk",
            ticket_id="t",
            service_day=date(2026, 11, 22),
            body={},
        )
        hall.write(lambda c: append_events(c, hall_id, [happening])).result()
    assert main(["hall", "--config", config, "verify"]) == 0
    assert "1 entries, all as they were written" in capsys.readouterr().out
    with closing(open_database(url, "hall")) as hall:
        hall.write(lambda c: c.execute(text("DROP TRIGGER event_no_UPDATE"))).result()
        hall.write(lambda c: c.execute(text("UPDATE event SET actor = 'nobody'"))).result()
    assert "entry 1 is not what was written" in fails_with(capsys, "hall", "--config", config, "verify")


def answers(monkeypatch: pytest.MonkeyPatch, *lines: str) -> None:
    """What is typed at the terminal."""
    monkeypatch.setattr(sys, "stdin", StringIO("\n".join([*lines, ""])))


def test_a_pin_becomes_a_line_that_the_configuration_takes(
    capsys: pytest.CaptureFixture[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    answers(monkeypatch, "246810", "246810")
    assert main(["kiosk", "set-pin"]) == 0
    line = capsys.readouterr().out
    config = load_private_config(Path(write(tmp_path / "k.toml", KIOSK_TOML + line)), KioskConfig)
    assert config.staff_pin_hash is not None
    assert matches("246810", config.staff_pin_hash)


@pytest.mark.parametrize(
    ("first", "second", "said"),
    [
        ("246810", "246811", "two different PINs"),
        ("12345", "12345", "6 to 12 digits"),
        ("secret", "", "6 to 12"),
    ],
)
def test_a_pin_that_is_no_good_is_refused(
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
    first: str,
    second: str,
    said: str,
) -> None:
    answers(monkeypatch, first, second)
    assert said in fails_with(capsys, "kiosk", "set-pin")


def test_a_pin_that_is_no_hash_is_refused_at_the_start(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    toml = KIOSK_TOML + 'staff_pin_hash = "246810"\n'
    said = fails_with(capsys, "kiosk", "--config", write(tmp_path / "k.toml", toml))
    assert "staff_pin_hash" in said


def test_an_unknown_printer_is_explained(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    toml = KIOSK_TOML + f'database = "sqlite:///{tmp_path}/k.db"\nprinter = "usb:0"\n'
    said = fails_with(capsys, "kiosk", "--config", write(tmp_path / "k.toml", toml))
    assert "escpos:HOST:PORT" in said


def test_a_database_of_another_kind_is_explained(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    said = fails_with(capsys, "server", "--config", write(tmp_path / "s.toml", 'database = "mysql://x/y"'))
    assert "sqlite:///PATH or postgresql://" in said


def test_a_database_from_a_newer_version_is_refused(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    url = f"sqlite:///{tmp_path}/hall.db"
    with closing(open_database(url, "hall")) as hall:
        hall.write(lambda c: c.execute(text("UPDATE alembic_version SET version_num = 'hall_9999'"))).result()
    said = fails_with(capsys, "server", "--config", write(tmp_path / "s.toml", f'database = "{url}"'))
    assert "newer version (schema hall_9999)" in said


def test_a_server_without_a_hall_says_so(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    toml = f'database = "sqlite:///{tmp_path}/hall.db"\nport = 0\n'
    assert "holds no hall yet" in fails_with(capsys, "server", "--config", write(tmp_path / "s.toml", toml))


def test_a_port_that_is_taken_is_named(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as other:
        port = other.getsockname()[1]
        config = write(tmp_path / "s.toml", f'database = "sqlite:///{tmp_path}/hall.db"\nport = {port}\n')
        assert main(["hall", "--config", config, "create", "--plan", str(DEMO_PLAN)]) == 0
        assert f"port {port}" in fails_with(capsys, "server", "--config", config)
        assert f"port {port}" in fails_with(capsys, "printer", "--port", str(port), "--out", str(tmp_path))


def test_a_hall_is_set_up_from_its_plan(
    capsys: pytest.CaptureFixture[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    config = write(tmp_path / "s.toml", f'database = "sqlite:///{tmp_path}/hall.db"\n')
    assert main(["hall", "--config", config, "create", "--plan", str(DEMO_PLAN)]) == 0
    with (tmp_path / "password").open("w+") as typed:
        typed.write("a long enough password\n")
        typed.seek(0)
        monkeypatch.setattr(sys, "stdin", typed)
        assert main(["hall", "--config", config, "add-staff", "--login", "lan", "--name", "Lan"]) == 0
    assert main(["hall", "--config", config, "enrol-kiosk", "--id", "K1"]) == 0
    printed = capsys.readouterr()
    assert re.fullmatch(r"[2-9A-HJ-NP-Z]{5}-[2-9A-HJ-NP-Z]{5}\n", printed.out)
    assert "replaced" not in printed.err


def test_a_technician_enrols_a_kiosk_with_the_code_and_the_operator_revokes_it(
    capsys: pytest.CaptureFixture[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    hall = ["hall", "--config", demo_hall(tmp_path)]
    database = hall_database(tmp_path)
    with closing(database), running_server(database, read_plan(DEMO_PLAN).hall) as url:
        toml = f'server_url = "{url}"\nkey = "{tmp_path}/kiosk.key"\ndatabase = "sqlite:///{tmp_path}/k.db"\n'
        kiosk = ["kiosk", "--config", write(tmp_path / "k.toml", toml)]
        assert "motcua kiosk enrol" in fails_with(capsys, *kiosk)
        assert main([*hall, "enrol-kiosk", "--id", "K1"]) == 0
        code = capsys.readouterr().out.strip()

        answers(monkeypatch, "AAAAA-AAAAA")
        assert "does not know this code" in fails_with(capsys, *kiosk, "enrol")
        answers(monkeypatch, code)
        assert main([*kiosk, "enrol"]) == 0
        assert "This is kiosk K1, enrolment 1, series 1." in capsys.readouterr().out

        assert main([*hall, "enrol-kiosk", "--id", "K1"]) == 0
        assert "replaced the moment the code is used, and not before" in capsys.readouterr().err
        assert main([*hall, "revoke-kiosk", "--id", "K1"]) == 0
        assert "no kiosk 'K1'" in fails_with(capsys, *hall, "revoke-kiosk", "--id", "K1")
    assert main([*hall, "verify"]) == 0
    assert "2 entries" in capsys.readouterr().out


def test_tickets_that_were_never_sent_are_given_up_only_by_their_number(
    capsys: pytest.CaptureFixture[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    hall = ["hall", "--config", demo_hall(tmp_path)]
    database = hall_database(tmp_path)
    with closing(open_database(f"sqlite:///{tmp_path}/k.db", "kiosk")) as kiosk_database:
        Issuer(private_key=IDENTITY.private_key, database=kiosk_database, catalogue=CATALOGUE).issue(
            "cert", None
        )
    with closing(database), running_server(database, read_plan(DEMO_PLAN).hall) as url:
        toml = f'server_url = "{url}"\nkey = "{tmp_path}/kiosk.key"\ndatabase = "sqlite:///{tmp_path}/k.db"\n'
        kiosk = ["kiosk", "--config", write(tmp_path / "k.toml", toml)]
        assert main([*hall, "enrol-kiosk", "--id", "K1"]) == 0
        answers(monkeypatch, capsys.readouterr().out.strip())
        assert "1 tickets given here have not reached the hall: A1-001" in fails_with(capsys, *kiosk, "enrol")
        assert main([*kiosk, "enrol", "--abandon", "1"]) == 0
        assert "given up, on paper only: A1-001" in capsys.readouterr().err


def hall_database(tmp_path: Path) -> Database:
    return open_database(f"sqlite:///{tmp_path}/hall.db", "hall")


def test_a_plan_that_could_not_work_is_explained(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    config = write(tmp_path / "s.toml", f'database = "sqlite:///{tmp_path}/hall.db"\n')
    said = fails_with(
        capsys, "hall", "--config", config, "create", "--plan", write(tmp_path / "p.json", "{}")
    )
    assert "hall: Field required" in said


def demo_hall(tmp_path: Path) -> str:
    config = write(tmp_path / "s.toml", f'database = "sqlite:///{tmp_path}/hall.db"\n')
    assert main(["hall", "--config", config, "create", "--plan", str(DEMO_PLAN)]) == 0
    return config


def test_a_program_is_told_of_calls_until_it_is_removed(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    hall = ["hall", "--config", demo_hall(tmp_path)]
    assert main([*hall, "add-webhook", "--url", "https://province.example/told"]) == 0
    webhook, secret = capsys.readouterr().out.split()
    assert secret.startswith("whsec_")
    assert main([*hall, "webhooks"]) == 0
    listed = capsys.readouterr().out
    assert f"{webhook} https://province.example/told" in listed
    assert secret not in listed
    assert main([*hall, "remove-webhook", "--id", webhook]) == 0
    assert "there is no webhook" in fails_with(capsys, *hall, "remove-webhook", "--id", webhook)


def test_an_address_that_is_none_is_refused(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    hall = ["hall", "--config", demo_hall(tmp_path)]
    assert "not an address" in fails_with(capsys, *hall, "add-webhook", "--url", "province")


def test_a_clock_set_back_is_accepted_by_the_operator_only(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    hall = ["hall", "--config", demo_hall(tmp_path)]
    in_2100 = Happening(
        kind="counter_closed",
        at_ms=4_102_444_800_000,
        actor="staff:lan",
        ticket_id="",
        service_day=date(2100, 1, 1),
        body={},
    )
    now = replace(in_2100, at_ms=1_795_000_000_000)
    with closing(open_database(f"sqlite:///{tmp_path}/hall.db", "hall")) as database:
        database.write(lambda connection: append_events(connection, "ha-dong", [in_2100])).result()
        with pytest.raises(ClockWentBack):
            database.write(lambda connection: append_events(connection, "ha-dong", [now])).result()
    assert main([*hall, "accept-clock"]) == 0
    with closing(open_database(f"sqlite:///{tmp_path}/hall.db", "hall")) as database:
        later = replace(now, at_ms=4_000_000_000_000)
        database.write(lambda connection: append_events(connection, "ha-dong", [later])).result()
    assert main([*hall, "verify"]) == 0


@pytest.mark.parametrize(
    ("command", "not_needed"),
    [
        ("server", ["PySide6", "cv2", "escpos", "ai_edge_litert"]),
        ("hall", ["PySide6", "cv2", "escpos", "ai_edge_litert"]),
        ("printer", ["PySide6", "cv2", "fastapi", "sqlalchemy", "ai_edge_litert"]),
        ("faces", ["PySide6", "fastapi", "escpos"]),
        ("kiosk", ["fastapi", "uvicorn", "jinja2"]),
    ],
)
def test_a_command_imports_only_what_it_needs(command: str, not_needed: list[str]) -> None:
    script = (
        "import sys; from motcua.cli import COMMANDS; __import__(COMMANDS[sys.argv[1]][0]);"
        "print(*[name for name in sys.argv[2:] if name in sys.modules])"
    )
    done = subprocess.run(
        [sys.executable, "-c", script, command, *not_needed], capture_output=True, check=True
    )
    assert done.stdout.decode().split() == []


def test_every_command_is_explained(capsys: pytest.CaptureFixture[str]) -> None:
    for command in COMMANDS:
        with pytest.raises(SystemExit):
            main([command, "--help"])
        assert command in capsys.readouterr().out
