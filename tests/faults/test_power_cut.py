"""The power goes at any moment: every number that was shown is on the disk, and none is given again."""

import json
import os
import random
import shutil
import subprocess
import sys
from collections.abc import Mapping, Sequence
from contextlib import closing
from pathlib import Path

import pytest
from sqlalchemy.exc import SQLAlchemyError

from kiosk.identity import save_identity
from kiosk.issuer import Issuer
from models.event_log import first_break
from models.store import kiosk_log
from models.store.database import StoreError, open_database
from models.wire import encode
from tests.faults.power_cut import calls_in, moments, traced
from tests.faults.processes import PATIENCE_S, ROOT
from tests.helpers.kiosks import IDENTITY
from tests.helpers.stub_hall import CATALOGUE

NUMBERS = 25
CUTS = 60
NOBODY = "http://127.0.0.1:9"


def run_traced(folder: Path, module: str) -> tuple[Mapping[Path, bytes], Path, Sequence[str]]:
    """A kiosk that has met its hall once gives numbers alone: its disk before, the trace, the numbers."""
    disk = folder / "disk"
    disk.mkdir()
    database = disk / "kiosk.db"
    save_identity(folder / "kiosk.key", IDENTITY)
    config = folder / "kiosk.toml"
    config.write_text(
        f'server_url = "{NOBODY}"\nkey = "{folder}/kiosk.key"\ndatabase = "sqlite:///{database}"\n'
    )
    with closing(open_database(f"sqlite:///{database}", "kiosk")) as opened:
        known = encode(CATALOGUE).decode()
        opened.write(lambda connection: kiosk_log.save_catalogue(connection, known)).result()
    before = {path: path.read_bytes() for path in disk.iterdir()}
    program = traced([sys.executable, "-m", module, str(config)], folder / "trace")
    done = subprocess.run(
        program,
        input="cert\n" * NUMBERS,
        capture_output=True,
        text=True,
        cwd=ROOT,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        timeout=PATIENCE_S,
    )
    if "PTRACE" in done.stderr or "ptrace" in done.stderr:
        pytest.skip(f"NO PROCESS MAY BE TRACED HERE, so nothing is known of power cuts: {done.stderr}")
    numbers = numbers_in(done.stdout.encode())
    assert len(numbers) == NUMBERS, done.stderr
    return before, folder / "trace", numbers


def numbers_in(said: bytes) -> list[str]:
    """The numbers of the lines that are whole."""
    lines = [json.loads(line) for line in said.split(b"\n")[:-1]]
    return [line["given"][0] for line in lines if "given" in line]


def lost_after(folder: Path, files: Mapping[Path, bytes], told: Sequence[str]) -> Sequence[str]:
    """Which of the numbers that were told are not on that disk, or given a second time."""
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir()
    for path, content in files.items():
        (folder / path.name).write_bytes(content)
    with closing(open_database(f"sqlite:///{folder}/kiosk.db", "kiosk")) as database:
        entries = database.read(lambda connection: kiosk_log.unconfirmed(connection, 1000)).result()
        assert first_break(entries) is None
        there = {str(entry.event.body["number"]) for entry in entries}
        next_number = (
            Issuer(private_key=IDENTITY.private_key, database=database, catalogue=CATALOGUE)
            .issue("cert", None)
            .number
        )
    return [number for number in told if number not in there or number == next_number]


@pytest.fixture(autouse=True)
def tracer() -> None:
    if shutil.which("strace") is None:
        pytest.skip("NO STRACE HERE, so nothing is known of power cuts: apt-get install strace")


def test_every_number_that_was_shown_outlives_a_power_cut(tmp_path: Path) -> None:
    seed = random.randrange(1 << 32)
    print(f"seed {seed}")
    chance = random.Random(seed)
    before, trace, _ = run_traced(tmp_path, "tests.faults.kiosk_driver")
    calls = calls_in(trace, tmp_path / "disk")
    cuts = set(chance.sample(range(len(calls)), CUTS))
    told = 0
    for index, (disk, said) in enumerate(moments(calls, before)):
        if index in cuts:
            files = disk.after_power_cut(chance)
            assert not lost_after(tmp_path / "after", files, numbers_in(said))
            told += len(numbers_in(said))
    assert told > CUTS


def test_a_kiosk_that_does_not_wait_for_its_disk_loses_numbers(tmp_path: Path) -> None:
    """The control: the same cuts do bite."""
    before, trace, numbers = run_traced(tmp_path, "tests.faults.careless_kiosk")
    calls = calls_in(trace, tmp_path / "disk")
    lost = 0
    chance = random.Random(1)
    for disk, said in moments(calls, before):
        if len(numbers_in(said)) == len(numbers):
            files = disk.after_power_cut(chance)
            try:
                lost = len(lost_after(tmp_path / "after", files, numbers))
            except (StoreError, SQLAlchemyError) as error:  # it is not even a database any more
                lost = len(numbers)
                print(error)
            break
    assert lost > 0
