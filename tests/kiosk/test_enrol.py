"""A machine becomes a kiosk, against a real server; whatever goes wrong, no ticket is lost silently."""

from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from functools import partial
from pathlib import Path

import pytest

from kiosk import enrol as enrolling
from kiosk.enrol import EnrolError, check_log, enrol
from kiosk.hall_line import HallLine, KioskRefused, SyncError
from kiosk.identity import IdentityError, load_identity
from kiosk.issuer import Issuer
from models.store import kiosk_log
from models.store.database import Database, open_database
from models.wire import Catalogue, Enrolled, decode
from queue_server.app import system_now_ms
from queue_server.enrol import offer_code, revoke_kiosk
from queue_server.setup import create_hall
from tests.helpers.databases import sqlite_database
from tests.helpers.halls import HALL, PLAN
from tests.helpers.kiosks import IDENTITY
from tests.helpers.servers import running_server

__all__ = ["sqlite_database"]
NOBODY_LISTENS = "http://127.0.0.1:9"


@dataclass(frozen=True, kw_only=True)
class Machine:
    hall: Database
    url: str
    folder: Path

    @property
    def key_file(self) -> Path:
        return self.folder / "kiosk.key"

    @property
    def database_url(self) -> str:
        return f"sqlite:///{self.folder}/kiosk.db"

    def code(self) -> str:
        return offer_code(self.hall, "K1", system_now_ms()).code

    def enrol(self, code: str, url: str | None = None) -> Enrolled:
        return enrol(
            server_url=url or self.url,
            ca_file=None,
            key_file=self.key_file,
            database_url=self.database_url,
            code=code,
        )

    def catalogue(self) -> Catalogue:
        """What the hall tells the kiosk whose key is here."""
        line = HallLine(server_url=self.url, identity=load_identity(self.key_file), ca_file=None)
        return decode(Catalogue, line.ask("GET", "/api/kiosk/catalogue"))

    def issue(self, count: int) -> None:
        """Numbers that the hall hears nothing of."""
        catalogue = self.catalogue()
        with closing(open_database(self.database_url, "kiosk")) as database:
            for _ in range(count):
                Issuer(private_key=IDENTITY.private_key, database=database, catalogue=catalogue).issue(
                    "a", None
                )

    def confirm(self, high: int) -> None:
        with closing(open_database(self.database_url, "kiosk")) as database:
            database.write(partial(kiosk_log.confirm, epoch=1, high=high)).result()

    @property
    def files(self) -> set[str]:
        return {path.name for path in self.folder.iterdir()}


@pytest.fixture
def machine(sqlite_database: Database, tmp_path: Path) -> Iterator[Machine]:
    create_hall(sqlite_database, PLAN)
    (tmp_path / "kiosk").mkdir()
    with running_server(sqlite_database, HALL) as url:
        yield Machine(hall=sqlite_database, url=url, folder=tmp_path / "kiosk")


def test_a_machine_becomes_a_kiosk_by_a_code(machine: Machine) -> None:
    enrolled = machine.enrol(machine.code())
    assert (enrolled.issuer_id, enrolled.incarnation, enrolled.series) == ("K1", 1, "1")
    told = machine.catalogue()
    assert (told.issuer_id, told.incarnation, told.series) == ("K1", 1, "1")
    assert machine.files == {"kiosk.key"}


def test_an_answer_that_is_lost_is_asked_for_again(machine: Machine, monkeypatch: pytest.MonkeyPatch) -> None:
    code = machine.code()
    ask = HallLine.ask

    def lose(line: HallLine, method: str, path: str, body: bytes | None = None) -> bytes:
        ask(line, method, path, body)
        raise SyncError("the line was cut", retry=True)

    monkeypatch.setattr(HallLine, "ask", lose)
    with pytest.raises(EnrolError, match="the line was cut"):
        machine.enrol(code)
    monkeypatch.undo()
    with pytest.raises(IdentityError, match="not enrolled"):
        load_identity(machine.key_file)
    assert machine.enrol(code).incarnation == 1
    assert machine.catalogue().incarnation == 1


def test_a_hall_that_is_away_leaves_the_code_as_it_was(machine: Machine) -> None:
    code = machine.code()
    with pytest.raises(EnrolError, match="not enrolled"):
        machine.enrol(code, NOBODY_LISTENS)
    assert machine.enrol(code).incarnation == 1


