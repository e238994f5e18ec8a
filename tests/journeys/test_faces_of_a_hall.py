"""Two kiosks of one hall: who is known at one is known at the other, and who is erased is gone at both."""

from collections.abc import Callable, Iterator
from contextlib import ExitStack, closing, contextmanager
from itertools import count
from pathlib import Path

import pytest
import requests

from kiosk import clock
from kiosk.face_sync import FaceSync
from kiosk.hall_line import HallLine
from models.face_record import ConsentEnd
from models.signing import Asker
from models.store.database import Database, open_database
from models.store.hall_staff import Role
from queue_server.setup import add_staff
from tests.helpers.faces import AN, BINH, NOW_MS, KioskFaces, add_kiosk, erasure, record
from tests.helpers.halls import HALL, PASSWORD, set_up_hall
from tests.helpers.kiosks import K1, K2, identity_of
from tests.helpers.servers import Client, running_server

LATER_MS = NOW_MS + 60_000
NOBODY_LISTENS = "http://127.0.0.1:9"


class Kiosk:
    """One at the door: what it knows, and its line to the hall."""

    def __init__(self, stack: ExitStack, folder: Path, url: str, asker: Asker) -> None:
        folder.mkdir()
        database = stack.enter_context(closing(open_database(f"sqlite:///{folder}/kiosk.db", "kiosk")))
        self.store = KioskFaces(database, folder / "face-keys")
        self._identity = identity_of(asker)
        self.connect(url)

    def connect(self, url: str) -> None:
        line = HallLine(server_url=url, identity=self._identity, ca_file=None)
        self._sync = FaceSync(line, self.store.changes)

    def talk(self) -> None:
        """Exchange until there is no more."""
        while self._sync.exchange():
            pass

    @property
    def known(self) -> set[str]:
        return set(self.store.known)


NewKiosk = Callable[[Asker], Kiosk]


@pytest.fixture
def url(sqlite_database: Database, tmp_path: Path) -> Iterator[str]:
    set_up_hall(sqlite_database, password=PASSWORD)
    add_staff(sqlite_database, login="head", name="Lê Thu Hà", role=Role.MANAGER, password=PASSWORD)
    add_kiosk(sqlite_database)
    with running_server(
        sqlite_database, HALL, now_ms=lambda: LATER_MS, face_keys=tmp_path / "face-keys"
    ) as url:
        yield url


@pytest.fixture
def new_kiosk(url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[NewKiosk]:
    """A kiosk with an empty disk, of that enrolment."""
    monkeypatch.setattr(clock, "now_ms", lambda: LATER_MS)
    names = (f"kiosk-{nth}" for nth in count())
    with ExitStack() as stack:
        yield lambda asker: Kiosk(stack, tmp_path / next(names), url, asker)


@pytest.fixture
def door(new_kiosk: NewKiosk) -> Kiosk:
    return new_kiosk(K1)


@pytest.fixture
def stairs(new_kiosk: NewKiosk) -> Kiosk:
    return new_kiosk(K2)


@pytest.fixture
def head(url: str) -> Client:
    client = Client(url)
    client.log_in("head", PASSWORD)
    return client


def page(head: Client) -> str:
    return head.ask("GET", "/faces")[2].decode()


def test_who_is_enrolled_at_one_kiosk_is_known_at_the_other(door: Kiosk, stairs: Kiosk) -> None:
    stairs.talk()
    door.store.learn(record(card="c1"))
    door.talk()
    stairs.talk()
    assert stairs.store.known == {AN: record().sealed_template}
    assert stairs.store.keys.get(AN) == record().wrapped_key
    assert stairs.store.news == 1
    assert door.known == {AN}


def test_who_is_erased_at_one_kiosk_is_gone_at_the_other(door: Kiosk, stairs: Kiosk) -> None:
    door.store.learn(record())
    door.talk()
    stairs.talk()
    stairs.store.forget(erasure(at_ms=LATER_MS))
    stairs.talk()
    door.talk()
    assert (door.known, stairs.known) == (set(), set())


def test_a_kiosk_that_is_cut_off_is_told_of_until_it_has_erased(
    door: Kiosk, stairs: Kiosk, url: str, head: Client
) -> None:
    door.store.learn(record())
    door.talk()
    stairs.talk()
    stairs.connect(NOBODY_LISTENS)
    door.store.forget(erasure(at_ms=LATER_MS))
    door.talk()
    stairs.talk()
    assert stairs.known == {AN}
    assert 'data-kiosk="K2"' in page(head)
    assert 'data-kiosk="K1"' not in page(head)
    stairs.connect(url)
    stairs.talk()
    assert stairs.known == set()
    assert "data-kiosk" not in page(head)


def test_staff_erase_and_every_kiosk_does(door: Kiosk, stairs: Kiosk, head: Client) -> None:
    door.store.learn(record())
    door.talk()
    stairs.talk()
    assert head.command(f"/api/hall/faces/{AN}/erase", key="key-12345")[0] == 200
    for kiosk in (door, stairs):
        kiosk.talk()
        assert kiosk.known == set()
    assert "data-kiosk" not in page(head)


def test_one_card_at_two_kiosks_without_a_line_is_one_person_afterwards(door: Kiosk, stairs: Kiosk) -> None:
    door.store.learn(record(AN, card="c1"))
    stairs.store.learn(record(BINH, card="c1", at_ms=NOW_MS + 1))
    for kiosk in (stairs, door, stairs):
        kiosk.talk()
    assert (door.known, stairs.known) == ({BINH}, {BINH})


def test_a_kiosk_that_lost_its_disk_is_told_all_again(door: Kiosk, new_kiosk: NewKiosk) -> None:
    door.store.learn(record(AN))
    door.store.learn(record(BINH))
    door.talk()
    door.store.forget(erasure(AN, at_ms=LATER_MS, by=ConsentEnd.CITIZEN))
    door.talk()
    anew = new_kiosk(K1)
    anew.talk()
    assert anew.known == {BINH}


def test_an_exchange_cut_anywhere_ends_as_one_that_was_not(new_kiosk: NewKiosk) -> None:
    for cut_after in range(6):
        door, stairs = new_kiosk(K1), new_kiosk(K2)
        person_id = f"{cut_after:016x}"
        door.talk()
        door.store.learn(record(person_id))
        with cut(after=cut_after):
            door.talk()
            stairs.talk()
        for kiosk in (door, stairs):
            kiosk.talk()
        assert person_id in stairs.known
        assert door.store.waiting == []
        assert door.known == stairs.known


@contextmanager
def cut(*, after: int) -> Iterator[None]:
    """After so many answers one is lost on its way to the kiosk, and all after it."""
    left = after
    real = requests.Session.request

    def request(self: requests.Session, *args: object, **kwargs: object) -> requests.Response:
        nonlocal left
        answer = real(self, *args, **kwargs)  # type: ignore[arg-type]
        left -= 1
        if left < 0:
            raise requests.ConnectionError("cut")
        return answer

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(requests.Session, "request", request)
        yield
