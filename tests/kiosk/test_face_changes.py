"""What one kiosk of a hall tells the others of faces: each change once, and nothing that is gone."""

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from kiosk.face_changes import FaceChanges
from kiosk.face_store import CONSENT_LASTS_MS, FaceStore
from kiosk.faces.engine import Vector
from kiosk.faces.face_secret import FaceSecret
from kiosk.faces.hall_engine import HallEngine
from models.face_record import ConsentEnd, FaceErasure, FaceRecord
from models.store.database import open_database
from models.store.key_files import KeyFiles


def face(number: int) -> Vector:
    template = np.zeros(192, np.float32)
    template[number] = 1.0
    return template


class Kiosk:
    """What one kiosk knows, and what it tells."""

    def __init__(self, stack: ExitStack, folder: Path, engine: HallEngine, secret: FaceSecret) -> None:
        folder.mkdir()
        database = open_database(f"sqlite:///{folder}/kiosk.db", "kiosk")
        stack.callback(database.close)
        self.keys = KeyFiles(folder / "face-keys")
        self.heard = 0
        self.engine = engine
        self.store = FaceStore(database, self.keys, secret)
        self.changes = FaceChanges(database, self.keys, secret, self._hear)

    def _hear(self) -> None:
        self.heard += 1

    def keep(self, template: Vector) -> str:
        kept = self.store.keep(self.engine, template, shown_name="N. V. An", consent_text="2/vi")
        return kept.person_id

    def knows(self, template: Vector) -> bool:
        return self.store.gallery(self.engine).find(template) is not None


@pytest.fixture
def kiosk(
    tmp_path: Path, hall_engine: HallEngine, face_secret: FaceSecret
) -> Iterator[Callable[[str], Kiosk]]:
    with ExitStack() as stack:
        yield lambda name: Kiosk(stack, tmp_path / name, hall_engine, face_secret)


@pytest.fixture
def here(kiosk: Callable[[str], Kiosk]) -> Kiosk:
    return kiosk("here")


@pytest.fixture
def there(kiosk: Callable[[str], Kiosk]) -> Kiosk:
    return kiosk("there")


def test_a_face_learnt_here_is_known_there(here: Kiosk, there: Kiosk) -> None:
    here.keep(face(0))
    there.changes.take_over(here.changes.to_hand_over(), cursor=1)
    assert there.knows(face(0))
    assert (there.changes.cursor(), there.heard) == (1, 1)


def test_a_face_erased_there_is_gone_here(here: Kiosk, there: Kiosk) -> None:
    person_id = here.keep(face(0))
    there.changes.take_over(here.changes.to_hand_over(), cursor=1)
    there.store.erase(person_id, ConsentEnd.CITIZEN)
    here.changes.take_over(there.changes.to_hand_over(), cursor=2)
    assert not here.knows(face(0))
    assert here.keys.get(person_id) is None


def test_what_was_handed_over_is_not_told_again(here: Kiosk) -> None:
    here.keep(face(0))
    here.changes.handed_over(here.changes.to_hand_over())
    assert here.changes.to_hand_over() == []


def test_what_changed_while_it_was_handed_over_is_told_once_more(here: Kiosk) -> None:
    person_id = here.keep(face(0))
    told = here.changes.to_hand_over()
    here.store.erase(person_id, ConsentEnd.CITIZEN)
    here.changes.handed_over(told)
    (left,) = here.changes.to_hand_over()
    assert isinstance(left, FaceErasure)


def test_of_somebody_renewed_meanwhile_the_new_consent_is_told(here: Kiosk) -> None:
    here.keep(face(0))
    told = here.changes.to_hand_over()
    here.keep(face(0))
    here.changes.handed_over(told)
    (left,) = here.changes.to_hand_over()
    assert isinstance(left, FaceRecord)
    assert left != told[0]


def test_of_somebody_kept_and_erased_before_the_hall_heard_only_the_erasure_is_told(here: Kiosk) -> None:
    here.store.erase(here.keep(face(0)), ConsentEnd.STAFF)
    (told,) = here.changes.to_hand_over()
    assert isinstance(told, FaceErasure)
    assert told.by is ConsentEnd.STAFF


def test_what_came_from_the_hall_is_not_told_back(here: Kiosk, there: Kiosk) -> None:
    here.keep(face(0))
    there.changes.take_over(here.changes.to_hand_over(), cursor=1)
    assert there.changes.to_hand_over() == []


def test_ones_own_record_coming_back_changes_nothing(here: Kiosk) -> None:
    person_id = here.keep(face(0))
    before = here.store.person(person_id)
    here.changes.take_over(here.changes.to_hand_over(), cursor=1)
    assert here.store.person(person_id) == before
    assert here.knows(face(0))


def test_a_record_that_has_run_out_on_the_way_is_not_kept(here: Kiosk, there: Kiosk) -> None:
    here.keep(face(0))
    (told,) = here.changes.to_hand_over()
    assert isinstance(told, FaceRecord)
    late = replace(told, expires_at_ms=told.expires_at_ms - CONSENT_LASTS_MS)
    there.changes.take_over([late], cursor=1)
    assert not there.knows(face(0))


def test_a_record_under_another_secret_is_kept_shut_and_said(
    here: Kiosk, there: Kiosk, caplog: pytest.LogCaptureFixture
) -> None:
    here.keep(face(0))
    (told,) = here.changes.to_hand_over()
    assert isinstance(told, FaceRecord)
    there.changes.take_over([replace(told, secret_id="ffffffff")], cursor=1)
    assert not there.knows(face(0))
    assert "another face secret" in caplog.text


def test_an_erasure_of_somebody_never_heard_of_is_no_error(there: Kiosk) -> None:
    erasure = FaceErasure(person_id="0123456789abcdef", at_ms=1, by=ConsentEnd.CITIZEN)
    there.changes.take_over([erasure], cursor=5)
    assert there.changes.cursor() == 5


def test_what_was_erased_here_does_not_come_back_before_the_hall_heard(here: Kiosk, there: Kiosk) -> None:
    person_id = here.keep(face(0))
    told = here.changes.to_hand_over()
    there.changes.take_over(told, cursor=1)
    there.store.erase(person_id, ConsentEnd.CITIZEN)
    there.changes.take_over(told, cursor=1)
    assert not there.knows(face(0))
    assert there.keys.get(person_id) is None


def test_a_renewal_here_outlives_what_the_hall_tells_of_the_consent_before(here: Kiosk) -> None:
    person_id = here.keep(face(0))
    (older,) = here.changes.to_hand_over()
    assert isinstance(older, FaceRecord)
    here.keep(face(0))
    renewed = here.store.person(person_id)
    late = FaceErasure(person_id=person_id, at_ms=older.consented_at_ms - 1, by=ConsentEnd.EXPIRED)
    here.changes.take_over([older, late], cursor=1)
    assert here.store.person(person_id) == renewed
    assert here.knows(face(0))
