"""The power goes at any moment: every number that was shown is on the disk, and none is given again."""

import json
import os
import random
import shutil
import subprocess
import sys
import time
from collections.abc import Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from typing import Protocol

import pytest
from sqlalchemy import select
from sqlalchemy.exc import SQLAlchemyError

from kiosk.identity import save_identity
from kiosk.issuer import Issuer
from models.event_log import first_break
from models.store import kiosk_log
from models.store.database import Database, StoreError, open_database
from models.store.hall_staff import find_staff
from models.store.hall_tables import ticket
from models.wire import encode
from tests.faults.floor import PLAN_AT_MIDDAY, midday
from tests.faults.power_cut import calls_in, moments, traced
from tests.faults.processes import PATIENCE_S, ROOT
from tests.helpers.halls import HALL, issue, set_up_hall, whole_log
from tests.helpers.kiosks import IDENTITY
from tests.helpers.stub_hall import CATALOGUE

NUMBERS = 25
CUTS = 60
NOBODY = "http://127.0.0.1:9"
KNOWN = replace(CATALOGUE, hall=replace(CATALOGUE.hall, timezone=midday()))


class Machine(Protocol):
    """What the power is taken from. schema: of its database. service_id: what its citizens want."""

    schema: str
    service_id: str

    def program(self, disk: Path) -> Sequence[str]:
        """What to run, once the database is in the directory `disk`."""
        ...

    def numbers(self, database: Database) -> set[str]:
        """Those on the disk, whose log is whole."""
        ...

    def next_number(self, database: Database) -> str: ...


@dataclass(frozen=True)
class KioskAlone:
    """It has met its hall once. module: what runs it."""

    module: str
    schema = "kiosk"
    service_id = "cert"

    def program(self, disk: Path) -> Sequence[str]:
        url, folder = f"sqlite:///{disk}/kiosk.db", disk.parent
        save_identity(folder / "kiosk.key", IDENTITY)
        config = folder / "kiosk.toml"
        config.write_text(f'server_url = "{NOBODY}"\nkey = "{folder}/kiosk.key"\ndatabase = "{url}"\n')
        known = encode(KNOWN).decode()
        with closing(open_database(url, self.schema)) as database:
            database.write(lambda connection: kiosk_log.save_catalogue(connection, known)).result()
        return ["-m", self.module, str(config)]

    def numbers(self, database: Database) -> set[str]:
        entries = database.read(lambda connection: kiosk_log.unconfirmed(connection, 1000)).result()
        assert first_break(entries) is None
        return {str(entry.event.body["number"]) for entry in entries}

    def next_number(self, database: Database) -> str:
        issuer = Issuer(private_key=IDENTITY.private_key, database=database, catalogue=KNOWN)
        return issuer.issue(self.service_id, None).number


class HallDesk:
    """The reception desk of a hall."""

    schema = "hall"
    service_id = "a"

    def program(self, disk: Path) -> Sequence[str]:
        url = f"sqlite:///{disk}/hall.db"
        with closing(open_database(url, self.schema)) as database:
            set_up_hall(database, plan=PLAN_AT_MIDDAY)
        return ["-m", "tests.faults.hall_driver", url]

    def numbers(self, database: Database) -> set[str]:
        told = {str(event.body["number"]) for event in whole_log(database)}
        known = database.read(lambda connection: connection.scalars(select(ticket.c.number)).all()).result()
        assert told == set(known)
        return told

    def next_number(self, database: Database) -> str:
        staff = database.read(partial(find_staff, hall_id=HALL.id, login="s1")).result()
        assert staff is not None
        now_ms, hall = int(time.time() * 1000), PLAN_AT_MIDDAY.hall
        return issue(database, staff, self.service_id, "after", now_ms, hall=hall).number


def run_traced(folder: Path, machine: Machine) -> tuple[Mapping[Path, bytes], Path, Sequence[str]]:
    """The machine gives numbers: its disk before, the trace, the numbers."""
    disk = folder / "disk"
    disk.mkdir()
    program = [sys.executable, *machine.program(disk)]
    before = {path: path.read_bytes() for path in disk.iterdir()}
    done = subprocess.run(
        traced(program, folder / "trace"),
        input=f"{machine.service_id}\n" * NUMBERS,
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


def lost_after(
    folder: Path, machine: Machine, files: Mapping[Path, bytes], told: Sequence[str]
) -> Sequence[str]:
    """Which of the numbers that were told are not on that disk, or given a second time."""
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir()
    for path, content in files.items():
        (folder / path.name).write_bytes(content)
    with closing(open_database(f"sqlite:///{folder}/{machine.schema}.db", machine.schema)) as database:
        there = machine.numbers(database)
        next_number = machine.next_number(database)
    return [number for number in told if number not in there or number == next_number]


@pytest.fixture(autouse=True)
def tracer() -> None:
    if shutil.which("strace") is None:
        pytest.skip("NO STRACE HERE, so nothing is known of power cuts: apt-get install strace")


@pytest.mark.parametrize(
    "machine", [KioskAlone("tests.faults.kiosk_driver"), HallDesk()], ids=["the kiosk", "the hall"]
)
def test_every_number_that_was_shown_outlives_a_power_cut(tmp_path: Path, machine: Machine) -> None:
    seed = random.randrange(1 << 32)
    print(f"seed {seed}")
    chance = random.Random(seed)
    before, trace, _ = run_traced(tmp_path, machine)
    calls = calls_in(trace, tmp_path / "disk")
    cuts = set(chance.sample(range(len(calls)), CUTS))
    told = 0
    for index, (disk, said) in enumerate(moments(calls, before)):
        if index in cuts:
            files = disk.after_power_cut(chance)
            assert not lost_after(tmp_path / "after", machine, files, numbers_in(said))
            told += len(numbers_in(said))
    assert told > CUTS


def test_a_kiosk_that_does_not_wait_for_its_disk_loses_numbers(tmp_path: Path) -> None:
    """The control: the same cuts do bite."""
    careless = KioskAlone("tests.faults.careless_kiosk")
    before, trace, numbers = run_traced(tmp_path, careless)
    calls = calls_in(trace, tmp_path / "disk")
    chance = random.Random(1)
    last = next(disk for disk, said in moments(calls, before) if len(numbers_in(said)) == len(numbers))
    files = last.after_power_cut(chance)
    try:
        lost = len(lost_after(tmp_path / "after", careless, files, numbers))
    except (StoreError, SQLAlchemyError) as error:  # it is not even a database any more
        lost = len(numbers)
        print(error)
    assert lost > 0