def test_a_wrong_code_and_a_used_one_are_told_apart(machine: Machine) -> None:
    with pytest.raises(EnrolError, match="does not know this code"):
        machine.enrol("AAAAA-AAAAA")
    code = machine.code()
    machine.enrol(code)
    with pytest.raises(EnrolError, match="used already"):
        machine.enrol(code)
    assert machine.catalogue().incarnation == 1


def test_whoever_tries_many_codes_is_told_to_wait(machine: Machine) -> None:
    for _ in range(5):
        with pytest.raises(EnrolError, match="does not know"):
            machine.enrol("AAAAA-AAAAA")
    with pytest.raises(EnrolError, match="wait five minutes"):
        machine.enrol(machine.code())


def test_a_kiosk_enrolled_again_begins_a_new_log_and_keeps_the_old_one_aside(machine: Machine) -> None:
    machine.enrol(machine.code())
    machine.issue(2)
    machine.confirm(2)
    assert check_log(machine.database_url, None) == ()
    assert machine.enrol(machine.code()).series == "2"
    assert machine.files == {"kiosk.key", "kiosk.db.before-K1.2"}
    machine.issue(1)
    assert check_log(machine.database_url, 1) == ("A2-001",)


def test_a_database_without_a_log_stays_where_it_is(machine: Machine) -> None:
    open_database(machine.database_url, "kiosk").close()
    machine.enrol(machine.code())
    assert machine.files == {"kiosk.key", "kiosk.db"}


def test_tickets_the_hall_has_not_heard_of_are_not_given_up_unless_somebody_says_how_many(
    machine: Machine,
) -> None:
    machine.enrol(machine.code())
    machine.issue(3)
    machine.confirm(1)
    for said in (None, 0, 1, 3):
        with pytest.raises(EnrolError, match=r"2 tickets .* A1-002, A1-003.* --abandon 2"):
            check_log(machine.database_url, said)
    assert check_log(machine.database_url, 2) == ("A1-002", "A1-003")


def test_nothing_is_given_up_where_there_is_nothing(machine: Machine) -> None:
    assert check_log(machine.database_url, None) == ()
    machine.enrol(machine.code())
    machine.issue(1)
    machine.confirm(1)
    with pytest.raises(EnrolError, match="0 tickets"):
        check_log(machine.database_url, 1)


def test_a_kiosk_that_is_running_is_not_enrolled(machine: Machine) -> None:
    with closing(open_database(machine.database_url, "kiosk")) as database:
        database.write(partial(kiosk_log.save_catalogue, payload="{}")).result()
        with pytest.raises(EnrolError, match="stop the kiosk first"):
            check_log(machine.database_url, None)
    assert check_log(machine.database_url, None) == ()


@pytest.mark.parametrize("how", ["revoked", "replaced"])
def test_a_kiosk_that_was_put_out_hears_why(machine: Machine, how: str, tmp_path: Path) -> None:
    machine.enrol(machine.code())
    if how == "revoked":
        revoke_kiosk(machine.hall, "K1", system_now_ms())
    else:
        (tmp_path / "other").mkdir()
        other = Machine(hall=machine.hall, url=machine.url, folder=tmp_path / "other")
        assert other.enrol(other.code()).incarnation == 2
    with pytest.raises(KioskRefused, match=how):
        machine.catalogue()


def test_a_power_cut_before_the_key_is_kept_is_mended_by_the_same_code(
    machine: Machine, monkeypatch: pytest.MonkeyPatch
) -> None:
    machine.enrol(machine.code())
    machine.issue(1)
    machine.confirm(1)
    code = machine.code()

    def cut(*_: object) -> None:
        raise OSError("power cut")

    monkeypatch.setattr(enrolling, "save_identity", cut)
    with pytest.raises(OSError, match="power cut"):
        machine.enrol(code)
    monkeypatch.undo()
    with pytest.raises(KioskRefused, match="replaced"):  # the key before, until then
        machine.catalogue()
    assert machine.enrol(code).incarnation == 2
    assert machine.catalogue().incarnation == 2
    assert machine.files == {"kiosk.key", "kiosk.db.before-K1.2"}
