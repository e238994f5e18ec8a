"""How the kiosks of a hall share faces through a server that can read none: once, in order, or gone."""

from collections.abc import Sequence
from dataclasses import replace
from functools import partial
from pathlib import Path

import pytest

from models.face_exchange import FaceChange, FaceFeed, FacesTaken
from models.face_record import ConsentEnd, FaceErasure
from models.signing import Asker
from models.store.database import Database
from models.store.hall_face_access import FaceAccess, FaceDeed, accesses_to, note_access
from models.store.hall_faces import HeldFace, LateKiosk, find_face, held_faces, late_kiosks
from models.store.hall_setup import save_plan
from models.store.key_files import KeyFiles
from models.wire import WireError
from queue_server.enrol import revoke_kiosk
from queue_server.faces import ACCESSES_KEPT_MS, MOST_AHEAD_MS, accept_faces, feed, hear, is_due, keep_faces
from queue_server.refusal import Refused
from queue_server.setup import SetupError
from tests.helpers.faces import AN, BINH, CHI, DAY_MS, NOW_MS, add_kiosk, erasure, record
from tests.helpers.halls import HALL, PLAN, set_up_hall
from tests.helpers.kiosks import K1, K2

MINUTE_MS = 60_000


class Hall:
    """The small hall with kiosks K1 and K2, and the keys it keeps."""

    def __init__(self, database: Database, directory: Path) -> None:
        self.database = database
        self.keys = KeyFiles(directory)
        set_up_hall(database)
        add_kiosk(database)

    def take(self, *changes: FaceChange, asker: Asker = K1, now_ms: int = NOW_MS) -> int:
        """How many of the changes were news."""
        return self.answer(changes, asker, now_ms).new

    def answer(self, changes: Sequence[FaceChange], asker: Asker, now_ms: int) -> FacesTaken:
        return self.database.write(
            lambda c: accept_faces(c, HALL, self.keys, asker, changes, now_ms)
        ).result()

    def tell(self, after: int = 0, *, asker: Asker = K1, now_ms: int = NOW_MS) -> FaceFeed:
        """What a kiosk is told that has taken over everything up to `after`."""
        self.database.write(lambda c: hear(c, HALL, asker, after, now_ms)).result()
        return self.database.read(lambda c: feed(c, HALL, self.keys, after)).result()

    def face(self, person_id: str = AN) -> HeldFace:
        found = self.database.read(partial(find_face, hall_id=HALL.id, person_id=person_id)).result()
        assert found is not None
        return found

    @property
    def known(self) -> set[str]:
        held = self.database.read(partial(held_faces, hall_id=HALL.id)).result()
        return {one.person_id for one in held}

    @property
    def late(self) -> Sequence[LateKiosk]:
        return self.database.read(partial(late_kiosks, hall_id=HALL.id)).result()


@pytest.fixture
def hall(database: Database, tmp_path: Path) -> Hall:
    return Hall(database, tmp_path / "face-keys")


# ---- who is known at one kiosk is known at the others ----


def test_what_one_kiosk_has_learnt_the_other_is_told_as_it_was(hall: Hall) -> None:
    faces = [record(AN, card="c1"), record(BINH)]
    assert hall.take(*faces) == 2
    told = hall.tell(asker=K2)
    assert (list(told.changes), told.last) == (faces, 2)
    assert hall.tell(told.last, asker=K2).changes == []


def test_changes_are_told_in_order_and_only_the_newest_of_each_person(hall: Hall) -> None:
    hall.take(record(AN), record(BINH), erasure(AN, at_ms=NOW_MS + 1), record(CHI))
    assert [change.person_id for change in hall.tell().changes] == [BINH, AN, CHI]
    assert isinstance(hall.tell().changes[1], FaceErasure)


def test_many_changes_are_told_in_parts(hall: Hall) -> None:
    for start in range(0, 101, 20):
        hall.take(*(record(f"{start + nth:016x}") for nth in range(min(20, 101 - start))))
    first = hall.tell()
    assert (len(first.changes), first.last) == (100, 100)
    rest = hall.tell(first.last)
    assert ([change.person_id for change in rest.changes], rest.last) == ([f"{100:016x}"], 101)


def test_a_repeat_changes_nothing(hall: Hall) -> None:
    changes = (record(AN), record(BINH), erasure(BINH))
    hall.take(*changes)
    before = hall.tell()
    assert hall.take(*changes) == 0
    assert hall.tell() == before


def test_a_renewed_consent_replaces_template_and_key(hall: Hall) -> None:
    renewed = record(at_ms=NOW_MS + MINUTE_MS)
    hall.take(record())
    assert hall.take(renewed, now_ms=NOW_MS + MINUTE_MS) == 1
    assert hall.tell().changes == [renewed]


def test_an_older_consent_than_the_one_held_is_passed_over(hall: Hall) -> None:
    hall.take(record())
    assert hall.take(record(at_ms=NOW_MS - 1)) == 0
    assert hall.tell().changes == [record()]


