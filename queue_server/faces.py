"""Keep the faces of a hall's kiosks for each other: take changes over, hand them on, erase what has run out.

Nothing here can open a face. A key is destroyed before its row forgets the rest, so a failure in between
leaves noise; and a change that was not done for good is sent again by its kiosk.
"""

from collections.abc import Sequence
from dataclasses import replace

from models.face_exchange import MOST_CHANGES_AN_ANSWER, FaceChange, FaceFeed, FacesTaken
from models.face_record import ConsentEnd, FaceErasure, FaceRecord
from models.hall import Hall
from models.signing import Asker
from models.store.database import Connection
from models.store.hall_face_access import forget_accesses, has_accesses_before
from models.store.hall_faces import (
    HeldFace,
    expired_faces,
    faces_after,
    faces_of_card,
    faces_seen,
    find_face,
    newest_seq,
    save_erasure,
    save_record,
    see_faces,
    tell_again,
)
from models.store.key_files import KeyFiles
from models.wire import WIRE_VERSION, WireError
from queue_server.asking import kiosk_for

MOST_AHEAD_MS = 10 * 60_000  # a consent of the future would outlive every erasure until then
ACCESSES_KEPT_MS = 2 * 366 * 24 * 3_600_000


def accept_faces(
    connection: Connection,
    hall: Hall,
    keys: KeyFiles,
    asker: Asker,
    changes: Sequence[FaceChange],
    now_ms: int,
) -> FacesTaken:
    """Hold what is new in `changes`. Raises WireError for a consent that has not been given yet."""
    kiosk_id = kiosk_for(connection, hall, asker)
    for change in changes:
        if isinstance(change, FaceRecord) and change.consented_at_ms > now_ms + MOST_AHEAD_MS:
            raise WireError(
                f"the consent of {change.person_id} is of the future: is the kiosk's clock right?"
            )
    new = 0
    for change in changes:
        held = find_face(connection, hall.id, change.person_id)
        if isinstance(change, FaceRecord):
            new += _take_record(connection, hall, keys, change, held)
        elif _is_too_early(change, held, now_ms):
            tell_again(connection, hall.id, change.person_id)
        elif _is_erased_by(connection, change, held, kiosk_id):
            erase(connection, hall, keys, replace(change, at_ms=min(change.at_ms, now_ms)), held)
            new += 1
    return FacesTaken(version=WIRE_VERSION, new=new)


def hear(connection: Connection, hall: Hall, asker: Asker, after: int, now_ms: int) -> None:
    """The kiosk asks for what came after that place: so it has taken over all before. Raises Refused."""
    kiosk_id = kiosk_for(connection, hall, asker)
    is_of_this_record = after <= newest_seq(connection, hall.id)
    see_faces(connection, kiosk_id, after if is_of_this_record else 0, now_ms)


def feed(connection: Connection, hall: Hall, keys: KeyFiles, after: int) -> FaceFeed:
    """The next changes after that place."""
    found = faces_after(connection, hall.id, after, MOST_CHANGES_AN_ANSWER)
    told = [one.change(keys.get(one.person_id) if one.is_held else None) for one in found]
    return FaceFeed(
        version=WIRE_VERSION,
        changes=[change for change in told if change is not None],
        last=found[-1].seq if found else min(after, newest_seq(connection, hall.id)),
    )


def erase(
    connection: Connection, hall: Hall, keys: KeyFiles, erasure: FaceErasure, held: HeldFace | None
) -> None:
    """Destroy the key, then forget the rest. The erasure is of no moment before the consent it ends: else
    the same record, sent once more, would count as a newer one."""
    keys.destroy(erasure.person_id)
    at_ms = max(erasure.at_ms, (held and held.consented_at_ms) or 0)
    save_erasure(connection, hall.id, replace(erasure, at_ms=at_ms))


def is_due(connection: Connection, hall: Hall, now_ms: int) -> bool:
    """Whether `keep_faces` has anything to do."""
    has_old = has_accesses_before(connection, hall.id, now_ms - ACCESSES_KEPT_MS)
    return has_old or bool(expired_faces(connection, hall.id, now_ms))


def keep_faces(connection: Connection, hall: Hall, keys: KeyFiles, now_ms: int) -> None:
    """Erase whoever's consent has run out, and forget who looked at a face too long ago to matter."""
    for held in expired_faces(connection, hall.id, now_ms):
        ended = FaceErasure(person_id=held.person_id, at_ms=now_ms, by=ConsentEnd.EXPIRED)
        erase(connection, hall, keys, ended, held)
    forget_accesses(connection, hall.id, now_ms - ACCESSES_KEPT_MS)


def _is_too_early(erasure: FaceErasure, held: HeldFace | None, now_ms: int) -> bool:
    """Whether a kiosk has let a consent run out that holds: by its clock, or before it heard of a renewal."""
    ends_ms = 0 if held is None or not held.is_held else held.expires_at_ms or 0
    return erasure.by is ConsentEnd.EXPIRED and ends_ms > now_ms


def _is_erased_by(connection: Connection, erasure: FaceErasure, held: HeldFace | None, kiosk_id: str) -> bool:
    """Whether `erasure` is news, and not of an older consent than the one that is held.

    Which is older is told by what the kiosk had seen, and by clocks only where it had not.
    """
    if held is None:
        return True
    is_of_this = erasure.at_ms >= (held.consented_at_ms or 0) or held.seq <= faces_seen(connection, kiosk_id)
    return held.is_held and is_of_this


def _take_record(
    connection: Connection, hall: Hall, keys: KeyFiles, record: FaceRecord, held: HeldFace | None
) -> bool:
    """Hold `record` unless there is something newer; whether it was news."""
    if held is not None and not _is_newer(record, held):
        return False
    others = _others_of_card(connection, hall, record)
    newest_ms = max((one.consented_at_ms or 0 for one in others), default=-1)
    if record.consented_at_ms <= newest_ms:
        # Somebody's card can be only one person's: the other consent of that card is the newer one.
        erase(connection, hall, keys, _renewed(record.person_id, newest_ms), held)
        return True
    for one in others:
        erase(connection, hall, keys, _renewed(one.person_id, record.consented_at_ms), one)
    keys.put(record.person_id, record.wrapped_key)
    save_record(connection, hall.id, record)
    return True


def _is_newer(record: FaceRecord, held: HeldFace) -> bool:
    """Whether `record` follows what is held; another engine's template of the same consent does, too."""
    since_ms = (held.consented_at_ms if held.is_held else held.erased_at_ms) or 0
    is_made_anew = held.is_held and record.consented_at_ms == since_ms and record.kind != held.kind
    return is_made_anew or record.consented_at_ms > since_ms


def _others_of_card(connection: Connection, hall: Hall, record: FaceRecord) -> list[HeldFace]:
    if record.card_digest is None:
        return []
    of_card = faces_of_card(connection, hall.id, record.card_digest)
    return [one for one in of_card if one.person_id != record.person_id]


def _renewed(person_id: str, at_ms: int) -> FaceErasure:
    return FaceErasure(person_id=person_id, at_ms=at_ms, by=ConsentEnd.RENEWED)
