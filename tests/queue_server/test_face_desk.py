"""What managers do with the faces of a hall; and where nothing of a face may ever be seen."""

import base64
import logging
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import text
from starlette.testclient import TestClient

from models.face_exchange import MOST_CHANGES_A_MESSAGE, FaceChange, FaceFeed, FacePush, FacesTaken
from models.face_record import ConsentEnd
from models.signing import Asker
from models.store.database import Connection, Database
from models.store.hall_face_access import FaceAccess, FaceDeed, accesses_to
from models.store.hall_faces import find_face
from models.store.hall_staff import Role
from models.store.key_files import KeyFiles
from models.wire import WIRE_VERSION, decode, encode
from queue_server import chores
from queue_server.alerts import ERASED_WITHIN_MS, alerts
from queue_server.app import create_app
from queue_server.guard import MOST_BODY_BYTES
from queue_server.settings import Settings
from queue_server.setup import add_staff
from tests.helpers.faces import AN, BINH, NOW_MS, add_kiosk, erasure, record
from tests.helpers.halls import HALL, PASSWORD, set_up_hall, whole_log
from tests.helpers.kiosks import K1, K2, STRANGER, Signing
from tests.helpers.waiting import wait_until


@dataclass(kw_only=True)
class Hall:
    client: TestClient
    database: Database
    keys: KeyFiles
    now_ms: int = NOW_MS

    def log_in(self, login: str) -> None:
        self.client.post("/login", data={"login": login, "password": PASSWORD})

    def hand_over(self, *changes: FaceChange, asker: Asker = K1) -> Any:
        return self.post(encode(FacePush(version=WIRE_VERSION, changes=changes)), asker)

    def post(self, body: bytes, asker: Asker = K1) -> Any:
        return self.client.post("/api/kiosk/faces", content=body, auth=Signing(asker))

    def ask(self, after: object = 0, asker: Asker = K1) -> Any:
        return self.client.get(f"/api/kiosk/faces?after={after}", auth=Signing(asker))

    def erase(self, person_id: str = AN, key: str = "key-12345") -> tuple[int, Any]:
        answer = self.client.post(f"/api/hall/faces/{person_id}/erase", json={"key": key})
        return answer.status_code, answer.json()

    def accesses(self, person_id: str = AN) -> Sequence[FaceAccess]:
        look = partial(accesses_to, hall_id=HALL.id, person_id=person_id)
        return self.database.read(look).result()


def hall_on(database: Database, directory: Path) -> Iterator[Hall]:
    set_up_hall(database, password=PASSWORD)
    add_staff(database, login="head", name="Lê Thu Hà", role=Role.MANAGER, password=PASSWORD)
    add_kiosk(database)
    settings = Settings(database_url="", public_url="http://testserver", face_keys=directory)
    hall: Hall
    app = create_app(database, HALL, settings, now_ms=lambda: hall.now_ms)
    client = TestClient(app, base_url="http://testserver", raise_server_exceptions=False)
    hall = Hall(client=client, database=database, keys=KeyFiles(directory))
    with client:
        hall.log_in("head")
        yield hall


@pytest.fixture
def hall(sqlite_database: Database, tmp_path: Path) -> Iterator[Hall]:
    yield from hall_on(sqlite_database, tmp_path / "face-keys")


@pytest.fixture
def either_hall(database: Database, tmp_path: Path) -> Iterator[Hall]:
    """The same, once on SQLite and once on PostgreSQL."""
    yield from hall_on(database, tmp_path / "face-keys")


# ---- kiosks, over HTTP ----


def test_a_kiosk_hands_a_face_over_and_another_takes_it(either_hall: Hall) -> None:
    assert decode(FacesTaken, either_hall.hand_over(record(card="c1")).content).new == 1
    feed = decode(FaceFeed, either_hall.ask(asker=K2).content)
    assert (list(feed.changes), feed.last) == ([record(card="c1")], 1)


def test_a_stranger_is_told_nothing_and_not_listened_to(hall: Hall) -> None:
    hall.hand_over(record())
    assert hall.ask(asker=STRANGER).status_code == 401
    assert hall.post(b"not even JSON", STRANGER).status_code == 401
    assert hall.client.get("/api/kiosk/faces?after=0").status_code == 401  # a manager is no kiosk either


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"[]",
        b'{"version": 1}',
        b'{"version": 2, "changes": []}',
        b'{"version": 1, "changes": [{"person_id": "../../../etc/cron.d/x", "at_ms": 1, "by": "staff"}]}',
        encode(FacePush(version=1, changes=[erasure()] * (MOST_CHANGES_A_MESSAGE + 1))),
        encode(FacePush(version=1, changes=[record(at_ms=NOW_MS + 3_600_000)])),
    ],
    ids=["nothing", "a list", "half", "another version", "a path", "too many", "of the future"],
)
def test_what_is_no_message_of_a_kiosk_is_refused_and_changes_nothing(hall: Hall, body: bytes) -> None:
    answer = hall.post(body)
    assert (answer.status_code, answer.json()["error"]) == (422, "bad_request")
    assert decode(FaceFeed, hall.ask().content).last == 0


