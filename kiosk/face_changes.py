"""What kiosks of one hall tell each other of faces, by way of the hall: who is kept, and who is erased."""

import logging
from collections.abc import Callable, Sequence
from contextlib import suppress
from functools import partial
from typing import TypeVar

from kiosk import clock
from kiosk.faces.face_secret import FaceSecret
from models.face_exchange import FaceChange
from models.face_record import ConsentEnd, FaceErasure, FaceRecord
from models.store import kiosk_faces, kiosk_people
from models.store.database import Connection, Database
from models.store.key_files import KeyFiles
from models.store.kiosk_faces import Unsent
from models.store.kiosk_people import Person

Answer = TypeVar("Answer")

log = logging.getLogger(__name__)


class _Superseded(Exception):
    """What is known here is newer."""


class FaceChanges:
    """The two ways of a change: from here to the hall, and from the hall to here. For one thread.

    on_change: called when somebody more is known here, or somebody no more.
    """

    def __init__(
        self, database: Database, keys: KeyFiles, secret: FaceSecret, on_change: Callable[[], None]
    ) -> None:
        self._database = database
        self._keys = keys
        self._secret_id = secret.id
        self._on_change = on_change

    def to_hand_over(self) -> Sequence[FaceChange]:
        """What the hall has not confirmed, oldest first."""

        def work(connection: Connection) -> list[FaceChange | None]:
            return [self._change(connection, one) for one in kiosk_faces.unsent(connection)]

        return [change for change in self._read(work) if change is not None]

    def handed_over(self, changes: Sequence[FaceChange]) -> None:
        """The hall has these; what changed since is handed over once more."""

        def store(connection: Connection) -> None:
            for sent in changes:
                one = _unsent(sent)
                if self._change(connection, one) == sent:
                    kiosk_faces.forget_unsent(connection, one)

        self._database.write(store).result()

    def cursor(self) -> int:
        """How far the hall's changes are done here."""
        return self._read(kiosk_faces.cursor)

    def take_over(self, changes: Sequence[FaceChange], cursor: int) -> None:
        """Do what other kiosks did, as the hall tells it."""
        for change in changes:
            if isinstance(change, FaceErasure):
                self._erase_here(change)
            elif change.expires_at_ms > clock.now_ms():
                self._add_here(change)
        self._database.write(partial(kiosk_faces.move_cursor, seq=cursor)).result()
        if changes:
            self._on_change()

    def _add_here(self, record: FaceRecord) -> None:
        person = Person(
            id=record.person_id,
            shown_name=record.shown_name,
            card_digest=record.card_digest,
            kind=record.kind,
            sealed_template=record.sealed_template,
            secret_id=record.secret_id,
            consent_text=record.consent_text,
            consented_at_ms=record.consented_at_ms,
            expires_at_ms=record.expires_at_ms,
        )
        if record.secret_id != self._secret_id:
            log.error("%s was sealed under another face secret; this hall's kiosks need one", person.id)

        def store(connection: Connection) -> None:
            known = kiosk_people.person_of_id(connection, record.person_id)
            if known is not None and not _is_news(record, known):
                raise _Superseded
            if kiosk_faces.is_erasure_unsent(connection, record.person_id):
                raise _Superseded  # the hall will hear of it
            kiosk_people.add_person(connection, person)

        with suppress(_Superseded), self._keys.exchanged(person.id, record.wrapped_key):
            self._database.write(store).result()

    def _erase_here(self, erasure: FaceErasure) -> None:
        def store(connection: Connection) -> None:
            known = kiosk_people.person_of_id(connection, erasure.person_id)
            if known is not None and known.consented_at_ms > erasure.at_ms:
                return  # agreed again since: the hall will hear of it
            self._keys.destroy(erasure.person_id)
            kiosk_people.forget_person(connection, erasure.person_id, at_ms=erasure.at_ms, by=erasure.by)

        self._database.write(store).result()

    def _change(self, connection: Connection, one: Unsent) -> FaceChange | None:
        """What there is to tell the hall of this; None when there is nothing any more."""
        if one.erased_at_ms is not None and one.erased_by is not None:
            return FaceErasure(person_id=one.person_id, at_ms=one.erased_at_ms, by=ConsentEnd(one.erased_by))
        person = kiosk_people.person_of_id(connection, one.person_id)
        wrapped_key = self._keys.get(one.person_id)
        if person is None or wrapped_key is None:
            return None
        return FaceRecord(
            person_id=person.id,
            shown_name=person.shown_name,
            card_digest=person.card_digest,
            kind=person.kind,
            sealed_template=person.sealed_template,
            wrapped_key=wrapped_key,
            secret_id=person.secret_id,
            consent_text=person.consent_text,
            consented_at_ms=person.consented_at_ms,
            expires_at_ms=person.expires_at_ms,
        )

    def _read(self, work: Callable[[Connection], Answer]) -> Answer:
        return self._database.read(work).result()


def _unsent(change: FaceChange) -> Unsent:
    if isinstance(change, FaceErasure):
        return Unsent(person_id=change.person_id, erased_at_ms=change.at_ms, erased_by=change.by)
    return Unsent(person_id=change.person_id)


def _is_news(record: FaceRecord, known: Person) -> bool:
    """Whether it is a newer consent than the one kept here, or another engine's template of the same."""
    if record.consented_at_ms == known.consented_at_ms:
        return record.kind != known.kind
    return record.consented_at_ms > known.consented_at_ms
