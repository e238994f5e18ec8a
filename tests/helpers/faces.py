"""Faces as kiosks hand them to each other, made up, and a kiosk's store of them in memory."""

from collections.abc import Sequence
from hashlib import sha256

from models.face_exchange import FaceChange
from models.face_record import ConsentEnd, FaceErasure, FaceRecord
from models.store.database import Connection, Database
from models.store.hall_issuers import add_issuer
from tests.helpers.halls import HALL, moment_ms

NOW_MS = moment_ms(8)
DAY_MS = 24 * 3_600_000
AN, BINH, CHI = "0123456789abcdef", "fedcba9876543210", "00000000deadbeef"
OTHER_TOKEN = "the-token-of-another-kiosk"


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
        secret_id="5ec4e7",
        consent_text="2/vi",
        consented_at_ms=at_ms,
        expires_at_ms=at_ms + lasts_ms,
    )


def erasure(person_id: str = AN, *, at_ms: int = NOW_MS, by: ConsentEnd = ConsentEnd.CITIZEN) -> FaceErasure:
    return FaceErasure(person_id=person_id, at_ms=at_ms, by=by)


def add_kiosk(
    database: Database, kiosk: str = "K2", token: str = OTHER_TOKEN, hall_id: str = HALL.id
) -> None:
    """One more kiosk at the door."""

    def work(connection: Connection) -> None:
        add_issuer(connection, hall_id, issuer_id=kiosk, series=kiosk[1:], token=token)

    database.write(work).result()


class FacesInMemory:
    """What a kiosk knows, by person. `fails`: raised by the next deed instead of doing it."""

    def __init__(self) -> None:
        self.known: dict[str, FaceRecord] = {}
        self.waiting: list[FaceChange] = []
        self.at = 0
        self.fails: Exception | None = None

    def learn(self, face: FaceRecord) -> None:
        self.known[face.person_id] = face
        self.waiting.append(face)

    def forget(self, gone: FaceErasure) -> None:
        self.known.pop(gone.person_id, None)
        self.waiting.append(gone)

    def to_hand_over(self) -> Sequence[FaceChange]:
        if self.fails is not None:
            raise self.fails
        return list(self.waiting)

    def handed_over(self, changes: Sequence[FaceChange]) -> None:
        self.waiting = [change for change in self.waiting if change not in changes]

    def cursor(self) -> int:
        return self.at

    def take_over(self, changes: Sequence[FaceChange], cursor: int) -> None:
        for change in changes:
            if isinstance(change, FaceRecord):
                self.known[change.person_id] = change
            else:
                self.known.pop(change.person_id, None)
        self.at = cursor