def test_a_message_of_a_megabyte_is_refused(hall: Hall) -> None:
    assert hall.post(b" " * (MOST_BODY_BYTES + 1)).status_code == 413


@pytest.mark.parametrize("after", ["-1", "x", str(1 << 60), ""])
def test_a_place_that_is_none_is_refused(hall: Hall, after: str) -> None:
    assert hall.ask(after).status_code == 422


def test_a_face_runs_out_by_itself(hall: Hall, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(chores, "DOUBT_MS", 0)
    hall.hand_over(record(lasts_ms=1))
    hall.now_ms += 1
    monkeypatch.setattr(chores, "FACES_EVERY_S", 0.02)
    with TestClient(hall.client.app):  # a server that starts
        wait_until(lambda: hall.keys.person_ids() == set())
    feed = decode(FaceFeed, hall.ask().content)
    assert feed.changes == [erasure(at_ms=NOW_MS + 1, by=ConsentEnd.EXPIRED)]


# ---- managers ----


def test_a_manager_erases_a_face_and_the_kiosks_hear_of_it(either_hall: Hall) -> None:
    either_hall.hand_over(record(card="c1"))
    assert either_hall.erase() == (200, {"at_ms": NOW_MS, "person_id": AN})
    assert decode(FaceFeed, either_hall.ask(1).content).changes == [erasure(by=ConsentEnd.STAFF)]
    assert either_hall.keys.person_ids() == set()
    assert either_hall.accesses() == [
        FaceAccess(at_ms=NOW_MS, person_id=AN, what=FaceDeed.ERASED, by="staff:head")
    ]


def test_an_erasure_sent_twice_is_one(hall: Hall) -> None:
    hall.hand_over(record())
    assert hall.erase() == hall.erase()
    assert len(hall.accesses()) == 1


@pytest.mark.parametrize("person_id", [BINH, AN])
def test_nobody_can_be_erased_who_is_not_known(hall: Hall, person_id: str) -> None:
    hall.hand_over(erasure(AN))
    status, said = hall.erase(person_id)
    assert (status, said["error"]) == (404, "no_such_face")
    assert hall.accesses() == []


@pytest.mark.parametrize("person_id", ["..", "x" * 16, AN.upper()])
def test_what_is_no_id_is_refused(hall: Hall, person_id: str) -> None:
    assert hall.erase(person_id)[0] in (404, 422)


def test_what_is_held_is_given_out_without_what_could_be_misused(either_hall: Hall) -> None:
    face = record(card="c1")
    either_hall.hand_over(face)
    either_hall.client.get("/faces")
    answer = either_hall.client.get(f"/api/hall/faces/{AN}/export")
    assert answer.headers["Content-Disposition"] == f'attachment; filename="{AN}.json"'
    assert answer.json() == {
        "person_id": AN,
        "shown_name": "N. T. Hoa",
        "has_card": True,
        "kind": face.kind,
        "template_bytes": len(face.sealed_template),
        "key_bytes": len(face.wrapped_key),
        "consent_text": "2/vi",
        "consented_at": "2026-11-20T08:00:00+07:00",
        "expires_at": "2027-11-20T08:00:00+07:00",
        "erased_at": None,
        "erased_by": None,
        "accesses": [
            {"at": "2026-11-20T08:00:00+07:00", "what": "listed", "by": "staff:head"},
            {"at": "2026-11-20T08:00:00+07:00", "what": "exported", "by": "staff:head"},
        ],
    }


def test_of_an_erased_face_is_given_out_that_it_was(hall: Hall) -> None:
    hall.hand_over(record(card="c1"))
    hall.erase()
    said = hall.client.get(f"/api/hall/faces/{AN}/export").json()
    assert (said["shown_name"], said["has_card"], said["template_bytes"], said["key_bytes"]) == (
        None,
        False,
        0,
        0,
    )
    assert (said["erased_at"], said["erased_by"]) == ("2026-11-20T08:00:00+07:00", "staff")


def test_of_nobody_nothing_is_given_out(hall: Hall) -> None:
    assert hall.client.get(f"/api/hall/faces/{AN}/export").status_code == 404


def test_only_managers_see_export_and_erase(hall: Hall) -> None:
    hall.hand_over(record())
    for login, status, error in (("s1", 403, "managers_only"), ("", 401, "not_logged_in")):
        hall.client.cookies.clear()
        hall.log_in(login)
        assert hall.client.get("/faces", follow_redirects=False).status_code in (303, 403)
        answered, said = hall.erase()
        assert (answered, said["error"]) == (status, error)
        assert hall.client.get(f"/api/hall/faces/{AN}/export").status_code == status
    assert hall.accesses() == []
    assert decode(FaceFeed, hall.ask().content).changes == [record()]


def test_each_look_at_the_list_is_remembered(hall: Hall) -> None:
    hall.client.get("/faces")
    assert hall.accesses() == [
        FaceAccess(at_ms=NOW_MS, person_id=None, what=FaceDeed.LISTED, by="staff:head")
    ]


# ---- who is told that a kiosk has not erased yet ----


def late_to_erase(hall: Hall, *, after_ms: int, for_manager: bool = True) -> Sequence[tuple[str, int]]:
    def work(connection: Connection) -> Sequence[tuple[str, int]]:
        return alerts(connection, HALL, NOW_MS + after_ms, for_manager=for_manager).late_to_erase

    return hall.database.read(work).result()


def test_managers_are_told_when_a_kiosk_has_not_erased_for_a_day(hall: Hall) -> None:
    hall.hand_over(record())
    hall.ask(1, K2)
    hall.erase()
    assert late_to_erase(hall, after_ms=ERASED_WITHIN_MS) == []
    assert late_to_erase(hall, after_ms=ERASED_WITHIN_MS + 1) == [("K2", 1)]
    assert late_to_erase(hall, after_ms=ERASED_WITHIN_MS + 1, for_manager=False) == []
    hall.now_ms += ERASED_WITHIN_MS + 1
    hall.log_in("head")
    said = "Ki-ốt K2 chưa xóa 1 khuôn mặt theo yêu cầu"
    assert said in hall.client.get("/staff").text
    assert said in hall.client.get("/staff/alerts").text
    hall.log_in("s1")
    assert said not in hall.client.get("/staff").text
    assert said not in hall.client.get("/staff/alerts").text
    hall.ask(2, K2)
    assert late_to_erase(hall, after_ms=ERASED_WITHIN_MS + 1) == []


# ---- where nothing of a face may be seen ----


def forms_of(secret: bytes) -> list[bytes]:
    """How `secret` could be written down."""
    middle = secret[3 : len(secret) - len(secret) % 3]  # of base64 the same wherever it begins
    return [
        secret,
        secret.hex().encode(),
        base64.b64encode(middle),
        base64.urlsafe_b64encode(middle),
        repr(secret)[2:-1].encode(),
    ]


def test_nothing_sealed_is_on_a_page_in_an_answer_or_in_the_log(
    hall: Hall, caplog: pytest.LogCaptureFixture
) -> None:
    face = record(card="c1-of-nobody-else")
    with caplog.at_level(logging.DEBUG):
        hall.hand_over(face)
        hall.post(encode(FacePush(version=1, changes=[face])).replace(b"2/vi", b"\\u0000"))
        paths = [path for path in hall.client.get("/openapi.json").json()["paths"] if "kiosk" not in path]
        pages = [
            "/",
            "/staff",
            "/display",
            "/reports",
            "/rules",
            "/playlist",
            "/what-if",
            "/faces",
            "/staff/alerts",
        ]
        said = [
            hall.client.get(path.replace("{person_id}", AN)).content
            for path in [*paths, *pages]
            if path != "/api/hall/events"
        ]
        said.append(hall.client.post(f"/api/hall/faces/{AN}/erase", json={"key": "key-12345"}).content)
    said.append(caplog.text.encode())
    assert whole_log(hall.database) == []  # what webhooks and the stream tell is what is there
    for secret in (face.sealed_template, face.wrapped_key, b"c1-of-nobody-else"):
        assert not [one for one in said for form in forms_of(secret) if form in one]


def every_row(database: Database) -> str:
    def work(connection: Connection) -> str:
        if connection.dialect.name == "sqlite":
            names = text("SELECT name FROM sqlite_master WHERE type = 'table'")
        else:
            names = text("SELECT table_name FROM information_schema.tables WHERE table_schema = 'public'")
        tables = connection.execute(names).scalars().all()
        rows = [connection.execute(text(f'SELECT * FROM "{table}"')).all() for table in tables]  # noqa: S608
        return repr(
            [
                [bytes(one) if isinstance(one, memoryview) else one for one in row]
                for table in rows
                for row in table
            ]
        )

    return database.read(work).result()


def test_the_database_never_holds_a_key_and_after_an_erasure_no_template(either_hall: Hall) -> None:
    face = record(card="c1-of-nobody-else", name="N. T. Độc")
    either_hall.hand_over(face)
    either_hall.ask()
    held = every_row(either_hall.database)
    assert repr(face.sealed_template)[2:-1] in held  # so it would be found where it is
    assert not [form for form in forms_of(face.wrapped_key) if form.decode("latin-1") in held]
    either_hall.erase()
    left = every_row(either_hall.database)
    for gone in (repr(face.sealed_template)[2:-1], "c1-of-nobody-else", "N. T. Độc"):
        assert gone not in left
    assert AN in left


def test_no_file_of_the_database_ever_holds_a_key(hall: Hall, tmp_path: Path) -> None:
    face = record()
    hall.hand_over(face)
    hall.ask()
    files = [path for path in tmp_path.iterdir() if path.name.startswith("hall.db")]
    assert any(face.sealed_template in path.read_bytes() for path in files)
    assert not any(form in path.read_bytes() for path in files for form in forms_of(face.wrapped_key))
    hall.erase()
    assert not any(form in path.read_bytes() for path in files for form in forms_of(face.wrapped_key))
    found = hall.database.read(partial(find_face, hall_id=HALL.id, person_id=AN)).result()
    assert found is not None
    assert found.sealed_template is None
