"""Who is known by face here: kept once, sealed, and gone when erased or when consent has run out."""

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from kiosk import clock, face_store
from kiosk.face_store import CONSENT_LASTS_MS, DAY_MS, USES_LAST_MS, FaceStore
from kiosk.faces.engine import FaceError, GalleryError, Vector
from kiosk.faces.face_secret import FaceSecret
from kiosk.faces.hall_engine import HallEngine
from models.face_record import ConsentEnd
from models.store import kiosk_people
from models.store.database import Database, StoreError
from models.store.key_files import KeyFiles
from models.store.kiosk_faces import Deed, confirmed_scores
from models.store.kiosk_people import GivenConsent

CARD, OTHER_CARD = "001090000018", "001090000026"


def face(number: int) -> Vector:
    """Somebody's face; two numbers are two people."""
    template = np.zeros(192, np.float32)
    template[number] = 1.0
    return template


class Known:
    """A store in which people can be kept shortly."""

    def __init__(self, store: FaceStore, engine: HallEngine, database: Database) -> None:
        self.store, self.engine, self.database = store, engine, database

    def keep(self, template: Vector, name: str = "N. V. An", card: str | None = None) -> str:
        kept = self.store.keep(self.engine, template, shown_name=name, consent_text="2/vi", card_number=card)
        return kept.person_id

    def people(self) -> int:
        return len(self.store.gallery(self.engine))

    def consents(self, person_id: str) -> list[GivenConsent]:
        return list(self.database.read(lambda c: kiosk_people.consents_of(c, person_id)).result())

    def ends(self, person_id: str) -> list[ConsentEnd | None]:
        return [consent.ended_by for consent in self.consents(person_id)]

    def deeds(self, person_id: str) -> list[Deed]:
        return [use.deed for use in self.store.uses(person_id)]


@pytest.fixture
def known(face_store: FaceStore, hall_engine: HallEngine, kiosk_database: Database) -> Known:
    return Known(face_store, hall_engine, kiosk_database)


@pytest.fixture
def later(monkeypatch: pytest.MonkeyPatch) -> "Later":
    return Later(monkeypatch)


