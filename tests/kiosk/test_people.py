"""Who is known by face here: kept once, sealed, and gone when erased or when consent has run out."""

import pytest

from kiosk import people
from kiosk.faces.blaze_mfn import BlazeMobileFaceNet
from kiosk.faces.engine import GalleryError
from models.face_record import ConsentEnd
from models.store import kiosk_people
from models.store.database import Database
from models.store.kiosk_people import consents_of
from motcua.demo_film import demo_enrolment_frames

KEY = bytes(32)


@pytest.fixture(scope="module")
def engine() -> BlazeMobileFaceNet:
    return BlazeMobileFaceNet()


def enrol(database: Database, engine: BlazeMobileFaceNet, portrait: str, name: str) -> str:
    return people.enrol_person(
        database, engine, KEY, name=name, consent_text="yes", frames_bgr=demo_enrolment_frames(portrait)
    )


def test_only_a_masked_name_is_kept(kiosk_database: Database, engine: BlazeMobileFaceNet) -> None:
    person_id = enrol(kiosk_database, engine, "eileen_collins", "Eileen Collins")
    assert people.shown_name(kiosk_database, person_id) == "E. Collins"


def test_who_enrols_again_stays_one_person(kiosk_database: Database, engine: BlazeMobileFaceNet) -> None:
    first = enrol(kiosk_database, engine, "eileen_collins", "Eileen Collins")
    second = enrol(kiosk_database, engine, "eileen_collins", "Eileen M. Collins")
    assert (first, people.shown_name(kiosk_database, first)) == (second, "E. M. Collins")
    assert len(people.load_gallery(kiosk_database, engine, KEY)) == 1


def test_two_people_are_two(kiosk_database: Database, engine: BlazeMobileFaceNet) -> None:
    enrol(kiosk_database, engine, "eileen_collins", "Eileen Collins")
    enrol(kiosk_database, engine, "grace_hopper", "Grace Hopper")
    assert len(people.load_gallery(kiosk_database, engine, KEY)) == 2


def test_an_erased_face_has_no_name_any_more(kiosk_database: Database, engine: BlazeMobileFaceNet) -> None:
    person_id = enrol(kiosk_database, engine, "eileen_collins", "Eileen Collins")
    assert people.forget_person(kiosk_database, person_id, ConsentEnd.CITIZEN)
    assert people.shown_name(kiosk_database, person_id) is None
    assert not people.forget_person(kiosk_database, person_id, ConsentEnd.CITIZEN)


def ends_of(database: Database, person_id: str) -> list[ConsentEnd | None]:
    consents = database.read(lambda connection: consents_of(connection, person_id)).result()
    assert [consent.text for consent in consents] == ["yes"] * len(consents)
    assert all((consent.ended_at_ms is None) == (consent.ended_by is None) for consent in consents)
    return [consent.ended_by for consent in consents]


def test_what_was_agreed_to_and_why_that_ended_can_be_proved_when_the_face_is_gone(
    kiosk_database: Database, engine: BlazeMobileFaceNet
) -> None:
    person_id = enrol(kiosk_database, engine, "eileen_collins", "Eileen Collins")
    assert ends_of(kiosk_database, person_id) == [None]
    enrol(kiosk_database, engine, "eileen_collins", "Eileen Collins")
    assert ends_of(kiosk_database, person_id) == [ConsentEnd.RENEWED, None]
    people.forget_person(kiosk_database, person_id, ConsentEnd.STAFF)
    assert ends_of(kiosk_database, person_id) == [ConsentEnd.RENEWED, ConsentEnd.STAFF]


def test_nobody_more_is_kept_than_may_be_told_apart(
    kiosk_database: Database, engine: BlazeMobileFaceNet, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(people, "MAX_TEMPLATES", 1)
    person_id = enrol(kiosk_database, engine, "eileen_collins", "Eileen Collins")
    with pytest.raises(GalleryError):
        enrol(kiosk_database, engine, "grace_hopper", "Grace Hopper")
    assert enrol(kiosk_database, engine, "eileen_collins", "Eileen Collins") == person_id


def test_a_face_whose_consent_has_run_out_is_erased(
    kiosk_database: Database, engine: BlazeMobileFaceNet, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(people, "CONSENT_LASTS_MS", -1)
    person_id = enrol(kiosk_database, engine, "eileen_collins", "Eileen Collins")
    assert people.shown_name(kiosk_database, person_id) is None
    assert len(people.load_gallery(kiosk_database, engine, KEY)) == 0
    assert ends_of(kiosk_database, person_id) == [ConsentEnd.EXPIRED]
    left = kiosk_database.read(lambda c: kiosk_people.people_of(c, "blaze_mfn/1", 0)).result()
    assert left == []


def test_a_template_under_another_key_is_left_out(
    kiosk_database: Database, engine: BlazeMobileFaceNet
) -> None:
    enrol(kiosk_database, engine, "eileen_collins", "Eileen Collins")
    assert len(people.load_gallery(kiosk_database, engine, bytes([1] * 32))) == 0
