"""What managers may do with a face that is kept: see that it is, give out what is held, erase it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from models.face_record import ConsentEnd, FaceErasure
from models.hall import Hall
from models.service_day import local_time
from models.store.database import Connection
from models.store.hall_face_access import FaceAccess, FaceDeed, accesses_to, note_access
from models.store.hall_faces import HeldFace, find_face, held_faces
from models.store.hall_staff import Staff
from models.store.key_files import KeyFiles
from queue_server.faces import erase
from queue_server.order import Order, once
from queue_server.refusal import Refusal, Refused


@dataclass(frozen=True, kw_only=True)
class FaceErased:
    """That it was done, when, and whose it was."""

    at_ms: int
    person_id: str


@dataclass(frozen=True, kw_only=True)
class AccessShown:
    """Who did what, and when (ISO 8601, by the hall's clock)."""

    at: datetime
    what: FaceDeed
    by: str


@dataclass(frozen=True, kw_only=True)
class FaceExport:
    """What the hall holds on a person, and who saw that: all of it but what could be misused if it were lost.

    template_bytes, key_bytes: their sizes; both are sealed and no server can open them. has_card: whether a
    digest of their card's number is kept. Moments are ISO 8601, by the hall's clock.
    """

    person_id: str
    shown_name: str | None
    has_card: bool
    kind: str | None
    template_bytes: int
    key_bytes: int
    consent_text: str | None
    consented_at: datetime | None
    expires_at: datetime | None
    erased_at: datetime | None
    erased_by: ConsentEnd | None
    accesses: Sequence[AccessShown]


def list_faces(connection: Connection, hall: Hall, staff: Staff, now_ms: int) -> Sequence[HeldFace]:
    """Everybody whose face is held. That this member of staff looked is remembered."""
    _note(connection, hall, FaceDeed.LISTED, None, Order.of(hall, staff, "").actor, now_ms)
    return held_faces(connection, hall.id)


def erase_face(
    connection: Connection, order: Order, person_id: str, keys: KeyFiles, now_ms: int
) -> FaceErased:
    """Erase a face because its person asked the staff to; the kiosks hear of it. Raises Refused."""

    def deed() -> FaceErased:
        held = find_face(connection, order.hall.id, person_id)
        if held is None or not held.is_held:
            raise Refused(Refusal.NO_SUCH_FACE)
        erasure = FaceErasure(person_id=person_id, at_ms=now_ms, by=ConsentEnd.STAFF)
        erase(connection, order.hall, keys, erasure, held)
        _note(connection, order.hall, FaceDeed.ERASED, person_id, order.actor, now_ms)
        return FaceErased(at_ms=now_ms, person_id=person_id)

    return once(connection, order, f"erase face {person_id}", FaceErased, deed, now_ms)


def export_face(
    connection: Connection, hall: Hall, staff: Staff, person_id: str, keys: KeyFiles, now_ms: int
) -> FaceExport:
    """What is held on that person, for them to have. Raises Refused."""
    held = find_face(connection, hall.id, person_id)
    if held is None:
        raise Refused(Refusal.NO_SUCH_FACE)
    _note(connection, hall, FaceDeed.EXPORTED, person_id, Order.of(hall, staff, "").actor, now_ms)

    def moment(at_ms: int | None) -> datetime | None:
        return None if at_ms is None else local_time(at_ms, hall.timezone)

    accesses = accesses_to(connection, hall.id, person_id, held.consented_at_ms or 0)
    return FaceExport(
        person_id=person_id,
        shown_name=held.shown_name,
        has_card=held.card_digest is not None,
        kind=held.kind,
        template_bytes=len(held.sealed_template or b""),
        key_bytes=len(keys.get(person_id) or b""),
        consent_text=held.consent_text,
        consented_at=moment(held.consented_at_ms),
        expires_at=moment(held.expires_at_ms),
        erased_at=moment(held.erased_at_ms),
        erased_by=held.erased_by,
        accesses=[
            AccessShown(at=local_time(one.at_ms, hall.timezone), what=one.what, by=one.by) for one in accesses
        ],
    )


def _note(
    connection: Connection, hall: Hall, what: FaceDeed, person_id: str | None, by: str, now_ms: int
) -> None:
    note_access(connection, hall.id, FaceAccess(at_ms=now_ms, person_id=person_id, what=what, by=by))
