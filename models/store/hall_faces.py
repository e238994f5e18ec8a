"""The faces a hall keeps for its kiosks, sealed: each person's newest change has the newest place in a row.

What is here opens nothing: the keys are in files of their own, wrapped by a secret only the kiosks have.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import Connection, Row, func, insert, select, update

from models.face_record import ConsentEnd, FaceErasure, FaceRecord
from models.store.hall_tables import face_record as face_table
from models.store.hall_tables import issuer as issuer_table


@dataclass(frozen=True, kw_only=True)
class HeldFace:
    """What the hall holds of one person. `erased_at_ms` is None as long as the face is held.

    Of an erased one there is no name, card or template; the rest only if it was ever here.
    """

    person_id: str
    seq: int
    shown_name: str | None
    card_digest: str | None = field(repr=False)
    kind: str | None
    sealed_template: bytes | None = field(repr=False)
    secret_id: str | None
    consent_text: str | None
    consented_at_ms: int | None
    expires_at_ms: int | None
    erased_at_ms: int | None
    erased_by: ConsentEnd | None

    @property
    def is_held(self) -> bool:
        """Whether there still is a template."""
        return self.erased_at_ms is None

    def change(self, wrapped_key: bytes | None) -> FaceRecord | FaceErasure | None:
        """What a kiosk is told of it; None where the key is gone and nobody could open it any more."""
        if self.erased_at_ms is not None and self.erased_by is not None:
            return FaceErasure(person_id=self.person_id, at_ms=self.erased_at_ms, by=self.erased_by)
        if wrapped_key is None:
            return None
        return FaceRecord(
            person_id=self.person_id,
            shown_name=self.shown_name or "",
            card_digest=self.card_digest,
            kind=self.kind or "",
            sealed_template=self.sealed_template or b"",
            wrapped_key=wrapped_key,
            secret_id=self.secret_id or "",
            consent_text=self.consent_text or "",
            consented_at_ms=self.consented_at_ms or 0,
            expires_at_ms=self.expires_at_ms or 0,
        )


@dataclass(frozen=True, kw_only=True)
class LateKiosk:
    """A kiosk that has not yet heard of that many erasures, the oldest of them of `since_ms`.

    seen_at_ms: when it last asked for faces.
    """

    id: str
    erasures: int
    since_ms: int
    seen_at_ms: int


def find_face(connection: Connection, hall_id: str, person_id: str) -> HeldFace | None:
    """What the hall holds of that person."""
    row = connection.execute(
        select(face_table).where(face_table.c.hall_id == hall_id, face_table.c.person_id == person_id)
    ).one_or_none()
    return None if row is None else _held(row)


def faces_of_card(connection: Connection, hall_id: str, card_digest: str) -> Sequence[HeldFace]:
    """Those whose card has that digest."""
    return _all(connection, hall_id, face_table.c.card_digest == card_digest)


def held_faces(connection: Connection, hall_id: str) -> Sequence[HeldFace]:
    """Everybody whose face is held, newest consent first."""
    held = _all(connection, hall_id, face_table.c.erased_at_ms.is_(None))
    return sorted(held, key=lambda one: (-(one.consented_at_ms or 0), one.person_id))


def expired_faces(connection: Connection, hall_id: str, now_ms: int) -> Sequence[HeldFace]:
    """Those still held although their consent has run out."""
    return _all(
        connection, hall_id, face_table.c.erased_at_ms.is_(None), face_table.c.expires_at_ms <= now_ms
    )


def faces_after(connection: Connection, hall_id: str, seq: int, most: int) -> Sequence[HeldFace]:
    """The changes after that place, in order."""
    return _all(connection, hall_id, face_table.c.seq > seq, most=most)


def newest_seq(connection: Connection, hall_id: str) -> int:
    """The place of the newest change; 0 before the first."""
    of_hall = select(func.max(face_table.c.seq)).where(face_table.c.hall_id == hall_id)
    return connection.scalar(of_hall) or 0


def save_record(connection: Connection, hall_id: str, record: FaceRecord) -> None:
    """Hold `record`, in place of whatever was held of that person. Its key is kept elsewhere."""
    values = {name: value for name, value in vars(record).items() if name != "wrapped_key"}
    _save(connection, hall_id, values | {"erased_at_ms": None, "erased_by": None})


def save_erasure(connection: Connection, hall_id: str, erasure: FaceErasure) -> None:
    """Forget the template, the name and the card; that they had agreed, and until when, stays."""
    gone = dict.fromkeys(("shown_name", "card_digest", "sealed_template"))
    told = {"person_id": erasure.person_id, "erased_at_ms": erasure.at_ms, "erased_by": erasure.by}
    _save(connection, hall_id, told | gone)


def tell_again(connection: Connection, hall_id: str, person_id: str) -> None:
    """Hand on what is held of that person once more, as if it were new."""
    _save(connection, hall_id, {"person_id": person_id})


def see_faces(connection: Connection, issuer_id: str, seq: int, now_ms: int) -> None:
    """The kiosk has taken over every change up to that place."""
    connection.execute(
        update(issuer_table)
        .where(issuer_table.c.id == issuer_id)
        .values(faces_seen=seq, faces_seen_at_ms=now_ms)
    )


def faces_seen(connection: Connection, issuer_id: str) -> int:
    """Up to where the kiosk has taken changes over; 0 if it has never asked."""
    seen = connection.scalar(select(issuer_table.c.faces_seen).where(issuer_table.c.id == issuer_id))
    return seen or 0


def late_kiosks(connection: Connection, hall_id: str) -> Sequence[LateKiosk]:
    """The kiosks that still know somebody who was erased; who has never asked for faces knows nobody."""
    rows = connection.execute(
        select(
            issuer_table.c.id,
            issuer_table.c.faces_seen_at_ms,
            func.count().label("erasures"),
            func.min(face_table.c.erased_at_ms).label("since_ms"),
        )
        .join(face_table, face_table.c.hall_id == issuer_table.c.hall_id)
        .where(
            issuer_table.c.hall_id == hall_id,
            issuer_table.c.faces_seen.is_not(None),
            face_table.c.erased_at_ms.is_not(None),
            face_table.c.seq > issuer_table.c.faces_seen,
        )
        .group_by(issuer_table.c.id, issuer_table.c.faces_seen_at_ms)
        .order_by(issuer_table.c.id)
    )
    return [
        LateKiosk(id=row.id, erasures=row.erasures, since_ms=row.since_ms, seen_at_ms=row.faces_seen_at_ms)
        for row in rows
    ]


def _all(connection: Connection, hall_id: str, *which: Any, most: int | None = None) -> Sequence[HeldFace]:
    rows = connection.execute(
        select(face_table)
        .where(face_table.c.hall_id == hall_id, *which)
        .order_by(face_table.c.seq)
        .limit(most)
    )
    return [_held(row) for row in rows]


def _save(connection: Connection, hall_id: str, values: dict[str, Any]) -> None:
    values |= {"seq": newest_seq(connection, hall_id) + 1}
    of_person = (face_table.c.hall_id == hall_id, face_table.c.person_id == values["person_id"])
    if connection.execute(update(face_table).where(*of_person).values(**values)).rowcount == 0:
        connection.execute(insert(face_table).values(hall_id=hall_id, **values))


def _held(row: Row[Any]) -> HeldFace:
    values = row._asdict()
    del values["hall_id"]
    by = values["erased_by"]
    return HeldFace(**values | {"erased_by": None if by is None else ConsentEnd(by)})