class Later:
    """Lets time pass."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self._monkeypatch = monkeypatch

    def by(self, span_ms: int) -> None:
        now_ms = clock.now_ms() + span_ms
        self._monkeypatch.setattr(clock, "now_ms", lambda: now_ms)


def test_somebody_who_is_kept_is_found_by_face(known: Known) -> None:
    person_id = known.keep(face(0))
    match = known.store.gallery(known.engine).find(face(0))
    assert match is not None
    assert (match.person_id, known.store.shown_name(person_id)) == (person_id, "N. V. An")


def test_who_enrols_again_stays_one_person(known: Known) -> None:
    first = known.keep(face(0))
    assert known.keep(face(0), "N. V. An Bình") == first
    assert known.store.shown_name(first) == "N. V. An Bình"
    assert known.people() == 1


def test_two_people_are_two(known: Known) -> None:
    assert known.keep(face(0)) != known.keep(face(1))
    assert known.people() == 2


def test_somebody_is_found_by_their_card_and_by_no_other(known: Known) -> None:
    person_id = known.keep(face(0), card=CARD)
    holder = known.store.of_card(CARD)
    assert holder is not None
    assert holder.id == person_id
    assert known.store.of_card(OTHER_CARD) is None


def test_no_number_of_a_card_is_stored(known: Known, tmp_path: Path) -> None:
    known.keep(face(0), card=CARD)
    files = [path for path in tmp_path.rglob("*") if path.is_file()]
    assert files
    assert not any(CARD.encode() in path.read_bytes() for path in files)


def test_another_face_under_the_same_card_replaces_nothing(known: Known) -> None:
    known.keep(face(0), card=CARD)
    with pytest.raises(FaceError, match="is another face"):
        known.keep(face(1), card=CARD)
    assert known.store.gallery(known.engine).find(face(0)) is not None


def test_who_erases_first_can_be_known_by_another_face(known: Known) -> None:
    first = known.keep(face(0), card=CARD)
    known.store.erase(first, ConsentEnd.CITIZEN)
    assert known.keep(face(1), card=CARD) != first


def test_a_card_is_added_to_a_face_that_had_none(known: Known) -> None:
    first = known.keep(face(0))
    assert known.keep(face(0), card=CARD) == first


def test_a_face_like_anothers_under_another_card_is_somebody_else(known: Known) -> None:
    assert known.keep(face(0), card=CARD) != known.keep(face(0), card=OTHER_CARD)


def test_who_renews_by_face_alone_keeps_their_card(known: Known) -> None:
    person_id = known.keep(face(0), card=CARD)
    known.store.keep(known.engine, face(0), shown_name="An", consent_text="2/vi", person_id=person_id)
    holder = known.store.of_card(CARD)
    assert holder is not None
    assert holder.id == person_id


def test_a_stranger_who_looks_like_a_card_holder_does_not_become_them(known: Known) -> None:
    known.keep(face(0), card=CARD)
    with pytest.raises(FaceError, match="that card is needed"):
        known.keep(face(0))


def test_a_renewal_that_cannot_be_stored_leaves_the_face_as_it_was(
    known: Known, monkeypatch: pytest.MonkeyPatch
) -> None:
    known.keep(face(0))

    def fail(*_args: object, **_named: object) -> None:
        raise StoreError("disk full")

    with monkeypatch.context() as patched:
        patched.setattr(kiosk_people, "add_person", fail)
        with pytest.raises(StoreError):
            known.keep(face(0))
    assert known.store.gallery(known.engine).find(face(0)) is not None


def test_a_template_made_anew_too_late_brings_nobody_back(known: Known, key_files: KeyFiles) -> None:
    person_id = known.keep(face(0))
    person = known.store.person(person_id)
    assert person is not None
    known.store.erase(person_id, ConsentEnd.CITIZEN)
    with pytest.raises(FaceError, match="erased meanwhile"):
        known.store.re_embed(person, known.engine, face(5))
    assert key_files.get(person_id) is None


def test_a_face_is_kept_also_when_nobody_can_be_told_of_it(known: Known) -> None:
    def fail() -> None:
        raise OSError("the disk cannot be read")

    known.store.on_change = fail
    person_id = known.keep(face(0))
    assert known.store.shown_name(person_id) == "N. V. An"


def test_an_erased_face_is_known_no_more_and_has_no_name(known: Known, key_files: KeyFiles) -> None:
    person_id = known.keep(face(0), card=CARD)
    assert known.store.erase(person_id, ConsentEnd.CITIZEN)
    assert known.people() == 0
    assert known.store.shown_name(person_id) is None
    assert known.store.of_card(CARD) is None
    assert key_files.get(person_id) is None
    assert not known.store.erase(person_id, ConsentEnd.CITIZEN)


def test_a_backup_of_the_database_does_not_bring_an_erased_face_back(
    known: Known, key_files: KeyFiles, face_secret: FaceSecret
) -> None:
    person_id = known.keep(face(0))
    backed_up = known.store.person(person_id)
    assert backed_up is not None
    known.store.erase(person_id, ConsentEnd.CITIZEN)
    known.database.write(lambda connection: kiosk_people.add_person(connection, backed_up)).result()
    assert FaceStore(known.database, key_files, face_secret).gallery(known.engine).find(face(0)) is None


def test_what_was_agreed_to_and_why_that_ended_can_be_proved_when_the_face_is_gone(known: Known) -> None:
    person_id = known.keep(face(0))
    assert known.ends(person_id) == [None]
    known.keep(face(0))
    assert known.ends(person_id) == [ConsentEnd.RENEWED, None]
    known.store.erase(person_id, ConsentEnd.STAFF)
    assert known.ends(person_id) == [ConsentEnd.RENEWED, ConsentEnd.STAFF]
    assert [consent.text for consent in known.consents(person_id)] == ["2/vi", "2/vi"]


def test_nobody_more_is_kept_than_may_be_told_apart(known: Known, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(face_store, "MAX_TEMPLATES", 1)
    person_id = known.keep(face(0))
    assert not known.store.has_room(known.engine.kind)
    with pytest.raises(GalleryError):
        known.keep(face(1))
    assert known.keep(face(0)) == person_id


def test_above_that_a_card_holder_is_known_by_the_card_alone(
    known: Known, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(face_store, "MAX_TEMPLATES", 1)
    known.keep(face(0))
    known.keep(face(1), card=CARD)
    assert known.store.of_card(CARD) is not None
    assert known.store.gallery(known.engine).find(face(0)) is not None
    assert known.store.gallery(known.engine).find(face(1)) is None


def test_a_face_whose_consent_has_run_out_is_erased(known: Known, later: Later, key_files: KeyFiles) -> None:
    person_id = known.keep(face(0))
    later.by(CONSENT_LASTS_MS)
    assert known.store.shown_name(person_id) is None
    assert known.people() == 0
    known.store.erase_expired()
    assert known.ends(person_id) == [ConsentEnd.EXPIRED]
    assert known.store.person(person_id) is None
    assert key_files.get(person_id) is None


def test_somebody_may_renew_shortly_before_their_consent_ends(known: Known, later: Later) -> None:
    person_id = known.keep(face(0))
    assert not known.store.may_renew(person_id)
    later.by(CONSENT_LASTS_MS - 30 * DAY_MS)
    assert known.store.may_renew(person_id)


def test_a_template_under_another_halls_secret_is_left_out(
    known: Known, kiosk_database: Database, key_files: KeyFiles
) -> None:
    known.keep(face(0))
    other = FaceStore(kiosk_database, key_files, FaceSecret(bytes(32)))
    assert len(other.gallery(known.engine)) == 0


def test_a_corrupt_template_is_left_out_and_said(
    known: Known, key_files: KeyFiles, caplog: pytest.LogCaptureFixture
) -> None:
    an, binh = known.keep(face(0)), known.keep(face(1))
    key_files.put(an, bytes(60))
    assert known.people() == 1
    assert known.store.gallery(known.engine).find(face(1)) is not None
    assert an in caplog.text
    assert binh not in caplog.text


def test_a_template_of_another_engine_version_is_left_out(known: Known, hall_engine: HallEngine) -> None:
    person_id = known.keep(face(0))
    person = known.store.person(person_id)
    assert person is not None
    newer = replace(hall_engine.kind, version="2")
    assert known.store.templates(newer)[0] == []
    assert known.store.kinds() == [(str(hall_engine.kind), known.store.secret.id, 1)]


def test_another_engines_template_takes_the_place_of_the_old_one_under_the_same_consent(known: Known) -> None:
    person_id = known.keep(face(0))
    person = known.store.person(person_id)
    assert person is not None
    known.store.re_embed(person, known.engine, face(5))
    assert known.store.gallery(known.engine).find(face(5)) is not None
    assert known.ends(person_id) == [None]


def test_every_use_of_a_face_is_written_down(known: Known) -> None:
    person_id = known.keep(face(0))
    known.store.note(person_id, Deed.RECOGNISED, kind=str(known.engine.kind), score=0.8)
    known.store.erase(person_id, ConsentEnd.CITIZEN)
    assert known.deeds(person_id) == [Deed.ENROLLED, Deed.RECOGNISED, Deed.ERASED]


def test_uses_older_than_two_years_are_forgotten(known: Known, later: Later) -> None:
    person_id = known.keep(face(0))
    later.by(USES_LAST_MS + 1)
    known.store.erase_expired()
    assert known.deeds(person_id) == [Deed.ERASED]


def test_scores_count_as_confirmed_only_where_the_citizen_said_so(known: Known) -> None:
    kind = str(known.engine.kind)
    for person_id, score, answer in [("a", 0.81, Deed.CONFIRMED), ("b", 0.74, Deed.DENIED), ("c", 0.9, None)]:
        known.store.note(person_id, Deed.RECOGNISED, kind=kind, score=score)
        if answer is not None:
            known.store.note(person_id, answer, kind=kind)
    assert known.database.read(lambda c: confirmed_scores(c, kind)).result() == [0.81]


def test_somebody_is_told_since_when_until_when_and_how_often(known: Known) -> None:
    person_id = known.keep(face(0))
    known.store.note(person_id, Deed.RECOGNISED)
    known.store.note(person_id, Deed.CONFIRMED)
    held = known.store.held(person_id)
    assert held is not None
    assert (held.until_ms - held.since_ms, held.times_used) == (CONSENT_LASTS_MS, 1)
    assert known.store.held("0123456789abcdef") is None


def test_all_that_is_held_can_be_exported_without_template_number_or_full_name(known: Known) -> None:
    person_id = known.keep(face(0), card=CARD)
    told = known.store.told(person_id)
    assert told is not None
    assert told["face"] == {
        "shown_name": "N. V. An",
        "card": "keyed digest",
        "template": {"kind": str(known.engine.kind), "bytes": 412, "is_sealed": True},
        "picture": None,
        "until": told["face"]["until"],  # type: ignore[index]
    }
    assert CARD not in str(told)


def test_of_an_erased_person_only_consents_and_uses_are_left_to_export(known: Known) -> None:
    person_id = known.keep(face(0))
    known.store.erase(person_id, ConsentEnd.CITIZEN)
    told = known.store.told(person_id)
    assert told is not None
    assert told["face"] is None
    assert known.store.told("0123456789abcdef") is None


def test_whoever_compares_faces_hears_of_every_change(known: Known) -> None:
    changes: list[int] = []
    known.store.on_change = lambda: changes.append(known.people())
    person_id = known.keep(face(0))
    known.store.erase(person_id, ConsentEnd.CITIZEN)
    assert changes == [1, 0]
