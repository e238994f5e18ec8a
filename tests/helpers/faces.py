"""Faces as kiosks hand them to each other, made up, and what a kiosk keeps of them."""

from functools import partial
from hashlib import sha256
from pathlib import Path

from kiosk import clock
from kiosk.face_changes import FaceChanges
from kiosk.faces.face_secret import FaceSecret
from models.face_exchange import FaceChange
from models.face_record import ConsentEnd, FaceErasure, FaceRecord
from models.signing import Asker
from models.store import kiosk_faces, kiosk_people
from models.store.database import Connection, Database
from models.store.key_files import KeyFiles
from models.store.kiosk_faces import Unsent
from models.store.kiosk_people import Person
from tests.helpers.halls import HALL, moment_ms
from tests.helpers.kiosks import add_enrolled

NOW_MS = moment_ms(8)
DAY_MS = 24 * 3_600_000
AN, BINH, CHI = "0123456789abcdef", "fedcba9876543210", "00000000deadbeef"
SECRET = FaceSecret(bytes(range(32)))


def record(
    person_id: str = AN,
    *,
    at_ms: int = NOW_MS,
    card: str | None = None,
    name: str = "N. T. Hoa",
    lasts_ms: int = 365 * DAY_MS,
) -> FaceRecord:
    """A face whose template and key are bytes that nothing else contains."""
    seed = f"{person_id} {at_ms}".encode()
    return FaceRecord(
        person_id=person_id,
        shown_name=name,
        card_digest=card,
        kind="blaze_mfn/1/192/cosine",
        sealed_template=b"SEALED" + sha256(seed).digest() * 12,
        wrapped_key=b"WRAPPED" + sha256(b"key " + seed).digest(),
        secret_id=SECRET.id,
        consent_text="2/vi",
        consented_at_ms=at_ms,
        expires_at_ms=at_ms + lasts_ms,
    )


def erasure(person_id: str = AN, *, at_ms: int = NOW_MS, by: ConsentEnd = ConsentEnd.CITIZEN) -> FaceErasure:
    return FaceErasure(person_id=person_id, at_ms=at_ms, by=by)


def add_kiosk(database: Database, kiosk: str = "K2", hall_id: str = HALL.id) -> Asker:
    """One more kiosk at the door; the second of the small hall is K2."""
    return database.write(partial(add_enrolled, hall_id=hall_id, issuer_id=kiosk)).result()


class KioskFaces:
    """What a kiosk knows, in its own store, with what it tells the hall and hears of it."""

    def __init__(self, database: Database, directory: Path) -> None:
        self._database = database
        self.keys = KeyFiles(directory)
        self.news = 0
        self.changes = FaceChanges(database, self.keys, SECRET, self._hear)

    @property
    def known(self) -> dict[str, bytes]:
        """Whose templates are kept here, and these."""
        rows = self._database.read(
            lambda c: kiosk_people.people_of(c, record().kind, SECRET.id, clock.now_ms(), None)
        ).result()
        return {person.id: person.sealed_template for person in rows}

    @property
    def waiting(self) -> list[FaceChange]:
        """What the hall has not confirmed."""
        return list(self.changes.to_hand_over())

    @property
    def at(self) -> int:
        return self.changes.cursor()

    def learn(self, face: FaceRecord) -> None:
        values = {
            name: value for name, value in vars(face).items() if name not in ("person_id", "wrapped_key")
        }
        person = Person(id=face.person_id, **values)

        def work(connection: Connection) -> None:
            kiosk_people.add_person(connection, person)
            kiosk_faces.note_unsent(connection, Unsent(person_id=face.person_id))

        self.keys.put(face.person_id, face.wrapped_key)
        self._database.write(work).result()

    def forget(self, gone: FaceErasure) -> None:
        unsent = Unsent(person_id=gone.person_id, erased_at_ms=gone.at_ms, erased_by=gone.by)

        def work(connection: Connection) -> None:
            kiosk_people.forget_person(connection, gone.person_id, at_ms=gone.at_ms, by=gone.by)
            kiosk_faces.note_unsent(connection, unsent)

        self.keys.destroy(gone.person_id)
        self._database.write(work).result()

    def _hear(self) -> None:
        self.news += 1