def test_another_engines_template_of_the_same_consent_takes_the_place_of_the_first(hall: Hall) -> None:
    made_anew = replace(record(), kind="other/1/128/cosine", sealed_template=b"made anew")
    hall.take(record())
    assert hall.take(made_anew, asker=K2) == 1
    assert hall.tell().changes == [made_anew]
    assert hall.take(made_anew) == 0


def test_a_consent_of_the_future_is_refused_and_nothing_of_its_message_is_kept(hall: Hall) -> None:
    with pytest.raises(WireError, match="of the future"):
        hall.take(record(AN), record(BINH, at_ms=NOW_MS + MOST_AHEAD_MS + 1))
    assert hall.known == set()
    assert hall.keys.person_ids() == set()


def test_a_face_whose_key_was_lost_is_not_told_and_holds_nobody_up(hall: Hall) -> None:
    hall.take(record(AN), record(BINH))
    hall.keys.destroy(AN)
    assert hall.tell().changes == [record(BINH)]
    hall.keys.destroy(BINH)
    assert (hall.tell().changes, hall.tell().last) == ([], 2)


def test_a_kiosk_that_is_ahead_of_a_restored_hall_is_sent_back(hall: Hall) -> None:
    hall.take(record())
    assert hall.tell(7).last == 1


# ---- erasing ----


def test_an_erasure_leaves_nothing_but_that_it_was(hall: Hall) -> None:
    hall.take(record(card="c1"))
    assert hall.take(erasure(at_ms=NOW_MS + 1), asker=K2, now_ms=NOW_MS + 1) == 1
    gone = hall.face()
    assert (gone.sealed_template, gone.shown_name, gone.card_digest) == (None, None, None)
    assert (gone.erased_at_ms, gone.erased_by) == (NOW_MS + 1, ConsentEnd.CITIZEN)
    assert gone.consent_text == "2/vi"
    assert hall.keys.get(AN) is None


def test_an_erasure_wins_over_a_consent_given_before_it_that_arrives_later(hall: Hall) -> None:
    hall.take(erasure())
    assert hall.take(record(at_ms=NOW_MS - 1)) == 0
    assert hall.known == set()


def test_a_consent_given_after_an_erasure_is_a_new_one(hall: Hall) -> None:
    hall.take(erasure())
    assert hall.take(record(at_ms=NOW_MS + 1)) == 1
    assert hall.known == {AN}
    assert hall.tell().changes == [record(at_ms=NOW_MS + 1)]


def test_an_erasure_of_an_older_consent_than_the_kiosk_has_seen_is_passed_over(hall: Hall) -> None:
    hall.tell(asker=K2)
    hall.take(record(at_ms=NOW_MS))
    assert hall.take(erasure(at_ms=NOW_MS - DAY_MS), asker=K2) == 0
    assert hall.known == {AN}


def test_a_kiosk_whose_clock_is_slow_still_erases_what_it_has_seen(hall: Hall) -> None:
    hall.take(record())
    hall.tell(1, asker=K2)
    assert hall.take(erasure(at_ms=NOW_MS - DAY_MS), asker=K2) == 1
    assert hall.take(record()) == 0
    assert hall.known == set()


def test_an_erasure_of_a_fast_clock_is_of_now(hall: Hall) -> None:
    hall.take(record(), erasure(at_ms=NOW_MS + DAY_MS))
    assert hall.face().erased_at_ms == NOW_MS


def test_an_erasure_whose_commit_failed_is_done_when_it_comes_again(hall: Hall) -> None:
    hall.take(record())
    hall.keys.destroy(AN)  # as far as it came
    assert hall.take(erasure()) == 1
    assert not hall.face().is_held


def test_who_runs_out_of_consent_is_erased(hall: Hall) -> None:
    hall.take(record(AN, lasts_ms=DAY_MS), record(BINH, lasts_ms=2 * DAY_MS))
    due = partial(is_due, hall=HALL)
    assert not hall.database.read(lambda c: due(c, now_ms=NOW_MS + DAY_MS - 1)).result()
    assert hall.database.read(lambda c: due(c, now_ms=NOW_MS + DAY_MS)).result()
    hall.database.write(lambda c: keep_faces(c, HALL, hall.keys, NOW_MS + DAY_MS)).result()
    assert hall.known == {BINH}
    assert hall.face(AN).erased_by is ConsentEnd.EXPIRED
    assert hall.keys.person_ids() == {BINH}
    assert not hall.database.read(lambda c: due(c, now_ms=NOW_MS + DAY_MS)).result()


def test_who_looked_at_a_face_is_forgotten_after_two_years_and_not_before(hall: Hall) -> None:
    looked = FaceAccess(at_ms=NOW_MS, person_id=AN, what=FaceDeed.EXPORTED, by="staff:s1")
    hall.database.write(lambda c: note_access(c, HALL.id, looked)).result()
    for later_ms, left in ((0, [looked]), (1, [])):
        now_ms = NOW_MS + ACCESSES_KEPT_MS + later_ms
        assert hall.database.read(lambda c, at=now_ms: is_due(c, HALL, at)).result() == (left == [])  # type: ignore[misc]
        hall.database.write(lambda c, at=now_ms: keep_faces(c, HALL, hall.keys, at)).result()  # type: ignore[misc]
        assert hall.database.read(partial(accesses_to, hall_id=HALL.id, person_id=AN)).result() == left


# ---- one card, one person ----


def test_of_two_persons_with_one_card_the_newer_consent_stays(hall: Hall) -> None:
    hall.take(record(AN, card="c1"))
    newer = record(BINH, card="c1", at_ms=NOW_MS + 1)
    assert hall.take(newer, asker=K2) == 1
    assert hall.known == {BINH}
    told = hall.tell().changes
    assert told == [erasure(AN, at_ms=NOW_MS + 1, by=ConsentEnd.RENEWED), newer]


def test_the_older_consent_of_a_card_is_sent_back_as_erased(hall: Hall) -> None:
    hall.take(record(AN, card="c1"))
    assert hall.take(record(BINH, card="c1", at_ms=NOW_MS - 1), asker=K2) == 1
    assert hall.known == {AN}
    assert hall.tell(1, asker=K2).changes == [erasure(BINH, at_ms=NOW_MS, by=ConsentEnd.RENEWED)]
    assert hall.take(record(BINH, card="c1", at_ms=NOW_MS - 1), asker=K2) == 0
    assert hall.keys.person_ids() == {AN}


def test_people_who_showed_no_card_are_not_taken_for_one(hall: Hall) -> None:
    hall.take(record(AN), record(BINH))
    assert hall.known == {AN, BINH}


# ---- which kiosk has not yet erased ----


def test_a_kiosk_that_has_not_heard_of_an_erasure_is_told_of_until_it_has(hall: Hall) -> None:
    hall.take(record(AN), record(BINH))
    for asker in (K1, K2):
        hall.tell(2, asker=asker)
    hall.take(erasure(AN, at_ms=NOW_MS + 1), erasure(BINH, at_ms=NOW_MS + 2), now_ms=NOW_MS + 2)
    hall.tell(4)
    assert hall.late == [LateKiosk(id="K2", erasures=2, since_ms=NOW_MS + 1, seen_at_ms=NOW_MS)]
    hall.tell(3, asker=K2, now_ms=NOW_MS + 9)
    assert hall.late == [LateKiosk(id="K2", erasures=1, since_ms=NOW_MS + 2, seen_at_ms=NOW_MS + 9)]
    hall.tell(4, asker=K2)
    assert hall.late == []


def test_a_kiosk_that_never_asked_for_faces_is_not_waited_for(hall: Hall) -> None:
    hall.tell()
    hall.take(record(), erasure())
    hall.tell(2)
    assert hall.late == []


def test_a_kiosk_that_begins_anew_is_waited_for_again(hall: Hall) -> None:
    hall.take(erasure())
    hall.tell(1)
    hall.tell(0)
    assert [late.id for late in hall.late] == ["K1"]


def test_a_kiosk_cannot_have_seen_what_has_not_happened(hall: Hall) -> None:
    hall.take(record())
    hall.tell(99)
    hall.take(erasure())
    assert [late.id for late in hall.late] == ["K1"]


@pytest.mark.parametrize("how", ["revoked", "enrolled again"])
def test_a_kiosk_that_is_gone_is_not_waited_for(hall: Hall, how: str) -> None:
    hall.take(erasure())
    hall.tell(0, asker=K2)
    assert [late.id for late in hall.late] == ["K2"]
    if how == "revoked":
        revoke_kiosk(hall.database, "K2", NOW_MS)
    else:
        add_kiosk(hall.database)
    assert hall.late == []
    with pytest.raises(Refused):
        hall.tell(asker=K2)


@pytest.mark.parametrize("name", ["K9", "desk"])
def test_only_a_kiosk_can_be_revoked(hall: Hall, name: str) -> None:
    with pytest.raises(SetupError, match="there is no kiosk"):
        revoke_kiosk(hall.database, name, NOW_MS)


# ---- whose kiosk it is ----


def test_a_kiosk_of_another_hall_is_told_nothing_and_hands_nothing_over(hall: Hall) -> None:
    other = replace(HALL, id="other")
    hall.database.write(lambda c: save_plan(c, replace(PLAN, hall=other, services=[], counters=[]))).result()
    elsewhere = add_kiosk(hall.database, "K8", hall_id="other")
    hall.take(record())
    with pytest.raises(Refused):
        hall.tell(asker=elsewhere)
    with pytest.raises(Refused):
        hall.take(erasure(), asker=elsewhere)
    assert hall.known == {AN}


def test_a_consent_that_was_renewed_elsewhere_outlives_a_kiosk_that_thinks_it_has_run_out(hall: Hall) -> None:
    renewed = record(AN)
    hall.take(renewed)
    seq = hall.tell().last
    hall.take(erasure(AN, at_ms=NOW_MS, by=ConsentEnd.EXPIRED), asker=K2)
    assert hall.known == {AN}
    assert hall.tell(seq, asker=K2).changes == [renewed], "the kiosk that let it run out has to hear of it"
